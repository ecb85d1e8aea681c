/* each_args.c -- see each_args.h. */
#include "each_args.h"

#include <string.h>

static bool knows_word(struct each_args *a, const char *word)
{
    a->format = rows_format_of(word);
    a->mailbox = mailbox_kind_of(word);
    return a->format || a->mailbox;
}

static bool knows_name(struct each_args *a, const char *path)
{
    a->mailbox = mailbox_kind_of_path(path);
    a->format = a->mailbox ? ROWS_UNKNOWN : rows_format_of_name(path);
    return a->format || a->mailbox;
}

static void check_format(struct each_args *a, struct outcome *o)
{
    if (a->format_word && !knows_word(a, a->format_word))
        outcome_usage(o, "--each-format %.60s is not known; it is csv, jsonl, mbox or folder", a->format_word);
    else if (!a->format_word && !knows_name(a, a->source))
        outcome_usage(o, "what is %.200s? It is no folder, and its name ends neither in .csv nor in .jsonl nor in .mbox; --each-format csv, jsonl or mbox says it",
                      a->source);
}

/* The first of the options that are about --each, which is not given; NULL: none. */
static const char *astray(const struct each_args *a)
{
    return a->format_word ? "each-format" : a->dry_run ? "dry-run" : a->resume ? "resume" : a->reads_envelope ? "read-envelope" : NULL;
}

static void check_kind(const struct each_args *a, const char *file, const char *part, struct outcome *o)
{
    if (file && a->mailbox)
        outcome_usage(o, "--each has the mails, and %.200s is one more; send it by itself", file);
    else if (file)
        outcome_usage(o, "a ready-made mail has no fields for --each to fill; say what the mails hold by --subject, --text, ...");
    else if (a->mailbox && part)
        outcome_usage(o, "--%s is for new mails, but those of %.200s are ready-made", part, a->source);
    else if (a->reads_envelope && !a->mailbox && !outcome_is_wrong(o))
        outcome_usage(o, "--read-envelope is for ready-made mails, and --each %.200s is a table, which says by --from and --to who gets them", a->source);
}

void each_args_check(struct each_args *a, const char *file, const char *part_of_new_mail, struct outcome *o)
{
    if (!a->source && astray(a))
        outcome_usage(o, "--%s is about --each, which is not given%s", astray(a),
                      strcmp(astray(a), "read-envelope") == 0 ? "; wax sendmail -t sends one mail to whom its header names" : "");
    if (a->source)
        check_format(a, o);
    if (a->source)
        check_kind(a, file, part_of_new_mail, o);
    if (a->dry_run && a->resume)
        outcome_usage(o, "--resume is about mails that were sent, and --dry-run sends none");
}
