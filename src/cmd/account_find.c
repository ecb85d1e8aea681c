/* account_find.c -- see account_find.h. */
#include "account_find.h"

#include "account_try.h"
#include "colour.h"
#include "paragraph.h"
#include "server_url.h"
#include "srv_ask.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

enum { CANDIDATES_MOST = 2 * SRV_MOST, GUESS_MS = 5000, NAMED_MS = 15000 };

struct candidate {
    char url[DRAFT_URL];
    char host[SRV_NAME];
};

struct search {
    struct draft    *draft;
    const char      *domain;
    struct candidate at[CANDIDATES_MOST];
    size_t           n;
    char             believed[SRV_NAME], refused[SRV_NAME];     /* hosts outside of the domain that were asked about last; "": none */
};

struct way {
    const char *service, *scheme;
    unsigned    port;
};

/* RFC 8314 s.3.3: TLS from the first byte is preferred. */
static const struct way ways[] = { { "_submissions._tcp", "submissions", 465 }, { "_submission._tcp", "submission", 587 } };
enum { N_WAYS = sizeof ways / sizeof *ways };

/* -- candidates --------------------------------------------------------------------------------------------- */

static void add(struct search *s, const struct way *way, const char *host, unsigned port)
{
    struct candidate *c = &s->at[s->n];

    if (s->n == CANDIDATES_MOST)
        return;
    snprintf(c->host, sizeof c->host, "%s", host);
    if (port == way->port)
        snprintf(c->url, sizeof c->url, "%s://%s", way->scheme, host);
    else
        snprintf(c->url, sizeof c->url, "%s://%s:%u", way->scheme, host, port);
    s->n++;
}

/* Whether the domain says that it has no such service. */
static bool add_named(struct search *s, const struct way *way)
{
    struct srv_list list;
    wax_error why = { 0 };

    srv_ask(&list, way->service, s->domain, &why);
    if (why.status)
        paragraph_put(2, why.text);
    for (size_t i = 0; i < list.n; i++)
        add(s, way, list.at[i].target, list.at[i].port);
    return list.is_refused;
}

static void add_guesses(struct search *s, const bool *is_refused)
{
    static const char *const labels[] = { "mail.", "smtp.", "" };
    char host[SRV_NAME];

    for (size_t w = 0; w < N_WAYS; w++)
        for (size_t i = 0; i < sizeof labels / sizeof *labels && !is_refused[w]; i++)
            if ((size_t)snprintf(host, sizeof host, "%s%s", labels[i], s->domain) < sizeof host)
                add(s, &ways[w], host, ways[w].port);
}

/* -- who may be believed ------------------------------------------------------------------------------------ */

static bool is_inside(const char *host, const char *domain)
{
    size_t h = strlen(host), d = strlen(domain);

    return h >= d && strcasecmp(host + h - d, domain) == 0 && (h == d || host[h - d - 1] == '.');
}

/* RFC 6186 s.6: DNS may have been forged, and a forger's server proves its own name well. */
static bool ask_about(struct search *s, const struct candidate *c)
{
    char prompt[400];

    printf("  %s names %s, which is not part of %s.\n  Such an answer can be forged, and whoever is there will get your password.\n", s->domain, c->host,
           s->domain);
    snprintf(prompt, sizeof prompt, "Is %.253s the server that your provider tells you to use?", c->host);
    bool yes = draft_ask_yes(s->draft, prompt, false);
    snprintf(yes ? s->believed : s->refused, SRV_NAME, "%s", c->host);
    return yes;
}

static bool may_be_believed(struct search *s, const struct candidate *c)
{
    if (is_inside(c->host, s->domain) || strcmp(c->host, s->believed) == 0)
        return true;
    if (strcmp(c->host, s->refused) == 0)
        return false;
    if (s->draft->is_asking)
        return ask_about(s, c);
    outcome_usage(s->draft->outcome, "DNS names %.253s for %.253s, which is not part of it, and DNS can be forged; if it is the right one: --server %.300s", c->host,
                  s->domain, c->url);
    return false;
}

/* -- trying ------------------------------------------------------------------------------------------------- */

static void take(struct draft *d, const char *url, bool takes_logins)
{
    if (url != d->url)
        snprintf(d->url, sizeof d->url, "%s", url);
    d->args->server.url = d->url;
    d->takes_logins = takes_logins;
}

/* Of names that were guessed most are nobody's, and that takes no sentence. */
static void show_failure(const wax_error *why)
{
    bool is_silent = strcmp(why->stage, "connect") == 0 && (why->status == WAX_E_IO || why->status == WAX_E_TIMEOUT);
    bool is_nobody = why->status == WAX_E_RESOLVE || is_silent;

    puts(why->status == WAX_E_RESOLVE ? "no such host" : is_nobody ? "nobody answers there" : "no");
    if (!is_nobody)
        paragraph_put(6, why->text);
}

static void show_verdict(const struct verdict *v)
{
    if (v->why.status) {
        show_failure(&v->why);
    } else if (v->takes_logins) {
        colour_put(stdout, COLOUR_GOOD, "good");
        puts(": it proves its name, and takes logins");
    } else {
        puts("it proves its name, and takes no logins");
    }
}

static bool is_good(struct draft *d, const char *url, int64_t timeout_ms)
{
    printf("  %s ... ", url);
    fflush(stdout);
    struct verdict v = account_try_server(d, url, timeout_ms);
    show_verdict(&v);
    return !v.why.status && v.takes_logins;
}

static bool try_all(struct search *s, int64_t timeout_ms)
{
    for (size_t i = 0; i < s->n && !outcome_is_wrong(s->draft->outcome); i++)
        if (may_be_believed(s, &s->at[i]) && is_good(s->draft, s->at[i].url, timeout_ms)) {
            take(s->draft, s->at[i].url, true);
            return true;
        }
    return false;
}

/* -- by the person ------------------------------------------------------------------------------------------ */

static bool try_answer(struct draft *d, const char *answer)
{
    char url[DRAFT_URL];

    if (strstr(answer, "://") && is_good(d, answer, NAMED_MS)) {
        take(d, answer, true);
        return true;
    }
    for (size_t i = 0; i < N_WAYS && !strstr(answer, "://"); i++)
        if ((size_t)snprintf(url, sizeof url, "%s://%s", ways[i].scheme, answer) < sizeof url && is_good(d, url, NAMED_MS)) {
            take(d, url, true);
            return true;
        }
    return false;
}

static void ask_for_server(struct draft *d)
{
    char answer[DRAFT_URL];

    puts("No server was found. Your provider's help pages name it, as \"SMTP\" or \"outgoing\".");
    while (draft_ask(d, "server", "Server (its name, or an URL)", NULL, answer, sizeof answer)) {
        if (server_args_has_password(answer))
            puts("  The password is asked for later; it does not belong there.");
        else if (try_answer(d, answer))
            return;
    }
}

static void find(struct search *s)
{
    bool is_refused[N_WAYS] = { false };
    int64_t timeout_ms = NAMED_MS;

    printf("Looking for the server of %s:\n", s->domain);
    for (size_t i = 0; i < N_WAYS; i++)
        is_refused[i] = add_named(s, &ways[i]);
    if (!s->n) {
        add_guesses(s, is_refused);
        timeout_ms = GUESS_MS;
    }
    if (try_all(s, timeout_ms) || outcome_is_wrong(s->draft->outcome))
        return;
    if (s->draft->is_asking)
        ask_for_server(s->draft);
    else
        outcome_usage(s->draft->outcome, "no server of %.253s was found; name it: --server submissions://HOST", s->domain);
}

/* -- named outright ----------------------------------------------------------------------------------------- */

/* A user of the URL becomes --user: the account says it in a line of its own. */
static void split_user(struct draft *d)
{
    struct account_args *a = d->args;
    struct server_url at;
    const char *host = strstr(a->server.url, "://"), *sign = host ? memchr(host, '@', strcspn(host + 3, "/") + 3) : NULL;

    server_url_read(&at, a->server.url, a->server.user);
    if (sign)
        snprintf(d->url, sizeof d->url, "%.*s%s", (int)(host + 3 - a->server.url), a->server.url, sign + 1);
    else
        snprintf(d->url, sizeof d->url, "%s", a->server.url);
    if (sign && !a->server.user) {
        snprintf(d->user, sizeof d->user, "%s", at.user);
        a->server.user = d->user;
    }
    a->server.url = d->url;
}

static void try_named(struct draft *d)
{
    split_user(d);
    struct verdict v = account_try_server(d, d->url, NAMED_MS);
    if (v.why.status)
        outcome_failed(d->outcome, &v.why);
    else
        take(d, d->url, v.takes_logins);
}

/* Without a look at DNS where a label is beyond ASCII: what is asked there are A-labels. */
static bool is_plain(const char *domain)
{
    static const char fit[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-.";

    return *domain && *domain != '-' && strlen(domain) < SRV_NAME && !domain[strspn(domain, fit)];
}

void account_find(struct draft *d)
{
    const char *sign = strrchr(d->from, '@');
    struct search s = { .draft = d, .domain = sign ? sign + 1 : "" };

    if (d->args->server.url)
        try_named(d);
    else if (is_plain(s.domain))
        find(&s);
    else if (d->is_asking)
        ask_for_server(d);
    else
        outcome_usage(d->outcome, "%.253s can't be looked up; name the server: --server submissions://HOST", s.domain);
}
