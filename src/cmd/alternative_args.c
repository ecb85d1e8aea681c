/* alternative_args.c -- see alternative_args.h. */
#include "alternative_args.h"

#include "text_file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TYPE_MOST = 80 };

/* "TYPE", and where the path begins; NULL: there is no type, or it is too long to be one. */
static const char *split(const char *word, char type[TYPE_MOST + 1])
{
    size_t n = strcspn(word, "=");

    if (!word[n] || !n || n > TYPE_MOST || !word[n + 1])
        return NULL;
    memcpy(type, word, n);
    type[n] = 0;
    return word + n + 1;
}

void alternative_args_check(const struct strings *words, struct outcome *o)
{
    char type[TYPE_MOST + 1];

    for (size_t i = 0; i < words->n; i++) {
        const char *path = split(words->at[i], type);
        if (!path)
            outcome_usage(o, "--alternative is a type of text, = and a file, such as text/x-amp-html=letter.amp.html; \"%.80s\" is not", words->at[i]);
        else if (strcmp(path, "-") == 0)
            outcome_usage(o, "--alternative takes a file; from a pipe, --alternative %s=/dev/stdin", type);
    }
}

void alternative_args_set(wax_message *m, const struct strings *words, int64_t deadline_ms, struct outcome *o)
{
    char type[TYPE_MOST + 1];

    for (size_t i = 0; i < words->n; i++) {
        char *text = text_file_read(split(words->at[i], type), deadline_ms, o);
        if (text)
            wax_message_alternative(m, type, text);
        free(text);
    }
}
