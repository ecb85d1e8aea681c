/* probe_scene.h -- for tests: a conversation that only looks, in memory; what the core said stands in one text. */
#ifndef WAX_SMTP_PROBE_SCENE_H
#define WAX_SMTP_PROBE_SCENE_H

#include <wax/smtp.h>

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

struct scene {
    wax_smtp     *smtp;
    wax_delivery *mail;         /* NULL where none is probed with */
    wax_step      step;
    char          said[4096];
};

static inline void say(struct scene *s)
{
    size_t n, at = strlen(s->said);

    while ((s->step = wax_smtp_step(s->smtp)) == WAX_SEND) {
        const uint8_t *p = wax_smtp_out(s->smtp, &n);
        if (at + n < sizeof s->said)
            memcpy(s->said + at, p, n);
        at += n;
        wax_smtp_sent(s->smtp, n);
    }
    s->said[at < sizeof s->said ? at : 0] = 0;
}

static inline void hear(struct scene *s, unsigned epoch, const char *replies)
{
    size_t used;

    for (size_t at = 0; replies[at]; at += used)
        if (wax_smtp_hear(s->smtp, epoch, (const uint8_t *)replies + at, strlen(replies + at), &used) || !used)
            break;
    say(s);
}

static inline bool ends(const struct scene *s, const char *with)
{
    size_t have = strlen(s->said), len = strlen(with);

    return have >= len && strcmp(s->said + have - len, with) == 0;
}

#endif
