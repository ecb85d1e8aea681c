/* fuzz_accounts_put.c -- whatever a configuration without a fault holds: with an account put into it there is still none, that account says what
 * was put, the default is who was wished, and every other account says what it said. */
#include "accounts_put.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static void demand(bool good)
{
    if (!good)
        abort();
}

static void on_fault(void *n, const struct place *at, const char *sentence)
{
    (void)at;
    (void)sentence;
    ++*(size_t *)n;
}

static struct accounts *read_text(const void *text, size_t len, size_t *faults)
{
    *faults = 0;
    return accounts_of_text(text, len, "config", false, on_fault, faults);
}

static bool is_same(const char *a, const char *b)
{
    return a == b || (a && b && strcmp(a, b) == 0);
}

static bool is_same_account(const struct account *a, const struct account *b)
{
    bool same = a->n == b->n && is_same(a->base ? a->base->name : NULL, b->base ? b->base->name : NULL);

    for (size_t i = 0; i < a->n && same; i++)
        same = is_same(a->settings[i].key, b->settings[i].key) && is_same(a->settings[i].value, b->settings[i].value);
    return same;
}

static void judge(const struct accounts *old, const struct accounts *made, const struct accounts_wish *wish)
{
    const struct account *put = accounts_user_named(made, wish->name), *a;

    demand(put && put->n == 1 && is_same(put->settings[0].key, "fuzzed"));
    demand(!wish->the_default || is_same(accounts_user_default(made)->value, wish->the_default));
    demand(wish->the_default || !accounts_user_default(old) == !accounts_user_default(made));
    for (size_t i = 0; (a = accounts_at(old, i)); i++)
        demand(strcmp(a->name, wish->name) == 0 || (accounts_user_named(made, a->name) && is_same_account(a, accounts_user_named(made, a->name))));
    demand(accounts_count(made) == accounts_count(old) + !accounts_user_named(old, wish->name));
}

/* The first byte chooses what is put: a new account, or in the place of which. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    size_t faults, choice = len ? *data : 0;
    struct accounts *old = len ? read_text(data + 1, len - 1, &faults) : NULL;
    struct buf block = { 0 }, out = { 0 };

    if (!old || faults || accounts_count(old) >= ACCOUNTS_MOST) {
        accounts_free(old);
        return 0;
    }
    const struct account *chosen = accounts_at(old, choice / 2);
    struct accounts_wish wish = { .name = chosen ? chosen->name : "a-new-one", .the_default = NULL };
    demand(wax__buf_putf(&block, "account %s\n    fuzzed\n", wish.name) && wax__buf_put(&block, "", 1));
    wish.block = (const char *)buf_data(&block);
    wish.the_default = choice % 2 ? wish.name : NULL;
    demand(accounts_put(&out, old, (const char *)data + 1, len - 1, &wish));
    struct accounts *made = read_text(buf_data(&out), buf_len(&out), &faults);
    demand(made && !faults);
    judge(old, made, &wish);
    accounts_free(made);
    accounts_free(old);
    wax__buf_clear(&out);
    wax__buf_clear(&block);
    return 0;
}
