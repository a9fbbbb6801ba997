#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What is sampled has the same bits on any processor: the objects of simulation, and base/fp that it computes with, call no function of
# libm that libraries and processors round differently, and no GSL. Functions that IEEE 754 defines to the last bit (sqrt, floor, fma, …) may be.
. tests/harness.sh
: "${BUILD:=build/release}" "${CC:=cc}"

# Objects of src/sim that estimate and fit outside of the sampled path, by name without .o, between blanks.
outside=' '

functions='exp|exp2|exp10|expm1|log|log2|log10|log1p|pow|sin|cos|tan|sincos|asin|acos|atan|atan2|sinh|cosh|tanh|asinh|acosh|atanh'
functions="$functions|cexp|clog|cpow|tgamma|lgamma|gamma|erf|erfc|cbrt|hypot|j0|j1|jn|y0|y1|yn|rand|random|drand48|rand_r"
banned="^((__)?($functions)(f|l|f32|f64|f128|f32x|f64x)?(_r|_finite)?|_ZGV.*|gsl_.*|cblas_.*)(@.*)?\$"

# Prints "OBJECT: SYMBOL" for each banned symbol that objects take from elsewhere.
offences() {
    for object; do
        nm -u "$object" | awk '{ print $NF }' | grep -E "$banned" | sed "s|^|${object##*/}: |"
    done
}

objects=$BUILD/src/base/fp.o
for source in src/sim/*/*.c; do
    name=${source##*/}
    name=${name%.c}
    case $outside in *" $name "*) ;; *) objects="$objects $BUILD/${source%.c}.o" ;; esac
done
missing=
for object in $objects; do [ -f "$object" ] || missing="$missing $object"; done
[ -z "$missing" ]
verdict 'the objects of the sampled path are there' $? "missing:$missing"
# shellcheck disable=SC2086
found=$(offences $objects)
[ -z "$found" ]
verdict 'the sampled path is computed here' $? "$found"

# The check sees what it is for.
cat >"$scratch/planted.c" <<'C'
double log(double), expm1(double), sqrt(double), floor(double), gsl_ran_gamma(const void *, double, double);
float powf(float, float);
long double lgammal_r(long double, int *);
double logical(double), __exp_finite(double), _ZGVdN4v_sin(double);
double all(double x, int *sign);
double all(double x, int *sign)
{
    return log(x) + expm1(x) + sqrt(x) + floor(x) + gsl_ran_gamma(0, x, x) + powf((float)x, 2) + (double)lgammal_r(x, sign) + logical(x) +
           __exp_finite(x) + _ZGVdN4v_sin(x);
}
C
# shellcheck disable=SC2086
$CC -O0 -w -c -o "$scratch/planted.o" "$scratch/planted.c"
got=$(offences "$scratch/planted.o" | LC_ALL=C sort | sed 's/.*: //' | tr '\n' ' ')
wanted='_ZGVdN4v_sin __exp_finite expm1 gsl_ran_gamma lgammal_r log powf '
[ "$got" = "$wanted" ]
verdict 'planted calls are found' $? "got    $got" "wanted $wanted"
finish
