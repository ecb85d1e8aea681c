/* progress.c -- see progress.h. */
#include "progress.h"

#include "platform.h"
#include "terminal.h"

#include <stdio.h>

enum { MOMENT_MS = 1000, STEP_MS = 200 };

void progress_begin(struct progress *p, bool is_wanted, progress_fn *words, const void *user)
{
    int64_t now = platform_now_ms();

    *p = (struct progress){ .is_on = is_wanted && terminal_obeys(stderr), .begun_ms = now, .due_ms = now + MOMENT_MS, .words = words, .user = user };
}

void progress_note(void *progress, int64_t sent, int64_t size)
{
    struct progress *p = progress;

    p->sent = sent;
    p->size = size;
}

int progress_wait_ms(const struct progress *p)
{
    int64_t left = p->due_ms - platform_now_ms();

    return !p->is_on ? -1 : left < 0 ? 0 : (int)left;
}

static double megabytes(int64_t bytes)
{
    return (double)bytes / 1e6;
}

static void words_of_bytes(const struct progress *p, char *to, size_t size)
{
    if (p->sent > 0 && p->sent < p->size)
        snprintf(to, size, "%.1f of %.1f MB sent", megabytes(p->sent), megabytes(p->size));
    else
        snprintf(to, size, "%s", p->sent > 0 ? "all sent, waiting for the server's answer" : "waiting for the server");
}

void progress_draw(struct progress *p)
{
    int64_t now = platform_now_ms();
    char words[120];

    if (!p->is_on || now < p->due_ms)
        return;
    p->due_ms = now + STEP_MS;
    p->is_shown = true;
    if (p->words)
        p->words(p->user, words, sizeof words, now - p->begun_ms);
    else
        words_of_bytes(p, words, sizeof words);
    fprintf(stderr, "\r\033[K%lld s: %s", (long long)(now - p->begun_ms) / 1000, words);
    fflush(stderr);
}

void progress_pause(struct progress *p)
{
    if (p->is_shown)
        fputs("\r\033[K", stderr);
    fflush(stderr);
    p->is_shown = false;
}

void progress_erase(struct progress *p)
{
    progress_pause(p);
    p->is_on = false;
}
