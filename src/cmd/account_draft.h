/* account_draft.h -- an account that is coming together: what was typed, what was answered, what was found out.
 *
 * A struct that the steps of `wax account add` hand on, and how each of them asks.  Nothing of it is written anywhere before the last step.
 */
#ifndef WAX_CMD_ACCOUNT_DRAFT_H
#define WAX_CMD_ACCOUNT_DRAFT_H

#include "account_args.h"
#include "password.h"

#include <wax/tls.h>

enum { DRAFT_FROM = 641, DRAFT_URL = 512, DRAFT_USER = SERVER_LOGIN_MOST + 1, DRAFT_NAME = 65, DRAFT_PATH = 4096 };

struct draft {
    struct account_args *args;          /* answers are put there, borrowed from here */
    struct outcome      *outcome;       /* wrong: the steps end */
    bool                 is_asking;     /* there is somebody who can answer */
    wax_tls             *tls;
    bool                 takes_logins;  /* the server does */
    struct password      password;      /* that it took; none where nobody logs in, or a source gives it */
    bool                 is_default, replaces;

    char from[DRAFT_FROM], url[DRAFT_URL], user[DRAFT_USER], name[DRAFT_NAME], command[DRAFT_PATH], path[DRAFT_PATH];
};

/* Asks until the answer is one that --OPTION (NULL: any) would take; an empty one is `otherwise` (NULL: it is asked again).  False: nobody answers any more, and the
 * outcome says that nothing was written. */
bool draft_ask(struct draft *, const char *option, const char *prompt, const char *otherwise, char *answer, size_t size);

bool draft_ask_yes(struct draft *, const char *prompt, bool otherwise);     /* the outcome may be wrong afterwards */

void draft_end(struct draft *);     /* nobody answers any more */

#endif
