/* http_connect.c -- HTTP/1.1 CONNECT: one request, and the answer up to its empty line (RFC 9110 s.9.3.6, RFC 9112).
 *
 * It is read so that no byte behind the empty line is wanted: there the server begins. */
#include "proxy_step.h"

#include "conceal.h"
#include "fail.h"
#include "text.h"

#include <stdlib.h>
#include <string.h>

/* -- the request -------------------------------------------------------------------------------------------- */

/* RFC 7617 s.2: Basic, in the clear. */
static bool put_login(struct buf *out, const struct proxy_wish *w)
{
    size_t n_user = strlen(w->user), len = n_user + 1 + w->secret->len, room = text_base64_len(len);
    uint8_t *pair = malloc(len), *to = pair && wax__buf_puts(out, "Proxy-Authorization: Basic ") ? wax__buf_room(out, room) : NULL;

    if (to) {
        memcpy(pair, w->user, n_user);
        pair[n_user] = ':';
        memcpy(pair + n_user + 1, w->secret->bytes, w->secret->len);
        buf_added(out, wax__text_to_base64((char *)to, pair, len));
    }
    wax__wipe(pair, pair ? len : 0);
    free(pair);
    return to && wax__buf_puts(out, "\r\n");
}

static bool put_request(struct buf *out, const struct proxy_wish *w)
{
    const char *form = strchr(w->host, ':') ? "CONNECT [%s]:%u HTTP/1.1\r\nHost: [%s]:%u\r\n" : "CONNECT %s:%u HTTP/1.1\r\nHost: %s:%u\r\n";

    return wax__buf_putf(out, form, w->host, w->port, w->host, w->port) && (!w->user || put_login(out, w)) && wax__buf_puts(out, "\r\n");
}

/* Behind the end of a line one byte may end it all; elsewhere at least two are missing. */
static enum proxy_step want_more(struct proxy_talk *t)
{
    bool is_line_end = t->n_in && t->in[t->n_in - 1] == '\n';
    bool is_half_end = t->n_in > 1 && t->in[t->n_in - 2] == '\n' && t->in[t->n_in - 1] == '\r';

    t->wanted = t->n_in + (is_line_end || is_half_end ? 1 : 2);
    return PROXY_STATUS;
}

enum proxy_step wax__http_begin(struct proxy_talk *t)
{
    if (!put_request(&t->out, t->wish))
        return wax__proxy_lacks_memory(t);
    return want_more(t);
}

/* -- the answer --------------------------------------------------------------------------------------------- */

enum { SHOWN_MOST = 60 };      /* bytes of what is no answer */

/* "HTTP/1.1 200 words": RFC 9112 s.4.  Judged when there is something to show of it. */
static bool may_be_http(const struct proxy_talk *t)
{
    static const char begin[] = "HTTP/1.";
    bool is_enough = t->n_in >= SHOWN_MOST || memchr(t->in, '\n', t->n_in);

    return !is_enough || (t->n_in >= sizeof begin && memcmp(t->in, begin, sizeof begin - 1) == 0);
}

static int code_of(const struct proxy_talk *t)
{
    const uint8_t *p = t->in;
    uint64_t code = 0;
    bool is_whole = t->n_in > 13 && text_is_digit(p[7]) && p[8] == ' ' && !text_is_digit(p[12]) && wax__text_number((struct span){ p + 9, 3 }, &code);

    return is_whole ? (int)code : 0;
}

static enum proxy_step fail_form(struct proxy_talk *t)
{
    char shown[80];
    size_t n = wax__conceal(shown, sizeof shown - 1, t->in, t->n_in < SHOWN_MOST ? t->n_in : SHOWN_MOST, t->wish->secret);

    shown[n] = 0;
    wax__fail(&t->why, WAX_E_PROTOCOL, "proxy", "the proxy %.200s answered \"%s\", which is not HTTP/1.1; is it an HTTP proxy?", t->wish->name, shown);
    return PROXY_FAILED;
}

/* The words behind the code, as far as the line goes. */
static void words(const struct proxy_talk *t, char *to, size_t size)
{
    const uint8_t *line_end = memchr(t->in, '\n', t->n_in), *begin = t->in + 9, *end = line_end;

    if (end[-1] == '\r')
        end--;
    size_t len = end > begin ? (size_t)(end - begin) : 0;
    to[wax__conceal(to, size - 1, begin, len < 120 ? len : 120, t->wish->secret)] = 0;
}

static enum proxy_step fail_code(struct proxy_talk *t, int code)
{
    const struct proxy_wish *w = t->wish;
    bool is_login = code == 407 || code == 401;      /* tinyproxy answers a wrong password with 401, which is an origin server's word */
    char said[160];

    words(t, said, sizeof said);
    if (is_login && w->user)
        wax__fail(&t->why, WAX_E_AUTH, "proxy", "the proxy %.100s refused the login of %.100s by a password (%s): wrong user or password?", w->name, w->user, said);
    else if (is_login)
        wax__fail(&t->why, WAX_E_AUTH, "proxy", "the proxy %.100s wants a login (%s): name the user in its URL, and give the password", w->name, said);
    else
        wax__fail(&t->why, WAX_E_IO, "proxy", "the proxy %.100s does not lead to %.100s port %u: it answered %s", w->name, w->host, w->port, said);
    return PROXY_FAILED;
}

/* 1xx is not the last word (RFC 9110 s.15.2); what a 2xx says of a length means nothing (s.9.3.6). */
static enum proxy_step on_whole(struct proxy_talk *t)
{
    int code = code_of(t);

    if (!code)
        return fail_form(t);
    if (code / 100 == 2)
        return PROXY_OPEN;
    if (code / 100 != 1 || code == 101)
        return fail_code(t, code);
    t->n_passed += t->n_in;
    t->n_in = 0;
    return want_more(t);
}

static bool is_whole(const struct proxy_talk *t)
{
    const uint8_t *end = t->in + t->n_in;

    return (t->n_in > 1 && memcmp(end - 2, "\n\n", 2) == 0) || (t->n_in > 2 && memcmp(end - 3, "\n\r\n", 3) == 0);
}

enum proxy_step wax__http_hear(struct proxy_talk *t)
{
    if (!may_be_http(t))
        return fail_form(t);
    if (is_whole(t))
        return on_whole(t);
    if (t->n_passed + t->n_in + 2 <= sizeof t->in)
        return want_more(t);
    wax__fail(&t->why, WAX_E_LIMIT, "proxy", "the proxy %.200s answered with more than %d bytes, which nobody needs", t->wish->name, PROXY_REPLY_MOST);
    return PROXY_FAILED;
}
