/* fuzz_dot.c -- a body of any bytes, read in any pieces, is framed so that a strict receiver gets back those bytes, or it is not ended.
 *
 * The first byte chooses DATA or BDAT and the size of the pieces; the rest is the body. */
#include "fuzz_talk.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

struct pieces { const uint8_t *p; size_t len, at, piece; };

static wax_status read_piece(void *user, void *to, size_t room, size_t *n, wax_error *why)
{
    struct pieces *s = user;

    (void)why;
    *n = s->len - s->at < room ? s->len - s->at : room;
    if (*n > s->piece)
        *n = s->piece;
    memcpy(to, s->p + s->at, *n);
    s->at += *n;
    return WAX_OK;
}

static bool keeps_the_rules(const uint8_t *p, size_t len)
{
    size_t column = 0;

    for (size_t i = 0; i < len; i++) {
        if (p[i] == 0 || (p[i] == '\n') != (i > 0 && p[i - 1] == '\r'))
            return false;
        column = p[i] == '\n' ? 0 : column + 1;
        if (column > 999 || (column == 999 && p[i] != '\r'))
            return false;
    }
    return column == 0;
}

/* What a strict receiver makes of DATA: lines up to the dot, one dot taken off.  Returns how many bytes of `wire` it took, 0: no end. */
static size_t receive(const uint8_t *wire, size_t n, uint8_t *body, size_t *len)
{
    *len = 0;
    for (size_t at = 0; at < n;) {
        const uint8_t *lf = memchr(wire + at, '\n', n - at);
        size_t line = lf ? (size_t)(lf - wire) + 1 - at : 0;
        if (!line)
            return 0;
        if (line == 3 && memcmp(wire + at, ".\r\n", 3) == 0)
            return at + 3;
        size_t skip = wire[at] == '.';
        memcpy(body + *len, wire + at + skip, line - skip);
        *len += line - skip;
        at += line;
    }
    return 0;
}

static void check_data(struct talk *t, const uint8_t *p, size_t len)
{
    uint8_t *body = malloc(t->n_said + 1);
    size_t got;
    size_t took = receive(t->said, t->n_said, body, &got);

    talk_must(keeps_the_rules(p, len) == (took > 0));
    if (took)
        talk_must(took == t->n_said && got == len && (len == 0 || memcmp(body, p, len) == 0));
    free(body);
}

static void check_chunks(struct talk *t, const uint8_t *p, size_t len)
{
    size_t at = 0, got = 0;
    bool last = false;

    while (at < t->n_said && !last && memcmp(t->said + at, "BDAT ", 5) == 0) {
        char *end;
        size_t n = strtoul((const char *)t->said + at + 5, &end, 10);
        last = strncmp(end, " LAST", 5) == 0;
        at = (size_t)((const uint8_t *)strchr(end, '\n') - t->said) + 1;
        talk_must(at + n <= t->n_said && got + n <= len && (n == 0 || memcmp(t->said + at, p + got, n) == 0));
        at += n;
        got += n;
    }
    talk_must(last ? got == len && keeps_the_rules(p, len) : !keeps_the_rules(p, len));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    if (len == 0)
        return 0;
    bool chunks = data[0] & 1;
    struct pieces body = { data + 1, len - 1, 0, (size_t)(data[0] >> 1) + 1 };
    struct talk *t = talk_begin(chunks ? "250-x\r\n250 CHUNKING\r\n" : "250 x\r\n", (wax_source){ .read = read_piece, .user = &body });

    talk_hear(t, "250 OK\r\n");
    talk_send(t);
    talk_hear(t, "250 OK\r\n");
    t->n_said = chunks ? 0 : t->n_said;
    talk_send(t);
    if (!chunks) {
        t->n_said = 0;
        talk_hear(t, "354 go\r\n");
        talk_send(t);
    }
    for (int i = 0; chunks && i < 8 && wax_smtp_step(t->smtp) == WAX_HEAR; i++) {
        talk_hear(t, "250 OK\r\n");
        talk_send(t);
    }
    t->said[t->n_said] = 0;
    if (chunks)
        check_chunks(t, data + 1, len - 1);
    else
        check_data(t, data + 1, len - 1);
    talk_end(t);
    return 0;
}
