/* each_args.h -- many mails from one command: the options of `wax send` about them.
 *
 * Knows which go together; opens no file.
 */
#ifndef WAX_CMD_EACH_ARGS_H
#define WAX_CMD_EACH_ARGS_H

#include "options.h"
#include "rows.h"

/* Strings are borrowed from argv. */
struct each_args {
    const char      *source, *format_word, *dry_run, *resume;  /* source NULL: one mail, as ever */
    enum rows_format format;                            /* what the words say */
};

enum { N_EACH_OPTIONS = 4 };

/* Rows for a command's table; FIELD(x) is the offset of x in the command's struct, which has a struct each_args named `each`. */
#define EACH_OPTIONS(FIELD) \
    { "each", "FILE", OPTION_TEXT, 0, FIELD(each.source), "a mail for each row of a table; {name} is a field" }, \
    { "each-format", "WORD", OPTION_LINE, 0, FIELD(each.format_word), "csv or jsonl, where the file's name does not say" }, \
    { "dry-run", "DIR", OPTION_TEXT, 0, FIELD(each.dry_run), "write the mails into this folder, and send nothing" }, \
    { "resume", "LOG", OPTION_TEXT, 0, FIELD(each.resume), "go on where this log ends; nothing goes twice" }

#define EACH_EXAMPLES \
    "A CSV file names the fields in its first line; JSON lines have one object each.\n" \
    "Fields stand in --from, --to, --cc, --bcc, --subject, --header, --envid, text,\n" \
    "HTML, and the paths of --attach, --inline and --forward.  A brace is {{.\n\n" \
    "  wax send --server submission://mail.example.org --from ada@example.org \\\n" \
    "    --each people.csv --to '{name} <{email}>' --subject 'Hello {name}' \\\n" \
    "    --text-file letter.txt --attach 'invoices/{invoice}.pdf' --dry-run mails\n"

void each_args_check(struct each_args *, bool has_ready_made, struct outcome *);       /* every problem is said */

#endif
