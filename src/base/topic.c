/* topic.c -- from an error to the short name under which it is explained.
 *
 * Knows the statuses and the stages at which they arise; the pages are docs/errors.  One table, read from the top: the first row that
 * fits is the answer, and the last row of each status fits always. */
#include <wax/status.h>

#include <string.h>

struct row {
    wax_status  status;
    const char *stage;          /* NULL: any */
    int         code, to_code;  /* of the reply; 0, 0: any */
    const char *topic;
};

static const struct row rows[] = {
    { WAX_E_NOMEM, NULL, 0, 0, "no-memory" },
    { WAX_E_USAGE, NULL, 0, 0, "usage" },
    { WAX_E_INPUT, "file", 0, 0, "unreadable" },
    { WAX_E_INPUT, "options", 0, 0, "unreadable" },
    { WAX_E_INPUT, "password", 0, 0, "unreadable" },
    { WAX_E_INPUT, "oauth", 0, 0, "oauth" },
    { WAX_E_INPUT, "config", 0, 0, "config" },
    { WAX_E_INPUT, "netrc", 0, 0, "netrc" },
    { WAX_E_INPUT, "secret-service", 0, 0, "secret-service" },
    { WAX_E_INPUT, "sign", 0, 0, "not-signed" },
    { WAX_E_INPUT, NULL, 0, 0, "message-breaks-rules" },
    { WAX_E_CANCELLED, NULL, 0, 0, "cancelled" },
    { WAX_E_IO, "oauth", 0, 0, "oauth" },
    { WAX_E_IO, "connect", 0, 0, "nobody-answers" },
    { WAX_E_IO, "proxy", 0, 0, "proxy" },
    { WAX_E_IO, "file", 0, 0, "system" },
    { WAX_E_IO, "system", 0, 0, "system" },
    { WAX_E_IO, "report", 0, 0, "system" },
    { WAX_E_IO, NULL, 0, 0, "connection-lost" },
    { WAX_E_EOF, "proxy", 0, 0, "proxy" },
    { WAX_E_EOF, NULL, 0, 0, "connection-lost" },
    { WAX_E_TIMEOUT, "oauth", 0, 0, "oauth" },
    { WAX_E_TIMEOUT, "resolve", 0, 0, "no-address" },
    { WAX_E_TIMEOUT, "proxy", 0, 0, "proxy" },
    { WAX_E_TIMEOUT, "connect", 0, 0, "nobody-answers" },
    { WAX_E_TIMEOUT, NULL, 0, 0, "timeout" },
    { WAX_E_RESOLVE, "oauth", 0, 0, "oauth" },
    { WAX_E_RESOLVE, NULL, 0, 0, "no-address" },
    { WAX_E_PROTOCOL, "oauth", 0, 0, "oauth" },
    { WAX_E_PROTOCOL, "proxy", 0, 0, "proxy" },
    { WAX_E_PROTOCOL, "reply", 0, 0, "not-smtp" },
    { WAX_E_PROTOCOL, "tls-port", 0, 0, "wrong-port" },
    { WAX_E_PROTOCOL, NULL, 0, 0, "protocol" },
    { WAX_E_UNSOLICITED, NULL, 0, 0, "unsolicited-reply" },
    { WAX_E_INJECTION, NULL, 0, 0, "starttls-stray-bytes" },
    { WAX_E_LIMIT, "oauth", 0, 0, "oauth" },
    { WAX_E_LIMIT, "proxy", 0, 0, "proxy" },
    { WAX_E_LIMIT, NULL, 0, 0, "limit" },
    { WAX_E_TLS, "tls-port", 0, 0, "wrong-port" },
    { WAX_E_TLS, NULL, 0, 0, "tls-failed" },
    { WAX_E_UNTRUSTED, "oauth", 0, 0, "oauth" },
    { WAX_E_UNTRUSTED, "tls-name", 0, 0, "untrusted-name" },
    { WAX_E_UNTRUSTED, "tls-dates", 0, 0, "untrusted-expired" },
    { WAX_E_UNTRUSTED, "tls-issuer", 0, 0, "untrusted-issuer" },
    { WAX_E_UNTRUSTED, "tls-key", 0, 0, "untrusted-key" },
    { WAX_E_UNTRUSTED, "tls-revoked", 0, 0, "untrusted-revoked" },
    { WAX_E_UNTRUSTED, NULL, 0, 0, "untrusted" },
    { WAX_E_TLS_REQUIRED, NULL, 200, 599, "starttls-refused" },
    { WAX_E_TLS_REQUIRED, NULL, 0, 0, "starttls-not-offered" },
    { WAX_E_AUTH, "oauth", 0, 0, "oauth" },
    { WAX_E_AUTH, "proxy", 0, 0, "proxy" },
    { WAX_E_AUTH, "proof", 0, 0, "login-unproved" },
    { WAX_E_AUTH, "system", 0, 0, "system" },
    { WAX_E_AUTH, NULL, 200, 599, "login-refused" },
    { WAX_E_AUTH, NULL, 0, 0, "login-in-clear" },
    { WAX_E_NO_MECHANISM, NULL, 0, 0, "login-not-offered" },
    { WAX_E_REFUSED, NULL, 530, 530, "login-needed" },
    { WAX_E_REFUSED, "rcpt", 0, 0, "refused-recipient" },
    { WAX_E_REFUSED, "size", 0, 0, "too-big" },
    { WAX_E_REFUSED, NULL, 552, 552, "too-big" },
    { WAX_E_REFUSED, "8bitmime", 0, 0, "8bit-not-offered" },
    { WAX_E_REFUSED, "smtputf8", 0, 0, "utf8-not-offered" },
    { WAX_E_REFUSED, "dsn", 0, 0, "dsn-not-offered" },
    { WAX_E_REFUSED, "extension", 0, 0, "extension-not-offered" },
    { WAX_E_REFUSED, "mail", 0, 0, "refused-sender" },
    { WAX_E_REFUSED, "data", 0, 0, "refused-message" },
    { WAX_E_REFUSED, "bdat", 0, 0, "refused-message" },
    { WAX_E_REFUSED, "end", 0, 0, "refused-message" },
    { WAX_E_REFUSED, NULL, 0, 0, "refused-session" },
    { WAX_E_DEFERRED, "oauth", 0, 0, "oauth" },
    { WAX_E_DEFERRED, NULL, 0, 0, "deferred" },
    { WAX_E_UNCERTAIN, NULL, 0, 0, "uncertain" },
    { WAX_E_PARTIAL, NULL, 0, 0, "partial" },
};

static int fits(const struct row *row, const wax_error *e)
{
    return row->status == e->status && (!row->stage || strcmp(row->stage, e->stage) == 0)
        && (!row->code || (row->code <= e->smtp && e->smtp <= row->to_code));
}

const char *wax_error_topic(const wax_error *e)
{
    for (size_t i = 0; e && i < sizeof rows / sizeof *rows; i++)
        if (fits(&rows[i], e))
            return rows[i].topic;
    return "";
}
