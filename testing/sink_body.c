/* sink_body.c -- how a mail is framed: DATA with its doubled dots, BDAT with its counted bytes.
 *
 * Knows where a mail ends and what is kept of it; where it goes is sink_store.c's.  Promise: it keeps nothing itself, and reads each
 * byte once; without a folder a mail is counted as it passes. */
#include "sink.h"

#include "fail.h"

#include <stdio.h>
#include <string.h>

/* -- lines of DATA -------------------------------------------------------------------------------------------- */

/* The bytes from p to the end of the line, or of what is there: a run to keep. */
static enum place run_of_line(const uint8_t *p, size_t len, size_t *n)
{
    const uint8_t *lf = memchr(p, '\n', len);
    size_t line = lf ? (size_t)(lf - p) : len;
    const uint8_t *cr = memchr(p, '\r', line);

    *n = lf ? line + 1 : len;
    if (!cr)
        return lf ? BAD_LINE : IN_LINE;
    if (cr + 1 < p + line)
        return BAD_LINE;
    return lf ? LINE_START : AFTER_CR;
}

/* Whole lines that begin with no dot are one run, so that most mails are kept in one piece. */
static enum place run_of_lines(const uint8_t *p, size_t len, size_t *n)
{
    enum place at = LINE_START;
    size_t used = 0, line;

    do {
        at = run_of_line(p + used, len - used, &line);
        used += line;
    } while (at == LINE_START && used < len && p[used] != '.');
    *n = used;
    return at;
}

/* RFC 5321 s.4.5.2: a dot that begins a line is taken away, and alone on its line it is the end.  s.2.3.8: CR and LF come together
 * or not at all, for a server that takes either alone as a line's end can be made to see an end that others do not see. */
enum place wax__sink_body_step(enum place at, const uint8_t *p, size_t len, size_t *used, struct span *kept)
{
    size_t n = 1;

    *kept = (struct span){ p, 0 };
    if (at == LINE_START && *p == '.')
        at = AFTER_DOT;
    else if (at == LINE_START || at == IN_LINE || (at == AFTER_DOT && *p != '\r')) {
        at = run_of_lines(p, len, &n);
        *kept = (struct span){ p, n };
    } else if (at == AFTER_DOT)
        at = AFTER_DOT_CR;
    else if (*p != '\n')
        at = BAD_LINE;
    else if (at == AFTER_CR) {
        at = LINE_START;
        *kept = (struct span){ p, 1 };
    } else
        at = AT_END;
    *used = n;
    return at;
}

/* -- what becomes of it --------------------------------------------------------------------------------------- */

static void begin_letter(struct conn *c)
{
    if (!c->mail.verdict && c->sink->folder && !wax__sink_letter_begin(c))
        c->mail.verdict = "452 4.3.1 the mail can't be stored";
}

static void keep(struct conn *c, const uint8_t *p, size_t len)
{
    struct mail *m = &c->mail;

    m->size += len;
    if (m->size > SINK_SIZE && !m->verdict)
        m->verdict = "552 5.3.4 the mail is larger than SIZE allows";
    if (len && !m->verdict && c->sink->folder && !wax__sink_letter_put(c, p, len))
        m->verdict = "452 4.3.1 the mail can't be stored";
}

static void trace_framed(struct conn *c)
{
    char text[48];

    if (!c->sink->trace)
        return;
    int n = snprintf(text, sizeof text, "<message %llu bytes>", (unsigned long long)c->mail.framed);
    wax__sink_trace(c, WAX_TRACE_SAID, text, (size_t)n);
}

static void say_verdict(struct conn *c)
{
    if (c->mail.verdict)
        wax__sink_reply_line(c, c->mail.verdict);
    else
        wax__sink_reply(c, "250", "2.0.0", "OK, taken");
}

/* RFC 2033 s.4.2: LMTP answers once for each recipient that was accepted. */
static void answer_end(struct conn *c)
{
    unsigned n = c->sink->is_lmtp && c->mail.recipients ? c->mail.recipients : 1;

    for (unsigned i = 0; i < n; i++)
        say_verdict(c);
}

static void finish(struct conn *c)
{
    if (!c->mail.verdict && c->sink->folder && !wax__sink_letter_finish(c))
        c->mail.verdict = "452 4.3.1 the mail can't be stored";
    if (!c->mail.verdict)
        atomic_fetch_add_explicit(&c->sink->mails, 1, memory_order_relaxed);
    answer_end(c);
    wax__sink_new_mail(c);
}

/* Without PIPELINING nothing may follow the end before it was answered. */
static void next_command(struct conn *c, bool has_more)
{
    c->hear = wax__sink_hear_command;
    if (has_more && !(c->session.offered & OFFER_PIPELINING))
        wax__sink_broke_rules(c, "503 5.5.1 bytes came behind the mail, and PIPELINING was not offered");
}

/* -- DATA ----------------------------------------------------------------------------------------------------- */

static size_t hear_data(struct conn *c, const uint8_t *p, size_t len)
{
    struct mail *m = &c->mail;
    size_t at = 0, used;
    struct span kept;

    while (at < len && m->place != AT_END && m->place != BAD_LINE) {
        m->place = (unsigned char)wax__sink_body_step(m->place, p + at, len - at, &used, &kept);
        keep(c, kept.p, kept.len);
        at += used;
    }
    m->framed += at;
    if (m->place == BAD_LINE)
        wax__sink_broke_rules(c, "500 5.5.2 the client broke the line rules: a bare CR or LF in DATA");
    if (m->place != AT_END)
        return at;
    m->framed -= 3;
    trace_framed(c);
    wax__sink_trace(c, WAX_TRACE_SAID, ".", 1);
    finish(c);
    next_command(c, at < len);
    return at;
}

void wax__sink_begin_data(struct conn *c)
{
    begin_letter(c);
    c->mail.place = LINE_START;
    c->hear = hear_data;
    wax__sink_put(c, "354 go ahead\r\n", 14);
    wax__sink_trace(c, WAX_TRACE_HEARD, "354 go ahead", 12);
}

/* -- BDAT ----------------------------------------------------------------------------------------------------- */

/* RFC 3030 s.2: a chunk that is not the last is answered too; one that fails fails the mail. */
static void chunk_ended(struct conn *c, bool has_more)
{
    trace_framed(c);
    if (c->mail.is_last_chunk)
        finish(c);
    else if (c->mail.verdict)
        wax__sink_reply_line(c, c->mail.verdict);
    else
        wax__sink_reply(c, "250", "2.0.0", "OK, go on");
    next_command(c, has_more);
}

static size_t hear_chunk(struct conn *c, const uint8_t *p, size_t len)
{
    struct mail *m = &c->mail;
    size_t n = len < m->chunk_left ? len : (size_t)m->chunk_left;

    keep(c, p, n);
    m->chunk_left -= n;
    if (m->chunk_left == 0)
        chunk_ended(c, n < len);
    return n;
}

void wax__sink_begin_chunk(struct conn *c, uint64_t len, bool is_last)
{
    struct mail *m = &c->mail;

    if (!m->is_chunked)
        begin_letter(c);
    m->is_chunked = true;
    m->is_last_chunk = is_last;
    m->chunk_left = m->framed = len;
    c->hear = hear_chunk;
    if (len == 0)
        chunk_ended(c, c->has_more);
}
