/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The workbook as bytes. libxlsxwriter writes to a file by name; that file lives in memory and vanishes
 * when it is closed, so that nothing is left behind, and the caller decides where and how safely the bytes
 * are written. */
#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/file.h"
#include "base/text.h"
#include "report/report.h"
#include "report/as/xlsx/xlsx.h"

enum { BOOK_MAX_BYTES = 256 * 1024 * 1024 };

static void set_properties(struct xlsx *xlsx, int64_t created_s)
{
    struct arena *arena = xlsx->arena;
    const char *author = xlsx->cover == NULL ? NULL : xlsx->cover->author;
    lxw_doc_properties properties = {
        .title = arena_copy_string(arena, xlsx_clean(arena, cover_title(xlsx->cover, xlsx->run, arena))),
        .author = author == NULL ? NULL : arena_copy_string(arena, xlsx_clean(arena, author)),
        .subject = arena_copy_string(
            arena, "Annual cost and latency of Kafka-shaped architectures: a forecast, not a quote"),
        .comments = text_format(arena, "warpcost %s", xlsx_clean(arena, xlsx->run->engine_version)),
        .created = (time_t)created_s,
    };
    workbook_set_properties(xlsx->book, &properties);
}

static void add_sheets(struct xlsx *xlsx)
{
    size_t count = xlsx->run->architecture_count;
    xlsx->cells = arena_new_of(xlsx->arena, struct xlsx_cells, count);
    xlsx->sheets = arena_new_of(xlsx->arena, lxw_worksheet *, count);
    xlsx->summary = workbook_add_worksheet(xlsx->book, "Summary");
    xlsx->notes = xlsx->cover == NULL || xlsx->cover->notes == NULL
                      ? NULL
                      : workbook_add_worksheet(xlsx->book, "Notes");
    for (size_t i = 0; i < count; i++) {
        const char *name = xlsx_sheet_name(xlsx, i);
        xlsx->cells[i].sheet = text_format(xlsx->arena, "'%s'", name);
        xlsx->sheets[i] = workbook_add_worksheet(xlsx->book, name);
    }
    xlsx->cash = workbook_add_worksheet(xlsx->book, "Cash");
    xlsx->price_sheet = workbook_add_worksheet(xlsx->book, "Prices");
    xlsx->latency = workbook_add_worksheet(xlsx->book, "Latency");
    xlsx->distributions = workbook_add_worksheet(xlsx->book, "Distributions");
    xlsx->assumptions = workbook_add_worksheet(xlsx->book, "Assumptions");
    xlsx->about = workbook_add_worksheet(xlsx->book, "About");
}

static void write_sheets(struct xlsx *xlsx)
{
    xlsx_write_prices(xlsx);
    for (size_t i = 0; i < xlsx->run->architecture_count; i++) xlsx_write_architecture(xlsx, i);
    xlsx_write_summary(xlsx);
    if (xlsx->notes != NULL) xlsx_write_notes(xlsx);
    xlsx_write_cash(xlsx);
    xlsx_write_latency(xlsx);
    xlsx_write_assumptions(xlsx);
    xlsx_write_about(xlsx);
}

static bool fail(struct diags *diags, const char *why)
{
    return diags_add(diags, DIAG_FILE_UNWRITABLE, (struct place){0}, "can't make the workbook: %s", why);
}

/* Write the book to the file of this name. */
static bool write_book(const struct run *run, const struct cover *cover, int64_t created_s, const char *name,
                       struct arena *arena, struct diags *diags)
{
    struct xlsx xlsx = {.arena = arena, .run = run, .cover = cover};
    lxw_workbook_options options = {.constant_memory = LXW_FALSE};
    xlsx.bills = sheet_bills_make(run, &xlsx.prices, arena);
    xlsx.book = workbook_new_opt(name, &options);
    if (xlsx.book == NULL) return fail(diags, "out of memory");
    xlsx_styles(&xlsx);
    set_properties(&xlsx, created_s);
    add_sheets(&xlsx);
    write_sheets(&xlsx);
    bool has_logo = xlsx_write_logo(&xlsx, 0, XLSX_LOGO_COLUMN);
    lxw_error closed = workbook_close(xlsx.book);
    if (!has_logo)
        return diags_add(diags, DIAG_USAGE, (struct place){0},
                         "the logo is no picture that a workbook can show: it ends before it says how large "
                         "it is; save it anew as PNG");
    lxw_error error = xlsx.error != LXW_NO_ERROR ? xlsx.error : closed;
    return error == LXW_NO_ERROR || fail(diags, lxw_strerror(error));
}

char *report_xlsx(const struct run *run, const struct cover *cover, int64_t created_s, struct arena *arena,
                  size_t *length, struct diags *diags)
{
    int fd = memfd_create("workbook", MFD_CLOEXEC);
    if (fd < 0) {
        fail(diags, strerror(errno));
        return NULL;
    }
    const char *name = text_format(arena, "/proc/self/fd/%d", fd);
    char *bytes = write_book(run, cover, created_s, name, arena, diags)
                      ? file_read(name, BOOK_MAX_BYTES, arena, length, diags)
                      : NULL;
    close(fd);
    return bytes;
}
