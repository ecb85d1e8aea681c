/* parts_test.c -- caps, path, ledger, lines: the small parts of the core. */
#include "caps.h"
#include "ledger.h"
#include "lines.h"
#include "path.h"
#include "test.h"

#include <wax/smtp.h>

#include <stdlib.h>
#include <string.h>

/* -- caps --------------------------------------------------------------------------------------------------- */

static struct reply reply(const char *text)
{
    struct reply r = { 0 };
    wax_error why = { 0 };

    CHECK(wax__reply_parse(&r, (const uint8_t *)text, strlen(text), &why) == WAX_OK);
    return r;
}

static struct caps learn(const char *text)
{
    const struct reply r = reply(text);

    return wax__caps_learn(&r);
}

TEST("the first line of EHLO is a greeting, whatever it says")
{
    CHECK(learn("250-PIPELINING\r\n250 8BITMIME\r\n").offers == CAP_8BITMIME);
    CHECK(learn("250 STARTTLS\r\n").offers == 0);
}

TEST("keywords are whole words, without case")
{
    CHECK(learn("250-x\r\n250-StartTLS\r\n250-PIPELININGS\r\n250 CHUNK\r\n").offers == CAP_STARTTLS);
}

TEST("SIZE is a number, or it says nothing")
{
    CHECK(learn("250-x\r\n250 SIZE 35882577\r\n").max_size == 35882577);
    CHECK(learn("250-x\r\n250 SIZE\r\n").max_size == 0);
    CHECK(learn("250-x\r\n250 SIZE -1\r\n").max_size == 0);
    CHECK(learn("250-x\r\n250 SIZE 99999999999999999999999\r\n").max_size == 0);
}

TEST("LIMITS are numbers by name, in any order, and others are passed over (RFC 9422)")
{
    const struct caps caps = learn("250-x\r\n250 LIMITS RCPTMAX=100 X=1 MAILMAX=20 RCPTDOMAINMAX=3\r\n");

    CHECK(caps.max_mails == 20 && caps.max_recipients == 100);
    CHECK(learn("250-x\r\n250 LIMITS MAILMAX MAILMAX= RCPTMAX=-1\r\n").max_mails == 0);
    CHECK(learn("250-x\r\n250 LIMITS MAILMAX=99999999999999999999999\r\n").max_mails == 0);
}

static const char *mechanisms(const char *ehlo)
{
    static char found[CAPS_MECHANISMS];
    const struct reply r = reply(ehlo);

    wax__caps_mechanisms(found, &r);
    return found;
}

TEST("mechanisms are words of their alphabet, and what has no room is forgotten whole")
{
    char text[4096] = "250-x\r\n250 AUTH PLAIN";

    CHECK(test_same(mechanisms("250-x\r\n250 AUTH PLAIN  LOGIN \r\n"), "PLAIN LOGIN"));
    CHECK(test_same(mechanisms("250-x\r\n250 AUTH PL\x1b[31mAIN LOGIN\r\n"), "LOGIN"));
    CHECK(test_same(mechanisms("250-x\r\n250-AUTH PLAIN\r\n250 AUTH=LOGIN\r\n"), "PLAIN LOGIN"));
    for (int i = 0; i < 200; i++)
        strcat(text, " MECHANISM-X");
    strcat(text, "\r\n");
    const char *found = mechanisms(text);
    CHECK(strlen(found) < CAPS_MECHANISMS && strcmp(found + strlen(found) - 11, "MECHANISM-X") == 0);
}

/* -- path --------------------------------------------------------------------------------------------------- */

static bool is_mailbox(const char *s)
{
    wax_error why = { 0 };
    bool good = wax__path_check(s, "recipient", &why) == WAX_OK;

    CHECK(good || (why.status == WAX_E_USAGE && *why.text && !strpbrk(why.text, "\r\n")));
    return good;
}

TEST("mailboxes of every legal form pass")
{
    static const char *good[] = { "a@b.c", "ada.lovelace+tag@example.org", "\"ada lovelace\"@example.org", "\"a\\\"b\"@example.org",
                                  "x@[192.0.2.1]", "x@[IPv6:2001:db8::1]", "adà@exämple.org", "!#$%&'*+-/=?^_`{|}~@example.org", "a@localhost" };

    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        CHECK(is_mailbox(good[i]));
}

TEST("nothing that could end its command or begin another passes")
{
    static const char *bad[] = { "", "a", "@b", "a@", "a b@c", "a@b c", "a@b>", "<a@b>", "a@b\r\nRCPT TO:<x@y>", "a\r@b", "a\n@b", "\"a\r\n\"@b",
                                 "a@b SIZE=1", "a@b> ORCPT=x", "a..b@c", ".a@c", "a.@c", "a@b..c", "a@.b", "a@b.", "a@-b", "a@b-", "\"a@b", "\"a\\",
                                 "\"a\"b@c", "a@[1]2", "a@[[1]]", "a@[", "x@[IPv>:::1]", "a@b@c", "a,b@c", "a@b,c@d", "\x01@b", "a@b\x7f", "\xff@b", "a@\xc3", "a\xc2\x9b\xff@b" };

    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        if (!CHECK(!is_mailbox(bad[i])))
            test_note("%s", bad[i]);
}

TEST("an address of ten thousand bytes is refused in a short sentence")
{
    char s[10001];
    wax_error why = { 0 };

    memset(s, 'a', 10000);
    memcpy(s + 5000, "@", 1);
    s[10000] = 0;
    CHECK(wax__path_check(s, "sender", &why) == WAX_E_USAGE && strlen(why.text) < 300);
}

TEST("an EHLO name is a domain or an address, in ASCII, and no command behind it (Nodemailer CVE-2026-82853)")
{
    wax_error why = { 0 };

    CHECK(!wax__path_check_name("client.example.org", &why) && !wax__path_check_name("[192.0.2.1]", &why));
    CHECK(wax__path_check_name("a b", &why) && *why.text);
    CHECK(wax__path_check_name("a\r\nMAIL", &(wax_error){ 0 }) && wax__path_check_name("", &(wax_error){ 0 }));
    CHECK(wax__path_check_name("exämple.org", &(wax_error){ 0 }));
}

TEST("xtext leaves nothing that could end a parameter")
{
    struct buf b = { 0 };

    CHECK(wax__path_xtext(&b, "a+b=c d\n") && test_same_bytes(buf_data(&b), buf_len(&b), "a+2Bb+3Dc+20d+0A", 16));
    wax__buf_clear(&b);
}

/* -- ledger ------------------------------------------------------------------------------------------------- */

TEST("the ledger keeps its order while it grows and turns")
{
    struct ledger l = { 0 };
    size_t in = 0, out = 0;

    for (int round = 0; round < 100; round++) {
        for (int i = 0; i < 5; i++) {
            CHECK(wax__ledger_room(&l));
            wax__ledger_add(&l, (struct entry){ .line = RCPT, .rcpt = in++ });
        }
        for (int i = 0; i < 3; i++, wax__ledger_take(&l))
            CHECK(wax__ledger_head(&l)->rcpt == out++);
    }
    CHECK(l.n == in - out);
    wax__ledger_clear(&l);
    CHECK(!wax__ledger_head(&l));
}

/* -- lines -------------------------------------------------------------------------------------------------- */

/* In pieces of every size; the verdict must not depend on it. */
static bool keeps_the_rules(const char *text, size_t len)
{
    bool first = false;

    for (size_t piece = 1; piece <= len + 1; piece = piece < 8 ? piece + 1 : piece * 2) {
        struct crlf l = { 0 };
        wax_error why = { 0 };
        wax_status s = WAX_OK;
        for (size_t at = 0; at < len && !s; at += piece)
            s = wax__lines_check(&l, (const uint8_t *)text + at, len - at < piece ? len - at : piece, &why);
        s = s ? s : wax__lines_end(&l, &why);
        if (piece == 1)
            first = s == WAX_OK;
        CHECK(first == (s == WAX_OK));
    }
    return first;
}

#define KEEPS(text) keeps_the_rules(text, sizeof(text) - 1)

TEST("CRLF and nothing else ends a line, wherever the message is cut")
{
    CHECK(KEEPS("a\r\nb\r\n") && KEEPS("\r\n\r\n") && KEEPS(""));
    CHECK(!KEEPS("a\nb\r\n") && !KEEPS("a\rb\r\n") && !KEEPS("a\r\r\n") && !KEEPS("a\n\r\n") && !KEEPS("\n") && !KEEPS("a\r\n\n"));
    CHECK(!KEEPS("a\r\nb") && !KEEPS("a\r") && !KEEPS("a\0b\r\n"));
}

TEST("998 bytes are a line, 999 are none, wherever the message is cut")
{
    char text[4000];

    for (size_t n = 997; n <= 1001; n++) {
        size_t len = 0;
        for (int line = 0; line < 3; line++) {
            memset(text + len, 'a', line == 1 ? n : 100);
            len += line == 1 ? n : 100;
            memcpy(text + len, "\r\n", 2);
            len += 2;
        }
        CHECK(keeps_the_rules(text, len) == (n <= 998));
    }
}
