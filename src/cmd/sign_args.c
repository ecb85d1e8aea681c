/* sign_args.c -- see sign_args.h. */
#include "sign_args.h"

#include <wax/sign.h>

void sign_args_check(const struct sign_args *a, struct outcome *o)
{
    if (!a->domain && a->selectors.n + a->keys.n == 0)
        return;
    if (!a->domain || !a->selectors.n || !a->keys.n)
        outcome_usage(o, "a DKIM signature needs --dkim-domain, --dkim-selector and --dkim-key: %s is missing",
                      !a->domain ? "--dkim-domain" : !a->keys.n ? "--dkim-key" : "--dkim-selector");
    else if (a->selectors.n != a->keys.n)
        outcome_usage(o, "--dkim-selector and --dkim-key go in pairs, and there are %zu and %zu of them", a->selectors.n, a->keys.n);
}

void sign_args_apply(const struct sign_args *a, wax_message *m)
{
    for (size_t i = 0; i < a->keys.n; i++)
        wax_message_dkim(m, a->domain, a->selectors.at[i], a->keys.at[i]);
}

void sign_args_advise(const wax_message *m)
{
    const char *advice = wax_message_dkim_advice(m);

    if (advice)
        outcome_say(advice);
}
