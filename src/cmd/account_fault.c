/* account_fault.c -- see account_fault.h. */
#include "account_fault.h"

#include "account_keys.h"
#include "colour.h"
#include "server_args.h"
#include "utf8.h"

#include <stdio.h>
#include <string.h>

enum { SHOWN_MOST = 160 };      /* bytes of a line: two of a terminal's */

struct shown {
    char   text[SHOWN_MOST + 8];
    size_t caret, len;      /* columns */
};

static size_t columns(const char *text, size_t len)
{
    size_t n = 0;

    for (size_t i = 0; i < len; i++)
        n += ((unsigned char)text[i] & 0xC0) != 0x80;
    return n;
}

static size_t smaller(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* A line that can't be read as a key and a value tells no secret from others, and what is no key of ours may be a password. */
static bool may_be_shown(const char *line, size_t key_len)
{
    char key[64];

    if (key_len >= sizeof key)
        return false;
    snprintf(key, sizeof key, "%.*s", (int)key_len, line);
    return account_keys_is_key(key) && !server_args_has_password(line);
}

static void prepare(struct shown *s, const struct place *at)
{
    size_t indent = strspn(at->text, " \t"), key_len = strcspn(at->text + indent, " \t=\r");
    const char *line = at->text + indent;
    bool is_whole = may_be_shown(line, key_len);
    size_t len = smaller(is_whole ? strlen(line) : key_len, SHOWN_MOST), from = smaller(at->mark.at - smaller(indent, at->mark.at), strlen(line));
    bool is_value = !is_whole && from >= key_len;

    snprintf(s->text, sizeof s->text, "%.*s%s", (int)len, line, line[len] ? " ..." : "");
    for (char *tab = s->text; (tab = strchr(tab, '\t')); )
        *tab = ' ';
    s->caret = is_value ? columns(line, len) + 1 : columns(line, smaller(from, len));
    s->len = is_value ? 3 : columns(line + smaller(from, len), smaller(at->mark.len, len - smaller(from, len)));
}

/* In the memory of the line, which was shown. */
static const char *marks_of(const struct shown *s, char line[4 * SHOWN_MOST + 64])
{
    size_t len = s->len > 1 ? s->len : 1;

    memset(line, '~', len);
    line[0] = '^';
    line[len] = 0;
    return line;
}

void account_fault_show(const struct place *at)
{
    char line[4 * SHOWN_MOST + 64];
    struct shown s;

    prepare(&s, at);
    utf8_print(line, sizeof line, s.text, strlen(s.text));
    fprintf(stderr, "    %s\n    %*s", line, (int)s.caret, "");
    colour_put(stderr, COLOUR_BAD, marks_of(&s, line));
    fputc('\n', stderr);
}

void account_fault(struct outcome *o, const struct place *at, const char *sentence)
{
    if (!at->line) {
        outcome_wrong(o, EXIT_CODE_CONFIG, WAX_E_INPUT, "config", "%.300s: %s", at->file, sentence);
        return;
    }
    outcome_wrong(o, EXIT_CODE_CONFIG, WAX_E_INPUT, "config", "%.300s, line %zu: %s", at->file, at->line, sentence);
    account_fault_show(at);
}
