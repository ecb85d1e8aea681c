/* tls.c -- see tls.h.  The only file that asks OpenSSL how a call ended. */
#include "tls.h"

#include "context.h"
#include "fail.h"
#include "info.h"
#include "limit.h"
#include "reason.h"
#include "verify.h"
#include "wax_tls.h"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <stdio.h>

enum { MANY_REPLIES = 1024 };

/* SSL_get_error tells by the queue how a call ended, so it must be empty before.  It mostly is, and to clear it costs more than to look. */
static void forget_errors(void)
{
    if (ERR_peek_error())
        ERR_clear_error();
}

/* -- beginning -------------------------------------------------------------------------------------------- */

/* Every record that comes is counted until one of them holds data: tickets, key updates and empty records cost us work, and give
 * us nothing. */
static void count_record(int is_sent, int version, int type, const void *bytes, size_t len, SSL *ssl, void *arg)
{
    struct tls *t = arg;

    (void)version, (void)bytes, (void)len, (void)ssl;
    if (is_sent || type != SSL3_RT_HEADER || !t->is_secure)
        return;
    if (++t->idle_records > LIMIT_IDLE_RECORDS)
        t->wire.may_read = t->wire.read;            /* OpenSSL would go on as long as there are bytes */
}

static wax_status demand_name(struct tls *t)
{
    X509_VERIFY_PARAM *param = SSL_get0_param(t->ssl);

    X509_VERIFY_PARAM_set_hostflags(param, wax__proof_name_flags());
    if (!t->name.is_ip)
        return X509_VERIFY_PARAM_set1_host(param, t->name.text, 0) ? WAX_OK : wax__fail_memory(t->why, "tls");
    if (X509_VERIFY_PARAM_set1_ip_asc(param, t->name.text))
        return WAX_OK;
    if (wax__reason_is_memory())
        return wax__fail_memory(t->why, "tls");
    return wax__fail(t->why, WAX_E_USAGE, "tls", "\"%s\" is no IP address", t->name.text);
}

/* RFC 6066 s.3: an address is no name to ask for. */
static wax_status ask_for(struct tls *t, const struct tls_demand *demand)
{
    struct peer_name sni = t->name;

    if (demand->sni && wax__peer_name(&sni, demand->sni, t->why))
        return t->why->status;
    if (demand->sni && sni.is_ip)
        return wax__fail(t->why, WAX_E_USAGE, "tls", "\"%s\" is an address: only a name can be asked for (SNI, RFC 6066)", sni.text);
    if (!*sni.text || sni.is_ip || SSL_set_tlsext_host_name(t->ssl, sni.text))
        return WAX_OK;
    return wax__fail_memory(t->why, "tls");
}

static wax_status become_client(struct tls *t, const struct tls_demand *demand, const char *host)
{
    const char *name = demand->name ? demand->name : host;

    if (wax__proof_check_demand(demand, t->why))
        return t->why->status;
    if (!name && t->proof.is_demanded)
        return wax__fail(t->why, WAX_E_USAGE, "tls", "the upgrade needs the name of the host that the certificate must be for");
    if (name && wax__peer_name(&t->name, name, t->why))
        return t->why->status;
    if (t->proof.is_demanded && demand_name(t))
        return t->why->status;
    if (!SSL_set_app_data(t->ssl, &t->proof))
        return wax__fail_memory(t->why, "tls");
    SSL_set_verify(t->ssl, t->proof.is_demanded ? SSL_VERIFY_PEER : SSL_VERIFY_NONE, t->proof.is_demanded ? wax__verify_explain : NULL);
    SSL_set_connect_state(t->ssl);
    if (ask_for(t, demand))
        return t->why->status;
    wax__proof_ask_for_staple(&t->proof, t->ssl);
    wax__proof_offer_session(&t->proof, t->ssl);
    return WAX_OK;
}

/* Who shows no certificate gets no further (RFC 8446 s.4.4.2.4). */
static wax_status become_server(struct tls *t, const struct tls_demand *demand)
{
    SSL_set_accept_state(t->ssl);
    if (!t->proof.is_demanded)
        return WAX_OK;
    if (wax__proof_check_demand(demand, t->why))
        return t->why->status;
    snprintf(t->name.text, sizeof t->name.text, "the client");
    if (!SSL_set_app_data(t->ssl, &t->proof))
        return wax__fail_memory(t->why, "tls");
    SSL_set_verify(t->ssl, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, wax__verify_explain);
    return WAX_OK;
}

static bool lay_wire(struct tls *t, struct buf *in, struct buf *out)
{
    t->wire = (struct wire){ .in = in, .out = out, .may_read = LIMIT_HANDSHAKE };
    BIO *bio = wax__wire_bio(&t->wire, wax__context_wire(t->context));

    if (!bio)
        return false;
    SSL_set_bio(t->ssl, bio, bio);
    SSL_set_msg_callback(t->ssl, count_record);
    SSL_set_msg_callback_arg(t->ssl, t);
    return true;
}

wax_status wax__tls_begin(struct tls *t, const wax_tls *tls, const char *host, struct buf *in, struct buf *out, wax_error *why)
{
    const struct tls_demand *demand = wax__tls_demand(tls);

    t->why = why;
    if (!demand)
        return wax__fail(why, wax__tls_error(tls)->status, "tls", "%s", wax__tls_error(tls)->text);
    t->context = wax__tls_context(tls, why);
    if (!t->context)
        return why->status;
    forget_errors();
    t->ssl = SSL_new(wax__context_ssl(t->context));
    if (!t->ssl || !lay_wire(t, in, out))
        return wax__fail_memory(why, "tls");
    t->is_server = demand->is_server;
    t->proof = (struct proof){ .context = t->context, .name = &t->name, .why = why, .is_demanded = wax__proof_is_demanded(demand) };
    return t->is_server ? become_server(t, demand) : become_client(t, demand, host);
}

/* -- failing ---------------------------------------------------------------------------------------------- */

static wax_status fail_limit(struct tls *t)
{
    if (t->is_secure)
        return wax__fail(t->why, WAX_E_LIMIT, "tls", "%d TLS records in a row held no data: the peer keeps us busy with key updates, "
                         "tickets or nothing", LIMIT_IDLE_RECORDS);
    return wax__fail(t->why, WAX_E_LIMIT, "tls", "the TLS handshake did not end within %d bytes from the peer", LIMIT_HANDSHAKE);
}

static wax_status fail(struct tls *t)
{
    struct circumstances c = { t->name.text, &t->wire, t->is_server, SSL_get_certificate(t->ssl), t->after_clear, t->is_secure };

    return t->why->status ? t->why->status : wax__reason_fail(&c, t->why);  /* a refused certificate has its sentence from verify.c */
}

/* What became of a call that did not succeed: AGAIN or an error, never OK. */
static wax_status outcome(struct tls *t, int error)
{
    if (t->why->status)
        return fail(t);
    if (error == SSL_ERROR_WANT_READ)
        return t->wire.is_over ? fail_limit(t) : WAX_AGAIN;
    if (error == SSL_ERROR_ZERO_RETURN)
        return wax__fail(t->why, WAX_E_EOF, "tls", "the peer said goodbye before the TLS handshake was done");
    return fail(t);
}

/* -- the handshake ---------------------------------------------------------------------------------------- */

static wax_status shake_hands(struct tls *t)
{
    forget_errors();
    int result = SSL_do_handshake(t->ssl);

    return result == 1 ? wax__proof_confirm(&t->proof, t->ssl) : outcome(t, SSL_get_error(t->ssl, result));
}

wax_status wax__tls_handshake(struct tls *t)
{
    wax_status status = shake_hands(t);

    if (status != WAX_OK && status != WAX_AGAIN)
        wax__proof_forget(&t->proof);
    if (status)
        return status;
    t->wire.may_read = UINT64_MAX;
    t->is_secure = true;
    wax__info_fill(&t->info, t->ssl, !t->proof.is_demanded ? NULL : t->is_server ? "" : t->name.text);
    wax__proof_kind(&t->proof, t->info.verified_by, sizeof t->info.verified_by);
    return WAX_OK;
}

/* -- data ------------------------------------------------------------------------------------------------- */

/* What comes out is no more than what lies there.  Most of it is a reply, and room for a record is dear to have and give back for one line. */
static size_t room_for(const struct tls *t, size_t most)
{
    size_t there = buf_len(t->wire.in) + (size_t)SSL_pending(t->ssl), room = there < MANY_REPLIES ? MANY_REPLIES : TLS_RECORD;

    return room < most ? room : most;
}

static wax_status read_record(struct tls *t, struct buf *plain, size_t limit)
{
    size_t room = room_for(t, limit - buf_len(plain)), n = 0;

    uint8_t *to = wax__buf_room(plain, room);
    if (!to)
        return wax__fail_memory(t->why, "tls");
    forget_errors();
    int result = SSL_read_ex(t->ssl, to, room, &n);
    int error = SSL_get_error(t->ssl, result);
    buf_added(plain, n);
    t->idle_records = n ? 0 : t->idle_records;
    t->has_ended = error == SSL_ERROR_ZERO_RETURN;
    return result == 1 || t->has_ended ? WAX_OK : outcome(t, error);
}

/* A peer that asks for answers (key updates) between its data and reads none of them would make us keep all of them. */
static wax_status check_answers(struct tls *t, size_t waited)
{
    size_t waits = buf_len(t->wire.out);

    if (waited == 0)
        t->answers = 0;
    if (waits > waited && ++t->answers > LIMIT_IDLE_RECORDS)
        return wax__fail(t->why, WAX_E_LIMIT, "tls", "%d key updates wait for a peer that asks for more and reads none", LIMIT_IDLE_RECORDS);
    return WAX_OK;
}

static wax_status read_checked(struct tls *t, struct buf *plain, size_t limit)
{
    size_t waited = buf_len(t->wire.out);
    wax_status status = read_record(t, plain, limit);

    return check_answers(t, waited) ? t->why->status : status;
}

/* Nothing is left to decrypt, and there is no end to find out about: OpenSSL would take a buffer for a record and say so. */
static bool is_drained(const struct tls *t)
{
    return buf_len(t->wire.in) == 0 && !t->wire.has_ended && !SSL_has_pending(t->ssl);
}

wax_status wax__tls_read(struct tls *t, struct buf *plain, size_t limit)
{
    wax_status status = WAX_OK;

    while (status == WAX_OK && buf_len(plain) < limit && !t->has_ended)
        status = is_drained(t) ? WAX_AGAIN : read_checked(t, plain, limit);
    return status;
}

wax_status wax__tls_write(struct tls *t, const void *bytes, size_t len)
{
    size_t n = 0;

    forget_errors();
    int result = SSL_write_ex(t->ssl, bytes, len, &n);
    return result == 1 && n == len ? WAX_OK : fail(t);      /* our wire takes everything, so there is no "not yet" */
}

void wax__tls_goodbye(struct tls *t)
{
    forget_errors();
    SSL_shutdown(t->ssl);       /* lost for want of memory, the peer sees a cut line, which is true */
    forget_errors();
}

void wax__tls_clear(struct tls *t)
{
    /* Else OpenSSL spoils the session of a connection that was cut, as TLS 1.0 asked; RFC 5246 s.7.2.1 has taken that back. */
    if (t->is_secure)
        SSL_set_shutdown(t->ssl, SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN);
    SSL_free(t->ssl);
    wax__context_release(t->context);
    t->ssl = NULL;
    t->context = NULL;
}
