/* exit_code.h -- what `wax` leaves behind for the shell: sysexits.h, and two of our own.
 *
 * Knows which status of the library means which number, and nothing of how it came to it.  The table in wax-send(1) is this one.
 */
#ifndef WAX_CMD_EXIT_CODE_H
#define WAX_CMD_EXIT_CODE_H

#include <wax/status.h>

enum exit_code {
    EXIT_CODE_OK = 0,
    EXIT_CODE_PARTIAL = 1,          /* some recipients were accepted, others not */
    EXIT_CODE_UNCERTAIN = 2,        /* it may have been delivered: sending again may deliver twice */
    EXIT_CODE_USAGE = 64,           /* the command line, an address */
    EXIT_CODE_DATA = 65,            /* the message breaks the rules of mail */
    EXIT_CODE_NO_INPUT = 66,        /* a file or the password's command could not be read */
    EXIT_CODE_NO_USER = 67,         /* the server takes mail, but for none of these recipients */
    EXIT_CODE_NO_HOST = 68,         /* the server's name has no address */
    EXIT_CODE_UNAVAILABLE = 69,     /* no connection; or the server refuses this message for good */
    EXIT_CODE_INTERNAL = 70,
    EXIT_CODE_OS = 71,              /* memory is used up */
    EXIT_CODE_IO = 74,              /* the report could not be written */
    EXIT_CODE_TEMPORARY = 75,       /* later: too slow, cut off, 4xx */
    EXIT_CODE_PROTOCOL = 76,        /* the peer broke SMTP's or TLS's rules, or somebody injected replies */
    EXIT_CODE_NO_PERMISSION = 77,   /* the login, or the demand made of TLS, was not satisfied */
    EXIT_CODE_CONFIG = 78,          /* a configuration file */
    EXIT_CODE_CANCELLED = 130       /* ended by a signal before the end of the message was said; the shell sees the signal itself */
};

enum exit_code exit_code_of(const wax_error *);

#endif
