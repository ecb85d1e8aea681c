/* config_line.c -- see config_line.h. */
#include "config_line.h"

#include "text.h"

#include <stdio.h>
#include <string.h>

struct walk {
    const char          *line;
    size_t               at, len;
    char                *room;
    struct config_fault *fault;
};

static bool wrong(struct walk *w, size_t at, size_t len, const char *sentence)
{
    snprintf(w->fault->text, sizeof w->fault->text, "%s", sentence);
    w->fault->mark = (struct mark){ at, len };
    return false;
}

static void skip_blanks(struct walk *w)
{
    while (w->at < w->len && text_is_blank((uint8_t)w->line[w->at]))
        w->at++;
}

/* What can't be seen can't be checked by who reads the file. */
static bool is_readable(struct walk *w)
{
    for (size_t i = 0, n; i < w->len; i += n) {
        unsigned char c = (unsigned char)w->line[i];
        n = wax__text_utf8_len(w->line + i, w->len - i);
        if ((c < 32 && c != '\t') || c == 127)
            return wrong(w, i, 1, "a control character stands here; remove it");
        if (!n)
            return wrong(w, i, 1, "this is not UTF-8; write the file in UTF-8");
    }
    return true;
}

static char *keep(struct walk *w, size_t from, size_t to)
{
    char *kept = w->room;

    memcpy(kept, w->line + from, to - from);
    kept[to - from] = 0;
    w->room += to - from + 1;
    return kept;
}

/* -- the key ------------------------------------------------------------------------------------------------ */

static bool is_of_key(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
}

static bool take_key(struct walk *w, struct config_line *l)
{
    size_t from = w->at;

    while (w->at < w->len && !text_is_blank((uint8_t)w->line[w->at]) && w->line[w->at] != '=')
        w->at++;
    l->key_mark = (struct mark){ from, w->at - from };
    for (size_t i = from; i < w->at; i++)
        if (!is_of_key(w->line[i]))
            return wrong(w, from, w->at - from, "a key is a word of small letters, such as server or password-command");
    if (w->at - from > 1 && w->line[from] == '-')
        return wrong(w, from, w->at - from, "a key is an option's name without its dashes");
    l->key = keep(w, from, w->at);
    skip_blanks(w);
    return w->at == w->len || w->line[w->at] != '=' || wrong(w, w->at, 1, "a blank alone stands between a key and its value; remove the =");
}

/* -- the value ---------------------------------------------------------------------------------------------- */

static bool take_plain(struct walk *w, struct config_line *l)
{
    size_t from = w->at, end = w->len;

    while (text_is_blank((uint8_t)w->line[end - 1]))
        end--;
    for (size_t i = from + 1; i < end; i++)
        if (w->line[i] == '#' && text_is_blank((uint8_t)w->line[i - 1]))
            return wrong(w, i, 1, "a remark stands on a line of its own; if this # belongs to the value, put the value into double quotes");
    if (w->line[from] == '#')
        return wrong(w, from, 1, "a remark stands on a line of its own; if this # belongs to the value, put the value into double quotes");
    l->value_mark = (struct mark){ from, end - from };
    l->value = keep(w, from, end);
    return true;
}

static bool is_escape(const struct walk *w)
{
    return w->line[w->at] == '\\' && w->at + 1 < w->len && (w->line[w->at + 1] == '"' || w->line[w->at + 1] == '\\');
}

/* What is written is never longer than what was read. */
static bool take_quoted(struct walk *w, struct config_line *l)
{
    size_t from = w->at++;
    char *to = l->value = w->room;

    for (; w->at < w->len && w->line[w->at] != '"'; w->at++) {
        w->at += is_escape(w);
        *to++ = w->line[w->at];
    }
    *to = 0;
    if (w->at == w->len)
        return wrong(w, from, 1, "this quote is never closed; add \" at the end of the value");
    l->value_mark = (struct mark){ from, ++w->at - from };
    skip_blanks(w);
    return w->at == w->len || wrong(w, w->at, 1, "something stands behind the closing quote; a quote inside of a quoted value is written \\\"");
}

bool config_line_read(struct config_line *l, const char *line, size_t len, char *room, struct config_fault *fault)
{
    struct walk w = { .line = line, .len = len, .room = room, .fault = fault };

    *l = (struct config_line){ 0 };
    if (w.len && line[w.len - 1] == '\r')
        w.len--;
    skip_blanks(&w);
    if (!is_readable(&w))
        return false;
    if (w.at == w.len || line[w.at] == '#')
        return true;
    if (!take_key(&w, l))
        return false;
    l->value_mark = (struct mark){ w.at, 0 };
    if (w.at == w.len)
        return true;
    return line[w.at] == '"' ? take_quoted(&w, l) : take_plain(&w, l);
}
