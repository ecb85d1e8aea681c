/* fuzz_config.c -- whatever a configuration file holds, each fault points into it and has its sentence, what is read has no control
 * character, and the row from an account to its bases ends. */
#include "accounts.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static void demand(bool good)
{
    if (!good)
        abort();
}

static bool is_inside(const struct place *at)
{
    size_t len = strlen(at->text);

    return at->mark.at <= len && at->mark.len <= len - at->mark.at;
}

/* A line may hold NUL, behind which its text does not go on; then the fault is that. */
static void on_fault(void *len, const struct place *at, const char *sentence)
{
    size_t most = *(size_t *)len;

    demand(*sentence && at->line && at->mark.at <= most && at->mark.len <= most - at->mark.at);
}

static bool is_printable(const char *text)
{
    for (const char *p = text; p && *p; p++)
        if ((unsigned char)*p < ' ' && *p != '\t')
            return false;
    return true;
}

static void check_setting(void *a, const struct setting *s)
{
    (void)a;
    demand(s->key && *s->key && is_printable(s->key) && is_printable(s->value) && is_inside(&s->key_at) && is_inside(&s->value_at));
}

static void check_account(const struct accounts *all, const struct account *a)
{
    size_t steps = 0;

    demand(a->name && *a->name && accounts_named(all, a->name) && is_inside(&a->at));
    for (; a; a = a->base)
        demand(++steps <= accounts_count(all) + 1);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    struct accounts *all = accounts_of_text((const char *)data, len, "config", false, on_fault, &len);

    if (!all)
        return 0;
    accounts_each(all, check_setting, NULL);
    for (size_t i = 0; i < accounts_count(all); i++)
        check_account(all, accounts_at(all, i));
    const struct account *chosen = accounts_for(all, "Ada <ada@example.org>");
    demand(!chosen || accounts_named(all, chosen->name));
    accounts_free(all);
    return 0;
}
