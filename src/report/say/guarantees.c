/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Guarantees of each architecture. */
#include <math.h>

#include "report/say/say.h"

enum guarantee {
    ACK,
    COPIES,
    ZONES,
    LOSS,
    IDEMPOTENCE,
    TRANSACTIONS,
    COMPACTION,
    HEADROOM,
    OPTIMISATIONS,
    CLIENTS,
    GUARANTEE__COUNT
};

/* A row of the table, or a column of it in a sheet. */
static const struct {
    const char *label, *head;
    enum doc_column_kind kind;
} GUARANTEES[GUARANTEE__COUNT] = {
    [ACK] = {"acknowledged once", "Acknowledged once", DOC_WORDS},
    [COPIES] = {"copies by then", "Copies", DOC_FIGURE},
    [ZONES] = {"zones by then", "Zones", DOC_FIGURE},
    [LOSS] = {"data lost if", "Data lost if", DOC_WORDS},
    [IDEMPOTENCE] = {"idempotence", "Idempotence", DOC_WORD},
    [TRANSACTIONS] = {"transactions", "Transactions", DOC_WORD},
    [COMPACTION] = {"compaction", "Compaction", DOC_WORD},
    [HEADROOM] = {"headroom", "Headroom", DOC_WORDS},
    [OPTIMISATIONS] = {"optimisations", "Optimisations", DOC_WORDS},
    [CLIENTS] = {"client changes", "Client changes", DOC_WORDS},
};

static struct doc_cell count_cell(struct arena *arena, double count)
{
    return doc_number(DOC_CELL_COUNT, count, text_format(arena, "%.6g", count));
}

static struct doc_cell guarantee_cell(struct arena *arena, const struct guarantees *of,
                                      enum guarantee guarantee)
{
    switch (guarantee) {
    case ACK: return doc_words(of->ack);
    case COPIES:
        return of->copies == COPIES_BY_OBJECT_STORE
                   ? doc_number(DOC_CELL_COUNT, NAN, "the object store's own")
                   : count_cell(arena, of->copies);
    case ZONES: return count_cell(arena, of->zones);
    case LOSS: return doc_words(of->loss);
    case IDEMPOTENCE: return doc_words(of->idempotence ? "yes" : "no");
    case TRANSACTIONS: return doc_words(of->transactions ? "yes" : "no");
    case COMPACTION: return doc_words(of->compaction ? "yes" : "no");
    case HEADROOM: return doc_words(of->headroom);
    case OPTIMISATIONS: return doc_words(of->optimisations);
    case CLIENTS: return doc_words(*of->clients == '\0' ? "unknown" : of->clients);
    case GUARANTEE__COUNT: break;
    }
    return doc_none();
}

/* A sheet has a row for each architecture. */
static void say_sheet(struct doc *doc, const struct run *run)
{
    struct doc_table *table = doc_table(doc, "Promises",
                                        &(const struct doc_column){0, DOC_WORD, "Architecture", DOC_ALL}, 1);
    for (enum guarantee n = 0; n < GUARANTEE__COUNT; n++)
        doc_column(table, (struct doc_column){1 + n, GUARANTEES[n].kind, GUARANTEES[n].head, DOC_ALL});
    for (size_t i = 0; i < run->architecture_count; i++) {
        struct doc_cell *cells = doc_row(table);
        cells[0] = doc_words(run->architectures[i].name);
        for (enum guarantee n = 0; n < GUARANTEE__COUNT; n++)
            cells[1 + n] = guarantee_cell(doc->arena, &run->architectures[i].guarantees, n);
    }
}

static bool are_alike(struct arena *arena, const struct guarantees *a, const struct guarantees *b)
{
    for (enum guarantee n = 0; n < GUARANTEE__COUNT; n++) {
        struct doc_cell one = guarantee_cell(arena, a, n), other = guarantee_cell(arena, b, n);
        const char *text = one.text == NULL ? "" : one.text, *its = other.text == NULL ? "" : other.text;
        if (!text_equal(text, its)) return false;
    }
    return true;
}

/* A column for those that guarantee the same. */
static void say_page(struct doc *doc, const struct run *run)
{
    enum { SIDE_BY_SIDE = 5 }; /* the width of a sheet of paper */
    const size_t count = run->architecture_count;
    size_t *first = arena_new_of(doc->arena, size_t, count), kinds = 0;
    struct doc_table *table = doc_table(doc, "Guarantees",
                                        &(const struct doc_column){0, DOC_WORDS, "", DOC_ALL}, 1);
    table->side_by_side = SIDE_BY_SIDE;
    for (size_t i = 0; i < count; i++) {
        struct text names = text_new(doc->arena);
        bool is_told = false;
        for (size_t n = 0; n < i && !is_told; n++)
            is_told = are_alike(doc->arena, &run->architectures[n].guarantees,
                                &run->architectures[i].guarantees);
        for (size_t n = i; n < count && !is_told; n++)
            if (are_alike(doc->arena, &run->architectures[i].guarantees, &run->architectures[n].guarantees))
                text_addf(&names, "%s%s", names.length == 0 ? "" : DOC_NEW_LINE,
                          doc_option(doc->arena, run->architectures[n].name, n));
        if (is_told) continue;
        first[kinds++] = i;
        doc_column(table, (struct doc_column){(unsigned)kinds, DOC_WORDS, names.bytes, DOC_ALL});
    }
    for (enum guarantee n = 0; n < GUARANTEE__COUNT; n++) {
        struct doc_cell *cells = doc_row(table);
        cells[0] = doc_words(GUARANTEES[n].label);
        for (size_t k = 0; k < kinds; k++)
            cells[1 + k] = guarantee_cell(doc->arena, &run->architectures[first[k]].guarantees, n);
    }
}

void say_guarantees(struct doc *doc, const struct run *run)
{
    if (!doc_is(doc, DOC_XLSX) && run->architecture_count == 0) return;
    if (!doc_is(doc, DOC_HTML)) doc_add(doc, DOC_HEADING, 0, "Guarantees");
    if (doc_is(doc, DOC_XLSX)) {
        say_sheet(doc, run);
        return;
    }
    if (doc_is(doc, DOC_HTML)) {
        say_page(doc, run);
        return;
    }
    struct doc_table *table = say_options_table(doc, "Promises", "", DOC_WORDS, run);
    for (enum guarantee n = 0; n < GUARANTEE__COUNT; n++) {
        struct doc_cell *cells = doc_row(table);
        cells[0] = doc_words(GUARANTEES[n].label);
        for (size_t i = 0; i < run->architecture_count; i++)
            cells[1 + i] = guarantee_cell(doc->arena, &run->architectures[i].guarantees, n);
    }
}
