/* config_import.c -- `wax config import msmtp`: two commands, and who used msmtp uses wax.
 *
 * Knows where msmtp's files are; what their words mean, msmtp.h knows.  Promise: a password goes from its file into another private one,
 * and to no terminal.
 */
#include "account_fault.h"
#include "account_files.h"
#include "config.h"
#include "config_edit.h"
#include "msmtp.h"
#include "platform.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct import {
    char             path[ACCOUNTS_PATH], folder[ACCOUNTS_PATH], netrc[ACCOUNTS_PATH];
    char            *text, *out;        /* msmtp's, ours; NULL: not yet */
    size_t           len;
    bool             is_written;        /* in the end */
    bool             is_putting;        /* passwords are written now */
    struct outcome  *outcome;
};

/* -- where it is -------------------------------------------------------------------------------------------- */

static bool exists(char path[ACCOUNTS_PATH], const char *folder, const char *name)
{
    return folder && *folder && snprintf(path, ACCOUNTS_PATH, "%s/%s", folder, name) < ACCOUNTS_PATH && access(path, F_OK) == 0;
}

/* As msmtp looks for it. */
static bool find_users(char path[ACCOUNTS_PATH])
{
    const char *home = getenv("HOME"), *xdg = getenv("XDG_CONFIG_HOME");

    return exists(path, home, ".msmtprc") || exists(path, xdg, "msmtp/config") || (!xdg && exists(path, home, ".config/msmtp/config"));
}

bool config_has_msmtp(void)
{
    char path[ACCOUNTS_PATH];

    return find_users(path);
}

/* The host's file comes last. */
static bool find(struct import *im, const char *path)
{
    char hosts[ACCOUNTS_PATH];

    if (path)
        return snprintf(im->path, sizeof im->path, "%s", path) < (int)sizeof im->path;
    bool is_users = find_users(im->path);
    bool is_hosts = exists(hosts, "/etc", "msmtprc");
    if (is_users && is_hosts)
        outcome_say("/etc/msmtprc is there, too, and is not looked at; for its accounts: wax config import msmtp /etc/msmtprc");
    return is_users || exists(im->path, "/etc", "msmtprc");
}

static void on_fault(void *im, const struct place *at, const char *sentence)
{
    account_fault(((struct import *)im)->outcome, at, sentence);
}

static bool read_file(struct import *im)
{
    enum account_file_result result = account_files_read(im->path, &im->text, &im->len, on_fault, im);

    if (result == ACCOUNT_FILE_NONE)
        outcome_wrong(im->outcome, EXIT_CODE_NO_INPUT, WAX_E_INPUT, "config", "there is no %.300s", im->path);
    if (result == ACCOUNT_FILE_NO_MEMORY)
        outcome_no_memory(im->outcome);
    return result == ACCOUNT_FILE_READ;
}

static void free_text(char *text, size_t len)
{
    if (text)
        platform_wipe(text, len);
    free(text);
}

/* -- what it becomes ---------------------------------------------------------------------------------------- */

static void say(const struct import *im, size_t line, const char *sentence)
{
    char text[900];

    snprintf(text, sizeof text, "%.300s, line %zu: %s", im->path, line, sentence);
    outcome_say(text);
}

static void on_note(void *user, size_t line, const char *sentence)
{
    const struct import *im = user;

    if (!im->is_putting)
        say(im, line, sentence);
}

static void on_password(void *user, size_t line, const char *path, const char *password)
{
    struct import *im = user;
    char sentence[500];

    if (im->is_putting) {
        config_edit_put_secret(path, password, im->outcome);
        return;
    }
    snprintf(sentence, sizeof sentence, im->is_written ? "the password goes into %.300s" :
             "the password is not repeated; put it into %.300s (chmod 600), or let --write do so", path);
    say(im, line, sentence);
}

/* It takes the text apart, so it gets a copy. */
static bool import(struct import *im)
{
    const struct msmtp_wish wish = { .has_netrc = access(im->netrc, F_OK) == 0, .folder = im->folder, .note = on_note, .password = on_password, .user = im };
    char *copy = malloc(im->len + 1);

    free(im->out);
    im->out = copy ? msmtp_import(memcpy(copy, im->text, im->len + 1), &wish) : NULL;
    free_text(copy, im->len);
    if (!im->out)
        outcome_no_memory(im->outcome);
    return !outcome_is_wrong(im->outcome);
}

/* The user's own choice of a default stays: the first line, if it is one, is left out. */
static const char *without_default(const char *text)
{
    return strncmp(text, "default ", 8) == 0 ? strchr(text, '\n') + 1 : text;
}

static void write_file(struct import *im)
{
    struct config_edit edit = { 0 };
    char sentence[ACCOUNTS_PATH + 100];
    const char *more = config_edit_has_default(im->outcome) ? without_default(im->out) : im->out;

    im->is_putting = true;
    if (!outcome_is_wrong(im->outcome) && config_edit_begin(&edit, more, strlen(more), im->outcome) && import(im) && config_edit_finish(&edit, im->outcome)) {
        snprintf(sentence, sizeof sentence, "the accounts stand in %s/config now; wax config show shows them, wax check -a NAME tries one", im->folder);
        outcome_say(sentence);
    }
    config_edit_free(&edit);
}

void config_import_msmtp(const char *path, bool is_written, struct outcome *o)
{
    struct import im = { .outcome = o, .is_written = is_written };

    config_edit_folder(im.folder, sizeof im.folder);
    exists(im.netrc, getenv("HOME"), ".netrc");
    if (!find(&im, path))
        outcome_wrong(o, EXIT_CODE_NO_INPUT, WAX_E_INPUT, "config", "there is no ~/.msmtprc, ~/.config/msmtp/config or /etc/msmtprc; name the file: wax config "
                      "import msmtp FILE");
    else if (read_file(&im) && import(&im) && is_written)
        write_file(&im);
    else if (!outcome_is_wrong(o))
        fputs(im.out, stdout);
    free_text(im.text, im.len);
    free(im.out);
}
