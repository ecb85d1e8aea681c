/* sink.h -- what the files of the sink know of each other.
 *
 * sink.c owns the object, sink_conn.c the bytes of one connection, sink_verbs.c the commands, sink_envelope.c MAIL and RCPT,
 * sink_auth.c the logins, sink_body.c the framing of a mail, sink_store.c the folder, sink_pki.c the certificates, sink_play.c the
 * dialogues.  One thread runs a sink; only `mails` and `stopper` are touched by others.
 */
#ifndef WAX_TESTING_SINK_H
#define WAX_TESTING_SINK_H

#include "buf.h"
#include "dialogue.h"
#include "text.h"

#include <stdatomic.h>
#include <uv.h>
#include <wax/stream.h>
#include <wax/testing.h>

enum {
    SINK_COMMAND    = 2048,         /* one command line: RFC 5321 s.4.5.3.1.4 says 512 and lets extensions add to it */
    SINK_AUTH_LINE  = 12288,        /* RFC 4954 s.4.5 */
    SINK_BATCH      = 65536,        /* replies gathered before they are sent */
    SINK_RECIPIENTS = 10000,        /* of one mail; RFC 5321 s.4.5.3.1.8 wants 100 at least */
    SINK_SIZE       = 1 << 30,      /* of one mail */
    SINK_LINGER_MS  = 2000,         /* how long we wait for the client to close after us */
    SINK_NAME       = 256
};

/* What can be offered; a row of sink_verbs.c's table each. */
enum {
    OFFER_SIZE = 1 << 0, OFFER_8BITMIME = 1 << 1, OFFER_PIPELINING = 1 << 2, OFFER_CHUNKING = 1 << 3, OFFER_ENHANCED = 1 << 4,
    OFFER_DSN = 1 << 5, OFFER_SMTPUTF8 = 1 << 6, OFFER_STARTTLS = 1 << 7, OFFER_AUTH = 1 << 8, OFFER_PLAIN = 1 << 9,
    OFFER_LOGIN = 1 << 10, OFFER_XOAUTH2 = 1 << 11, OFFER_EXTERNAL = 1 << 12
};

struct conn;

/* Uses bytes that lie at p, and says how many; 0: it can't do anything before more have come. */
typedef size_t hear_fn(struct conn *, const uint8_t *p, size_t len);

/* What the client told us since the epoch began; it dies with it (RFC 3207 s.4.2). */
struct session {
    unsigned offered;               /* by our answer to EHLO; 0 before it, and after HELO */
    bool     is_greeted;
    bool     is_logged_in;
    char     helo[SINK_NAME], user[SINK_NAME];
};

/* A login under way. */
struct login {
    const struct sink_mechanism *mechanism;
    unsigned step;
    char     user[SINK_NAME];
};

/* One file of the folder while it is written.  fd -1: none. */
struct letter {
    int      fd;
    unsigned number;
};

/* The mail under way.  Its buffer is used again for the next, so that a mail costs no allocation. */
struct mail {
    struct buf    envelope;         /* address NUL parameters NUL: of the sender, then of each recipient */
    unsigned      recipients;
    uint64_t      size, chunk_left; /* bytes of the mail so far; of the chunk, still to come */
    uint64_t      framed;           /* bytes of it on the wire, for the trace */
    bool          has_sender, is_utf8, is_chunked, is_last_chunk;
    unsigned char place;            /* sink_body.c: where in a line of DATA we are */
    const char   *verdict;          /* the reply that waits at its end, "452 4.3.1 ..."; NULL: it will be accepted */
    struct letter letter;
};

/* Where in the dialogue a connection is. */
struct play {
    size_t at;                      /* the move that is next */
    size_t matched;                 /* how much of it the client has said */
    size_t body_at;                 /* how much of the message went by in earlier chunks */
    size_t chunk;                   /* bytes of the chunk that was announced */
    bool   is_chunked, is_last;     /* how the message that comes is framed */
    bool   is_over;                 /* they have parted, and why is said */
    unsigned char place;
};

enum phase { HEARING, SEAM, LEAVING, DRAINING, GONE };

struct conn {
    wax_sink      *sink;
    struct conn   *next, **back;    /* the sink's list of those alive */
    uv_poll_t      poll;
    uv_timer_t     timer;
    unsigned       handles;         /* of libuv, not yet closed */
    int            fd, events;
    enum phase     phase;
    const wax_tls *tls;             /* what SEAM shows */
    wax_stream    *stream;
    hear_fn       *hear;            /* what the next bytes are */
    bool           has_more;        /* bytes lie behind what is heard just now */
    struct buf     replies;         /* of this batch */
    struct session session;
    struct login   login;
    struct mail    mail;
    struct play    play;
    uint64_t       begun_ms;
};

struct wax_sink {
    char          *host, *name, *user, *password, *folder, *dialogue_path, *chain_file, *key_file, *client_ca;
    unsigned       port;
    wax_sink_tls   tls_mode;
    unsigned       without;         /* OFFER_... */
    bool           is_lmtp;
    unsigned       connections;     /* to serve; 0: no limit */
    wax_trace_fn  *trace;
    void          *trace_user;
    wax_error      error;

    bool           is_open, is_stopping;
    char          *pki_folder;      /* of the throw-away CA */
    char          *ca_file;
    wax_tls       *tls, *wrong_tls; /* wrong: from a CA that nobody knows */
    int            fd;
    uv_loop_t      loop;
    uv_poll_t      listener;
    uv_async_t     stopper;
    struct conn   *conns;
    unsigned       begun, ended;
    unsigned       next_letter;
    _Atomic uint64_t mails;
    struct dialogue dialogue;
    struct buf     body;            /* the dialogue's message, as it is; empty: any message will do */
    struct buf     stuffed;         /* and as DATA wants it */
    bool           has_body;
};

/* sink.c */
void       wax__sink_ended(wax_sink *);                         /* one more connection has */

/* sink_conn.c */
void       wax__sink_accept(wax_sink *, int fd);                /* takes the socket over */
void       wax__sink_end(struct conn *);                        /* now, whatever waits to be sent */
void       wax__sink_leave(struct conn *);                      /* once the replies are sent */
void       wax__sink_cut(struct conn *);                        /* with a RST */
void       wax__sink_turn_seam(struct conn *, const wax_tls *); /* the replies so far go out in the clear, then the handshake */
void       wax__sink_work(struct conn *);                       /* moves all that can move */
bool       wax__sink_is_hearing(const struct conn *);
void       wax__sink_put(struct conn *, const void *, size_t len);
void       wax__sink_reply(struct conn *, const char *code, const char *enhanced, const char *text);
void       wax__sink_reply_line(struct conn *, const char *whole);              /* "452 4.3.1 text", the middle only where offered */
void       wax__sink_broke_rules(struct conn *, const char *reply);             /* said, noted as the sink's error, and goodbye */
void       wax__sink_trace(struct conn *, wax_trace_kind, const void *, size_t len);

/* sink_verbs.c */
unsigned   wax__sink_offer_named(const char *);                 /* 0: no such */
void       wax__sink_greet(struct conn *);
hear_fn    wax__sink_hear_command;
bool       wax__sink_line(struct conn *, const uint8_t *p, size_t len, size_t limit, struct span *line); /* without its CRLF */
void       wax__sink_new_mail(struct conn *);                   /* forgets the one under way */

/* sink_envelope.c */
void       wax__sink_mail(struct conn *, struct span args);
void       wax__sink_rcpt(struct conn *, struct span args);

/* sink_auth.c */
void       wax__sink_auth(struct conn *, struct span args);

/* sink_body.c */
enum place { LINE_START, IN_LINE, AFTER_CR, AFTER_DOT, AFTER_DOT_CR, AT_END, BAD_LINE };
enum place wax__sink_body_step(enum place, const uint8_t *p, size_t len, size_t *used, struct span *kept);
void       wax__sink_begin_data(struct conn *);
void       wax__sink_begin_chunk(struct conn *, uint64_t len, bool is_last);

/* sink_store.c */
wax_status wax__sink_store_open(wax_sink *);
bool       wax__sink_letter_begin(struct conn *);               /* false: the sink's error says why */
bool       wax__sink_letter_put(struct conn *, const void *, size_t len);
bool       wax__sink_letter_finish(struct conn *);
void       wax__sink_letter_drop(struct conn *);

/* sink_play.c */
wax_status wax__sink_play_open(wax_sink *);
void       wax__sink_play_on(struct conn *);                    /* until the client has to speak */
hear_fn    wax__sink_play_hear;
void       wax__sink_play_seam_failed(struct conn *, const wax_error *);
void       wax__sink_play_secure(struct conn *);
void       wax__sink_play_ended(struct conn *);                 /* judges: was it followed? */

/* sink_pki.c */
wax_status wax__sink_pki_open(wax_sink *);
void       wax__sink_pki_close(wax_sink *);

static inline bool sink_is_playing(const wax_sink *s) { return s->dialogue_path != NULL; }

#endif
