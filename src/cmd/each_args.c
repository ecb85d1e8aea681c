/* each_args.c -- see each_args.h. */
#include "each_args.h"

#include <string.h>

static void check_format(struct each_args *a, struct outcome *o)
{
    a->format = a->format_word ? rows_format_of(a->format_word) : rows_format_of_name(a->source);
    if (a->format)
        return;
    if (a->format_word)
        outcome_usage(o, "--each-format %.60s is not known; it is csv or jsonl", a->format_word);
    else
        outcome_usage(o, "what kind of table is %.200s? Its name ends neither in .csv nor in .jsonl; --each-format csv, or --each-format jsonl, says it", a->source);
}

void each_args_check(struct each_args *a, bool has_ready_made, struct outcome *o)
{
    if (!a->source && (a->format_word || a->dry_run || a->resume))
        outcome_usage(o, "--%s is about --each, which is not given", a->format_word ? "each-format" : a->dry_run ? "dry-run" : "resume");
    else if (a->source && has_ready_made)
        outcome_usage(o, "a ready-made mail has no fields for --each to fill; say what the mails hold by --subject, --text, ...");
    else if (a->source)
        check_format(a, o);
    if (a->dry_run && a->resume)
        outcome_usage(o, "--resume is about mails that were sent, and --dry-run sends none");
}
