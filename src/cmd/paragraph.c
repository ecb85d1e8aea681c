/* paragraph.c -- see paragraph.h. */
#include "paragraph.h"

#include <stdio.h>
#include <string.h>

enum { WIDTH = 79 };

/* Bytes that begin a character: each is a column. */
static int columns(const char *text, size_t len)
{
    int n = 0;

    for (size_t i = 0; i < len; i++)
        n += ((unsigned char)text[i] & 0xC0) != 0x80;
    return n;
}

void paragraph_put(int indent, const char *text)
{
    int at = 0;

    while (*(text += strspn(text, " "))) {
        size_t len = strcspn(text, " ");
        int width = columns(text, len);
        if (at && at + 1 + width > WIDTH) {
            printf("\n");
            at = 0;
        }
        printf("%*s%.*s", at ? 1 : indent, "", (int)len, text);
        at += width + (at ? 1 : indent);
        text += len;
    }
    printf("\n");
}
