/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <cjson/cJSON.h>
#include <csv.h>
#include <openssl/crypto.h>
#include <xlsxwriter.h>
#include <yaml.h>

#include "cmd/command.h"

static enum exit_code run(const struct parsed *parsed, struct session *session)
{
    FILE *out = session->out;
    (void)parsed;
    fprintf(out, "warpcost %s\n", WARPCOST_VERSION);
    fprintf(out, "libyaml %s, cJSON %s, libcsv %d.%d.%d, libxlsxwriter %s, %s\n", yaml_get_version_string(),
            cJSON_Version(), CSV_MAJOR, CSV_MINOR, CSV_RELEASE, lxw_version(),
            OpenSSL_version(OPENSSL_VERSION));
    fputs("License GPL-3.0-or-later. There is no warranty.\n", out);
    return EXIT_DONE;
}

const struct command VERSION = {
    .name = "version",
    .summary = "the versions of warpcost and its libraries",
    .description = "Prints what 'warpcost --version' prints.",
    .run = run,
};
