/* letters.c -- hot paths of a mail's bytes: base64, quoted-printable, line ends, a field of the header, a whole mail composed. */
#include "base64_lines.h"
#include "encode.h"
#include "field.h"
#include "hot.h"
#include "normalise.h"

#include <string.h>
#include <wax/message.h>

enum { LINES = 1024, BYTES = LINES * BASE64_LINE_IN };

static uint8_t bytes[BYTES];
static char    text[BYTES + 256];

/* The same each time, and no pattern that a loop could run through faster than through a file. */
static void fill_bytes(void)
{
    uint32_t x = 1;

    for (size_t i = 0; i < BYTES; i++)
        bytes[i] = (uint8_t)((x = x * 1664525 + 1013904223) >> 24);
}

/* Lines of many lengths, each with the given end; every fourth has a word beyond ASCII. */
static size_t fill_text(const char *end)
{
    static const char words[] = "All work and no play makes a mail that nobody has time to read, they say";
    size_t at = 0;

    for (size_t i = 0; at + 100 < BYTES; i++) {
        size_t n = 1 + i * 7 % (sizeof words - 1);
        memcpy(text + at, words, n);
        at += n;
        if (i % 4 == 0)
            memcpy(text + at, " gr\xc3\xbc\xc3\x9f", 7), at += 7;
        memcpy(text + at, end, strlen(end));
        at += strlen(end);
    }
    return at;
}

static void encode(enum encoding how, const uint8_t *from, size_t len)
{
    struct encoder e = { .how = how };
    struct buf to = { 0 };

    hot_must(wax__encode(&e, from, len, &to) && wax__encode_end(&e, &to), "encoding");
    wax__buf_clear(&to);
}

void hot_base64(long times)
{
    fill_bytes();
    while (times--)
        encode(ENCODING_BASE64, bytes, BYTES);
}

void hot_base64_plain(long times)
{
    static char to[LINES * BASE64_LINE_OUT + BASE64_SPARE];

    fill_bytes();
    while (times--)
        wax__base64_lines_plain(to, bytes, LINES);
}

void hot_qp(long times)
{
    size_t len = fill_text("\r\n");

    while (times--)
        encode(ENCODING_QP, (uint8_t *)text, len);
}

static void normalise(const char *end, long times)
{
    static struct normaliser n;
    struct hot_text from = { text, fill_text(end), 0 };
    static char to[8192];
    size_t got = 1;
    wax_error why;

    for (; times--; got = 1, from.at = 0) {
        wax__normalise_begin(&n, hot_source(&from), (struct line_law){ "the text", WAX_E_INPUT, 998 });
        while (got)
            hot_must(wax__normalise_read(&n, to, sizeof to, &got, &why) == WAX_OK, "normalising");
    }
}

void hot_crlf(long times)
{
    normalise("\r\n", times);
}

void hot_lf(long times)
{
    normalise("\n", times);
}

void hot_field(long times)
{
    static const char subject[] = "Gr\xc3\xbc\xc3\x9f" "e aus K\xc3\xb6ln: the minutes of our meeting, and what was said about the proposal in the end";
    static const char people[] = "Ada Lovelace <ada@example.org>, \"Hopper, Grace\" <grace@example.net>, J\xc3\xb6rg <joerg@example.com>";
    wax_error why;

    while (times--) {
        struct buf to = { 0 };
        hot_must(!wax__field_check("Subject", subject, &why) && !wax__field_put(&to, "Subject", subject, &why), "a subject");
        hot_must(!wax__field_check("To", people, &why) && !wax__field_put(&to, "To", people, &why), "recipients");
        wax__buf_clear(&to);
    }
}

static void read_to_end(wax_message *m)
{
    static char piece[8192];
    wax_source mail = { 0 };
    wax_error why;
    size_t n = 1;

    hot_must(wax_message_check(m, NULL) == WAX_OK && wax_message_open(m, &mail) == WAX_OK, "opening a mail");
    while (n)
        hot_must(mail.read(mail.user, piece, sizeof piece, &n, &why) == WAX_OK, "reading a mail");
    mail.free(mail.user);
}

/* Text and HTML, and a small file. */
void hot_compose(long times)
{
    while (times--) {
        wax_message *m = wax_message_new();
        wax_message_fix(m, 1700000000, 60, 1);
        wax_message_set(m, "From", "Ada Lovelace <ada@example.org>");
        wax_message_set(m, "To", "Grace Hopper <grace@example.net>, J\xc3\xb6rg <joerg@example.com>");
        wax_message_set(m, "Subject", "Gr\xc3\xbc\xc3\x9f" "e: the minutes of our meeting");
        wax_message_text(m, "Dear all,\n\nhere they are; gr\xc3\xbc\xc3\x9f" "e.\n\nAda\n");
        wax_message_html(m, "<p>Dear all,</p><p>here they are; gr\xc3\xbc\xc3\x9f" "e.</p><p>Ada</p>\n");
        wax_message_attach_source(m, wax_source_bytes(bytes, 2048), "minutes.bin", "application/octet-stream");
        read_to_end(m);
        wax_message_free(m);
    }
}
