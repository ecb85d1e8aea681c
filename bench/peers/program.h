/* program.h -- what the programs over peers' libraries have in common: how they are asked, the mail they send, the clock, and how they fail.
 *
 * Each takes the same words, so that one line in ../peers.py tells how it is reached:
 *
 *     PROGRAM bulk  CA-FILE URL MAILS BYTES CONNECTIONS    prints the mails a second; each connection was made by a mail that is not counted
 *     PROGRAM crowd CA-FILE URL RECIPIENTS                 prints the milliseconds of naming them and one mail to them, over a connection that a first one made
 *     PROGRAM fresh CA-FILE URL MAILS USER PASSWORD        prints CPU milliseconds a mail, each with a connection and a login of its own, after a first one
 *
 * smtps:// is TLS from the first byte, smtp:// demands STARTTLS.  Promise of each: certificate and name are verified, and a mail that the server did not
 * take ends it with a sentence. */
#ifndef WAX_BENCH_PROGRAM_H
#define WAX_BENCH_PROGRAM_H

#include <stddef.h>

#define PROGRAM_FROM "ada@example.org"
#define PROGRAM_TO   "grace@example.net"

enum { PROGRAM_ADDRESS_MAX = 64 };

struct program_task { const char *name; int argc; void (*run)(char **argv); };
struct program_text { char bytes[1 << 20]; size_t len; };

/* Runs the task that is named and has as many words; the last of the table has no name. */
int program_run(const struct program_task *tasks, int argc, char **argv);

void   program_must(int ok, const char *what);
double program_now_s(void);
void   program_write(struct program_text *text, size_t bytes);               /* a mail of so many bytes and part of a line, with CRLF */
void   program_reader(char address[PROGRAM_ADDRESS_MAX], long number);      /* one of a crowd */

#endif
