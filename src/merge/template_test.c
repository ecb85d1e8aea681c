#include "template.h"
#include "test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static wax_error why;

/* What one field makes of the template; "!" when it is refused. */
static const char *fill(enum template_place place, const char *template, const char *value)
{
    static char shown[2048];
    struct row r = { 0 };
    char *filled;

    why = (wax_error){ 0 };
    row_begin(&r, 7);
    row_put(&r, "x", value, strlen(value), &why);
    row_put(&r, "name", "Ada", 3, &why);
    filled = template_fill(template, place, &r, &why);
    snprintf(shown, sizeof shown, "%s", filled ? filled : "!");
    free(filled);
    row_clear(&r);
    return shown;
}

static bool is_named(const char *field)
{
    return strstr(why.text, "row 7") && strstr(why.text, field) && why.status;
}

TEST("a field becomes what the row says; what it holds is not read again")
{
    CHECK(test_same(fill(TEMPLATE_TEXT, "Dear {x}, {name}.", "Grace"), "Dear Grace, Ada."));
    CHECK(test_same(fill(TEMPLATE_TEXT, "{x}{x}", "{name}"), "{name}{name}"));
    CHECK(test_same(fill(TEMPLATE_TEXT, "{x}", "two\nlines"), "two\nlines"));
    CHECK(test_same(fill(TEMPLATE_TEXT, "", "x"), ""));
}

TEST("braces that are no field are written twice")
{
    CHECK(test_same(fill(TEMPLATE_TEXT, "p {{ color: {x} }}", "red"), "p { color: red }"));
    CHECK(test_same(fill(TEMPLATE_TEXT, "{{{x}}}", "1"), "{1}"));
    CHECK(test_same(fill(TEMPLATE_TEXT, "a } b", "1"), "a } b"));
    CHECK(test_same(fill(TEMPLATE_TEXT, "{{x}}", "1"), "{x}"));
}

TEST("an unknown field and a brace that is none are named, with the row")
{
    CHECK(test_same(fill(TEMPLATE_TEXT, "{nmae}", "1"), "!") && is_named("nmae") && strstr(why.text, "x, name"));
    CHECK(test_same(fill(TEMPLATE_TEXT, "{x", "1"), "!") && is_named("{x"));
    CHECK(test_same(fill(TEMPLATE_TEXT, "a { b: {x} }", "1"), "!") && is_named("{{"));
    CHECK(test_same(fill(TEMPLATE_TEXT, "{}", "1"), "!"));
}

TEST("in a URL a value is one piece of it")
{
    CHECK(test_same(fill(TEMPLATE_URL, "<https://x.org/u?m={x}>", "a+b@c.d"), "<https://x.org/u?m=a%2Bb%40c.d>"));
    CHECK(test_same(fill(TEMPLATE_URL, "<https://x.org/{x}>", "a>, <https://evil.example/?&#"), "<https://x.org/a%3E%2C%20%3Chttps%3A%2F%2Fevil.example%2F%3F%26%23>"));
    CHECK(test_same(fill(TEMPLATE_URL, "{x}", "-._~\xC3\xA9%"), "-._~%C3%A9%25"));
    CHECK(test_same(fill(TEMPLATE_URL, "{x}", "a\nb"), "!") && is_named("\"x\""));
}

TEST("in HTML a value is text, in an attribute as well")
{
    CHECK(test_same(fill(TEMPLATE_HTML, "<a title=\"{x}\">", "\"><script>&'"), "<a title=\"&quot;&gt;&lt;script&gt;&amp;&#39;\">"));
}

TEST("a value does not end the line it stands in")
{
    CHECK(test_same(fill(TEMPLATE_LINE, "Hello {x}", "a\r\nBcc: b@x"), "!") && is_named("\"x\""));
    CHECK(test_same(fill(TEMPLATE_LINE, "Hello {x}", "a\nb"), "!"));
    CHECK(test_same(fill(TEMPLATE_LIST, "\"{x}\" <a@b>", "a\nb"), "!"));
    CHECK(test_same(fill(TEMPLATE_PATH, "{x}", "a\nb"), "!"));
}

TEST("a value names a file in the folder of the template, and no other")
{
    CHECK(test_same(fill(TEMPLATE_PATH, "out/{x}.pdf", "7"), "out/7.pdf"));
    CHECK(test_same(fill(TEMPLATE_PATH, "out/{x}", "../secret"), "!") && is_named("\"x\""));
    CHECK(test_same(fill(TEMPLATE_PATH, "{x}", "/etc/passwd"), "!"));
    CHECK(test_same(fill(TEMPLATE_PATH, "out/{x}/key", ".."), "!"));
    CHECK(test_same(fill(TEMPLATE_PATH, "out/.{x}/key", "."), "!"));
}

TEST("a value beside an address is its name, whatever it holds")
{
    CHECK(test_same(fill(TEMPLATE_LIST, "{x} <g@x>", "Hopper, Grace <e@vil>"), "\"Hopper, Grace <e@vil>\" <g@x>"));
    CHECK(test_same(fill(TEMPLATE_LIST, "{x} <g@x>", "\"\\"), "\"\\\"\\\\\" <g@x>"));
    CHECK(test_same(fill(TEMPLATE_LIST, "\"{x}\" <g@x>", "a\", e@vil, \""), "\"a\\\", e@vil, \\\"\" <g@x>"));
    CHECK(test_same(fill(TEMPLATE_LIST, "g@x ({x})", "a), e@vil, ("), "g@x (a\\), e@vil, \\()"));
    CHECK(test_same(fill(TEMPLATE_LIST, "{x} {name} \"<\" <g@x>, b@x", "Dr."), "\"Dr.\" \"Ada\" \"<\" <g@x>, b@x"));
}

TEST("a value in the place of an address is one address")
{
    CHECK(test_same(fill(TEMPLATE_LIST, "{x}", "g@x.example"), "g@x.example"));
    CHECK(test_same(fill(TEMPLATE_LIST, "a@b, {x} , c@d", "Grace <g@x.example>"), "a@b, Grace <g@x.example> , c@d"));
    CHECK(test_same(fill(TEMPLATE_LIST, "{name} <{x}>", "g@x.example"), "\"Ada\" <g@x.example>"));
    CHECK(test_same(fill(TEMPLATE_LIST, "{x}", "g@x.example, e@vil.example"), "!") && is_named("\"x\""));
    CHECK(test_same(fill(TEMPLATE_LIST, "{x}", "us: g@x.example;"), "!"));
    CHECK(test_same(fill(TEMPLATE_LIST, "{x}", ""), "!"));
    CHECK(test_same(fill(TEMPLATE_LIST, "<{x}>", "g@x.example>, <e@vil.example"), "!"));
    CHECK(test_same(fill(TEMPLATE_LIST, "<{x}>", "Grace <g@x.example>"), "!"));
    CHECK(test_same(fill(TEMPLATE_LIST, "{name} <{x}>", "g@x.example, e@vil.example"), "!"));
}

TEST("a value within an address is a part of one")
{
    CHECK(test_same(fill(TEMPLATE_LIST, "{x}@example.org", "grace"), "grace@example.org"));
    CHECK(test_same(fill(TEMPLATE_LIST, "<{x}@example.org>", "grace"), "<grace@example.org>"));
    CHECK(test_same(fill(TEMPLATE_LIST, "{x}@example.org", "e@vil,g"), "!") && is_named("\"x\""));
    CHECK(test_same(fill(TEMPLATE_LIST, "{x}@example.org", "e g"), "!"));
    CHECK(test_same(fill(TEMPLATE_LIST, "{x}@example.org", ""), "!"));
    CHECK(test_same(fill(TEMPLATE_LIST, "us: {x};", "g@x.example"), "us: g@x.example;"));
}
