#include "field.h"

#include "reading.h"
#include "test.h"

static bool writes(const char *name, const char *text, const char *expected)
{
    struct buf out = { 0 };
    wax_error e = { 0 };

    if (wax__field_check(name, text, &e) || wax__field_put(&out, name, text, &e)) {
        test_note("%s", e.text);
        wax__buf_clear(&out);
        return false;
    }
    wax__buf_put(&out, "", 1);
    bool good = test_same((const char *)buf_data(&out), expected);
    wax__buf_clear(&out);
    return good;
}

static bool refused(const char *name, const char *text, const char *words)
{
    wax_error e = { 0 };

    if (wax__field_check(name, text, &e) != WAX_E_USAGE)
        return false;
    if (!strstr(e.text, words))
        test_note("\"%s\" has not \"%s\"", e.text, words);
    return strstr(e.text, words);
}

TEST("ASCII text stands as it is, under the name as it is spelled")
{
    CHECK(writes("subject", "Test", "Subject: Test\r\n"));
    CHECK(writes("X-mine", "a  b = c?", "X-mine: a  b = c?\r\n"));
    CHECK(writes("Subject", "", "Subject:\r\n"));
    CHECK(writes("Subject", "  around \t", "Subject: around\r\n"));
}

TEST("only the words that need it are encoded, and neighbours go together")
{
    CHECK(writes("Subject", "two Größen here", "Subject: two =?utf-8?B?R3LDtsOfZW4=?= here\r\n"));
    CHECK(writes("Subject", "à à b", "Subject: =?utf-8?B?w6Agw6A=?= b\r\n"));
    CHECK(writes("Subject", "à b à", "Subject: =?utf-8?B?w6A=?= b =?utf-8?B?w6A=?=\r\n"));
}

TEST("Q or B, whichever is shorter")
{
    CHECK(writes("Subject", "Adà", "Subject: =?utf-8?Q?Ad=C3=A0?=\r\n"));
    CHECK(writes("Subject", "日本", "Subject: =?utf-8?B?5pel5pys?=\r\n"));
}

TEST("text that looks like an encoded-word is encoded itself")
{
    CHECK(writes("Subject", "=?utf-8?Q?x?=", "Subject: =?utf-8?B?PT91dGYtOD9RP3g/PQ==?=\r\n"));
    CHECK(writes("To", "=?utf-8?Q?x?= <a@b.c>", "To: =?utf-8?B?PT91dGYtOD9RP3g/PQ==?= <a@b.c>\r\n"));
    CHECK(writes("To", "\"=?utf-8?Q?x?=\" <a@b.c>", "To: =?utf-8?B?PT91dGYtOD9RP3g/PQ==?= <a@b.c>\r\n"));
}

TEST("long text is folded at white space, which stays")
{
    CHECK(writes("Subject", "aaaaaaaaa bbbbbbbbb ccccccccc ddddddddd eeeeeeeee fffffffff ggggggggg  hhhhhhhhh\tiiiiiiiii",
                 "Subject: aaaaaaaaa bbbbbbbbb ccccccccc ddddddddd eeeeeeeee fffffffff\r\n ggggggggg  hhhhhhhhh\tiiiiiiiii\r\n"));
}

TEST("encoded-words hold 75 characters, their lines 76, and no character is cut")
{
    CHECK(writes("Subject", "日本語日本語日本語日本語日本語日本語日本語",
                 "Subject: =?utf-8?B?5pel5pys6Kqe5pel5pys6Kqe5pel5pys6Kqe5pel5pys6Kqe5pel?=\r\n"
                 " =?utf-8?B?5pys6Kqe5pel5pys6Kqe5pel5pys6Kqe?=\r\n"));
}

TEST("a wide gap is kept, by encoding the words around it")
{
    CHECK(writes("Subject", "a b                              c d",
                 "Subject: a =?utf-8?Q?b______________________________c?= d\r\n"));
}

TEST("a word that fits on no line is encoded")
{
    char text[2001];
    struct buf out = { 0 };

    memset(text, 'x', 2000);
    text[2000] = 0;
    CHECK(!wax__field_check("Subject", text, NULL) && !wax__field_put(&out, "Subject", text, NULL));
    CHECK(memcmp(buf_data(&out), "Subject: =?utf-8?Q?xxx", 22) == 0);
    for (size_t i = 0, column = 0; i < buf_len(&out); i++) {
        column = buf_data(&out)[i] == '\n' ? 0 : column + 1;
        if (column > 77)
            CHECK(false && "the line is longer than 76");
    }
    wax__buf_clear(&out);
}

TEST("names are atoms, quoted or encoded, by what they hold")
{
    CHECK(writes("From", "Ada Lovelace <a@b.c>", "From: Ada Lovelace <a@b.c>\r\n"));
    CHECK(writes("From", "\"Ada Lovelace\" <a@b.c>", "From: Ada Lovelace <a@b.c>\r\n"));
    CHECK(writes("From", "J. Doe <a@b.c>", "From: \"J. Doe\" <a@b.c>\r\n"));
    CHECK(writes("From", "\"a\\\"b\\\\, c\" <a@b.c>", "From: \"a\\\"b\\\\, c\" <a@b.c>\r\n"));
    CHECK(writes("From", "\"a  b\" <a@b.c>", "From: \"a  b\" <a@b.c>\r\n"));
    CHECK(writes("From", "Adà <ada@example.org>", "From: =?utf-8?Q?Ad=C3=A0?= <ada@example.org>\r\n"));
    CHECK(writes("From", "Ada Gröner <a@b.c>", "From: Ada =?utf-8?Q?Gr=C3=B6ner?= <a@b.c>\r\n"));
    CHECK(writes("From", "\"Gröner, Ada\" <a@b.c>", "From: =?utf-8?B?R3LDtm5lciw=?= Ada <a@b.c>\r\n"));
    CHECK(writes("From", "<a@b.c>", "From: a@b.c\r\n"));
}

TEST("a long name that needs quotes is encoded instead: it must be able to fold")
{
    CHECK(writes("To", "\"a very long name, of many words, that no line of ordinary length could hold with its quotation marks\" <a@b.c>",
                 "To: a very long =?utf-8?Q?name=2C?= of many =?utf-8?Q?words=2C?= that no\r\n"
                 " line of ordinary length could hold with its quotation marks <a@b.c>\r\n"));
}

TEST("lists and groups are written as lists and groups")
{
    CHECK(writes("To", "a@b.c (x),D<d@e.f>", "To: a@b.c, D <d@e.f>\r\n"));
    CHECK(writes("Cc", "undisclosed-recipients:;", "Cc: undisclosed-recipients:;\r\n"));
    CHECK(writes("Cc", "x@y.z, friends: a@b.c, \"D.\" <d@e.f>; , g@h.i", "Cc: x@y.z, friends: a@b.c, \"D.\" <d@e.f>;, g@h.i\r\n"));
    CHECK(writes("Cc", "Größen: a@b.c;", "Cc: =?utf-8?B?R3LDtsOfZW4=?= : a@b.c;\r\n"));
}

TEST("long lists are folded between addresses")
{
    CHECK(writes("To", "aaaaaaaaaaaaaaaaaaaaaaaa@example.org,bbbbbbbbbbbbbbbbbbbbbbb@example.org,cccc@example.org",
                 "To: aaaaaaaaaaaaaaaaaaaaaaaa@example.org, bbbbbbbbbbbbbbbbbbbbbbb@example.org,\r\n cccc@example.org\r\n"));
}

TEST("ids and URLs are sent as they are, or refused")
{
    char url[1100] = "<https://example.org/";

    memset(url + strlen(url), 'u', 500);
    url[strlen(url)] = '>';
    CHECK(!wax__field_check("List-Unsubscribe", url, NULL));
    memset(url + strlen(url), 'u', 500);
    CHECK(refused("List-Unsubscribe", url, "without a space"));
    CHECK(refused("References", "<à@b.c>", "ASCII only"));
    CHECK(refused("Message-ID", " ", "is empty"));
    CHECK(writes("References", "<a@b>   <c@d>", "References: <a@b> <c@d>\r\n"));
}

TEST("no text can add a field or end the header")
{
    CHECK(refused("Subject", "a\r\nBcc: eve@example.org", "control character, 0x0d, at byte 2"));
    CHECK(refused("Subject", "a\nb", "0x0a"));
    CHECK(refused("Subject", "a\r b", "0x0d"));
    CHECK(refused("References", "a\r\n b", "0x0d"));
    CHECK(refused("Subject", "a\x1b", "0x1b"));
    CHECK(refused("Subject", "a\xC2\x85", "0x85"));
    CHECK(refused("Subject", "a\x7f", "0x7f"));
    CHECK(refused("Subject", "a\xff", "Subject is not UTF-8: byte 2 is 0xff"));
}

TEST("names of fields are RFC 5322's")
{
    CHECK(refused("", "x", "is no name of a header field"));
    CHECK(refused("A B", "x", "is no name of a header field"));
    CHECK(refused("A:", "x", "is no name of a header field"));
    CHECK(refused("A\r\nB", "x", "is no name of a header field"));
    CHECK(refused("Ä", "x", "is no name of a header field"));
    CHECK(refused("X-aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "x", "is no name"));
}

TEST("what follows from the body, and what servers write, can't be set")
{
    CHECK(refused("content-type", "text/plain", "it follows from the body"));
    CHECK(refused("MIME-Version", "1.0", "it follows from the body"));
    CHECK(refused("Received", "x", "servers write it"));
    CHECK(refused("Resent-To", "a@b.c", "ready-made"));
}

TEST("From and Sender take mailboxes, and Sender takes one")
{
    CHECK(refused("From", "friends: a@b.c;", "From takes mailboxes, and \"friends\" is a group"));
    CHECK(refused("From", "", "From cannot be read"));
    CHECK(refused("Sender", "a@b.c, d@e.f", "Sender takes one mailbox, not 2"));
}

TEST("a field has a length")
{
    char *text = malloc(70000);

    memset(text, 'x', 70000);
    for (size_t i = 0; i < 70000; i += 50)
        text[i] = ' ';
    text[69999] = 0;
    CHECK(refused("Subject", text, "more than 65536 bytes"));
    free(text);
}

TEST("a mail says whether a machine wrote it, in words that machines know")
{
    CHECK(writes("auto-submitted", "auto-generated", "Auto-Submitted: auto-generated\r\n"));
    CHECK(writes("Auto-Submitted", "Auto-Replied", "Auto-Submitted: Auto-Replied\r\n"));
    CHECK(writes("Auto-Submitted", "no", "Auto-Submitted: no\r\n"));
    CHECK(writes("Auto-Submitted", "auto-notified; owner-email=\"a@b.c\"", "Auto-Submitted: auto-notified; owner-email=\"a@b.c\"\r\n"));
    CHECK(refused("Auto-Submitted", "yes", "\"yes\" is none of them"));
    CHECK(refused("Auto-Submitted", "auto-generated, no", "none of them"));
    CHECK(refused("Auto-Submitted", ";no", "none of them"));
}

TEST("a list is known by its id, and its name by people")
{
    CHECK(writes("List-Id", "<wax.example.org>", "List-ID: <wax.example.org>\r\n"));
    CHECK(writes("List-ID", "Friends of Wax <wax.example.org> ", "List-ID: Friends of Wax <wax.example.org>\r\n"));
    CHECK(writes("List-ID", "Größen <wax.example.org>", "List-ID: =?utf-8?B?R3LDtsOfZW4=?= <wax.example.org>\r\n"));
}

TEST("what is no list's id is refused")
{
    static const char *const wrong[] = { "wax.example.org", "Wax <wax>", "<.org>", "<wax.>", "<a..b>", "<a b.c>", "Wax<wax.example.org>", "Wax  <wax.example.org>",
                                         " \t<a.b> x", "<a.b> <c.d>", "Wax, Ltd. <a.b>", "<a@b.c>", "<à.b>", "<>", "<", ">", "", " <a.b" };
    char id[270] = "<a.";

    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        CHECK(refused("List-ID", wrong[i], "is not of that form"));
    memset(id + 3, 'a', 253);
    CHECK(!wax__field_check("List-ID", strcat(id, ">"), NULL));
    memmove(id + 4, id + 3, strlen(id) - 2);
    CHECK(refused("List-ID", id, "is not of that form"));
}

TEST("the ways to a list are URLs between brackets")
{
    CHECK(writes("List-Help", "<mailto:wax@x.org?subject=help> (how it works), <https://x.org/help>",
                 "List-Help: <mailto:wax@x.org?subject=help> (how it works),\r\n <https://x.org/help>\r\n"));
    CHECK(writes("List-Archive", "<https://x.org/a>", "List-Archive: <https://x.org/a>\r\n"));
    CHECK(writes("List-Post", "NO (only the board writes)", "List-Post: NO (only the board writes)\r\n"));
    CHECK(writes("List-Post", " no", "List-Post: no\r\n"));
    CHECK(writes("List-Post", "<mailto:wax@x.org>", "List-Post: <mailto:wax@x.org>\r\n"));
}

TEST("what is no way to a list is refused, by name")
{
    static const char *const names[] = { "List-Help", "List-Subscribe", "List-Unsubscribe", "List-Owner", "List-Archive", "List-Post" };
    static const char *const wrong[] = { "wax@x.org", "<wax@x.org>", "<mailto:>", "<mailto:a@b.c", "<mailto:a@b.c>,", "<mailto:a@b.c> <x:y>", "<a:b,c>", "<a: b>",
                                         "<a:b> (open", "<a:b> (a (b))", "<1a:b>", "<:b>", "NOT", "no way", "<a:b> x" };

    for (size_t n = 0; n < sizeof names / sizeof *names; n++)
        for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
            CHECK(refused(names[n], wrong[i], "is not of that form"));
    CHECK(refused("List-Owner", "NO", "is not of that form"));
}

TEST("one click is asked for in these words, or not")
{
    CHECK(writes("List-Unsubscribe-Post", "List-Unsubscribe=One-Click", "List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"));
    CHECK(refused("List-Unsubscribe-Post", "List-Unsubscribe=Two-Clicks", "nothing else"));
}
