/* check.h -- what a server is like, found out without sending it a mail.
 *
 * The same connection, the same demand of TLS and the same login (if one was set) as for a mail; then QUIT.  What stands in the way is
 * the report's error; what works and should be better are its warnings.  All texts are printable, and good as long as the report.
 */
#ifndef WAX_CHECK_H
#define WAX_CHECK_H

#include <wax/client.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct wax_check_report wax_check_report;

/* Blocks until it is known.  OK: a mail could have been sent.  The report, if asked for, is yours to free, and is made for every outcome
 * but want of memory.  The time is that of wax_client_timeout. */
wax_status wax_check(wax_client *, wax_check_report **or_null);

/* As far as that stage (smtp.h) and no further; OK: it was reached.  From MAIL on the envelope is said, and no mail is sent: `from` as
 * wax_delivery_new takes it, `to` recipients, ended by NULL, needed from RCPT on; both may be NULL before.  Nothing is judged: there are no warnings. */
wax_status wax_check_until(wax_client *, wax_stop, const char *from, const char *const *to, wax_check_report **or_null);

/* A line that the next checks say as it is, where they stop, or else behind the login; each when the one before is answered, whatever the answer (wax_smtp_say in
 * smtp.h says which may be said, and where none is).  A setter of the client, so to be called before. */
void       wax_check_say(wax_client *, const char *line);
void       wax_check_free(wax_check_report *);

wax_status          wax_check_status(const wax_check_report *);
const wax_error    *wax_check_error(const wax_check_report *);              /* the sentence; text "" when OK */
const char         *wax_check_peer(const wax_check_report *);               /* "192.0.2.1:587", or "" when nothing was reached */
int64_t             wax_check_ms(const wax_check_report *);
const wax_stage    *wax_check_stage(const wax_check_report *, size_t i);    /* where the time went, in microseconds since the call; NULL past the last */
bool                wax_check_logged_in(const wax_check_report *);          /* the server said yes to the login, whatever came after it */
bool                wax_check_reached(const wax_check_report *);            /* wax_check_until got there */

/* The i-th, from 0; NULL past the last. */
const char *wax_check_address(const wax_check_report *, size_t i);      /* each that was tried: "192.0.2.1 port 587" */
const char *wax_check_greeting(const wax_check_report *, size_t i);     /* lines of it, with the code */
const char *wax_check_offer(const wax_check_report *, bool inside_tls, size_t i);   /* "SIZE 10240000", as EHLO was answered in the clear and inside TLS */

const char *wax_check_answer(const wax_check_report *, size_t i);      /* lines of what the server said last, before QUIT; of an envelope, all */

const wax_tls_info    *wax_check_tls(const wax_check_report *);             /* NULL: no channel came about */
const wax_certificate *wax_check_certificate(const wax_check_report *, size_t i);   /* the chain, also when it was refused: then to be looked at only */

const char *wax_check_line(const wax_check_report *, size_t i);        /* each line of wax_check_say that was said */
const char *wax_check_reply(const wax_check_report *, size_t i, size_t j);  /* lines of the answer to it; none: it was not answered */

/* What should be better. */
typedef struct wax_warning {
    const char *topic;          /* as wax_error_topic has them: `wax explain` tells more */
    const char *text;           /* what, and the remedy */
} wax_warning;

const wax_warning *wax_check_warning(const wax_check_report *, size_t i);

#ifdef __cplusplus
}
#endif
#endif
