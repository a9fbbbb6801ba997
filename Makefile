# SPDX-License-Identifier: GPL-3.0-or-later
#
#   make demo     build and compare the Kafka presets on a workload
#   make check    build and run all tests
#   make help     every target
#
# VARIANT=release|debug|san builds into build/VARIANT. V=1 shows commands. NO_DEPS=1 never installs packages.

.DELETE_ON_ERROR:
MAKEFLAGS += --no-builtin-rules --no-print-directory
SHELL := /bin/sh

VARIANT ?= release
ifeq ($(origin CC),default)
CC := cc
endif
PREFIX ?= /usr/local
DESTDIR ?=
EXTRA_ARCH ?=
OPT ?= -O2
Q := $(if $(V),,@)

VERSION := 0.1.0
VERSION_DATE := 2026-11-23
BUILD ?= build/$(VARIANT)

warnings := -Wall -Wextra -Wconversion -Wshadow -Wvla -Wundef -Wmissing-prototypes -Wstrict-prototypes \
            -Wpointer-arith -Wcast-qual -Wwrite-strings -Wformat=2 -Wno-sign-conversion
flags_release := $(OPT) -g
flags_debug := -O0 -g3
flags_san := -O1 -g3 -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
flags_fuzz := -O1 -g -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all
flags_reach := -O0 -g -fsanitize=fuzzer-no-link -fprofile-instr-generate -fcoverage-mapping
ifeq ($(flags_$(VARIANT)),)
$(error VARIANT=$(VARIANT) is unknown: release, debug or san (fuzz, reach: for tests/fuzz/run.sh))
endif

override CPPFLAGS += -Isrc -Iinclude -D_GNU_SOURCE -DWARPCOST_VERSION='"$(VERSION)"' -DWARPCOST_DATE='"$(VERSION_DATE)"'
# Hidden and position-independent, so that one set of objects makes the program and both libraries.
override CFLAGS += -std=c11 -ffp-contract=off -fPIC -fvisibility=hidden $(warnings) $(flags_$(VARIANT))
override LDFLAGS += $(filter -fsanitize% -fprofile% --coverage,$(flags_$(VARIANT)))
LDLIBS = -lyaml -lcjson -lcsv -lxlsxwriter -lcrypto -lgsl -lgslcblas -lpthread -lm

# The library is everything but the verbs; these have an archive of their own, for the program and for tests of them.
sources := $(filter-out src/cmd/%,$(wildcard src/*/*.c src/*/*/*.c src/*/*/*/*.c)) $(EXTRA_ARCH)
verbs := $(wildcard src/cmd/*.c)
embedded := $(sort $(wildcard pricing/*.csv pricing/*/*.csv templates/*.html))
# What only tests link: closed forms and plain readers, which the house is checked against.
oracle_sources := $(wildcard tests/oracles/*.c)
library := $(BUILD)/libwarpcost.a
soname := libwarpcost.so.$(firstword $(subst ., ,$(VERSION)))
shared := $(BUILD)/lib/libwarpcost.so.$(VERSION)
static := $(BUILD)/lib/libwarpcost.a
oracles := $(BUILD)/oracles.a
commands := $(BUILD)/commands.a
program := $(BUILD)/warpcost
# Everything at once, unless whoever called make said how much.
jobs = $(if $(filter -j% --jobserver%,$(MAKEFLAGS)),,-j$(shell nproc))
objects_of = $(patsubst %.c,$(BUILD)/%.o,$(1))
unit_tests := $(patsubst tests/unit/%.c,$(BUILD)/tests/%,$(wildcard tests/unit/test_*.c))
properties := $(patsubst tests/properties/%.c,$(BUILD)/tests/%,$(wildcard tests/properties/test_*.c))
benches := $(patsubst tests/bench/%.c,$(BUILD)/bench/%,$(wildcard tests/bench/bench_*.c))
# SKIP: scripts that are left out.
scripts := $(filter-out $(SKIP),$(wildcard tests/cli/*.sh tests/golden/run.sh tests/recipes/run.sh tests/published/*.sh) \
           $(filter-out tests/check/bare-root.sh,$(wildcard tests/check/*.sh)))
environment := WARPCOST='$(CURDIR)/$(program)' BUILD='$(BUILD)' CC='$(CC)' VARIANT='$(VARIANT)' EXTRA_ARCH='$(EXTRA_ARCH)' MAKE='$(MAKE)' LC_ALL=C

all: $(program)

# What went into a build besides files: when it changes, all that depends on it is built again.
define remember
ifneq ($$(file <$(1)),$(2))
$$(shell mkdir -p $(BUILD))
$$(file >$(1),$(2))
endif
endef
flags := $(BUILD)/flags
list := $(BUILD)/list
$(eval $(call remember,$(flags),$$(strip $$(CC) $$(CPPFLAGS) $$(CFLAGS) $$(LDFLAGS) $$(LDLIBS))))
$(eval $(call remember,$(list),$$(strip $$(sources) $$(verbs) $$(oracle_sources) $$(embedded))))

$(program): $(BUILD)/src/main.o $(commands) $(library)
	@echo "  LD  $@"
	$(Q)$(CC) $(LDFLAGS) -o $@ $^ $(LDLIBS)

$(library): $(call objects_of,$(sources)) $(BUILD)/embedded.o
$(commands): $(call objects_of,$(verbs))
$(oracles): $(call objects_of,$(oracle_sources))
$(library) $(commands) $(oracles): $(list)
	@echo "  AR  $@"
	$(Q)rm -f $@
	$(Q)ar rcs $@ $(filter %.o,$^)

# One more architecture is a row more of the registry; nothing else is compiled for it.
$(BUILD)/src/arch/registry.o: $(list)
$(BUILD)/src/arch/registry.o: override CPPFLAGS += $(if $(EXTRA_ARCH),-DEXTRA_ARCH=$(basename $(notdir $(EXTRA_ARCH))))

$(BUILD)/%.o: %.c $(flags)
	@mkdir -p $(@D)
	@echo "  CC  $<"
	$(Q)$(CC) $(CPPFLAGS) $(CFLAGS) -MMD -MP -c -o $@ $<

$(BUILD)/embedded.S: src/pricing/embed.sh $(embedded) $(list)
	$(Q)sh src/pricing/embed.sh $(embedded) >$@

$(BUILD)/embedded.o: $(BUILD)/embedded.S $(flags)
	$(Q)$(CC) -c -o $@ $<

# What is installed: of its symbols only those of include/warpcost.h are seen.
$(shared): $(library) $(flags)
	@mkdir -p $(@D)
	@echo "  LD  $@"
	$(Q)echo '{ global: wc_*; local: *; };' >$(BUILD)/lib/exports.map
	$(Q)$(CC) -shared -Wl,-soname,$(soname) -Wl,--version-script=$(BUILD)/lib/exports.map $(if $(findstring -fsanitize,$(LDFLAGS)),,-Wl,--no-undefined) $(LDFLAGS) -o $@ \
	    -Wl,--whole-archive $(library) -Wl,--no-whole-archive $(LDLIBS)

$(static): $(library)
	@mkdir -p $(@D)
	@echo "  AR  $@"
	$(Q)ld -r -o $(BUILD)/lib/warpcost.o --whole-archive $(library)
	$(Q)objcopy --wildcard --keep-global-symbol='wc_*' $(BUILD)/lib/warpcost.o
	$(Q)rm -f $@ && ar rcs $@ $(BUILD)/lib/warpcost.o && rm $(BUILD)/lib/warpcost.o

libraries: $(shared) $(static) ## the shared and the static library

link_test = @mkdir -p $(@D); echo "  LD  $@"; \
            $(CC) $(CPPFLAGS) -Itests $(CFLAGS) -MMD -MP -MF $@.d -MT $@ $(LDFLAGS) -o $@ $< $(commands) $(oracles) $(library) -lcmocka $(LDLIBS)
$(BUILD)/tests/%: tests/unit/%.c $(commands) $(oracles) $(library) $(flags)
	$(link_test)
$(BUILD)/tests/%: tests/properties/%.c $(commands) $(oracles) $(library) $(flags)
	$(link_test)
$(BUILD)/bench/%: tests/bench/%.c $(commands) $(oracles) $(library) $(flags)
	$(link_test)
$(BUILD)/tools/%: tests/tools/%.c $(commands) $(oracles) $(library) $(flags)
	$(link_test)
$(BUILD)/fuzz/%: tests/fuzz/%.c $(wildcard tests/fuzz/*.h) $(oracles) $(library) $(flags)
	@mkdir -p $(@D)
	$(Q)$(CC) $(CPPFLAGS) -Itests $(CFLAGS) -fsanitize=fuzzer $(LDFLAGS) -o $@ $< $(oracles) $(library) $(LDLIBS)

demo: ## build and compare the Kafka presets on a workload
	@NO_DEPS='$(NO_DEPS)' CC='$(CC)' sh .ci/deps demo
	@$(MAKE) $(jobs) all
	$(program) compare examples/orders.yaml

check: ## build and run all tests
	@NO_DEPS='$(NO_DEPS)' CC='$(CC)' sh .ci/deps demo check
	@$(MAKE) $(jobs) all test-programs
	@$(environment) sh tests/run.sh $(unit_tests) $(properties) $(scripts)

test-programs: $(unit_tests) $(properties)

check-unit: $(unit_tests) ## only the unit tests
	@$(environment) sh tests/run.sh $(unit_tests)

check-headers check-includes: check-%: ## each header compiles alone; includes follow the layers
	@$(environment) sh tests/run.sh tests/check/$*.sh

mutants: all ## each planted mistake is found by the test that it names; make check tries a few of them (an hour of processor time)
	@$(environment) MUTANTS=all MUTANT_JOBS='$(or $(JOBS),$(shell nproc))' SUITE_SECONDS=36000 sh tests/run.sh tests/check/mutants.sh

soaks := $(addprefix $(BUILD)/tests/,test_sim_coverage test_object_detail test_fleets)
soak: all $(soaks) ## coverage of intervals over 2,000 seeds; less detail against full, on larger systems; 1,000 planned fleets; the ends of all ranges, 1,000 random workloads (minutes)
	$(Q)for test in $(soaks); do SOAK=1 $$test || exit 1; done
	$(Q)SOAK=1 WARPCOST=$(program) sh tests/published/latency.sh
	$(Q)SOAK=1 WARPCOST=$(program) sh tests/cli/extremes.sh
	$(Q)$(environment) sh tests/run.sh tests/properties/rising-load.sh
	$(Q)python3 tests/properties/random-latency.py $(program) $(BUILD) 50

points: all ## docs/model.md's table of published latencies and pricing/model-error.csv anew
	$(Q)POINTS_UPDATE=1 WARPCOST=$(program) sh tests/published/latency.sh

check-matrix: ## gcc and clang at -O0, -O2, -O3 and with sanitizers; valgrind
	@NO_DEPS='$(NO_DEPS)' CC='$(CC)' sh .ci/deps demo check extra
	@$(environment) sh tests/matrix.sh

check-arm64: ## what is drawn has the same bits on arm64 (cross-built, under qemu-user)
	@NO_DEPS='$(NO_DEPS)' CC='$(CC)' sh .ci/deps demo arm64
	@$(environment) sh tests/arm64.sh

check-bare-root: ## make demo and make check in a fresh Debian (root, debootstrap)
	@$(environment) sh tests/check/bare-root.sh

golden-update: all ## rewrite the expected outputs of tests/golden
	@$(environment) GOLDEN_UPDATE=1 sh tests/golden/run.sh

bench: all $(benches) ## measure against the bounds
	$(Q)status=0; for bench in $(benches); do $(environment) $$bench || status=1; done; exit $$status

fuzz: ## FUZZ_SECONDS (60) on each reader, coverage, planted faults
	@NO_DEPS='$(NO_DEPS)' CC='$(CC)' sh .ci/deps demo extra
	@$(environment) sh tests/fuzz/run.sh

check-pages: ## what others make of reports: browsers of pages (chromium, node), LibreOffice of workbooks
	@NO_DEPS='$(NO_DEPS)' CC='$(CC)' sh .ci/deps demo check pages
	@$(MAKE) $(jobs) all
	@$(environment) sh tests/run.sh $(wildcard tests/pages/*.sh)

coverage: ## lines that the tests reach
	@$(MAKE) check BUILD=build/coverage OPT='-O0 --coverage'
	@sh tests/coverage.sh build/coverage

# What the program prints about itself is built, not committed, but for the references that are read on the web.
pages := $(BUILD)/docs/done
$(pages): docs/generate.sh $(program)
	$(Q)sh docs/generate.sh $(program) $(@D)
	$(Q)touch $@

docs: all $(pages) ## man pages and completions in build/; docs/parameters.md, docs/latency.md, the run document's schema and the output in README and docs/tutorial.md anew
	$(Q)$(program) schema --reference >docs/parameters.md
	$(Q)$(program) schema --latency >docs/latency.md
	$(Q)$(program) schema --run >docs/run-document.schema.json
	$(Q)sh docs/readme.sh $(program) >$(BUILD)/README.md && cp $(BUILD)/README.md README.md
	$(Q)sh docs/tutorial.sh $(program) >$(BUILD)/tutorial.md && cp $(BUILD)/tutorial.md docs/tutorial.md

# Simulated, and so a matter of minutes. SOURCE_DATE_EPOCH keeps the date of the workbook.
examples: all ## make examples/report anew: the article's workload as page, workbook and Markdown, and its pictures
	$(Q)mkdir -p examples/report
	$(program) compare scenarios/seed.yaml -o examples/report/run.json
	$(program) report examples/report/run.json -o examples/report/report.html -o examples/report/report.xlsx -o examples/report/report.md \
	    --title 'Kafka or WarpStream for 1 GiB/s: cost and latency on AWS' --notes examples/report/notes.md
	$(Q)sh examples/pictures.sh examples/report/report.html examples/report

deps: ## install what building and testing need
	@CC='$(CC)' sh .ci/deps demo check extra

format: ## format the sources (clang-format 14)
	$(Q)find src tests include examples -name '*.[ch]' -exec clang-format -i {} +

# What is installed, as "source:target" below the prefix.
installed := $(program):bin/warpcost $(static):lib/libwarpcost.a $(shared):lib/$(notdir $(shared)) \
             $(BUILD)/warpcost.pc:lib/pkgconfig/warpcost.pc include/warpcost.h:include/warpcost.h \
             $(BUILD)/docs/completions/warpcost.bash:share/bash-completion/completions/warpcost \
             $(BUILD)/docs/completions/_warpcost:share/zsh/site-functions/_warpcost \
             $(BUILD)/docs/completions/warpcost.fish:share/fish/vendor_completions.d/warpcost.fish

documents := README.md CHANGELOG.md LICENSE $(wildcard docs/*.md docs/*/*.md docs/*.json)

install: all libraries $(pages) ## install below DESTDIR and PREFIX
	$(Q)sed -e 's|@PREFIX@|$(PREFIX)|' -e 's|@VERSION@|$(VERSION)|' -e 's|@LIBS@|$(LDLIBS)|' warpcost.pc.in >$(BUILD)/warpcost.pc
	$(Q)set -e; for pair in $(installed); do \
	    target='$(DESTDIR)$(PREFIX)'/$${pair#*:}; mode=644; \
	    case $$target in */bin/*) mode=755;; esac; \
	    install -D -m $$mode "$${pair%%:*}" "$$target"; done
	$(Q)install -D -m 644 -t '$(DESTDIR)$(PREFIX)/share/man/man1' $(BUILD)/docs/man/*.1
	$(Q)set -e; for page in $(documents); do install -D -m 644 "$$page" '$(DESTDIR)$(PREFIX)/share/doc/warpcost'/"$$page"; done
	$(Q)ln -sf $(notdir $(shared)) '$(DESTDIR)$(PREFIX)/lib/$(soname)'
	$(Q)ln -sf $(soname) '$(DESTDIR)$(PREFIX)/lib/libwarpcost.so'
	@echo "installed below $(DESTDIR)$(PREFIX)"

uninstall: ## remove what install put there
	$(Q)for pair in $(installed); do rm -f '$(DESTDIR)$(PREFIX)'/$${pair#*:}; done
	$(Q)rm -rf '$(DESTDIR)$(PREFIX)/share/doc/warpcost'
	$(Q)rm -f '$(DESTDIR)$(PREFIX)/share/man/man1'/warpcost.1 '$(DESTDIR)$(PREFIX)/share/man/man1'/warpcost-*.1
	$(Q)rm -f '$(DESTDIR)$(PREFIX)/lib/$(soname)' '$(DESTDIR)$(PREFIX)/lib/libwarpcost.so'

clean: ## remove build/
	$(Q)rm -rf build

help: ## this list
	@awk -F ':.*## ' '/^[a-z -]+:.*## / { printf "  make %-28s %s\n", $$1, $$2 }' Makefile

.PHONY: points all libraries demo check test-programs check-unit check-headers check-includes mutants soak check-matrix check-arm64 check-bare-root check-pages golden-update bench \
        fuzz coverage docs examples deps format install uninstall clean help
-include $(patsubst %.c,$(BUILD)/%.d,$(sources) $(verbs) $(oracle_sources) src/main.c) $(wildcard $(BUILD)/tests/*.d $(BUILD)/bench/*.d)
