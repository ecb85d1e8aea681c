/* server_setup.c -- see server_setup.h. */
#include "server_setup.h"

/* The environment's password goes away even when another is used: a child has no business with it. */
void server_setup_password(struct password *password, const struct server_args *a, int64_t deadline_ms, struct outcome *o)
{
    struct password unused = { 0 };
    bool is_chosen = a->password_command || a->password_file || !server_args_needs_password(a);

    password_from_environment(is_chosen ? &unused : password, o);
    password_clear(&unused);
    if (a->password_command)
        password_from_command(password, a->password_command, deadline_ms, o);
    else if (a->password_file)
        password_from_file(password, a->password_file, deadline_ms, o);
    else if (server_args_needs_password(a) && !password->text && !outcome_is_wrong(o))
        outcome_wrong(o, EXIT_CODE_USAGE, WAX_E_USAGE, "password",
                      "a login needs a password: --password-command 'pass show mail', --password-file FILE, or WAX_PASSWORD in the environment");
}

void server_setup_client(wax_client *client, const struct server_args *a, const wax_tls *tls, struct password *password)
{
    wax_client_set_tls(client, tls);
    if (a->weakens_tls)
        wax_client_tls_mode(client, a->tls_mode);
    if (a->auth)
        wax_client_mechanism(client, a->auth);
    if (password->text || a->user)
        wax_client_login(client, a->user, password->text);
    if (a->ehlo_name)
        wax_client_name(client, a->ehlo_name);
    if (a->connect_to)
        wax_client_address(client, a->connect_to);
    password_clear(password);
}
