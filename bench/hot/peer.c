/* peer.c -- see peer.h. */
#include "peer.h"

#include "hot.h"

#include <stdlib.h>
#include <string.h>

static void say(struct peer *p, const char *text)
{
    size_t n = strlen(text);

    hot_must(p->n_said + n <= sizeof p->said, "fitting the replies");
    memcpy(p->said + p->n_said, text, n);
    p->n_said += n;
}

static void answer(struct peer *p, const char *line)
{
    if (!strncmp(line, "EHLO", 4))
        say(p, p->offers);
    else if (!strncmp(line, "DATA", 4))
        say(p, "354 go on\r\n"), p->is_in_body = true;
    else if (!strncmp(line, "BDAT", 4))
        p->n_chunk = strtoul(line + 5, NULL, 10);
    else if (!strncmp(line, "AUTH", 4))
        say(p, "235 2.7.0 welcome\r\n");
    else if (!strncmp(line, "STARTTLS", 8))
        say(p, "220 2.0.0 go on\r\n");
    else
        say(p, "250 2.1.0 fine\r\n");
}

/* How much of what was heard is understood now; 0: more is to come first. */
static size_t hear_chunk(struct peer *p, size_t at)
{
    size_t left = p->n_heard - at;

    if (left < p->n_chunk)
        return 0;
    left = p->n_chunk;
    p->n_chunk = 0;
    say(p, "250 2.0.0 taken\r\n");
    return left;
}

static size_t hear_body(struct peer *p, size_t at)
{
    const char *end = memmem(p->heard + at, p->n_heard - at, "\r\n.\r\n", 5);

    if (!end)
        return 0;
    p->is_in_body = false;
    say(p, "250 2.0.0 taken\r\n");
    return (size_t)(end + 5 - (p->heard + at));
}

static size_t hear_line(struct peer *p, size_t at)
{
    const char *lf = memchr(p->heard + at, '\n', p->n_heard - at);

    if (!lf)
        return 0;
    answer(p, p->heard + at);
    return (size_t)(lf + 1 - (p->heard + at));
}

static void hear_all(struct peer *p)
{
    size_t at = 0, n = 1;

    while (n && at < p->n_heard)
        at += n = p->is_in_body ? hear_body(p, at) : p->n_chunk ? hear_chunk(p, at) : hear_line(p, at);
    memmove(p->heard, p->heard + at, p->n_heard - at);
    p->n_heard -= at;
}

static void listen_to(struct peer *p)
{
    size_t n;
    const uint8_t *out = wax_smtp_out(p->smtp, &n);

    hot_must(p->n_heard + n < sizeof p->heard, "fitting a flight");
    memcpy(p->heard + p->n_heard, out, n);
    p->n_heard += n;
    wax_smtp_sent(p->smtp, n);
}

static void reply(struct peer *p)
{
    size_t used = 1;

    for (size_t at = 0; at < p->n_said && used; at += used)
        hot_must(wax_smtp_hear(p->smtp, p->epoch, (uint8_t *)p->said + at, p->n_said - at, &used) == WAX_OK, "hearing a reply");
    p->n_said = 0;
}

static void upgrade(struct peer *p)
{
    static const wax_tls_info facts = { .version = "TLSv1.3", .verified = true };

    p->epoch = 1;
    hot_must(wax_smtp_upgraded(p->smtp, &facts) == WAX_OK, "turning the epoch");
}

void peer_begin(struct peer *p, wax_smtp *smtp, const char *offers)
{
    p->smtp = smtp;
    p->offers = offers;
    p->epoch = 0;
    p->n_heard = p->n_said = p->n_chunk = 0;
    p->is_in_body = false;
    say(p, "220 mail.example.net ESMTP\r\n");
}

wax_step peer_talk(struct peer *p)
{
    wax_step step;

    while ((step = wax_smtp_step(p->smtp)) <= WAX_UPGRADE)
        switch (step) {
        case WAX_SEND:    listen_to(p); break;
        case WAX_UPGRADE: upgrade(p); break;
        default:
            hear_all(p);
            hot_must(p->n_said > 0, "having an answer");
            reply(p);
        }
    return step;
}
