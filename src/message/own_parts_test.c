/* Parts in a nesting of the application's own: what is written, and what can't be said. */
#include "reading.h"
#include "test.h"

#include <stdio.h>
#include <wax/message.h>

static wax_message *begin(void)
{
    wax_message *m = wax_message_new();

    wax_message_fix(m, 1354553212, 60, 1);
    wax_message_set(m, "From", "ada@example.org");
    return m;
}

static wax_source words(const char *text)
{
    return wax_source_bytes(text, strlen(text));
}

/* The mail from its MIME-Version on, its boundaries as "B0", "B1"...; the message is freed. */
static const char *written(wax_message *m)
{
    static char text[20000];
    struct buf whole = { 0 };
    wax_source from;

    *text = 0;
    if (wax_message_open(m, &from)) {
        test_note("%s", wax_message_error(m)->text);
        wax_message_free(m);
        return text;
    }
    CHECK(!read_to_end(from, 100, &whole, NULL) && wax__buf_put(&whole, "", 1));
    from.free(from.user);
    const char *p = strstr((const char *)buf_data(&whole), "MIME-Version");
    for (char *to = text; *p && to < text + sizeof text - 1; *to++ = *p++, *to = 0)
        if (strncmp(p, "=_", 2) == 0) {
            p += strcspn(p, "_") + 1;
            p += strcspn(p, "_") + 1;
            *to++ = 'B';
        }
    wax__buf_clear(&whole);
    wax_message_free(m);
    return text;
}

static bool says(wax_message *m, const char *sentence)
{
    bool good = wax_message_check(m, NULL) == WAX_E_USAGE && strstr(wax_message_error(m)->text, sentence);

    if (!good)
        test_note("%s", wax_message_error(m)->text);
    wax_message_free(m);
    return good;
}

TEST("a report of delivery is written as RFC 6522 draws it")
{
    wax_message *m = begin();
    wax_part *report = wax_message_multipart(m, NULL, "multipart/report; report-type=delivery-status");

    wax_part_set(wax_message_part(m, report, words("It came back.\n"), "text/plain"), "Content-Description", "Notification");
    wax_message_part(m, report, words("Reporting-MTA: dns; a.example\n\nAction: failed\n"), "message/delivery-status");
    wax_message_part(m, report, words("Subject: lost\n\nx\n"), "message/rfc822");
    CHECK(test_same(written(m), "MIME-Version: 1.0\r\nContent-Type: multipart/report; report-type=delivery-status;\r\n boundary=\"B0\"\r\n"
        "\r\n--B0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 7bit\r\nContent-Description: Notification\r\n\r\nIt came back.\r\n"
        "\r\n--B0\r\nContent-Type: message/delivery-status\r\nContent-Transfer-Encoding: 7bit\r\n\r\nReporting-MTA: dns; a.example\r\n\r\nAction: failed\r\n"
        "\r\n--B0\r\nContent-Type: message/rfc822\r\nContent-Transfer-Encoding: 7bit\r\n\r\nSubject: lost\r\n\r\nx\r\n"
        "\r\n--B0--\r\n"));
}

TEST("multiparts stand in multiparts, and related names the type of its first part")
{
    wax_message *m = begin();
    wax_part *all = wax_message_multipart(m, NULL, "multipart/alternative");
    wax_part *related = wax_message_multipart(m, all, "multipart/related");

    wax_message_part(m, related, words("<img src=\"cid:a@x\">"), "text/html; charset=us-ascii");
    wax_part *image = wax_message_part(m, related, wax_source_bytes("\0\1\2", 3), "image/png");
    wax_part_id(image, "a@x");
    wax_part_disposition(image, "inline", "a b.png");
    CHECK(test_same(written(m), "MIME-Version: 1.0\r\nContent-Type: multipart/alternative;\r\n boundary=\"B0\"\r\n"
        "\r\n--B0\r\nContent-Type: multipart/related;\r\n type=\"text/html\";\r\n boundary=\"B1\"\r\n"
        "\r\n--B1\r\nContent-Type: text/html; charset=us-ascii\r\nContent-Transfer-Encoding: 7bit\r\n\r\n<img src=\"cid:a@x\">\r\n"
        "\r\n--B1\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\nContent-ID: <a@x>\r\n"
        "Content-Disposition: inline;\r\n filename=\"a b.png\"\r\n\r\nAAEC\r\n"
        "\r\n--B1--\r\n\r\n--B0--\r\n"));
}

TEST("one part alone is the mail")
{
    wax_message *m = begin();

    CHECK(wax_message_part(m, NULL, words("a,b\n"), "text/csv"));
    CHECK(test_same(written(m), "MIME-Version: 1.0\r\nContent-Type: text/csv; charset=utf-8\r\nContent-Transfer-Encoding: 7bit\r\n\r\na,b\r\n"));
}

TEST("a multipart is as wide as the mail in it")
{
    wax_message *m = begin();

    wax_message_part(m, wax_message_multipart(m, wax_message_multipart(m, NULL, "multipart/mixed"), "multipart/digest"), words("A: b\n\ngr\xC3\xB6\xC3\x9F" "er\n"), "message/rfc822");
    CHECK(strstr(written(m), "boundary=\"B1\"\r\nContent-Transfer-Encoding: 8bit\r\n"));
}

TEST("the fields of a part are encoded and folded as any, and can't add another")
{
    wax_message *m = begin();
    wax_part *p = wax_message_part(m, NULL, words("a"), "text/plain");

    wax_part_set(p, "Content-Description", "Gr\xC3\xB6\xC3\x9F" "e");
    wax_part_set(p, "Content-Language", "de, en");
    const char *text = written(m);
    CHECK(strstr(text, "Content-Description: =?utf-8?") && strstr(text, "?=\r\nContent-Language: de, en\r\n\r\n"));

    m = begin();
    wax_part_set(wax_message_part(m, NULL, words("a"), "text/plain"), "Content-Description", "a\r\nBcc: e");
    CHECK(says(m, "holds a control character"));
}

static const struct { const char *field, *text, *sentence; } unsayable[] = {
    { "Content-Type", "text/html", "it is the type that the part was made with" },
    { "content-transfer-encoding", "8bit", "it follows from the part's bytes" },
    { "Content-ID", "<a@x>", "wax_part_id says it" },
    { "Content-Disposition", "inline", "wax_part_disposition says it" },
    { "Subject", "a", "begin with Content-" },
    { "Content-Language:x", "a", "no name of a header field" },
    { "Content-Language", "\xC3\xB6", "takes ASCII only" },
    { "Content-Language", NULL, "was given NULL" },
};

TEST("what a part's header can't say is refused with the reason")
{
    for (size_t i = 0; i < sizeof unsayable / sizeof *unsayable; i++) {
        wax_message *m = begin();
        wax_part_set(wax_message_part(m, NULL, words("a"), "text/plain"), unsayable[i].field, unsayable[i].text);
        CHECK(says(m, unsayable[i].sentence));
    }
}

TEST("each field of a part is said once, and no Content-ID names two parts")
{
    wax_message *m = begin();
    wax_part *p = wax_message_part(m, NULL, words("a"), "text/plain");

    wax_part_set(p, "Content-Language", "de");
    wax_part_set(p, "CONTENT-LANGUAGE", "en");
    CHECK(says(m, "a part has one CONTENT-LANGUAGE"));

    m = begin();
    p = wax_message_part(m, NULL, words("a"), "text/plain");
    wax_part_id(p, "a");
    wax_part_id(p, "b");
    CHECK(says(m, "a part has one Content-ID"));

    m = begin();
    wax_part *all = wax_message_multipart(m, NULL, "multipart/mixed");
    wax_part_id(wax_message_part(m, all, words("a"), "text/plain"), "a");
    wax_part_id(wax_message_part(m, all, words("a"), "text/plain"), "a");
    CHECK(says(m, "two parts have the Content-ID a"));
}

TEST("a disposition is one of two, and a name no path")
{
    wax_message *m = begin();

    wax_part_disposition(wax_message_part(m, NULL, words("a"), "text/plain"), "inline; filename=x", NULL);
    CHECK(says(m, "is no disposition"));
    m = begin();
    wax_part_disposition(wax_message_part(m, NULL, words("a"), "text/plain"), "attachment", "../a");
    CHECK(wax_message_check(m, NULL) == WAX_E_USAGE);
    wax_message_free(m);
}

static const struct { const char *type, *sentence; } no_multiparts[] = {
    { "text/plain", "is no multipart" },
    { "multipart/mixed; boundary=x", "boundary is made with the mail" },
    { "multipart/mixed; a=b; BOUNDARY*0=x", "boundary is made with the mail" },
    { "multipart/signed; protocol=\"application/pgp-signature\"", "made from the finished mail" },
    { "Multipart/Encrypted", "made from the finished mail" },
    { "multipart/mixed\r\nX: y", "is no media type" },
    { "multipart/", "is no media type" },
    { NULL, "was given NULL" },
};

TEST("a multipart that would not be what it says is not made")
{
    for (size_t i = 0; i < sizeof no_multiparts / sizeof *no_multiparts; i++) {
        wax_message *m = begin();
        CHECK(!wax_message_multipart(m, NULL, no_multiparts[i].type));
        CHECK(says(m, no_multiparts[i].sentence));
    }
}

TEST("a part is no multipart, has a type and has bytes")
{
    wax_message *m = begin();

    CHECK(!wax_message_part(m, NULL, words("a"), "multipart/mixed"));
    CHECK(says(m, "is made by wax_message_multipart"));
    m = begin();
    CHECK(!wax_message_part(m, NULL, words("a"), "text"));
    CHECK(says(m, "is no media type"));
    m = begin();
    CHECK(!wax_message_part(m, NULL, (wax_source){ 0 }, "text/plain"));
    CHECK(wax_message_check(m, NULL) == WAX_E_NOMEM);
    wax_message_free(m);
}

TEST("where a part can't stand it is refused")
{
    wax_message *m = begin(), *other = begin();
    wax_part *foreign = wax_message_multipart(other, NULL, "multipart/mixed");

    CHECK(!wax_message_part(m, foreign, words("a"), "text/plain"));
    CHECK(says(m, "belongs to another mail"));
    wax_message_free(other);

    m = begin();
    wax_part *leaf = wax_message_part(m, NULL, words("a"), "text/plain");
    CHECK(!wax_message_part(m, leaf, words("a"), "text/plain"));
    CHECK(says(m, "only a multipart holds parts"));

    m = begin();
    wax_message_part(m, NULL, words("a"), "text/plain");
    CHECK(!wax_message_part(m, NULL, words("a"), "text/plain"));
    CHECK(says(m, "say in which multipart"));
}

TEST("a multipart without a part is refused before it is read")
{
    wax_message *m = begin();
    wax_part *all = wax_message_multipart(m, NULL, "multipart/mixed");

    wax_message_part(m, all, words("a"), "text/plain");
    wax_message_multipart(m, all, "multipart/digest");
    CHECK(says(m, "multipart/digest holds no part"));
}

TEST("a tree stands alone: not beside a text, a file, a ready-made mail, nor these beside it")
{
    wax_message *m = begin();

    wax_message_text(m, "a");
    CHECK(!wax_message_multipart(m, NULL, "multipart/mixed"));
    CHECK(says(m, "can't stand beside it"));

    void (*const texts[])(wax_message *, const char *) = { wax_message_text, wax_message_text_flowed, wax_message_html };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        m = begin();
        wax_message_part(m, NULL, words("a"), "text/plain");
        texts[i](m, "a");
        CHECK(says(m, "tree of parts of your own"));
    }
    m = begin();
    wax_message_part(m, NULL, words("a"), "text/plain");
    wax_message_attach_source(m, words("a"), NULL, NULL);
    CHECK(says(m, "tree of parts of your own"));
    m = wax_message_new();
    wax_message_part(m, NULL, words("a"), "text/plain");
    wax_message_raw(m, words("A: b\n\nc\n"));
    CHECK(says(m, "can't be set beside it"));
    m = wax_message_new();
    wax_message_raw(m, words("A: b\n\nc\n"));
    CHECK(!wax_message_part(m, NULL, words("a"), "text/plain"));
    CHECK(says(m, "ready-made"));
}

TEST("depth has an end")
{
    wax_message *m = begin();
    wax_part *in = NULL;

    for (int i = 0; i < 32; i++)
        in = wax_message_multipart(m, in, "multipart/mixed");
    CHECK(in && !wax_message_part(m, in, words("a"), "text/plain"));
    CHECK(says(m, "at most 32 deep"));
}

TEST("twenty thousand parts stand in one multipart")
{
    wax_message *m = begin();
    wax_part *all = wax_message_multipart(m, NULL, "multipart/mixed");

    for (int i = 0; i < 20000; i++)
        wax_message_part(m, all, words("a"), "text/plain");
    CHECK(!wax_message_check(m, NULL));
    wax_message_free(m);
}

TEST("a message/ part that is more than ASCII can't be encoded, and is refused")
{
    wax_message *m = begin();

    wax_message_part(m, NULL, words("Final-Recipient: rfc822; gr\xC3\xB6\xC3\x9F" "e@x\n"), "message/delivery-status");
    CHECK(says(m, "can't be encoded (RFC 2045"));
}

TEST("a part that is text is refused where a line of it can't be told, by its number")
{
    wax_message *m = begin();

    wax_message_part(m, NULL, words("a\nb\rc\n"), "text/plain");
    CHECK(wax_message_check(m, NULL) == WAX_E_INPUT && strstr(wax_message_error(m)->text, "line 2"));
    wax_message_free(m);
}

static int n_freed;
static void count(void *user) { (void)user; n_freed++; }
static wax_status nothing(void *user, void *to, size_t room, size_t *n, wax_error *why) { (void)user, (void)to, (void)room, (void)why; *n = 0; return WAX_OK; }

TEST("a source is freed once, whether its part is made or refused, and NULL is borne")
{
    wax_source from = { nothing, NULL, count, NULL };
    wax_message *m = begin();

    wax_message_part(m, NULL, from, "text/plain");
    CHECK(n_freed == 1);                                        /* it was read and kept */
    wax_message_part(m, NULL, from, "multipart/mixed");
    CHECK(n_freed == 2);
    wax_message_free(m);
    wax_message_part(NULL, NULL, from, "text/plain");
    CHECK(n_freed == 3);
    wax_part_set(NULL, "Content-Language", "de");
    wax_part_id(NULL, "a");
    wax_part_disposition(NULL, "inline", NULL);
    CHECK(!wax_message_multipart(NULL, NULL, "multipart/mixed"));
}
