/* say.c -- one function a command.
 *
 * Knows how each is spelled, and which extensions a MAIL or RCPT names.  Guarantee: what leaves here is one line, whatever
 * stood in the fields it was made of.
 */
#include "core.h"

#include "fail.h"
#include "limit.h"
#include "path.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static void too_wild(struct wax_smtp *c, enum state line)
{
    wax__fail(&c->why, WAX_E_USAGE, wax__states[line].stage, "a command would be longer than %d bytes or more than one line; it was not said",
              LIMIT_COMMAND);
    wax__give_up(c);
}

static bool is_one_line(const uint8_t *p, size_t n)
{
    return n <= LIMIT_COMMAND && !memchr(p, '\r', n) && !memchr(p, '\n', n) && !memchr(p, 0, n);
}

/* Says what was put since new_line; its reply will be heard by `line`.  Guarantee: what is no line is wiped before the wire can take it. */
static void say_line(struct wax_smtp *c, enum state line, size_t rcpt)
{
    size_t n = buf_len(&c->out) - c->line_at;

    if (!is_one_line(buf_data(&c->out) + c->line_at, n)) {
        too_wild(c, line);
        return;
    }
    c->n_said += n;
    if (!wax__put(c, "\r\n", 2))
        return;
    wax__trace(c, WAX_TRACE_SAID, buf_data(&c->out) + c->line_at, n);
    wax__expect(c, line, rcpt);
}

static void no_memory(struct wax_smtp *c, enum state line)
{
    wax__fail_memory(&c->why, wax__states[line].stage);
    wax__give_up(c);
}

/* A command is made where it leaves. */
static struct buf *new_line(struct wax_smtp *c)
{
    c->line_at = buf_len(&c->out);
    return &c->out;
}

static void say(struct wax_smtp *c, enum state line, const char *word, const char *argument)
{
    struct buf *b = new_line(c);

    if (wax__buf_puts(b, word) && wax__buf_puts(b, *argument ? " " : "") && wax__buf_puts(b, argument))
        say_line(c, line, 0);
    else
        no_memory(c, line);
}

void say_nothing(struct wax_smtp *c)
{
    (void)c;
}

void await_greeting(struct wax_smtp *c)
{
    c->has_spoken = true;               /* there is nothing to say first */
    wax__expect(c, c->state, 0);
}

void say_hello(struct wax_smtp *c)
{
    say(c, c->state, c->is_lmtp ? "LHLO" : "EHLO", c->name);
}

void say_helo(struct wax_smtp *c)
{
    say(c, CLEAR_HELO, "HELO", c->name);
}

void say_starttls(struct wax_smtp *c)
{
    say(c, STARTTLS, "STARTTLS", "");
}

void say_quit(struct wax_smtp *c)
{
    say(c, QUIT, "QUIT", "");
}

/* It stays in its buffer until it is made a line of the conversation, and is counted before anybody hears of it. */
void say_own_line(struct wax_smtp *c)
{
    const char *text = (const char *)buf_data(&c->own_lines);
    size_t len = strlen(text) + 1;

    c->n_own_said++;
    say(c, OWN_LINE, text, "");
    wax__buf_take(&c->own_lines, len);
}

void say_data(struct wax_smtp *c)
{
    c->speaking->now.speech = SPEECH_BODY;
    say(c, DATA, "DATA", "");
}

void say_rset(struct wax_smtp *c)
{
    c->needs_rset = false;
    say(c, RSET, "RSET", "");
}

/* -- the envelope ------------------------------------------------------------------------------------------- */

/* RFC 6152; RFC 3030 s.3. */
static bool put_body(const struct epoch *e, const struct wax_delivery *d, struct buf *b)
{
    if (d->is_binary)
        return wax__buf_puts(b, " BODY=BINARYMIME");
    return !(d->is_8bit || d->is_utf8) || !epoch_offers(e, CAP_8BITMIME) || wax__buf_puts(b, " BODY=8BITMIME");
}

static bool put_size(struct buf *b, int64_t bytes)
{
    char size[DECIMAL_SIZE];

    wax__text_decimal(size, (uint64_t)bytes);
    return wax__buf_puts(b, " SIZE=") && wax__buf_puts(b, size);
}

static bool put_mail(const struct wax_smtp *c, const struct wax_delivery *d, struct buf *b)
{
    const struct epoch *e = &c->epoch;
    bool good = wax__buf_puts(b, "MAIL FROM:<") && wax__buf_puts(b, d->from) && wax__buf_puts(b, ">");

    if (d->size >= 0 && epoch_offers(e, CAP_SIZE))
        good = good && put_size(b, d->size);
    good = good && put_body(e, d, b);
    if (delivery_needs_utf8(d))
        good = good && wax__buf_puts(b, " SMTPUTF8");
    return good && wax__delivery_put_asks(d, NULL, e, b);
}

void say_mail(struct wax_smtp *c)
{
    struct wax_delivery *d = c->speaking;

    d->now.speech = SPEECH_RCPT;
    wax__time_begin(c, d, "envelope");
    c->n_mails++;
    if (put_mail(c, d, new_line(c)))
        say_line(c, MAIL, 0);
    else
        no_memory(c, MAIL);
}

void say_rcpt(struct wax_smtp *c)
{
    struct wax_delivery *d = c->speaking;
    struct buf *b = new_line(c);
    size_t i = d->now.n_said++;

    if (d->now.n_said == d->n_rcpt)
        d->now.speech = SPEECH_DATA;
    if (wax__buf_puts(b, "RCPT TO:<") && wax__buf_puts(b, d->rcpt[i].address) && wax__buf_puts(b, ">")
        && wax__delivery_put_asks(d, &d->rcpt[i], &c->epoch, b))
        say_line(c, RCPT, i);
    else
        no_memory(c, RCPT);
}

/* -- the login ---------------------------------------------------------------------------------------------- */

static void trace_secret(struct wax_smtp *c, const char *word)
{
    char text[128];
    int n = snprintf(text, sizeof text, "%s%s<secret>", word, *word ? " " : "");

    wax__trace(c, WAX_TRACE_SAID, text, n < 0 ? 0 : (size_t)n);
}

/* "AUTH PLAIN AGFk..." or "AGFk...": in base64, and wiped when it has gone. */
static void say_secret(struct wax_smtp *c, const char *word, const struct secret *response)
{
    size_t n = text_base64_len(response->len);
    uint8_t *to;

    c->out_holds_secret = true;
    if (*word && !(wax__put(c, word, strlen(word)) && wax__put(c, " ", 1)))
        return;
    if (!(to = wax__buf_room(&c->out, n + 2))) {
        wax__fail_memory(&c->why, "auth");
        wax__give_up(c);
        return;
    }
    n = wax__text_to_base64((char *)to, response->bytes, response->len);
    memcpy(to + n, "\r\n", 2);
    buf_added(&c->out, n + 2);
    c->n_said += n + 2;
    trace_secret(c, word);
    wax__expect(c, AUTH, 0);
}

/* RFC 4954 s.4: an initial response rides along only where the whole line has room for it; an empty one is "=". */
static void say_first(struct wax_smtp *c, const char *word, const struct secret *response)
{
    struct exchange *x = &c->epoch.admission->exchange;
    bool fits = strlen(word) + 1 + text_base64_len(response->len) + 2 <= LIMIT_AUTH_LINE;

    if (!x->mechanism->speaks_first || !fits) {
        say(c, AUTH, word, "");
        return;
    }
    x->step++;
    if (response->len)
        say_secret(c, word, response);
    else
        say(c, AUTH, word, "=");
}

static void respond(struct wax_smtp *c, struct secret *response)
{
    struct admission *a = c->epoch.admission;
    const struct mechanism *m = a->exchange.mechanism;
    struct span challenge = { buf_data(&a->challenge), buf_len(&a->challenge) };

    if (a->lines == 0 && !m->speaks_first)
        return;
    if (m->respond(&a->exchange, challenge, response, &c->why))
        wax__give_up(c);
}

void say_auth(struct wax_smtp *c)
{
    struct admission *a = c->epoch.admission;
    struct secret response = { 0 };
    char word[64];

    snprintf(word, sizeof word, "AUTH %s", a->exchange.mechanism->name);
    respond(c, &response);
    if (c->state == GIVE_UP)
        ;
    else if (a->lines++ == 0)
        say_first(c, word, &response);
    else {
        a->exchange.step++;
        say_secret(c, "", &response);
    }
    wax__secret_clear(&response);
}
