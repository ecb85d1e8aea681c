/* wire_bio.c -- see wire_bio.h. */
#include "wire_bio.h"

#include <string.h>

static void note_first(struct wire *w, const uint8_t *p, size_t n)
{
    if (w->read >= sizeof w->first)
        return;
    size_t room = sizeof w->first - (size_t)w->read;
    memcpy(w->first + w->read, p, n < room ? n : room);
}

static size_t allowed(const struct wire *w, size_t n)
{
    if (n > buf_len(w->in))
        n = buf_len(w->in);
    return n <= w->may_read - w->read ? n : (size_t)(w->may_read - w->read);
}

static int wire_read(BIO *bio, char *to, size_t size, size_t *n)
{
    struct wire *w = BIO_get_data(bio);

    BIO_clear_retry_flags(bio);
    *n = allowed(w, size);
    w->is_over = *n == 0 && buf_len(w->in) > 0;
    if (*n == 0) {
        if (w->is_over || !w->has_ended)
            BIO_set_retry_read(bio);
        return 0;
    }
    memcpy(to, buf_data(w->in), *n);
    note_first(w, buf_data(w->in), *n);
    w->read += *n;
    wax__buf_take(w->in, *n);
    return 1;
}

static int wire_write(BIO *bio, const char *from, size_t len, size_t *n)
{
    struct wire *w = BIO_get_data(bio);

    BIO_clear_retry_flags(bio);
    *n = len;
    if (wax__buf_put(w->out, from, len))
        return 1;
    w->lacks_memory = true;
    return 0;
}

static long wire_ctrl(BIO *bio, int what, long number, void *pointer)
{
    const struct wire *w = BIO_get_data(bio);

    (void)number, (void)pointer;
    if (what == BIO_CTRL_EOF)
        return w->has_ended && buf_len(w->in) == 0;
    return what == BIO_CTRL_FLUSH;
}

BIO_METHOD *wax__wire_method(void)
{
    BIO_METHOD *method = BIO_meth_new(BIO_TYPE_SOURCE_SINK, "wax wire");

    if (method && BIO_meth_set_read_ex(method, wire_read) && BIO_meth_set_write_ex(method, wire_write) && BIO_meth_set_ctrl(method, wire_ctrl))
        return method;
    BIO_meth_free(method);
    return NULL;
}

BIO *wax__wire_bio(struct wire *w, const BIO_METHOD *method)
{
    BIO *bio = BIO_new(method);

    if (!bio)
        return NULL;
    BIO_set_data(bio, w);
    BIO_set_init(bio, 1);
    return bio;
}
