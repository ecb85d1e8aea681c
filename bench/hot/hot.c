/* hot.c -- runs each of the core's hot paths, so that callgrind can count its instructions.
 *
 *     bench-hot
 *
 * Prints the compiler's version, then a line for each path: its name.  callgrind is to collect inside `measured` alone and to write one profile whenever
 * that returns: the k-th profile is the k-th path's.  Each path was run once before, so that what is done once a process is not among it.
 * Needs no network, no clock and no random number, and takes the same way each time. */
#include "hot.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct path { const char *name; hot_fn *run; long times; };

static const struct path paths[] = {
    { "cold",         hot_cold,         64 },
    { "bulk",         hot_bulk,         4096 },
    { "data",         hot_data,         256 },
    { "reply",        hot_reply,        256 },
    { "base64",       hot_base64,       16 },
    { "base64-plain", hot_base64_plain, 16 },
    { "qp",           hot_qp,           16 },
    { "crlf",         hot_crlf,         16 },
    { "lf",           hot_lf,           16 },
    { "field",        hot_field,        64 },
    { "compose",      hot_compose,      64 },
};

void hot_fail(const char *what)
{
    fprintf(stderr, "bench-hot: %s was to go well, and did not\n", what);
    exit(EXIT_FAILURE);
}

static wax_status read_text(void *user, void *to, size_t room, size_t *n, wax_error *why)
{
    struct hot_text *t = user;

    (void)why;
    *n = t->len - t->at < room ? t->len - t->at : room;
    memcpy(to, t->text + t->at, *n);
    t->at += *n;
    return WAX_OK;
}

static wax_status rewind_text(void *user, wax_error *why)
{
    (void)why;
    ((struct hot_text *)user)->at = 0;
    return WAX_OK;
}

wax_source hot_source(struct hot_text *text)
{
    return (wax_source){ read_text, rewind_text, NULL, text };
}

/* Neither inlined nor cloned under another name, for it is not static: callgrind knows it by its own. */
void measured(const struct path *path);

__attribute__((noinline)) void measured(const struct path *path)
{
    path->run(path->times);
    fflush(stdout);
}

int main(void)
{
    printf("%s\n", __VERSION__);
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        printf("%s %ld\n", paths[i].name, paths[i].times);
        paths[i].run(1);
        measured(&paths[i]);
    }
    return EXIT_SUCCESS;
}
