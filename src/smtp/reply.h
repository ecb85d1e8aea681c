/* reply.h -- one SMTP reply, parsed where it lies.
 *
 * Knows the grammar of RFC 5321 s.4.2 and nothing else: not which command is being answered, not who keeps the bytes.
 * Promise: it stores nothing, and reads nothing past the last LF of the reply it returns.
 */
#ifndef WAX_SMTP_REPLY_H
#define WAX_SMTP_REPLY_H

#include "secret.h"
#include "text.h"

#include <wax/status.h>

struct reply {
    int         code;           /* 200..599 */
    char        enhanced[12];   /* RFC 2034: "2.1.5" when the text begins with one of the code's class, or "" */
    struct span all;            /* borrowed: every line of it, CRLFs included */
    unsigned    lines;
    const struct secret *hidden;    /* borrowed: not to be printed even if the server says it; NULL after parsing */
};

/* OK: one whole reply, all.len bytes long.  AGAIN: it is not whole yet.  E_PROTOCOL: it is none.  E_LIMIT: it is too long. */
wax_status wax__reply_parse(struct reply *, const uint8_t *, size_t len, wax_error *);

/* The text of the next line, without code and CRLF.  *at is 0 at first; false past the last line. */
bool wax__reply_line(const struct reply *, size_t *at, struct span *text);

static inline int reply_class(const struct reply *r) { return r->code / 100; }

/* Takes code and enhanced code over into an error, and writes "<what>: 550 5.1.1 its text" as the sentence.  The status is
 * DEFERRED for 4xx, REFUSED for 5xx, PROTOCOL for whatever does not belong there. */
wax_status wax__reply_fail(wax_error *, const struct reply *, const char *stage, const char *what);

/* Code and text as one printable line: "550 5.1.1 no such user". */
void wax__reply_print(char *to, size_t size, const struct reply *);

#endif
