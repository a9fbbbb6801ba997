/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The parser against a table of its own, so that what it does is seen apart from what the verbs are. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/text.h"
#include "cmd/command.h"

static const char *const FLAVOURS[] = {"sweet", "sour", NULL};
static enum exit_code nothing(const struct parsed *parsed, struct session *session)
{
    (void)parsed;
    (void)session;
    return EXIT_DONE;
}
static const struct command BREW = {
    .name = "brew",
    .arguments = (const struct argument[]){{"LEAF", true, false, HINT_NONE, NULL, ""},
                                           {"CUP", false, true, HINT_CHOICES, FLAVOURS, ""},
                                           {0}},
    .options = (const struct option[]){{"milk", 'm', OPTION_FLAG, HINT_NONE, NULL, NULL, "", false},
                                       {"quiet", 'q', OPTION_FLAG, HINT_NONE, NULL, NULL, "", true},
                                       {"add", 'a', OPTION_REPEATED, HINT_NONE, "WHAT", NULL, "", false},
                                       {"into", 'i', OPTION_VALUE, HINT_FILE, "FILE", NULL, "", true},
                                       {0}},
    .run = nothing,
};
static const struct command POT_FILL = {.name = "pot fill", .run = nothing};
static const struct command POT_RINSE = {.name = "pot rinse", .run = nothing};
const struct command *const COMMANDS[] = {&BREW, &POT_FILL, &POT_RINSE};
const size_t COMMAND_COUNT = 3;

enum { WORDS_MAX = 12 };

struct outcome {
    bool good;
    struct parsed parsed;
    struct diags diags;
};

/* Parse the words of line, "_" standing for an empty one. */
static struct outcome parse(struct arena *arena, const char *line)
{
    char *argv[WORDS_MAX + 1], *words = arena_copy_string(arena, line);
    int argc = 0;
    for (char *word = strtok(words, " "); word != NULL; word = strtok(NULL, " ")) {
        assert_true(argc < WORDS_MAX);
        argv[argc++] = text_equal(word, "_") ? arena_copy_string(arena, "") : word;
    }
    argv[argc] = NULL;
    struct outcome outcome;
    diags_init(&outcome.diags, arena);
    outcome.good = command_parse(argc, argv, arena, &outcome.parsed, &outcome.diags);
    assert_true(outcome.good == (outcome.diags.count == 0));
    return outcome;
}

static const struct {
    const char *line, *recorded;
    const char *command;
    size_t arguments;
    const char *last_argument;
    bool milk;
    const char *into;
    size_t added;
    const char *last_added;
} GOOD[] = {
    {"x brew oolong", "warpcost brew oolong", "brew", 1, "oolong", false, NULL, 0, NULL},
    {"x brew -m oolong", "warpcost brew --milk oolong", "brew", 1, "oolong", true, NULL, 0, NULL},
    {"x brew oolong --milk -q", "warpcost brew oolong --milk", "brew", 1, "oolong", true, NULL, 0, NULL},
    {"x brew -mq oolong", "warpcost brew --milk oolong", "brew", 1, "oolong", true, NULL, 0, NULL},
    {"x brew -mqacitron oolong", "warpcost brew --milk --add=citron oolong", "brew", 1, "oolong", true, NULL,
     1, "citron"},
    {"x brew -a citron --add ginger --add=a=b oolong",
     "warpcost brew --add=citron --add=ginger --add=a=b oolong", "brew", 1, "oolong", false, NULL, 3, "a=b"},
    {"x brew -i one -itwo oolong", "warpcost brew oolong", "brew", 1, "oolong", false, "two", 0, NULL},
    {"x brew --into=- oolong", "warpcost brew oolong", "brew", 1, "oolong", false, "-", 0, NULL},
    {"x brew --add= oolong", "warpcost brew --add= oolong", "brew", 1, "oolong", false, NULL, 1, ""},
    {"x brew -- --milk", "warpcost brew --milk", "brew", 1, "--milk", false, NULL, 0, NULL},
    {"x brew -", "warpcost brew -", "brew", 1, "-", false, NULL, 0, NULL},
    {"x brew --add --other oolong", "warpcost brew --add=--other oolong", "brew", 1, "oolong", false, NULL, 1,
     "--other"},
    {"x brew oolong sweet sour sweet", "warpcost brew oolong sweet sour sweet", "brew", 4, "sweet", false,
     NULL, 0, NULL},
    {"x brew it's", "warpcost brew 'it'\\''s'", "brew", 1, "it's", false, NULL, 0, NULL},
    {"x brew a$b", "warpcost brew 'a$b'", "brew", 1, "a$b", false, NULL, 0, NULL},
    {"x pot fill", "warpcost pot fill", "pot fill", 0, NULL, false, NULL, 0, NULL},
    {"x --color never pot rinse", "warpcost pot rinse", "pot rinse", 0, NULL, false, NULL, 0, NULL},
    {"x --today=2026-07-20 pot rinse", "warpcost --today=2026-07-20 pot rinse", "pot rinse", 0, NULL, false,
     NULL, 0, NULL},
    {"x brew --help", "warpcost brew", "brew", 0, NULL, false, NULL, 0, NULL},
    {"x --version", "warpcost", NULL, 0, NULL, false, NULL, 0, NULL},
};

static void test_what_is_right(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof GOOD / sizeof GOOD[0]; i++) {
        struct arena *arena = arena_new();
        struct outcome got = parse(arena, GOOD[i].line);
        print_message("%s\n", GOOD[i].line);
        assert_true(got.good);
        assert_string_equal(got.parsed.line, GOOD[i].recorded);
        assert_ptr_equal(got.parsed.command, GOOD[i].command == NULL ? NULL : command_find(GOOD[i].command));
        assert_int_equal(got.parsed.argument_count, GOOD[i].arguments);
        if (GOOD[i].last_argument != NULL)
            assert_string_equal(got.parsed.arguments[GOOD[i].arguments - 1], GOOD[i].last_argument);
        assert_int_equal(parsed_flag(&got.parsed, "milk"), GOOD[i].milk);
        const char *into = parsed_value(&got.parsed, "into"), *added[WORDS_MAX];
        assert_true((into == NULL) == (GOOD[i].into == NULL));
        if (into != NULL) assert_string_equal(into, GOOD[i].into);
        assert_int_equal(parsed_values(&got.parsed, "add", added, WORDS_MAX), GOOD[i].added);
        if (GOOD[i].added > 0) assert_string_equal(added[GOOD[i].added - 1], GOOD[i].last_added);
        arena_free(arena);
    }
}

static const struct {
    const char *line, *message;
    size_t mistakes;
} BAD[] = {
    {"x --today=2026-07-20", "no command is given; 'warpcost help' shows the commands", 1},
    {"x brwe oolong", "unknown command 'brwe', did you mean 'brew'? 'warpcost help' shows the commands", 1},
    {"x pot", "'warpcost pot' needs one of fill or rinse; 'warpcost help' shows the commands", 1},
    {"x pot fil", "unknown command 'pot fil', did you mean 'pot fill'? 'warpcost help' shows the commands",
     1},
    {"x pot -m fill", "'warpcost pot' needs one of fill or rinse; 'warpcost help' shows the commands", 1},
    {"x --milk brew oolong", "unknown option '--milk'; 'warpcost help' shows the commands", 1},
    {"x brew",
     "LEAF is missing; usage: warpcost brew LEAF [CUP]... [OPTION...]; 'warpcost help brew' shows how it is "
     "used",
     1},
    {"x brew _", "LEAF is empty; 'warpcost help brew' shows how it is used", 1},
    {"x brew oolong swete",
     "CUP can't be 'swete', did you mean 'sweet'? It is sweet or sour; 'warpcost help brew' shows how it is "
     "used",
     1},
    {"x pot fill up",
     "unexpected argument 'up'; usage: warpcost pot fill [OPTION...]; 'warpcost help pot fill' shows how it "
     "is used",
     1},
    {"x brew --mil oolong",
     "unknown option '--mil', did you mean '--milk'? 'warpcost help brew' shows how it is used", 1},
    {"x brew --= oolong", "unknown option '--'; 'warpcost help brew' shows how it is used", 1},
    {"x brew -mx oolong", "unknown option '-x'; 'warpcost help brew' shows how it is used", 1},
    {"x brew --milk=yes oolong", "'--milk' takes no value; 'warpcost help brew' shows how it is used", 1},
    {"x brew oolong --add", "'--add' needs a value: --add=WHAT; 'warpcost help brew' shows how it is used",
     1},
    {"x brew oolong --add --milk",
     "'--add' needs a value: --add=WHAT; 'warpcost help brew' shows how it is used", 1},
    {"x pot rinse --today=2026-07-20 --today=2026-07-21",
     "'--today' is given twice, as '2026-07-20' and as '2026-07-21'; 'warpcost help pot rinse' shows how it "
     "is "
     "used",
     1},
    {"x brew oolong --into=",
     "'--into' needs a value: --into=FILE; 'warpcost help brew' shows how it is used", 1},
    {"x brew oolong -i", "'--into' needs a value: --into=FILE; 'warpcost help brew' shows how it is used", 1},
    {"x brew --nope --color=mauve oolong",
     "unknown option '--nope'; 'warpcost help brew' shows how it is used", 2},
};

static void test_what_is_wrong(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof BAD / sizeof BAD[0]; i++) {
        struct arena *arena = arena_new();
        struct outcome got = parse(arena, BAD[i].line);
        print_message("%s\n", BAD[i].line);
        assert_false(got.good);
        assert_int_equal(got.diags.count, BAD[i].mistakes);
        assert_int_equal(got.diags.exit_code, EXIT_USAGE);
        assert_int_equal(got.diags.first->id, DIAG_USAGE);
        assert_null(got.diags.first->place.file);
        assert_string_equal(got.diags.first->message, BAD[i].message);
        arena_free(arena);
    }
}

static void test_values_stop_at_max(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct outcome got = parse(arena, "x brew -a1 -a2 -a3 oolong");
    const char *values[3] = {NULL, NULL, NULL};
    assert_int_equal(parsed_values(&got.parsed, "add", values, 2), 2);
    assert_string_equal(values[1], "2");
    assert_null(values[2]);
    arena_free(arena);
}

static void test_no_words_at_all(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct diags diags;
    struct parsed parsed;
    char *argv[] = {NULL};
    diags_init(&diags, arena);
    assert_true(command_parse(0, argv, arena, &parsed, &diags)); /* execve allows it */
    assert_true(diags.count == 0 && parsed.command == NULL);
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_is_right),
        cmocka_unit_test(test_what_is_wrong),
        cmocka_unit_test(test_values_stop_at_max),
        cmocka_unit_test(test_no_words_at_all),
    };
    return cmocka_run_group_tests_name("command", tests, NULL, NULL);
}
