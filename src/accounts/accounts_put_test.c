#include "accounts_put.h"

#include "alloc_fail.h"
#include "test.h"

#include <string.h>

static void note(void *user, const struct place *at, const char *sentence)
{
    (void)user;
    test_note("line %zu: %s", at->line, sentence);
}

static bool put(struct buf *out, const char *text, const char *name, const char *block, const char *the_default)
{
    const struct accounts_wish wish = { name, block, the_default };
    struct accounts *a = accounts_of_text(text, strlen(text), "file", false, note, NULL);
    bool good = a && accounts_put(out, a, text, strlen(text), &wish);

    accounts_free(a);
    return good;
}

static bool becomes(const char *text, const char *name, const char *block, const char *the_default, const char *wanted)
{
    struct buf out = { 0 };
    bool good = put(&out, text, name, block, the_default) && test_same_bytes(buf_data(&out), buf_len(&out), wanted, strlen(wanted));

    wax__buf_clear(&out);
    return good;
}

TEST("the first account of a file, the default line above it")
{
    CHECK(becomes("", "a", "account a\n    netrc\n", NULL, "account a\n    netrc\n"));
    CHECK(becomes("", "a", "account a\n    netrc\n", "a", "default a\n\naccount a\n    netrc\n"));
}

TEST("a new account stands behind what is there, and nothing of that changes")
{
    CHECK(becomes("# mine\n\naccount a\n  x 1  \n#end", "b", "account b\n", NULL, "# mine\n\naccount a\n  x 1  \n#end\n\naccount b\n"));
}

TEST("an account is replaced where it stands, and remarks among its lines stay")
{
    CHECK(becomes("timeout 9\naccount a\n# first\n x 1\n\n# second\n y 2\n# of b\naccount b : a\n x 3\n", "a", "account a\n    z 4\n", NULL,
                  "timeout 9\naccount a\n    z 4\n# first\n\n# second\n# of b\naccount b : a\n x 3\n"));
}

TEST("the default changes where it stands, also among an account's lines")
{
    CHECK(becomes("account a\n x 1\ndefault a\n y 2\n", "b", "account b\n", "b", "account a\n x 1\ndefault b\n y 2\n\naccount b\n"));
    CHECK(becomes("account a\n x 1\ndefault a\n y 2\n", "a", "account a\n", NULL, "account a\ndefault a\n"));
    CHECK(becomes("account a\n x 1\n", "b", "account b\n", "a", "default a\n\naccount a\n x 1\n\naccount b\n"));
}

TEST("what an account has from others is not its own, so it stays")
{
    CHECK(becomes("x 1\naccount a\n y 2\naccount b : a\n z 3\n", "b", "account b\n", NULL, "x 1\naccount a\n y 2\naccount b\n"));
}

TEST("memory that is used up is told")
{
    struct buf out = { 0 };
    long n = 0;

    for (bool failed = true; failed; n++) {
        alloc_fail_after(n);
        bool good = put(&out, "account a\n x 1\n", "b", "account b\n", "b");
        failed = alloc_fail_stop();
        CHECK(good != failed);
        wax__buf_clear(&out);
    }
    CHECK(n > 2);
}
