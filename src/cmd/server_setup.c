/* server_setup.c -- see server_setup.h. */
#include "server_setup.h"

#include "netrc_file.h"
#include "oauth.h"
#include "secret_service.h"
#include "server_url.h"

/* The environment's password goes away even when another is used: a child has no business with it. */
static void from_environment(struct password *password, const struct server_args *a, wax_error *why)
{
    const char *names[SERVER_SOURCES];
    struct password unused = { 0 };
    bool is_chosen = server_args_sources(a, names) || !server_args_needs_password(a);

    password_from_environment(is_chosen ? &unused : password, why);
    password_clear(&unused);
}

static void from_oauth(struct password *password, const struct stores_args *a, bool is_fresh, int64_t deadline_ms, wax_error *why)
{
    const struct oauth oauth = { a->oauth_token_url, a->oauth_client_id, a->oauth_refresh_token_file, a->oauth_client_secret_file, a->oauth_scope,
                                 a->oauth_ca_file };

    password_from_oauth(password, &oauth, is_fresh, deadline_ms, why);
}

static void from_source(struct password *password, const struct server_args *a, bool is_fresh, int64_t deadline_ms, wax_error *why)
{
    struct server_url at;

    server_url_read(&at, a->url, a->user);
    if (a->password_command)
        password_from_command(password, a->password_command, deadline_ms, why);
    else if (a->password_file)
        password_from_file(password, a->password_file, deadline_ms, why);
    else if (stores_args_know_user(&a->stores))
        password_from_netrc(password, a->stores.netrc_file, at.host, *at.user ? at.user : NULL, why);
    else if (a->stores.secret_service)
        password_from_secret_service(password, at.host, at.user, deadline_ms, why);
    else if (stores_args_has_oauth(&a->stores))
        from_oauth(password, &a->stores, is_fresh, deadline_ms, why);
}

void server_setup_password(struct password *password, const struct server_args *a, bool is_fresh, int64_t deadline_ms, struct outcome *o)
{
    wax_error why = { 0 };

    from_environment(password, a, &why);
    if (!why.status)
        from_source(password, a, is_fresh, deadline_ms, &why);
    if (*password->warning)
        outcome_warn(o, password->warning);
    outcome_failed(o, &why);
    if (server_args_needs_password(a) && !password_is_there(password) && !outcome_is_wrong(o))
        outcome_wrong(o, EXIT_CODE_USAGE, WAX_E_USAGE, "password", "a login needs a password: " OTHER_WAYS);
}

static void set_route(wax_client *client, const struct route_args *a)
{
    if (a->is_ipv4 || a->is_ipv6)
        wax_client_ip_version(client, a->is_ipv4 ? 4 : 6);
    for (size_t i = 0; i < a->bind.n; i++)
        wax_client_bind(client, a->bind.at[i]);
    if (a->proxy_version)
        wax_client_proxy_protocol(client, a->proxy_version, *a->proxy_source ? a->proxy_source : NULL, *a->proxy_destination ? a->proxy_destination : NULL);
}

void server_setup_client(wax_client *client, const struct server_args *a, const wax_tls *tls, struct password *password)
{
    wax_client_set_tls(client, tls);
    if (a->weakens_tls)
        wax_client_tls_mode(client, a->tls_mode);
    if (a->auth)
        wax_client_mechanism(client, a->auth);
    else if (stores_args_has_oauth(&a->stores))
        wax_client_mechanism(client, "XOAUTH2");
    if (password_is_there(password) || a->user)
        wax_client_login(client, password->user ? password->user : a->user, password_text(password));
    if (a->ehlo_name)
        wax_client_name(client, a->ehlo_name);
    set_route(client, &a->route);
    if (a->connect_to)
        wax_client_address(client, a->connect_to);
    password_clear(password);
}

void server_setup_proxy(wax_client *client, const struct server_args *a, int64_t deadline_ms, struct outcome *o)
{
    const struct route_args *route = &a->route;
    struct password password = { 0 };
    wax_error why = { 0 };

    if (!route->proxy)
        return;
    if (route->proxy_password_command)
        password_from_command(&password, route->proxy_password_command, deadline_ms, &why);
    else if (route->proxy_password_file)
        password_from_file(&password, route->proxy_password_file, deadline_ms, &why);
    if (*password.warning)
        outcome_warn(o, password.warning);
    outcome_failed(o, &why);
    wax_client_proxy(client, route->proxy, password_text(&password));
    password_clear(&password);
}
