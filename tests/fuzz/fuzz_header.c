/* fuzz_header.c -- whatever its text, a field stays one field, keeps the laws of lines, and is read as it was meant.
 *
 * The input is a field's name, an LF, and its text. */
#include "buf.h"
#include "field.h"
#include "text.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static void must(bool good)
{
    if (!good)
        abort();
}

static bool is_blank(uint8_t c)
{
    return c == ' ' || c == '\t';
}

/* Every line ends in CRLF, holds at most 998 bytes and more than white space; all but the first go on with white space. */
static void check_lines(const uint8_t *p, size_t len)
{
    for (size_t at = 0, line = 0; at < len; line++) {
        const uint8_t *lf = memchr(p + at, '\n', len - at);
        must(lf && lf > p + at && lf[-1] == '\r');
        size_t n = (size_t)(lf - 1 - (p + at)), blank = 0;
        while (blank < n && is_blank(p[at + blank]))
            blank++;
        must(n <= 998 && blank < n && (line == 0) == (blank == 0) && !memchr(p + at, '\r', n) && !memchr(p + at, 0, n));
        at += n + 2;
    }
}

static void unfold(struct buf *to, const uint8_t *p, size_t len)
{
    for (size_t i = 0; i < len; i++)
        if (p[i] != '\r' && p[i] != '\n')
            wax__buf_put(to, p + i, 1);
}

static uint8_t hex(uint8_t c)
{
    return (uint8_t)(text_is_digit(c) ? c - '0' : c - 'A' + 10);
}

static void decode_q(struct buf *to, const uint8_t *p, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        uint8_t c = p[i] == '_' ? ' ' : p[i];
        if (c == '=') {
            must(i + 2 < n);
            c = (uint8_t)(hex(p[i + 1]) << 4 | hex(p[i + 2]));
            i += 2;
        }
        wax__buf_put(to, &c, 1);
    }
}

static void decode_b(struct buf *to, const uint8_t *p, size_t n)
{
    uint8_t bytes[64];
    size_t got = 0;

    must(n <= 64 && wax__text_from_base64(bytes, &got, p, n));
    wax__buf_put(to, bytes, got);
}

/* An encoded-word: decoded, a whole number of characters. */
static bool decode_word(struct buf *to, const uint8_t *p, size_t n)
{
    size_t before = buf_len(to);

    if (n < 12 || memcmp(p, "=?utf-8?", 8) != 0)
        return false;
    must(n <= 75 && (p[8] == 'Q' || p[8] == 'B') && p[9] == '?' && memcmp(p + n - 2, "?=", 2) == 0);
    if (p[8] == 'Q')
        decode_q(to, p + 10, n - 12);
    else
        decode_b(to, p + 10, n - 12);
    must(wax__text_is_utf8(buf_data(to) + before, buf_len(to) - before));
    return true;
}

/* As RFC 2047 s.6.2 reads: white space between encoded-words is none. */
static void decode(struct buf *to, const uint8_t *p, size_t len)
{
    bool was_encoded = false;

    for (size_t at = 0; at < len;) {
        size_t blank = 0, word = 0;
        while (at + blank < len && is_blank(p[at + blank]))
            blank++;
        while (at + blank + word < len && !is_blank(p[at + blank + word]))
            word++;
        struct buf decoded = { 0 };
        bool is_encoded = decode_word(&decoded, p + at + blank, word);
        if (at && word && !(is_encoded && was_encoded))
            wax__buf_put(to, p + at, blank);
        wax__buf_put(to, is_encoded ? buf_data(&decoded) : p + at + blank, is_encoded ? buf_len(&decoded) : word);
        wax__buf_clear(&decoded);
        was_encoded = is_encoded;
        at += blank + word;
    }
}

static void check_meaning(const char *text, const uint8_t *value, size_t len)
{
    struct buf read = { 0 };
    size_t n = strlen(text);

    for (; n && is_blank((uint8_t)*text); n--)
        text++;
    while (n && is_blank((uint8_t)text[n - 1]))
        n--;
    decode(&read, value, len);
    must(buf_len(&read) == n && memcmp(buf_data(&read), text, n) == 0);
    wax__buf_clear(&read);
}

static void check_field(const char *name, const char *text)
{
    struct buf field = { 0 }, flat = { 0 };
    wax_error why = { 0 };

    if (wax__field_check(name, text, &why)) {
        must(*why.text);
        return;
    }
    must(!wax__field_put(&field, name, text, &why));
    check_lines(buf_data(&field), buf_len(&field));
    unfold(&flat, buf_data(&field), buf_len(&field));
    size_t n = strlen(name);
    must(buf_len(&flat) > n && buf_data(&flat)[n] == ':');
    if (wax__field_law(name)->kind == FIELD_TEXT)
        check_meaning(text, buf_data(&flat) + n + 1, buf_len(&flat) - n - 1);
    wax__buf_clear(&field);
    wax__buf_clear(&flat);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    char *name = malloc(len + 1);
    const char *text = "";

    if (!name)
        return 0;
    memcpy(name, data, len);
    name[len] = 0;
    char *lf = strchr(name, '\n');
    if (lf) {
        *lf = 0;
        text = lf + 1;
    }
    check_field(name, text);
    free(name);
    return 0;
}
