/* send_mail.c -- see send_mail.h. */
#include "send_mail.h"

#include "alternative_args.h"
#include "header_args.h"
#include "named_mail.h"
#include "ready_made.h"
#include "text_file.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void set_each(wax_message *m, const char *field, const struct strings *lists)
{
    for (size_t i = 0; i < lists->n; i++)
        wax_message_set(m, field, lists->at[i]);
}

typedef void text_fn(wax_message *, const char *utf8);

/* What is given on the command line, or what the file says, if there is one. */
static void put_text(wax_message *m, text_fn *put, const char *given, const char *path, int64_t deadline_ms, struct outcome *o)
{
    char *read = path ? text_file_read(path, deadline_ms, o) : NULL;

    if (read || given)
        put(m, read ? read : given);
    free(read);
}

static const char *name_of(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash ? slash + 1 : path;
}

static void put_files(wax_message *m, const struct send_args *a)
{
    for (size_t i = 0; i < a->attach.n; i++)
        wax_message_attach(m, a->attach.at[i], NULL);
    for (size_t i = 0; i < a->shown.n; i++)
        wax_message_inline(m, name_of(a->shown.at[i]), wax_source_file(a->shown.at[i]), name_of(a->shown.at[i]), NULL);
    for (size_t i = 0; i < a->forward.n; i++)
        wax_message_forward(m, wax_source_file(a->forward.at[i]), name_of(a->forward.at[i]));
}

static void compose(wax_message *m, const struct send_args *a, int64_t deadline_ms, struct outcome *o)
{
    wax_message_set(m, "From", a->from);
    set_each(m, "To", &a->to);
    set_each(m, "Cc", &a->cc);
    set_each(m, "Bcc", &a->bcc);
    if (a->subject)
        wax_message_set(m, "Subject", a->subject);
    header_args_set(m, &a->header);
    put_text(m, a->flowed ? wax_message_text_flowed : wax_message_text, a->text, a->text_file, deadline_ms, o);
    put_text(m, wax_message_html, a->html, a->html_file, deadline_ms, o);
    alternative_args_set(m, &a->alternative, deadline_ms, o);
    put_text(m, wax_message_invite, NULL, a->invite, deadline_ms, o);
    put_files(m, a);
}

static void take_ready_made(wax_message *m, const struct send_args *a, int64_t deadline_ms, struct outcome *o)
{
    int fd = ready_made_open(a->file, deadline_ms, o);

    if (fd < 0)
        return;
    wax_message_raw_fd(m, fd);
    named_mail_by_options(m, a, o);
    close(fd);
}

static void ask(wax_message *m, const struct send_args *a)
{
    for (int kind = 0; kind <= WAX_ASK_REQUIRETLS; kind++)
        if (a->ask[kind])
            wax_message_ask(m, (wax_ask)kind, a->ask[kind], send_args_insistence(a, (wax_ask)kind));
    if (a->is_binary)
        wax_message_binary(m, a->is_if_offered ? WAX_IF_OFFERED : WAX_MUST);
}

/* The last of it, the same for all; NULL where something was wrong. */
static wax_message *finish(wax_message *m, const struct send_args *a, struct outcome *o)
{
    if (m) {
        ask(m, a);
        sign_args_apply(&a->sign, m);
    }
    if (!outcome_is_wrong(o))
        return m;
    wax_message_free(m);
    return NULL;
}

wax_message *send_mail_compose(const struct send_args *a, int64_t deadline_ms, struct outcome *o)
{
    wax_message *m = wax_message_new();

    if (!m)
        outcome_no_memory(o);
    else if (a->file)
        take_ready_made(m, a, deadline_ms, o);
    else
        compose(m, a, deadline_ms, o);
    return finish(m, a, o);
}

wax_message *send_mail_of(wax_source from, const struct send_args *a, struct outcome *o)
{
    wax_message *m = wax_message_new();

    if (!m) {
        from.free(from.user);
        outcome_no_memory(o);
    } else if (a->each.reads_envelope)
        named_mail_by_header(m, a, from, o);
    else {
        wax_message_raw(m, from);
        named_mail_by_options(m, a, o);
    }
    return finish(m, a, o);
}

wax_message *send_mail_make(const struct send_args *a, int64_t deadline_ms, struct outcome *o)
{
    wax_message *m = send_mail_compose(a, deadline_ms, o);

    if (m)
        sign_args_advise(m);
    if (m && wax_message_check(m, NULL))
        outcome_failed(o, wax_message_error(m));
    if (!outcome_is_wrong(o))
        return m;
    wax_message_free(m);
    return NULL;
}
