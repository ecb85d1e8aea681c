/* flowed.c -- see flowed.h. */
#include "flowed.h"

#include "text.h"

#include <string.h>

enum { LINE = 78, QUOTES_SHOWN = 60 };

static bool is_same(struct span s, const char *text)
{
    return s.len == strlen(text) && memcmp(s.p, text, s.len) == 0;
}

/* RFC 3676 s.4.3: the line above a signature is no paragraph, though it ends in a blank. */
static bool is_signature_mark(struct span s)
{
    return is_same(s, "-- ");
}

static struct span without_end_blanks(struct span s)
{
    while (s.len && (s.p[s.len - 1] == ' ' || s.p[s.len - 1] == '\r'))
        s.len--;
    return s;
}

/* As much as a line holds, its last blank too; a word that is longer stays whole.  What would be taken for a signature's mark is not cut off. */
static size_t cut_len(struct span s, size_t room)
{
    size_t best = 0;

    if (s.len <= room)
        return s.len;
    for (size_t i = 1; i <= s.len && (i <= room || !best); i++)
        if (s.p[i - 1] == ' ' && !is_signature_mark((struct span){ s.p, i }))
            best = i;
    return best && best < s.len ? best : s.len;
}

/* RFC 3676 s.4.4: what a reader would take for a quote, a stuffed blank or a mailbox's separator is stuffed; quotes always are, as people
 * write them. */
static bool put_line(struct buf *to, struct span quote, struct span line)
{
    bool is_stuffed = quote.len || (line.len && (line.p[0] == ' ' || line.p[0] == '>')) || (line.len >= 5 && memcmp(line.p, "From ", 5) == 0);

    return wax__buf_put(to, quote.p, quote.len) && wax__buf_put(to, " ", is_stuffed && (line.len || !quote.len))
        && wax__buf_put(to, line.p, line.len) && wax__buf_put(to, "\r\n", 2);
}

static bool put_paragraph(struct buf *to, struct span quote, struct span text)
{
    size_t room = LINE - 1 - (quote.len < QUOTES_SHOWN ? quote.len : QUOTES_SHOWN);
    bool good = true;

    do {
        size_t n = cut_len(text, room);
        good = put_line(to, quote, (struct span){ text.p, n });
        text = (struct span){ text.p + n, text.len - n };
    } while (good && text.len);
    return good;
}

static bool flow_line(struct buf *to, struct span line)
{
    struct span quote = { line.p, 0 };

    while (quote.len < line.len && line.p[quote.len] == '>')
        quote.len++;
    struct span rest = { line.p + quote.len, line.len - quote.len };
    if (quote.len && rest.len && *rest.p == ' ')
        rest = (struct span){ rest.p + 1, rest.len - 1 };
    if (rest.len && rest.p[rest.len - 1] == '\r')
        rest.len--;
    return put_paragraph(to, quote, is_signature_mark(rest) ? rest : without_end_blanks(rest));
}

bool wax__flow(struct buf *to, const char *text)
{
    bool good = true;

    while (good && *text) {
        size_t n = strcspn(text, "\n");
        good = flow_line(to, (struct span){ (const uint8_t *)text, n });
        text += n + (text[n] != 0);
    }
    return good && wax__buf_put(to, "", 1);
}
