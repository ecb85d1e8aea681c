/* Bytes as they are (RFC 3030): when a mail is binary, and what even then must be good. */
#include "reading.h"
#include "test.h"

#include <stdio.h>
#include <wax/message.h>

static wax_message *begin(void)
{
    wax_message *m = wax_message_new();

    wax_message_fix(m, 1354553212, 60, 1);
    wax_message_set(m, "From", "ada@example.org");
    wax_message_binary(m, WAX_MUST);
    return m;
}

static wax_message *ready_made(const void *bytes, size_t len)
{
    wax_message *m = wax_message_new();

    wax_message_raw(m, wax_source_bytes(bytes, len));
    wax_message_binary(m, WAX_MUST);
    return m;
}

static bool holds(wax_message *m, const void *bytes, size_t len)
{
    struct buf whole = { 0 };
    wax_source from;
    bool found = false;

    CHECK(!wax_message_open(m, &from) && !read_to_end(from, 7, &whole, NULL));
    from.free(from.user);
    for (size_t i = 0; !found && i + len <= buf_len(&whole); i++)
        found = memcmp(buf_data(&whole) + i, bytes, len) == 0;
    wax__buf_clear(&whole);
    return found;
}

TEST("a file goes byte for byte, the branch says so, and the mail is binary")
{
    wax_message *m = begin();
    wax_message_facts f;

    wax_message_text(m, "see there");
    wax_message_attach_source(m, wax_source_bytes("\0\r\n\n\r", 5), "a.bin", NULL);
    CHECK(!wax_message_check(m, &f) && f.is_binary);
    static const char leaf[] = "Content-Transfer-Encoding: binary\r\nContent-Disposition: attachment;\r\n filename=\"a.bin\"\r\n\r\n\0\r\n\n\r\r\n--";
    CHECK(holds(m, leaf, sizeof leaf - 1));
    CHECK(holds(m, "\"\r\nContent-Transfer-Encoding: binary\r\n\r\n--", 41));
    wax_message_free(m);
}

TEST("what needs no encoding anyway makes no mail binary")
{
    wax_message *m = begin();
    wax_message_facts f = { .is_binary = true };

    wax_message_text(m, "gr\xC3\xB6\xC3\x9F" "er");
    wax_message_attach_source(m, wax_source_bytes("a,b\r\n", 5), NULL, "text/csv");
    CHECK(!wax_message_check(m, &f) && !f.is_binary && !f.is_8bit);
    wax_message_free(m);
}

TEST("without the word nothing is binary")
{
    wax_message *m = wax_message_new();
    wax_message_facts f = { .is_binary = true };

    wax_message_set(m, "From", "ada@example.org");
    wax_message_attach_source(m, wax_source_bytes("\0\n", 2), NULL, NULL);
    CHECK(!wax_message_check(m, &f) && !f.is_binary);
    wax_message_free(m);
}

static const struct { const char *mail; size_t len; bool is_binary; } ready[] = {
#define MAIL(text) "A: b\r\n\r\n" text, sizeof "A: b\r\n\r\n" text - 1
    { MAIL("good\r\nlines\r\n"), false },
    { MAIL(""), false },
    { MAIL("a bare \n LF\r\n"), true },
    { MAIL("a bare \r CR\r\n"), true },
    { MAIL("a NUL \0\r\n"), true },
    { MAIL("no end"), true },
    { MAIL("half an end\r"), true },
    { MAIL("\nat the start\r\n"), true },
};

TEST("a ready-made mail is sent as it is, and is binary when its body keeps no rule of lines")
{
    for (size_t i = 0; i < sizeof ready / sizeof *ready; i++) {
        wax_message *m = ready_made(ready[i].mail, ready[i].len);
        wax_message_facts f;
        CHECK(!wax_message_check(m, &f) && f.is_binary == ready[i].is_binary && f.size == (int64_t)ready[i].len);
        CHECK(holds(m, ready[i].mail, ready[i].len));
        wax_message_free(m);
    }
}

TEST("a line of a thousand bytes makes it binary, also over the edge of a read")
{
    char mail[20000] = "A: b\r\n\r\n";
    size_t at = strlen(mail);
    wax_message_facts f;

    for (; at < 16000; at += 2)
        memcpy(mail + at, "\r\n", 2);
    memset(mail + at, 'x', 999);
    memcpy(mail + at + 999, "\r\n", 2);
    wax_message *m = ready_made(mail, at + 1001);
    CHECK(!wax_message_check(m, &f) && f.is_binary);
    wax_message_free(m);
    m = ready_made(mail + 1, at + 1000);                        /* the header is ": b", no field */
    CHECK(wax_message_check(m, &f) == WAX_E_INPUT);
    wax_message_free(m);
    memcpy(mail + at + 998, "\r\n", 2);
    m = ready_made(mail, at + 1000);
    CHECK(!wax_message_check(m, &f) && !f.is_binary);
    wax_message_free(m);
}

static const struct { const char *mail; size_t len; const char *sentence; } bad[] = {
#define HEADER(text) text, sizeof text - 1
    { HEADER("A: b\nB: c\r\n\r\n"), "line 1 of the mail's header does not end in CRLF" },
    { HEADER("A: b\r\nB: c\rBcc: d\r\n\r\n"), "line 2 of the mail's header does not end in CRLF" },
    { HEADER("A: b\r\n\nx\r\n"), "line 2 of the mail's header does not end in CRLF" },
    { HEADER("A: b"), "line 1 of the mail's header does not end in CRLF" },
    { HEADER("A: b\r"), "line 1 of the mail's header does not end in CRLF" },
    { HEADER("A: \0b\r\n\r\n"), "line 1 of the mail's header holds a NUL" },
    { HEADER("\n"), "does not end in CRLF" },
};

TEST("the header of a binary mail keeps the rules, or is refused with its line")
{
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        wax_message *m = ready_made(bad[i].mail, bad[i].len);
        CHECK(wax_message_check(m, NULL) == WAX_E_INPUT);
        CHECK(strstr(wax_message_error(m)->text, bad[i].sentence));
        wax_message_free(m);
    }
}

TEST("a binary part that holds the mail's own boundary is refused before anything is sent")
{
    wax_message *m = begin();
    struct buf whole = { 0 };
    wax_source from;

    wax_message_attach_source(m, wax_source_bytes("\0", 1), NULL, NULL);
    CHECK(!wax_message_open(m, &from) && !read_to_end(from, 100, &whole, NULL));
    from.free(from.user);
    wax_message_attach_source(m, wax_source_bytes(buf_data(&whole), buf_len(&whole)), NULL, NULL);       /* 7bit it is not: it holds "--=_" */
    CHECK(wax_message_check(m, NULL) == WAX_E_USAGE && strstr(wax_message_error(m)->text, "boundary of the mail"));
    wax__buf_clear(&whole);
    wax_message_free(m);
}

TEST("a source that gives other bytes the second time is found out, binary too")
{
    static char bytes[] = "\0abc";
    struct drip d = { bytes, 4, 0, 4 };
    wax_message *m = begin();

    wax_message_attach_source(m, drip_source(&d), NULL, NULL);
    CHECK(!wax_message_check(m, NULL));
    d.len = 3;
    CHECK(wax_message_check(m, NULL) == WAX_E_INPUT && strstr(wax_message_error(m)->text, "was changed"));
    wax_message_free(m);
}

TEST("a forwarded mail and a text keep their lines, whatever is asked")
{
    wax_message *m = begin();
    wax_message_facts f;

    wax_message_forward(m, wax_source_bytes("A: b\n\nc\n", 8), NULL);
    CHECK(!wax_message_check(m, &f) && !f.is_binary);
    CHECK(holds(m, "A: b\r\n\r\nc\r\n", 11));
    wax_message_free(m);
}

/* -- in two forms ------------------------------------------------------------------------------------------------ */

static bool binary_form_holds(wax_message *m, const void *bytes, size_t len, int64_t size)
{
    struct buf whole = { 0 };
    wax_source from;
    bool found = false;

    if (!CHECK(!wax_message_open_binary(m, &from) && !read_to_end(from, 7, &whole, NULL)))
        return false;
    from.free(from.user);
    for (size_t i = 0; !found && i + len <= buf_len(&whole); i++)
        found = memcmp(buf_data(&whole) + i, bytes, len) == 0;
    found = found && CHECK(size == (int64_t)buf_len(&whole));
    wax__buf_clear(&whole);
    return found;
}

TEST("if offered: the mail has both forms, each of its own size, and they can be read in any order")
{
    wax_message *m = begin();
    wax_message_facts f;

    wax_message_binary(m, WAX_IF_OFFERED);
    wax_message_attach_source(m, wax_source_bytes("\0\r\n\n\r", 5), "a.bin", NULL);
    CHECK(!wax_message_check(m, &f) && !f.is_binary && f.binary_size > 0 && f.binary_size != f.size);
    for (int i = 0; i < 2; i++) {
        CHECK(holds(m, "base64\r\n", 8) && holds(m, "AA0KCg0=\r\n", 10));
        CHECK(binary_form_holds(m, "\r\n\r\n\0\r\n\n\r", 9, f.binary_size));
    }
    wax_message_free(m);
}

TEST("a mail whose lines are good has no second form")
{
    wax_message *m = begin();
    wax_message_facts f;

    wax_message_binary(m, WAX_IF_OFFERED);
    wax_message_text(m, "hello");
    CHECK(!wax_message_check(m, &f) && !f.is_binary && f.binary_size == -1 && !wax_message_error(m)->status);
    wax_message_free(m);
}

TEST("if offered, a ready-made mail must be good without; its binary form is the bytes as they are")
{
    static const char lf[] = "A: b\r\n\r\nx\ny\r\n", nul[] = "A: b\r\n\r\n\0\r\n", header[] = "A: b\n\nx\n";
    wax_message_facts f;
    wax_message *m = ready_made(lf, sizeof lf - 1);

    wax_message_binary(m, WAX_IF_OFFERED);
    CHECK(!wax_message_check(m, &f) && !f.is_binary && f.size == sizeof lf && f.binary_size == sizeof lf - 1);
    CHECK(holds(m, "x\r\ny\r\n", 6) && binary_form_holds(m, lf, sizeof lf - 1, f.binary_size));
    wax_message_free(m);
    m = ready_made(nul, sizeof nul - 1);
    wax_message_binary(m, WAX_IF_OFFERED);
    CHECK(wax_message_check(m, NULL) == WAX_E_INPUT);
    wax_message_free(m);
    m = ready_made(header, sizeof header - 1);          /* as it is it would be refused for its header: so it has the other form alone */
    wax_message_binary(m, WAX_IF_OFFERED);
    CHECK(!wax_message_check(m, &f) && f.binary_size == -1 && !wax_message_error(m)->status);
    wax_message_free(m);
}

TEST("who did not ask has no binary form to open")
{
    wax_message *m = wax_message_new();
    wax_source from;

    wax_message_set(m, "From", "ada@example.org");
    CHECK(wax_message_open_binary(m, &from) == WAX_E_USAGE && strstr(wax_message_error(m)->text, "wax_message_binary"));
    CHECK(wax_message_open_binary(NULL, &from) == WAX_E_NOMEM);
    wax_message_free(m);
}
