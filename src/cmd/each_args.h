/* each_args.h -- many mails from one command: the options of `wax send` about them.
 *
 * Knows which go together; opens no file, but looks whether one is a folder.
 */
#ifndef WAX_CMD_EACH_ARGS_H
#define WAX_CMD_EACH_ARGS_H

#include "mailbox.h"
#include "options.h"
#include "rows.h"

/* Strings are borrowed from argv. */
struct each_args {
    const char      *source, *format_word, *dry_run, *resume;  /* source NULL: one mail, as ever */
    enum rows_format  format;                           /* what the words say: a table's, if it is one ... */
    enum mailbox_kind mailbox;                          /* ... or what ready-made mails lie in */
    bool              reads_envelope;                   /* of those: out of each one's header */
};

enum { N_EACH_OPTIONS = 5 };

/* Rows for a command's table; FIELD(x) is the offset of x in the command's struct, which has a struct each_args named `each`. */
#define EACH_OPTIONS(FIELD) \
    { "each", "FILE", OPTION_TEXT, 0, FIELD(each.source), "a mail for each row; or a folder of mails, an mbox" }, \
    { "each-format", "WORD", OPTION_LINE, 0, FIELD(each.format_word), "csv, jsonl, mbox: where the name does not say it" }, \
    { "read-envelope", NULL, OPTION_FLAG, 0, FIELD(each.reads_envelope), "of mails: who gets each is in its header" }, \
    { "dry-run", "DIR", OPTION_TEXT, 0, FIELD(each.dry_run), "write the mails into this folder, and send nothing" }, \
    { "resume", "LOG", OPTION_TEXT, 0, FIELD(each.resume), "go on where this log ends; nothing goes twice" }

#define EACH_EXAMPLES \
    "A CSV file names the fields in its first line; JSON lines have one object each.\n" \
    "Fields, {name}, stand in --from, --to, --cc, --bcc, --subject, --header, text,\n" \
    "HTML, --envid, and the paths of --attach, --inline, --forward.  A brace is {{.\n\n" \
    "  wax send --server submission://mail.example.org --from ada@example.org \\\n" \
    "    --each people.csv --to '{name} <{email}>' --subject 'Hello {name}' \\\n" \
    "    --text-file letter.txt --attach 'invoices/{invoice}.pdf' --dry-run mails\n"

/* Every problem is said.  The file and the part: of a mail beside these, ready-made or new; NULL: there is none. */
void each_args_check(struct each_args *, const char *file, const char *part_of_new_mail, struct outcome *);

#endif
