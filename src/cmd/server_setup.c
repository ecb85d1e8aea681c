/* server_setup.c -- see server_setup.h. */
#include "server_setup.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* The environment's password goes away even when another is used: a child has no business with it. */
void server_setup_password(struct password *password, const struct server_args *a, int64_t deadline_ms, struct outcome *o)
{
    struct password unused = { 0 };
    bool is_chosen = a->password_command || a->password_file || !server_args_has_user(a);

    password_from_environment(is_chosen ? &unused : password, o);
    password_clear(&unused);
    if (a->password_command)
        password_from_command(password, a->password_command, deadline_ms, o);
    else if (a->password_file)
        password_from_file(password, a->password_file, deadline_ms, o);
    else if (server_args_has_user(a) && !password->text && !outcome_is_wrong(o))
        outcome_wrong(o, EXIT_CODE_USAGE, WAX_E_USAGE, "password",
                      "a login needs a password: --password-command 'pass show mail', --password-file FILE, or WAX_PASSWORD in the environment");
}

/* Looked at, not read: it may be a pipe, whose bytes come once. */
void server_setup_check_files(const struct server_args *a, struct outcome *o)
{
    const char *path = a->ca_file;
    struct stat st;
    int fd = path ? open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC) : -1;

    if (path && (fd < 0 || fstat(fd, &st) < 0 || S_ISDIR(st.st_mode)))
        outcome_wrong(o, EXIT_CODE_NO_INPUT, WAX_E_INPUT, "options", "the roots can't be read from --ca-file %.300s: %s; nothing was sent",
                      path, fd < 0 ? strerror(errno) : "it is a folder");
    if (fd >= 0)
        close(fd);
}

/* A demand that can't be made must not become the default one: it would be another. */
static wax_tls *set_tls(wax_client *client, const struct server_args *a, struct outcome *o)
{
    wax_tls *tls = wax_tls_new();

    if (!tls)
        outcome_no_memory(o);
    if (a->ca_file)
        wax_tls_ca_file(tls, a->ca_file);
    if (a->verify_name)
        wax_tls_name(tls, a->verify_name);
    wax_client_set_tls(client, tls);
    if (a->weakens_tls)
        wax_client_tls_mode(client, a->tls_mode);
    return tls;
}

wax_tls *server_setup_client(wax_client *client, const struct server_args *a, struct password *password, struct outcome *o)
{
    wax_tls *tls = set_tls(client, a, o);

    if (password->text)
        wax_client_login(client, a->user, password->text);
    if (a->auth)
        wax_client_mechanism(client, a->auth);
    if (a->ehlo_name)
        wax_client_name(client, a->ehlo_name);
    if (a->connect_to)
        wax_client_address(client, a->connect_to);
    password_clear(password);
    return tls;
}
