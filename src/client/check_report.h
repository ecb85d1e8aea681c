/* check_report.h -- what a check has found out, gathered from the trace of its conversation.
 *
 * Knows which events mean what; says nothing to anybody.  Promise: want of memory is remembered and becomes the error, so that no
 * line is missing silently.
 */
#ifndef WAX_CLIENT_CHECK_REPORT_H
#define WAX_CLIENT_CHECK_REPORT_H

#include "addresses.h"
#include "buf.h"
#include "span.h"

#include <wax/check.h>

/* Texts, one behind the other, each with its NUL. */
struct texts {
    struct buf mem;
    size_t     n;
};

enum { CHECK_CERTIFICATES = 8, CHECK_WARNINGS = 16, CHECK_TEXT = 240 };

struct wax_check_report {
    wax_error       error;
    int64_t         ms;
    char            peer[ADDRESS_TEXT];
    struct spans    spans;
    bool            has_no_memory;
    unsigned        port;

    bool            has_said;       /* while it is gathered: before, what is heard is the greeting */
    bool            is_answer;      /* what is heard answers EHLO */
    bool            is_login;       /* what is heard answers a step of a login */
    bool            was_welcomed;   /* a login was answered with 235 */
    bool            is_secure;
    bool            is_goodbye, is_reached;
    bool            is_own;         /* what is heard answers a line that was to be said */
    size_t          n_own;          /* of those that were said */
    struct texts    talk;           /* each such line, and behind it the lines of its answer */
    struct buf      talk_lines;     /* size_t: where in the talk each line stands */
    struct texts    addresses, greeting, answer, offers[2];     /* offers: in the clear, inside TLS */

    bool            has_tls;
    wax_tls_info    tls;
    size_t          n_certificates, n_warnings;
    wax_certificate certificates[CHECK_CERTIFICATES];
    wax_warning     warnings[CHECK_WARNINGS];
    char            texts[CHECK_WARNINGS][CHECK_TEXT];
};

/* n_own: how many lines of the caller's own were said by now, this one too. */
void wax__check_hear(struct wax_check_report *, const wax_trace_event *, size_t n_own);
bool wax__check_offers(const struct wax_check_report *, bool inside_tls, const char *keyword);

/* Warnings, from what was gathered.  Seconds since 1970. */
void wax__check_judge(struct wax_check_report *, int64_t now);

#endif
