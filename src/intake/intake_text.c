/* intake_text.c -- see intake_text.h. */
#include "intake_text.h"

#include "words.h"

#include <string.h>

static bool put_latin1(struct buf *to, uint8_t c)
{
    uint8_t pair[2] = { (uint8_t)(0xC0 | c >> 6), (uint8_t)(0x80 | (c & 0x3F)) };

    return c < 0x80 ? wax__buf_put(to, &c, 1) : wax__buf_put(to, pair, 2);
}

static bool put_as_utf8(struct buf *to, struct span text)
{
    bool good = true;

    if (wax__text_is_utf8(text.p, text.len))
        return wax__buf_put(to, text.p, text.len);
    for (size_t i = 0; good && i < text.len; i++)
        good = put_latin1(to, text.p[i]);
    return good;
}

static bool put_unquoted(struct buf *to, struct span phrase)
{
    bool good = true;

    for (size_t i = 0; good && i < phrase.len; i++) {
        if (phrase.p[i] == '"')
            continue;
        if (phrase.p[i] == '\\' && i + 1 < phrase.len)
            i++;
        good = wax__buf_put(to, phrase.p + i, 1);
    }
    return good;
}

static struct span trimmed(const struct buf *b)
{
    struct span s = { buf_data(b), buf_len(b) };

    for (; s.len && (*s.p == ' ' || *s.p == '\t'); s.len--)
        s.p++;
    while (s.len && (s.p[s.len - 1] == ' ' || s.p[s.len - 1] == '\t'))
        s.len--;
    return s;
}

typedef void write_fn(struct folding *, struct span utf8);

static void write_phrase(struct folding *f, struct span utf8)
{
    wax__words_phrase(f, utf8);
}

/* The folds of the message's writer are taken out again: where this stands is not known here. */
static bool put_unfolded(struct buf *to, const struct buf *from)
{
    const uint8_t *p = buf_data(from), *end = p + buf_len(from);
    bool good = true;

    for (p += 2; good && p < end; p++)      /* behind the colon and the blank that the writer begins with */
        good = *p == '\r' || *p == '\n' || wax__buf_put(to, p, 1);
    return good;
}

static bool encode(struct buf *to, struct span text, write_fn *write)
{
    struct buf utf8 = { 0 }, folded = { 0 };
    struct folding f;
    bool good = put_as_utf8(&utf8, text);

    wax__fold_begin(&f, &folded, "");
    write(&f, trimmed(&utf8));
    good = wax__fold_end(&f) && good && (buf_len(&folded) < 4 || put_unfolded(to, &folded));
    wax__buf_clear(&utf8);
    wax__buf_clear(&folded);
    return good;
}

bool intake_text_words(struct buf *to, struct span text)
{
    return encode(to, text, wax__words_text);
}

bool intake_text_name(struct buf *to, struct span name)
{
    return encode(to, name, write_phrase);
}

bool intake_text_phrase(struct buf *to, struct span phrase)
{
    struct buf plain = { 0 };
    bool good = put_unquoted(&plain, phrase) && intake_text_name(to, (struct span){ buf_data(&plain), buf_len(&plain) });

    wax__buf_clear(&plain);
    return good;
}
