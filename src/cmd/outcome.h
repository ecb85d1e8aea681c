/* outcome.h -- how the command ends: an exit code, and the first sentence that says why.
 *
 * Every problem is said on standard error when it is found, one sentence each, "wax: " before it; the first one is kept, for
 * the exit code and for --json.  Promise: what is printed is printable, whatever file names and arguments hold.
 */
#ifndef WAX_CMD_OUTCOME_H
#define WAX_CMD_OUTCOME_H

#include "exit_code.h"

#include <stdbool.h>
#include <stdint.h>

/* Zeroed, nothing has gone wrong yet. */
struct outcome {
    enum exit_code exit;
    wax_error      error;

    /* Called behind each sentence, to show where in a file the options come from that it speaks of; NULL: nobody knows of such. */
    void         (*show_origin)(const void *known, const char *sentence);
    const void    *known;
    int64_t        row;         /* of many (--each), which sentences name; 0: none */
    bool           warns_nobody;    /* warnings are for people, and there are none */
    const char    *mail;        /* NULL: it is a row of a table; else it is a mail, and this its file in the folder, or "" */
};

/* A problem that we found ourselves. */
#if defined(__GNUC__)
__attribute__((format(printf, 5, 6)))
#endif
void outcome_wrong(struct outcome *, enum exit_code, wax_status, const char *stage, const char *format, ...);

/* An argument that can't be meant: exit 64. */
#if defined(__GNUC__)
__attribute__((format(printf, 2, 3)))
#endif
void outcome_usage(struct outcome *, const char *format, ...);

void outcome_no_memory(struct outcome *);
void outcome_failed(struct outcome *, const wax_error *);   /* one that the library found */
void outcome_say(const char *sentence);                     /* a further sentence to it: changes no outcome */
void outcome_warn(const struct outcome *, const char *sentence);        /* something that is no reason not to go on */
void outcome_say_of(const struct outcome *, const char *sentence);      /* the same, with the row it is about */
void outcome_offer_help(const struct outcome *);            /* on a terminal, which page tells more */

void outcome_join(struct outcome *, const struct outcome *of_a_part);    /* what was said of it already counts for the whole */

static inline bool outcome_is_wrong(const struct outcome *o)
{
    return o->exit != EXIT_CODE_OK;
}

#endif
