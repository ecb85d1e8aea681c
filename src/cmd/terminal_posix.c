/* terminal_posix.c -- see terminal.h. */
#include "terminal.h"

#include "platform.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/select.h>
#include <termios.h>
#include <unistd.h>

bool terminal_is_there(void)
{
    return isatty(STDIN_FILENO) && isatty(STDOUT_FILENO);
}

bool terminal_obeys(FILE *file)
{
    const char *term = getenv("TERM");

    return term && *term && strcmp(term, "dumb") != 0 && isatty(fileno(file));
}

enum { LINE_MOST = 4096 };      /* what a terminal gives at once */

enum heard { HEARD, HEARD_TOO_MUCH, HEARD_END, HEARD_SIGNAL };

/* One line is one read.  Signals come in while it waits, and only then. */
static enum heard hear(char *answer, size_t size, const sigset_t *mask)
{
    char line[LINE_MOST];
    fd_set readable;
    ssize_t n;

    FD_ZERO(&readable);
    FD_SET(STDIN_FILENO, &readable);
    if (pselect(STDIN_FILENO + 1, &readable, NULL, NULL, NULL, mask) < 0 && errno == EINTR)
        return HEARD_SIGNAL;
    if ((n = read(STDIN_FILENO, line, sizeof line)) <= 0)
        return HEARD_END;
    size_t len = (size_t)n - (line[n - 1] == '\n');
    bool fits = len < size && !memchr(line, 0, len);
    memcpy(answer, line, fits ? len : 0);
    answer[fits ? len : 0] = 0;
    platform_wipe(line, sizeof line);
    return fits ? HEARD : HEARD_TOO_MUCH;
}

/* -- without echo ------------------------------------------------------------------------------------------- */

static const int caught[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP };
enum { N_CAUGHT = sizeof caught / sizeof *caught };

static volatile sig_atomic_t signalled;

static void on_signal(int number)
{
    signalled = number;
}

struct before {
    struct sigaction actions[N_CAUGHT];
    sigset_t         mask;
    struct termios   terminal;
};

/* They are blocked from here on, but for the wait itself: none is missed.  Who ignores one goes on ignoring it. */
static void catch_signals(struct before *b)
{
    struct sigaction now = { .sa_handler = on_signal };
    sigset_t ours;

    sigemptyset(&ours);
    for (size_t i = 0; i < N_CAUGHT; i++) {
        sigaction(caught[i], NULL, &b->actions[i]);
        if (b->actions[i].sa_handler != SIG_IGN)
            sigaction(caught[i], &now, NULL);
        sigaddset(&ours, caught[i]);
    }
    signalled = 0;
    sigprocmask(SIG_BLOCK, &ours, &b->mask);
}

static void release_signals(const struct before *b)
{
    for (size_t i = 0; i < N_CAUGHT; i++)
        sigaction(caught[i], &b->actions[i], NULL);
    sigprocmask(SIG_SETMASK, &b->mask, NULL);
}

static void hide(struct before *b)
{
    struct termios hidden;

    tcgetattr(STDIN_FILENO, &b->terminal);
    hidden = b->terminal;
    hidden.c_lflag &= ~(tcflag_t)(ECHO | ECHOE | ECHOK | ECHONL);
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &hidden);
}

/* Hidden before the prompt is there: who sees it can type. */
static enum heard hear_hidden(const char *prompt, char *answer, size_t size)
{
    struct before before;

    catch_signals(&before);
    hide(&before);
    fputs(prompt, stdout);
    fflush(stdout);
    enum heard heard = hear(answer, size, &before.mask);
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &before.terminal);
    putchar('\n');
    fflush(stdout);
    release_signals(&before);
    if (heard == HEARD_SIGNAL)
        raise(signalled);       /* as if it had not been caught: only who was stopped and goes on comes back from here */
    return heard;
}

/* -- questions ---------------------------------------------------------------------------------------------- */

static enum heard hear_shown(const char *prompt, char *answer, size_t size)
{
    fputs(prompt, stdout);
    fflush(stdout);
    enum heard heard = hear(answer, size, NULL);
    if (heard == HEARD_END)
        putchar('\n');
    return heard;
}

static bool ask(enum heard (*once)(const char *prompt, char *answer, size_t size), const char *prompt, char *answer, size_t size)
{
    enum heard heard;

    do {
        heard = once(prompt, answer, size);
        if (heard == HEARD_TOO_MUCH)
            puts("  That is too long, or no text.");
    } while (heard == HEARD_TOO_MUCH || heard == HEARD_SIGNAL);
    return heard == HEARD;
}

bool terminal_ask(const char *prompt, char *answer, size_t size)
{
    return ask(hear_shown, prompt, answer, size);
}

bool terminal_ask_secret(const char *prompt, char *answer, size_t size)
{
    return ask(hear_hidden, prompt, answer, size);
}
