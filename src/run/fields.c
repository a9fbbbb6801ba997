/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "run/fields.h"

#include "base/text.h"
#include "run/basis.h"
#include "run/lines.h"
#include "run/run.h"

#define COUNT_OF(array) (sizeof(array) / sizeof *(array))

#define TABLE(id, type, ...) static const struct run_field id##_fields[] = {
#define F(holder, field, name, kind, units, minor, marks, ...) \
    {.key = name,                                              \
     .type = RUN_##kind,                                       \
     .offset = offsetof(struct holder, field),                 \
     .form = units,                                            \
     .since = minor,                                           \
     .flags = marks,                                           \
     .help = __VA_ARGS__},
#define END             \
    {                   \
        .type = RUN_END \
    }                   \
    }                   \
    ;
/* clang-format off */
#include "run/fields.def"
#undef TABLE
#undef F
#undef END

#define TABLE(id, type, form, ...) [RUN_T_##id] = {#id, __VA_ARGS__, sizeof(struct type), form, id##_fields},
#define F(...)
#define END
const struct run_table RUN_TABLES[RUN_T__COUNT] = {
#include "run/fields.def"
};
/* clang-format on */

bool run_type_is_derived(enum run_type type) { return type >= RUN_NUMBER && type <= RUN_OPEN; }

bool run_field_is_nullable(const struct run_field *field)
{
    return field->type == RUN_NULL_TEXT || (field->type >= RUN_NULL_NUMBER && field->type <= RUN_OPEN) ||
           (field->since > 0 && run_type_is_derived(field->type));
}

const void *run_field_object(const struct run_field *field, const void *holder)
{
    const char *at = (const char *)holder + field->offset,
               *inner = (const char *)holder + field->inner_offset;
    if (field->presence == RUN_IF_POINTER) return *(const void *const *)(const void *)at;
    if (field->presence == RUN_IF_FLAG && !*(const bool *)inner) return NULL;
    if (field->presence == RUN_IF_TEXT && **(const char *const *)(const void *)inner == '\0') return NULL;
    return field->type == RUN_HERE ? holder : at;
}

const char *run_field_list(const struct run_field *field, const void *holder, size_t *count)
{
    *count = *(const size_t *)(const void *)((const char *)holder + field->count_offset);
    return *(const char *const *)(const void *)((const char *)holder + field->offset);
}

static int run_minor(void)
{
    int minor = 0;
    for (int id = 0; id < RUN_T__COUNT; id++)
        for (const struct run_field *field = RUN_TABLES[id].fields; field->type != RUN_END; field++) {
            if (field->since > minor) minor = field->since;
            if (field->renamed > minor) minor = field->renamed;
        }
    return minor;
}

const char *run_version(struct arena *arena)
{
    return text_format(arena, RUN_FAMILY RUN_MAJOR ".%d", run_minor());
}
