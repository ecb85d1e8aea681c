/* srv_ask_posix.c -- see srv_ask.h: the C library's resolver, which knows the name servers, their time-outs, and TCP for long answers.
 *
 * But over TCP it knows no time-out: a name server that takes the connection and says nothing would be waited for until somebody presses Ctrl-C.  So a
 * child asks, whose time is bounded, and what it heard comes through a pipe. */
#include "srv_ask.h"

#include "fail.h"

#include <errno.h>
#include <netinet/in.h>
#include <arpa/nameser.h>
#include <netdb.h>
#include <resolv.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { ANSWER_MOST = 65535, PATIENCE_S = 3, TRIES = 2 };     /* DNS over TCP has 16 bits for the length */

/* Where no chance is to be had it is always the heaviest share that is drawn: still an order. */
static uint32_t chance(void *user, uint32_t most)
{
    uint64_t number = 0;

    (void)user;
    if (getentropy(&number, sizeof number) != 0)
        return most;
    return (uint32_t)(number % ((uint64_t)most + 1));
}

/* "No such name" and "no such record" are answers, too: there is no server. */
static bool is_answered(int failure)
{
    return failure == HOST_NOT_FOUND || failure == NO_DATA;
}

/* Who set less in /etc/resolv.conf gets less. */
static int smaller(int a, int b)
{
    return a < b ? a : b;
}

static void ask(struct srv_list *list, struct __res_state *state, const char *name, uint8_t *answer, wax_error *why)
{
    int len = res_nquery(state, name, ns_c_in, ns_t_srv, answer, ANSWER_MOST);

    if (len < 0 && !is_answered(state->res_h_errno))
        wax__fail(why, WAX_E_RESOLVE, "resolve", "%s could not be asked for in DNS just now; is the network there?", name);
    else if (len >= 0 && (len > ANSWER_MOST || !srv_read(list, answer, (size_t)len)))
        wax__fail(why, WAX_E_RESOLVE, "resolve", "what DNS answered to %s can't be read, so it is not believed", name);
    srv_order(list, chance, NULL);
}

/* Each try may take twice as long as the one before. */
static unsigned patience_s(const struct __res_state *state)
{
    return ((unsigned)state->retrans << state->retry) * (unsigned)state->nscount + PATIENCE_S;
}

static void ask_in_time(struct srv_list *list, const char *name, wax_error *why)
{
    struct __res_state state;
    uint8_t *answer = malloc(ANSWER_MOST);

    memset(&state, 0, sizeof state);
    if (!answer || res_ninit(&state) != 0) {
        wax__fail_memory(why, "resolve");
        free(answer);
        return;
    }
    state.retrans = smaller(state.retrans, PATIENCE_S);
    state.retry = smaller(state.retry, TRIES);
    signal(SIGALRM, SIG_DFL);
    alarm(patience_s(&state));
    ask(list, &state, name, answer, why);
    res_nclose(&state);
    free(answer);
}

/* -- the child ---------------------------------------------------------------------------------------------- */

struct answered {
    struct srv_list list;
    wax_error       why;
};

static _Noreturn void be_child(const char *name, int to)
{
    struct answered a;

    memset(&a, 0, sizeof a);
    ask_in_time(&a.list, name, &a.why);
    _exit(write(to, &a, sizeof a) != (ssize_t)sizeof a);
}

/* False: it ended before it had said all. */
static bool hear_all(int from, struct answered *a)
{
    size_t at = 0;
    ssize_t n = 1;

    while (at < sizeof *a && n) {
        n = read(from, (uint8_t *)a + at, sizeof *a - at);
        if (n < 0 && errno != EINTR)
            return false;
        at += n > 0 ? (size_t)n : 0;
    }
    return at == sizeof *a;
}

static void hear_child(pid_t child, int from, struct srv_list *list, const char *name, wax_error *why)
{
    struct answered a;
    bool good = hear_all(from, &a);

    while (waitpid(child, NULL, 0) < 0 && errno == EINTR)
        ;
    if (!good)
        wax__fail(why, WAX_E_RESOLVE, "resolve", "%s could not be asked for in DNS: the name server did not answer in time", name);
    else if (a.why.status)
        *why = a.why;
    else
        *list = a.list;
}

void srv_ask(struct srv_list *list, const char *service, const char *domain, wax_error *why)
{
    char name[64 + SRV_NAME];
    int ends[2] = { -1, -1 };
    pid_t child = -1;

    *list = (struct srv_list){ .n = 0 };
    snprintf(name, sizeof name, "%s.%s", service, domain);
    if (pipe(ends) == 0 && (child = fork()) == 0)
        be_child(name, ends[1]);
    if (child < 0)
        wax__fail(why, WAX_E_RESOLVE, "resolve", "%s could not be asked for in DNS: %s", name, strerror(errno));
    close(ends[1]);
    if (child > 0)
        hear_child(child, ends[0], list, name, why);
    close(ends[0]);
}
