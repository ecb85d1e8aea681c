#include "proxy_header.h"
#include "test.h"

#include <string.h>

static const struct proxy_end ada = { 4, { 192, 0, 2, 1 }, 49152 }, mail = { 4, { 192, 0, 2, 25 }, 25 };
static const struct proxy_end ada6 = { 6, { 0x20, 1, 0x0d, 0xb8, [15] = 1 }, 65535 }, mail6 = { 6, { 0x20, 1, 0x0d, 0xb8, [15] = 25 }, 587 }, nobody = { 0 };

static bool is(int version, const struct proxy_end *from, const struct proxy_end *at, const char *bytes, size_t len)
{
    uint8_t to[PROXY_HEADER_MOST];
    size_t n = wax__proxy_header(to, version, from, at);

    return test_same_bytes(to, n, bytes, len);
}

#define IS(version, from, at, text) is(version, from, at, text, sizeof(text) - 1)
#define SIGNATURE "\r\n\r\n\0\r\nQUIT\n"

TEST("version 1 is a line")
{
    CHECK(IS(1, &ada, &mail, "PROXY TCP4 192.0.2.1 192.0.2.25 49152 25\r\n"));
    CHECK(IS(1, &ada6, &mail6, "PROXY TCP6 2001:db8::1 2001:db8::19 65535 587\r\n"));
}

TEST("version 2 is bytes")
{
    CHECK(IS(2, &ada, &mail, SIGNATURE "\x21\x11\0\x0c\xc0\0\2\1\xc0\0\2\x19\xc0\0\0\x19"));
    CHECK(IS(2, &ada6, &mail6, SIGNATURE "\x21\x21\0\x24\x20\1\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\1\x20\1\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\x19\xff\xff\2\x4b"));
}

TEST("ends that are not known, or of two kinds, are said to be unknown")
{
    CHECK(IS(1, &nobody, &nobody, "PROXY UNKNOWN\r\n") && IS(1, &ada, &mail6, "PROXY UNKNOWN\r\n"));
    CHECK(IS(2, &nobody, &nobody, SIGNATURE "\x21\0\0\0") && IS(2, &ada6, &mail, SIGNATURE "\x21\0\0\0"));
}
