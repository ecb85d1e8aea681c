/* states.h -- THE table: every state of a conversation, and every line of a delivery.
 *
 * A row says everything: its name (the stage in an error), its patience in seconds (RFC 5321 s.4.5.3.2), what it says, what hears the
 * reply, and where that may lead.  Handlers return the next state and the crank checks that it is in the row.  The table is data, so
 * that tests can walk it: no path leads to AUTH but through UPGRADE, and one door leads from the clear to READY.
 *
 * The rows of a delivery come last.  They are said ahead of their replies and lead nowhere but on (STAY) or out (GIVE_UP).
 */
#ifndef WAX_SMTP_STATES_H
#define WAX_SMTP_STATES_H

#define TO(state) (1u << (state))

#define STATES(X)                                                                                                              \
    /*  state            stage       seconds  says             hears            may lead to */                                 \
    X(GREETING,         "greeting",  300,     await_greeting,    on_greeting,     TO(CLEAR_HELLO) | TO(OWN_LINE) | TO(QUIT) | TO(GIVE_UP)) \
    X(CLEAR_HELLO,      "ehlo",      300,     say_hello,       on_clear_hello,  TO(STARTTLS) | TO(CLEAR_HELO) | TO(STAY_CLEAR) | TO(OWN_LINE) | TO(QUIT) | TO(GIVE_UP)) \
    X(CLEAR_HELO,       "helo",      300,     say_helo,        on_helo,         TO(STAY_CLEAR) | TO(GIVE_UP))                   \
    X(STARTTLS,         "starttls",  120,     say_starttls,    on_starttls,     TO(UPGRADE) | TO(STAY_CLEAR) | TO(GIVE_UP))     \
    X(STAY_CLEAR,       "clear",     0,       say_nothing,     NULL,            TO(READY) | TO(GIVE_UP))                        \
    X(UPGRADE,          "tls",       120,     say_nothing,     NULL,            TO(SECURE_GREETING) | TO(SECURE_HELLO) | TO(GIVE_UP)) \
    X(SECURE_GREETING,  "greeting",  300,     await_greeting,  on_secure_greeting, TO(SECURE_HELLO) | TO(GIVE_UP))              \
    X(SECURE_HELLO,     "ehlo",      300,     say_hello,       on_secure_hello, TO(AUTH) | TO(READY) | TO(GIVE_UP))             \
    X(AUTH,             "auth",      120,     say_auth,        on_auth,         TO(AUTH) | TO(READY) | TO(GIVE_UP))             \
    X(AUTHED_HELLO,     "ehlo",      300,     say_hello,       on_authed_hello, TO(READY) | TO(GIVE_UP))                        \
    X(READY,            "ready",     0,       say_nothing,     NULL,            TO(AUTHED_HELLO) | TO(OWN_LINE) | TO(QUIT) | TO(CLOSED) | TO(GIVE_UP)) \
    X(OWN_LINE,         "say",       300,     say_own_line,    on_own_line,     TO(OWN_LINE) | TO(QUIT) | TO(CLOSED) | TO(GIVE_UP)) \
    X(QUIT,             "quit",      0,       say_quit,        on_quit,         TO(CLOSED) | TO(GIVE_UP))                       \
    X(CLOSED,           "closed",    0,       say_nothing,     NULL,            0)                                              \
    X(GIVE_UP,          "failed",    0,       say_nothing,     NULL,            0)                                              \
    X(MAIL,             "mail",      300,     say_mail,        on_mail,         TO(STAY) | TO(GIVE_UP))                         \
    X(RCPT,             "rcpt",      300,     say_rcpt,        on_rcpt,         TO(STAY) | TO(GIVE_UP))                         \
    X(DATA,             "data",      120,     say_data,        on_data,         TO(STAY) | TO(GIVE_UP))                         \
    X(CHUNK,            "bdat",      180,     say_chunk,       on_chunk,        TO(STAY) | TO(GIVE_UP))                         \
    X(BODY,             "body",      0,       say_body,        NULL,            TO(STAY) | TO(GIVE_UP))                         \
    X(END,              "end",       600,     say_nothing,     on_end,          TO(STAY) | TO(GIVE_UP))                         \
    X(RSET,             "rset",      300,     say_rset,        on_rset,         TO(STAY) | TO(GIVE_UP))

#define STATE_NAME(state, stage, seconds, says, hears, to) state,
enum state { STATES(STATE_NAME) N_STATES, STAY = N_STATES };
#undef STATE_NAME

struct wax_smtp;
struct entry;
struct reply;

struct row {
    const char *name;                                       /* "GREETING" */
    const char *stage;                                      /* "greeting" */
    int         seconds;
    void        (*says)(struct wax_smtp *);
    enum state  (*hears)(struct wax_smtp *, const struct entry *, const struct reply *);   /* NULL: no reply belongs to it */
    unsigned    may_lead_to;                                /* of TO(state) */
};

extern const struct row wax__states[N_STATES];

#endif
