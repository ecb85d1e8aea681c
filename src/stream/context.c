/* context.c -- see context.h. */
#include "context.h"

#include "fail.h"
#include "identity.h"
#include "keep.h"
#include "proof.h"
#include "proven.h"
#include "sessions.h"
#include "trust.h"
#include "wire_bio.h"

#include <limits.h>                 /* openssl/err.h of 3.0 needs INT_MAX and does not bring it */
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <stdatomic.h>
#include <stdlib.h>

enum { LEVEL = 2 };     /* 112 bits: no RSA below 2048, no SHA-1 signatures */

struct context {
    atomic_uint       holders;
    SSL_CTX          *ssl;
    BIO_METHOD       *wire;
    struct tls_demand demand;       /* a copy: the wax_tls may be gone before the streams are */
    struct roots      roots;
    struct sessions   sessions;
    struct proven     proven;
};

static SSL_CTX *fresh(bool is_server)
{
    SSL_CTX *ctx = SSL_CTX_new(is_server ? TLS_server_method() : TLS_client_method());

    if (!ctx || !SSL_CTX_set_min_proto_version(ctx, TLS1_2_VERSION)) {
        SSL_CTX_free(ctx);
        return NULL;
    }
    /* The system's configuration may ask for more than we do, never for less.  A peer that cuts the line without close_notify
     * must be seen: SSL_OP_IGNORE_UNEXPECTED_EOF stays out, whatever the configuration said. */
    if (SSL_CTX_get_security_level(ctx) < LEVEL)
        SSL_CTX_set_security_level(ctx, LEVEL);
    SSL_CTX_set_options(ctx, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION | (is_server ? SSL_OP_NO_TICKET : 0));
    SSL_CTX_clear_options(ctx, SSL_OP_IGNORE_UNEXPECTED_EOF | SSL_OP_LEGACY_SERVER_CONNECT | SSL_OP_ALLOW_UNSAFE_LEGACY_RENEGOTIATION);
    SSL_CTX_set_mode(ctx, SSL_MODE_RELEASE_BUFFERS);
    SSL_CTX_set_session_cache_mode(ctx, SSL_SESS_CACHE_OFF);
    return ctx;
}

/* The store is ours alone: OpenSSL's own would give a session to whoever asks for its id, whatever the name. */
static bool keep_sessions(struct context *c)
{
    SSL_CTX_set_session_cache_mode(c->ssl, SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL);
    SSL_CTX_sess_set_new_cb(c->ssl, wax__proof_new_session);
    return wax__sessions_init(&c->sessions);
}

/* Of what rests on revocation lists no proof is kept: a folder of roots may hold lists that came since. */
static bool keep_proofs(struct context *c)
{
    bool asks_for_lists = X509_VERIFY_PARAM_get_flags(SSL_CTX_get0_param(c->ssl)) & (X509_V_FLAG_CRL_CHECK | X509_V_FLAG_CRL_CHECK_ALL);

    return asks_for_lists || wax__proven_init(&c->proven);
}

static bool demand_proof(struct context *c, wax_error *why)
{
    SSL_CTX_set_cert_verify_callback(c->ssl, wax__proof_judge, c);
    SSL_CTX_set_tlsext_status_cb(c->ssl, wax__proof_staple);
    if (!wax__trust_load(c->ssl, &c->roots, &c->demand, why))
        return false;
    if (keep_sessions(c) && keep_proofs(c))
        return true;
    wax__fail_memory(why, "tls");
    return false;
}

/* A server that asks for a certificate: it keeps no sessions, so each handshake shows it anew. */
static bool demand_client_proof(struct context *c, wax_error *why)
{
    SSL_CTX_set_cert_verify_callback(c->ssl, wax__proof_judge, c);
    return wax__trust_load(c->ssl, &c->roots, &c->demand, why);
}

static bool set_up(struct context *c, wax_error *why)
{
    bool needs_identity = c->demand.is_server || wax__identity_is_given(&c->demand);

    if (needs_identity && !wax__identity_load(c->ssl, &c->demand, why))
        return false;
    if (!wax__proof_is_demanded(&c->demand))
        return true;
    return c->demand.is_server ? demand_client_proof(c, why) : demand_proof(c, why);
}

struct context *wax__context_new(const struct tls_demand *demand, wax_error *why)
{
    struct context *c = calloc(1, sizeof *c);

    if (!c) {
        wax__fail_memory(why, "tls");
        return NULL;
    }
    ERR_clear_error();
    atomic_init(&c->holders, 1);
    c->ssl = wax__keep_demand(&c->demand, demand) ? fresh(demand->is_server) : NULL;
    c->wire = wax__wire_method();
    if (c->ssl && c->wire && set_up(c, why))
        return c;
    if (!c->ssl || !c->wire)
        wax__fail_memory(why, "tls");
    ERR_clear_error();
    wax__context_release(c);
    return NULL;
}

struct context *wax__context_hold(struct context *c)
{
    atomic_fetch_add(&c->holders, 1);
    return c;
}

void wax__context_release(struct context *c)
{
    if (!c || atomic_fetch_sub(&c->holders, 1) > 1)
        return;
    wax__sessions_clear(&c->sessions);
    wax__proven_clear(&c->proven);
    SSL_CTX_free(c->ssl);
    BIO_meth_free(c->wire);
    wax__keep_clear(&c->demand);
    free(c);
}

SSL_CTX *wax__context_ssl(const struct context *c)
{
    return c->ssl;
}

const BIO_METHOD *wax__context_wire(const struct context *c)
{
    return c->wire;
}

const struct tls_demand *wax__context_demand(const struct context *c)
{
    return &c->demand;
}

struct roots *wax__context_system(struct context *c)
{
    return c->roots.file ? &c->roots : NULL;
}

struct sessions *wax__context_sessions(struct context *c)
{
    return c->sessions.lock ? &c->sessions : NULL;
}

struct proven *wax__context_proven(struct context *c)
{
    return c->proven.lock ? &c->proven : NULL;
}
