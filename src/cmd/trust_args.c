/* trust_args.c -- see trust_args.h. */
#include "trust_args.h"

#include <string.h>

bool trust_args_has_identity(const struct trust_args *a)
{
    return a->cert || a->key || a->pkcs12 || a->identity;
}

bool trust_args_is_given(const struct trust_args *a)
{
    return a->ca_file || a->ca_folder || a->crl_file || a->verify_name || a->pins.n || a->known_servers || trust_args_has_identity(a);
}

static void check_pins(const struct trust_args *a, struct outcome *o)
{
    if (a->is_pin_only && !a->pins.n)
        outcome_usage(o, "--pin-only says that a pin is enough, and there is none: add --pin key-sha256:... (`wax check URL` shows a server's pins)");
    if (a->accepts_new && !a->known_servers)
        outcome_usage(o, "--insecure-accept-new writes new servers down, and there is no file for them: add --known-servers FILE");
}

/* What would not be looked at must not look as if it were. */
static void check_chain(const struct trust_args *a, struct outcome *o)
{
    const char *instead = a->known_servers ? "known-servers" : a->is_pin_only ? "pin-only" : NULL;
    const char *unused = a->crl_file ? "crl-file" : a->ca_file ? "ca-file" : a->ca_folder ? "ca-folder" : NULL;

    if (instead && unused)
        outcome_usage(o, "--%s counts in place of a chain to a root, so --%s would not be looked at; leave one of them out", instead, unused);
}

static void check_identity(const struct trust_args *a, struct outcome *o)
{
    int n = (a->cert || a->key) + (a->pkcs12 != NULL) + (a->identity != NULL);

    if (n > 1)
        outcome_usage(o, "--cert with --key, --pkcs12 and --identity each say who we are; which one is meant?");
    if (!a->cert != !a->key)
        outcome_usage(o, "--%s needs its --%s FILE; they are made together, and are given together", a->cert ? "cert" : "key", a->cert ? "key" : "cert");
    if (a->pkcs12_password_file && !a->pkcs12)
        outcome_usage(o, "--pkcs12-password-file opens a file that is not given: add --pkcs12 FILE");
    if (a->identity && strstr(a->identity, "pin-value="))
        outcome_usage(o, "--identity holds a PIN, and everyone on this machine can read a command line; write pin-source=file:/PATH in place of "
                      "pin-value, and the PIN into that file");
}

static void check_clear(const struct trust_args *a, struct outcome *o)
{
    const char *unused = a->pins.n ? "pin" : a->known_servers ? "known-servers" : a->crl_file ? "crl-file" :
                         trust_args_has_identity(a) ? a->pkcs12 ? "pkcs12" : a->identity ? "identity" : "cert" : NULL;

    if (unused)
        outcome_usage(o, "--%s is about TLS, and --tls insecure-none has none; leave one of them out", unused);
}

void trust_args_check(const struct trust_args *a, bool in_clear, struct outcome *o)
{
    check_pins(a, o);
    check_chain(a, o);
    check_identity(a, o);
    if (in_clear)
        check_clear(a, o);
}
