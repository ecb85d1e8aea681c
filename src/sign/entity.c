/* entity.c -- see entity.h. */
#include "entity.h"

#include "fail.h"
#include "fields.h"
#include "text.h"

#include <string.h>

static bool begins(struct span name, const char *with)
{
    size_t n = strlen(with);

    return name.len >= n && wax__text_same((struct span){ name.p, n }, with);
}

static bool put_field(struct entity *e, const struct sign_field *f)
{
    struct buf *to = begins(f->name, "Content-") ? &e->inside : &e->outside;

    return wax__text_same(f->name, "MIME-Version") || wax__buf_put(to, f->whole.p, f->whole.len);
}

static wax_status split(struct entity *e, wax_error *why)
{
    struct sign_fields fields = { 0 };
    struct span header = { buf_data(&e->survey.header), buf_len(&e->survey.header) };
    wax_status s = wax__sign_fields(&fields, header, why);
    bool good = true;

    for (size_t i = 0; !s && good && i < wax__sign_fields_n(&fields); i++)
        good = put_field(e, wax__sign_field(&fields, i));
    if (!s && !(good && wax__buf_put(&e->inside, "\r\n", 2)))
        s = wax__fail_memory(why, "sign");
    wax__sign_fields_clear(&fields);
    return s;
}

wax_status wax__entity_begin(struct entity *e, wax_source from, wax_error *why)
{
    wax_status s = wax__survey_begin(&e->survey, from, why);

    return s ? s : split(e, why);
}

static size_t take_inside(struct entity *e, void *to, size_t room)
{
    size_t left = buf_len(&e->inside) - e->inside_at, n = left < room ? left : room;

    memcpy(to, buf_data(&e->inside) + e->inside_at, n);
    e->inside_at += n;
    return n;
}

static wax_status read_entity(void *user, void *to, size_t room, size_t *n, wax_error *why)
{
    struct entity *e = user;
    wax_status s = WAX_OK;

    if (!(*n = take_inside(e, to, room)))
        s = wax__survey_read(&e->survey, to, room, n, why);
    if (!s && e->must_be_ascii && !wax__text_is_ascii(to, *n))
        return wax__fail(why, WAX_E_INPUT, "sign", "the mail holds 8-bit bytes, which servers may rewrite, so that its signature would not survive: encode its parts "
                         "as quoted-printable or base64, as a composed mail does by itself");
    return s;
}

wax_source wax__entity_source(struct entity *e)
{
    return (wax_source){ read_entity, NULL, NULL, e };
}

void wax__entity_clear(struct entity *e)
{
    wax__survey_clear(&e->survey);
    wax__buf_clear(&e->outside);
    wax__buf_clear(&e->inside);
}
