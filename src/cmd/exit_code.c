/* exit_code.c -- see exit_code.h. */
#include "exit_code.h"

#include <stdbool.h>
#include <string.h>

/* 4xx to STARTTLS or AUTH says "not now", whatever could not be had because of it. */
static enum exit_code unless_temporary(const wax_error *e, enum exit_code code)
{
    return e->smtp >= 400 && e->smtp < 500 ? EXIT_CODE_TEMPORARY : code;
}

/* What could not be read: a file of the message, or what was needed for a login.  Else the message itself is at fault. */
static bool is_unreadable(const char *stage)
{
    return strcmp(stage, "file") == 0 || strcmp(stage, "password") == 0 || strcmp(stage, "netrc") == 0 || strcmp(stage, "secret-service") == 0
        || strcmp(stage, "oauth") == 0;
}

enum exit_code exit_code_of(const wax_error *e)
{
    switch (e->status) {
    case WAX_OK: return EXIT_CODE_OK;
    case WAX_E_PARTIAL: return EXIT_CODE_PARTIAL;
    case WAX_E_UNCERTAIN: return EXIT_CODE_UNCERTAIN;
    case WAX_E_USAGE: return EXIT_CODE_USAGE;
    case WAX_E_INPUT: return is_unreadable(e->stage) ? EXIT_CODE_NO_INPUT : EXIT_CODE_DATA;
    case WAX_E_NOMEM: return EXIT_CODE_OS;
    case WAX_E_RESOLVE: return EXIT_CODE_NO_HOST;
    case WAX_E_CANCELLED: return EXIT_CODE_CANCELLED;
    case WAX_E_IO: return strcmp(e->stage, "connect") == 0 ? EXIT_CODE_UNAVAILABLE : EXIT_CODE_TEMPORARY;   /* refused, or broken */
    case WAX_E_EOF:
    case WAX_E_TIMEOUT:
    case WAX_E_DEFERRED: return EXIT_CODE_TEMPORARY;
    case WAX_E_PROTOCOL:
    case WAX_E_UNSOLICITED:
    case WAX_E_INJECTION:
    case WAX_E_LIMIT:
    case WAX_E_TLS: return EXIT_CODE_PROTOCOL;
    case WAX_E_UNTRUSTED:
    case WAX_E_TLS_REQUIRED:
    case WAX_E_AUTH:
    case WAX_E_NO_MECHANISM: return unless_temporary(e, EXIT_CODE_NO_PERMISSION);
    case WAX_E_REFUSED: return strcmp(e->stage, "rcpt") == 0 ? EXIT_CODE_NO_USER : EXIT_CODE_UNAVAILABLE;
    case WAX_AGAIN: break;
    }
    return EXIT_CODE_INTERNAL;
}
