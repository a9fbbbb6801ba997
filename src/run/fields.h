/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Fields: the run document as a table, one row a member (fields.def and its parts). Writing, reading, the
 * JSON Schema, the reference page, rounding and redaction walk these rows, and nothing else knows a member
 * by name. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

enum run_type {
    RUN_END,         /* ends a table */
    RUN_TEXT,        /* const char * */
    RUN_NULL_TEXT,   /* the same; null for "" */
    RUN_LETTER,      /* char */
    RUN_BOOL,        /* bool */
    RUN_CHOICE,      /* enum, by its names */
    RUN_COUNT,       /* unsigned */
    RUN_EXACT,       /* double that was given: it reads back unchanged */
    RUN_NUMBER,      /* double that was derived, 0 or more: 12 significant digits, like the types below */
    RUN_SHARE,       /* at most 1 */
    RUN_USD,         /* dollars */
    RUN_CHANGE,      /* dollars, either way */
    RUN_NULL_NUMBER, /* NAN as null */
    RUN_NULL_CHANGE, /* dollars either way, NAN as null */
    RUN_OPEN,        /* INFINITY as null */
    RUN_VALUE,       /* a parameter's: a number or a string */
    RUN_TEXTS,       /* a list of strings */
    RUN_COLUMN,      /* a list of strings: one text of each element of an earlier list */
    RUN_NAMES,       /* a list of the names whose bool is set */
    RUN_HERE,        /* an object whose members are fields of the same struct */
    RUN_OBJECT,      /* an object: a struct within, or behind a pointer */
    RUN_LIST,        /* a list of objects */
    RUN_LINES,       /* the lines of a bill, which share their kinds (lines.h) */
};

/* Condition for an object's presence. */
enum run_presence {
    RUN_ALWAYS,
    RUN_IF_FLAG,    /* a bool of the holder is set; else null */
    RUN_IF_POINTER, /* its pointer isn't NULL; else null */
    RUN_IF_TEXT,    /* a text of the holder isn't ""; else the member is omitted */
};

enum {
    RUN_OPTIONAL = 1,    /* a document may lack it */
    RUN_ASKED = 2,       /* kept in a redacted run: part of the request, not a result */
    RUN_WORD = 4,        /* private: replaced by "(redacted)" if its parameter is private */
    RUN_BLANK = 8,       /* private: left empty */
    RUN_BYTES = 16,      /* words of a command line, which may be any bytes */
    RUN_UNREAD = 32,     /* derived from other members; not read */
    RUN_NEGOTIATED = 64, /* of contracted prices: unknown in a redacted run */
};

enum run_table_id {
#define TABLE(id, ...) RUN_T_##id,
#define F(...)
#define END
#include "run/fields.def"
#undef TABLE
#undef F
#undef END
    RUN_T__COUNT
};

struct run_field {
    const char *key;
    enum run_type type;
    size_t offset;
    const char *form; /* texts: "+" is not empty, "^…" a pattern, "a|b" words, "@component" their names;
                         numbers: their unit */
    int since; /* minor version that added it; in older documents it may be missing and is then unknown */
    unsigned flags;
    const char *help;
    const char *was;    /* the key in older documents */
    int renamed;        /* minor version of the rename */
    const char *bounds; /* of the schema: "1..10000", ">0" */
    enum run_table_id table;
    enum run_presence presence;
    size_t count_offset; /* of lists */
    size_t inner_offset; /* columns: of the text; presence: of the bool or text */
    const char *const *names;
    int name_count;
};

struct run_table {
    const char *name, *heading, *intro;
    size_t size; /* of the struct */
    char layout; /* '{' one member a line, '-' on one line, '[' on one line without keys */
    const struct run_field *fields;
};

extern const struct run_table RUN_TABLES[RUN_T__COUNT];

/* True for a derived number, which is rounded. */
bool run_type_is_derived(enum run_type type);

/* True if null stands for an unknown number. */
bool run_field_is_nullable(const struct run_field *field);

/* The object at a field of its holder; NULL when absent. */
const void *run_field_object(const struct run_field *field, const void *holder);

/* The elements of a list field. */
const char *run_field_list(const struct run_field *field, const void *holder, size_t *count);

#define RUN_FIELD_OF(type, field, object) (*(type *)((char *)(object) + (field)->offset))
