# Completion of warpcost for bash, written by 'make docs' from the table of commands.
_warpcost_files() {
    local suffix file
    while IFS= read -r file; do COMPREPLY+=("$file"); done < <(compgen -d -- "$cur")
    for suffix; do
        while IFS= read -r file; do
            [ -d "$file" ] || COMPREPLY+=("$file")
        done < <(compgen -f -X "!*$suffix" -- "$cur")
    done
    compopt -o filenames 2>/dev/null
}

_warpcost() {
    local cur="${COMP_WORDS[COMP_CWORD]}" verb='' option='' last='' place=0 i word
    COMPREPLY=()
    local valued=' --set --profile --prices --as-of --deployment --terraform --terraform-address --terraform-side --threads --architecture --output -o --format --policy --ladder --ladder-add --trace --title --author --logo --notes --max-increase --max-p99-increase --budget --baseline --region --term --max-age --quantiles --for --unit --family --source --grade --color --columns --today ' groups=' prices '
    for ((i = 1; i < COMP_CWORD; i++)); do
        word="${COMP_WORDS[i]}"
        if [ "$word" = = ]; then
            option="$last"
        elif [ -n "$option" ]; then
            option=''
        elif [[ "$word" == -?* ]]; then
            case "$valued" in *" $word "*) option="$word" last="$word" ;; esac
        elif [ -z "$verb" ]; then
            verb="$word"
        elif [[ "$groups" == *" $verb "* ]]; then
            verb="$verb $word"
        else
            place=$((place + 1))
        fi
    done
    [ "$cur" = = ] && cur='' option="$last"
    [ -n "$option" ] && case "$verb $option" in
    'compare --set') :; return ;;
    'compare --profile') _warpcost_files .yaml .yml; return ;;
    'compare --prices') _warpcost_files ''; return ;;
    'compare --as-of') :; return ;;
    'compare --deployment') _warpcost_files .json; return ;;
    'compare --terraform') _warpcost_files .json; return ;;
    'compare --terraform-address') :; return ;;
    'compare --terraform-side') COMPREPLY=($(compgen -W 'after before' -- "$cur")); return ;;
    'compare --threads') :; return ;;
    'compare --architecture') COMPREPLY=($(compgen -W 'kafka-classic kafka-tuned warpstream msk-provisioned msk-express msk-serverless' -- "$cur")); return ;;
    'compare --output'|'compare -o') _warpcost_files ''; return ;;
    'compare --format') COMPREPLY=($(compgen -W 'text markdown json csv focus-csv latency-csv html xlsx' -- "$cur")); return ;;
    'compare --policy') _warpcost_files .yaml .yml; return ;;
    'compare --ladder') :; return ;;
    'compare --ladder-add') COMPREPLY=($(compgen -W 'zone-aware-produce arm64 reserved-1yr reserved-3yr discount' -- "$cur")); return ;;
    'simulate --set') :; return ;;
    'simulate --profile') _warpcost_files .yaml .yml; return ;;
    'simulate --prices') _warpcost_files ''; return ;;
    'simulate --as-of') :; return ;;
    'simulate --deployment') _warpcost_files .json; return ;;
    'simulate --terraform') _warpcost_files .json; return ;;
    'simulate --terraform-address') :; return ;;
    'simulate --terraform-side') COMPREPLY=($(compgen -W 'after before' -- "$cur")); return ;;
    'simulate --threads') :; return ;;
    'simulate --architecture') COMPREPLY=($(compgen -W 'kafka-classic kafka-tuned warpstream msk-provisioned msk-express msk-serverless' -- "$cur")); return ;;
    'simulate --output'|'simulate -o') _warpcost_files ''; return ;;
    'simulate --format') COMPREPLY=($(compgen -W 'text markdown json csv focus-csv latency-csv html xlsx' -- "$cur")); return ;;
    'simulate --trace') _warpcost_files ''; return ;;
    'plan --set') :; return ;;
    'plan --profile') _warpcost_files .yaml .yml; return ;;
    'plan --prices') _warpcost_files ''; return ;;
    'plan --as-of') :; return ;;
    'plan --deployment') _warpcost_files .json; return ;;
    'plan --terraform') _warpcost_files .json; return ;;
    'plan --terraform-address') :; return ;;
    'plan --terraform-side') COMPREPLY=($(compgen -W 'after before' -- "$cur")); return ;;
    'plan --threads') :; return ;;
    'plan --architecture') COMPREPLY=($(compgen -W 'kafka-classic kafka-tuned warpstream msk-provisioned msk-express msk-serverless' -- "$cur")); return ;;
    'plan --output'|'plan -o') _warpcost_files ''; return ;;
    'plan --format') COMPREPLY=($(compgen -W 'text markdown json csv focus-csv latency-csv html xlsx' -- "$cur")); return ;;
    'explain --set') :; return ;;
    'explain --profile') _warpcost_files .yaml .yml; return ;;
    'explain --prices') _warpcost_files ''; return ;;
    'explain --as-of') :; return ;;
    'explain --deployment') _warpcost_files .json; return ;;
    'explain --terraform') _warpcost_files .json; return ;;
    'explain --terraform-address') :; return ;;
    'explain --terraform-side') COMPREPLY=($(compgen -W 'after before' -- "$cur")); return ;;
    'explain --threads') :; return ;;
    'explain --architecture') COMPREPLY=($(compgen -W 'kafka-classic kafka-tuned warpstream msk-provisioned msk-express msk-serverless' -- "$cur")); return ;;
    'render --output'|'render -o') _warpcost_files ''; return ;;
    'render --format') COMPREPLY=($(compgen -W 'text markdown json csv focus-csv latency-csv html xlsx' -- "$cur")); return ;;
    'report --title') :; return ;;
    'report --author') :; return ;;
    'report --logo') _warpcost_files ''; return ;;
    'report --notes') _warpcost_files ''; return ;;
    'report --output'|'report -o') _warpcost_files ''; return ;;
    'report --format') COMPREPLY=($(compgen -W 'text markdown json csv focus-csv latency-csv html xlsx' -- "$cur")); return ;;
    'report --set') :; return ;;
    'report --profile') _warpcost_files .yaml .yml; return ;;
    'report --prices') _warpcost_files ''; return ;;
    'report --as-of') :; return ;;
    'report --deployment') _warpcost_files .json; return ;;
    'report --terraform') _warpcost_files .json; return ;;
    'report --terraform-address') :; return ;;
    'report --terraform-side') COMPREPLY=($(compgen -W 'after before' -- "$cur")); return ;;
    'report --threads') :; return ;;
    'report --architecture') COMPREPLY=($(compgen -W 'kafka-classic kafka-tuned warpstream msk-provisioned msk-express msk-serverless' -- "$cur")); return ;;
    'diff --max-increase') :; return ;;
    'diff --max-p99-increase') :; return ;;
    'diff --architecture') COMPREPLY=($(compgen -W 'kafka-classic kafka-tuned warpstream msk-provisioned msk-express msk-serverless' -- "$cur")); return ;;
    'diff --set') :; return ;;
    'diff --profile') _warpcost_files .yaml .yml; return ;;
    'diff --prices') _warpcost_files ''; return ;;
    'diff --as-of') :; return ;;
    'diff --deployment') _warpcost_files .json; return ;;
    'diff --terraform') _warpcost_files .json; return ;;
    'diff --terraform-address') :; return ;;
    'diff --terraform-side') COMPREPLY=($(compgen -W 'after before' -- "$cur")); return ;;
    'diff --threads') :; return ;;
    'diff --output'|'diff -o') _warpcost_files ''; return ;;
    'diff --format') COMPREPLY=($(compgen -W 'text markdown json' -- "$cur")); return ;;
    'check --budget') _warpcost_files .yaml .yml; return ;;
    'check --policy') _warpcost_files .yaml .yml; return ;;
    'check --baseline') _warpcost_files .json; return ;;
    'check --set') :; return ;;
    'check --profile') _warpcost_files .yaml .yml; return ;;
    'check --prices') _warpcost_files ''; return ;;
    'check --as-of') :; return ;;
    'check --deployment') _warpcost_files .json; return ;;
    'check --terraform') _warpcost_files .json; return ;;
    'check --terraform-address') :; return ;;
    'check --terraform-side') COMPREPLY=($(compgen -W 'after before' -- "$cur")); return ;;
    'check --threads') :; return ;;
    'check --output'|'check -o') _warpcost_files ''; return ;;
    'check --format') COMPREPLY=($(compgen -W 'text json junit sarif github gitlab annotations' -- "$cur")); return ;;
    'prices list --region') :; return ;;
    'prices list --prices') _warpcost_files ''; return ;;
    'prices list --as-of') :; return ;;
    'prices list --term') COMPREPLY=($(compgen -W 'on-demand reserved-1yr-no-upfront reserved-3yr-all-upfront reserved-1yr-partial-upfront reserved-1yr-all-upfront reserved-3yr-no-upfront reserved-3yr-partial-upfront convertible-1yr-no-upfront convertible-1yr-partial-upfront convertible-1yr-all-upfront convertible-3yr-no-upfront convertible-3yr-partial-upfront convertible-3yr-all-upfront compute-plan-1yr-no-upfront compute-plan-1yr-partial-upfront compute-plan-1yr-all-upfront compute-plan-3yr-no-upfront compute-plan-3yr-partial-upfront compute-plan-3yr-all-upfront instance-plan-1yr-no-upfront instance-plan-1yr-partial-upfront instance-plan-1yr-all-upfront instance-plan-3yr-no-upfront instance-plan-3yr-partial-upfront instance-plan-3yr-all-upfront database-plan-1yr-no-upfront' -- "$cur")); return ;;
    'prices list --format') COMPREPLY=($(compgen -W 'table csv json' -- "$cur")); return ;;
    'prices show --region') :; return ;;
    'prices show --prices') _warpcost_files ''; return ;;
    'prices show --as-of') :; return ;;
    'prices check --region') :; return ;;
    'prices check --prices') _warpcost_files ''; return ;;
    'prices check --as-of') :; return ;;
    'prices check --max-age') :; return ;;
    'prices diff --region') :; return ;;
    'prices diff --format') COMPREPLY=($(compgen -W 'table csv' -- "$cur")); return ;;
    'prices diff --set') :; return ;;
    'prices diff --profile') _warpcost_files .yaml .yml; return ;;
    'prices diff --architecture') COMPREPLY=($(compgen -W 'kafka-classic kafka-tuned warpstream msk-provisioned msk-express msk-serverless' -- "$cur")); return ;;
    'prices diff --deployment') _warpcost_files .json; return ;;
    'prices diff --terraform') _warpcost_files .json; return ;;
    'prices diff --terraform-address') :; return ;;
    'prices diff --terraform-side') COMPREPLY=($(compgen -W 'after before' -- "$cur")); return ;;
    'prices diff --threads') :; return ;;
    'prices import --output'|'prices import -o') _warpcost_files ''; return ;;
    'prices import --region') :; return ;;
    'validate --profile') _warpcost_files .yaml .yml; return ;;
    'validate --set') :; return ;;
    'calibrate --quantiles') :; return ;;
    'calibrate --for') COMPREPLY=($(compgen -W 'object_put object_get commit rtt_same_zone rtt_cross_zone broker_append broker_pause' -- "$cur")); return ;;
    'calibrate --unit') COMPREPLY=($(compgen -W 's ms us ns' -- "$cur")); return ;;
    'calibrate --family') COMPREPLY=($(compgen -W 'auto lognormal mixture gamma weibull' -- "$cur")); return ;;
    'calibrate --source') :; return ;;
    'calibrate --grade') COMPREPLY=($(compgen -W 'A B C D R' -- "$cur")); return ;;
    'calibrate --output'|'calibrate -o') _warpcost_files .yaml .yml; return ;;
    'help --format') COMPREPLY=($(compgen -W 'text man bash zsh fish names' -- "$cur")); return ;;
    esac
    [ -n "$option" ] && case " $option" in
    ' --color') COMPREPLY=($(compgen -W 'auto always never' -- "$cur")); return ;;
    ' --columns') :; return ;;
    ' --today') :; return ;;
    *) return ;;
    esac
    if [[ "$cur" == -* ]]; then
        case "$verb" in
        'compare') word='--set --profile --prices --as-of --deployment --terraform --terraform-address --terraform-side --show-private --no-simulate --threads --require-converged --architecture --output -o --format --policy --ladder --ladder-add' ;;
        'simulate') word='--set --profile --prices --as-of --deployment --terraform --terraform-address --terraform-side --show-private --no-simulate --threads --require-converged --architecture --output -o --format --trace' ;;
        'plan') word='--set --profile --prices --as-of --deployment --terraform --terraform-address --terraform-side --show-private --no-simulate --threads --architecture --output -o --format' ;;
        'explain') word='--set --profile --prices --as-of --deployment --terraform --terraform-address --terraform-side --show-private --no-simulate --threads --architecture' ;;
        'render') word='--output -o --format --plan' ;;
        'report') word='--title --author --logo --notes --output -o --format --set --profile --prices --as-of --deployment --terraform --terraform-address --terraform-side --show-private --no-simulate --threads --architecture' ;;
        'diff') word='--max-increase --max-p99-increase --architecture --set --profile --prices --as-of --deployment --terraform --terraform-address --terraform-side --show-private --no-simulate --threads --output -o --format' ;;
        'check') word='--budget --policy --baseline --set --profile --prices --as-of --deployment --terraform --terraform-address --terraform-side --show-private --no-simulate --threads --output -o --format' ;;
        'prices list') word='--region --prices --as-of --term --format' ;;
        'prices show') word='--region --prices --as-of' ;;
        'prices check') word='--region --prices --as-of --max-age' ;;
        'prices diff') word='--region --format --set --profile --architecture --deployment --terraform --terraform-address --terraform-side --show-private --threads' ;;
        'prices import') word='--output -o --region --all-terms' ;;
        'init') word='--force' ;;
        'validate') word='--profile --set' ;;
        'calibrate') word='--quantiles --for --unit --family --source --grade --output -o' ;;
        'schema') word='--budget --reference --latency' ;;
        'help') word='--format' ;;
        *) word='' ;;
        esac
        COMPREPLY=($(compgen -W "$word --help -h --version -V --color --columns --today" -- "$cur"))
        return
    fi
    case "$verb $place" in
    ' 0') COMPREPLY=($(compgen -W 'compare simulate plan explain render report diff check prices init validate calibrate schema help' -- "$cur")) ;;
    'prices 0') COMPREPLY=($(compgen -W 'list show check diff import' -- "$cur")) ;;
    'compare 0') _warpcost_files .yaml .yml ;;
    'simulate 0') _warpcost_files .yaml .yml ;;
    'plan 0') _warpcost_files .yaml .yml ;;
    'explain 0') COMPREPLY=($(compgen -W 'compute.brokers compute.controllers storage.block storage.block.iops storage.block.throughput storage.block.controllers storage.block.controllers.iops storage.block.controllers.throughput storage.object network.produce network.replicate network.consume requests.put.upload requests.get.historical compute.agents storage.object.compaction network.metadata network.metadata.hours requests.put requests.put.compaction requests.get requests.get.compaction control_plane.fee control_plane.fee.written control_plane.fee.stored storage.object.retrieval network.data_in compute.clusters compute.partitions network.data_out network.access.hours network.access.bytes network.access.endpoint_hours network.access.endpoint_bytes network.s3_access.hours network.s3_access.bytes support.developer support.business support.enterprise' -- "$cur")) ;;
    'explain 1') _warpcost_files .yaml .yml ;;
    'render 0') _warpcost_files .json ;;
    'report 0') _warpcost_files '' ;;
    'diff 0') _warpcost_files '' ;;
    'diff 1') _warpcost_files '' ;;
    'check '*) _warpcost_files .yaml .yml ;;
    'prices list '*) : ;;
    'prices show 0') : ;;
    'prices diff 0') _warpcost_files '' ;;
    'prices diff 1') _warpcost_files '' ;;
    'prices diff 2') _warpcost_files .yaml .yml ;;
    'prices import '*) _warpcost_files '' ;;
    'init 0') _warpcost_files .yaml .yml ;;
    'validate '*) _warpcost_files .yaml .yml ;;
    'calibrate 0') _warpcost_files '' ;;
    'help '*) COMPREPLY=($(compgen -W 'compare simulate plan explain render report diff check prices init validate calibrate schema help' -- "$cur")) ;;
    esac
}
complete -F _warpcost warpcost
