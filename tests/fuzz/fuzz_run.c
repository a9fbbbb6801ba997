// covers: src/run/read.c src/run/lines.c src/report/doc.c src/report/say/say.c src/report/as/markdown.c src/report/as/csv_lines.c
/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Any bytes as a saved run: either diagnostics with places in the text, or a run that every rendering can
 * print and that its own document gives back unchanged. The hash is made right first, else nothing behind it
 * would ever be reached. */
#include "fixtures/document.h"
#include "run/document.h"
#include "report/report.h"

/* An assert that no build leaves out. */
#define must(condition) ((condition) ? (void)0 : __builtin_trap())

static void check_diags(const struct diags *diags, const char *bytes, size_t length)
{
    uint32_t lines = 1;
    for (size_t i = 0; i < length; i++) lines += bytes[i] == '\n';
    for (const struct diag *diag = diags->first; diag != NULL; diag = diag->next) {
        must(diag->place.line <= lines && diag->place.column <= length + 1);
        must(text_invalid_utf8_at(diag->message, strlen(diag->message)) == strlen(diag->message));
        must(strpbrk(diag->message, "\n\r\033") == NULL);
    }
}

static void check_words(const char *text)
{
    must(text_invalid_utf8_at(text, strlen(text)) == strlen(text));
    must(strpbrk(text, "\r\033\b\f\v") == NULL);
}

/* Two runs that are the same print the same, in every way. */
static void check_same(const struct run *a, const struct run *b, struct arena *arena)
{
    struct text_style style = {80, false, true, TEXT_PARTS_ALL};
    char *text = report_text(a, style, arena), *plan = report_plan(a, style, arena),
         *markdown = report_markdown(a, NULL, arena), *csv = report_csv(a, arena);
    must(text_equal(text, report_text(b, style, arena)));
    must(text_equal(plan, report_plan(b, style, arena)));
    must(text_equal(markdown, report_markdown(b, NULL, arena)));
    must(text_equal(csv, report_csv(b, arena)));
    check_words(text);
    check_words(plan);
    check_words(markdown);
    if (a->architecture_count == 0 || a->architectures[0].line_count == 0) return;
    const char *line = a->architectures[0].lines[0].kind->id;
    char *one = report_explain(a, line, NULL, style, arena),
         *other = report_explain(b, line, NULL, style, arena);
    must(one != NULL && other != NULL && text_equal(one, other));
    check_words(one);
}

static void check_run(const struct run *run, struct arena *arena)
{
    struct diags diags;
    diags_init(&diags, arena);
    const struct run *settled = run_round(run, arena);
    char *document = run_write(settled, arena);
    const struct run *again = run_read("again.json", document, strlen(document), arena, &diags);
    must(again != NULL && diags.count == 0);
    must(text_equal(document, run_write(again, arena)));
    check_same(settled, again, arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_new();
    struct diags diags;
    diags_init(&diags, arena);
    char *bytes = arena_copy(arena, (const char *)data, size);
    document_rehash(bytes, size);
    const struct run *run = run_read("fuzz.json", bytes, size, arena, &diags);
    must((run == NULL) == (diags.count > 0));
    if (run != NULL)
        check_run(run, arena);
    else
        check_diags(&diags, bytes, size);
    arena_free(arena);
    return 0;
}
