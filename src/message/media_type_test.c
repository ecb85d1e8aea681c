/* Types, found in lists as systems keep them. */
#include "media_type.h"

#include "memory_source.h"
#include "test.h"

#include <string.h>

static bool finds(const char *list, const char *extension, const char *expected)
{
    char type[MEDIA_TYPE_SIZE] = "";
    struct memory m = { (const uint8_t *)list, strlen(list), 0 };
    wax_status s = wax__media_type_find(type, extension, wax__memory_source(&m), NULL);

    if (strcmp(type, expected) != 0)
        test_note("%s: \"%s\"", extension, type);
    return !s && strcmp(type, expected) == 0;
}

TEST("mime.types is read: a type, then its extensions, in any case")
{
    static const char list[] = "# application/x-remark\tpdf\n\napplication/pdf\t\t\t pdf\nimage/jpeg jpeg jpg jpe\napplication/alone\n";

    CHECK(finds(list, "pdf", "application/pdf") && finds(list, "JPG", "image/jpeg") && finds(list, "jpe", "image/jpeg"));
    CHECK(finds(list, "jp", "") && finds(list, "application/pdf", "") && finds(list, "alone", ""));
}

TEST("globs2 is read: the heaviest first, with or without flags")
{
    static const char list[] = "# x\n80:application/x-a:*.tar.gz\n50:text/csv:*.csv\n50:text/x-c:*.C:cs\n10:text/other:*.csv\n50:image/x:[0-9].x\n";

    CHECK(finds(list, "csv", "text/csv") && finds(list, "c", "text/x-c") && finds(list, "x", "") && finds(list, "gz", ""));
}

TEST("a list can't make a file a structure, nor break out of its field")
{
    CHECK(finds("message/rfc822 eml\nmultipart/mixed mm\n", "eml", "") && finds("message/rfc822 eml\nmultipart/mixed mm\n", "mm", ""));
    CHECK(finds("a/b\x01 x\n", "x", "") && finds("50:a/b c:*.x\n", "x", "") && finds("nonsense x\n", "x", ""));
}

TEST("a line longer than any, and one without an end, is passed over")
{
    char list[5000];

    memset(list, 'a', sizeof list);
    memcpy(list + 4900, "\napplication/pdf pdf\nimage/png png", 35);
    CHECK(finds(list, "pdf", "application/pdf") && finds(list, "png", ""));
}

TEST("a name without an extension, and one that no list knows, is what a reader asks about")
{
    char type[MEDIA_TYPE_SIZE];

    CHECK(!wax__media_type_guess(type, "README", NULL) && strcmp(type, MEDIA_TYPE_UNKNOWN) == 0);
    CHECK(!wax__media_type_guess(type, "a.", NULL) && strcmp(type, MEDIA_TYPE_UNKNOWN) == 0);
    CHECK(!wax__media_type_guess(type, "a.no-such-extension", NULL) && strcmp(type, MEDIA_TYPE_UNKNOWN) == 0);
}
