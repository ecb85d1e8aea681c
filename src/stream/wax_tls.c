/* wax_tls.c -- see wax_tls.h. */
#include "wax_tls.h"

#include "context.h"
#include "fail.h"
#include "keep.h"
#include "pin.h"
#include "proof.h"

#include <stdatomic.h>
#include <stdlib.h>

struct wax_tls {
    struct tls_demand          demand;
    wax_error                  error;
    _Atomic(struct context *) *context;     /* apart, so that a const wax_tls can be used for the first time */
};

wax_tls *wax_tls_new(void)
{
    wax_tls *t = calloc(1, sizeof *t);

    if (t)
        t->context = calloc(1, sizeof *t->context);
    if (t && t->context)
        return t;
    free(t);
    return NULL;
}

void wax_tls_free(wax_tls *t)
{
    if (!t)
        return;
    wax__context_release(atomic_load(t->context));
    free((void *)t->context);
    wax__keep_clear(&t->demand);
    free(t);
}

/* What was made of the old demand must not serve the new one. */
static void forget_context(wax_tls *t)
{
    wax__context_release(atomic_exchange(t->context, NULL));
}

static void set(wax_tls *t, char **field, const char *value)
{
    if (!wax__keep_text(field, value))
        wax__fail_memory(&t->error, "tls");
    forget_context(t);
}

void wax_tls_ca_file(wax_tls *t, const char *pem_path)
{
    if (t)
        set(t, &t->demand.ca_file, pem_path);
}

void wax_tls_ca_folder(wax_tls *t, const char *path)
{
    if (t)
        set(t, &t->demand.ca_folder, path);
}

void wax_tls_crl_file(wax_tls *t, const char *pem_path)
{
    if (t)
        set(t, &t->demand.crl_file, pem_path);
}

void wax_tls_name(wax_tls *t, const char *name)
{
    if (t)
        set(t, &t->demand.name, name);
}

void wax_tls_sni(wax_tls *t, const char *name)
{
    if (t)
        set(t, &t->demand.sni, name);
}

struct identity {
    const char *chain, *key, *pkcs12, *password, *uri;
};

static void set_identity(wax_tls *t, struct identity is)
{
    if (!t)
        return;
    set(t, &t->demand.chain_file, is.chain);
    set(t, &t->demand.key_file, is.key);
    set(t, &t->demand.pkcs12_file, is.pkcs12);
    set(t, &t->demand.pkcs12_password, is.password);
    set(t, &t->demand.identity_uri, is.uri);
}

void wax_tls_client_certificate(wax_tls *t, const char *chain_pem_path, const char *key_pem_path)
{
    set_identity(t, (struct identity){ .chain = chain_pem_path, .key = key_pem_path });
}

void wax_tls_client_pkcs12(wax_tls *t, const char *path, const char *password)
{
    set_identity(t, (struct identity){ .pkcs12 = path, .password = password });
}

void wax_tls_client_uri(wax_tls *t, const char *uri)
{
    set_identity(t, (struct identity){ .uri = uri });
}

static void add_pin(wax_tls *t, const char *text)
{
    struct tls_demand *d = &t->demand;

    if (d->n_pins == DEMAND_PINS)
        wax__fail(&t->error, WAX_E_USAGE, "tls", "there are more than %d pins", DEMAND_PINS);
    else if (!wax__pin_parse(&d->pins[d->n_pins], text))
        wax__fail(&t->error, WAX_E_USAGE, "tls", "\"%.100s\" is no pin: expected \"cert-sha256:\" or \"key-sha256:\" and a SHA-256 in base64 "
                  "or hexadecimal", text);
    else
        d->n_pins++;
}

void wax_tls_pin(wax_tls *t, const char *pin)
{
    if (!t)
        return;
    if (pin)
        add_pin(t, pin);
    else
        t->demand.n_pins = 0;
    forget_context(t);
}

void wax_tls_pin_only(wax_tls *t)
{
    if (!t)
        return;
    t->demand.pin_only = true;
    forget_context(t);
}

void wax_tls_known_servers(wax_tls *t, const char *path)
{
    if (t)
        set(t, &t->demand.known_servers, path);
}

void wax_tls_insecure_accept_new(wax_tls *t)
{
    if (!t)
        return;
    t->demand.insecure_accept_new = true;
    forget_context(t);
}

void wax_tls_insecure_no_verify(wax_tls *t)
{
    if (!t)
        return;
    t->demand.insecure_no_verify = true;
    forget_context(t);
}

wax_tls *wax_tls_new_server(const char *chain_pem_path, const char *key_pem_path)
{
    return wax__tls_from(&(struct tls_demand){ .is_server = true, .chain_file = (char *)chain_pem_path, .key_file = (char *)key_pem_path });
}

wax_tls *wax__tls_from(const struct tls_demand *demand)
{
    wax_tls *t = demand ? wax_tls_new() : NULL;

    if (!t)
        return NULL;
    if (wax__keep_demand(&t->demand, demand))
        return t;
    wax_tls_free(t);
    return NULL;
}

const wax_error *wax__tls_error(const wax_tls *t)
{
    static const wax_error no_object = { .status = WAX_E_NOMEM, .stage = "tls", .text = "memory is used up" };

    return t ? &t->error : &no_object;
}

const struct tls_demand *wax__tls_demand(const wax_tls *t)
{
    return t && !t->error.status ? &t->demand : NULL;
}

wax_status wax_tls_check(const wax_tls *t, wax_error *why_or_null)
{
    wax_error why = *wax__tls_error(t);

    if (!why.status && !wax__proof_check_demand(&t->demand, &why))
        wax__context_release(wax__tls_context(t, &why));
    if (why_or_null)
        *why_or_null = why;
    return why.status;
}

struct context *wax__tls_context(const wax_tls *t, wax_error *why)
{
    struct context *there = atomic_load(t->context);

    if (there)
        return wax__context_hold(there);
    struct context *fresh = wax__context_new(&t->demand, why);
    if (!fresh || atomic_compare_exchange_strong(t->context, &there, fresh))
        return fresh ? wax__context_hold(fresh) : NULL;
    wax__context_release(fresh);        /* another thread was first */
    return wax__context_hold(there);
}
