/* progress.h -- one line for a person who waits: shown when it takes longer than a moment, gone when it is over.
 *
 * Knows a terminal and a clock; knows nothing of mail but two numbers.  Without a terminal on standard error it is silent.
 */
#ifndef WAX_CMD_PROGRESS_H
#define WAX_CMD_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

struct progress {
    bool    is_on, is_shown;
    int64_t begun_ms, due_ms;
    int64_t sent, size;
};

void progress_begin(struct progress *, bool is_wanted);
void progress_note(void *progress, int64_t sent, int64_t size);     /* what wax_client_progress calls */
int  progress_wait_ms(const struct progress *);                     /* until it wants to be drawn; -1: never */
void progress_draw(struct progress *);                              /* if it is time */
void progress_erase(struct progress *);

#endif
