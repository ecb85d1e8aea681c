/* one_mail.h -- for tests: a mail that is as good as any other. */
#ifndef WAX_CLIENT_ONE_MAIL_H
#define WAX_CLIENT_ONE_MAIL_H

#include <wax/message.h>

static inline wax_message *new_mail(void)
{
    wax_message *m = wax_message_new();

    wax_message_set(m, "From", "ada@example.org");
    wax_message_set(m, "To", "grace@example.net");
    wax_message_text(m, "Ciao!");
    return m;
}

#endif
