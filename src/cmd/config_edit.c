/* config_edit.c -- see config_edit.h. */
#include "config_edit.h"

#include "account_fault.h"
#include "account_files.h"
#include "private_file.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static void on_fault(void *o, const struct place *at, const char *sentence)
{
    account_fault(o, at, sentence);
}

/* NULL: there is none, or the outcome is wrong. */
static char *read_file(size_t *len, struct outcome *o)
{
    char path[ACCOUNTS_PATH], *text = NULL;

    accounts_user_path(path);
    *len = 0;
    if (!*path)
        outcome_wrong(o, EXIT_CODE_CONFIG, WAX_E_INPUT, "config", "there is no telling where the configuration is: HOME is not set");
    else if (account_files_read(path, &text, len, on_fault, o) == ACCOUNT_FILE_NO_MEMORY)
        outcome_no_memory(o);
    return text;
}

static bool is_fine(const struct config_edit *e, const char *path, struct outcome *o)
{
    struct accounts *a = accounts_of_text(e->text, e->len, path, true, on_fault, o);

    if (!a)
        outcome_no_memory(o);
    accounts_free(a);
    return !outcome_is_wrong(o);
}

bool config_edit_begin(struct config_edit *e, const char *more, size_t len, struct outcome *o)
{
    char path[ACCOUNTS_PATH];
    size_t had;
    char *text = read_file(&had, o), *both = outcome_is_wrong(o) ? NULL : realloc(text, had + len + 2);

    *e = (struct config_edit){ 0 };
    if (!both) {
        if (!outcome_is_wrong(o))
            outcome_no_memory(o);
        free(text);
        return false;
    }
    e->text = both;
    if (had && both[had - 1] != '\n')
        both[had++] = '\n';
    if (had)
        both[had++] = '\n';
    memcpy(both + had, more, len);
    e->len = had + len;
    accounts_user_path(path);
    return is_fine(e, path, o);
}

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

bool config_edit_finish(const struct config_edit *e, struct outcome *o)
{
    char path[ACCOUNTS_PATH];

    accounts_user_path(path);
    return put(path, e->text, e->len, o);
}

bool config_edit_has_default(struct outcome *o)
{
    struct accounts *a = accounts_read(on_fault, o);
    bool has = a && accounts_user_has_default(a);

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
