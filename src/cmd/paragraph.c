/* paragraph.c -- see paragraph.h. */
#include "paragraph.h"

#include "utf8.h"

#include <stdio.h>
#include <string.h>

enum { WIDTH = 79 };

/* Bytes that begin a character: each is a column. */
static int columns(const char *text)
{
    int n = 0;

    for (size_t i = 0; text[i]; i++)
        n += ((unsigned char)text[i] & 0xC0) != 0x80;
    return n;
}

static void put_word(struct paragraph *p, const char *word, size_t len)
{
    char shown[1024];

    utf8_print(shown, sizeof shown, word, len);
    int width = columns(shown);
    if (p->at > p->indent && p->at + 1 + width > WIDTH)
        p->at = printf("\n%*s", p->indent, "") - 1;
    else if (p->at > p->indent)
        p->at += printf(" ");
    printf("%s", shown);
    p->at += width;
}

void paragraph_words(struct paragraph *p, const char *text)
{
    while (*(text += strspn(text, " "))) {
        size_t len = strcspn(text, " ");
        put_word(p, text, len);
        text += len;
    }
}

void paragraph_put(int indent, const char *text)
{
    struct paragraph p = { indent, printf("%*s", indent, "") };

    paragraph_words(&p, text);
    printf("\n");
}
