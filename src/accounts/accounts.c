/* accounts.c -- see accounts.h: the two files beside each other, and who is chosen. */
#include "account_files.h"
#include "limit.h"
#include "parse.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

struct accounts {
    struct account_file user, host;
};

/* -- reading ------------------------------------------------------------------------------------------------ */

static void hide_replaced(struct accounts *a)
{
    for (size_t i = 1; i < a->user.n_accounts; i++) {
        struct account *host = account_file_find(&a->host, a->user.accounts[i].name);
        if (host)
            host->is_hidden = true;
    }
}

static void check_default(const struct accounts *a, const struct account_file *f, accounts_fault_fn *fault, void *user)
{
    if (f->the_default.key && !accounts_named(a, f->the_default.value))
        fault(user, &f->the_default.value_at, "there is no account of this name");
}

static struct accounts *finish(struct accounts *a, accounts_fault_fn *fault, void *user)
{
    hide_replaced(a);
    check_default(a, &a->host, fault, user);
    check_default(a, &a->user, fault, user);
    return a;
}

static bool read_one(struct account_file *f, const char *path, const struct account_file *others, accounts_fault_fn *fault, void *user)
{
    size_t len = 0;
    char *text = NULL;

    switch (account_files_read(path, &text, &len, fault, user)) {
    case ACCOUNT_FILE_READ:
        return account_file_parse(f, text, len, path, others, fault, user);
    case ACCOUNT_FILE_NO_MEMORY:
        return false;
    default:
        return true;
    }
}

struct accounts *accounts_read(accounts_fault_fn *fault, void *user)
{
    struct accounts *a = calloc(1, sizeof *a);
    char mine[ACCOUNTS_PATH];

    accounts_user_path(mine);
    if (a && read_one(&a->host, account_files_host_path(), NULL, fault, user) && read_one(&a->user, mine, &a->host, fault, user))
        return finish(a, fault, user);
    accounts_free(a);
    return NULL;
}

struct accounts *accounts_of_text(const char *text, size_t len, const char *name, bool with_host, accounts_fault_fn *fault, void *user)
{
    struct accounts *a = calloc(1, sizeof *a);
    char *copy = a && (!with_host || read_one(&a->host, account_files_host_path(), NULL, fault, user)) ? malloc(len + 1) : NULL;

    if (copy) {
        memcpy(copy, text, len);
        copy[len] = 0;
        if (account_file_parse(&a->user, copy, len, name, &a->host, fault, user))
            return finish(a, fault, user);
    }
    accounts_free(a);
    return NULL;
}

void accounts_free(struct accounts *a)
{
    if (!a)
        return;
    account_file_clear(&a->user);
    account_file_clear(&a->host);
    free(a);
}

/* -- who there is ------------------------------------------------------------------------------------------- */

static bool counts(const struct account *a)
{
    return *a->name && !a->is_hidden;
}

static const struct account *nth(const struct account_file *f, size_t *i)
{
    for (size_t k = 1; k < f->n_accounts; k++)
        if (counts(&f->accounts[k]) && (*i)-- == 0)
            return &f->accounts[k];
    return NULL;
}

const struct account *accounts_at(const struct accounts *a, size_t i)
{
    const struct account *found = nth(&a->user, &i);

    return found ? found : nth(&a->host, &i);
}

size_t accounts_count(const struct accounts *a)
{
    size_t n = 0;

    while (accounts_at(a, n))
        n++;
    return n;
}

static void each(const struct account_file *f, void (*fn)(void *user, const struct setting *), void *user)
{
    for (size_t i = 0; i < f->n_settings; i++)
        fn(user, &f->settings[i]);
}

void accounts_each(const struct accounts *a, void (*fn)(void *user, const struct setting *), void *user)
{
    each(&a->host, fn, user);
    each(&a->user, fn, user);
}

const struct account *accounts_named(const struct accounts *a, const char *name)
{
    const struct account *mine = *name ? account_file_find(&a->user, name) : NULL;

    return mine || !*name ? mine : account_file_find(&a->host, name);
}

const struct account *accounts_default(const struct accounts *a)
{
    const struct setting *s = a->user.the_default.key ? &a->user.the_default : &a->host.the_default;

    if (s->key)
        return accounts_named(a, s->value);
    return accounts_at(a, 1) ? NULL : accounts_at(a, 0);
}

const struct setting *accounts_user_default(const struct accounts *a)
{
    return a->user.the_default.key ? &a->user.the_default : NULL;
}

const struct account *accounts_user_named(const struct accounts *a, const char *name)
{
    return account_file_find(&a->user, name);
}

/* -- by the sender ------------------------------------------------------------------------------------------ */

static bool same(char a, char b)
{
    return strncasecmp(&a, &b, 1) == 0;
}

/* The last * takes more when what follows it did not fit: no recursion, and no more than pattern times address. */
bool accounts_match(const char *pattern, const char *address)
{
    const char *star = NULL, *retry = NULL;

    while (*address)
        if (*pattern == '*') {
            star = pattern++;
            retry = address;
        } else if (*pattern && same(*pattern, *address)) {
            pattern++;
            address++;
        } else if (star) {
            pattern = star + 1;
            address = ++retry;
        } else {
            return false;
        }
    return !pattern[strspn(pattern, "*")];
}

/* "Ada <ada@example.org>" is ada@example.org.  What is too long for an address is cut, and matches nothing but a pattern's *. */
static void address_of(char *to, size_t size, const char *mailbox)
{
    const char *angle = strrchr(mailbox, '<'), *begin = angle ? angle + 1 : mailbox;

    snprintf(to, size, "%.*s", (int)(angle ? strcspn(begin, ">") : strnlen(begin, size)), begin);
}

static bool is_from(const char *from, const char *sender)
{
    char address[LIMIT_PATH];

    address_of(address, sizeof address, from);
    return strcasecmp(address, sender) == 0;
}

static bool is_for(const struct account *a, const char *sender)
{
    for (size_t i = 0; i < a->n; i++) {
        const struct setting *s = &a->settings[i];
        if (s->value && strcmp(s->key, "match") == 0 && accounts_match(s->value, sender))
            return true;
        if (s->value && strcmp(s->key, "from") == 0 && is_from(s->value, sender))
            return true;
    }
    return false;
}

const struct account *accounts_for(const struct accounts *a, const char *sender)
{
    const struct account *one;
    char address[LIMIT_PATH] = "";

    if (sender)
        address_of(address, sizeof address, sender);
    for (size_t i = 0; *address && (one = accounts_at(a, i)); i++)
        if (is_for(one, address))
            return one;
    return accounts_default(a);
}
