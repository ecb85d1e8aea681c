/* command_words.c -- see command_words.h. */
#include "command_words.h"

#include <stdlib.h>
#include <string.h>

static int is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n';
}

/* Inside "..." a backslash speaks only of itself and of the quote, as in a shell. */
static int escapes(const char *p, char quote)
{
    return *p == '\\' && p[1] && quote != '\'' && (!quote || p[1] == '"' || p[1] == '\\');
}

/* Copies one word to *to, ends it, and says where it ended; NULL: a quote is open at the end. */
static const char *take_word(const char *p, char **to)
{
    char quote = 0;

    for (; *p && (quote || !is_blank(*p)); p++) {
        if (escapes(p, quote))
            *(*to)++ = *++p;
        else if (quote ? *p == quote : *p == '\'' || *p == '"')
            quote = quote ? 0 : *p;
        else
            *(*to)++ = *p;
    }
    *(*to)++ = 0;
    return quote ? NULL : p;
}

enum words_result words_split(const char *command, char ***words, size_t *n)
{
    size_t len = strlen(command), most = len / 2 + 2;
    char **w = malloc(most * sizeof *w + len + 1), *to = w ? (char *)(w + most) : NULL;

    *words = w;
    *n = 0;
    if (!w)
        return WORDS_NO_MEMORY;
    for (const char *p = command;;) {
        while (is_blank(*p))
            p++;
        w[*n] = *p ? to : NULL;
        if (!*p)
            return WORDS_OK;
        ++*n;
        if (!(p = take_word(p, &to)))
            return WORDS_OPEN_QUOTE;
    }
}
