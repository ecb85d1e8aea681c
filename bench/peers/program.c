/* program.c -- see program.h. */
#include "program.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static const char *name = "a peer";

void program_must(int ok, const char *what)
{
    if (ok)
        return;
    fprintf(stderr, "%s: %s\n", name, what);
    exit(EXIT_FAILURE);
}

double program_now_s(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

void program_write(struct program_text *text, size_t bytes)
{
    program_must(bytes + 256 < sizeof text->bytes, "the mail is too large");
    text->len = (size_t)snprintf(text->bytes, sizeof text->bytes, "From: <" PROGRAM_FROM ">\r\nTo: <" PROGRAM_TO ">\r\nSubject: bulk\r\n\r\n");
    while (text->len < bytes)
        text->len += (size_t)snprintf(text->bytes + text->len, sizeof text->bytes - text->len, "%.62s\r\n",
                                      "All work and no play makes a mail that nobody has time to read.");
}

void program_reader(char address[PROGRAM_ADDRESS_MAX], long number)
{
    snprintf(address, PROGRAM_ADDRESS_MAX, "reader%ld@example.net", number);
}

int program_run(const struct program_task *tasks, int argc, char **argv)
{
    name = argv[0];
    for (; tasks->name; tasks++)
        if (argc == tasks->argc && !strcmp(argv[1], tasks->name)) {
            tasks->run(argv);
            return EXIT_SUCCESS;
        }
    program_must(0, "asked for what it doesn't do: bench/peers/program.h has the words");
    return EXIT_FAILURE;
}
