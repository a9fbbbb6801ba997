/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/policy.h"

#include "base/file.h"
#include "base/text.h"
#include "cmd/prices.h"

/* No option can change a value that a policy fixes. */
static bool check_options(const struct parsed *parsed, const struct policy *policy, struct session *session)
{
    static const char *const FIXED[] = {"budget", "prices", "as-of", "baseline"};
    bool good = true;
    for (size_t i = 0; i < sizeof FIXED / sizeof *FIXED; i++) {
        bool is_fixed = !text_equal(FIXED[i], "baseline") || policy->baseline_count > 0;
        if (is_fixed && parsed_value(parsed, FIXED[i]) != NULL)
            good = diags_add(session->diags, DIAG_USAGE, (struct place){0},
                             "'--%s' is for the policy %s to say; leave it out", FIXED[i], policy->name);
    }
    return good;
}

bool policy_option(const struct parsed *parsed, struct session *session, const struct policy **policy)
{
    const char *file = parsed_value(parsed, "policy");
    size_t length;
    *policy = NULL;
    if (file == NULL) return true;
    const char *bytes = file_read(file, POLICY_FILE_MAX_BYTES, session->arena, &length, session->diags);
    if (bytes != NULL)
        *policy = policy_read(text_equal(file, "-") ? "standard input" : file, bytes, length, session->arena,
                              session->diags);
    return *policy != NULL && check_options(parsed, *policy, session);
}

struct books *policy_books(const struct parsed *parsed, const struct policy *policy, struct session *session)
{
    return policy != NULL && policy->prices != NULL ? books_new(policy->prices, policy->as_of, session->arena)
                                                    : prices_books(parsed, session);
}
