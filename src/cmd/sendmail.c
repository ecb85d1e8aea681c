/* sendmail.c -- `wax sendmail`, and wax when it is called sendmail, newaliases or mailq: what other programs send their mail by.
 *
 * Knows the order of things: options, the mail on standard input, whom it is for, the server.  Promise: it says nothing when all went
 * well; when not, a sentence on standard error and a number of sysexits.h.  What a caller can't mend by calling again is never 75.
 */
#include "commands.h"
#include "platform.h"
#include "sendmail_post.h"
#include "sendmail_session.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <wax/wax.h>

static const char help[] =
    "Usage: sendmail [OPTIONS] [--] RECIPIENT ...  the mail is on standard input\n"
    "       sendmail [OPTIONS] -t                  and names its recipients itself\n"
    "       sendmail -bs                           SMTP on standard input and output\n"
    "\n"
    "  -t            recipients of To, Cc and Bcc, besides those given\n"
    "  -i, -oi       a line with one dot does not end the mail\n"
    "  -f ADDRESS    who it is from, on the envelope (also -r); '<>': nobody\n"
    "  -F NAME       the author's name, where the mail does not say From\n"
    "  -N WHEN       tell the sender: never, or success,failure,delay\n"
    "  -R WHAT       a failure gives back full, or hdrs\n"
    "  -V TEXT       notifications repeat this\n"
    "  -a NAME       this account of the configuration\n"
    "  -v            show what is said to the server\n"
    "  -bp, mailq    the queue, which is always empty\n"
    "\n"
    "Other options of sendmail are taken, and mean nothing where there is no queue.\n"
    "Which server takes the mail is told by the configuration: man wax-sendmail.\n"
    "\n"
    "  printf 'Subject: Hello\\n\\nIt works.\\n' | wax sendmail -i grace@example.net\n";

/* -- a mail --------------------------------------------------------------------------------------------------- */

struct naming {
    const struct post *post;
    wax_message       *envelope;
    struct outcome    *outcome;
};

static enum exit_code exit_for(const wax_error *why, enum exit_code otherwise)
{
    return strcmp(why->stage, "aliases") == 0 ? EXIT_CODE_CONFIG : otherwise;
}

static void add_list(void *user, const char *field, const char *list)
{
    struct naming *n = user;
    wax_error why = { 0 };

    if (!post_recipients(n->post, list, n->envelope, &why) && !outcome_is_wrong(n->outcome))
        outcome_wrong(n->outcome, exit_for(&why, EXIT_CODE_DATA), why.status, "envelope", "the mail's field %s can't be read: %s", field, why.text);
}

static void name_operands(struct naming *n, const struct sendmail_args *a)
{
    for (size_t i = 0; i < a->n_recipients; i++) {
        wax_error why = { 0 };
        if (!post_recipients(n->post, a->recipients[i], n->envelope, &why) && !outcome_is_wrong(n->outcome))
            outcome_wrong(n->outcome, exit_for(&why, EXIT_CODE_USAGE), why.status, "options", "the recipient '%.200s' can't be meant: %s",
                          a->recipients[i], why.text);
    }
}

static void name_recipients(struct naming *n, const struct sendmail_args *a, const struct intake_mail *mail)
{
    wax_error why = { 0 };

    name_operands(n, a);
    if (a->reads_recipients && intake_lists(mail, add_list, n, &why))
        outcome_failed(n->outcome, &why);
    if (!outcome_is_wrong(n->outcome) && wax_message_recipients(n->envelope) == 0)
        outcome_usage(n->outcome, "nobody is named to send it to%s; nothing was sent", a->reads_recipients ? ": the mail's To, Cc and Bcc are empty" :
                      ": give addresses, or -t and they are taken from the mail");
}

static void say_what_to_type(const struct sendmail_args *a)
{
    if (isatty(STDIN_FILENO))
        outcome_say(a->ignores_dots ? "type the mail: its header, an empty line, its text; end with Ctrl-D"
                                    : "type the mail: its header, an empty line, its text; end with a line of one dot");
}

static void post_it(struct post *p, struct intake_mail *mail, struct outcome *o)
{
    struct naming n = { p, wax_message_new(), o };

    if (!n.envelope) {
        outcome_no_memory(o);
        return;
    }
    post_sender(p, p->args->sender, n.envelope);
    if (wax_message_error(n.envelope)->status)
        outcome_usage(o, "the sender of -f can't be meant: %s", wax_message_error(n.envelope)->text);
    if (!outcome_is_wrong(o))
        name_recipients(&n, p->args, mail);
    if (!outcome_is_wrong(o))
        post_mail(p, mail, n.envelope, o);
    wax_message_free(n.envelope);
}

static void send_input(const struct sendmail_args *a, struct outcome *o)
{
    static struct intake_lines lines;
    struct intake_mail mail = { 0 };
    struct post post = { .args = a };
    wax_error why = { 0 };

    post_init(&post);
    say_what_to_type(a);
    intake_lines_begin(&lines, STDIN_FILENO);
    if (intake_read(&mail, &lines, a->ignores_dots ? INTAKE_TO_END : INTAKE_TO_DOT, &why))
        outcome_failed(o, &why);
    else if (post_begin(&post, a->sender, o))
        post_it(&post, &mail, o);
    post_end(&post);
    intake_free(&mail);
}

/* -- what there is not ---------------------------------------------------------------------------------------- */

/* The words are Postfix's: programs look for them. */
static void show_queue(void)
{
    puts("Mail queue is empty");
}

static void run(const struct sendmail_args *a, struct outcome *o)
{
    switch (a->mode) {
    case SENDMAIL_SEND: send_input(a, o); break;
    case SENDMAIL_SMTP: sendmail_session(a, o); break;
    case SENDMAIL_QUEUE: show_queue(); break;
    case SENDMAIL_HELP: fputs(help, stdout); break;
    case SENDMAIL_VERSION: printf("wax %s sendmail\n", wax_version()); break;
    case SENDMAIL_RUN_QUEUE:
    case SENDMAIL_ALIASES: break;       /* nothing waits, and aliases are read as they are written */
    }
}

int sendmail_main(int argc, char **argv)
{
    struct sendmail_args a = { 0 };
    struct outcome o = { 0 };

    sendmail_args_read(&a, argc, argv, &o);
    o.warns_nobody = !a.is_verbose && !isatty(STDERR_FILENO);       /* Emacs takes any word on a pipe for a failure */
    if (!outcome_is_wrong(&o))
        run(&a, &o);
    if (!platform_finish_stdout() && !outcome_is_wrong(&o) && a.mode != SENDMAIL_SEND)
        outcome_wrong(&o, EXIT_CODE_IO, WAX_E_IO, "report", "standard output could not be written");
    return o.exit;
}
