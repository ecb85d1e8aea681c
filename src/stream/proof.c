/* proof.c -- see proof.h. */
#include "proof.h"

#include "context.h"
#include "fail.h"
#include "known.h"
#include "pin.h"
#include "proven.h"
#include "sessions.h"
#include "staple.h"
#include "trust.h"
#include "verify.h"

#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <string.h>

static bool is_by_chain(const struct tls_demand *demand)
{
    return !demand->pin_only && !demand->known_servers;
}

unsigned wax__proof_name_flags(void)
{
    return X509_CHECK_FLAG_NEVER_CHECK_SUBJECT | X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS;
}

void wax__proof_kind(const struct proof *p, char *to, size_t size)
{
    const struct tls_demand *demand = wax__context_demand(p->context);
    const char *chain = wax__trust_kind(demand);

    if (!p->is_demanded)
        snprintf(to, size, "not verified");
    else if (is_by_chain(demand))
        snprintf(to, size, "%s%s", chain, demand->n_pins ? ", pin" : "");
    else if (demand->known_servers)
        snprintf(to, size, "%s%s", p->is_new ? "new server" : "known server", demand->n_pins ? ", pin" : "");
    else
        snprintf(to, size, "pin");
}

bool wax__proof_is_demanded(const struct tls_demand *demand)
{
    return demand->is_server ? demand->ca_file || demand->ca_folder || demand->n_pins : !demand->insecure_no_verify;
}

wax_status wax__proof_check_demand(const struct tls_demand *demand, wax_error *why)
{
    if (demand->insecure_no_verify && (demand->n_pins || demand->known_servers))
        return wax__fail(why, WAX_E_USAGE, "tls", "%s given, and no verification was asked for: that contradicts itself",
                         demand->n_pins ? "a pin was" : "known servers were");
    if (demand->is_server && demand->known_servers)
        return wax__fail(why, WAX_E_USAGE, "tls", "known servers prove no client: a server is told of clients by a CA file, a CA folder or pins");
    if (demand->insecure_accept_new && !demand->known_servers)
        return wax__fail(why, WAX_E_USAGE, "tls", "new servers shall be accepted, but there is no file of known servers to write them into");
    if (demand->pin_only && !demand->n_pins)
        return wax__fail(why, WAX_E_USAGE, "tls", "a pin shall be enough, but none was given");
    return WAX_OK;
}

/* -- pins --------------------------------------------------------------------------------------------------- */

static bool is_pinned(const struct tls_demand *demand, const struct tls_pin *has)
{
    for (size_t i = 0; i < demand->n_pins; i++)
        if (demand->pins[i].is_of_key == has->is_of_key && memcmp(demand->pins[i].sha256, has->sha256, sizeof has->sha256) == 0)
            return true;
    return false;
}

static wax_status check_pins(const struct proof *p, const X509 *cert)
{
    const struct tls_demand *demand = wax__context_demand(p->context);
    struct tls_pin of_cert, of_key;
    char cert_text[PIN_TEXT], key_text[PIN_TEXT];

    if (!demand->n_pins)
        return WAX_OK;
    if (!wax__pin_of(&of_cert, cert, false) || !wax__pin_of(&of_key, cert, true))
        return wax__fail_memory(p->why, "tls");
    if (is_pinned(demand, &of_cert) || is_pinned(demand, &of_key))
        return WAX_OK;
    wax__pin_text(cert_text, &of_cert);
    wax__pin_text(key_text, &of_key);
    return wax__fail(p->why, WAX_E_UNTRUSTED, "tls-key", "%s shows %s with %s, and neither is pinned: ask its owner, not over this "
                     "connection, whether it was changed; if it was, pin the new one", p->name->text, cert_text, key_text);
}

/* -- known servers ------------------------------------------------------------------------------------------ */

static bool meet(struct acquaintance *a, const struct proof *p, const X509 *cert)
{
    *a = (struct acquaintance){ .path = wax__context_demand(p->context)->known_servers, .name = p->name->text };
    return wax__pin_of(&a->key, cert, true);
}

static wax_status fail_unknown(const struct acquaintance *a, wax_error *why)
{
    char pin[PIN_TEXT];

    wax__pin_text(pin, &a->key);
    return wax__fail(why, WAX_E_UNTRUSTED, "tls-key", "this server is not among the known ones: if its owner says that the key is right, add this line to "
                     "\"%.140s\": %.160s %s", a->path, a->name, pin);
}

static wax_status check_known(struct proof *p, const X509 *cert)
{
    struct acquaintance a;

    if (!wax__context_demand(p->context)->known_servers)
        return WAX_OK;
    if (!meet(&a, p, cert))
        return wax__fail_memory(p->why, "tls");
    wax_status status = wax__known_find(&a, p->why);
    p->is_new = status == WAX_AGAIN;
    if (p->is_new && !wax__context_demand(p->context)->insecure_accept_new)
        return fail_unknown(&a, p->why);
    return p->is_new ? WAX_OK : status;
}

/* Only now: the peer has shown that the key is its own. */
static wax_status remember(const struct proof *p, const X509 *cert)
{
    struct acquaintance a;

    if (!p->is_new)
        return WAX_OK;
    return meet(&a, p, cert) ? wax__known_record(&a, p->why) : wax__fail_memory(p->why, "tls");
}

/* -- keys --------------------------------------------------------------------------------------------------- */

/* OpenSSL rounds: to its security level an RSA key of 1900 bits has 112 bits of strength. */
static bool is_strong(const EVP_PKEY *key)
{
    bool is_rsa = key && (EVP_PKEY_is_a(key, "RSA") || EVP_PKEY_is_a(key, "RSA-PSS"));

    return key && EVP_PKEY_get_security_bits(key) >= 112 && (!is_rsa || EVP_PKEY_get_bits(key) >= 2048);
}

static wax_status check_strength(const struct proof *p, X509 *cert)
{
    char whose[160];

    if (is_strong(X509_get0_pubkey(cert)))
        return WAX_OK;
    wax__verify_name(whose, sizeof whose, X509_get_subject_name(cert));
    return wax__fail(p->why, WAX_E_UNTRUSTED, "tls", "the key in a certificate that %s shows (\"%s\") is too weak: expected 112 bits of security or "
                     "more, such as RSA 2048", p->name->text, whose);
}

/* Of the chain, if one was verified; else the peer's own alone counts. */
static wax_status check_strengths(const struct proof *p, X509_STORE_CTX *c)
{
    STACK_OF(X509) *chain = X509_STORE_CTX_get0_chain(c);

    for (int i = 0; i < sk_X509_num(chain); i++)
        if (check_strength(p, sk_X509_value(chain, i)))
            return p->why->status;
    return chain ? WAX_OK : check_strength(p, X509_STORE_CTX_get0_cert(c));
}

/* -- in the handshake --------------------------------------------------------------------------------------- */

/* The staple's check wants the chain, and whoever asks for it by wax_stream_certificate. */
static bool is_proven(X509_STORE_CTX *c, const struct proof *p)
{
    struct proven *proven = wax__context_proven(p->context);
    STACK_OF(X509) *chain = proven ? wax__proven_find(proven, p->name, X509_STORE_CTX_get0_cert(c)) : NULL;
    bool is_so = chain && wax__roots_stand_by(c, chain);

    if (is_so)
        X509_STORE_CTX_set0_verified_chain(c, chain);
    else
        sk_X509_pop_free(chain, X509_free);
    return is_so;
}

static bool is_chain_good(X509_STORE_CTX *c, const struct proof *p)
{
    struct roots *system = wax__context_system(p->context);

    if (is_proven(c, p))
        return true;
    if (system)
        wax__roots_find(system, c);
    return X509_verify_cert(c) == 1;
}

/* What OpenSSL makes of our decision: the result that it keeps, and the alert. */
static int decide(X509_STORE_CTX *c, bool is_good)
{
    if (is_good || X509_STORE_CTX_get_error(c) == X509_V_OK)
        X509_STORE_CTX_set_error(c, is_good ? X509_V_OK : X509_V_ERR_APPLICATION_VERIFICATION);
    return is_good;
}

int wax__proof_judge(X509_STORE_CTX *c, void *context)
{
    const SSL *ssl = X509_STORE_CTX_get_ex_data(c, SSL_get_ex_data_X509_STORE_CTX_idx());
    struct proof *p = SSL_get_app_data(ssl);
    const X509 *cert = X509_STORE_CTX_get0_cert(c);
    bool is_by_name = is_by_chain(wax__context_demand(context));

    if (is_by_name && !is_chain_good(c, p))
        return decide(c, false);
    return decide(c, !check_strengths(p, c) && !check_pins(p, cert) && !check_known(p, cert));
}

void wax__proof_ask_for_staple(const struct proof *p, SSL *ssl)
{
    if (p->is_demanded && is_by_chain(wax__context_demand(p->context)))
        SSL_set_tlsext_status_type(ssl, TLSEXT_STATUSTYPE_ocsp);
}

static wax_status fail_staple(const struct proof *p)
{
    return wax__fail(p->why, WAX_E_UNTRUSTED, "tls-revoked", "the certificate of %s demands a proof that it is not revoked (must-staple), and the server "
                     "showed none: its owner must turn on OCSP stapling", p->name->text);
}

/* A resumed handshake brings none, and a certificate that demands one leaves no session. */
int wax__proof_staple(SSL *ssl, void *unused)
{
    struct proof *p = SSL_get_app_data(ssl);
    const X509 *cert = SSL_get0_peer_certificate(ssl);

    (void)unused;
    if (!p->is_demanded || SSL_session_reused(ssl))
        return 1;
    wax_status status = wax__staple_check(ssl, p->name->text, p->why);
    p->is_stapled = status == WAX_OK;
    if (status == WAX_AGAIN && cert && wax__staple_is_demanded(cert))
        fail_staple(p);
    return !p->why->status;
}

/* -- at its end --------------------------------------------------------------------------------------------- */

static bool proves_name(X509 *cert, const struct peer_name *name)
{
    return 1 == (name->is_ip ? X509_check_ip_asc(cert, name->text, 0) : X509_check_host(cert, name->text, 0, wax__proof_name_flags(), NULL));
}

/* As OpenSSL sets up the verification of a certificate that was shown just now. */
static bool set_up_again(X509_STORE_CTX *c, SSL *ssl, X509 *cert)
{
    if (!X509_STORE_CTX_init(c, SSL_CTX_get_cert_store(SSL_get_SSL_CTX(ssl)), cert, SSL_get_peer_cert_chain(ssl)))
        return false;
    X509_VERIFY_PARAM *param = X509_STORE_CTX_get0_param(c);
    X509_VERIFY_PARAM_set_auth_level(param, SSL_get_security_level(ssl));
    X509_STORE_CTX_set_verify_cb(c, wax__verify_explain);
    return X509_STORE_CTX_set_ex_data(c, SSL_get_ex_data_X509_STORE_CTX_idx(), ssl) &&
           X509_STORE_CTX_set_default(c, "ssl_server") && X509_VERIFY_PARAM_set1(param, SSL_get0_param(ssl));
}

/* What has expired or was revoked since the session was made is refused as it would be in a full handshake. */
static wax_status judge_again(const struct proof *p, SSL *ssl, X509 *cert)
{
    X509_STORE_CTX *c = X509_STORE_CTX_new();
    bool is_set_up = c && set_up_again(c, ssl, cert);

    if (!is_set_up)
        wax__fail_memory(p->why, "tls");
    else if (wax__proof_judge(c, p->context) != 1)
        wax__fail(p->why, WAX_E_UNTRUSTED, "tls", "the certificate of %s, known from an earlier connection, proves it no more", p->name->text);
    X509_STORE_CTX_free(c);
    return p->why->status;
}

/* OpenSSL has checked all this, or so we asked.  We don't rest on it: X509_V_OK is also the result when no certificate came; and when
 * memory runs out at one of three moments, OpenSSL 3.0 loses the name on its way to the verification, and says OK. */
static wax_status confirm(const struct proof *p, SSL *ssl)
{
    X509 *cert = SSL_get0_peer_certificate(ssl);
    long result = SSL_get_verify_result(ssl);

    if (!cert)
        return wax__fail(p->why, WAX_E_UNTRUSTED, "tls", "the peer showed no certificate, so it may be anybody, not %s", p->name->text);
    if (result != X509_V_OK)
        return wax__fail(p->why, WAX_E_UNTRUSTED, "tls", "the certificate does not prove that this is %s: %s", p->name->text,
                         X509_verify_cert_error_string(result));
    if (SSL_session_reused(ssl) && judge_again(p, ssl, cert))
        return p->why->status;
    if (check_pins(p, cert))
        return p->why->status;
    if (!is_by_chain(wax__context_demand(p->context)))
        return remember(p, cert);
    if (wax__context_demand(p->context)->is_server)
        return WAX_OK;                  /* a client proves no host, and staples nothing */
    if (!p->is_stapled && wax__staple_is_demanded(cert))
        return fail_staple(p);
    if (proves_name(cert, p->name))
        return WAX_OK;
    return wax__fail(p->why, WAX_E_UNTRUSTED, "tls-name", "the certificate could not be checked against the name %s", p->name->text);
}

/* -- sessions ----------------------------------------------------------------------------------------------- */

void wax__proof_offer_session(const struct proof *p, SSL *ssl)
{
    struct sessions *sessions = wax__context_sessions(p->context);
    SSL_SESSION *session = sessions ? wax__sessions_take(sessions, p->name) : NULL;

    if (session)
        SSL_set_session(ssl, session);      /* where that fails, the handshake is a full one */
    SSL_SESSION_free(session);
}

static bool may_come_again(const struct proof *p, const SSL *ssl)
{
    return p->is_met && !wax__staple_is_demanded(SSL_get0_peer_certificate(ssl));
}

/* Of TLS 1.3 it comes behind the handshake.  That of TLS 1.2 is made before the demand is met, and is fetched by confirm. */
int wax__proof_new_session(SSL *ssl, SSL_SESSION *session)
{
    const struct proof *p = SSL_get_app_data(ssl);

    if (!may_come_again(p, ssl))
        return 0;
    wax__sessions_keep(wax__context_sessions(p->context), p->name, session);
    return 1;
}

void wax__proof_forget(const struct proof *p)
{
    struct sessions *sessions = wax__context_sessions(p->context);
    struct proven *proven = wax__context_proven(p->context);

    if (sessions)
        wax__sessions_forget(sessions, p->name);
    if (proven)
        wax__proven_forget(proven, p->name);
}

static void keep_session(const struct proof *p, SSL *ssl)
{
    SSL_SESSION *session = SSL_version(ssl) == TLS1_2_VERSION ? SSL_get1_session(ssl) : NULL;

    if (session && SSL_SESSION_is_resumable(session) && may_come_again(p, ssl))
        wax__sessions_keep(wax__context_sessions(p->context), p->name, session);
    else
        SSL_SESSION_free(session);
}

/* There is a chain if one was verified in this handshake, and is the whole proof of what may be kept. */
static void keep_proof(const struct proof *p, SSL *ssl)
{
    struct proven *proven = wax__context_proven(p->context);
    STACK_OF(X509) *chain = SSL_get0_verified_chain(ssl);

    if (proven && chain)
        wax__proven_keep(proven, p->name, chain);
}

wax_status wax__proof_confirm(struct proof *p, SSL *ssl)
{
    if (!p->is_demanded)
        return WAX_OK;
    if (confirm(p, ssl))
        return p->why->status;
    p->is_met = true;
    keep_proof(p, ssl);
    if (wax__context_sessions(p->context))
        keep_session(p, ssl);
    return WAX_OK;
}
