/* bio_source.c -- see bio_source.h. */
#include "bio_source.h"

#include "fail.h"

static int read_source(BIO *bio, char *to, size_t room, size_t *n)
{
    struct bio_source *s = BIO_get_data(bio);

    *n = 0;
    return !s->why.status && !s->from.read(s->from.user, to, room, n, &s->why) && *n;
}

static wax_status keep_lines(struct bio_lines *l)
{
    wax_status s = wax__spool_put(l->to, buf_data(&l->encoded), buf_len(&l->encoded), &l->why);

    wax__buf_take(&l->encoded, SIZE_MAX);
    return s;
}

static int write_lines(BIO *bio, const char *from, size_t len, size_t *n)
{
    struct bio_lines *l = BIO_get_data(bio);

    *n = len;
    if (!l->why.status && !wax__encode(&l->encoder, (const uint8_t *)from, len, &l->encoded))
        wax__fail_memory(&l->why, "sign");
    return !l->why.status && !keep_lines(l);
}

/* OpenSSL asks for a flush, and for nothing else that it would miss. */
static long control(BIO *bio, int what, long number, void *pointer)
{
    (void)bio, (void)number, (void)pointer;
    return what == BIO_CTRL_FLUSH;
}

typedef int read_fn(BIO *, char *, size_t, size_t *);
typedef int write_fn(BIO *, const char *, size_t, size_t *);

static bool make(BIO **bio, BIO_METHOD **method, read_fn *read, write_fn *write, void *with)
{
    *method = BIO_meth_new(BIO_TYPE_SOURCE_SINK, "wax mail");
    if (!*method || (read && !BIO_meth_set_read_ex(*method, read)) || (write && !BIO_meth_set_write_ex(*method, write))
        || !BIO_meth_set_ctrl(*method, control) || !(*bio = BIO_new(*method)))
        return false;
    BIO_set_data(*bio, with);
    BIO_set_init(*bio, 1);
    return true;
}

bool wax__bio_source(struct bio_source *s, wax_source from)
{
    *s = (struct bio_source){ .from = from };
    return make(&s->bio, &s->method, read_source, NULL, s);
}

void wax__bio_source_clear(struct bio_source *s)
{
    BIO_free(s->bio);
    BIO_meth_free(s->method);
}

bool wax__bio_lines(struct bio_lines *l, struct stored *to)
{
    *l = (struct bio_lines){ .to = to, .encoder = { .how = ENCODING_BASE64 } };
    return make(&l->bio, &l->method, NULL, write_lines, l);
}

wax_status wax__bio_lines_end(struct bio_lines *l, wax_error *why)
{
    if (!l->why.status && !wax__encode_end(&l->encoder, &l->encoded))
        wax__fail_memory(&l->why, "sign");
    if (!l->why.status)
        keep_lines(l);
    if (l->why.status)
        *why = l->why;
    return l->why.status;
}

void wax__bio_lines_clear(struct bio_lines *l)
{
    BIO_free(l->bio);
    BIO_meth_free(l->method);
    wax__buf_clear(&l->encoded);
}
