/* fuzz_compose.c -- whatever a mail is composed of, what is read keeps the laws of lines, is as long as was said, and reads the same at any size.
 *
 * The first byte of the input is the size of reads.  The rest are items, each one byte for its kind and up to the next 0xFF its bytes;
 * those of a file are its name and its type, each up to an LF, and its content. */
#include "buf.h"

#include <stdlib.h>
#include <string.h>
#include <wax/message.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static void must(bool good)
{
    if (!good)
        abort();
}

/* What is before the next LF, NUL-terminated; the rest is left. */
static const char *cut_line(char **rest)
{
    char *line = *rest, *lf = strchr(line, '\n');

    *rest = lf ? lf + 1 : line + strlen(line);
    if (lf)
        *lf = 0;
    return line;
}

static void add_file(wax_message *m, char *text, const char *end, bool is_shown)
{
    const char *name = cut_line(&text), *type = cut_line(&text);
    wax_source from = wax_source_bytes(text, (size_t)(end - text));

    if (is_shown)
        wax_message_inline(m, name, from, NULL, *type ? type : "image/png");
    else
        wax_message_attach_source(m, from, *name ? name : NULL, *type ? type : "application/x-a");
}

static void add_alternative(wax_message *m, char *text)
{
    const char *type = cut_line(&text);

    wax_message_alternative(m, *type ? type : "text/x-a", text);
}

static void add(wax_message *m, uint8_t kind, char *text, size_t len)
{
    switch (kind % 9) {
    case 0: wax_message_text(m, text); break;
    case 1: wax_message_html(m, text); break;
    case 2: wax_message_text_flowed(m, text); break;
    case 3: add_file(m, text, text + len, false); break;
    case 4: add_file(m, text, text + len, true); break;
    case 5: wax_message_forward(m, wax_source_bytes(text, len), NULL); break;
    case 6: wax_message_invite(m, text); break;
    case 7: wax_message_in_reply_to(m, text, NULL); break;
    case 8: add_alternative(m, text); break;
    }
}

static void fill(wax_message *m, const uint8_t *p, size_t len)
{
    while (len > 1) {
        const uint8_t *end = memchr(p + 1, 0xFF, len - 1);
        size_t n = end ? (size_t)(end - p - 1) : len - 1;
        char *text = malloc(n + 1);
        if (!text)
            return;
        memcpy(text, p + 1, n);
        text[n] = 0;
        add(m, *p, text, n);
        free(text);
        n += 1 + (end != NULL);
        p += n;
        len -= n;
    }
}

static void read_all(wax_message *m, size_t room, struct buf *to)
{
    wax_source from;
    wax_error why = { 0 };
    size_t n = 1;
    char *piece = malloc(room);

    must(piece && !wax_message_open(m, &from));
    while (n) {
        must(!from.read(from.user, piece, room, &n, &why));
        must(!n || wax__buf_put(to, piece, n));
    }
    from.free(from.user);
    free(piece);
}

static void check_lines(const struct buf *mail, bool is_8bit)
{
    const uint8_t *p = buf_data(mail);
    size_t column = 0;

    for (size_t i = 0; i < buf_len(mail); i++) {
        must(p[i] && (p[i] < 128 || is_8bit));
        must((p[i] == '\n') == (i > 0 && p[i - 1] == '\r'));
        column = p[i] == '\n' ? 0 : column + (p[i] != '\r');
        must(column <= 998);
    }
    must(buf_len(mail) && p[buf_len(mail) - 1] == '\n');
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    struct buf whole = { 0 }, again = { 0 };
    wax_message_facts facts;
    wax_message *m = wax_message_new();

    wax_message_fix(m, 1354553212, 60, 1);
    wax_message_set(m, "From", "ada@example.org");
    if (len)
        fill(m, data + 1, len - 1);
    if (m && wax_message_check(m, &facts))
        must(*wax_message_error(m)->text);
    else if (m) {
        read_all(m, 65536, &whole);
        read_all(m, 1 + (size_t)(len ? data[0] : 0), &again);
        must(facts.size == (int64_t)buf_len(&whole) && buf_len(&again) == buf_len(&whole));
        must(memcmp(buf_data(&whole), buf_data(&again), buf_len(&whole)) == 0);
        check_lines(&whole, facts.is_8bit || facts.has_utf8_header);
    }
    wax__buf_clear(&whole);
    wax__buf_clear(&again);
    wax_message_free(m);
    return 0;
}
