/* caller.h -- the other end of a sink, made of a plain socket: says the bytes it is told, hears lines.
 *
 * Knows no SMTP; TLS it has from wax_stream.  Every wait ends after some seconds with a failed check, so that no test hangs. */
#ifndef WAX_PLAY_CALLER_H
#define WAX_PLAY_CALLER_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <wax/stream.h>
#include <wax/testing.h>

/* A sink that runs in a thread of its own. */
struct running {
    wax_sink  *sink;
    pthread_t  thread;
    wax_status status;
};

bool       running_start(struct running *);             /* opens the sink and runs it; a failed CHECK otherwise */
wax_status running_join(struct running *);              /* waits for its end */
void       running_free(struct running *);              /* stops, joins, frees */

struct caller {
    int         fd;
    wax_stream *stream;
    wax_tls    *tls;
    char        line[4096];                             /* the last that was heard, without its CRLF */
};

bool call(struct caller *, const wax_sink *);           /* connects */
void hang_up(struct caller *);
bool say_bytes(struct caller *, const void *, size_t len);
bool say(struct caller *, const char *text);            /* one write */
bool hear_line(struct caller *);                        /* false: the other side has closed, or nothing came */
bool hear(struct caller *, const char *beginning);      /* a whole reply, the last of whose lines begins so */
bool hear_end(struct caller *);                         /* the other side has closed, and said nothing more */
bool say_and_hear(struct caller *, const char *text, const char *beginning);
bool begin_tls(struct caller *, const wax_sink *);      /* STARTTLS was answered 220 */
bool say_ehlo(struct caller *);
bool say_goodbye(struct caller *);                      /* close_notify; the socket stays open */

/* A fresh folder; its name is good until the next call. */
const char *fresh_folder(void);
void        remove_folder(const char *);
size_t      read_file(const char *folder, const char *name, char *to, size_t room);     /* 0: there is none */
size_t      count_files(const char *folder);

#endif
