#include "buf.h"
#include "fail.h"
#include "secret.h"
#include "test.h"

#include <string.h>

TEST("a buffer gives back what was put, in order, across growth and taking")
{
    struct buf b = { 0 };
    uint8_t next_in = 0, next_out = 0;

    for (int round = 0; round < 2000; round++) {
        for (int i = 0; i < 7; i++, next_in++)
            CHECK(wax__buf_put(&b, &next_in, 1));
        for (int i = 0; i < 5 && buf_len(&b); i++, next_out++) {
            CHECK(buf_data(&b)[0] == next_out);
            wax__buf_take(&b, 1);
        }
    }
    CHECK(buf_len(&b) == 2000 * 2);
    wax__buf_clear(&b);
    CHECK(buf_len(&b) == 0);
}

TEST("a buffer that is drained as it fills does not grow")
{
    struct buf b = { 0 };
    char piece[200] = { 0 };

    for (int i = 0; i < 1000; i++) {
        CHECK(wax__buf_put(&b, piece, sizeof piece));
        wax__buf_take(&b, sizeof piece);
    }
    CHECK(b.size == 256);
    wax__buf_clear(&b);
}

TEST("the first error stays")
{
    wax_error e = { 0 };

    CHECK(wax__fail(&e, WAX_E_IO, "connect", "the first, %d", 1) == WAX_E_IO);
    CHECK(wax__fail(&e, WAX_E_EOF, "greeting", "the second") == WAX_E_IO);
    CHECK(test_same(e.text, "the first, 1"));
    CHECK(test_same(e.stage, "connect"));
}

TEST("an error's text is one printable line however long or wild it was")
{
    wax_error e = { 0 };
    char wild[2000];

    memset(wild, '\n', sizeof wild - 1);
    wild[sizeof wild - 1] = 0;
    wax__fail(&e, WAX_E_PROTOCOL, "a stage whose name is too long", "%s", wild);
    CHECK(strchr(e.text, '\n') == NULL);
    CHECK(strlen(e.text) < sizeof e.text);
    CHECK(strlen(e.stage) < sizeof e.stage);
}

TEST("a secret is a copy, and is gone when cleared")
{
    struct secret s = { 0 };
    char word[] = "sesame";

    CHECK(wax__secret_set(&s, word, 6));
    word[0] = 'X';
    CHECK(test_same_bytes(s.bytes, s.len, "sesame", 6));
    wax__secret_clear(&s);
    CHECK(s.bytes == NULL && s.len == 0);
}

TEST("wiping overwrites")
{
    char word[] = "sesame";

    wax__wipe(word, sizeof word);
    CHECK(word[0] == 0 && word[5] == 0);
    wax__wipe(NULL, 0);
}
