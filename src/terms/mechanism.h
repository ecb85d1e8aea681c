/* mechanism.h -- what a SASL mechanism is to those who use it.
 *
 * smtp knows this face and none of the mechanisms; sasl fills it in and knows no SMTP.  Responses are raw bytes; base64 is the
 * protocol's business.
 */
#ifndef WAX_TERMS_MECHANISM_H
#define WAX_TERMS_MECHANISM_H

#include "secret.h"
#include "text.h"

#include <stddef.h>
#include <wax/tls.h>

struct credentials {
    char         *user;         /* authentication identity, UTF-8 */
    struct secret secret;       /* password or token */
};

enum { SASL_STATE = 512 };

struct mechanism;

/* One login with one mechanism.  Zeroed at the start; whoever owns it ends it with exchange_end. */
struct exchange {
    const struct mechanism   *mechanism;
    const struct credentials *who;
    const wax_tls_info       *facts;    /* NULL in the clear: no facts, no secrets */
    const char               *host;     /* whom we talk to, as we were told */
    struct span               offered;  /* the server's list, as it was */
    const char               *nonce;    /* for tests; NULL: drawn when it is needed */
    unsigned                  step;     /* how many responses were given */
    bool                      is_proved;    /* the server has shown that it knows the secret too */
    char                      hint[200];    /* what the server said by way of explanation, printable, or "" */
    _Alignas(max_align_t) uint8_t state[SASL_STATE];        /* the mechanism's own */
};

/* How much of the secret somebody who can read the login gets.  After a refusal nothing that gives more is tried. */
enum giving {
    GIVES_NOTHING,              /* a proof of no other use */
    GIVES_A_GUESS,              /* enough to try passwords against, fast */
    GIVES_THE_SECRET            /* the password or token itself: only where the facts say `verified` */
};

struct mechanism {
    const char *name;           /* as offered: "PLAIN" */
    enum giving gives;
    bool        speaks_first;   /* has an initial response, RFC 4954 s.4 */
    bool        only_by_name;   /* its secret is of another kind (a token, a certificate, a ticket), so it is never guessed */
    bool        has_no_secret;  /* something else proves who we are, or nothing does */
    bool        needs_binding;  /* "-PLUS": the facts must hold a channel binding */
    bool        proves_server;  /* 235 counts only when the exchange says is_proved */
    const void *variant;        /* the mechanism's own */
    /* The response to a challenge (empty for the initial one).  OK, or E_AUTH with its sentence.  It may be asked twice for the same
     * step: an initial response that does not fit the line is asked for again behind the 334. */
    wax_status (*respond)(struct exchange *, struct span challenge, struct secret *response, wax_error *);
    void (*end)(struct exchange *);     /* lets go of what its state leads to; NULL: it leads nowhere */
};

/* Every exchange ends with this, also one that was never begun. */
static inline void exchange_end(struct exchange *x)
{
    if (x->mechanism && x->mechanism->end)
        x->mechanism->end(x);
    wax__wipe(x, sizeof *x);
}

/* The wish may be NULL.  The strongest that `offered` names and that may run on a channel with these facts; NULL with the
 * sentence why none can. `offered` is the EHLO keyword's text: "PLAIN LOGIN XOAUTH2". */
typedef const struct mechanism *mechanism_chooser(struct span offered, const char *wish, const wax_tls_info *facts, wax_error *);

/* After `refused` was refused: the next strongest that gives away no more than it, and is bound to the channel if it was; NULL when
 * there is none. */
typedef const struct mechanism *mechanism_next(const struct mechanism *refused, struct span offered, const wax_tls_info *facts);

/* sasl, by name: the core links to this face and to none of the mechanisms. */
mechanism_chooser wax__sasl_choose;
mechanism_next    wax__sasl_next;
bool              wax__sasl_knows(const char *name);        /* is it one of ours, in any case? */
bool              wax__sasl_needs_secret(const char *name); /* not if the one of this name does without; NULL: it does */

extern const char wax__sasl_parts[];    /* the libraries of others that it may use besides OpenSSL: ", GSSAPI (MIT Kerberos)", or "" */

#endif
