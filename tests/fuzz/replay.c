/* replay.c -- plays a folder of inputs to a fuzz target, each as it is and then in a few hundred variations.  One test a file.
 *
 * Knows the entry point that every fuzz target has, and no target.  Variations are made from a fixed seed: a run is like the one before,
 * on every machine.  A target aborts when a promise is broken; the input it broke on is the one named last.
 *
 *     replay FOLDER           replay FILE: that input alone, under a debugger for instance
 */
#include "test.h"

#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { VARIATIONS = 200, ROOM = 1 << 16 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

/* Xorshift, Marsaglia 2003: not good randomness, but the same everywhere. */
static uint32_t next_number(uint32_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 17;
    *state ^= *state << 5;
    return *state;
}

/* The bytes that grammars of mail turn on. */
static uint8_t telling_byte(uint32_t n)
{
    static const char telling[] = "\r\n\0 .-<>@\"\\:;=?05\xF0\xFF";

    return (uint8_t)telling[n % (sizeof telling - 1)];
}

static size_t vary(uint8_t *p, size_t len, uint32_t *state)
{
    size_t at = len ? next_number(state) % len : 0;

    switch (next_number(state) % 4) {
    case 0:                                             /* another byte */
        if (len)
            p[at] = telling_byte(next_number(state));
        return len;
    case 1:                                             /* one more byte */
        if (len == ROOM)
            return len;
        memmove(p + at + 1, p + at, len - at);
        p[at] = telling_byte(next_number(state));
        return len + 1;
    case 2:                                             /* cut */
        return at;
    default:                                            /* its end once more */
        if (len > ROOM / 2)
            return len;
        memcpy(p + len, p + at, len - at);
        return len + (len - at);
    }
}

/* A copy of exactly that size, so that a sanitizer sees one byte too many. */
static int play(const uint8_t *p, size_t len)
{
    uint8_t *copy = malloc(len ? len : 1);

    if (!copy)
        return -1;
    memcpy(copy, p, len);
    int result = LLVMFuzzerTestOneInput(copy, len);
    free(copy);
    return result;
}

static void play_file(void *path)
{
    static uint8_t original[ROOM], varied[ROOM];
    FILE *f = fopen(path, "rb");
    uint32_t state = 2463534242u;

    if (!CHECK(f != NULL))
        return;
    size_t len = fread(original, 1, sizeof original, f);
    fclose(f);
    test_note("%s", (const char *)path);
    fflush(stdout);
    CHECK(play(original, len) == 0);
    for (int i = 0; i < VARIATIONS; i++) {
        size_t n = len;
        memcpy(varied, original, len);
        for (uint32_t changes = 1 + next_number(&state) % 4; changes; changes--)
            n = vary(varied, n, &state);
        CHECK(play(varied, n) == 0);
    }
}

static void play_entry(const char *folder, const char *name)
{
    char path[4096];

    snprintf(path, sizeof path, "%s/%s", folder, name);
    if (name[0] != '.')
        test_run(name, play_file, path);
}

static void play_folder(const char *folder)
{
    struct dirent **entries;
    int n = scandir(folder, &entries, NULL, alphasort);

    for (int i = 0; i < n; i++) {
        play_entry(folder, entries[i]->d_name);
        free(entries[i]);
    }
    if (n >= 0)
        free(entries);
}

int main(int argc, char **argv)
{
    struct stat is;

    for (int i = 1; i < argc; i++) {
        if (stat(argv[i], &is) == 0 && S_ISDIR(is.st_mode))
            play_folder(argv[i]);
        else
            test_run(argv[i], play_file, argv[i]);
    }
    return test_exit();
}
