/* intake.h -- a mail as a program hands it to sendmail, made one that any server takes.
 *
 * Knows what programs leave out or write loosely: a header that is not there, LF lines, a lone dot at the end, a mailbox file's "From " line,
 * bytes and lines that SMTP does not carry.  Knows no envelope and no server.  Promises: memory does not grow with the body, which is kept
 * in a file without a name; nothing is lost: a text that can't go as it is goes encoded.
 */
#ifndef WAX_INTAKE_INTAKE_H
#define WAX_INTAKE_INTAKE_H

#include "encode.h"
#include "intake_header.h"
#include "intake_lines.h"

#include <wax/smtp.h>

enum intake_end {
    INTAKE_TO_END,              /* of the input */
    INTAKE_TO_DOT,              /* or a line with one dot, which ends it */
    INTAKE_SMTP_CRLF,           /* such a line between CRLFs, and other dots that begin a line are doubled: RFC 5321 s.4.5.2 */
    INTAKE_SMTP_ANY             /* the same of somebody who types LF */
};

enum {
    INTAKE_HEADER_MOST = 1 << 20        /* bytes; Postfix stops at a tenth of that */
};

/* Zeroed before intake_read. */
struct intake_mail {
    struct buf     header;      /* CRLF lines, all of them fields; no empty line behind */
    wax_source     body;        /* CRLF lines; rewinds */
    struct profile profile;     /* of the body */
    bool           is_8bit, is_utf8, has_bare_lf;   /* the body; has_bare_lf: where CRLF was to be expected */
    enum body_form { BODY_AS_IT_IS, BODY_FOLDED, BODY_ENCODED } form;   /* in which it leaves */
};

/* To its end, whatever goes wrong on the way: who hands it over is not to die of a closed pipe.  Free it whatever came out. */
wax_status intake_read(struct intake_mail *, struct intake_lines *, enum intake_end, wax_error *why);
void       intake_free(struct intake_mail *);

/* The recipients that the header names, a list at a time: RFC 5322's Resent-To, Resent-Cc and Resent-Bcc where one of them is there, else To,
 * Cc and Bcc.  `list` is on one line, and borrowed for the call. */
typedef void intake_list_fn(void *user, const char *field, const char *list);
wax_status intake_lists(const struct intake_mail *, intake_list_fn *, void *user, wax_error *why);

/* Likewise who sends it (s.3.6.2): the list of Sender, else of From; Resent-Sender and Resent-From where recipients are named anew.  Not called where there is none. */
wax_status intake_sender(const struct intake_mail *, intake_list_fn *, void *user, wax_error *why);

/* The header becomes one that can leave. */
wax_status intake_complete(struct intake_mail *, const struct intake_defaults *, wax_error *why);

/* The form in which the body can leave, from here on: `seven` for a server that takes no 8-bit body.  *is_new: it is another than before. */
wax_status intake_settle(struct intake_mail *, bool seven, bool *is_new, wax_error *why);

/* The finished mail.  Borrows it; rewinds. */
wax_status intake_open(const struct intake_mail *, wax_source *, wax_error *why);

#endif
