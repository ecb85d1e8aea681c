/* account_keep.c -- see account_keep.h. */
#include "account_keep.h"

#include "config_edit.h"
#include "paragraph.h"
#include "platform.h"
#include "secret_service.h"
#include "server_url.h"
#include "terminal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { PATIENCE_MS = 120000 };      /* a keyring that is locked asks its owner first */

/* -- the places --------------------------------------------------------------------------------------------- */

static bool in_secret_service(struct draft *d)
{
    d->args->server.stores.secret_service = true;
    return true;
}

static bool in_file(struct draft *d)
{
    char folder[DRAFT_PATH];

    config_edit_folder(folder, sizeof folder);
    if (!*folder || (size_t)snprintf(d->path, sizeof d->path, "%s/%s.password", folder, d->name) >= sizeof d->path) {
        outcome_wrong(d->outcome, EXIT_CODE_CONFIG, WAX_E_INPUT, "config", "there is no telling where the file of the password would be: HOME is not set");
        return false;
    }
    d->args->server.password_file = d->path;
    return true;
}

static bool nowhere(struct draft *d)
{
    puts("WAX_PASSWORD in the environment gives it, each time.");
    return d != NULL;
}

/* A command is believed when it says the password that the server took. */
static bool by_command(struct draft *d)
{
    struct password said = { 0 };
    wax_error why = { 0 };

    if (!draft_ask(d, "password-command", "The command (no shell runs it), such as: pass show mail\nCommand", NULL, d->command, sizeof d->command))
        return false;
    password_from_command(&said, d->command, platform_now_ms() + PATIENCE_MS, &why);
    bool is_same = !why.status && strcmp(password_text(&said), password_text(&d->password)) == 0;
    password_clear(&said);
    if (is_same)
        d->args->server.password_command = d->command;
    else
        paragraph_put(2, why.status ? why.text : "that command says another password than the one that was accepted");
    return is_same;
}

/* -- which one ---------------------------------------------------------------------------------------------- */

static const struct place {
    const char *name, *text;
    bool      (*choose)(struct draft *);        /* false: another one, or the outcome is wrong */
} places[] = {
    { "secret-service", "in the desktop's keyring (the secret service)", in_secret_service },
    { "file", "in a file of its own that only you can read", in_file },
    { "command", "elsewhere: a command prints it", by_command },
    { "nowhere", "nowhere", nowhere },
};
enum { N_PLACES = sizeof places / sizeof *places };

static bool is_program(const char *name)
{
    const char *path = getenv("PATH");
    char file[DRAFT_PATH];

    for (size_t len; path && *path; path += len + (path[len] == ':')) {
        len = strcspn(path, ":");
        if (len && (size_t)snprintf(file, sizeof file, "%.*s/%s", (int)len, path, name) < sizeof file && access(file, X_OK) == 0)
            return true;
    }
    return false;
}

/* NULL: it is none of the numbers. */
static const struct place *place_of(const char *answer, size_t first)
{
    size_t i = *answer ? (size_t)(*answer - '1') + first : first;

    return i < N_PLACES && (!*answer || !answer[1]) ? &places[i] : NULL;
}

static void ask(struct draft *d)
{
    size_t first = is_program("secret-tool") ? 0 : 1;
    char answer[8];

    puts("Where is the password to be kept?");
    for (size_t i = first; i < N_PLACES; i++)
        printf("  %zu  %s\n", i + 1 - first, places[i].text);
    while (terminal_ask(first ? "Number: " : "Number [1]: ", answer, sizeof answer)) {
        const struct place *place = *answer || !first ? place_of(answer, first) : NULL;
        if (place && (place->choose(d) || outcome_is_wrong(d->outcome)))
            return;
    }
    draft_end(d);
}

void account_keep_choose(struct draft *d)
{
    const char *names[SERVER_SOURCES];

    if (!password_is_there(&d->password) || server_args_sources(&d->args->server, names))
        return;
    if (!d->args->keep && d->is_asking) {
        ask(d);
        return;
    }
    for (size_t i = 0; i < N_PLACES; i++)
        if (strcmp(places[i].name, d->args->keep ? d->args->keep : "nowhere") == 0)
            places[i].choose(d);
}

void account_keep(struct draft *d)
{
    const struct server_args *a = &d->args->server;
    struct server_url at;
    wax_error why = { 0 };

    server_url_read(&at, a->url, a->user);
    if (password_is_there(&d->password) && a->password_file && a->password_file == d->path)
        config_edit_put_secret(d->path, password_text(&d->password), d->outcome);
    else if (password_is_there(&d->password) && a->stores.secret_service)
        password_to_secret_service(&d->password, at.host, at.user, platform_now_ms() + PATIENCE_MS, &why);
    outcome_failed(d->outcome, &why);
}
