/* mail.h -- what a wax_message is made of.  For message.c, which fills it, and compose.c and envelope.c, which read it. */
#ifndef WAX_MESSAGE_MAIL_H
#define WAX_MESSAGE_MAIL_H

#include "kept.h"
#include "limit.h"
#include "mailboxes.h"
#include "moment.h"
#include "seals.h"
#include "shape.h"

#include <stdbool.h>
#include <wax/message.h>

/* In the order they were set.  Name and text were checked. */
struct header_field {
    struct header_field *next;
    struct buf           text;      /* NUL-terminated */
    char                 name[];
};

/* What it asks of the server, in order; both strings owned. */
struct asked {
    wax_asked *at;
    size_t     n;
};

/* Whether bytes go as they are: in no form, in the only one, or in one of two. */
enum binary { BINARY_NOT, BINARY_ALONE, BINARY_TOO };

struct wax_message {
    wax_error            error;             /* the first of a setter: it stays; or of the last check or open, until something is set */
    bool                 is_of_look;        /* that of a check or open */
    struct header_field *fields;
    struct shape        *shape;             /* NULL: nothing was set that has its place there; a ready-made mail needs none */
    struct wax_part     *own_body, *own_parts;          /* a tree of the application's own: its root, and all of it, which is owned */
    bool                 is_raw, is_open, has_moment;
    enum binary          binary;
    struct kept         *kept;              /* in its main form, for the next reading alone; NULL: it was changed since the look, or is long */
    wax_source           raw;
    struct moment        moment;            /* the same each time the mail is read */
    bool                 has_from, has_to;  /* the envelope was set, and does not follow the header */
    struct mailboxes     from, to;          /* the envelope; from: one or none */
    struct seals         seals;
    struct asked         asked;
    bool                 is_settled;        /* from and to are as the header has them, or as they were set, each once */
};

/* Whether a setter may go on with this argument, which must not be NULL; what it changes is new to the envelope and to the seals. */
bool        wax__mail_is_refused(const wax_message *);      /* a setter's error stays */
bool        wax__mail_may_set(wax_message *, const void *argument, const char *what);
void        wax__mail_forget_look(wax_message *);
const char *wax__mail_field(const wax_message *, const char *name);     /* its text; NULL: not set */
bool wax__mail_may_compose(wax_message *, const void *argument, const char *what);  /* message.c; false, and the message says why not */
bool wax__mail_may_shape(wax_message *, const void *argument, const char *what);    /* the same of what has its place in the usual shapes */
struct part *wax__mail_body(wax_message *, wax_error *);                            /* the root; NULL: no memory */

struct part *wax__own_parts_body(const wax_message *);                              /* own_parts.c: the root; NULL: there is no such tree */
wax_status   wax__own_parts_check(const wax_message *, wax_error *);                /* each multipart holds a part */
void         wax__own_parts_free(wax_message *);

wax_status wax__compose_open(wax_message *, bool is_binary, wax_source *, wax_error *);     /* compose.c; of a mail that is not raw */
void       wax__compose_measure(wax_source *composed);             /* before it is read: it leaves its base64 out ... */
uint64_t   wax__compose_unmade(const wax_source *composed);        /* ... and knows, when it was read, how long that is */
wax_status wax__raw_open(wax_message *, bool is_binary, wax_source *, wax_error *);         /* raw.c; of one that is */
wax_status wax__envelope_settle(wax_message *, wax_error *);                /* envelope.c */
void       wax__asked_clear(struct asked *);                                /* asked.c */

#endif
