#include "test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <wax/message.h>

/* "name|address;name|address;" */
static void note(void *user, const char *name, const char *address)
{
    char *seen = user;

    snprintf(seen + strlen(seen), 1000 - strlen(seen), "%s|%s;", name, address);
}

static bool reads(const char *list, const char *expected)
{
    char seen[1000] = "";
    wax_error e;

    if (wax_addresses(list, note, seen, &e)) {
        test_note("%s", e.text);
        return false;
    }
    return test_same(seen, expected);
}

/* Refused, with a sentence that holds `words`, and nobody was told of any part of it. */
static bool refused(const char *list, const char *words)
{
    char seen[1000] = "";
    wax_error e;

    if (wax_addresses(list, note, seen, &e) != WAX_E_USAGE || *seen)
        return false;
    if (strstr(e.text, words))
        return true;
    test_note("\"%s\" has not \"%s\"", e.text, words);
    return false;
}

TEST("an address alone, in angle brackets, with a name")
{
    CHECK(reads("ada@example.org", "|ada@example.org;"));
    CHECK(reads("<ada@example.org>", "|ada@example.org;"));
    CHECK(reads("Ada <ada@example.org>", "Ada|ada@example.org;"));
    CHECK(reads("  Ada   Lovelace\t<ada@example.org> ", "Ada Lovelace|ada@example.org;"));
    CHECK(reads("Ada<ada@example.org>", "Ada|ada@example.org;"));
}

TEST("several, with commas between them")
{
    CHECK(reads("a@b.c, D <d@e.f>,<g@h.i>", "|a@b.c;D|d@e.f;|g@h.i;"));
}

TEST("a quoted name keeps its commas, quotes and spaces")
{
    CHECK(reads("\"Lovelace, Ada\" <a@b.c>", "Lovelace, Ada|a@b.c;"));
    CHECK(reads("\"a \\\"b\\\" \\\\ c\" <a@b.c>", "a \"b\" \\ c|a@b.c;"));
    CHECK(reads("\"a  b\" <a@b.c>", "a  b|a@b.c;"));
    CHECK(reads("\"eve@evil.example\" <a@b.c>", "eve@evil.example|a@b.c;"));
    CHECK(reads("\"\" <a@b.c>", "|a@b.c;"));
    CHECK(reads("Ada \"Countess\" King <a@b.c>", "Ada Countess King|a@b.c;"));
}

TEST("a name may hold dots and UTF-8 without quotes")
{
    CHECK(reads("J. R. Doe <a@b.c>", "J. R. Doe|a@b.c;"));
    CHECK(reads("Adà Gröner <a@b.c>", "Adà Gröner|a@b.c;"));
}

TEST("comments are skipped, however deep, where they can stand")
{
    CHECK(reads("(one) Ada (two (three \\) ) four) L <a@b.c> (five), d@e.f (six)", "Ada L|a@b.c;|d@e.f;"));
    CHECK(reads("Ada <(x)a@b.c(y)>", "Ada|a@b.c;"));
    CHECK(reads("(a, b <c@d.e>) a@b.c", "|a@b.c;"));
}

TEST("a hundred thousand nested comments are read without recursion")
{
    enum { DEEP = 100000 };
    char *list = malloc(2 * DEEP + 10), seen[100] = "";

    memset(list, '(', DEEP);
    memset(list + DEEP, ')', DEEP);
    memcpy(list + 2 * DEEP, "a@b.c", 6);
    CHECK(wax_addresses(list, note, seen, NULL) == WAX_OK);
    CHECK(test_same(seen, "|a@b.c;"));
    free(list);
}

TEST("groups give their mailboxes, and may be empty")
{
    CHECK(reads("friends: a@b.c, D <d@e.f>; , g@h.i", "|a@b.c;D|d@e.f;|g@h.i;"));
    CHECK(reads("undisclosed-recipients:;", ""));
    CHECK(reads("a@b.c, \"x, y\":;", "|a@b.c;"));
}

TEST("a quoted local part is what it means")
{
    CHECK(reads("\"ada\"@example.org", "|ada@example.org;"));
    CHECK(reads("\"ada.l\"@example.org", "|ada.l@example.org;"));
    CHECK(reads("\"a b\"@example.org", "|\"a b\"@example.org;"));
    CHECK(reads("\"a@b\"@example.org", "|\"a@b\"@example.org;"));
    CHECK(reads("\"a\\\"\\\\\"@example.org", "|\"a\\\"\\\\\"@example.org;"));
    CHECK(reads("\"a..b\"@example.org", "|\"a..b\"@example.org;"));
    CHECK(reads("\"\"@example.org", "|\"\"@example.org;"));
}

TEST("UTF-8 may stand in a local part and a domain")
{
    CHECK(reads("Ä <ädä@bücher.example>", "Ä|ädä@bücher.example;"));
    CHECK(reads("用户@例子.广告", "|用户@例子.广告;"));
}

TEST("address literals")
{
    CHECK(reads("a@[192.0.2.1]", "|a@[192.0.2.1];"));
    CHECK(reads("a@[IPv6:2001:db8::1]", "|a@[IPv6:2001:db8::1];"));
    CHECK(refused("a@[]", "a domain should stand here"));
    CHECK(refused("a@[192.0.2.1", "a domain should stand here"));
    CHECK(refused("a@[a@b]", "a domain should stand here"));
}

TEST("an unquoted @ in a name is refused: readers differ on whose address it is")
{
    CHECK(refused("ada@example.org <eve@example.net>", "from character 17 on, at <eve"));
    CHECK(refused("Ada ada@example.org", "an @ should stand here; a name goes before <the address>"));
}

TEST("white space and comments around the @ and the dots are refused: readers differ on what remains")
{
    CHECK(refused("ada @example.org", "from character 4 on"));
    CHECK(refused("ada@ example.org", "from character 5 on"));
    CHECK(refused("ada(x)@example.org", "from character 4 on"));
    CHECK(refused("ada.(x)l@example.org", "from character 1 on"));
    CHECK(refused("ada@example. org", "a domain should stand here"));
}

TEST("routes, empty brackets, nested groups and open ends are refused")
{
    CHECK(refused("<@a.example,@b.example:c@d.e>", "routes are of the past"));
    CHECK(refused("Ada <>", "no address between < and >"));
    CHECK(refused("a: b: c@d.e;;", "a group can't stand in a group"));
    CHECK(refused("a: b@c.d", "the group is never closed"));
    CHECK(refused("Ada <a@b.c", "at its end"));
    CHECK(refused("(a (b) c@d.e", "never closed"));
    CHECK(refused("\"a b@c.d", "never closed"));
    CHECK(refused("\"a\\", "never closed"));
    CHECK(refused("(a\\", "never closed"));
}

TEST("an empty list, and empty places in one, are refused")
{
    CHECK(refused("", "the list is empty"));
    CHECK(refused(" (nobody) ", "the list is empty"));
    CHECK(refused("a@b.c,", "an address should stand here"));
    CHECK(refused(",a@b.c", "an address should stand here"));
    CHECK(refused("a@b.c,,d@e.f", "from character 7 on"));
    CHECK(refused("a: b@c.d,;", "an address should stand here"));
    CHECK(refused("a@b.c;", "a comma should stand here, or nothing"));
    CHECK(refused("a@b.c d@e.f", "a comma should stand here, or nothing"));
    CHECK(refused("<a@b.c> <d@e.f>", "a comma should stand here, or nothing"));
}

TEST("a name with an unquoted comma is refused, and the sentence says what to do")
{
    CHECK(refused("Lovelace, Ada <a@b.c>", "a name with a comma needs quotation marks"));
}

TEST("local parts and domains that no envelope can carry are refused")
{
    CHECK(refused(".a@b.c", "the part before @"));
    CHECK(refused("a.@b.c", "the part before @"));
    CHECK(refused("a..b@b.c", "the part before @"));
    CHECK(refused("@b.c", "the part before @ is empty"));
    CHECK(refused("a@", "a domain should stand here"));
    CHECK(refused("a@b..c", "a domain should stand here"));
    CHECK(refused("a@.c", "a domain should stand here"));
    CHECK(refused("a@b.c.", "a domain should stand here"));
    CHECK(refused("a@-b.c", "a domain should stand here"));
    CHECK(refused("a@b-.c", "a domain should stand here"));
    CHECK(refused("a@b!c", "a domain should stand here"));
    CHECK(refused("a@b@c", "a comma should stand here"));
    CHECK(refused(". <a@b.c>", "a name can't begin with a dot"));
}

TEST("control characters, line ends and what is not UTF-8 are refused with their place")
{
    CHECK(refused("a@b.c\r\nBcc: d@e.f", "from character 6 on"));
    CHECK(refused("A\nB <a@b.c>", "a control character"));
    CHECK(refused("\"A\x1b[2J\" <a@b.c>", "a control character"));
    CHECK(refused("\"A\x7f\" <a@b.c>", "a control character"));
    CHECK(refused("\"A\xC2\x85\" <a@b.c>", "a control character"));
    CHECK(refused("\"A\tB\" <a@b.c>", "write a space"));
    CHECK(refused("\"a\\\tb\"@b.c", "write a space"));
    CHECK(refused("Ad\xE0 <a@b.c>", "from character 3 on"));
    CHECK(refused("ä\xC3", "from character 2 on"));
}

TEST("invisible and reversing characters can't stand in an address")
{
    CHECK(refused("a\xE2\x80\xAE" "b@c.d", "this can't stand in a name"));
    CHECK(refused("a@c\xE2\x80\x8B.d", "a comma should stand here"));
    CHECK(refused("a\xC2\xA0@c.d", "this can't stand in a name"));
}

TEST("an @ in a quoted local part does not make it two addresses (Nodemailer CVE-2025-13033)")
{
    CHECK(reads("\"eve@evil.example x\"@example.org", "|\"eve@evil.example x\"@example.org;"));
    CHECK(reads("Ada <\"eve@evil.example,\"@example.org>", "Ada|\"eve@evil.example,\"@example.org;"));
}

TEST("a comment hides no mailbox, however deep, and no domain ends at one (Nodemailer CVE-2026-121424, -125755, -110870, -100699)")
{
    CHECK(reads("(a (b) <eve@evil.example>) ada@example.org", "|ada@example.org;"));
    CHECK(refused("ada@example(x).org", "a comma should stand here"));
    CHECK(refused("ada@evil.example .org", "a comma should stand here"));
    CHECK(refused("Ada <ada@evil.example(x).org>", "the address should end here"));
    CHECK(refused("\"ada\"@example.org(x)evil.example", "a comma should stand here"));
}

TEST("a semicolon within quotes or a comment ends no group (Nodemailer CVE-2026-121425)")
{
    CHECK(reads("f: \"x; eve@evil.example\" <a@b.c>;", "x; eve@evil.example|a@b.c;"));
    CHECK(reads("f: a@b.c (; eve@evil.example), d@e.f;", "|a@b.c;|d@e.f;"));
}

TEST("a hundred thousand groups in groups are refused without recursion (Nodemailer CVE-2025-14874)")
{
    enum { DEEP = 100000 };
    char *list = malloc(2 * DEEP + 1);

    for (size_t i = 0; i < DEEP; i++)
        memcpy(list + 2 * i, "a:", 2);
    list[2 * DEEP] = 0;
    CHECK(refused(list, "a group can't stand in a group"));
    free(list);
}

TEST("a line end in a name or in a quoted local part begins no field and no command (Nodemailer CVE-2021-23400, MimeKit CVE-2026-30227)")
{
    CHECK(refused("\"Ada\r\nBcc: eve@evil.example\" <a@b.c>", "a control character"));
    CHECK(refused("\"a\r\nRCPT TO:<eve@evil.example>\r\n\"@b.c", "a control character"));
    CHECK(refused("\"a\\\r\\\nDATA\"@b.c", "a control character"));
}

TEST("names and addresses have a length")
{
    char list[3000];

    memset(list, 'a', sizeof list);
    memcpy(list + 1001, " <a@b.c>", 9);
    CHECK(refused(list, "the name is far too long"));
    memset(list, 'a', sizeof list);
    memcpy(list + 640, "@b.c", 5);
    CHECK(refused(list, "the address is far too long"));
    memset(list, 'a', sizeof list);
    memcpy(list, "a@", 2);
    list[66] = 0;
    CHECK(refused(list, "a domain should stand here"));
    list[66] = 'a';
    for (size_t i = 2; i < 300; i += 60)
        list[i + 59] = '.';
    list[258] = 0;
    CHECK(refused(list, "a domain should stand here"));
    list[257] = 0;
    CHECK(!wax_addresses(list, NULL, NULL, NULL));
}

TEST("the place counts characters, not bytes")
{
    CHECK(refused("Gröner <a@b.c> x", "from character 16 on, at x"));
}

static double seconds_for(size_t n)
{
    char *list = malloc(10 * n + 10);
    struct timespec a, b;

    for (size_t i = 0; i < n; i++)
        memcpy(list + 10 * i, "x <a@b.c>,", 11);
    list[10 * n - 1] = 0;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &a);
    CHECK(wax_addresses(list, NULL, NULL, NULL) == WAX_OK);
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &b);
    free(list);
    return (double)(b.tv_sec - a.tv_sec) + (double)(b.tv_nsec - a.tv_nsec) / 1e9;
}

TEST("a list ten times as long takes about ten times as long")
{
    seconds_for(2000);
    double little = seconds_for(20000) + 1e-3, much = seconds_for(200000);
    CHECK(much < 40 * little);
}
