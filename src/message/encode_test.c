#include "encode.h"

#include "base64_lines.h"
#include "reading.h"
#include "test.h"

#include <stdio.h>

static bool encode_in_pieces(enum encoding how, const char *in, size_t len, size_t piece, struct buf *out)
{
    struct encoder e = { .how = how };
    bool good = true;

    for (size_t at = 0; good && at < len; at += piece)
        good = wax__encode(&e, (const uint8_t *)in + at, len - at < piece ? len - at : piece, out);
    return good && wax__encode_end(&e, out);
}

static bool encodes(enum encoding how, const char *in, size_t len, const char *expected)
{
    bool good = true;

    for (size_t piece = 1; good && piece < 130; piece++) {
        struct buf out = { 0 };
        good = encode_in_pieces(how, in, len, piece, &out) && buf_is(&out, expected);
        if (!good)
            test_note("in pieces of %zu: \"%.*s\"", piece, (int)buf_len(&out), (const char *)buf_data(&out));
        wax__buf_clear(&out);
    }
    return good;
}

#define ENCODES(how, in, expected) encodes(how, in, sizeof(in) - 1, expected)

static enum encoding chosen_for(const char *text, bool is_signed)
{
    struct profile p = { 0 };

    for (size_t i = 0; text[i]; i++)
        wax__profile_add(&p, (const uint8_t *)text + i, 1);
    return wax__encoding_for(&p, is_signed);
}

static enum encoding chosen(const char *text)
{
    return chosen_for(text, false);
}

static bool is_same(const struct profile *a, const struct profile *b)
{
    return a->n == b->n && a->n_foreign == b->n_foreign && a->column == b->column && a->longest == b->longest && a->last == b->last
        && a->has_8bit_or_control == b->has_8bit_or_control && a->has_boundary == b->has_boundary && a->is_binary == b->is_binary && a->is_fragile == b->is_fragile;
}

/* Long runs of what is ordinary, and now and then what is not. */
static void throw_text(uint8_t *to, size_t len, uint32_t *seed)
{
    static const char strange[] = "\r\n\r\n\r\n\r\n=\t \x7F\x80\xFF\x1F\0", *const starts[] = { "--=_", "From ", "--=", "Fro", "x " };

    for (size_t i = 0; i < len; i++) {
        uint32_t dice = *seed = *seed * 1664525 + 1013904223;
        to[i] = dice >> 28 ? (uint8_t)(' ' + (dice >> 16) % 94) : (uint8_t)strange[(dice >> 16) % (sizeof strange - 1)];
        if (dice >> 25 == 1 && len - i > 7) {
            const char *start = starts[(dice >> 16) % 5];
            memcpy(to + i, "\r\n", 2);
            memcpy(to + i + 2, start, strlen(start));
            i += 1 + strlen(start);
        }
    }
}

TEST("what is ordinary is looked at by the run, and seen as each byte by itself is")
{
    uint8_t text[200];
    uint32_t seed = 1;

    for (int round = 0; round < 20000; round++) {
        struct profile whole = { 0 }, single = { 0 };
        size_t len = seed % sizeof text;
        throw_text(text, len, &seed);
        wax__profile_add(&whole, text, len);
        for (size_t i = 0; i < len; i++)
            wax__profile_add(&single, text + i, 1);
        if (!CHECK(is_same(&whole, &single))) {
            test_note("round %d: \"%.*s\"", round, (int)len, (const char *)text);
            break;
        }
    }
}

TEST("ASCII in lines of ordinary length is 7bit")
{
    CHECK(chosen("") == ENCODING_7BIT);
    CHECK(chosen("Ciao!\r\n") == ENCODING_7BIT);
    CHECK(chosen("a = b\tc\r\n.\r\n--\r\n") == ENCODING_7BIT);
}

TEST("a line over 998, a control character or a byte over 126 is none")
{
    char line[1001];

    memset(line, 'x', sizeof line);
    line[998] = 0;
    CHECK(chosen(line) == ENCODING_7BIT);
    line[998] = 'x';
    line[999] = 0;
    CHECK(chosen(line) == ENCODING_QP);
    CHECK(chosen("the text\x1b is long enough\r\n") == ENCODING_QP);
    CHECK(chosen("the text\x7f is long enough\r\n") == ENCODING_QP);
    CHECK(chosen("Gr\xC3\xB6\xC3\x9F" "e und noch mehr Text\r\n") == ENCODING_QP);
}

TEST("text that is mostly not ASCII goes as base64, which is shorter")
{
    CHECK(chosen("\xE6\x97\xA5\xE6\x9C\xAC\xE8\xAA\x9E\xE6\x97\xA5\xE6\x9C\xAC\xE8\xAA\x9E\r\n") == ENCODING_BASE64);
}

TEST("a line that begins like our boundary is not sent as it is")
{
    CHECK(chosen("a\r\n--=_b and some more text, to be quoted\r\n") == ENCODING_QP);
    CHECK(chosen("--=_ and some more text, to be quoted") == ENCODING_QP);
    CHECK(chosen("a --=_b\r\n---=_\r\n--=\r\n_\r\n") == ENCODING_7BIT);
    CHECK(ENCODES(ENCODING_QP, "--=_b\r\n", "--=3D_b\r\n"));
}

TEST("quoted-printable encodes what it must, and white space only at a line's end")
{
    CHECK(ENCODES(ENCODING_QP, "Gr\xC3\xB6\xC3\x9F" "e = 1\r\n", "Gr=C3=B6=C3=9Fe =3D 1\r\n"));
    CHECK(ENCODES(ENCODING_QP, "a \r\nb\t\r\n c\td\r\n", "a=20\r\nb=09\r\n c\td\r\n"));
    CHECK(ENCODES(ENCODING_QP, "a  \r\n", "a =20\r\n"));
    CHECK(ENCODES(ENCODING_QP, "a ", "a=20"));
    CHECK(ENCODES(ENCODING_QP, "\x1b\x7f", "=1B=7F"));
    CHECK(ENCODES(ENCODING_QP, "\r\n\r\n", "\r\n\r\n"));
}

TEST("quoted-printable lines hold 76 characters at most, and no =XX is cut")
{
    char in[400];
    struct buf out = { 0 };

    for (size_t i = 0; i < sizeof in; i++)
        in[i] = "abc\xC3\xBC "[i % 6];
    CHECK(encode_in_pieces(ENCODING_QP, in, sizeof in, 11, &out));
    const char *p = (const char *)buf_data(&out), *end = p + buf_len(&out);
    for (const char *lf; p < end && (lf = memchr(p, '\n', (size_t)(end - p))); p = lf + 1) {
        CHECK(lf - p <= 77 && lf[-1] == '\r' && lf[-2] == '=');
        CHECK(lf[-3] != '=' && lf[-4] != '=');
    }
    wax__buf_clear(&out);
}

#define X40 "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
static const char line_of_x[] = X40 X40 X40 X40;

TEST("quoted-printable reads the same in one piece and byte by byte, with a hidden From at each column")
{
    struct encoder whole = { .how = ENCODING_QP, .hides_from = true }, bytes = whole;
    struct buf a = { 0 }, b = { 0 };

    for (size_t column = 0; column < 160; column++) {
        uint8_t in[400];
        int n = snprintf((char *)in, sizeof in, "%.*sFrom F  =\tF%.*s \r\nFrom \xC3\xBC F\r\n", (int)column, line_of_x, (int)(column % 77), line_of_x);
        CHECK(wax__encode(&whole, in, (size_t)n, &a));
        for (int i = 0; i < n; i++)
            CHECK(wax__encode(&bytes, in + i, 1, &b));
    }
    CHECK(wax__encode_end(&whole, &a) && wax__encode_end(&bytes, &b));
    CHECK(buf_len(&a) == buf_len(&b) && memcmp(buf_data(&a), buf_data(&b), buf_len(&a)) == 0);
    for (size_t i = 1; i < buf_len(&a); i++)
        CHECK(buf_data(&a)[i] != 'F' || buf_data(&a)[i - 1] != '\n');
    wax__buf_clear(&a);
    wax__buf_clear(&b);
}

TEST("base64 lines hold 57 bytes in 76 characters, wherever the pieces are cut")
{
    char in[120];

    memset(in, 'a', sizeof in);
    CHECK(encodes(ENCODING_BASE64, in, 115,
                  "YWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFh\r\n"
                  "YWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFh\r\n"
                  "YQ==\r\n"));
    CHECK(encodes(ENCODING_BASE64, in, 57, "YWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFh\r\n"));
    CHECK(ENCODES(ENCODING_BASE64, "", ""));
}

TEST("lines of base64 are the same whichever file makes them, for every byte in every place, and nothing around them is read")
{
    uint8_t *in = malloc(3 * BASE64_LINE_IN);       /* to the byte, so that a sanitizer sees a read past it */
    char fast[3 * BASE64_LINE_OUT + BASE64_SPARE], plain[sizeof fast];

    for (unsigned first = 0; in && first < 256 * 7; first++) {
        for (unsigned i = 0; i < 3 * BASE64_LINE_IN; i++)
            in[i] = (uint8_t)(first + i * (first % 251));
        wax__base64_lines(fast, in, 3);
        wax__base64_lines_plain(plain, in, 3);
        CHECK(memcmp(fast, plain, 3 * BASE64_LINE_OUT) == 0);
    }
    free(in);
}

TEST("what relays have been seen to change does not go as it is under a signature, and does without one")
{
    static const char *const fragile[] = { "a \r\nb\r\n", "a\t\r\n", "a ", "From here\r\n", "a\r\nFrom \r\n", "-- \r\nAda\r\n" };
    static const char *const sound[] = { "a b\r\n", " From here\r\n", "From\r\n here\r\n", "FFrom here\r\n", "item one\r\n", "from here\r\n" };

    for (size_t i = 0; i < sizeof fragile / sizeof *fragile; i++) {
        CHECK(chosen_for(fragile[i], false) == ENCODING_7BIT);
        CHECK(chosen_for(fragile[i], true) == ENCODING_QP);
    }
    for (size_t i = 0; i < sizeof sound / sizeof *sound; i++)
        CHECK(chosen_for(sound[i], true) == ENCODING_7BIT);
}

TEST("quoted-printable under a signature has no line that begins with From, not even after a break of its own")
{
    char in[200] = "From here\r\nFor From \r\n", expected[300] = "=46rom here\r\n=46or From=20\r\n";
    struct encoder e = { .how = ENCODING_QP, .hides_from = true };
    struct buf out = { 0 };

    memset(in + strlen(in), 'x', 75);
    strcat(in, "From here");
    memset(expected + strlen(expected), 'x', 75);
    strcat(expected, "=\r\n=46rom here");
    CHECK(wax__encode(&e, (const uint8_t *)in, strlen(in), &out) && wax__encode_end(&e, &out) && buf_is(&out, expected));
    wax__buf_clear(&out);
}
