/* The same content once more, for readers that few have: where it stands, and what is refused. */
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

/* The types in their order, a blank between them; "" when it can't be read. */
static void types_of(wax_message *m, char *to, size_t size)
{
    static const char field[] = "Content-Type: ";
    struct buf whole = { 0 };
    wax_source from;

    *to = 0;
    if (wax_message_open(m, &from)) {
        test_note("%s", wax_message_error(m)->text);
        return;
    }
    CHECK(!read_to_end(from, 100, &whole, NULL) && wax__buf_put(&whole, "", 1));
    from.free(from.user);
    for (const char *p = (const char *)buf_data(&whole); (p = strstr(p, field)); p += sizeof field - 1)
        snprintf(to + strlen(to), size - strlen(to), "%s%.*s", *to ? " " : "", (int)strcspn(p + sizeof field - 1, ";\r"), p + sizeof field - 1);
    wax__buf_clear(&whole);
}

static bool has_types(wax_message *m, const char *expected)
{
    char first[400], second[400];

    types_of(m, first, sizeof first);
    types_of(m, second, sizeof second);
    wax_message_free(m);
    return test_same(first, expected) && test_same(second, expected);
}

static bool refuses(const char *type, const char *text, const char *sentence)
{
    wax_message *m = begin();

    wax_message_alternative(m, type, text);
    bool good = wax_message_check(m, NULL) == WAX_E_USAGE && strstr(wax_message_error(m)->text, sentence);
    if (!good)
        test_note("%s", wax_message_error(m)->text);
    wax_message_free(m);
    return good;
}

TEST("another alternative stands between text and HTML, in whatever order they are set")
{
    wax_message *m = begin();

    wax_message_html(m, "<p>a");
    wax_message_alternative(m, "text/x-amp-html", "<html amp>");
    wax_message_alternative(m, "text/watch-html", "<b>a");
    wax_message_text(m, "a");
    CHECK(has_types(m, "multipart/alternative text/plain text/x-amp-html text/watch-html text/html"));
}

TEST("what the HTML shows, an invitation and files stand where they stood")
{
    wax_message *m = begin();

    wax_message_html(m, "<img src=\"cid:a\">");
    wax_message_inline(m, "a", wax_source_bytes("a", 1), NULL, "image/png");
    wax_message_alternative(m, "text/x-amp-html", "<html amp>");
    wax_message_invite(m, "BEGIN:VCALENDAR\nMETHOD:REQUEST\nEND:VCALENDAR\n");
    wax_message_attach_source(m, wax_source_bytes("a", 1), NULL, "text/csv");
    CHECK(has_types(m, "multipart/mixed multipart/related multipart/alternative text/x-amp-html text/html text/calendar image/png text/csv"));
}

TEST("alone it is the mail, and is labelled as what it is")
{
    wax_message *m = begin();
    struct buf whole = { 0 };
    wax_source from;

    wax_message_alternative(m, "text/x-amp-html", "A plain beginning, and then: gr\xC3\xB6\xC3\x9F" "er\n");
    CHECK(!wax_message_open(m, &from) && !read_to_end(from, 100, &whole, NULL) && wax__buf_put(&whole, "", 1));
    from.free(from.user);
    CHECK(strstr((const char *)buf_data(&whole), "Content-Type: text/x-amp-html; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
                 "A plain beginning, and then: gr=C3=B6=C3=9Fer\r\n"));
    wax__buf_clear(&whole);
    wax_message_free(m);
}

TEST("the same type again replaces it")
{
    wax_message *m = begin();

    wax_message_text(m, "a");
    wax_message_alternative(m, "text/x-a", "a");
    wax_message_alternative(m, "Text/X-A", "b");
    CHECK(has_types(m, "multipart/alternative text/plain Text/X-A"));
}

TEST("what has a place of its own is sent there")
{
    CHECK(refuses("text/plain", "a", "wax_message_text puts it there"));
    CHECK(refuses("TEXT/html", "a", "wax_message_html puts it there"));
    CHECK(refuses("text/calendar", "a", "wax_message_invite puts it there"));
}

TEST("an alternative is text, of a type without parameters")
{
    CHECK(refuses("application/json", "{}", "an alternative is text in UTF-8"));
    CHECK(refuses("multipart/mixed", "a", "an alternative is text in UTF-8"));
    CHECK(refuses("text/x-a; charset=iso-8859-1", "a", "an alternative is text in UTF-8"));
    CHECK(refuses("text/x a", "a", "is no media type"));
    CHECK(refuses("text/x\r\nBcc: e", "a", "is no media type"));
    CHECK(refuses("text/x-a", "\xff", "the alternative is not UTF-8: line 1, byte 1 is 0xff"));
    CHECK(refuses(NULL, "a", "was given NULL"));
    CHECK(refuses("text/x-a", NULL, "was given NULL"));
}

TEST("there are four of them at the most")
{
    static const char *const types[] = { "text/x-1", "text/x-2", "text/x-3", "text/x-4", "text/x-5" };
    wax_message *m = begin();

    for (size_t i = 0; i < 4; i++)
        wax_message_alternative(m, types[i], "a");
    CHECK(!wax_message_check(m, NULL));
    wax_message_alternative(m, types[4], "a");
    CHECK(wax_message_check(m, NULL) == WAX_E_USAGE && strstr(wax_message_error(m)->text, "at most 4 alternatives"));
    wax_message_free(m);
}

TEST("a ready-made mail has its own")
{
    wax_message *m = wax_message_new();

    wax_message_alternative(m, "text/x-a", "a");
    wax_message_raw(m, wax_source_bytes("A: b\n\nc\n", 8));
    CHECK(wax_message_check(m, NULL) == WAX_E_USAGE);
    wax_message_free(m);
}
