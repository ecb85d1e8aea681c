#include "normalise.h"

#include "reading.h"
#include "test.h"

#include <stdio.h>

static const size_t sizes[] = { 1, 2, 3, 7, 64, 997, 998, 999, 1000, 1001, 16383, 16384, 16385, 100000 };

enum { SIZES = sizeof sizes / sizeof *sizes };

static wax_status normaliser_read(void *user, void *to, size_t room, size_t *n, wax_error *why)
{
    return wax__normalise_read(user, to, room, n, why);
}

static wax_status run(const char *in, size_t len, size_t most, size_t room, struct buf *out, wax_error *why)
{
    struct drip d = { in, len, 0, most };
    struct normaliser n;

    wax__normalise_begin(&n, drip_source(&d), (struct line_law){ "the mail", WAX_E_INPUT, 998 });
    return read_to_end((wax_source){ normaliser_read, NULL, NULL, &n }, room, out, why);
}

/* The same, at every size of reads on either side. */
static bool becomes_bytes(const char *in, size_t len, const char *expected, size_t expected_len)
{
    bool good = true;

    for (size_t i = 0; good && i < SIZES * SIZES; i++) {
        struct buf out = { 0 };
        wax_error e = { 0 };
        good = !run(in, len, sizes[i / SIZES], sizes[i % SIZES], &out, &e)
            && test_same_bytes(buf_data(&out), buf_len(&out), expected, expected_len);
        if (!good)
            test_note("given %zu bytes at a time, read %zu at a time: %s", sizes[i / SIZES], sizes[i % SIZES], e.text);
        wax__buf_clear(&out);
    }
    return good;
}

static bool becomes(const char *in, const char *expected)
{
    return becomes_bytes(in, strlen(in), expected, strlen(expected));
}

static bool refused_bytes(const char *in, size_t len, const char *words)
{
    bool good = true;

    for (size_t i = 0; good && i < SIZES * SIZES; i++) {
        struct buf out = { 0 };
        wax_error e = { 0 };
        good = run(in, len, sizes[i / SIZES], sizes[i % SIZES], &out, &e) == WAX_E_INPUT && strstr(e.text, words);
        if (!good)
            test_note("given %zu bytes at a time, read %zu at a time: %s", sizes[i / SIZES], sizes[i % SIZES], e.text);
        wax__buf_clear(&out);
    }
    return good;
}

static bool refused(const char *in, const char *words)
{
    return refused_bytes(in, strlen(in), words);
}

TEST("LF and CRLF both become CRLF, mixed too")
{
    CHECK(becomes("a\nb\r\nc\n", "a\r\nb\r\nc\r\n"));
    CHECK(becomes("a\r\nb\r\n", "a\r\nb\r\n"));
    CHECK(becomes("\n\n\r\n\n", "\r\n\r\n\r\n\r\n"));
}

TEST("a last line without its end is given one")
{
    CHECK(becomes("a\nb", "a\r\nb\r\n"));
    CHECK(becomes("x", "x\r\n"));
}

TEST("nothing stays nothing")
{
    CHECK(becomes("", ""));
}

TEST("a bare CR is refused with its line, wherever it stands")
{
    CHECK(refused("a\nb\rc\n", "line 2 of the mail holds a CR that no LF follows"));
    CHECK(refused("a\nb\r\r\n", "line 2 "));
    CHECK(refused("\ra", "line 1 "));
    CHECK(refused("a\n\n\r", "line 3 "));
    CHECK(refused("a\r", "line 1 "));
}

TEST("a NUL is refused with its line")
{
    CHECK(refused_bytes("a\nb\0c\n", 6, "line 2 of the mail holds a NUL"));
    CHECK(refused_bytes("\0", 1, "line 1 "));
    CHECK(refused_bytes("a\r\n\r\nb\0", 7, "line 3 "));
    CHECK(refused_bytes("a\r\nb\r\nc\0c\r\nd\r\n", 13, "line 3 "));
}

TEST("998 bytes are a line, 999 are refused with the line's number")
{
    char in[1100], out[1100];

    memset(in, 'x', sizeof in);
    memcpy(in, "a\n", 2);
    memcpy(in + 2 + 998, "\n", 2);
    memset(out, 'x', sizeof out);
    memcpy(out, "a\r\n", 3);
    memcpy(out + 3 + 998, "\r\n", 3);
    CHECK(becomes(in, out));
    memcpy(in + 2 + 998, "x\n", 3);
    CHECK(refused(in, "line 2 of the mail is longer than 998 bytes"));
    in[2 + 999] = 0;
    CHECK(refused(in, "line 2 "));
    memset(in, 'x', 1010);
    memcpy(in, "a\r\n", 3);
    memcpy(in + 3 + 999, "\r\nb\r\n", 6);
    CHECK(refused(in, "line 2 of the mail is longer than 998 bytes"));
}

TEST("CRLF across every boundary of the buffer")
{
    enum { AROUND = 4 };
    static char in[LIMIT_MESSAGE_CHUNK + 100], out[2 * sizeof in];

    for (size_t shift = 0; shift < 2 * AROUND; shift++) {
        struct buf got = { 0 };
        size_t len = 0, n = 0;
        for (size_t line = 0; len < LIMIT_MESSAGE_CHUNK + 10; line++) {
            size_t width = line == 0 ? shift : 60;
            memset(in + len, 'y', width);
            memcpy(in + len + width, "\r\n", 2);
            len += width + 2;
        }
        memcpy(out, in, n = len);
        CHECK(!run(in, len, SIZE_MAX, 5000, &got, NULL));
        CHECK(test_same_bytes(buf_data(&got), buf_len(&got), out, n));
        wax__buf_clear(&got);
    }
}

static uint32_t next_random(uint32_t *seed)
{
    *seed = *seed * 1664525u + 1013904223u;
    return *seed >> 16;
}

/* What a line of five statements would do, a byte at a time. */
static bool expected(const char *in, size_t len, struct buf *out)
{
    for (size_t i = 0, column = 0; i < len; i++) {
        if (in[i] == '\r' && (i + 1 == len || in[i + 1] != '\n'))
            return false;
        if (in[i] == 0)
            return false;
        if (in[i] == '\r')
            continue;
        wax__buf_put(out, in[i] == '\n' ? "\r\n" : in + i, in[i] == '\n' ? 2 : 1);
        column = in[i] == '\n' ? 0 : column + 1;
        if (column > 998)
            return false;
    }
    if (len && in[len - 1] != '\n')
        wax__buf_put(out, "\r\n", 2);
    return true;
}

static void hostile(char *in, size_t len, uint32_t *seed)
{
    static const char alphabet[] = "\r\n\n\n\r\n\0..ab cd\xC3\xA0";
    uint32_t odds = next_random(seed) % 3;

    for (size_t i = 0; i < len; i++) {
        in[i] = alphabet[next_random(seed) % (sizeof alphabet - 1)];
        if (odds && in[i] == 0)
            in[i] = 'z';
        if (odds && i && in[i - 1] == '\r')
            in[i] = '\n';
    }
    if (odds && len)
        in[len - 1] = '\n';
}

static void play_round(const char *in, size_t len, size_t most, size_t room)
{
    struct buf want = { 0 }, got = { 0 };
    bool good = expected(in, len, &want);
    wax_status s = run(in, len, most, room, &got, NULL);

    if (good ? s || !test_same_bytes(buf_data(&got), buf_len(&got), buf_data(&want), buf_len(&want)) : s != WAX_E_INPUT)
        CHECK(false && "this round");
    wax__buf_clear(&want);
    wax__buf_clear(&got);
}

TEST("ten thousand hostile texts give what a plain reading of the rules gives, at any size of reads")
{
    char in[300];
    uint32_t seed = 7;

    for (int round = 0; round < 10000; round++) {
        size_t len = next_random(&seed) % sizeof in;
        hostile(in, len, &seed);
        size_t most = 1 + next_random(&seed) % 20, room = round % 2 ? 5000 : 1 + next_random(&seed) % 20;
        play_round(in, len, most, room);
    }
    CHECK(true);
}

TEST("one strange byte among many good lines is seen where it is, at any size of reads")
{
    enum { LEN = 20000, LINE = 62 };
    static const char strange[] = "\r\n\0x";
    static char in[LEN];
    uint32_t seed = 7;

    for (int round = 0; round < 2000; round++) {
        for (size_t i = 0; i < LEN; i++)
            in[i] = i % LINE == LINE - 2 ? '\r' : i % LINE == LINE - 1 ? '\n' : 'y';
        in[next_random(&seed) % LEN] = strange[round % 4];
        size_t len = LEN - next_random(&seed) % 100, most = 1 + next_random(&seed) % LEN, room = 1 + next_random(&seed) % LEN;
        play_round(in, len, most, room);
    }
    CHECK(true);
}

struct watched { struct drip drip; const char *from, *end; size_t in_place; };

static wax_status watch_read(void *user, void *to, size_t room, size_t *n, wax_error *why)
{
    struct watched *w = user;
    wax_status s = drip_source(&w->drip).read(&w->drip, to, room, n, why);

    w->in_place += (const char *)to >= w->from && (const char *)to < w->end ? *n : 0;
    return s;
}

TEST("lines to which nothing is to be done are read to where they are wanted")
{
    enum { LEN = 40000 };
    static char in[LEN], to[LEN + 100];
    struct watched w = { { in, LEN, 0, LEN }, to, to + sizeof to, 0 };
    struct normaliser n;
    size_t len = 0, got = 1;

    for (size_t i = 0; i < LEN; i++)
        in[i] = i % 50 == 48 ? '\r' : i % 50 == 49 ? '\n' : 'y';
    wax__normalise_begin(&n, (wax_source){ .read = watch_read, .user = &w }, (struct line_law){ "the mail", WAX_E_INPUT, 998 });
    while (got && CHECK(!wax__normalise_read(&n, to + len, sizeof to - len, &got, NULL)))
        len += got;
    CHECK(len == LEN && memcmp(in, to, LEN) == 0);
    CHECK(w.in_place == LEN);
}

TEST("a refusal stays until it is rewound")
{
    struct drip d = { "a\rb\n", 4, 0, 1 };
    struct normaliser n;
    char to[10];
    size_t got;

    wax__normalise_begin(&n, drip_source(&d), (struct line_law){ "the mail", WAX_E_INPUT, 998 });
    CHECK(!wax__normalise_read(&n, to, sizeof to, &got, NULL) && got == 1);
    for (int i = 0; i < 3; i++)
        CHECK(wax__normalise_read(&n, to, sizeof to, &got, NULL) == WAX_E_INPUT && got == 0);
    d.bytes = "a\nb\n";
    CHECK(!wax__normalise_rewind(&n, NULL));
    CHECK(!wax__normalise_read(&n, to, sizeof to, &got, NULL) && got == 1);
}

static wax_status fail_read(void *user, void *to, size_t room, size_t *n, wax_error *why)
{
    (void)user, (void)to, (void)room, (void)n, (void)why;
    return WAX_E_IO;
}

static wax_status fail_once(void *user, void *to, size_t room, size_t *n, wax_error *why)
{
    (void)room, (void)why;
    memset(to, 'x', 1);
    *n = 1;
    return ++*(int *)user == 2 ? WAX_E_IO : WAX_OK;
}

TEST("a source that failed in the middle is not read on: what follows would be sent without what was lost")
{
    struct normaliser n;
    char to[2];
    size_t got;
    int calls = 0;

    wax__normalise_begin(&n, (wax_source){ .read = fail_once, .user = &calls }, (struct line_law){ "the mail", WAX_E_INPUT, 998 });
    CHECK(!wax__normalise_read(&n, to, sizeof to, &got, NULL) && got == 1);
    CHECK(wax__normalise_read(&n, to, sizeof to, &got, NULL) == WAX_E_IO);
    CHECK(wax__normalise_read(&n, to, sizeof to, &got, NULL) == WAX_E_IO && calls == 2);
}

static wax_status boast(void *user, void *to, size_t room, size_t *n, wax_error *why)
{
    (void)user, (void)to, (void)why;
    *n = room + 1;
    return WAX_OK;
}

TEST("a source that fails without a word is given one, and one that boasts is not believed")
{
    struct normaliser n;
    wax_error e = { 0 };
    char to[5000];
    size_t got;

    wax__normalise_begin(&n, (wax_source){ .read = fail_read }, (struct line_law){ "the mail", WAX_E_INPUT, 998 });
    CHECK(wax__normalise_read(&n, to, sizeof to, &got, &e) == WAX_E_IO && test_same(e.text, "the mail could not be read"));
    e = (wax_error){ 0 };
    wax__normalise_begin(&n, (wax_source){ .read = boast }, (struct line_law){ "the mail", WAX_E_INPUT, 998 });
    CHECK(wax__normalise_read(&n, to, 10, &got, &e) == WAX_E_USAGE && strstr(e.text, "more bytes than there was room for"));
    wax__normalise_begin(&n, (wax_source){ .read = boast }, (struct line_law){ "the mail", WAX_E_INPUT, 998 });
    CHECK(wax__normalise_read(&n, to, sizeof to, &got, &e) == WAX_E_USAGE && got == 0);
}
