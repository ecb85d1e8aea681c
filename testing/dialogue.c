/* dialogue.c -- see dialogue.h. */
#include "dialogue.h"

#include "fail.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int hex(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : (c | 32) >= 'a' && (c | 32) <= 'f' ? (c | 32) - 'a' + 10 : -1;
}

/* After "\*": N{text}.  Returns what follows the brace, NULL when ill-formed. */
static const char *repeat(struct buf *to, const char *p)
{
    char *open, *close;
    unsigned long n = strtoul(p, &open, 10);

    if (open == p || *open != '{' || !(close = strchr(open, '}')))
        return NULL;
    char *piece = strndup(open + 1, (size_t)(close - open - 1));
    bool good = piece != NULL;
    while (good && n--)
        good = wax__dialogue_unescape(to, piece);
    free(piece);
    return good ? close + 1 : NULL;
}

/* After the backslash: one byte.  Returns what follows, NULL when ill-formed. */
static const char *escape(struct buf *to, const char *p)
{
    static const char names[] = "rnt\\0", bytes[] = "\r\n\t\\";
    const char *at = *p ? strchr(names, *p) : NULL;

    if (at)
        return wax__buf_put(to, &bytes[at - names], 1) ? p + 1 : NULL;
    if (*p != 'x' || hex(p[1]) < 0 || hex(p[2]) < 0)
        return NULL;
    uint8_t byte = (uint8_t)(hex(p[1]) << 4 | hex(p[2]));
    return wax__buf_put(to, &byte, 1) ? p + 3 : NULL;
}

bool wax__dialogue_unescape(struct buf *to, const char *p)
{
    while (p && *p) {
        if (*p != '\\')
            p = wax__buf_put(to, p, 1) ? p + 1 : NULL;
        else if (p[1] == '*')
            p = repeat(to, p + 2);
        else
            p = escape(to, p + 1);
    }
    return p != NULL;
}

static struct move *add_move(struct dialogue *d, enum move_kind kind, unsigned line)
{
    struct move *moves = realloc(d->moves, (d->n_moves + 1) * sizeof *moves);

    if (!moves)
        return NULL;
    d->moves = moves;
    moves[d->n_moves] = (struct move){ .kind = kind, .line = line };
    return &moves[d->n_moves++];
}

static bool add_setting(struct setting **list, size_t *n, const char *text, unsigned line)
{
    struct setting *bigger = realloc(*list, (*n + 1) * sizeof *bigger);
    size_t key = strcspn(text, " ");

    if (!bigger)
        return false;
    *list = bigger;
    bigger[*n] = (struct setting){ strndup(text, key), strdup(text[key] ? text + key + 1 : ""), line };
    (*n)++;
    return bigger[*n - 1].key && bigger[*n - 1].value;
}

static bool put_line(struct move *m, const char *text)
{
    return m && wax__buf_puts(&m->bytes, text) && wax__buf_puts(&m->bytes, "\r\n");
}

static bool client_line(struct dialogue *d, char *text, unsigned line)
{
    char *secret = strstr(text, "<secret>");

    if (strncmp(text, "<message", 8) == 0)
        return add_move(d, MOVE_MESSAGE, line) != NULL;
    if (!secret || secret[8])
        return put_line(add_move(d, MOVE_CLIENT, line), text);
    *secret = 0;
    struct move *m = add_move(d, MOVE_SECRET, line);
    return m && wax__buf_puts(&m->bytes, text);
}

static bool word_line(struct dialogue *d, const char *text, unsigned line)
{
    static const struct { const char *word; enum move_kind kind; } words[] = {
        { "TLS", MOVE_TLS }, { "TLS fails", MOVE_TLS_FAILS }, { "CLOSE", MOVE_CLOSE }, { "CUT", MOVE_CUT },
    };

    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strcmp(text, words[i].word) == 0)
            return add_move(d, words[i].kind, line) != NULL;
    if (strncmp(text, "WAIT ", 5) != 0)
        return false;
    struct move *m = add_move(d, MOVE_WAIT, line);
    if (m)
        m->ms = strtoll(text + 5, NULL, 10);
    return m != NULL;
}

static bool server_bytes(struct dialogue *d, const char *text, unsigned line)
{
    struct move *m = add_move(d, MOVE_SERVER, line);

    return m && wax__dialogue_unescape(&m->bytes, text);
}

static bool one_line(struct dialogue *d, char *text, unsigned line)
{
    char *rest = text[0] && text[1] ? text + 2 + (text[2] == ' ') : text;

    if (!*text || *text == '#')
        return true;
    if (strncmp(text, "S:", 2) == 0)
        return put_line(add_move(d, MOVE_SERVER, line), rest);
    if (strncmp(text, "S>", 2) == 0)
        return server_bytes(d, rest, line);
    if (strncmp(text, "C:", 2) == 0)
        return client_line(d, rest, line);
    if (strncmp(text, "! ", 2) == 0)
        return add_setting(&d->setup, &d->n_setup, text + 2, line);
    if (strncmp(text, "= ", 2) == 0)
        return add_setting(&d->outcome, &d->n_outcome, text + 2, line);
    return word_line(d, text, line);
}

static wax_status read_lines(struct dialogue *d, FILE *f, wax_error *why)
{
    char *text = NULL;
    size_t size = 0;
    wax_status status = WAX_OK;

    for (unsigned line = 1; status == WAX_OK && getline(&text, &size, f) >= 0; line++) {
        text[strcspn(text, "\n")] = 0;
        if (!one_line(d, text, line))
            status = wax__fail(why, WAX_E_INPUT, "dialogue", "%s:%u: this line is none of a dialogue's: %s", d->path, line, text);
    }
    free(text);
    return status;
}

wax_status wax__dialogue_read(struct dialogue *d, const char *path, wax_error *why)
{
    *d = (struct dialogue){ .path = strdup(path) };
    FILE *f = d->path ? fopen(path, "re") : NULL;
    if (!f)
        return wax__fail(why, WAX_E_INPUT, "dialogue", "the dialogue %s can't be read: %s", path, strerror(errno));
    wax_status status = read_lines(d, f, why);
    fclose(f);
    return status;
}

static void clear_settings(struct setting *list, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        free(list[i].key);
        free(list[i].value);
    }
    free(list);
}

void wax__dialogue_clear(struct dialogue *d)
{
    for (size_t i = 0; i < d->n_moves; i++)
        wax__buf_clear(&d->moves[i].bytes);
    free(d->moves);
    clear_settings(d->setup, d->n_setup);
    clear_settings(d->outcome, d->n_outcome);
    free(d->path);
    *d = (struct dialogue){ 0 };
}

static wax_ask ask_named(const char *word)
{
    static const char *const names[] = { "NOTIFY", "ORCPT", "RET", "ENVID", "BY", "HOLDFOR", "HOLDUNTIL", "MT-PRIORITY", "REQUIRETLS" };
    size_t i = 0;

    while (i < sizeof names / sizeof *names && strcmp(names[i], word) != 0)
        i++;
    return (wax_ask)i;
}

/* An escaped value, so that it may hold a blank. */
static void unescape_into(char *to, size_t size, const char *text)
{
    struct buf b = { 0 };

    wax__dialogue_unescape(&b, text);
    snprintf(to, size, "%.*s", (int)buf_len(&b), (const char *)buf_data(&b));
    wax__buf_clear(&b);
}

static struct dialogue_ask ask_of(const char *text)
{
    struct dialogue_ask ask = { 0 };
    char how[16] = "", kind[16] = "", value[160] = "";

    sscanf(text, "%15s %15s %159s %159s", how, kind, value, ask.recipient);
    ask.how = strcmp(how, "must") == 0 ? WAX_MUST : WAX_IF_OFFERED;
    ask.kind = ask_named(kind);
    unescape_into(ask.value, sizeof ask.value, value);
    return ask;
}

bool wax__dialogue_ask(const struct dialogue *d, size_t *at, struct dialogue_ask *ask)
{
    while (*at < d->n_setup && strcmp(d->setup[*at].key, "ask") != 0)
        ++*at;
    if (*at == d->n_setup)
        return false;
    *ask = ask_of(d->setup[(*at)++].value);
    return true;
}

const char *wax__dialogue_setup(const struct dialogue *d, const char *key, const char *otherwise)
{
    for (size_t i = 0; i < d->n_setup; i++)
        if (strcmp(d->setup[i].key, key) == 0)
            return d->setup[i].value;
    return otherwise;
}
