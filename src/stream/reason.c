/* reason.c -- see reason.h. */
#include "reason.h"

#include "fail.h"
#include "text.h"

#include <errno.h>
#include <limits.h>                 /* openssl/err.h of 3.0 needs INT_MAX and does not bring it */
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <stdio.h>
#include <string.h>

const char *wax__reason(void)
{
    const char *reason = ERR_reason_error_string(ERR_peek_error());

    return reason ? reason : "no reason given";
}

bool wax__reason_is_memory(void)
{
    return ERR_GET_REASON(ERR_peek_error()) == ERR_R_MALLOC_FAILURE || ERR_GET_REASON(ERR_peek_last_error()) == ERR_R_MALLOC_FAILURE;
}

/* OpenSSL's word for a file that holds nothing of the kind would be "no start line". */
wax_status wax__reason_file(const char *what, const char *path, wax_error *why)
{
    FILE *f = fopen(path, "re");

    if (!f)
        return wax__fail(why, WAX_E_USAGE, "tls", "%s \"%.200s\" can't be read: %s", what, path, strerror(errno));
    fclose(f);
    if (wax__reason_is_memory())
        return wax__fail_memory(why, "tls");
    return wax__fail(why, WAX_E_USAGE, "tls", "%s \"%.200s\" can't be used: %sOpenSSL says: %s", what, path,
                     strstr(what, "PKCS#12") ? "" : "expected PEM, and ", wax__reason());
}

static const char *party(const struct circumstances *c)
{
    return c->is_server ? "the client" : c->peer[0] ? c->peer : "the server";
}

/* A handshake begins with a record of type 22, a refusal with an alert, 21 (RFC 8446 s.5.1).  Anything else is no TLS. */
static bool spoke_in_the_clear(const struct circumstances *c)
{
    return !c->is_secure && c->wire->read > 0 && c->wire->first[0] != 22 && c->wire->first[0] != 21;
}

/* The first line of what came: what OpenSSL has looked at, and what lies behind it. */
static void first_line(const struct wire *w, char *to, size_t size)
{
    uint8_t line[sizeof w->first];
    size_t len = w->read < sizeof line ? (size_t)w->read : sizeof line, rest = buf_len(w->in);

    if (rest > sizeof line - len)
        rest = sizeof line - len;
    memcpy(line, w->first, len);
    memcpy(line + len, buf_data(w->in), rest);
    const uint8_t *end = memchr(line, '\r', len + rest);
    wax__text_printable(to, size, line, end ? (size_t)(end - line) : len + rest);
}

static wax_status fail_clear(const struct circumstances *c, wax_error *why)
{
    char line[200];

    first_line(c->wire, line, sizeof line);
    if (c->after_clear)
        return wax__fail(why, WAX_E_TLS, "tls", "%s went on in the clear after it had agreed to TLS: expected a handshake, got \"%s\"",
                         party(c), line);
    if (!c->is_server && strncmp(line, "220", 3) == 0)
        return wax__fail(why, WAX_E_TLS, "tls-port", "expected TLS from the first byte, but %s greets in the clear (\"%s\"): this port "
                         "upgrades by STARTTLS; use submission:// or smtp://", party(c), line);
    return wax__fail(why, WAX_E_TLS, "tls-port", "expected TLS from the first byte, but %s sent \"%s\": is this the right port?",
                     party(c), line);
}

static wax_status fail_eof(const struct circumstances *c, wax_error *why)
{
    if (c->is_secure)
        return wax__fail(why, WAX_E_EOF, "tls", "truncated: the connection was closed inside TLS without %s saying goodbye; "
                         "what came last may be incomplete", party(c));
    return wax__fail(why, WAX_E_EOF, "tls", "%s closed the connection during the TLS handshake, after %llu bytes of it%s", party(c),
                     (unsigned long long)c->wire->read, c->wire->read ? "" : ": is this a port that speaks TLS?");
}

static const char *advice_on_alert(int alert, bool shows_certificate)
{
    switch (alert) {
    case SSL_AD_HANDSHAKE_FAILURE: return ": it found no cipher, group or signature that both sides allow";
    case SSL_AD_PROTOCOL_VERSION: return ": it speaks neither TLS 1.2 nor TLS 1.3";
    case SSL_AD_UNRECOGNIZED_NAME: return ": it serves no host of the name we asked for";
    case SSL_AD_CERTIFICATE_REQUIRED: return ": it wants a client certificate, and we have none";
    case SSL_AD_BAD_CERTIFICATE:
    case SSL_AD_CERTIFICATE_EXPIRED:
    case SSL_AD_CERTIFICATE_UNKNOWN:
    case SSL_AD_UNKNOWN_CA:
    case SSL_AD_DECRYPT_ERROR: return shows_certificate ? ": it does not trust our certificate" : "";
    default: return "";
    }
}

static wax_status fail_alert(const struct circumstances *c, int alert, wax_error *why)
{
    return wax__fail(why, WAX_E_TLS, "tls", "%s ended %s with the alert \"%s\" (%d)%s", party(c),
                     c->is_secure ? "the TLS channel" : "the TLS handshake", SSL_alert_desc_string_long(alert), alert,
                     advice_on_alert(alert, c->shows_certificate));
}

static wax_status fail_reason(const struct circumstances *c, int reason, wax_error *why)
{
    switch (reason) {
    case SSL_R_UNSUPPORTED_PROTOCOL:
    case SSL_R_VERSION_TOO_LOW:
    case SSL_R_WRONG_SSL_VERSION:
        return wax__fail(why, WAX_E_TLS, "tls", "%s offers no TLS version that we accept: TLS 1.2 or later is needed", party(c));
    case SSL_R_PEER_DID_NOT_RETURN_A_CERTIFICATE:
        return wax__fail(why, WAX_E_UNTRUSTED, "tls", "%s showed no certificate, and one was demanded", party(c));
    case SSL_R_DECRYPTION_FAILED_OR_BAD_RECORD_MAC:
        return wax__fail(why, WAX_E_TLS, "tls", "a record from %s was changed on the way (bad record MAC)", party(c));
    default:
        return wax__fail(why, WAX_E_TLS, "tls", "%s with %s failed: %s", c->is_secure ? "the TLS channel" : "the TLS handshake",
                         party(c), wax__reason());
    }
}

static wax_status fail_by(const struct circumstances *c, unsigned long error, wax_error *why)
{
    int reason = ERR_GET_REASON(error);

    if (c->wire->lacks_memory || wax__reason_is_memory())
        return wax__fail_memory(why, "tls");
    if (spoke_in_the_clear(c))
        return fail_clear(c, why);
    if (ERR_GET_LIB(error) == ERR_LIB_SSL && reason == SSL_R_UNEXPECTED_EOF_WHILE_READING)
        return fail_eof(c, why);
    if (ERR_GET_LIB(error) == ERR_LIB_SSL && reason > SSL_AD_REASON_OFFSET && reason < SSL_AD_REASON_OFFSET + 256)
        return fail_alert(c, reason - SSL_AD_REASON_OFFSET, why);
    return fail_reason(c, reason, why);
}

wax_status wax__reason_fail(const struct circumstances *c, wax_error *why)
{
    wax_status status = fail_by(c, ERR_peek_error(), why);

    ERR_clear_error();
    return status;
}
