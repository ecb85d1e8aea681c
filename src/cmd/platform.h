/* platform.h -- what the command asks of the operating system; a platform chooses the file that answers.
 *
 * Knows clocks, signals, standard streams and memory; knows nothing of mail.
 */
#ifndef WAX_CMD_PLATFORM_H
#define WAX_CMD_PLATFORM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

int64_t platform_now_ms(void);              /* a clock that only goes forward */
void    platform_wipe(void *, size_t len);  /* overwrites, whatever the optimiser thinks */

/* First of all.  0, 1 and 2 are open afterwards, so that no socket can take the place of a closed standard output; SIGPIPE does
 * not kill; memory that holds a password is not dumped and can't be read by other processes of the user. */
void platform_begin(void);
void platform_undumpable(void);             /* this and the next: the parts that differ between Unixes */
void platform_tune_memory(void);

/* From here on SIGINT, SIGTERM and SIGHUP do not kill the first time: they can be read, one byte each, from the descriptor.
 * A signal that was ignored stays ignored.  -1: could not be arranged, they kill as before. */
int  platform_catch_signals(void);
void platform_die_of(int signal);           /* as if it had not been caught: the shell sees what happened */

bool platform_wait(int fd, int other_fd, int timeout_ms);   /* for reading; false: the time is over.  -1: no such descriptor */

/* Standard output takes it all: false when the disk is full, the pipe closed, or it was closed from the start. */
bool platform_finish_stdout(void);

#endif
