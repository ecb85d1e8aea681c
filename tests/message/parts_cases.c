/* parts_cases.c -- composes mails with hostile files, names and images, and prints, a line each, what was meant and what came out.
 *
 * For parts_readback.py, which reads the mails with parsers that are not ours.  "file", "shown" and "mail" are NAME:BYTES, "other" is TYPE:BYTES; all is in
 * hexadecimal.  "open", with a multipart's type, and "close" stand around the parts of a tree of its own, "words" and "file". */
#include "file_name.h"
#include "hostile.h"
#include "reading.h"

#include <stdio.h>
#include <wax/message.h>

enum { SIZE = 900, MAILS = 1500 };

static void print_hex(const char *label, const void *bytes, size_t len, char end)
{
    const uint8_t *p = bytes;

    printf("%s", label);
    for (size_t i = 0; i < len; i++)
        printf("%02x", p[i]);
    putchar(end);
}

static void hostile_name(char *name, size_t size, uint32_t *seed)
{
    do
        hostile_text(name, size, seed, HOSTILE_WORDS);
    while (wax__file_name_check(name, NULL));
}

/* Text of every kind, or bytes of every kind, sometimes longer than a read. */
static size_t hostile_bytes(char *to, uint32_t *seed)
{
    size_t n = hostile_random(seed, 40) ? hostile_random(seed, SIZE) : 16000 + hostile_random(seed, 2000);

    if (hostile_random(seed, 2)) {
        hostile_text(to, SIZE, seed, hostile_random(seed, 2) ? HOSTILE_LINES : HOSTILE_ALL);
        return strlen(to);
    }
    for (size_t i = 0; i < n; i++)
        to[i] = (char)hostile_random(seed, 256);
    return n;
}

static void file(wax_message *m, uint32_t *seed)
{
    char name[SIZE], bytes[20000];
    size_t n = hostile_bytes(bytes, seed);

    hostile_name(name, sizeof name, seed);
    wax_message_attach_source(m, wax_source_bytes(bytes, n), name, "application/x-a");
    print_hex("file=", name, strlen(name), ':');
    print_hex("", bytes, n, ' ');
}

static void shown(wax_message *m, uint32_t i, uint32_t *seed)
{
    char id[20], bytes[20000];
    size_t n = hostile_bytes(bytes, seed);

    snprintf(id, sizeof id, "%u.image@x", (unsigned)i);
    wax_message_inline(m, id, wax_source_bytes(bytes, n), NULL, "image/png");
    print_hex("shown=", id, strlen(id), ':');
    print_hex("", bytes, n, ' ');
}

static void forwarded(wax_message *m, uint32_t *seed)
{
    char name[SIZE], mail[2 * SIZE] = "Subject: inner\r\nX-Inner: x\r\n\r\n";

    hostile_name(name, sizeof name, seed);
    hostile_text(mail + strlen(mail), SIZE, seed, HOSTILE_WORDS);
    strcat(mail, "\r\n");
    wax_message_forward(m, wax_source_bytes(mail, strlen(mail)), name);
    print_hex("mail=", name, strlen(name), ':');
    print_hex("", mail, strlen(mail), ' ');
}

static void text(wax_message *m, const char *label, void put(wax_message *, const char *), uint32_t *seed)
{
    char lines[SIZE];

    hostile_text(lines, sizeof lines, seed, HOSTILE_LINES);
    put(m, lines);
    print_hex(label, lines, strlen(lines), ' ');
}

/* For readers that few have. */
static void other(wax_message *m, uint32_t i, uint32_t *seed)
{
    char type[] = "text/x-0", lines[SIZE];

    type[7] = (char)('0' + i);
    hostile_text(lines, sizeof lines, seed, HOSTILE_LINES);
    wax_message_alternative(m, type, lines);
    print_hex("other=", type, strlen(type), ':');
    print_hex("", lines, strlen(lines), ' ');
}

static void own_leaf(wax_message *m, wax_part *in, uint32_t *seed)
{
    char name[SIZE], bytes[20000];
    size_t n = hostile_bytes(bytes, seed);

    hostile_name(name, sizeof name, seed);
    wax_part_disposition(wax_message_part(m, in, wax_source_bytes(bytes, n), "application/x-a"), "attachment", name);
    print_hex("file=", name, strlen(name), ':');
    print_hex("", bytes, n, ' ');
}

static void own_words(wax_message *m, wax_part *in, uint32_t *seed)
{
    char lines[SIZE];

    hostile_text(lines, sizeof lines, seed, HOSTILE_LINES);
    wax_message_part(m, in, wax_source_bytes(lines, strlen(lines)), "text/plain; charset=utf-8");
    print_hex("words=:", lines, strlen(lines), ' ');
}

/* Three deep, each branch with one part or some. */
static void own_branch(wax_message *m, wax_part *in, int depth, uint32_t *seed)
{
    static const char *const types[] = { "multipart/mixed", "multipart/alternative", "multipart/parallel", "multipart/x-own" };
    const char *type = types[hostile_random(seed, 4)];
    wax_part *branch = wax_message_multipart(m, in, type);

    print_hex("open=", type, strlen(type), ':');
    putchar(' ');
    for (uint32_t i = 1 + hostile_random(seed, 3); i; i--)
        if (depth < 3 && !hostile_random(seed, 3))
            own_branch(m, branch, depth + 1, seed);
        else if (hostile_random(seed, 2))
            own_words(m, branch, seed);
        else
            own_leaf(m, branch, seed);
    fputs("close=: ", stdout);
}

static void fill(wax_message *m, uint32_t *seed)
{
    static const char invitation[] = "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nSUMMARY:Gr\xC3\xB6\xC3\x9F" "e\r\nEND:VCALENDAR\r\n";
    bool has_html = hostile_random(seed, 2);

    if (hostile_random(seed, 3))
        text(m, "text=", wax_message_text, seed);
    if (has_html)
        text(m, "html=", wax_message_html, seed);
    if (!hostile_random(seed, 3)) {
        wax_message_invite(m, invitation);
        print_hex("invitation=", invitation, sizeof invitation - 1, ' ');
    }
    for (uint32_t i = hostile_random(seed, 3) ? 0 : hostile_random(seed, 5); i; i--)
        other(m, i, seed);
    for (uint32_t i = has_html ? hostile_random(seed, 3) : 0; i; i--)
        shown(m, i, seed);
    for (uint32_t i = hostile_random(seed, 4); i; i--)
        file(m, seed);
    if (!hostile_random(seed, 4))
        forwarded(m, seed);
}

static int one(uint32_t seed)
{
    wax_message *m = wax_message_new();
    struct buf whole = { 0 };
    wax_source from;
    wax_error why = { 0 };

    wax_message_fix(m, 1354553212, 60, seed);
    wax_message_set(m, "From", "ada@example.org");
    if (hostile_random(&seed, 4))
        fill(m, &seed);
    else
        own_branch(m, NULL, 1, &seed);
    if (wax_message_open(m, &from) || read_to_end(from, 1 + seed % 2000, &whole, &why)) {
        fprintf(stderr, "%s%s\n", wax_message_error(m)->text, why.text);
        return 1;
    }
    from.free(from.user);
    print_hex("whole=", buf_data(&whole), buf_len(&whole), '\n');
    wax__buf_clear(&whole);
    wax_message_free(m);
    return 0;
}

int main(void)
{
    for (uint32_t i = 1; i <= MAILS; i++)
        if (one(i * 2654435761u))
            return 1;
    return 0;
}
