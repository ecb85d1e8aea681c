/* fuzz_proxy.c -- whatever a proxy answers, and in whatever pieces, it comes to the same; no byte behind its answer is taken, since the server's are there; and the
 * password stands in no sentence.
 *
 * The first byte: SOCKS5 or HTTP, with a login or without, a name or an address; the others are the proxy's. */
#include "proxy.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static const char password[] = "opensesame";
static struct secret secret = { .bytes = (uint8_t *)password, .len = sizeof password - 1 };

struct outcome {
    enum proxy_step step;
    size_t          n_heard, n_said;
    wax_error       why;
};

static void must(bool holds)
{
    if (!holds)
        abort();
}

static struct proxy_wish wish_of(uint8_t flags)
{
    static const char *const hosts[] = { "mail.example.org", "192.0.2.1", "2001:db8::1", "x" };

    return (struct proxy_wish){ flags & 1 ? PROXY_SOCKS5 : PROXY_HTTP, "proxy.example.org port 1080", flags & 2 ? "ada" : NULL, &secret, hosts[flags >> 2 & 3], 587 };
}

/* In pieces of at most so many bytes, both ways. */
static size_t say(struct proxy_talk *t, size_t piece)
{
    size_t n, said = 0;

    for (wax__proxy_out(t, &n); n; wax__proxy_out(t, &n)) {
        must(!wax__proxy_wants(t));         /* who has to speak does not listen */
        n = n < piece ? n : piece;
        wax__proxy_said(t, n);
        said += n;
    }
    return said;
}

static struct outcome play(const struct proxy_wish *wish, const uint8_t *data, size_t len, size_t piece)
{
    static struct proxy_talk t;
    struct outcome o = { .n_heard = 0 };
    size_t n;

    wax__proxy_begin(&t, wish);
    for (o.n_said = say(&t, piece); o.n_heard < len && (n = wax__proxy_wants(&t)) > 0; o.n_said += say(&t, piece)) {
        n = n < piece ? n : piece;
        n = n < len - o.n_heard ? n : len - o.n_heard;
        wax__proxy_hear(&t, data + o.n_heard, n);
        o.n_heard += n;
    }
    must(t.step < PROXY_OPEN || !wax__proxy_wants(&t));
    must((t.step == PROXY_FAILED) == (t.why.status != WAX_OK));
    o.step = t.step;
    o.why = t.why;
    wax__proxy_clear(&t);
    return o;
}

/* A way that is open ends with an empty line, or with as many bytes as SOCKS5 says. */
static void must_end_well(const struct outcome *o, enum proxy_kind kind, const uint8_t *data)
{
    size_t n = o->n_heard;

    if (kind == PROXY_HTTP)
        must(n > 13 && data[n - 1] == '\n' && (data[n - 2] == '\n' || (data[n - 2] == '\r' && data[n - 3] == '\n')));
    else
        must(n >= 2 + 7 && n <= 2 + 2 + 262);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    static const size_t pieces[] = { 1, 2, 7, 8192 };

    if (!len)
        return 0;
    const struct proxy_wish wish = wish_of(data[0]);
    struct outcome whole = play(&wish, data + 1, len - 1, SIZE_MAX);
    must(!strstr(whole.why.text, password));
    if (whole.step == PROXY_OPEN)
        must_end_well(&whole, wish.kind, data + 1);
    for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++) {
        struct outcome o = play(&wish, data + 1, len - 1, pieces[i]);
        must(o.step == whole.step && o.n_heard == whole.n_heard && o.n_said == whole.n_said && !strcmp(o.why.text, whole.why.text));
    }
    return 0;
}
