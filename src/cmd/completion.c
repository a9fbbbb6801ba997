/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Shell completion. Each shell gets a plain script without outside helpers, so that it works without a
 * completion package. Files are offered by their suffix, and directories always, since a path leads
 * through them. */
#include <string.h>

#include "base/text.h"
#include "cmd/document.h"

/* The suffixes of files that a hint offers, NULL-ended; an empty one is any file. */
static const char *const *hint_suffixes(enum value_hint hint)
{
    static const char *const any[] = {"", NULL}, *const yaml[] = {".yaml", ".yml", NULL},
                             *const json[] = {".json", NULL};
    return hint == HINT_YAML                          ? yaml
           : hint == HINT_JSON                        ? json
           : hint == HINT_FILE || hint == HINT_OUTPUT ? any
                                                      : NULL;
}

static char *joined(const char *const *words, struct arena *arena)
{
    struct text line = text_new(arena);
    for (size_t i = 0; words[i] != NULL; i++) text_addf(&line, "%s%s", i == 0 ? "" : " ", words[i]);
    return line.bytes;
}

/* Every option word of a table: "--output -o". */
static void add_option_words(struct text *words, const struct option *options)
{
    for (; options != NULL && options->name != NULL; options++) {
        text_addf(words, "%s--%s", words->length == 0 ? "" : " ", options->name);
        if (options->letter != 0) text_addf(words, " -%c", options->letter);
    }
}

/* Print the action that fills COMPREPLY for a value; an empty line without any. */
static void bash_value(FILE *out, enum value_hint hint, const char *const *choices, struct arena *arena)
{
    const char *const *values = hint_values(hint, choices, arena), *const *suffixes = hint_suffixes(hint);
    if (values != NULL)
        fprintf(out, "COMPREPLY=($(compgen -W '%s' -- \"$cur\"))", joined(values, arena));
    else if (suffixes != NULL)
        fprintf(out, "_warpcost_files %s", suffixes[0][0] == '\0' ? "''" : joined(suffixes, arena));
    else if (hint == HINT_DIRECTORY)
        fputs("_warpcost_files", out);
    else
        fputc(':', out);
}

static void bash_options(FILE *out, const char *verb, const struct option *options, struct arena *arena)
{
    for (; options != NULL && options->name != NULL; options++) {
        if (options->kind == OPTION_FLAG) continue;
        fprintf(out, "    '%s --%s'", verb, options->name);
        if (options->letter != 0) fprintf(out, "|'%s -%c'", verb, options->letter);
        fputs(") ", out);
        bash_value(out, options->hint, options->choices, arena);
        fputs("; return ;;\n", out);
    }
}

static void bash_arguments(FILE *out, const struct command *command, struct arena *arena)
{
    size_t place = 0;
    for (const struct argument *argument = command->arguments; argument != NULL && argument->name != NULL;
         argument++, place++) {
        fprintf(out, argument->repeated ? "    '%s '*) " : "    '%s %zu') ", command->name, place);
        bash_value(out, argument->hint, argument->choices, arena);
        fputs(" ;;\n", out);
    }
}

static const char BASH_HEAD[] =
    "# Completion of warpcost for bash, written by 'make docs' from the table of commands.\n"
    "_warpcost_files() {\n"
    "    local suffix file\n"
    "    while IFS= read -r file; do COMPREPLY+=(\"$file\"); done < <(compgen -d -- \"$cur\")\n"
    "    for suffix; do\n"
    "        while IFS= read -r file; do\n"
    "            [ -d \"$file\" ] || COMPREPLY+=(\"$file\")\n"
    "        done < <(compgen -f -X \"!*$suffix\" -- \"$cur\")\n"
    "    done\n"
    "    compopt -o filenames 2>/dev/null\n"
    "}\n"
    "\n"
    "_warpcost() {\n"
    "    local cur=\"${COMP_WORDS[COMP_CWORD]}\" verb='' option='' last='' place=0 i word\n"
    "    COMPREPLY=()\n";

/* Bash splits words at "=": "--format=js" is three of them, and "--deployment id=file" four. */
static const char BASH_SCAN[] =
    "    for ((i = 1; i < COMP_CWORD; i++)); do\n"
    "        word=\"${COMP_WORDS[i]}\"\n"
    "        if [ \"$word\" = = ]; then\n"
    "            option=\"$last\"\n"
    "        elif [ -n \"$option\" ]; then\n"
    "            option=''\n"
    "        elif [[ \"$word\" == -?* ]]; then\n"
    "            case \"$valued\" in *\" $word \"*) option=\"$word\" last=\"$word\" ;; esac\n"
    "        elif [ -z \"$verb\" ]; then\n"
    "            verb=\"$word\"\n"
    "        elif [[ \"$groups\" == *\" $verb \"* ]]; then\n"
    "            verb=\"$verb $word\"\n"
    "        else\n"
    "            place=$((place + 1))\n"
    "        fi\n"
    "    done\n"
    "    [ \"$cur\" = = ] && cur='' option=\"$last\"\n";

/* Options that take a value, over all commands. A name means the same kind of value in all. */
static char *valued_words(struct arena *arena)
{
    struct text words = text_new(arena);
    text_add(&words, " ");
    for (size_t i = 0; i <= COMMAND_COUNT; i++) {
        const struct option *option = i < COMMAND_COUNT ? COMMANDS[i]->options : COMMON_OPTIONS;
        for (; option != NULL && option->name != NULL; option++) {
            if (option->kind == OPTION_FLAG ||
                strstr(words.bytes, text_format(arena, " --%s ", option->name)) != NULL)
                continue;
            text_addf(&words, "--%s ", option->name);
            if (option->letter != 0) text_addf(&words, "-%c ", option->letter);
        }
    }
    return words.bytes;
}

/* The first words of two-word commands, each once, between blanks. */
static char *group_words(struct arena *arena)
{
    struct text words = text_new(arena);
    text_add(&words, " ");
    for (size_t i = 0; i < COMMAND_COUNT; i++) {
        size_t length = strcspn(COMMANDS[i]->name, " ");
        const char *first = arena_copy(arena, COMMANDS[i]->name, length);
        if (COMMANDS[i]->name[length] == ' ' &&
            strstr(words.bytes, text_format(arena, " %s ", first)) == NULL)
            text_addf(&words, "%s ", first);
    }
    return words.bytes;
}

/* The second words of the group. */
static char *second_words(const char *group, struct arena *arena)
{
    struct text words = text_new(arena);
    const char *prefix = text_format(arena, "%s ", group);
    for (size_t i = 0; i < COMMAND_COUNT; i++)
        if (text_starts_with(COMMANDS[i]->name, prefix))
            text_addf(&words, "%s%s", words.length == 0 ? "" : " ", COMMANDS[i]->name + strlen(prefix));
    return words.bytes;
}

/* Step to the next group's name. */
static const char *next_group(const char **at, struct arena *arena)
{
    *at += strspn(*at, " ");
    size_t length = strcspn(*at, " ");
    if (length == 0) return NULL;
    const char *group = arena_copy(arena, *at, length);
    *at += length;
    return group;
}

void completion_bash(struct arena *arena, FILE *out)
{
    struct text common = text_new(arena);
    add_option_words(&common, COMMON_OPTIONS);
    fputs(BASH_HEAD, out);
    fprintf(out, "    local valued='%s' groups='%s'\n", valued_words(arena), group_words(arena));
    fputs(BASH_SCAN, out);

    fputs("    [ -n \"$option\" ] && case \"$verb $option\" in\n", out);
    for (size_t i = 0; i < COMMAND_COUNT; i++)
        bash_options(out, COMMANDS[i]->name, COMMANDS[i]->options, arena);
    fputs("    esac\n    [ -n \"$option\" ] && case \" $option\" in\n", out);
    bash_options(out, "", COMMON_OPTIONS, arena);
    fputs("    *) return ;;\n    esac\n", out);

    fputs("    if [[ \"$cur\" == -* ]]; then\n        case \"$verb\" in\n", out);
    for (size_t i = 0; i < COMMAND_COUNT; i++) {
        struct text words = text_new(arena);
        add_option_words(&words, COMMANDS[i]->options);
        fprintf(out, "        '%s') word='%s' ;;\n", COMMANDS[i]->name, words.bytes);
    }
    fprintf(out,
            "        *) word='' ;;\n        esac\n        COMPREPLY=($(compgen -W \"$word %s\" -- "
            "\"$cur\"))\n        return\n    fi\n",
            common.bytes);

    fprintf(out, "    case \"$verb $place\" in\n    ' 0') COMPREPLY=($(compgen -W '%s' -- \"$cur\")) ;;\n",
            joined(hint_values(HINT_COMMAND, NULL, arena), arena));
    const char *at = group_words(arena);
    for (const char *group; (group = next_group(&at, arena)) != NULL;)
        fprintf(out, "    '%s 0') COMPREPLY=($(compgen -W '%s' -- \"$cur\")) ;;\n", group,
                second_words(group, arena));
    for (size_t i = 0; i < COMMAND_COUNT; i++) bash_arguments(out, COMMANDS[i], arena);
    fputs("    esac\n}\ncomplete -F _warpcost warpcost\n", out);
}

/* Print text inside '…' for zsh's _arguments and fish, escaping quotes and the characters special to
 * _arguments. */
static void put_quoted(FILE *out, const char *text, const char *escaped)
{
    for (; *text != '\0'; text++) {
        if (*text == '\'')
            fputs("'\\''", out);
        else {
            if (strchr(escaped, *text) != NULL) fputc('\\', out);
            fputc(*text, out);
        }
    }
}

static void zsh_value(FILE *out, const char *name, enum value_hint hint, const char *const *choices,
                      struct arena *arena)
{
    const char *const *values = hint_values(hint, choices, arena), *const *suffixes = hint_suffixes(hint);
    fputc(':', out);
    put_quoted(out, name, ":[]\\");
    fputc(':', out);
    if (values != NULL)
        fprintf(out, "(%s)", joined(values, arena));
    else if (hint == HINT_YAML)
        fputs("_files -g \"*.(yaml|yml)(-.)\"", out);
    else if (suffixes != NULL)
        fputs(hint == HINT_JSON ? "_files -g \"*.json(-.)\"" : "_files", out);
    else if (hint == HINT_DIRECTORY)
        fputs("_files -/", out);
}

static void zsh_options(FILE *out, const struct option *options, struct arena *arena)
{
    for (; options != NULL && options->name != NULL; options++)
        for (int form = options->letter != 0 ? 0 : 1; form < 2; form++) {
            fprintf(out, " \\\n            '%s", options->kind == OPTION_REPEATED ? "*" : "");
            if (form == 0)
                fprintf(out, "-%c%s[", options->letter, options->kind == OPTION_FLAG ? "" : "+");
            else
                fprintf(out, "--%s%s[", options->name, options->kind == OPTION_FLAG ? "" : "=");
            put_quoted(out, options->help, ":[]\\");
            fputc(']', out);
            if (options->kind != OPTION_FLAG)
                zsh_value(out, options->argument, options->hint, options->choices, arena);
            fputc('\'', out);
        }
}

static void zsh_words(FILE *out, const char *prefix)
{
    for (size_t i = 0; i < COMMAND_COUNT; i++) {
        if (!text_starts_with(COMMANDS[i]->name, prefix)) continue;
        const char *word = COMMANDS[i]->name + strlen(prefix);
        fputs(" '", out);
        fwrite(word, 1, strcspn(word, " "), out);
        fputc(':', out);
        put_quoted(out, COMMANDS[i]->summary, ":\\");
        fputc('\'', out);
    }
}

void completion_zsh(struct arena *arena, FILE *out)
{
    fputs("#compdef warpcost\n# Completion of warpcost for zsh, written by 'make docs' from the table of "
          "commands.\n"
          "_warpcost() {\n    local -a verbs\n    local verb=\"${words[2]}\" skipped=1\n    if (( CURRENT == "
          "2 )); then\n        verbs=(",
          out);
    zsh_words(out, "");
    fputs(")\n        _describe command verbs\n        return\n    fi\n", out);
    const char *at = group_words(arena);
    for (const char *group; (group = next_group(&at, arena)) != NULL;) {
        fprintf(
            out,
            "    if [[ \"$verb\" == %s ]]; then\n        if (( CURRENT == 3 )); then\n            verbs=(",
            group);
        zsh_words(out, text_format(arena, "%s ", group));
        fputs(")\n            _describe command verbs\n            return\n        fi\n        verb=\"$verb "
              "${words[3]}\" skipped=2\n    fi\n",
              out);
    }
    fputs("    words=(warpcost \"${(@)words[skipped+2,-1]}\")\n    (( CURRENT -= skipped ))\n    case "
          "\"$verb\" in\n",
          out);
    for (size_t i = 0; i < COMMAND_COUNT; i++) {
        fprintf(out, "    ('%s')\n        _arguments", COMMANDS[i]->name);
        zsh_options(out, COMMANDS[i]->options, arena);
        zsh_options(out, COMMON_OPTIONS, arena);
        for (const struct argument *argument = COMMANDS[i]->arguments;
             argument != NULL && argument->name != NULL; argument++) {
            fprintf(out, " \\\n            '%s", argument->repeated ? "*" : "");
            zsh_value(out, argument->name, argument->hint, argument->choices, arena);
            fputc('\'', out);
        }
        fputs(" ;;\n", out);
    }
    fputs("    esac\n}\n_warpcost \"$@\"\n", out);
}

static void fish_description(FILE *out, const char *text)
{
    fputs(" -d '", out);
    for (; *text != '\0'; text++) fprintf(out, *text == '\'' || *text == '\\' ? "\\%c" : "%c", *text);
    fputs("'\n", out);
}

static void fish_options(FILE *out, const char *condition, const struct option *options, struct arena *arena)
{
    for (; options != NULL && options->name != NULL; options++) {
        fprintf(out, "complete -c warpcost%s -l %s", condition, options->name);
        if (options->letter != 0) fprintf(out, " -s %c", options->letter);
        const char *const *values = hint_values(options->hint, options->choices, arena);
        if (values != NULL)
            fprintf(out, " -x -a '%s'", joined(values, arena));
        else if (options->kind != OPTION_FLAG)
            fputs(hint_suffixes(options->hint) != NULL || options->hint == HINT_DIRECTORY ? " -r -F" : " -x",
                  out);
        fish_description(out, options->help);
    }
}

/* Fish's condition for "the words of this command were given". */
static char *fish_condition(const char *name, struct arena *arena)
{
    size_t length = strcspn(name, " ");
    const char *first = arena_copy(arena, name, length);
    if (name[length] == '\0') return text_format(arena, " -n '__fish_seen_subcommand_from %s'", first);
    return text_format(arena, " -n '__fish_seen_subcommand_from %s; and __fish_seen_subcommand_from %s'",
                       first, name + length + 1);
}

void completion_fish(struct arena *arena, FILE *out)
{
    fputs("# Completion of warpcost for fish, written by 'make docs' from the table of commands.\n", out);
    fish_options(out, "", COMMON_OPTIONS, arena);
    for (size_t i = 0; i < COMMAND_COUNT; i++) {
        const struct command *command = COMMANDS[i];
        size_t length = strcspn(command->name, " ");
        bool in_group = command->name[length] == ' ';
        const char *first = arena_copy(arena, command->name, length);
        if (in_group)
            fprintf(out,
                    "complete -c warpcost -n '__fish_seen_subcommand_from %s; and not "
                    "__fish_seen_subcommand_from %s' -f -a %s",
                    first, second_words(first, arena), command->name + length + 1);
        else
            fprintf(out, "complete -c warpcost -n __fish_use_subcommand -f -a %s", first);
        fish_description(out, command->summary);
        fish_options(out, fish_condition(command->name, arena), command->options, arena);
        for (const struct argument *argument = command->arguments; argument != NULL && argument->name != NULL;
             argument++) {
            const char *const *values = hint_values(argument->hint, argument->choices, arena);
            if (values != NULL)
                fprintf(out, "complete -c warpcost%s -f -a '%s'\n", fish_condition(command->name, arena),
                        joined(values, arena));
        }
    }
    const char *at = group_words(arena);
    for (const char *group; (group = next_group(&at, arena)) != NULL;)
        fprintf(out, "complete -c warpcost -n __fish_use_subcommand -f -a %s\n", group);
}
