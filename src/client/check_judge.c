/* check_judge.c -- what works and should be better.
 *
 * Knows what good servers do; finds nothing out by itself.  Each warning says what is so and what the remedy is. */
#include "check_report.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { DAY_S = 86400, SOON_DAYS = 14, RELAY_PORT = 25 };

#if defined(__GNUC__)
__attribute__((format(printf, 3, 4)))
#endif
static void warn(struct wax_check_report *r, const char *topic, const char *format, ...)
{
    char *text = r->texts[r->n_warnings];
    va_list ap;

    if (r->n_warnings == CHECK_WARNINGS)
        return;
    va_start(ap, format);
    vsnprintf(text, CHECK_TEXT, format, ap);
    va_end(ap);
    r->warnings[r->n_warnings++] = (wax_warning){ topic, text };
}

/* The one of the chain that ends first ends it for all. */
static int64_t end_of_chain(const struct wax_check_report *r)
{
    int64_t end = r->tls.expires;

    for (size_t i = 0; i < r->n_certificates; i++)
        if (r->certificates[i].expires && r->certificates[i].expires < end)
            end = r->certificates[i].expires;
    return end;
}

static void judge_dates(struct wax_check_report *r, int64_t now)
{
    long long days = (long long)(end_of_chain(r) - now) / DAY_S;

    if (r->tls.verified && days < SOON_DAYS)
        warn(r, "certificate-expires", "the certificate expires in %lld day%s: renew it, and reload the mail server", days, days == 1 ? "" : "s");
}

static void judge_channel(struct wax_check_report *r)
{
    if (!r->has_tls)
        warn(r, "weak-channel", "there is no TLS: everybody on the path can read the mail, and there can be no login; leave --tls out");
    else if (!r->tls.verified)
        warn(r, "weak-channel", "the certificate was not verified, so this may be anybody; leave --tls out, and see whether it is good");
    else if (strcmp(r->tls.version, "TLSv1.3") != 0)
        warn(r, "weak-channel", "%s is spoken: allow TLS 1.3 on the server, which hides more and takes fewer round trips", r->tls.version);
}

/* For programs less careful than this one. */
static void judge_clear_offer(struct wax_check_report *r)
{
    if (wax__check_offers(r, false, "AUTH"))
        warn(r, "login-in-clear", "AUTH is offered before TLS, and some program will show a password there: offer it inside TLS only");
    if (wax__check_offers(r, true, "STARTTLS"))
        warn(r, "starttls", "STARTTLS is offered inside TLS, where it can't be (RFC 3207 s.4.2): it is passed over; configure or update the server");
}

static void judge_login(struct wax_check_report *r)
{
    if (r->has_tls && r->port && r->port != RELAY_PORT && !wax__check_offers(r, true, "AUTH"))
        warn(r, "login-not-offered", "no login is offered inside TLS: who submits mail needs one; is it the submission port (587 or 465)?");
}

static void judge_extensions(struct wax_check_report *r)
{
    static const struct { const char *keyword, *why; } wanted[] = {
        { "PIPELINING", "each command waits for an answer, which is slow over a long way" },
        { "8BITMIME", "a mail with bytes over 127 has to be encoded before it can be sent here" },
        { "CHUNKING", "a mail goes line by line behind DATA, which costs a round trip" },
        { "SIZE", "whether a mail is too big is known only when all of it was sent" },
    };

    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++)
        if (!wax__check_offers(r, r->has_tls, wanted[i].keyword))
            warn(r, "missing-extension", "%s is not offered: %s; switch it on", wanted[i].keyword, wanted[i].why);
}

void wax__check_judge(struct wax_check_report *r, int64_t now)
{
    judge_clear_offer(r);
    if (r->has_tls)
        judge_dates(r, now);
    if (r->error.status)
        return;             /* what was not reached is not missing */
    judge_channel(r);
    judge_login(r);
    judge_extensions(r);
}
