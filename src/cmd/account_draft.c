/* account_draft.c -- see account_draft.h. */
#include "account_draft.h"

#include "terminal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void draft_end(struct draft *d)
{
    outcome_wrong(d->outcome, EXIT_CODE_CANCELLED, WAX_E_CANCELLED, "account", "nothing was written");
}

/* The same looks as for what is typed behind the option; NULL: the caller looks. */
static bool is_fit(const char *option, const char *answer)
{
    struct account_args scratch = { .from = NULL };
    struct outcome o = { .exit = EXIT_CODE_OK };

    if (option)
        options_store(options_find(account_args_command(), option), &scratch, answer, &o);
    return !outcome_is_wrong(&o);
}

bool draft_ask(struct draft *d, const char *option, const char *prompt, const char *otherwise, char *answer, size_t size)
{
    char text[DRAFT_FROM + 200];

    snprintf(text, sizeof text, otherwise ? "%s [%s]: " : "%s: ", prompt, otherwise);
    while (terminal_ask(text, answer, size)) {
        if (!*answer && otherwise)
            snprintf(answer, size, "%s", otherwise);
        if (*answer && is_fit(option, answer))
            return true;
    }
    draft_end(d);
    return false;
}

bool draft_ask_yes(struct draft *d, const char *prompt, bool otherwise)
{
    char text[400], answer[16];

    snprintf(text, sizeof text, "%s [%s]: ", prompt, otherwise ? "Y/n" : "y/N");
    while (terminal_ask(text, answer, sizeof answer)) {
        if (!*answer)
            return otherwise;
        if (strchr("yY", *answer) || strchr("nN", *answer))
            return strchr("yY", *answer);
    }
    draft_end(d);
    return false;
}
