/* each_mails.c -- see each_mails.h. */
#include "each_mails.h"

#include "ready_made.h"
#include "rows.h"
#include "send_mail.h"
#include "text_file.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { SAID_MOST = 20 };        /* faulty rows that are named: a person mends those and tries again */

struct each_mails {
    struct send_args template;      /* borrows from the arguments, and from the texts */
    char            *text, *html;   /* out of files; NULL: none */
    struct rows     *rows;
    const struct row *row;          /* that was read last */
};

static void read_text(const char **given, const char **path, char **read, int64_t deadline_ms, struct outcome *o)
{
    if (!*path)
        return;
    *read = text_file_read(*path, deadline_ms, o);
    *given = *read;
    *path = NULL;
}

static struct rows *open_rows(const struct each_args *a, int64_t deadline_ms, struct outcome *o)
{
    int fd = ready_made_open(a->source, deadline_ms, o);
    FILE *file = fd < 0 ? NULL : fdopen(fd, "r");
    struct rows *rows = file ? rows_new(file, a->format) : NULL;

    if (fd >= 0 && !file)
        close(fd);
    if (fd >= 0 && !rows)
        outcome_no_memory(o);
    return rows;
}

struct each_mails *each_mails_open(const struct send_args *a, int64_t deadline_ms, struct outcome *o)
{
    struct each_mails *m = calloc(1, sizeof *m);

    if (!m) {
        outcome_no_memory(o);
        return NULL;
    }
    m->template = *a;
    read_text(&m->template.text, &m->template.text_file, &m->text, deadline_ms, o);
    read_text(&m->template.html, &m->template.html_file, &m->html, deadline_ms, o);
    if (!outcome_is_wrong(o))
        m->rows = open_rows(&a->each, deadline_ms, o);
    if (m->rows)
        return m;
    each_mails_free(m);
    return NULL;
}

void each_mails_free(struct each_mails *m)
{
    if (!m)
        return;
    rows_free(m->rows);
    free(m->text);
    free(m->html);
    free(m);
}

void each_mails_rewind(struct each_mails *m)
{
    rows_rewind(m->rows);
}

/* What is said from here on is said about that row. */
static wax_message *compose(const struct send_args *a, int64_t row, struct outcome *o)
{
    o->row = row;
    return send_mail_compose(a, INT64_MAX, o);
}

int64_t each_mails_row(struct each_mails *m, char digest[ROW_DIGEST_LEN + 1], struct outcome *o)
{
    wax_error why = { 0 };

    if (rows_next(m->rows, &m->row, &why))
        outcome_failed(o, &why);
    else if (m->row && !row_digest(m->row, digest))
        outcome_no_memory(o);
    return m->row && !outcome_is_wrong(o) ? m->row->number : 0;
}

wax_message *each_mails_make(struct each_mails *m, struct outcome *o)
{
    struct filled filled;
    wax_error why = { 0 };
    wax_message *mail = NULL;

    if (each_fill(&filled, &m->template, m->row, &why))
        outcome_failed(o, &why);
    else
        mail = compose(&filled.args, m->row->number, o);
    each_fill_clear(&filled);
    return mail;
}

wax_message *each_mails_next(struct each_mails *m, int64_t *number, struct outcome *o)
{
    char digest[ROW_DIGEST_LEN + 1];

    *number = each_mails_row(m, digest, o);
    return *number ? each_mails_make(m, o) : NULL;
}

/* Whether one mail keeps the laws; of the signature's advice, once is enough. */
static void check_one(wax_message *m, int64_t number, int64_t *largest, struct outcome *o)
{
    wax_message_facts facts;

    if (!m)
        return;
    if (wax_message_check(m, &facts))
        outcome_failed(o, wax_message_error(m));
    else
        *largest = facts.size > *largest ? facts.size : *largest;
    if (number == 1)
        sign_args_advise(m);
    wax_message_free(m);
}

int64_t each_mails_check(struct each_mails *m, int64_t *largest, struct outcome *o)
{
    int64_t n = 0, number = 1;

    for (int said = 0; number && said < SAID_MOST; n += number != 0) {
        struct outcome one = { 0 };
        check_one(each_mails_next(m, &number, &one), number, largest, &one);
        said += outcome_is_wrong(&one);
        outcome_join(o, &one);
    }
    if (number && outcome_is_wrong(o))
        outcome_say("there may be more; mend these rows first");
    if (!n && !outcome_is_wrong(o))
        outcome_wrong(o, EXIT_CODE_NO_INPUT, WAX_E_INPUT, "row", "the table has no rows, so there is nothing to send");
    return n;
}
