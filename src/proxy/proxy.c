/* proxy.c -- see proxy.h: the turns of both protocols, and what is kept between them. */
#include "proxy_step.h"

#include "fail.h"

#include <string.h>

enum proxy_step wax__proxy_lacks_memory(struct proxy_talk *t)
{
    wax__fail_memory(&t->why, "proxy");
    return PROXY_FAILED;
}

void wax__proxy_begin(struct proxy_talk *t, const struct proxy_wish *wish)
{
    t->wish = wish;
    t->out = (struct buf){ 0 };
    t->n_in = t->wanted = t->n_passed = 0;
    t->why = (wax_error){ 0 };
    t->step = wish->kind == PROXY_SOCKS5 ? wax__socks5_begin(t) : wax__http_begin(t);
}

const uint8_t *wax__proxy_out(const struct proxy_talk *t, size_t *len)
{
    *len = buf_len(&t->out);
    return buf_data(&t->out);
}

/* What was said may be a password: nothing of it is left when all is said. */
void wax__proxy_said(struct proxy_talk *t, size_t len)
{
    wax__buf_take(&t->out, len);
    if (!buf_len(&t->out))
        wax__buf_wipe(&t->out);
}

size_t wax__proxy_wants(const struct proxy_talk *t)
{
    bool is_listening = t->step < PROXY_OPEN && !buf_len(&t->out);

    return is_listening ? t->wanted - t->n_in : 0;
}

void wax__proxy_hear(struct proxy_talk *t, const uint8_t *bytes, size_t len)
{
    size_t room = wax__proxy_wants(t), n = len < room ? len : room;

    if (!n)
        return;
    memcpy(t->in + t->n_in, bytes, n);
    t->n_in += n;
    if (t->n_in == t->wanted)
        t->step = t->wish->kind == PROXY_SOCKS5 ? wax__socks5_hear(t) : wax__http_hear(t);
}

void wax__proxy_clear(struct proxy_talk *t)
{
    wax__buf_wipe(&t->out);
    wax__wipe(t->in, t->n_in);
    t->n_in = 0;
}
