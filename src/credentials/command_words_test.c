#include "test.h"
#include "command_words.h"

#include <stdlib.h>
#include <string.h>

/* The words, each in <>; "open" when a quote is. */
static const char *split(const char *command)
{
    static char shown[256];
    char **words;
    size_t n;
    enum words_result result = words_split(command, &words, &n);

    shown[0] = 0;
    for (size_t i = 0; result == WORDS_OK && i < n; i++) {
        strcat(shown, "<");
        strcat(shown, words[i]);
        strcat(shown, ">");
    }
    if (result == WORDS_OK && words[n])
        strcat(shown, "not ended");
    free(words);
    return result == WORDS_OPEN_QUOTE ? "open" : shown;
}

TEST("blanks divide a command into words")
{
    CHECK(test_same(split("pass show mail"), "<pass><show><mail>"));
    CHECK(test_same(split("  pass\t show\nmail  "), "<pass><show><mail>"));
    CHECK(test_same(split(""), ""));
    CHECK(test_same(split("  "), ""));
}

TEST("quotes keep blanks, and an empty word is a word")
{
    CHECK(test_same(split("a 'b c' \"d e\" f'g h'i"), "<a><b c><d e><fg hi>"));
    CHECK(test_same(split("a '' \"\""), "<a><><>"));
}

TEST("a backslash takes the next character as it is, and inside quotes only where a shell would")
{
    CHECK(test_same(split("a\\ b c\\'d \\\\"), "<a b><c'd><\\>"));
    CHECK(test_same(split("\"a\\\"b\\\\c\\d\" 'e\\'"), "<a\"b\\c\\d><e\\>"));
    CHECK(test_same(split("end\\"), "<end\\>"));
}

TEST("nothing is expanded")
{
    CHECK(test_same(split("~/bin/p $HOME `id` *;|&"), "<~/bin/p><$HOME><`id`><*;|&>"));
}

TEST("a quote that is not closed is told")
{
    CHECK(test_same(split("a 'b"), "open"));
    CHECK(test_same(split("a \"b\\\""), "open"));
}

TEST("as many words as fit into a string fit into the array")
{
    char **words;
    size_t n;

    CHECK(words_split("a b c d e f g h", &words, &n) == WORDS_OK && n == 8 && !words[8] && test_same(words[7], "h"));
    free(words);
    CHECK(words_split("a", &words, &n) == WORDS_OK && n == 1 && !words[1]);
    free(words);
}
