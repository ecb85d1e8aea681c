/* names.c -- the words for statuses, fates and kinds of trace: constants, never NULL. */
#include <wax/status.h>
#include <wax/trace.h>

const char *wax_status_name(wax_status status)
{
    switch (status) {
    case WAX_OK: return "ok";
    case WAX_AGAIN: return "again";
    case WAX_E_NOMEM: return "no-memory";
    case WAX_E_USAGE: return "usage";
    case WAX_E_INPUT: return "input";
    case WAX_E_CANCELLED: return "cancelled";
    case WAX_E_IO: return "io";
    case WAX_E_EOF: return "eof";
    case WAX_E_TIMEOUT: return "timeout";
    case WAX_E_RESOLVE: return "resolve";
    case WAX_E_PROTOCOL: return "protocol";
    case WAX_E_UNSOLICITED: return "unsolicited";
    case WAX_E_INJECTION: return "injection";
    case WAX_E_LIMIT: return "limit";
    case WAX_E_TLS: return "tls";
    case WAX_E_UNTRUSTED: return "untrusted";
    case WAX_E_TLS_REQUIRED: return "tls-required";
    case WAX_E_AUTH: return "auth";
    case WAX_E_NO_MECHANISM: return "no-mechanism";
    case WAX_E_REFUSED: return "refused";
    case WAX_E_DEFERRED: return "deferred";
    case WAX_E_UNCERTAIN: return "uncertain";
    case WAX_E_PARTIAL: return "partial";
    }
    return "unknown";
}

const char *wax_fate_name(wax_fate fate)
{
    switch (fate) {
    case WAX_NOT_TRIED: return "not-tried";
    case WAX_DEFERRED: return "deferred";
    case WAX_REFUSED: return "refused";
    case WAX_UNCERTAIN: return "uncertain";
    case WAX_ACCEPTED: return "accepted";
    }
    return "unknown";
}

const char *wax_trace_mark(wax_trace_kind kind)
{
    switch (kind) {
    case WAX_TRACE_NOTE: return "# ";
    case WAX_TRACE_SAID: return "C: ";
    case WAX_TRACE_HEARD: return "S: ";
    case WAX_TRACE_TLS: return "TLS";
    }
    return "# ";
}
