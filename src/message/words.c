/* words.c -- see words.h. */
#include "words.h"

#include "atext.h"
#include "limit.h"

#include <stdlib.h>
#include <string.h>

enum {
    ENCODED_LINE = 76,                  /* RFC 2047 s.2: no longer line with an encoded-word in it */
    ENCODED_WORD = 75,                  /* and no longer encoded-word */
    FRAME        = 12,                  /* "=?utf-8?Q?" and "?=" */
    ONE_CHARACTER = 12                  /* what the longest needs: four bytes, each =XX */
};

/* Where the words stand decides which may stand as they are, and how much white space between them has a meaning there. */
struct place {
    bool (*is_foreign)(struct span word);
    size_t widest_space;
};

static bool is_plain(struct span word)
{
    for (size_t i = 0; i < word.len; i++)
        if (word.p[i] < 33 || word.p[i] > 126 || (word.p[i] == '=' && i + 1 < word.len && word.p[i + 1] == '?'))
            return false;
    return word.len <= LIMIT_HEADER_WORD;
}

static bool is_no_text(struct span word)
{
    return !is_plain(word);
}

static bool is_no_atom(struct span word)
{
    for (size_t i = 0; i < word.len; i++)
        if (!atext_is(word.p[i]))
            return true;
    return !is_plain(word);
}

static const struct place in_text = { is_no_text, 16 };     /* a longer run of white space would be a line of nothing else */
static const struct place in_phrase = { is_no_atom, 1 };    /* however much there is, it means one space */

struct token { struct span space, word; };

static size_t run_of(struct span s, bool is_space)
{
    size_t n = 0;

    while (n < s.len && (s.p[n] == ' ' || s.p[n] == '\t') == is_space)
        n++;
    return n;
}

static struct span cut(struct span *from, size_t n)
{
    struct span head = { from->p, n };

    from->p += n;
    from->len -= n;
    return head;
}

static bool next_token(struct span *rest, struct token *t)
{
    t->space = cut(rest, run_of(*rest, true));
    t->word = cut(rest, run_of(*rest, false));
    return t->word.len;
}

/* Whether the word goes encoded; `rest` follows it.  White space that could not be kept goes with the words around it. */
static bool is_encoded(const struct token *t, struct span rest, const struct place *place)
{
    return place->is_foreign(t->word) || t->space.len > place->widest_space || run_of(rest, true) > place->widest_space;
}

/* Neighbours that go encoded go as one run: white space between encoded-words would be lost (RFC 2047 s.6.2). */
static struct span run_from(struct span first, struct span *rest, const struct place *place)
{
    struct span ahead = *rest, run = first;
    struct token t;

    while (next_token(&ahead, &t) && is_encoded(&t, ahead, place)) {
        *rest = ahead;
        run.len = (size_t)(t.word.p + t.word.len - run.p);
    }
    return run;
}

/* RFC 2047 s.5 (3): what may stand as itself in a phrase may everywhere. */
static bool is_q_safe(uint8_t c)
{
    return text_is_alpha(c) || text_is_digit(c) || c == ' ' || (c && strchr("!*+-/", c));
}

static size_t q_len(struct span s)
{
    size_t n = 0;

    for (size_t i = 0; i < s.len; i++)
        n += is_q_safe(s.p[i]) ? 1 : 3;
    return n;
}

static size_t put_q(char *to, struct span s)
{
    static const char hex[] = "0123456789ABCDEF";
    char *t = to;

    for (size_t i = 0; i < s.len; i++) {
        if (is_q_safe(s.p[i])) {
            *t++ = s.p[i] == ' ' ? '_' : (char)s.p[i];
            continue;
        }
        *t++ = '=';
        *t++ = hex[s.p[i] >> 4];
        *t++ = hex[s.p[i] & 15];
    }
    return (size_t)(t - to);
}

/* As many whole characters as fit into `room`; at least one. */
static size_t characters_that_fit(struct span s, size_t room, bool is_q)
{
    size_t n = 0, used = 0;

    while (n < s.len) {
        size_t one = wax__text_utf8_len(s.p + n, s.len - n);
        used = is_q ? used + q_len(span_of(s.p + n, one)) : text_base64_len(n + one);
        if (n && used > room)
            break;
        n += one;
    }
    return n;
}

static void put_encoded_word(struct folding *f, struct span space, struct span part, bool is_q)
{
    char word[ENCODED_WORD + 1] = "=?utf-8?Q?";
    size_t n = FRAME - 2;

    if (!is_q)
        word[n - 2] = 'B';
    n += is_q ? put_q(word + n, part) : wax__text_to_base64(word + n, part.p, part.len);
    memcpy(word + n, "?=", 2);
    wax__fold_word(f, space, span_of(word, n + 2));
    f->width = ENCODED_LINE;
}

static void put_encoded(struct folding *f, struct span space, struct span run)
{
    bool is_q = q_len(run) <= text_base64_len(run.len);

    while (run.len) {
        if (f->column + space.len + FRAME + ONE_CHARACTER > ENCODED_LINE)
            wax__fold_break(f);
        size_t room = ENCODED_LINE - f->column - space.len - FRAME;
        room = room < ENCODED_WORD - FRAME ? room : ENCODED_WORD - FRAME;
        put_encoded_word(f, space, cut(&run, characters_that_fit(run, room, is_q)), is_q);
        space = span_of(" ", 1);
    }
}

/* Whether the last word went encoded. */
static bool put_words(struct folding *f, struct span rest, const struct place *place)
{
    bool was_encoded = false;
    struct token t;

    while (next_token(&rest, &t)) {
        struct span space = t.space.len ? t.space : span_of(" ", 1);
        was_encoded = is_encoded(&t, rest, place);
        if (was_encoded)
            put_encoded(f, space, run_from(t.word, &rest, place));
        else
            wax__fold_word(f, space, t.word);
    }
    return was_encoded;
}

void wax__words_text(struct folding *f, struct span utf8)
{
    put_words(f, utf8, &in_text);
}

/* Atoms with one space between them: white space in a phrase means no more than that. */
static bool is_atoms(struct span s)
{
    struct token t;

    while (next_token(&s, &t))
        if (is_no_atom(t.word) || t.space.len > 1)
            return false;
    return !t.space.len;
}

static bool may_be_quoted(struct span s)
{
    for (size_t i = 0; i < s.len; i++)
        if (s.p[i] < 32 || s.p[i] > 126 || (s.p[i] == '=' && i + 1 < s.len && s.p[i + 1] == '?'))
            return false;
    return s.len <= LIMIT_QUOTED_NAME;
}

static void put_quoted(struct folding *f, struct span s)
{
    char word[2 * LIMIT_QUOTED_NAME + 2];
    size_t n = 0;

    word[n++] = '"';
    for (size_t i = 0; i < s.len; i++) {
        if (s.p[i] == '"' || s.p[i] == '\\')
            word[n++] = '\\';
        word[n++] = (char)s.p[i];
    }
    word[n++] = '"';
    wax__fold_word(f, span_of(" ", 1), span_of(word, n));
}

bool wax__words_phrase(struct folding *f, struct span utf8)
{
    if (!is_atoms(utf8) && may_be_quoted(utf8)) {
        put_quoted(f, utf8);
        return false;
    }
    return put_words(f, utf8, &in_phrase);
}
