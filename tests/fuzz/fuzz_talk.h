/* fuzz_talk.h -- a conversation with the core in memory, for the fuzzers: what it said lies in said[]. */
#ifndef WAX_FUZZ_TALK_H
#define WAX_FUZZ_TALK_H

#include <wax/smtp.h>

#include <stdlib.h>
#include <string.h>

struct talk {
    wax_smtp     *smtp;
    wax_delivery *mail;
    unsigned      epoch;
    size_t        n_said;
    uint8_t      *said;         /* TALK_ROOM bytes, the same for every talk: clearing them each time would be most of the work */
};

enum { TALK_ROOM = 1 << 20 };

static inline struct talk *talk_new(void)
{
    static uint8_t room[TALK_ROOM];
    struct talk *t = calloc(1, sizeof *t);

    if (!t)
        abort();
    t->said = room;
    return t;
}

static inline void talk_must(bool good)
{
    if (!good)
        abort();
}

static inline void talk_send(struct talk *t)
{
    size_t n;

    while (wax_smtp_step(t->smtp) == WAX_SEND) {
        const uint8_t *p = wax_smtp_out(t->smtp, &n);
        talk_must(n < TALK_ROOM - t->n_said);
        memcpy(t->said + t->n_said, p, n);
        t->n_said += n;
        wax_smtp_sent(t->smtp, n);
    }
}

static inline void talk_hear_bytes(struct talk *t, const uint8_t *p, size_t len)
{
    size_t used = 1;

    for (size_t at = 0; at < len && used; at += used)
        if (wax_smtp_hear(t->smtp, t->epoch, p + at, len - at, &used))
            return;
}

static inline void talk_hear(struct talk *t, const char *text)
{
    talk_hear_bytes(t, (const uint8_t *)text, strlen(text));
}

/* In the clear, to READY, MAIL said. */
static inline struct talk *talk_begin(const char *caps, wax_source body)
{
    struct talk *t = talk_new();

    t->smtp = wax_smtp_new("mail.example.net");
    t->mail = wax_delivery_new("ada@example.org");
    wax_delivery_to(t->mail, "grace@example.net");
    wax_delivery_body(t->mail, body);
    wax_smtp_set_tls(t->smtp, WAX_TLS_INSECURE_NONE);
    wax_smtp_deliver(t->smtp, t->mail);
    talk_send(t);
    talk_hear(t, "220 x\r\n");
    talk_send(t);
    talk_hear(t, caps);
    t->n_said = 0;
    talk_send(t);
    return t;
}

static inline void talk_end(struct talk *t)
{
    wax_smtp_free(t->smtp);
    wax_delivery_free(t->mail);
    free(t);
}

#endif
