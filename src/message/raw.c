/* raw.c -- a ready-made mail, as a source: its bytes, with the line ends put right and nothing else touched; not even those where it goes as binary. */
#include "fail.h"
#include "mail.h"
#include "normalise.h"

#include <stdlib.h>

struct raw {
    wax_message      *mail;     /* borrowed; it owns the source that is read */
    struct normaliser normaliser;
};

static wax_status read_raw(void *user, void *to, size_t room, size_t *n, wax_error *why)
{
    return wax__normalise_read(&((struct raw *)user)->normaliser, to, room, n, why);
}

static wax_status rewind_raw(void *user, wax_error *why)
{
    return wax__normalise_rewind(&((struct raw *)user)->normaliser, why);
}

static wax_status read_as_is(void *user, void *to, size_t room, size_t *n, wax_error *why)
{
    wax_source *from = &((struct raw *)user)->mail->raw;

    return from->read(from->user, to, room, n, why);
}

static wax_status rewind_as_is(void *user, wax_error *why)
{
    wax_source *from = &((struct raw *)user)->mail->raw;

    return from->rewind(from->user, why);
}

static void free_raw(void *user)
{
    struct raw *r = user;

    r->mail->is_open = false;
    free(r);
}

wax_status wax__raw_open(wax_message *m, bool is_binary, wax_source *to, wax_error *why)
{
    struct raw *r = malloc(sizeof *r);
    wax_status s;

    if (!r)
        return wax__fail_memory(why, "message");
    r->mail = m;
    wax__normalise_begin(&r->normaliser, m->raw, (struct line_law){ "the mail", WAX_E_INPUT, LIMIT_BODY_LINE });
    if ((s = m->raw.rewind(m->raw.user, why))) {
        free_raw(r);
        return s;
    }
    *to = is_binary ? (wax_source){ read_as_is, rewind_as_is, free_raw, r } : (wax_source){ read_raw, rewind_raw, free_raw, r };
    return WAX_OK;
}
