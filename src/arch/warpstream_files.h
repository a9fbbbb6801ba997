/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * WarpStream's files: the rule by which its agents write and compact them. */
#pragma once

#include "arch/object_files.h"
#include "arch/warpstream.h"
#include "model/compaction.h"

struct object_files_rule warpstream_files_rule(const struct context *context);

/* Compaction of the files of all agents. */
struct compaction warpstream_compaction_of(const struct context *context, const struct object_files *files,
                                           double agents);
