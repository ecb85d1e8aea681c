/* delivery.h -- one message on its way: its envelope, its bytes, and the account of every recipient.
 *
 * Knows what was said and heard about it, and that zero means "not tried".  Does not know who carries it: the core moves it
 * forward with the verbs below.  Guarantee: a recipient becomes ACCEPTED in wax__delivery_accept and nowhere else.
 */
#ifndef WAX_SMTP_DELIVERY_H
#define WAX_SMTP_DELIVERY_H

#include "ask.h"
#include "buf.h"
#include "lines.h"
#include "reply.h"
#include "stages.h"

#include <wax/smtp.h>

/* What is to be said next about it. */
enum speech { SPEECH_MAIL, SPEECH_RCPT, SPEECH_DATA, SPEECH_BODY, SPEECH_OVER };

struct recipient {
    char      *address;
    wax_result result;
    bool       is_taken;        /* its RCPT was answered with 2xx: it waits for the end */
    bool       is_final;
    struct ask *ask;            /* ASKS_OF_RCPT of them, its own, which count before the message's; NULL: none */
};

/* How far it got, this time; a new attempt begins with zeros. */
struct attempt {
    bool        is_handed;      /* to a conversation: nothing can be changed any more */
    enum speech speech;
    size_t      n_said;         /* recipients whose RCPT was said */
    size_t      n_heard;        /* ... and answered */
    size_t      n_taken;        /* ... with 2xx */
    size_t      n_due;          /* entries of the ledger that speak of it */

    bool        is_refused;     /* as a whole: what is not said yet will not be said */
    bool        may_send_body;  /* 354 was heard */
    bool        has_read_all;   /* the body's end was read */
    bool        is_settled;
    uint64_t    end_at;         /* how many bytes the conversation has said with its end; 0: the end is unsaid */
    int64_t     body_bytes;     /* framed so far */
    struct crlf lines;          /* the guard of its line ends */
    struct stages stages;
    struct wax_delivery *next;  /* behind it in the conversation */
};

struct wax_delivery {
    char             *from;
    struct recipient *rcpt;
    size_t            n_rcpt;
    wax_source        body;
    int64_t           size;     /* -1: unsaid */
    wax_source        binary;   /* its other form; without read: there is none, or it has become the body */
    int64_t           binary_size;
    bool              is_8bit, is_utf8, is_binary;
    bool              has_utf8_path;    /* the sender or a recipient holds bytes over 127 */
    struct ask       *ask;      /* ASKS of them; NULL: none */
    wax_error         why;      /* the first failure of a setter, later what befell it as a whole */
    struct attempt    now;
};

/* Only a server that offers SMTPUTF8 can take it. */
static inline bool delivery_needs_utf8(const struct wax_delivery *d) { return d->is_utf8 || d->has_utf8_path; }

/* False: it is under way, or there is none.  Whoever changes it then is told in its sentence. */
bool wax__delivery_may_change(struct wax_delivery *);

/* The binary form takes the body's place. */
void wax__delivery_become_binary(struct wax_delivery *);

/* Nobody carries it: it lets go of its bytes; then it stays as it ended, or is as if it had never been tried and is given bytes and their facts anew. */
void wax__delivery_unload(struct wax_delivery *);
void wax__delivery_renew(struct wax_delivery *);

/* Nobody will carry it: nobody was tried, and that is its end. */
void wax__delivery_call_off(struct wax_delivery *, const wax_error *);

/* delivery_ask.c: what it asks of the server. */
unsigned   wax__delivery_asks(const struct wax_delivery *);     /* of enum cap: all that it asks, must or not */
wax_status wax__delivery_asks_fit(const struct wax_delivery *, const struct epoch *, const char *host, wax_error *);    /* each must */
bool       wax__delivery_put_asks(const struct wax_delivery *, const struct recipient *, const struct epoch *, struct buf *);
void       wax__delivery_clear_asks(struct wax_delivery *);

/* A refusal, a failure or a loss: every recipient that is not final yet gets this error, with the fate its status stands for. */
void wax__delivery_fail(struct wax_delivery *, const wax_error *, wax_fate);
void wax__delivery_settle(struct wax_delivery *, size_t rcpt, const wax_error *, wax_fate);
void wax__delivery_accept(struct wax_delivery *, size_t from, size_t to, const struct reply *end);     /* those from `from` to before `to` who are taken and not final */
void wax__delivery_doubt(struct wax_delivery *, const wax_error *);     /* whoever was taken becomes UNCERTAIN, whatever was said of it before */
void wax__delivery_conclude(struct wax_delivery *);        /* nothing is due any more: the outcome as a whole */
size_t wax__delivery_waiting(const struct wax_delivery *, size_t from);   /* the next recipient that is taken and not final; n_rcpt: none */

#endif
