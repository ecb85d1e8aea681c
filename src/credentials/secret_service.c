/* secret_service.c -- see secret_service.h. */
#include "secret_service.h"

#include "fail.h"

#include <stdio.h>
#include <string.h>

static void could_not_run(const struct run *run, wax_error *why)
{
    wax__fail(why, WAX_E_INPUT, "secret-service", "secret-tool, which asks the desktop for its passwords, could not be run: %s; install it "
              "(libsecret-tools, or libsecret)", strerror(run->not_run));
}

/* secret-tool(1) says nothing and fails when there is no such item; why else it failed, it says itself on standard error. */
void password_from_secret_service(struct password *p, const char *host, const char *user, int64_t deadline_ms, wax_error *why)
{
    char *const words[] = { "secret-tool", "lookup", "host", (char *)host, "service", "smtp", "user", (char *)user, NULL };
    struct run run = password_from_words(p, words, deadline_ms, why);

    if (run.not_run)
        could_not_run(&run, why);
    else if (run.has_failed)
        wax__fail(why, WAX_E_INPUT, "secret-service", "the secret service gave no password; one is kept there with: secret-tool store --label=mail "
                  "host %.80s service smtp user %.80s", host, user);
}

void password_to_secret_service(const struct password *p, const char *host, const char *user, int64_t deadline_ms, wax_error *why)
{
    char label[400];
    char *const words[] = { "secret-tool", "store", "--label", label, "host", (char *)host, "service", "smtp", "user", (char *)user, NULL };

    snprintf(label, sizeof label, "mail: %.120s at %.120s", user, host);
    struct run run = password_into_words(p, words, deadline_ms, why);
    if (run.not_run)
        could_not_run(&run, why);
    else if (run.has_failed)
        wax__fail(why, WAX_E_INPUT, "secret-service", "the secret service did not take the password; is a desktop session there, and its keyring open?");
}
