/* sendmail_post.c -- see sendmail_post.h. */
#include "sendmail_post.h"

#include "intake_list.h"
#include "report_text.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* -- the configuration ---------------------------------------------------------------------------------------- */

/* Whatever is wrong before a mail was looked at is not the caller's fault: a program that gets 64 believes that it called badly. */
static bool is_configured(struct outcome *o)
{
    if (outcome_is_wrong(o) && o->exit != EXIT_CODE_OS && o->exit != EXIT_CODE_TEMPORARY)
        o->exit = EXIT_CODE_CONFIG;
    return !outcome_is_wrong(o);
}

void post_init(struct post *p)
{
    caller_find(&p->caller);
}

static void forget_account(struct post *p)
{
    server_line_close(&p->line);
    aliases_free(&p->aliases);
    account_use_free(&p->settings.use);
    p->settings = (struct send_args){ 0 };
}

void post_end(struct post *p)
{
    forget_account(p);
}

static void with_domain(char *to, size_t size, const char *address, const char *domain)
{
    bool is_complete = intake_address_has_domain((struct span){ (const uint8_t *)address, strlen(address) });

    snprintf(to, size, "%s%s%s", address, is_complete ? "" : "@", is_complete ? "" : domain);
}

/* "<a@b>" is what callers write as well. */
static void without_brackets(char to[POST_ADDRESS], const char *address)
{
    size_t len = strlen(address);
    bool has_brackets = len > 1 && address[0] == '<' && address[len - 1] == '>';

    snprintf(to, POST_ADDRESS, "%.*s", (int)(has_brackets ? len - 2 : len), address + has_brackets);
}

static void choose(struct post *p, const char *sender, struct outcome *o)
{
    char bare[POST_ADDRESS];
    const char *server = getenv("WAX_SERVER");

    without_brackets(bare, sender ? sender : "");
    p->is_fixed = (server && *server) || p->args->account;
    if (p->is_fixed && !p->args->account)
        p->settings.server.url = server;
    else
        account_use(&p->settings.use, send_args_command(), &p->settings, p->args->account, *bare ? bare : NULL, o);
}

static void take_author(void *user, const char *name, const char *address)
{
    struct post *p = user;

    snprintf(p->author, sizeof p->author, "%s", address);
    snprintf(p->author_name, sizeof p->author_name, "%s", *name ? name : p->caller.full_name);
}

/* Whoever calls is the account's `from`; its domain is that of all who have none. */
static void take_identity(struct post *p)
{
    const char *sign = NULL;

    *p->author = 0;
    if (p->settings.from && *p->settings.from)
        wax_addresses(p->settings.from, take_author, p, NULL);
    if (*p->author)
        sign = strrchr(p->author, '@');
    snprintf(p->domain, sizeof p->domain, "%s", sign ? sign + 1 : p->caller.domain);
    if (*p->author)
        return;
    snprintf(p->author_name, sizeof p->author_name, "%s", p->caller.full_name);
    with_domain(p->author, sizeof p->author, p->caller.user, p->domain);
}

static void check(struct post *p, struct outcome *o)
{
    const struct send_args *a = &p->settings;

    if (!a->server.url && a->use.account)
        outcome_usage(o, "the account '%.64s' names no server, so nothing was sent; give it a line such as: server submission://mail.example.org", a->use.account->name);
    else if (!a->server.url)
        outcome_usage(o, "no server is configured, so nothing was sent; `wax account add` makes an account; one for all stands in /etc/wax/config (man wax-config)");
    server_args_check(&p->settings.server, o);
    sign_args_check(&a->sign, o);
}

/* The account's file stands in place of the system's, and what the environment names in place of both. */
static void find_aliases(struct post *p, struct outcome *o)
{
    const char *path = p->settings.aliases.file;
    wax_error why = { 0 };

    if (p->args->has_no_aliases)
        return;
    if (!path || aliases_are_named())
        aliases_read_system(&p->aliases);
    else if (aliases_read(&p->aliases, path, &why))
        p->aliases.has_default = true;
    outcome_failed(o, &why);
}

bool post_begin(struct post *p, const char *sender, struct outcome *o)
{
    if (p->is_fixed)
        return true;
    forget_account(p);
    choose(p, sender, o);
    if (!outcome_is_wrong(o))
        check(p, o);
    find_aliases(p, o);
    take_identity(p);
    p->is_fixed = p->is_fixed && !outcome_is_wrong(o);
    return is_configured(o);
}

static bool open_line(struct post *p, struct outcome *o)
{
    if (!p->line.client)
        server_line_open(&p->line, &p->settings.server, p->args->is_verbose, o);
    return is_configured(o);
}

/* -- the envelope --------------------------------------------------------------------------------------------- */

void post_sender(const struct post *p, const char *sender, wax_message *envelope)
{
    char bare[POST_ADDRESS], address[POST_ADDRESS + 256];

    without_brackets(bare, sender ? sender : p->author);
    with_domain(address, sizeof address, bare, p->domain);
    wax_message_envelope_from(envelope, *bare ? address : "");
}

#if defined(__GNUC__)
__attribute__((format(printf, 2, 3)))
#endif
static bool wrong(wax_error *why, const char *format, ...)
{
    va_list ap;

    *why = (wax_error){ .status = WAX_E_USAGE, .stage = "envelope" };
    va_start(ap, format);
    vsnprintf(why->text, sizeof why->text, format, ap);
    va_end(ap);
    return false;
}

static bool add_address(const struct post *p, struct span address, wax_message *envelope, wax_error *why)
{
    char bare[POST_ADDRESS], whole[POST_ADDRESS + 256];

    if (address.len >= sizeof bare)
        return wrong(why, "an address of %zu bytes is none; nothing was sent", address.len);
    snprintf(bare, sizeof bare, "%.*s", (int)address.len, (const char *)address.p);
    with_domain(whole, sizeof whole, bare, p->domain);
    wax_message_envelope_to(envelope, whole);
    if (wax_message_error(envelope)->status)
        *why = *wax_message_error(envelope);
    return !why->status;
}

/* A list, whose local names may stand for others. */
struct naming { const struct post *post; wax_message *envelope; wax_error *why; };

static bool add_meant(void *user, const struct list_item *i)
{
    const struct naming *n = user;

    return add_address(n->post, i->address, n->envelope, n->why);
}

static bool add_recipient(struct naming *n, struct span address)
{
    enum alias_result result = aliases_resolve(&n->post->aliases, &address, add_meant, n, n->why);

    return result == ALIAS_NONE ? add_address(n->post, address, n->envelope, n->why) : result == ALIAS_FOUND;
}

bool post_recipients(const struct post *p, const char *list, wax_message *envelope, wax_error *why)
{
    struct naming n = { p, envelope, why };
    struct span rest = { (const uint8_t *)list, strlen(list) };
    struct list_item i;
    bool is_broken = false, good = true;

    while (good && intake_list_next(&rest, &i, &is_broken))
        good = i.address.len == 0 || i.delimiter == ':' || add_recipient(&n, i.address);
    if (good && is_broken)
        return wrong(why, "a quote, a comment or a bracket is not closed in the addresses %.200s; nothing was sent", list);
    return good;
}

/* -- what is asked of the server ------------------------------------------------------------------------------ */

static void ask_for(wax_message *m, wax_ask kind, const char *written, wax_insistence how, struct outcome *o)
{
    char value[128];
    wax_error why = { 0 };

    snprintf(value, sizeof value, "%s", written);
    for (char *c = value; kind != WAX_ASK_ENVID && *c; c++)
        *c = (char)toupper((unsigned char)*c);
    if (wax_ask_check(kind, value, how, &why))
        outcome_failed(o, &why);
    else
        wax_message_ask(m, kind, value, how);
}

/* What the caller asks is asked where the server knows how, as Postfix has it, for callers say it to every sendmail there is.  What the
 * account asks is what `wax send` would ask. */
static void ask(const struct post *p, wax_message *m, struct outcome *o)
{
    for (int kind = 0; kind <= WAX_ASK_REQUIRETLS; kind++)
        if (p->args->ask[kind])
            ask_for(m, (wax_ask)kind, p->args->ask[kind], WAX_IF_OFFERED, o);
        else if (p->settings.ask[kind])
            ask_for(m, (wax_ask)kind, p->settings.ask[kind], send_args_insistence(&p->settings, (wax_ask)kind), o);
    if (p->settings.wants_requiretls)
        wax_message_ask(m, WAX_ASK_REQUIRETLS, "", WAX_MUST);
}

/* What was asked of this mail alone counts before what is asked of each. */
static void ask_of_envelope(wax_message *m, const wax_message *envelope)
{
    const wax_asked *a;

    for (size_t i = 0; (a = wax_message_asked(envelope, i)); i++)
        if (a->recipient)
            wax_message_ask_for(m, a->recipient, a->ask, a->value, a->how);
        else
            wax_message_ask(m, a->ask, a->value, a->how);
}

/* -- the outcome ---------------------------------------------------------------------------------------------- */

/* The one number that a caller gets: of the first recipient that was not accepted.  What may have been delivered is sent again (75), as
 * queues do it: twice is better than never. */
static enum exit_code exit_of(const wax_error *e)
{
    enum exit_code exit = exit_code_of(e);

    if (e->status == WAX_E_USAGE)       /* the server's URL */
        return EXIT_CODE_CONFIG;
    return exit == EXIT_CODE_UNCERTAIN || exit == EXIT_CODE_PARTIAL || exit == EXIT_CODE_CANCELLED ? EXIT_CODE_TEMPORARY : exit;
}

static const wax_error *first_fault(const wax_report *r)
{
    for (size_t i = 0; i < wax_report_recipients(r); i++)
        if (wax_report_result(r, i)->fate != WAX_ACCEPTED && wax_report_result(r, i)->why.status)
            return &wax_report_result(r, i)->why;
    return wax_report_error(r);
}

static void conclude(const wax_report *r, struct outcome *o)
{
    const wax_error *why = wax_report_error(r);

    if (!why->status)
        return;
    outcome_failed(o, why);
    report_text_others(r, o);
    o->exit = exit_of(first_fault(r));
}

/* -- sending -------------------------------------------------------------------------------------------------- */

static wax_message *message_of(const struct post *p, struct intake_mail *mail, wax_message *envelope, struct outcome *o)
{
    wax_message *m = wax_message_new();
    wax_source source = { 0 };
    wax_error why = { 0 };

    if (!m || intake_open(mail, &source, &why)) {
        outcome_no_memory(o);
        wax_message_free(m);
        return NULL;
    }
    wax_message_raw(m, source);
    wax_message_envelope_from(m, wax_message_sender(envelope));
    for (size_t i = 0; i < wax_message_recipients(envelope); i++)
        wax_message_envelope_to(m, wax_message_recipient(envelope, i));
    ask(p, m, o);
    ask_of_envelope(m, envelope);
    sign_args_apply(&p->settings.sign, m);
    return m;
}

static wax_report *send_once(struct post *p, struct intake_mail *mail, wax_message *envelope, struct outcome *o)
{
    wax_message *m = message_of(p, mail, envelope, o);
    wax_report *report = m && !outcome_is_wrong(o) ? server_line_send(&p->line, m, o) : NULL;

    wax_message_free(m);
    return report;
}

/* RFC 6152 s.3: a server that takes seven bits gets the mail in seven, encoded. */
static bool wants_seven(const wax_report *r)
{
    return r && wax_report_error(r)->status == WAX_E_REFUSED && strcmp(wax_report_error(r)->stage, "8bitmime") == 0;
}

static wax_report *send_mail(struct post *p, struct intake_mail *mail, wax_message *envelope, struct outcome *o)
{
    wax_report *report = send_once(p, mail, envelope, o);
    bool is_new = false;
    wax_error why = { 0 };

    if (!wants_seven(report))
        return report;
    if (intake_settle(mail, true, &is_new, &why))
        outcome_failed(o, &why);
    if (!is_new)
        return report;
    wax_report_free(report);
    return send_once(p, mail, envelope, o);
}

static bool complete(const struct post *p, struct intake_mail *mail, wax_message *envelope, struct outcome *o)
{
    const char *sender = wax_message_sender(envelope), *name = p->args->author_name ? p->args->author_name : p->author_name;
    struct intake_defaults d = { .domain = p->domain, .author = sender && *sender ? sender : p->author, .author_name = name };
    wax_error why = { 0 };
    bool is_new;

    if (wax__moment_now(&d.moment, &why) || intake_complete(mail, &d, &why) || intake_settle(mail, false, &is_new, &why))
        outcome_failed(o, &why);
    return !outcome_is_wrong(o);
}

void post_mail(struct post *p, struct intake_mail *mail, wax_message *envelope, struct outcome *o)
{
    wax_report *report = NULL;

    if (wax_message_error(envelope)->status)
        outcome_failed(o, wax_message_error(envelope));
    if (!outcome_is_wrong(o) && complete(p, mail, envelope, o) && open_line(p, o))
        report = send_mail(p, mail, envelope, o);
    if (report && !outcome_is_wrong(o))
        conclude(report, o);
    wax_report_free(report);
}
