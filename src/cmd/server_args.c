/* server_args.c -- see server_args.h. */
#include "server_args.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

/* What an URL that we do not understand is quoted back with must not hold a password. */
bool server_args_has_password(const char *url)
{
    const char *scheme = strstr(url, "://"), *user = scheme ? scheme + 3 : url, *sign = strrchr(user, '@');

    return sign && memchr(user, ':', (size_t)(sign - user));
}

static void check_url(const struct server_args *a, struct outcome *o)
{
    if (a->url && server_args_has_password(a->url))
        outcome_usage(o, "the URL holds a password, and everyone on this machine can read a command line; " OTHER_WAYS);
}

static bool begins(const char *s, const char *with)
{
    return strncmp(s, with, strlen(with)) == 0;
}

/* A mode that the URL contradicts would be obeyed by one and not by the other: better to ask. */
static void check_tls(struct server_args *a, struct outcome *o)
{
    if (!a->tls || strcmp(a->tls, "required") == 0)
        return;
    a->weakens_tls = true;
    if (strcmp(a->tls, "opportunistic") == 0)
        a->tls_mode = WAX_TLS_OPPORTUNISTIC;
    else if (strcmp(a->tls, "insecure-none") == 0)
        a->tls_mode = WAX_TLS_INSECURE_NONE;
    else
        outcome_usage(o, "--tls is required, opportunistic or insecure-none, not '%.60s'", a->tls);
    if (a->url && (begins(a->url, "smtps:") || begins(a->url, "submissions:")))
        outcome_usage(o, "this URL means TLS from the first byte, so --tls %.60s can't be; use smtp:// or submission://", a->tls);
}

enum { TIMEOUT_MOST_S = 604800 };       /* a week: more is a slip of the finger */

/* Decimal, without the locale's opinion: "2.5" is 2500.  -1: it is none. */
static int64_t milliseconds(const char *s)
{
    int64_t ms = 0, unit = 1000;
    const char *p = s;

    for (; *p >= '0' && *p <= '9' && ms <= (int64_t)TIMEOUT_MOST_S * 1000; p++)
        ms = ms * 10 + (*p - '0') * 1000;
    if (p == s)
        return -1;
    if (*p == '.')
        for (p++; *p >= '0' && *p <= '9'; p++)
            ms += (*p - '0') * (unit /= 10);
    return *p ? -1 : ms;
}

static void check_timeout(struct server_args *a, struct outcome *o)
{
    a->timeout_ms = milliseconds(a->timeout ? a->timeout : "600");
    if (a->timeout_ms <= 0 || a->timeout_ms > (int64_t)TIMEOUT_MOST_S * 1000)
        outcome_usage(o, "--timeout is a number of seconds over 0 and at most %d, such as 30 or 2.5, not '%.60s'", TIMEOUT_MOST_S, a->timeout);
}

bool server_args_has_user(const struct server_args *a)
{
    const char *host = a->url ? strstr(a->url, "://") : NULL;

    return a->user || (host && memchr(host + 3, '@', strcspn(host + 3, "/")));
}

static bool logs_in_by(const struct server_args *a, const char *mechanism)
{
    return a->auth && strcasecmp(a->auth, mechanism) == 0;
}

/* Something else proves who we are, or nothing does. */
bool server_args_has_no_password(const struct server_args *a)
{
    return logs_in_by(a, "GSSAPI") || logs_in_by(a, "EXTERNAL") || logs_in_by(a, "ANONYMOUS");
}

bool server_args_needs_password(const struct server_args *a)
{
    return server_args_has_user(a) && !server_args_has_no_password(a);
}

size_t server_args_sources(const struct server_args *a, const char *names[SERVER_SOURCES])
{
    size_t n = 0;

    if (a->password_command)
        names[n++] = "password-command";
    if (a->password_file)
        names[n++] = "password-file";
    return stores_args_given(&a->stores, names, n);
}

static void check_mechanism(const struct server_args *a, struct outcome *o)
{
    const char *names[SERVER_SOURCES];

    if (a->auth && !server_args_has_no_password(a) && !server_args_has_user(a) && !stores_args_know_user(&a->stores))
        outcome_usage(o, "--auth chooses how to log in, but who does? Add --user NAME");
    if (stores_args_has_oauth(&a->stores) && a->auth && !logs_in_by(a, "XOAUTH2") && !logs_in_by(a, "OAUTHBEARER") && !server_args_has_no_password(a))
        outcome_usage(o, "--oauth-... gives a token, and --auth %s takes a password; --auth is XOAUTH2 (the default then) or OAUTHBEARER", a->auth);
    if (server_args_has_no_password(a) && server_args_sources(a, names))
        outcome_usage(o, "--auth %s shows no password; leave --%s out", a->auth, names[0]);
    if (logs_in_by(a, "EXTERNAL") && !trust_args_has_identity(&a->trust))
        outcome_usage(o, "--auth EXTERNAL logs in by a client certificate: add --cert FILE --key FILE, --pkcs12 FILE or --identity URI");
}

static void check_login(const struct server_args *a, struct outcome *o)
{
    const char *names[SERVER_SOURCES];
    size_t n = server_args_sources(a, names);

    if (n > 1)
        outcome_usage(o, "--%s and --%s both give a password; which one is meant?", names[0], names[1]);
    if (n && !server_args_has_user(a) && !stores_args_know_user(&a->stores) && !server_args_has_no_password(a))
        outcome_usage(o, "--%s gives a password, but whose? Add --user NAME", names[0]);
}

void server_args_check(struct server_args *a, struct outcome *o)
{
    check_url(a, o);
    check_tls(a, o);
    check_timeout(a, o);
    check_login(a, o);
    check_mechanism(a, o);
    route_args_check(&a->route, o);
    stores_args_check(&a->stores, o);
    trust_args_check(&a->trust, a->weakens_tls && a->tls_mode == WAX_TLS_INSECURE_NONE, o);
}
