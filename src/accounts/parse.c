/* parse.c -- see parse.h. */
#include "parse.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct parse {
    struct account_file       *file;
    const struct account_file *others;
    accounts_fault_fn         *fault;
    void                      *user;
    const char                *text;        /* of this line */
    size_t                     number;
};

static struct place place_of(const struct parse *p, struct mark mark)
{
    return (struct place){ p->file->name, p->number, p->text, mark };
}

static void wrong(const struct parse *p, struct mark mark, const char *sentence)
{
    struct place at = place_of(p, mark);

    p->fault(p->user, &at, sentence);
}

struct account *account_file_find(const struct account_file *f, const char *name)
{
    for (size_t i = 1; i < f->n_accounts; i++)
        if (strcmp(f->accounts[i].name, name) == 0)
            return &f->accounts[i];
    return NULL;
}

/* -- account NAME : BASE ------------------------------------------------------------------------------------ */

bool accounts_is_name(const char *s)
{
    static const char fit[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._@+-";

    return *s && *s != '-' && !s[strspn(s, fit)] && strlen(s) <= 64;
}

/* Cuts the value into the two names; base NULL: there is none. */
static bool split(char *value, char **base)
{
    char *end = value + strcspn(value, " \t:"), *next = end + strspn(end, " \t");
    bool is_all = !*next || *next == ':';

    *base = *next == ':' ? next + 1 + strspn(next + 1, " \t") : NULL;
    *end = 0;
    return is_all && accounts_is_name(value) && (!*base || accounts_is_name(*base));
}

static const struct account *find_base(const struct parse *p, const char *name)
{
    const struct account *found = account_file_find(p->file, name);

    return found || !p->others ? found : account_file_find(p->others, name);
}

/* Names are looked for one after the other, so there is a bound to how many. */
static const char *fault_of(const struct parse *p, const char *name, const char *base)
{
    if (p->file->n_accounts > ACCOUNTS_MOST + 1)
        return "this is one account more than the 1000 that a file may have";
    if (account_file_find(p->file, name))
        return "this account is in the file already; give one of the two another name";
    if (base && !find_base(p, base))
        return "the account behind the colon is not known here; it must stand above this one, or in the host's file";
    return NULL;
}

/* One that is wrong keeps its lines, for their own faults to be seen, and has no name by which it could be found. */
static void begin(struct parse *p, struct config_line *l)
{
    struct account_file *f = p->file;
    struct account *a = &f->accounts[f->n_accounts++];
    char *base = NULL;

    *a = (struct account){ .name = "", .at = place_of(p, l->value ? l->value_mark : l->key_mark), .base = &f->accounts[0],
                           .settings = f->settings + f->n_settings };
    bool is_named = l->value && split(l->value, &base);
    const char *fault = is_named ? fault_of(p, l->value, base) : "an account's name is one word of letters, digits and . _ @ + - "
                        "(account work), perhaps with another account's behind it (account spare : work)";
    if (fault) {
        wrong(p, a->at.mark, fault);
        return;
    }
    a->base = base ? find_base(p, base) : a->base;
    a->name = l->value;
}

/* -- the other lines ---------------------------------------------------------------------------------------- */

static struct setting setting_of(const struct parse *p, const struct config_line *l)
{
    return (struct setting){ l->key, l->value, place_of(p, l->key_mark), place_of(p, l->value ? l->value_mark : l->key_mark) };
}

static void take_default(struct parse *p, const struct config_line *l)
{
    if (!l->value)
        wrong(p, l->key_mark, "the name of an account is missing: default work");
    else if (p->file->the_default.key)
        wrong(p, l->key_mark, "the default is given twice; which one is meant?");
    else
        p->file->the_default = setting_of(p, l);
}

static void take_line(struct parse *p, struct config_line *l)
{
    struct account_file *f = p->file;

    if (!l->key)
        return;
    if (strcmp(l->key, "account") == 0) {
        begin(p, l);
    } else if (strcmp(l->key, "default") == 0) {
        take_default(p, l);
    } else if (strcmp(l->key, "match") == 0 && (!l->value || f->n_accounts == 1)) {
        wrong(p, l->key_mark, "match stands in an account, with a pattern of senders: match *@example.org");
    } else {
        f->settings[f->n_settings++] = setting_of(p, l);
        f->accounts[f->n_accounts - 1].n++;
    }
}

static void take_lines(struct parse *p, size_t len)
{
    char *raw = p->file->raw, *end = raw + len, *room = p->file->cooked;

    while (raw < end) {
        char *feed = memchr(raw, '\n', (size_t)(end - raw)), *stop = feed ? feed : end;
        struct config_line line;
        struct config_fault fault;
        p->number++;
        p->text = raw;
        *stop = 0;
        if (config_line_read(&line, raw, (size_t)(stop - raw), room, &fault))
            take_line(p, &line);
        else
            wrong(p, fault.mark, fault.text);
        room += stop - raw + 2;
        raw = stop + 1;
    }
}

/* -- memory ------------------------------------------------------------------------------------------------- */

static size_t count_lines(const char *text, size_t len)
{
    size_t n = 1;

    for (size_t i = 0; i < len; i++)
        n += text[i] == '\n';
    return n;
}

bool account_file_parse(struct account_file *f, char *text, size_t len, const char *name, const struct account_file *others,
                        accounts_fault_fn *fault, void *user)
{
    struct parse p = { .file = f, .others = others, .fault = fault, .user = user };
    size_t n = count_lines(text, len);

    *f = (struct account_file){ .name = strdup(name), .raw = text, .cooked = malloc(len + 2 * n), .accounts = calloc(n + 1, sizeof *f->accounts),
                                .settings = calloc(n, sizeof *f->settings), .n_accounts = 1 };
    if (!f->name || !f->cooked || !f->accounts || !f->settings)
        return false;
    f->accounts[0].settings = f->settings;
    take_lines(&p, len);
    return true;
}

void account_file_clear(struct account_file *f)
{
    free(f->name);
    free(f->raw);
    free(f->cooked);
    free(f->accounts);
    free(f->settings);
    *f = (struct account_file){ 0 };
}
