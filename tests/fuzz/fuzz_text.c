/* fuzz_text.c -- base64 comes back as it went; what is printable stays within its room and holds nothing a terminal would obey. */
#include "text.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static void must(bool good)
{
    if (!good)
        abort();
}

static void round_trip(const uint8_t *data, size_t len)
{
    size_t n = 0, room = text_base64_len(len);
    char *text = malloc(room + 1);
    uint8_t *back = malloc(room + 1);

    must(text && back);
    must(wax__text_to_base64(text, data, len) == room);
    must(wax__text_from_base64(back, &n, text, room));
    must(n == len && (n == 0 || memcmp(back, data, len) == 0));
    free(text);
    free(back);
}

/* What is taken for base64 is the only spelling of its bytes: a second one would let a secret pass a filter. */
static void is_strict(const uint8_t *data, size_t len)
{
    size_t n = 0;
    uint8_t *bytes = malloc(len / 4 * 3 + 1);
    char *again = malloc(len + 4);

    must(bytes && again);
    if (wax__text_from_base64(bytes, &n, data, len)) {
        must(wax__text_to_base64(again, bytes, n) == len);
        must(len == 0 || memcmp(again, data, len) == 0);
    }
    free(bytes);
    free(again);
}

static void is_bearable(const uint8_t *data, size_t len)
{
    char *room = malloc(64);

    must(room != NULL);
    wax__text_printable(room, 64, data, len);
    must(memchr(room, 0, 64) != NULL);
    must(wax__text_is_utf8(room, strlen(room)));
    for (const char *p = room; *p; p++)
        must((uint8_t)*p >= ' ' && *p != 127);
    free(room);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    round_trip(data, len);
    is_strict(data, len);
    is_bearable(data, len);
    return 0;
}
