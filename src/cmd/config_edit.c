/* config_edit.c -- see config_edit.h. */
#include "config_edit.h"

#include "account_fault.h"
#include "account_files.h"
#include "accounts_put.h"
#include "private_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

static void on_fault(void *o, const struct place *at, const char *sentence)
{
    account_fault(o, at, sentence);
}

bool config_edit_has_place(struct outcome *o)
{
    char path[ACCOUNTS_PATH];

    accounts_user_path(path);
    if (!*path)
        outcome_wrong(o, EXIT_CODE_CONFIG, WAX_E_INPUT, "config", "there is no telling where the configuration is: HOME is not set");
    return *path;
}

/* NULL: there is none, or the outcome is wrong. */
static char *read_file(size_t *len, struct outcome *o)
{
    char path[ACCOUNTS_PATH], *text = NULL;

    accounts_user_path(path);
    *len = 0;
    if (config_edit_has_place(o) && account_files_read(path, &text, len, on_fault, o) == ACCOUNT_FILE_NO_MEMORY)
        outcome_no_memory(o);
    return text;
}

static bool is_fine(const struct config_edit *e, const char *path, struct outcome *o)
{
    struct accounts *a = accounts_of_text(e->text, e->len, path, true, on_fault, o);

    if (!a)
        outcome_no_memory(o);
    else if (e->len > ACCOUNTS_FILE_MOST)
        outcome_wrong(o, EXIT_CODE_CONFIG, WAX_E_INPUT, "config", "%.300s would be longer than 256 KiB, and not be read any more; it is as it was", path);
    accounts_free(a);
    return !outcome_is_wrong(o);
}

bool config_edit_begin(struct config_edit *e, const char *more, size_t len, struct outcome *o)
{
    char path[ACCOUNTS_PATH];

    *e = (struct config_edit){ 0 };
    e->old = read_file(&e->old_len, o);
    e->text = outcome_is_wrong(o) ? NULL : malloc(e->old_len + len + 2);
    if (!e->text) {
        if (!outcome_is_wrong(o))
            outcome_no_memory(o);
        return false;
    }
    size_t had = e->old_len;
    if (had)
        memcpy(e->text, e->old, had);
    if (had && e->text[had - 1] != '\n')
        e->text[had++] = '\n';
    if (had)
        e->text[had++] = '\n';
    memcpy(e->text + had, more, len);
    e->len = had + len;
    accounts_user_path(path);
    return is_fine(e, path, o);
}

/* -- one account -------------------------------------------------------------------------------------------- */

static void copy_name(char *to, size_t size, const struct account *a)
{
    snprintf(to, size, "%s", a ? a->name : "");
}

bool config_edit_look(const char *name, struct config_edit_facts *f, struct outcome *o)
{
    struct accounts *a = accounts_read(on_fault, o);
    const struct account *found = a && *name ? accounts_user_named(a, name) : NULL;

    *f = (struct config_edit_facts){ .has_account = found };
    if (!a)
        outcome_no_memory(o);
    else
        copy_name(f->default_name, sizeof f->default_name, accounts_default(a));
    for (size_t i = 0; found && i < found->n; i++)
        if (strcmp(found->settings[i].key, "server") == 0)
            snprintf(f->server, sizeof f->server, "%s", found->settings[i].value ? found->settings[i].value : "");
    accounts_free(a);
    return !outcome_is_wrong(o);
}

/* Whom the line `default` is to name; NULL: it stays as it is. */
static const char *next_default(const struct accounts *a, const char *name, bool is_default)
{
    const struct account *now = accounts_default(a);

    if (is_default || !accounts_count(a))
        return name;
    return now && !accounts_user_default(a) && accounts_count(a) == 1 && strcmp(now->name, name) != 0 ? now->name : NULL;
}

static bool put_account(struct config_edit *e, const struct accounts *a, const struct accounts_wish *wish, struct outcome *o)
{
    struct buf out = { 0 };
    bool good = accounts_put(&out, a, e->old ? e->old : "", e->old_len, wish);

    e->text = good ? malloc(buf_len(&out) + 1) : NULL;
    if (e->text)
        memcpy(e->text, buf_data(&out), e->len = buf_len(&out));
    else
        outcome_no_memory(o);
    wax__buf_clear(&out);
    return e->text;
}

bool config_edit_begin_account(struct config_edit *e, const char *name, const char *block, bool is_default, struct outcome *o)
{
    char path[ACCOUNTS_PATH];

    *e = (struct config_edit){ 0 };
    accounts_user_path(path);
    e->old = read_file(&e->old_len, o);
    struct accounts *a = outcome_is_wrong(o) ? NULL : accounts_of_text(e->old ? e->old : "", e->old_len, path, true, on_fault, o);
    if (a && !outcome_is_wrong(o)) {
        const struct accounts_wish wish = { name, block, next_default(a, name, is_default) };
        put_account(e, a, &wish, o);
    } else if (!a && !outcome_is_wrong(o)) {
        outcome_no_memory(o);
    }
    accounts_free(a);
    return !outcome_is_wrong(o) && is_fine(e, path, o);
}

/* -- writing ------------------------------------------------------------------------------------------------ */

/* Private from the start: what lies there names servers and the ways to passwords. */
static int make_folders(char *path)
{
    int number = 0;

    for (char *slash = path; (slash = strchr(slash + 1, '/')) && !number; ) {
        *slash = 0;
        number = mkdir(path, 0700) < 0 && errno != EEXIST ? errno : 0;
        *slash = '/';
    }
    return number;
}

static bool put(char *path, const char *text, size_t len, struct outcome *o)
{
    int number = make_folders(path);

    if (!number)
        number = private_file_replace(path, text, len);
    if (number)
        outcome_wrong(o, EXIT_CODE_IO, WAX_E_IO, "file", "%.300s can't be written: %s; it is as it was", path, strerror(number));
    return !number;
}

static bool somebody_else(struct outcome *o)
{
    outcome_wrong(o, EXIT_CODE_TEMPORARY, WAX_E_INPUT, "config", "somebody else changed the configuration just now, so nothing was written there; try again");
    return false;
}

/* An editor that is open, or another one of us: a keyring may have asked its owner for minutes in between. */
static bool is_as_it_was(const struct config_edit *e, struct outcome *o)
{
    size_t len;
    char *now = read_file(&len, o);
    bool is_same = !now == !e->old && len == e->old_len && (!now || memcmp(now, e->old, len) == 0);

    free(now);
    return !outcome_is_wrong(o) && (is_same || somebody_else(o));
}

/* Of several of us at once one writes, and the others are told.  Where a folder can't be locked, nobody waits for that.  -1: there is no lock to give back. */
static bool lock_folder(int *fd, struct outcome *o)
{
    char folder[ACCOUNTS_PATH];

    config_edit_folder(folder, sizeof folder);
    *fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    return *fd < 0 || flock(*fd, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK || somebody_else(o);
}

bool config_edit_finish(const struct config_edit *e, struct outcome *o)
{
    char path[ACCOUNTS_PATH];
    int lock;

    accounts_user_path(path);
    (void)make_folders(path);           /* what is wrong with them, put() says */
    bool good = lock_folder(&lock, o) && is_as_it_was(e, o) && put(path, e->text, e->len, o);
    if (lock >= 0)
        close(lock);
    return good;
}

bool config_edit_has_default(struct outcome *o)
{
    struct accounts *a = accounts_read(on_fault, o);
    bool has = a && accounts_user_default(a);

    if (!a)
        outcome_no_memory(o);
    accounts_free(a);
    return has;
}

bool config_edit_put_secret(const char *path, const char *secret, struct outcome *o)
{
    char copy[ACCOUNTS_PATH];

    snprintf(copy, sizeof copy, "%s", path);
    return put(copy, secret, strlen(secret), o);
}

void config_edit_free(struct config_edit *e)
{
    free(e->text);
    free(e->old);
    *e = (struct config_edit){ 0 };
}

void config_edit_folder(char *to, size_t size)
{
    char path[ACCOUNTS_PATH];

    accounts_user_path(path);
    if (strrchr(path, '/'))
        *strrchr(path, '/') = 0;
    snprintf(to, size, "%s", path);
}
