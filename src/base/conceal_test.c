#include "conceal.h"
#include "test.h"
#include "text.h"

#include <string.h>

static const struct secret sesame = { (uint8_t *)"opensesame", 10 };

static const char *concealed(const char *text)
{
    static char to[200];

    to[wax__conceal(to, sizeof to - 1, text, strlen(text), &sesame)] = 0;
    return to;
}

TEST("a secret that is repeated as it is, or in base64, is not shown")
{
    CHECK(test_same(concealed("no opensesame here"), "no <secret> here"));
    CHECK(test_same(concealed("500 AUTH PLAIN AGFkYQBvcGVuc2VzYW1l?"), "500 AUTH PLAIN <secret>?"));
    CHECK(test_same(concealed("b3BlbnNlc2FtZQ== opensesame"), "<secret>== <secret>"));
}

TEST("base64 that begins anywhere in a word is found, whichever way it lies in its groups")
{
    const char *texts[] = { "opensesame", "xopensesame", "xxopensesame", "xxxopensesame,y" };

    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        for (size_t shift = 0; shift < 4; shift++) {
            char word[64] = "zzz";
            word[shift + wax__text_to_base64(word + shift, texts[i], strlen(texts[i]))] = 0;
            CHECK(strncmp(concealed(word), "<secret>", 8) == 0 && wax__secret_shows(&sesame, word, strlen(word)));
        }
}

TEST("what the end of the text cuts off is not shown in part")
{
    CHECK(test_same(concealed("no opensesa"), "no <secret>"));
    CHECK(test_same(concealed("no AGFkYQBvcGVuc2V"), "no <secret>"));
}

TEST("hex digits show a secret as well as its letters do")
{
    CHECK(test_same(concealed("got 006F70656e736573616d65."), "got 00<secret>."));
    CHECK(test_same(concealed("got 6f70656e73657"), "got <secret>"));
    CHECK(test_same(concealed("0x6f70656e736573616d65"), "0x<secret>"));
    CHECK(test_same(concealed("queued as 6F70656E"), "queued as <secret>"));
    CHECK(test_same(concealed("queued as 6F706561"), "queued as 6F706561"));
}

static const struct secret slashes = { (uint8_t *)"a/b\\c%d", 7 };

static bool is_hidden(const char *text)
{
    char to[100];

    to[wax__conceal(to, sizeof to - 1, text, strlen(text), &slashes)] = 0;
    return test_same(to, "<secret>");
}

TEST("the escapes of URLs, logs and JSON hide no secret from us")
{
    CHECK(is_hidden("a/b\\c%d") && is_hidden("a%2Fb%5cc%25d") && is_hidden("%61%2f%62%5C%63%25%64"));
    CHECK(is_hidden("a\\/b\\\\c%d") && is_hidden("a\\u002fb\\\\c%d") && is_hidden("a\\x2fb\\x5cc%d"));
    CHECK(is_hidden("a%2Fb%5Cc") && is_hidden("a%2Fb%5Cc%") && is_hidden("a/b\\\\c\\u00"));
    CHECK(!is_hidden("a%2Eb%5cc%25d") && !is_hidden("a%2"));
}

TEST("everything else stays as it is, and nothing is written past the room")
{
    char to[12];

    CHECK(test_same(concealed("250 2.0.0 OK, open sesame queued as b3BlbiA"), "250 2.0.0 OK, open sesame queued as b3BlbiA"));
    CHECK(test_same(concealed(""), ""));
    CHECK(wax__conceal(to, sizeof to, "an opensesame", 13, &sesame) == 11 && memcmp(to, "an <secret>", 11) == 0);
    CHECK(wax__conceal(to, 10, "an opensesame", 13, &sesame) == 3);
    CHECK(wax__conceal(to, 3, "abcdef", 6, &sesame) == 3);
}

TEST("a secret too short to be told from other words hides none of them")
{
    const struct secret tiny = { (uint8_t *)"no", 2 }, none = { 0 };

    CHECK(!wax__secret_shows(&tiny, "no", 2) && !wax__secret_shows(&none, "no", 2));
}
