/* account_try.c -- see account_try.h. */
#include "account_try.h"

#include "platform.h"
#include "server_setup.h"

#include <strings.h>
#include <wax/check.h>

static bool takes_logins(const wax_check_report *r)
{
    const char *offer;

    for (size_t i = 0; (offer = wax_check_offer(r, wax_check_tls(r) != NULL, i)); i++)
        if (strncasecmp(offer, "AUTH", 4) == 0 && (offer[4] == ' ' || !offer[4]))
            return true;
    return false;
}

static struct verdict try(struct draft *d, const struct server_args *a, struct password *password, int64_t timeout_ms)
{
    wax_client *client = wax_client_new(a->url);
    wax_check_report *report = NULL;
    struct verdict v = { .takes_logins = false };

    server_setup_client(client, a, d->tls, password);
    server_setup_proxy(client, a, platform_now_ms() + timeout_ms, d->outcome);
    wax_client_timeout(client, timeout_ms);
    wax_check(client, &report);
    v.why = report ? *wax_check_error(report) : *wax_client_error(client);
    v.takes_logins = report && takes_logins(report);
    wax_check_free(report);
    wax_client_free(client);
    return v;
}

struct verdict account_try_server(struct draft *d, const char *url, int64_t timeout_ms)
{
    struct server_args a = d->args->server;
    struct password none = { 0 };

    a.url = url;
    a.user = a.auth = NULL;
    a.stores = (struct stores_args){ 0 };
    return try(d, &a, &none, timeout_ms < a.timeout_ms ? timeout_ms : a.timeout_ms);
}

struct verdict account_try_login(struct draft *d, const struct password *password)
{
    const struct server_args *a = &d->args->server;
    struct password copy = { 0 };
    wax_error why = { 0 };

    if (password_is_there(password) && password_add(&copy, password_text(password), password->kept.len, "the terminal", &why))
        password_end(&copy, "the terminal", &why);
    if (why.status)
        return (struct verdict){ .why = why };
    return try(d, a, &copy, a->timeout_ms);
}
