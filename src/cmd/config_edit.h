/* config_edit.h -- more accounts for the user's file.
 *
 * Knows how a file is changed so that nothing is lost: what stands there stays, remarks too; the result is read before it is
 * written, and takes the old one's place in one step.
 */
#ifndef WAX_CMD_CONFIG_EDIT_H
#define WAX_CMD_CONFIG_EDIT_H

#include "outcome.h"

#include <stddef.h>

struct config_edit {
    char  *text;        /* the file as it would be */
    size_t len;
    char  *old;         /* as it was read; NULL: there was none */
    size_t old_len;
};

/* `more` is put behind what is there.  False: the outcome says what is wrong, with the line in the text as it would be. */
bool config_edit_begin(struct config_edit *, const char *more, size_t len, struct outcome *);

/* One account, whose lines `block` is: in the place of the one of this name, else behind what is there.  It becomes the default if it is to,
 * or if it is the only one; and who was the default by being the only one stays it. */
bool config_edit_begin_account(struct config_edit *, const char *name, const char *block, bool is_default, struct outcome *);

/* Writes it, mode 0600; the folders are made.  Not over what somebody else wrote since it was begun: the outcome says so. */
bool config_edit_finish(const struct config_edit *, struct outcome *);
void config_edit_free(struct config_edit *);

bool config_edit_has_place(struct outcome *);               /* false: the outcome says that nobody can tell where the user's file is */
bool config_edit_has_default(struct outcome *);             /* of the user's file as it is */

/* What there is to know before somebody adds an account. */
struct config_edit_facts {
    bool has_account;           /* of that name, in the user's file */
    char server[256];           /* what it says; "": nothing */
    char default_name[65];      /* by a line, or as the only one; "": none */
};
bool config_edit_look(const char *name, struct config_edit_facts *, struct outcome *);      /* false: the outcome says what is wrong with the files */
bool config_edit_put_secret(const char *path, const char *secret, struct outcome *);    /* a file of its own, mode 0600 */

/* Where the files of secrets lie: beside the user's file.  "": there is no telling. */
void config_edit_folder(char *to, size_t size);

#endif
