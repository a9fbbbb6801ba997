/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The parser of command lines, by the table of commands. Long options take their value after "=" or as the
 * next word, letters directly or as the next word; "--" ends options. Abbreviations are not accepted: a
 * script that uses one breaks when an option is added. */
#include "cmd/command.h"

#include <assert.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"

static const char *const COLOR_CHOICES[] = {"auto", "always", "never", NULL};

const struct option COMMON_OPTIONS[] = {
    {"help", 'h', OPTION_FLAG, HINT_NONE, NULL, NULL, "print help and exit", true},
    {"version", 'V', OPTION_FLAG, HINT_NONE, NULL, NULL,
     "print the versions of warpcost and its libraries and exit", true},
    {"color", 0, OPTION_VALUE, HINT_CHOICES, "WHEN", COLOR_CHOICES,
     "colour: auto (on a terminal, unless NO_COLOR is set or TERM is dumb), always or never", true},
    {"columns", 0, OPTION_VALUE, HINT_NONE, "N", NULL, "width of tables, 80 to 200 (default: the terminal's)",
     true},
    {"today", 0, OPTION_VALUE, HINT_NONE, "DATE", NULL,
     "date from which ages count, YYYY-MM-DD (default: today)", false},
    {0},
};

enum { QUOTED_COLUMNS_MAX = 60 }; /* of a user's word in a message */

/* The parser's state. Words are argv without the program's name. */
struct parser {
    char *const *words;
    size_t word_count, at;
    struct arena *arena;
    struct parsed *parsed;
    struct diags *diags;
    const char **arguments;
    struct text line;
    bool waived; /* --help or --version was given */
};

__attribute__((format(printf, 2, 3))) static bool refuse(struct parser *parser, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    char *what = text_vformat(parser->arena, format, args);
    va_end(args);
    const struct command *command = parser->parsed->command;
    return diags_add(parser->diags, DIAG_USAGE, (struct place){0}, "%s%s 'warpcost help%s%s' shows %s", what,
                     text_ends_with(what, "?") ? "" : ";", command == NULL ? "" : " ",
                     command == NULL ? "" : command->name,
                     command == NULL ? "the commands" : "how it is used");
}

static const char *quote(struct parser *parser, const char *word)
{
    return text_quote(parser->arena, word, QUOTED_COLUMNS_MAX);
}

const struct command *command_find(const char *name)
{
    for (size_t i = 0; i < COMMAND_COUNT; i++)
        if (text_equal(COMMANDS[i]->name, name)) return COMMANDS[i];
    return NULL;
}

char *command_usage(const struct command *command, struct arena *arena)
{
    struct text usage = text_new(arena);
    text_addf(&usage, "warpcost %s", command->name);
    for (const struct argument *argument = command->arguments; argument != NULL && argument->name != NULL;
         argument++)
        text_addf(&usage, argument->required ? " %s%s" : " [%s]%s", argument->name,
                  argument->repeated ? "..." : "");
    text_add(&usage, " [OPTION...]");
    return usage.bytes;
}

/* Tables: the command's own options (NULL when there is none), then the common ones. */
static const struct option *option_table(const struct parser *parser, int table)
{
    const struct command *command = parser->parsed->command;
    return table == 1 ? COMMON_OPTIONS : command == NULL ? NULL : command->options;
}

/* Former names of options, still accepted. */
static const char *const RENAMED[][2] = {{"ladder", "waterfall"}, {"ladder-add", "waterfall-add"}};

static bool is_named(const struct option *option, const char *name, size_t length)
{
    for (size_t i = 0; i < sizeof RENAMED / sizeof *RENAMED; i++)
        if (text_equal(option->name, RENAMED[i][1]) && strlen(RENAMED[i][0]) == length &&
            memcmp(RENAMED[i][0], name, length) == 0)
            return true;
    return strlen(option->name) == length && memcmp(option->name, name, length) == 0;
}

static const struct option *find_option(const struct parser *parser, const char *name, size_t length,
                                        char letter)
{
    for (int table = 0; table < 2; table++)
        for (const struct option *option = option_table(parser, table);
             option != NULL && option->name != NULL; option++)
            if (letter != 0 ? option->letter == letter : is_named(option, name, length)) return option;
    return NULL;
}

enum { CANDIDATES_MAX = 64 };

static bool unknown_option(struct parser *parser, const char *name)
{
    const char *candidates[CANDIDATES_MAX], *nearest = NULL;
    size_t count = 0;
    for (int table = 0; table < 2; table++)
        for (const struct option *option = option_table(parser, table);
             option != NULL && option->name != NULL; option++) {
            assert(count < CANDIDATES_MAX);
            candidates[count++] = option->name;
            if (nearest == NULL && name[0] != '\0' && text_starts_with(option->name, name))
                nearest = option->name;
        }
    if (nearest == NULL) nearest = text_nearest(name, candidates, count);
    if (nearest != NULL)
        return refuse(parser, "unknown option '--%s', did you mean '--%s'?", quote(parser, name), nearest);
    return refuse(parser, "unknown option '--%s'", quote(parser, name));
}

static bool is_choice(const char *const *choices, const char *value)
{
    for (; *choices != NULL; choices++)
        if (text_equal(*choices, value)) return true;
    return false;
}

static bool refuse_choice(struct parser *parser, const char *what, const char *const *choices,
                          const char *value)
{
    size_t count = 0;
    while (choices[count] != NULL) count++;
    const char *nearest = text_nearest(value, choices, count),
               *list = text_list(parser->arena, choices, count, " or ");
    if (nearest != NULL)
        return refuse(parser, "%s can't be '%s', did you mean '%s'? It is %s", what, quote(parser, value),
                      nearest, list);
    return refuse(parser, "%s can't be '%s': it is %s", what, quote(parser, value), list);
}

bool hint_is_input(enum value_hint hint)
{
    return hint == HINT_FILE || hint == HINT_YAML || hint == HINT_JSON;
}

static bool names_file(enum value_hint hint)
{
    return hint_is_input(hint) || hint == HINT_DIRECTORY || hint == HINT_OUTPUT;
}

static bool add_given(struct parser *parser, const struct option *option, const char *value)
{
    struct parsed *parsed = parser->parsed;
    if (option->kind == OPTION_VALUE && !option->incidental && parsed_value(parsed, option->name) != NULL)
        return refuse(parser, "'--%s' is given twice, as '%s' and as '%s'", option->name,
                      quote(parser, parsed_value(parsed, option->name)), quote(parser, value));
    parsed->given[parsed->given_count++] = (struct given){option, value};
    if (option->kind == OPTION_FLAG &&
        (text_equal(option->name, "help") || text_equal(option->name, "version")))
        parser->waived = true;
    return true;
}

/* Refuse an option that is the name of a file here: a pattern such as *.yaml, which the shell put in its
 * place, would let whoever names files give options. */
static bool check_is_no_file(struct parser *parser, const char *word)
{
    return access(word, F_OK) != 0 ||
           refuse(parser, "'%s' is an option, and a file of that name is here: give the file as './%s'",
                  quote(parser, word), quote(parser, word));
}

/* Add a word to the recorded line, quoted for a shell if needed. */
static void add_to_line(struct parser *parser, const char *word)
{
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_=./:,+@%";
    text_add(&parser->line, " ");
    if (word[0] != '\0' && word[strspn(word, plain)] == '\0') {
        text_add(&parser->line, word);
        return;
    }
    text_add(&parser->line, "'");
    for (; *word != '\0'; word++) {
        if (*word == '\'')
            text_add(&parser->line, "'\\''");
        else
            text_add_bytes(&parser->line, word, 1);
    }
    text_add(&parser->line, "'");
}

/* Take the option with its value: attached (may be NULL), or the next word. */
static bool take_option(struct parser *parser, const struct option *option, const char *attached)
{
    if (option->kind == OPTION_FLAG) {
        if (attached != NULL) return refuse(parser, "'--%s' takes no value", option->name);
        if (!add_given(parser, option, NULL)) return false;
        if (!option->incidental) add_to_line(parser, text_format(parser->arena, "--%s", option->name));
        return true;
    }
    const char *value = attached;
    if (value == NULL && parser->at < parser->word_count) {
        value = parser->words[parser->at];
        if (text_starts_with(value, "--") &&
            find_option(parser, value + 2, strcspn(value + 2, "="), 0) != NULL)
            value = NULL; /* another option follows in place of the value */
        else
            parser->at++;
    }
    if (value == NULL || (value[0] == '\0' && names_file(option->hint)))
        return refuse(parser, "'--%s' needs a value: --%s=%s", option->name, option->name, option->argument);
    if (option->hint == HINT_CHOICES && !is_choice(option->choices, value))
        return refuse_choice(parser, text_format(parser->arena, "'--%s'", option->name), option->choices,
                             value);
    if (!add_given(parser, option, value)) return false;
    if (!option->incidental) add_to_line(parser, text_format(parser->arena, "--%s=%s", option->name, value));
    return true;
}

static bool take_long(struct parser *parser, const char *word)
{
    size_t length = strcspn(word, "=");
    const struct option *option = find_option(parser, word, length, 0);
    if (option == NULL) return unknown_option(parser, arena_copy(parser->arena, word, length));
    return take_option(parser, option, word[length] == '=' ? word + length + 1 : NULL);
}

/* "-o FILE", "-oFILE", and flags in one word. */
static bool take_letters(struct parser *parser, const char *letters)
{
    for (; *letters != '\0'; letters++) {
        const struct option *option = find_option(parser, NULL, 0, *letters);
        if (option == NULL)
            return refuse(parser, "unknown option '-%s'",
                          quote(parser, arena_copy(parser->arena, letters, 1)));
        bool is_flag = option->kind == OPTION_FLAG;
        if (!take_option(parser, option, !is_flag && letters[1] != '\0' ? letters + 1 : NULL)) return false;
        if (!is_flag) return true;
    }
    return true;
}

/* The first words of all commands, or the second words after first, each once. Returns the count. */
static size_t verb_words(struct parser *parser, const char *first, const char **words)
{
    size_t count = 0;
    for (size_t i = 0; i < COMMAND_COUNT; i++) {
        const char *name = COMMANDS[i]->name;
        size_t length = strcspn(name, " ");
        const char *word = first == NULL ? arena_copy(parser->arena, name, length) : NULL;
        if (first != NULL && name[length] == ' ' && strlen(first) == length &&
            memcmp(first, name, length) == 0)
            word = name + length + 1;
        if (word == NULL || (count > 0 && text_equal(words[count - 1], word))) continue;
        assert(count < CANDIDATES_MAX);
        words[count++] = word;
    }
    return count;
}

static bool is_yaml(const char *word)
{
    return text_ends_with(word, ".yaml") || text_ends_with(word, ".yml");
}

static bool unknown_verb(struct parser *parser, const char *first, const char *word)
{
    const char *words[CANDIDATES_MAX];
    size_t count = verb_words(parser, first, words);
    const char *nearest = word == NULL ? NULL : text_nearest(word, words, count);
    if (nearest != NULL)
        return refuse(parser, "unknown command '%s%s%s', did you mean '%s%s%s'?", first == NULL ? "" : first,
                      first == NULL ? "" : " ", quote(parser, word), first == NULL ? "" : first,
                      first == NULL ? "" : " ", nearest);
    if (first == NULL && is_yaml(word))
        return refuse(parser, "'%s' is no command, did you mean 'warpcost compare %s'?", quote(parser, word),
                      quote(parser, word));
    if (first == NULL) return refuse(parser, "unknown command '%s'", quote(parser, word));
    return refuse(parser, "'warpcost %s' needs one of %s", first,
                  text_list(parser->arena, words, count, " or "));
}

static bool take_verb(struct parser *parser, const char *word)
{
    const char *seconds[CANDIDATES_MAX];
    const struct command *command = command_find(word);
    if (command == NULL && verb_words(parser, word, seconds) > 0) {
        const char *second = parser->at < parser->word_count ? parser->words[parser->at] : NULL;
        if (second != NULL && second[0] == '-') second = NULL;
        command = second == NULL ? NULL : command_find(text_format(parser->arena, "%s %s", word, second));
        if (command == NULL) return unknown_verb(parser, word, second);
        parser->at++;
    } else if (command == NULL) {
        return unknown_verb(parser, NULL, word);
    }
    parser->parsed->command = command;
    text_addf(&parser->line, " %s", command->name);
    return true;
}

static bool take_argument(struct parser *parser, const char *word)
{
    struct parsed *parsed = parser->parsed;
    const struct argument *argument = parsed->command->arguments;
    for (size_t i = 0;
         i < parsed->argument_count && argument != NULL && argument->name != NULL && !argument->repeated; i++)
        argument++;
    if (argument == NULL || argument->name == NULL)
        return refuse(parser, "unexpected argument '%s'; usage: %s", quote(parser, word),
                      command_usage(parsed->command, parser->arena));
    if (word[0] == '\0') return refuse(parser, "%s is empty", argument->name);
    if (argument->hint == HINT_CHOICES && !is_choice(argument->choices, word))
        return refuse_choice(parser, argument->name, argument->choices, word);
    parser->arguments[parsed->argument_count++] = word;
    add_to_line(parser, word);
    return true;
}

static bool take_words(struct parser *parser)
{
    bool good = true, options_ended = false;
    while (parser->at < parser->word_count) {
        const char *word = parser->words[parser->at++];
        if (!options_ended && text_equal(word, "--"))
            options_ended = true;
        else if (!options_ended && word[0] == '-' && word[1] == '-')
            good &= take_long(parser, word + 2) & check_is_no_file(parser, word);
        else if (!options_ended && word[0] == '-' && word[1] != '\0')
            good &= take_letters(parser, word + 1) & check_is_no_file(parser, word);
        else if (parser->parsed->command != NULL)
            good &= take_argument(parser, word);
        else if (!take_verb(parser, word))
            return false; /* the rest can't be parsed without it */
    }
    return good;
}

/* A file in place of what comes before it is told apart from a file that is missing. */
static bool refuse_missing(struct parser *parser, const struct argument *missing)
{
    const struct parsed *parsed = parser->parsed;
    const struct argument *first = parsed->command->arguments;
    const char *usage = command_usage(parsed->command, parser->arena);
    if (missing->hint == HINT_YAML && first->hint != HINT_YAML && parsed->argument_count > 0 &&
        is_yaml(parser->arguments[0]))
        return refuse(parser, "%s is missing before '%s'; usage: %s", first->name,
                      quote(parser, parser->arguments[0]), usage);
    return refuse(parser, "%s is missing; usage: %s", missing->name, usage);
}

static bool check_complete(struct parser *parser)
{
    const struct parsed *parsed = parser->parsed;
    if (parser->waived || parser->word_count == 0) return true;
    if (parsed->command == NULL) return refuse(parser, "no command is given");
    const struct argument *argument = parsed->command->arguments;
    for (size_t i = 0; argument != NULL && argument->name != NULL; argument++, i++)
        if (argument->required && i >= parsed->argument_count) return refuse_missing(parser, argument);
    return true;
}

bool command_parse(int argc, char *const argv[], struct arena *arena, struct parsed *parsed,
                   struct diags *diags)
{
    size_t word_count = argc > 1 ? (size_t)argc - 1 : 0, letters = 0;
    for (size_t i = 0; i < word_count; i++)
        letters += strlen(argv[1 + i]); /* each letter of a word can be a flag */
    *parsed = (struct parsed){.given = arena_new_of(arena, struct given, word_count + letters)};
    struct parser parser = {
        .words = word_count > 0 ? argv + 1 : argv,
        .word_count = word_count,
        .arena = arena,
        .parsed = parsed,
        .diags = diags,
        .arguments = arena_new_of(arena, const char *, word_count),
        .line = text_new(arena),
    };
    text_add(&parser.line, "warpcost");
    bool good = take_words(&parser);
    good = good && check_complete(&parser);
    parsed->arguments = parser.arguments;
    parsed->line = parser.line.bytes;
    return good;
}

bool parsed_flag(const struct parsed *parsed, const char *option)
{
    for (size_t i = 0; i < parsed->given_count; i++)
        if (text_equal(parsed->given[i].option->name, option)) return true;
    return false;
}

const char *parsed_value(const struct parsed *parsed, const char *option)
{
    const char *value = NULL;
    for (size_t i = 0; i < parsed->given_count; i++)
        if (text_equal(parsed->given[i].option->name, option)) value = parsed->given[i].value;
    return value;
}

size_t parsed_values(const struct parsed *parsed, const char *option, const char **values, size_t max)
{
    size_t count = 0;
    for (size_t i = 0; i < parsed->given_count && count < max; i++)
        if (text_equal(parsed->given[i].option->name, option)) values[count++] = parsed->given[i].value;
    return count;
}
