/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/cover.h"

#include "base/text.h"

const char *cover_title(const struct cover *cover, const struct run *run, struct arena *arena)
{
    return cover != NULL && cover->title != NULL
               ? cover->title
               : text_format(arena, "%s: annual cost and latency", run->workload_name);
}
