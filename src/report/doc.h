/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Document: a result's blocks (heading, paragraph, item, table, chart, fold), in no format's syntax.
 *
 *   run, check, diff, plan --> say/X.c: one file a section --> blocks --> as/Y.c: one file a format --> bytes
 *
 * A section is a function say_X(doc, run) that adds its blocks, or nothing where there is nothing to say. It
 * never includes as/.
 *
 * How to add a section:
 *
 * 1. Write say_X in say/X.c with the words of all formats side by side, and list it in say/say.h. A document
 *    is made for one medium. Where formats differ in content or order, the section's own file shows it and no
 *    other: a column names the media that have it, a block stands behind doc_is(doc, DOC_HTML | DOC_XLSX).
 *
 * 2. A table is a list of columns, each with the field that it shows. A row is an array of cells by field:
 *    formats may order and name their columns as they like, and each cell is still set once.
 *
 *        enum { OPTION, MACHINES };
 *        static const struct doc_column COLUMNS[] = {
 *            {OPTION, DOC_WORDS, "architecture", DOC_MARKDOWN},
 *            {OPTION, DOC_WORDS, "", DOC_HTML},
 *            {MACHINES, DOC_WORDS, "machines", DOC_ALL},
 *        };
 *        struct doc_table *table = doc_table(doc, "Machines of each option", COLUMNS, DOC_COUNT(COLUMNS));
 *        struct doc_cell *cells = doc_row(table);
 *        cells[OPTION] = doc_words(doc_option(doc->arena, name, i));
 *
 *    say_options_table (say/say.h) begins a table with a column for each architecture, doc_table_of one of a
 *    single medium from its heads alone.
 *
 * 3. A number is a cell with its value: writers of words show its text, or else the value as its kind is
 *    written; a workbook writes the value as a number. "There is none" is doc_none(): each format has its
 *    dash.
 *
 * 4. Texts are plain. Functions below mark what deserves a look (a name, a path, what decides), and nest.
 *    Nothing else is syntax: writers escape every text, so that no name from anywhere is taken for markup.
 *
 * 5. A chart is a list of series with their words, without positions: doc_chart, doc_series. The page draws
 *    it.
 *
 * 6. Call it where the format has its sections: say_comparison, say_markdown, SECTIONS of as/html/html.c
 * beside a slot of templates/report.html, SECTIONS of as/xlsx. Golden outputs say whether bytes stayed the
 * same.
 *
 * Ownership: all of a document lives in its arena. */
#pragma once

#include "base/text.h"

#define DOC_COUNT(array) (sizeof(array) / sizeof *(array))

/* The format that a document is made for. */
enum doc_medium { DOC_TEXT = 1, DOC_MARKDOWN = 2, DOC_HTML = 4, DOC_XLSX = 8, DOC_ALL = 15 };

/* ---- texts ---- */

/* Marks enclose a part of a text, in bytes that UTF-8 doesn't use. */
enum doc_mark {
    DOC_NAME, /* a name: cut when too long */
    DOC_CODE, /* a path, a command */
    DOC_STRONG,
    DOC_SMALL, /* details below a figure */
    DOC_GOOD,
    DOC_BAD,
    DOC_OPEN,    /* neither good nor bad yet */
    DOC_OPTION,  /* an architecture's name, with its sign in pictures */
    DOC_BREAK,   /* a new line, if the format has one in a cell */
    DOC_SUBJECT, /* the subject of a sentence or an item */
    DOC_WHOLE,   /* stays on one line */
    DOC_BIG,     /* the figure of a DOC_KEY */
    DOC_ALARM,   /* a fault */
    DOC_MARK__COUNT
};

const char *doc_mark(struct arena *arena, enum doc_mark mark, const char *text);
const char *doc_name(struct arena *arena, const char *text);
const char *doc_option(struct arena *arena, const char *name, size_t architecture);
#define DOC_NEW_LINE "\xFF\x09\xFE" /* DOC_BREAK around nothing */

/* ---- blocks ---- */

/* Sentences wrap, a word stays on its line, figures stand below each other. */
enum doc_column_kind { DOC_WORDS, DOC_WORD, DOC_FIGURE };

/* The tone of a whole cell. */
enum doc_tone { DOC_TONE_PLAIN, DOC_TONE_STRONG, DOC_TONE_GOOD, DOC_TONE_BAD, DOC_TONE_WARN };

struct doc_column {
    unsigned field; /* index of a cell in a row */
    enum doc_column_kind kind;
    const char *head;
    unsigned media; /* media that show it */
};

enum doc_cell_kind {
    DOC_CELL_WORDS,
    DOC_CELL_NONE,  /* a dash */
    DOC_CELL_USD,   /* whole dollars */
    DOC_CELL_COUNT, /* with commas */
    DOC_CELL_SHARE, /* 0.25 as 25 % */
    DOC_CELL_MS,
    DOC_CELL_EXACT, /* every digit */
};

struct doc_cell {
    enum doc_cell_kind kind;
    enum doc_tone tone;
    const char *text; /* NULL: empty, or the number written by its kind */
    double value;
};

enum doc_row_kind { DOC_BODY, DOC_RULE, DOC_TOTAL, DOC_GROUP /* a heading across, of a page */ };

struct doc_series;
struct doc_row {
    enum doc_row_kind kind;
    struct doc_cell *cells;       /* by field */
    const struct doc_series *bar; /* on a page, below the row, its points of bar_max; NULL: none */
    double bar_max;
};

struct doc_table {
    struct arena *arena;
    enum doc_medium medium;
    const char *label;   /* for those who can't see it */
    size_t label_count;  /* columns that label a row: 1 */
    size_t best;         /* the best column, 0 for none */
    bool is_indented;    /* below a heading of text */
    bool is_summary;     /* on a page: fits the narrowest screen, with less than all columns */
    size_t side_by_side; /* on a page, at most so many columns beside the label, the others below; 0: all */
    size_t field_count, column_count, column_capacity, row_count, row_capacity;
    struct doc_column *columns; /* the medium's, in order */
    struct doc_row *rows;
    size_t rows_max, bytes_max; /* in Markdown: further rows are counted, and said to be elsewhere; 0: all */
    const char *others_are_in;
    size_t columns_least;             /* least width of a text page that shows it */
    const struct doc_table *narrower; /* for a text page too narrow for this one; NULL: print it in parts */
};

/* Charts: their data without positions. */
enum doc_chart_kind {
    DOC_KEYS,   /* the legend of stacks alone */
    DOC_STACKS, /* a bar of dollars for each series, of its points: y, label, style */
    DOC_STEPS,  /* a bar for each series, from x to y: steps from the first to the last */
    DOC_CURVES, /* shares of records (y) against a logarithmic time (x) */
    DOC_DOTS,   /* the marks of each series: dollars (y, from y_min) against a logarithmic time (x, within low
                   and high) */
    DOC_LINES,  /* dollars (y) after so many months (x) */
    DOC_BARS,   /* utilisation: y of the first point */
    DOC_HISTOGRAM, /* in text: shares (y of the points of one series) and their labels */
    DOC_FLOW,      /* flows of bytes: a series for each enum doc_flow, with x GB, y of them across zones */
};

enum doc_flow { DOC_PRODUCE, DOC_CONSUME, DOC_REPLICATE, DOC_OBJECT_UP, DOC_OBJECT_DOWN, DOC_FLOW__COUNT };

struct doc_point {
    double x, y, low, high;
    const char *label, *style; /* a class of the style sheet */
    const char *hover;         /* shown under a pointer */
};

enum { DOC_LINES_MAX = 3, DOC_NO_SIGN = 1 << 20 };
struct doc_series {
    const char *name, *figures, *style, *hover;
    size_t sign; /* the architecture with this colour and mark, or DOC_NO_SIGN */
    bool is_strong;
    size_t count, mark_count;
    struct doc_point *points, *marks;
    const char *lines[DOC_LINES_MAX]; /* for DOC_FLOW, beside it */
};

/* Columns of a name beside figures on a terminal: rows of a table and bars of a chart below it are in line.
 */
enum { DOC_NAME_COLUMNS = 20 };

/* The end of an axis of shares: tails beyond are rarely sampled well enough. */
#define DOC_HIGHEST_SHARE 0.999

/* All texts are plain and short. */
struct doc_chart {
    enum doc_chart_kind kind;
    const char *caption; /* NULL: the page has one */
    const char *says;    /* for those who can't see it */
    const char *x_title, *y_title, *note;
    double x_min, x_max, y_min, y_max, objective; /* of x; NAN without one */
    size_t count, key_count;
    struct doc_series *series;
    struct doc_point *keys; /* of DOC_STACKS and DOC_KEYS: labels and styles of the legend */
};

enum doc_block_kind {
    DOC_SIGN, /* a marker for scripts, at the head */
    DOC_TITLE,
    DOC_HEADLINE, /* the deciding sentence; on a page any sentence with its own position */
    DOC_HEADING,
    DOC_PARAGRAPH,
    DOC_GAP,        /* a free line in text or a sheet: other formats separate blocks anyway */
    DOC_ITEM,       /* of a list */
    DOC_VERDICT,    /* a word in its tone, then its subject */
    DOC_NOTE,       /* small print */
    DOC_USER_NOTES, /* in Markdown (report/notes.h) */
    DOC_TABLE,
    DOC_CHART,
    DOC_FACT,   /* a label and its text */
    DOC_KEY,    /* a fact with a big figure */
    DOC_FOLD,   /* the start of a folded part below this text … */
    DOC_UNFOLD, /* … and its end */
};

enum { DOC_HANGING = -1 }; /* a level: at the edge, further lines indented */

struct doc_block {
    enum doc_block_kind kind;
    int level; /* of a paragraph of text: 0 at the edge, 1 below a heading, 2 below a paragraph of level 1 …
                */
    const char *text;
    const char *label; /* of a fact, a verdict */
    const struct doc_table *table;
    const struct doc_chart *chart;
    enum doc_tone tone;
};

struct doc {
    struct arena *arena;
    enum doc_medium medium;
    size_t count, capacity;
    struct doc_block *blocks;
};

struct doc doc_new(enum doc_medium medium, struct arena *arena);

/* True for a document of one of these media. */
bool doc_is(const struct doc *doc, unsigned media);

void doc_add(struct doc *doc, enum doc_block_kind kind, int level, const char *text);
void doc_addf(struct doc *doc, enum doc_block_kind kind, int level, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* Add a block of another document of the same medium. */
void doc_add_block(struct doc *doc, const struct doc_block *block);

void doc_fact(struct doc *doc, enum doc_block_kind kind, const char *label, const char *text);

/* Add a table; columns of other media are left out. Its first column labels the rows. */
struct doc_table *doc_table(struct doc *doc, const char *label, const struct doc_column *columns,
                            size_t count);

void doc_add_table(struct doc *doc, const struct doc_table *table);

void doc_verdict(struct doc *doc, const char *label, enum doc_tone tone, const char *text);

/* Make a table as doc_table, as a narrower one that is no block itself. */
struct doc_table *doc_table_apart(const struct doc *doc, const char *label, const struct doc_column *columns,
                                  size_t count);

/* Add a table of one medium whose columns show fields 0, 1, 2 …: their headings, separated by '|'. A
 * column of figures begins with '>', one of words with '.'. */
struct doc_table *doc_table_of(struct doc *doc, const char *label, const char *heads);

/* Append a column, whatever its media. */
void doc_column(struct doc_table *table, struct doc_column column);

/* Append a row of empty cells, by field. Columns come before rows. */
struct doc_cell *doc_row(struct doc_table *table);
struct doc_cell *doc_row_of(struct doc_table *table, enum doc_row_kind kind);

/* Give the last row a bar. */
void doc_row_bar(struct doc_table *table, const struct doc_series *bar, double max);

/* Add a chart with room for so many series; count is 0. */
struct doc_chart *doc_chart(struct doc *doc, enum doc_chart_kind kind, size_t series_max);

struct doc_series *doc_series(struct doc *doc, struct doc_chart *chart, const char *name, size_t sign,
                              size_t points_max);

struct doc_cell doc_words(const char *text);
struct doc_cell doc_wordsf(struct arena *arena, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
struct doc_cell doc_toned(enum doc_tone tone, const char *text);
struct doc_cell doc_none(void);
struct doc_cell doc_number(enum doc_cell_kind kind, double value, const char *text);

/* ---- for writers ---- */

/* Syntax of texts in a medium. */
struct doc_style {
    char *(*escape)(struct arena *arena, const char *text, size_t columns);
    char *(*sign)(struct arena *arena, size_t architecture); /* in front of its name; NULL without */
    const char *none;                                        /* a dash */
    size_t columns;                                          /* largest width of a text outside marks */
    struct {
        const char *open, *close;
        size_t columns; /* 0: as outside */
    } marks[DOC_MARK__COUNT];
};

/* Write a text in the medium's syntax. */
char *doc_write(const char *text, const struct doc_style *style, struct arena *arena);

/* Write a cell in the medium's syntax. */
char *doc_write_cell(const struct doc_cell *cell, const struct doc_style *style, struct arena *arena);

/* True if one mark encloses the whole text. */
bool doc_is_marked(const char *text, enum doc_mark mark);

/* True if all columns beside the label hold figures. */
bool doc_is_of_figures(const struct doc_table *table);
