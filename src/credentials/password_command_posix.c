/* password_command_posix.c -- see password.h: the source that runs a program.
 *
 * And the way back, to a program that keeps one.  Owns the child process: it is reaped or killed before the call returns.  No shell sees the
 * command.  What the program's own children do with the pipe does not keep us waiting: its exit ends the story.
 */
#include "password.h"

#include "command_words.h"
#include "fail.h"
#include "patience.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/select.h>
#include <sys/wait.h>
#include <unistd.h>

struct child {
    pid_t       pid;
    int         out;        /* what it says, non-blocking; -1 at its end */
    int         status;     /* of waitpid */
    const char *name;       /* its first word, for sentences */
};

#if defined(__GNUC__)
__attribute__((format(printf, 3, 4)))
#endif
static void wrong(wax_error *why, const char *name, const char *format, ...)
{
    char text[300];
    va_list ap;

    va_start(ap, format);
    vsnprintf(text, sizeof text, format, ap);
    va_end(ap);
    wax__fail(why, WAX_E_INPUT, "password", "the password command %.120s %s; nothing was sent", name, text);
}

/* -- starting it -------------------------------------------------------------------------------------------- */

/* In the child, between fork and exec: only async-signal-safe calls.  errno goes up the pipe that exec would have closed. */
static _Noreturn void become(char *const *words, int in, int out, int failure, const sigset_t *mask)
{
    int said = in >= 0 ? in : open("/dev/null", O_RDONLY);

    signal(SIGPIPE, SIG_DFL);
    signal(SIGCHLD, SIG_DFL);
    sigprocmask(SIG_SETMASK, mask, NULL);
    if (said >= 0 && dup2(said, STDIN_FILENO) >= 0 && dup2(out, STDOUT_FILENO) >= 0)
        execvp(words[0], words);
    int why = errno;
    (void)!write(failure, &why, sizeof why);
    _exit(127);
}

static bool make_pipe(int fds[2])
{
    if (pipe(fds) < 0)
        return false;
    fcntl(fds[0], F_SETFD, FD_CLOEXEC);
    fcntl(fds[1], F_SETFD, FD_CLOEXEC);
    return true;
}

/* An fd_set has no room for the thousand and first. */
static bool make_pipes(int out[2], int failure[2])
{
    if (!make_pipe(out) || !make_pipe(failure))
        return false;
    errno = out[0] < FD_SETSIZE ? 0 : EMFILE;
    return errno == 0;
}

static int start(struct child *c, char *const *words, int in, const sigset_t *mask)
{
    int out[2] = { -1, -1 }, failure[2] = { -1, -1 }, why = 0;

    if (!make_pipes(out, failure) || (c->pid = fork()) < 0)
        why = errno;
    else if (c->pid == 0)
        become(words, in, out[1], failure[1], mask);
    close(out[1]);
    close(failure[1]);
    if (!why && read(failure[0], &why, sizeof why) > 0)
        waitpid(c->pid, &c->status, 0);
    close(failure[0]);
    c->out = out[0];
    fcntl(c->out, F_SETFL, O_NONBLOCK);
    return why;
}

/* -- listening to it ---------------------------------------------------------------------------------------- */

/* All that is there now; false: it can't be a password. */
static bool hear(struct child *c, struct password *p, wax_error *why)
{
    char bytes[4096];
    ssize_t n;
    bool is_fine = true;

    while (is_fine && c->out >= 0 && (n = read(c->out, bytes, sizeof bytes)) >= 0) {
        is_fine = password_add(p, bytes, (size_t)n, c->name, why);
        if (n == 0) {
            close(c->out);
            c->out = -1;
        }
        wax__wipe(bytes, sizeof bytes);
    }
    return is_fine;
}

static void on_child(int signal_number)
{
    (void)signal_number;        /* it interrupts pselect, which is all it is for */
}

/* SIGCHLD is blocked except inside pselect, so the exit can't be missed between looking and waiting. */
static bool wait_for_news(const struct child *c, int64_t deadline_ms, const sigset_t *mask)
{
    int64_t left = patience_left_ms(deadline_ms);
    struct timespec timeout = { .tv_sec = (time_t)(left / 1000), .tv_nsec = (long)(left % 1000) * 1000000 };
    fd_set readable;

    if (left <= 0)
        return false;
    FD_ZERO(&readable);
    if (c->out >= 0)
        FD_SET(c->out, &readable);
    return pselect(c->out + 1, &readable, NULL, NULL, &timeout, mask) != 0;
}

static void end_of_time(struct child *c, wax_error *why)
{
    kill(c->pid, SIGKILL);
    waitpid(c->pid, &c->status, 0);
    wax__fail(why, WAX_E_TIMEOUT, "password",
                  "the password command %.120s did not end in time and was killed; nothing was sent", c->name);
}

static bool follow(struct child *c, struct password *p, int64_t deadline_ms, const sigset_t *mask, wax_error *why)
{
    while (waitpid(c->pid, &c->status, WNOHANG) == 0) {
        if (!wait_for_news(c, deadline_ms, mask)) {
            end_of_time(c, why);
            return false;
        }
        if (!hear(c, p, why)) {
            kill(c->pid, SIGKILL);
            waitpid(c->pid, &c->status, 0);
            return false;
        }
    }
    return hear(c, p, why);
}

static bool has_succeeded(const struct child *c)
{
    return WIFEXITED(c->status) && WEXITSTATUS(c->status) == 0;
}

static void listen(struct child *c, struct password *p, int64_t deadline_ms, const sigset_t *mask, struct run *run, wax_error *why)
{
    if (!follow(c, p, deadline_ms, mask, why))
        return;
    run->has_failed = !has_succeeded(c);
    run->status = c->status;
}

/* in: what it finds on its standard input; -1: nothing. */
static struct run run_child(struct password *p, char *const *words, int in, int64_t deadline_ms, wax_error *why)
{
    struct child c = { .out = -1, .name = words[0] };
    struct sigaction now = { .sa_handler = on_child }, before;
    struct run run = { 0 };
    sigset_t child, mask;

    sigemptyset(&child);
    sigaddset(&child, SIGCHLD);
    sigprocmask(SIG_BLOCK, &child, &mask);
    sigdelset(&mask, SIGCHLD);
    sigaction(SIGCHLD, &now, &before);
    run.not_run = start(&c, words, in, &mask);
    if (!run.not_run)
        listen(&c, p, deadline_ms, &mask, &run, why);
    if (c.out >= 0)
        close(c.out);
    sigaction(SIGCHLD, &before, NULL);
    sigprocmask(SIG_SETMASK, &mask, NULL);
    return run;
}

struct run password_from_words(struct password *p, char *const *words, int64_t deadline_ms, wax_error *why)
{
    struct run run = run_child(p, words, -1, deadline_ms, why);

    if (!run.not_run && !run.has_failed && !why->status)
        password_end(p, words[0], why);
    return run;
}

/* A pipe takes PIPE_BUF bytes at once (POSIX), so they are in it before the program starts, and nobody has to feed it. */
struct run password_into_words(const struct password *p, char *const *words, int64_t deadline_ms, wax_error *why)
{
    struct password said = { 0 };
    struct run run = { 0 };
    int in[2] = { -1, -1 };

    if (p->kept.len > PIPE_BUF)
        wax__fail(why, WAX_E_INPUT, "password", "a password of more than %d bytes is not given to %.120s", PIPE_BUF, words[0]);
    else if (!make_pipe(in) || write(in[1], p->kept.bytes, p->kept.len) != (ssize_t)p->kept.len)
        run.not_run = errno;
    close(in[1]);
    if (!why->status && !run.not_run)
        run = run_child(&said, words, in[0], deadline_ms, why);
    close(in[0]);
    password_clear(&said);
    return run;
}

static void run_words(struct password *p, char **words, int64_t deadline_ms, wax_error *why)
{
    struct run run = password_from_words(p, words, deadline_ms, why);

    if (run.not_run)
        wrong(why, words[0], "could not be run: %s (no shell runs it: ~ and $ stay as they are)", strerror(run.not_run));
    else if (run.has_failed && WIFSIGNALED(run.status))
        wrong(why, words[0], "was ended by signal %d", WTERMSIG(run.status));
    else if (run.has_failed)
        wrong(why, words[0], "failed with exit code %d", WEXITSTATUS(run.status));
}

void password_from_command(struct password *p, const char *command, int64_t deadline_ms, wax_error *why)
{
    char **words;
    size_t n;
    enum words_result split = words_split(command, &words, &n);

    if (split == WORDS_NO_MEMORY)
        wax__fail_memory(why, "password");
    else if (split == WORDS_OPEN_QUOTE)
        wax__fail(why, WAX_E_USAGE, "password", "--password-command has a quote that is not closed");
    else if (n == 0)
        wax__fail(why, WAX_E_USAGE, "password", "--password-command is empty; write the program and its arguments");
    else
        run_words(p, words, deadline_ms, why);
    free(words);
}
