/* netrc.c -- see netrc.h. */
#include "netrc.h"

#include "fail.h"

#include <stdbool.h>
#include <string.h>
#include <strings.h>

struct walk {
    char  *at, *end;        /* what is left */
    size_t line;            /* where the token taken last began, from 1 */
    size_t next_line;
    bool   is_open;         /* its quote was not closed */
};

struct entry {
    struct netrc_login login;
    bool               is_for_host, has_begun;
};

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == 0;
}

static char take(struct walk *w)
{
    w->next_line += *w->at == '\n';
    return *w->at++;
}

static void skip_line(struct walk *w)
{
    while (w->at < w->end && *w->at != '\n')
        take(w);
}

static char unescape(char c)
{
    return c == 'n' ? '\n' : c == 'r' ? '\r' : c == 't' ? '\t' : c;
}

/* What is written never overtakes what is read. */
static void take_quoted(struct walk *w, char *to)
{
    w->is_open = true;
    take(w);
    while (w->at < w->end && *w->at != '"') {
        char c = take(w);
        *to++ = c == '\\' && w->at < w->end ? unescape(take(w)) : c;
    }
    if (w->at < w->end) {
        w->is_open = false;
        take(w);
    }
    *to = 0;
}

static void take_plain(struct walk *w)
{
    while (w->at < w->end && !is_blank(*w->at))
        w->at++;
    if (w->at < w->end) {
        char *blank = w->at;
        take(w);
        *blank = 0;
    }
}

/* The next token, NUL-terminated; NULL: there is none. */
static char *take_token(struct walk *w, bool with_remarks)
{
    while (w->at < w->end && (is_blank(*w->at) || (with_remarks && *w->at == '#')))
        *w->at == '#' ? skip_line(w) : (void)take(w);
    w->line = w->next_line;
    if (w->at == w->end)
        return NULL;
    char *token = w->at;
    if (*token == '"')
        take_quoted(w, token);
    else
        take_plain(w);
    return token;
}

/* -- entries ------------------------------------------------------------------------------------------------ */

static void next_line(struct walk *w)
{
    skip_line(w);
    if (w->at < w->end)
        take(w);
}

static bool is_empty_line(const struct walk *w)
{
    return *w->at == '\n' || (*w->at == '\r' && w->at + 1 < w->end && w->at[1] == '\n');
}

/* A macro goes on to the first empty line, whatever it holds: words in it are no keywords. */
static void skip_macro(struct walk *w)
{
    if (w->next_line == w->line)
        next_line(w);
    while (w->at < w->end && !is_empty_line(w))
        next_line(w);
}

static wax_status broken(const struct walk *w, const char *what, wax_error *why)
{
    return wax__fail(why, WAX_E_INPUT, "netrc", "line %zu of the netrc file %s; nothing was sent", w->line, what);
}

static bool fits(const struct entry *e, const char *user)
{
    return e->is_for_host && e->login.password && (!user || !e->login.user || strcmp(user, e->login.user) == 0);
}

static char **field_of(struct entry *e, const char *keyword)
{
    return strcmp(keyword, "login") == 0 ? &e->login.user : strcmp(keyword, "password") == 0 ? &e->login.password : NULL;
}

static bool is_one_of(const char *keyword, const char *const *words)
{
    while (*words && strcmp(*words, keyword) != 0)
        words++;
    return *words != NULL;
}

/* `value` is what follows the keyword. */
static wax_status note(struct walk *w, struct entry *e, const char *keyword, char *value, const char *host, wax_error *why)
{
    char **field = field_of(e, keyword);

    if (!value)
        return broken(w, "ends behind a keyword; the machine, login or password that it announces is missing", why);
    if (w->is_open)
        return broken(w, "opens a quote that is never closed", why);
    if (strcmp(keyword, "macdef") == 0)
        skip_macro(w);
    else if (strcmp(keyword, "machine") == 0)
        *e = (struct entry){ .has_begun = true, .is_for_host = strcasecmp(value, host) == 0 };
    else if (!e->has_begun)
        return broken(w, "has a login or password before any machine; whose is it?", why);
    else if (field)
        *field = value;
    return WAX_OK;
}

static wax_status take_pair(struct walk *w, struct entry *e, const char *keyword, const char *host, wax_error *why)
{
    static const char *const known[] = { "machine", "login", "password", "account", "macdef", NULL };

    if (strcmp(keyword, "default") == 0) {
        *e = (struct entry){ .has_begun = true, .is_for_host = true };
        return WAX_OK;
    }
    if (!is_one_of(keyword, known))
        return broken(w, "has a word that is none of machine, default, login, password, account, macdef; a password with blanks, #, \" or \\ in it "
                      "stands in double quotes", why);
    return note(w, e, keyword, take_token(w, false), host, why);
}

static bool begins_entry(const char *keyword)
{
    return !keyword || strcmp(keyword, "machine") == 0 || strcmp(keyword, "default") == 0;
}

wax_status netrc_find(char *text, size_t len, const char *host, const char *user, struct netrc_login *login, wax_error *why)
{
    struct walk w = { .at = text, .end = text + len, .next_line = 1 };
    struct entry e = { .is_for_host = false };

    *login = (struct netrc_login){ 0 };
    for (;;) {
        const char *keyword = take_token(&w, true);
        if (begins_entry(keyword) && fits(&e, user))
            *login = e.login;
        if (!keyword || login->password)
            return WAX_OK;
        if (take_pair(&w, &e, keyword, host, why))
            return why->status;
    }
}
