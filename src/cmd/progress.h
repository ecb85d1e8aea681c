/* progress.h -- one line for a person who waits: shown when it takes longer than a moment, gone when it is over.
 *
 * Knows a terminal and a clock; of mail it knows two numbers, or what it is told to say.  Without a terminal on standard error it is silent.
 */
#ifndef WAX_CMD_PROGRESS_H
#define WAX_CMD_PROGRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What the line says after so long; without one it tells of the bytes that progress_note was told of. */
typedef void progress_fn(const void *user, char *to, size_t size, int64_t ms);

struct progress {
    bool    is_on, is_shown;
    int64_t begun_ms, due_ms;
    int64_t sent, size;
    progress_fn *words;
    const void  *user;
};

void progress_begin(struct progress *, bool is_wanted, progress_fn *or_null, const void *user);
void progress_note(void *progress, int64_t sent, int64_t size);     /* what wax_client_progress calls */
int  progress_wait_ms(const struct progress *);                     /* until it wants to be drawn; -1: never */
void progress_draw(struct progress *);                              /* if it is time */
void progress_pause(struct progress *);                             /* other lines are printed now; it comes back when it is time */
void progress_erase(struct progress *);

#endif
