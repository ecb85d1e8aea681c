/* srv_ask_posix.c -- see srv_ask.h: the C library's resolver, which knows the name servers, their time-outs, and TCP for long answers. */
#include "srv_ask.h"

#include "fail.h"

#include <netinet/in.h>
#include <arpa/nameser.h>
#include <netdb.h>
#include <resolv.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
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

void srv_ask(struct srv_list *list, const char *service, const char *domain, wax_error *why)
{
    struct __res_state state;
    char name[64 + SRV_NAME];
    uint8_t *answer = malloc(ANSWER_MOST);

    *list = (struct srv_list){ .n = 0 };
    memset(&state, 0, sizeof state);
    if (!answer || res_ninit(&state) != 0) {
        wax__fail_memory(why, "resolve");
        free(answer);
        return;
    }
    state.retrans = smaller(state.retrans, PATIENCE_S);
    state.retry = smaller(state.retry, TRIES);
    snprintf(name, sizeof name, "%s.%s", service, domain);
    ask(list, &state, name, answer, why);
    res_nclose(&state);
    free(answer);
}
