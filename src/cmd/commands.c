/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The table of commands, alone in its file so that a test can bring its own. */
#include "cmd/command.h"

#define COMMAND(symbol, heading) extern const struct command symbol;
#include "cmd/commands.def"
#undef COMMAND

const struct command *const COMMANDS[] = {
#define COMMAND(symbol, heading) &symbol,
#include "cmd/commands.def"
#undef COMMAND
};
const char *const COMMAND_HEADINGS[] = {
#define COMMAND(symbol, heading) heading,
#include "cmd/commands.def"
#undef COMMAND
};
const size_t COMMAND_COUNT = sizeof COMMANDS / sizeof COMMANDS[0];
