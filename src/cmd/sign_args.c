/* sign_args.c -- see sign_args.h. */
#include "sign_args.h"

#include <wax/sign.h>

static void check_dkim(const struct sign_args *a, struct outcome *o)
{
    if (!a->domain && a->selectors.n + a->keys.n == 0)
        return;
    if (!a->domain || !a->selectors.n || !a->keys.n)
        outcome_usage(o, "a DKIM signature needs --dkim-domain, --dkim-selector and --dkim-key: %s is missing",
                      !a->domain ? "--dkim-domain" : !a->keys.n ? "--dkim-key" : "--dkim-selector");
    else if (a->selectors.n != a->keys.n)
        outcome_usage(o, "--dkim-selector and --dkim-key go in pairs, and there are %zu and %zu of them", a->selectors.n, a->keys.n);
}

void sign_args_check(const struct sign_args *a, struct outcome *o)
{
    check_dkim(a, o);
    if (a->smime_key && !a->smime_cert)
        outcome_usage(o, "--smime-key is the key to a certificate: --smime-cert FILE is missing");
    if (a->smime_gcm && !a->smime_to.n)
        outcome_usage(o, "--smime-gcm is about encryption, and there is nobody to encrypt for: --smime-to FILE is missing");
    if (a->smime_cert && a->pgp_sign)
        outcome_usage(o, "--smime-cert and --pgp-sign exclude each other; say one of them");
    if (a->smime_to.n && a->pgp_to.n)
        outcome_usage(o, "--smime-to and --pgp-to exclude each other: one mail is encrypted in one way; send two");
}

static void seal(const struct sign_args *a, wax_message *m)
{
    if (a->smime_cert)
        wax_message_smime_sign(m, a->smime_cert, a->smime_key);
    for (size_t i = 0; i < a->smime_to.n; i++)
        wax_message_smime_encrypt(m, a->smime_to.at[i]);
    if (a->smime_gcm)
        wax_message_smime_authenticated(m);
    if (a->pgp_sign)
        wax_message_pgp_sign(m, a->pgp_sign);
    for (size_t i = 0; i < a->pgp_to.n; i++)
        wax_message_pgp_encrypt(m, a->pgp_to.at[i]);
}

void sign_args_apply(const struct sign_args *a, wax_message *m)
{
    seal(a, m);
    for (size_t i = 0; i < a->keys.n; i++)
        wax_message_dkim(m, a->domain, a->selectors.at[i], a->keys.at[i]);
}

void sign_args_advise(const wax_message *m)
{
    const char *advice = wax_message_dkim_advice(m);

    if (advice)
        outcome_say(advice);
}
