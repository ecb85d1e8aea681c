/* seals.c -- see seals.h. */
#include "seals.h"

#include <stddef.h>

bool wax__seals_any(const struct seals *s)
{
    for (size_t i = 0; i < SEAL_RANKS; i++)
        if (s->at[i])
            return true;
    return false;
}

wax_status wax__seals_open(const struct seals *all, const struct moment *moment, wax_source *mail, wax_error *why)
{
    wax_status s = WAX_OK;

    for (size_t i = 0; !s && i < SEAL_RANKS; i++)
        if (all->at[i])
            s = all->at[i]->kind->open(all->at[i], *mail, moment, mail, why);
    if (s) {
        mail->free(mail->user);
        *mail = (wax_source){ 0 };
    }
    return s;
}

void wax__seals_forget(const struct seals *s)
{
    for (size_t i = 0; i < SEAL_RANKS; i++)
        if (s->at[i])
            s->at[i]->kind->forget(s->at[i]);
}

void wax__seals_free(struct seals *s)
{
    for (size_t i = 0; i < SEAL_RANKS; i++)
        if (s->at[i])
            s->at[i]->kind->free(s->at[i]);
    *s = (struct seals){ 0 };
}
