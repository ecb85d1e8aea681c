/* states_test.c -- walks the table: what can't be reached needs no check at run time. */
#include "states.h"
#include "test.h"

#include <string.h>

/* Which states can be reached from `from` when `without` is taken out of the table? */
static unsigned reach(enum state from, unsigned without)
{
    unsigned seen = TO(from), before = 0;

    while (seen != before) {
        before = seen;
        for (int s = 0; s < N_STATES; s++)
            if ((seen & TO(s)) && !(without & TO(s)))
                seen |= wax__states[s].may_lead_to & ~TO(STAY);
    }
    return seen;
}

TEST("AUTH can't be reached but through UPGRADE")
{
    CHECK(reach(GREETING, 0) & TO(AUTH));
    CHECK(!(reach(GREETING, TO(UPGRADE)) & TO(AUTH)));
}

TEST("one door leads from the clear to READY: STAY_CLEAR")
{
    CHECK(reach(GREETING, TO(UPGRADE)) & TO(READY));
    CHECK(!(reach(GREETING, TO(UPGRADE) | TO(STAY_CLEAR)) & TO(READY)));
}

TEST("no path leads from inside TLS back to the clear")
{
    unsigned secure = reach(UPGRADE, 0);

    CHECK(!(secure & (TO(GREETING) | TO(CLEAR_HELLO) | TO(CLEAR_HELO) | TO(STARTTLS) | TO(STAY_CLEAR))));
}

TEST("after the upgrade nothing comes before EHLO")
{
    CHECK(!(reach(UPGRADE, TO(SECURE_HELLO)) & (TO(AUTH) | TO(READY) | TO(QUIT))));
}

TEST("a line of the caller's own leads to another one or to the end, and to nothing that a message or a login is said in")
{
    CHECK(!(reach(OWN_LINE, 0) & ~(TO(OWN_LINE) | TO(QUIT) | TO(CLOSED) | TO(GIVE_UP))));
}

TEST("from every state but the last two the conversation can be given up")
{
    for (int s = 0; s < N_STATES; s++)
        if (s != CLOSED && s != GIVE_UP)
            CHECK(wax__states[s].may_lead_to & TO(GIVE_UP));
    CHECK(wax__states[CLOSED].may_lead_to == 0 && wax__states[GIVE_UP].may_lead_to == 0);
}

TEST("every state but a dead one can be reached, and every one that waits has patience")
{
    unsigned all = reach(GREETING, 0);

    for (int s = 0; s < MAIL; s++)
        CHECK(all & TO(s));
    for (int s = 0; s < N_STATES; s++)
        if (wax__states[s].hears && s != QUIT)
            CHECK(wax__states[s].seconds > 0);
}

TEST("the lines of a delivery lead on or out, and nowhere else")
{
    for (int s = MAIL; s < N_STATES; s++)
        CHECK(wax__states[s].may_lead_to == (TO(STAY) | TO(GIVE_UP)));
}

TEST("names and stages fit where they are shown")
{
    for (int s = 0; s < N_STATES; s++) {
        CHECK(wax__states[s].name && *wax__states[s].name);
        CHECK(strlen(wax__states[s].stage) < 16);
    }
}
