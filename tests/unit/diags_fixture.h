/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * An arena, and diagnostics in it, for each test: pass set_up and tear_down to cmocka_run_group_tests or
 * cmocka_unit_test_setup_teardown. Include it last, since headers have parameters of these names. */
#pragma once

#include "base/error.h"

static struct arena *arena;
static struct diags diags;

static int set_up(void **state)
{
    (void)state;
    arena = arena_new();
    diags_init(&diags, arena);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    arena_free(arena);
    return 0;
}
