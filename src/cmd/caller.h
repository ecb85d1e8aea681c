/* caller.h -- who runs this program, and on which host: what a mail says of its author when nobody else says it.
 *
 * Knows the user database and the host's name; believes no environment about who the user is.
 */
#ifndef WAX_CMD_CALLER_H
#define WAX_CMD_CALLER_H

struct caller {
    char user[65];          /* a local part */
    char full_name[256];    /* NAME of the environment, else the user database's; "" */
    char domain[256];       /* /etc/mailname, else the host's name */
};

void caller_find(struct caller *);

#endif
