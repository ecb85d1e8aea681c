/* readback_cases.c -- composes mails with hostile text and prints, a line each, what was meant and what came out.
 *
 * For readback.py, which reads the mails with a parser that is not ours.  Fields are in hexadecimal; "-" is not set. */
#include "field.h"
#include "hostile.h"
#include "reading.h"

#include <stdio.h>
#include <wax/message.h>

enum { SIZE = 900 };

static void print_hex(const char *label, const void *bytes, size_t len)
{
    const uint8_t *p = bytes;

    printf("%s=", label);
    for (size_t i = 0; i < len; i++)
        printf("%02x", p[i]);
    putchar(' ');
}

static void name_address(wax_message *m, const char *field, const char *address, uint32_t *seed)
{
    char name[SIZE], list[2 * SIZE + 100];

    do {
        hostile_text(name, sizeof name, seed, HOSTILE_WORDS);
        hostile_mailbox(list, sizeof list, name, address);
    } while (wax__field_check(field, list, NULL));
    wax_message_set(m, field, list);
    print_hex(field, name, strlen(name));
}

static void text_field(wax_message *m, const char *field, uint32_t *seed)
{
    char text[SIZE];

    hostile_text(text, sizeof text, seed, HOSTILE_WORDS);
    wax_message_set(m, field, text);
    print_hex(field, text, strlen(text));
}

static void bodies(wax_message *m, uint32_t *seed)
{
    char text[SIZE];
    uint32_t which = hostile_random(seed, 3);

    hostile_text(text, sizeof text, seed, HOSTILE_LINES);
    if (which != 1)
        print_hex("text", text, strlen(text)), wax_message_text(m, text);
    hostile_text(text, sizeof text, seed, HOSTILE_LINES);
    if (which != 0)
        print_hex("html", text, strlen(text)), wax_message_html(m, text);
}

static int one(uint32_t seed)
{
    wax_message *m = wax_message_new();
    struct buf whole = { 0 };
    wax_source from;

    wax_message_fix(m, 1354553212 + (int64_t)seed, 60, seed);
    name_address(m, "From", "ada@example.org", &seed);
    name_address(m, "To", "\"gr ace\"@example.net", &seed);
    name_address(m, "To", "b@example.net", &seed);
    text_field(m, "Subject", &seed);
    text_field(m, "X-Any", &seed);
    bodies(m, &seed);
    if (wax_message_open(m, &from) || read_to_end(from, 1 + seed % 2000, &whole, NULL)) {
        fprintf(stderr, "%s\n", wax_message_error(m)->text);
        return 1;
    }
    from.free(from.user);
    print_hex("mail", buf_data(&whole), buf_len(&whole));
    putchar('\n');
    wax__buf_clear(&whole);
    wax_message_free(m);
    return 0;
}

int main(void)
{
    for (uint32_t i = 1; i <= 1000; i++)
        if (one(i * 2654435761u))
            return 1;
    return 0;
}
