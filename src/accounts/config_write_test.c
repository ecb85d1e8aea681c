#include "config_write.h"

#include "config_line.h"
#include "test.h"

#include <string.h>

/* What is read back, or NULL. */
static const char *round_trip(const char *value)
{
    static char room[256];
    struct buf out = { 0 };
    struct config_line line;
    struct config_fault fault;

    config_write(&out, "key", value);
    size_t len = buf_len(&out);
    bool good = len && buf_data(&out)[len - 1] == '\n' && config_line_read(&line, (const char *)buf_data(&out), len - 1, room, &fault);
    wax__buf_clear(&out);
    return good && test_same(line.key, "key") ? line.value : NULL;
}

TEST("whatever is written is read as it was meant")
{
    static const char *const values[] = { "a", "pass show 'my mail'", "a#b", "a #b", "#a", "\"a\" b", "a \"b\"", "\"", "\\", "a\\\"b", " a", "a ", "",
                                          "= a", "=", "\xc3\xa4" };

    for (size_t i = 0; i < sizeof values / sizeof *values; i++)
        if (!CHECK(test_same(round_trip(values[i]), values[i])))
            test_note("%s", values[i]);
}

TEST("a key alone has no value")
{
    struct buf out = { 0 };

    CHECK(config_write(&out, "netrc", NULL));
    CHECK(test_same_bytes(buf_data(&out), buf_len(&out), "    netrc\n", 10));
    wax__buf_clear(&out);
}

TEST("what is more than a line is not written: the rest of it would be a key of its own")
{
    static const char *const values[] = { "/tmp/a\n    password-command evil", "a\r", "\n", "a #b\nc" };

    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        struct buf out = { 0 };
        CHECK(!config_write(&out, "ca-file", values[i]) && buf_len(&out) == 0);
        wax__buf_clear(&out);
    }
}
