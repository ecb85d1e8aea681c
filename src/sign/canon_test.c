/* canon_test.c -- the canonical forms of RFC 6376 s.3.4, against hashes that are known, in pieces of every size. */
#include "canon.h"
#include "test.h"

#include <string.h>

/* The body's hash in base64, fed `piece` bytes at a time. */
static void hash(char to[45], enum canon canon, const char *body, size_t piece)
{
    struct body_canon c = { .canon = canon, .md = EVP_MD_CTX_new() };
    size_t len = strlen(body);
    uint8_t digest[32];

    EVP_DigestInit_ex(c.md, EVP_sha256(), NULL);
    for (size_t at = 0; at < len; at += piece)
        CHECK(wax__canon_body(&c, (const uint8_t *)body + at, len - at < piece ? len - at : piece));
    CHECK(wax__canon_body_end(&c, digest));
    to[wax__text_to_base64(to, digest, sizeof digest)] = 0;
    EVP_MD_CTX_free(c.md);
}

/* The plain SHA-256 of a text, in base64. */
static void hash_of(char to[45], const char *text)
{
    uint8_t digest[32];

    EVP_Digest(text, strlen(text), digest, NULL, EVP_sha256(), NULL);
    to[wax__text_to_base64(to, digest, sizeof digest)] = 0;
}

static bool hashes_to(enum canon canon, const char *body, const char *expected)
{
    char got[45];
    bool good = true;

    for (size_t piece = 1; piece <= strlen(body) + 1; piece++) {
        hash(got, canon, body, piece);
        good = test_same(got, expected) && good;
    }
    return good;
}

static bool hashes_as(enum canon canon, const char *body, const char *text)
{
    char expected[45];

    hash_of(expected, text);
    return hashes_to(canon, body, expected);
}

TEST("an empty body has the hashes that RFC 6376 s.3.4.3 and 3.4.4 print")
{
    CHECK(hashes_to(CANON_SIMPLE, "", "frcCV1k9oG9oKj3dpUqdJg1PxRT2RSN/XKdLCPjaYaY="));
    CHECK(hashes_to(CANON_RELAXED, "", "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="));
}

TEST("a body of nothing but line ends is an empty one")
{
    CHECK(hashes_to(CANON_SIMPLE, "\r\n\r\n\r\n", "frcCV1k9oG9oKj3dpUqdJg1PxRT2RSN/XKdLCPjaYaY="));
    CHECK(hashes_to(CANON_RELAXED, "\r\n\r\n\r\n", "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="));
    CHECK(hashes_to(CANON_RELAXED, " \r\n\t\r\n \t \r\n", "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="));
    CHECK(hashes_as(CANON_SIMPLE, " \r\n\r\n", " \r\n"));
}

TEST("empty lines count between lines, and not at the end")
{
    CHECK(hashes_as(CANON_SIMPLE, "\r\n\r\na\r\n\r\nb\r\n\r\n\r\n", "\r\n\r\na\r\n\r\nb\r\n"));
    CHECK(hashes_as(CANON_RELAXED, "\r\n\r\na\r\n\r\nb\r\n \r\n\r\n", "\r\n\r\na\r\n\r\nb\r\n"));
}

TEST("a last line without its end is given one")
{
    CHECK(hashes_as(CANON_SIMPLE, "a\r\nb", "a\r\nb\r\n") && hashes_as(CANON_RELAXED, "a\r\nb ", "a\r\nb\r\n"));
}

TEST("relaxed: white space is one space, and none at a line's end")
{
    CHECK(hashes_as(CANON_RELAXED, " C \r\nD \t E\r\n", " C\r\nD E\r\n"));              /* RFC 6376 s.3.4.5 */
    CHECK(hashes_as(CANON_RELAXED, "a \t\r\n\t b  c   d \r\n", "a\r\n b c d\r\n"));
    CHECK(hashes_as(CANON_SIMPLE, " C \r\nD \t E\r\n", " C \r\nD \t E\r\n"));
}

static bool field_is(enum canon canon, const char *field, const char *expected)
{
    struct buf to = { 0 };
    bool good = wax__canon_field(canon, (struct span){ (const uint8_t *)field, strlen(field) }, &to)
        && test_same_bytes(buf_data(&to), buf_len(&to), expected, strlen(expected));

    wax__buf_clear(&to);
    return good;
}

TEST("relaxed: a field's name is in lower case, its folds and its white space are one space")
{
    CHECK(field_is(CANON_RELAXED, "A: X\r\n", "a:X\r\n") && field_is(CANON_RELAXED, "B : Y\t\r\n\tZ  \r\n", "b:Y Z\r\n"));   /* s.3.4.5 */
    CHECK(field_is(CANON_RELAXED, "Subject:\r\n \r\n\t\r\n x \t\r\n", "subject:x\r\n"));
    CHECK(field_is(CANON_RELAXED, "Cc:\r\n", "cc:\r\n") && field_is(CANON_RELAXED, "X: a:b : c\r\n", "x:a:b : c\r\n"));
}

TEST("simple: a field is what it is")
{
    CHECK(field_is(CANON_SIMPLE, "B : Y\t\r\n\tZ  \r\n", "B : Y\t\r\n\tZ  \r\n"));
}
