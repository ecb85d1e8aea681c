/* dialogue.h -- a conversation as text (tests/dialogues/README.md), read into a list of moves.
 *
 * Knows the format and nothing of those who play it: the test of the core plays it against wax_smtp, the sink over a socket.
 */
#ifndef WAX_TESTING_DIALOGUE_H
#define WAX_TESTING_DIALOGUE_H

#include "buf.h"

#include <wax/smtp.h>

enum move_kind {
    MOVE_SERVER,        /* bytes: what the server says, CRLF included */
    MOVE_CLIENT,        /* bytes: the line the client must say, CRLF included */
    MOVE_SECRET,        /* bytes: its beginning; one word of base64 and CRLF follow */
    MOVE_MESSAGE,       /* the message, as the framing wants it */
    MOVE_TLS,
    MOVE_TLS_FAILS,
    MOVE_CLOSE,
    MOVE_CUT,
    MOVE_WAIT           /* ms */
};

struct move {
    enum move_kind kind;
    struct buf     bytes;
    int64_t        ms;
    unsigned       line;        /* in the file, for messages */
};

/* A "! key value" or "= key value" line. */
struct setting {
    char    *key, *value;       /* value "" when there is none */
    unsigned line;
};

struct dialogue {
    char           *path;
    struct move    *moves;
    size_t          n_moves;
    struct setting *setup, *outcome;
    size_t          n_setup, n_outcome;
};

/* What "! ask" says: "must RET FULL", "if-offered NOTIFY NEVER grace@example.net". */
struct dialogue_ask {
    wax_insistence how;
    wax_ask        kind;
    char           value[160];
    char           recipient[160];      /* "": for all */
};

/* OK; E_INPUT with file and line. */
wax_status  wax__dialogue_read(struct dialogue *, const char *path, wax_error *);
void        wax__dialogue_clear(struct dialogue *);
const char *wax__dialogue_setup(const struct dialogue *, const char *key, const char *otherwise);   /* the first such line */
/* The next "! ask" from *at on, which is moved behind it.  False: there is none. */
bool        wax__dialogue_ask(const struct dialogue *, size_t *at, struct dialogue_ask *);
/* Escapes as in C, and \*N{text}; appended to the buffer.  False: ill-formed, or no memory. */
bool        wax__dialogue_unescape(struct buf *, const char *text);

#endif
