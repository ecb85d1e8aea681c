#include "netrc.h"
#include "test.h"

#include <stdio.h>
#include <string.h>

static wax_error why;

/* "user/password", "-" for what was not given; "nothing"; or "broken". */
static const char *find(const char *text, const char *host, const char *user)
{
    static char copy[4096], shown[600];
    struct netrc_login found;

    why = (wax_error){ 0 };
    snprintf(copy, sizeof copy, "%s", text);
    if (netrc_find(copy, strlen(copy), host, user, &found, &why))
        return "broken";
    snprintf(shown, sizeof shown, "%s/%s", found.user ? found.user : "-", found.password ? found.password : "-");
    return found.password ? shown : "nothing";
}

TEST("the entry of the machine is found, whatever the blanks between its words")
{
    const char *text = "machine a.example login ada password one\nmachine\n b.example\n\tlogin grace\r\n\tpassword two\r\n";

    CHECK(test_same(find(text, "a.example", NULL), "ada/one"));
    CHECK(test_same(find(text, "B.EXAMPLE", NULL), "grace/two"));
    CHECK(test_same(find(text, "c.example", NULL), "nothing"));
    CHECK(test_same(find("", "a.example", NULL), "nothing"));
}

TEST("a user that was named gets no other's password")
{
    const char *text = "machine a login ada password one machine a login bob password two machine a password any default login x password y";

    CHECK(test_same(find(text, "a", "bob"), "bob/two"));
    CHECK(test_same(find(text, "a", "carol"), "-/any"));
    CHECK(test_same(find("machine a login ada password one", "a", "bob"), "nothing"));
}

TEST("default is for every machine that has no entry before it")
{
    const char *text = "machine a login ada password one default login any password other";

    CHECK(test_same(find(text, "a", NULL), "ada/one"));
    CHECK(test_same(find(text, "b", NULL), "any/other"));
    CHECK(test_same(find(text, "b", "ada"), "nothing"));
}

TEST("quoted tokens keep their blanks, quotes, remarks' signs and line ends")
{
    CHECK(test_same(find("machine a login \"a b\" password \"x \\\"y\\\" \\\\ #1\\n\"", "a", NULL), "a b/x \"y\" \\ #1\n"));
    CHECK(test_same(find("machine a login b password #not-a-remark", "a", NULL), "b/#not-a-remark"));
    CHECK(test_same(find("# machine a login x password y\nmachine a # here too\nlogin b password c", "a", NULL), "b/c"));
    CHECK(test_same(find("machine a login b password c\\d", "a", NULL), "b/c\\d"));
}

TEST("what a macro says is no login")
{
    const char *text = "macdef init\nmachine a login evil password evil\n\nmachine a account z login ada password one\nmacdef last\nquit";

    CHECK(test_same(find(text, "a", NULL), "ada/one"));
    CHECK(test_same(find("machine a login ada password one macdef m\r\npassword x\r\n\r\n", "a", NULL), "ada/one"));
}

TEST("words that are none of the grammar's are told by their line, and never repeated")
{
    CHECK(test_same(find("machine a login b\npassword two words\n", "a", NULL), "broken"));
    CHECK(strstr(why.text, "line 2") && !strstr(why.text, "words;") && strstr(why.text, "double quotes"));
    CHECK(test_same(find("login b password c", "a", NULL), "broken") && strstr(why.text, "before any machine"));
    CHECK(test_same(find("machine a password", "a", NULL), "broken") && strstr(why.text, "ends behind a keyword"));
    CHECK(test_same(find("machine a password \"b", "a", NULL), "broken") && strstr(why.text, "never closed"));
    CHECK(test_same(find("default login \"a", "a", NULL), "broken"));
}
