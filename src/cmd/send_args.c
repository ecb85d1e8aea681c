/* send_args.c -- see send_args.h. */
#include "send_args.h"

#include "alternative_args.h"
#include "config.h"
#include "header_args.h"

#include <stdio.h>
#include <string.h>

#define FIELD(name) offsetof(struct send_args, name)

enum { ADDRESS_LIST_MOST = 1 << 20, PATH_MOST = 4096, N_ASK_OPTIONS = 11 };

static const struct option options[] = {
    { "server", "URL", OPTION_LINE, 2048, FIELD(server.url), "submission://HOST, smtps://HOST, smtp://HOST, ..." },
    { "from", "ADDRESS", OPTION_LINE, ADDRESS_LIST_MOST, FIELD(from), "who sends it" },
    { "to", NULL, OPTION_LIST, ADDRESS_LIST_MOST, FIELD(to), NULL },
    { "cc", NULL, OPTION_LIST, ADDRESS_LIST_MOST, FIELD(cc), NULL },
    { "bcc", "LIST", OPTION_LIST, ADDRESS_LIST_MOST, FIELD(bcc), "who gets it: \"Grace <g@example.net>, b@x.org\"" },
    { "header", NULL, OPTION_LIST, 0, FIELD(header), NULL },
    { "subject", NULL, OPTION_LINE, 0, FIELD(subject), NULL },
    { "text", NULL, OPTION_TEXT, 0, FIELD(text), NULL },
    { "html", "TEXT", OPTION_TEXT, 0, FIELD(html), "a new mail; ready-made: FILE, -" },
    { "text-file", NULL, OPTION_TEXT, 0, FIELD(text_file), NULL },
    { "html-file", NULL, OPTION_TEXT, 0, FIELD(html_file), NULL },
    { "alternative", "[TYPE=]FILE", OPTION_LIST, PATH_MOST, FIELD(alternative), "out of files" },
    { "attach", NULL, OPTION_LIST, PATH_MOST, FIELD(attach), NULL },
    { "inline", NULL, OPTION_LIST, PATH_MOST, FIELD(shown), NULL },
    { "forward", NULL, OPTION_LIST, PATH_MOST, FIELD(forward), NULL },
    { "invite", "FILE", OPTION_TEXT, 0, FIELD(invite), "goes along: man wax-send" },
    SERVER_OPTIONS(FIELD),
    { "flowed", NULL, OPTION_FLAG, 0, FIELD(flowed), NULL },
    { "trace", NULL, OPTION_FLAG, 0, FIELD(trace), NULL },
    { "json", NULL, OPTION_FLAG, 0, FIELD(json), NULL },
    { "quiet", NULL, OPTION_FLAG, 0, FIELD(quiet), "flow text; show talk; JSON; only errors" },
    STORES_OPTIONS(FIELD),
    TRUST_OPTIONS(FIELD),
    { "notify", "WHEN", OPTION_LINE, 0, FIELD(ask[WAX_ASK_NOTIFY]), "tell the sender: NEVER, or SUCCESS,FAILURE,DELAY" },
    { "ret", "WHAT", OPTION_LINE, 0, FIELD(ask[WAX_ASK_RET]), "a failure gives back FULL, or HDRS alone" },
    { "envid", "TEXT", OPTION_LINE, 0, FIELD(ask[WAX_ASK_ENVID]), "notifications repeat this ..." },
    { "orcpt", NULL, OPTION_FLAG, 0, FIELD(wants_orcpt), "... and name whom it was first meant for" },
    { "deliver-by", "SECONDS", OPTION_LINE, 0, FIELD(ask[WAX_ASK_BY]), "'120;R': then return it; '120;N': then tell" },
    { "hold-for", "SECONDS", OPTION_LINE, 0, FIELD(ask[WAX_ASK_HOLDFOR]), "the server sends it on after so long" },
    { "hold-until", "TIME", OPTION_LINE, 0, FIELD(ask[WAX_ASK_HOLDUNTIL]), "... or at that time: 2030-01-31T08:00:00Z" },
    { "mt-priority", "NUMBER", OPTION_LINE, 0, FIELD(ask[WAX_ASK_MT_PRIORITY]), "how urgent it is, from -9 to 9" },
    { "require-tls", NULL, OPTION_FLAG, 0, FIELD(wants_requiretls), "verified TLS on all of its way" },
    { "binary", NULL, OPTION_FLAG, 0, FIELD(is_binary), "files go unencoded (BINARYMIME)" },
    { "if-offered", NULL, OPTION_FLAG, 0, FIELD(is_if_offered), "send without these where the server can't" },
    SIGN_OPTIONS(FIELD),
    ACCOUNT_OPTIONS(FIELD),
    ALIAS_OPTIONS(FIELD),
    EACH_OPTIONS(FIELD),
    POOL_OPTIONS(FIELD),
    ROUTE_OPTIONS(FIELD),
    DIAGNOSE_OPTIONS(FIELD),
};

static const struct advice advice[] = {
    SERVER_ADVICE,
};

static const struct screen screens[] = {
    { "help-login", N_STORES_OPTIONS, STORES_EXAMPLES("send") },
    { "help-tls", N_TRUST_OPTIONS,
        "  wax send --server submission://mail.example.org --pin-only \\\n"
        "    --pin key-sha256:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU= ...\n"
        "  wax send --server smtps://mail.example.org --auth EXTERNAL \\\n"
        "    --cert ada.pem --key ada.key ...\n"
        "Which pins a server has: wax check URL\n" },
    { "help-asks", N_ASK_OPTIONS,
      "What the server does not offer is a reason not to send, or --if-offered.\n\n"
      "  wax send --server submission://mail.example.org \\\n"
      "    --notify FAILURE,DELAY --ret HDRS --deliver-by '3600;N' --if-offered ...\n" },
    { "help-sign", N_SIGN_OPTIONS, SIGN_EXAMPLES },
    { "help-account", 2, "  wax send -a work --to grace@example.net --text Hello\n\n" ACCOUNT_EXAMPLES },
    { "help-each", N_EACH_OPTIONS + N_POOL_OPTIONS, EACH_EXAMPLES },
    { "help-route", N_ROUTE_OPTIONS, ROUTE_EXAMPLES("send --server URL ...") },
    { "help-diagnose", N_DIAGNOSE_OPTIONS, DIAGNOSE_ADVICE
      "  wax send --server submission://mail.example.org --timing \\\n"
      "    --timeline session.svg ...\n" },
};

static const struct command command = {
    .name = "send",
    .usage = "send --server URL --from ADDRESS --to LIST (--text TEXT | FILE | -)",
    .options = options, .n_options = sizeof options / sizeof *options,
    .advice = advice, .n_advice = sizeof advice / sizeof *advice,
    .examples = "  wax send --server submission://ada@mail.example.org --from ada@example.org \\\n"
                "    --to grace@example.net --password-command 'pass show mail' --text Hello\n"
                "More: --help-account, -login, -tls, -asks, -sign, -each, -route, -diagnose\n",
    .screens = screens, .n_screens = sizeof screens / sizeof *screens,
};

/* -- addresses ---------------------------------------------------------------------------------------------- */

static void count(void *n, const char *display_name, const char *address)
{
    (void)display_name;
    (void)address;
    ++*(size_t *)n;
}

static size_t mailboxes(const char *option, const char *list, struct outcome *o)
{
    size_t n = 0;
    wax_error why = { 0 };

    if (wax_addresses(list, count, &n, &why) == WAX_E_NOMEM)
        outcome_no_memory(o);
    else if (why.status)
        outcome_usage(o, "--%s: %s", option, why.text);
    return n;
}

static size_t all_mailboxes(const char *option, const struct strings *lists, struct outcome *o)
{
    size_t n = 0;

    for (size_t i = 0; i < lists->n; i++)
        n += mailboxes(option, lists->at[i], o);
    return n;
}

/* What {name} may stand in is looked at when it is filled. */
static bool is_template(const struct send_args *a)
{
    return a->each.source && !a->each.mailbox;
}

static bool is_ready_made(const struct send_args *a)
{
    return a->file || a->each.mailbox;
}

static const char *hint(const struct send_args *a)
{
    return a->each.mailbox ? ", or --read-envelope, which takes it from each mail's header" :
           a->file ? "; the header of a ready-made mail is not read for that" : "";
}

static void check_recipients(const struct send_args *a, struct outcome *o)
{
    bool is_nobody_named = a->to.n + a->cc.n + a->bcc.n == 0;
    size_t n = is_template(a) ? !is_nobody_named : all_mailboxes("to", &a->to, o) + all_mailboxes("cc", &a->cc, o) + all_mailboxes("bcc", &a->bcc, o);

    if (a->each.reads_envelope && !is_nobody_named)
        outcome_usage(o, "--read-envelope sends each mail to whom its header names, and --to, --cc or --bcc names others; which is meant?");
    else if (!a->each.reads_envelope && (is_nobody_named || (n == 0 && !outcome_is_wrong(o))))
        outcome_usage(o, "say who gets it: --to grace@example.net%s", hint(a));
}

static void expand_aliases(struct send_args *a, struct outcome *o)
{
    struct strings *const lists[] = { &a->to, &a->cc, &a->bcc };

    alias_args_expand(&a->aliases, lists, 3, o);
}

static bool is_null_sender(const char *from)
{
    return !*from || strcmp(from, "<>") == 0;
}

static void check_sender(const struct send_args *a, struct outcome *o)
{
    if (!a->from && a->each.reads_envelope)
        return;
    if (!a->from)
        outcome_usage(o, "say who sends it: --from ada@example.org%s", hint(a));
    else if (is_null_sender(a->from) && !is_ready_made(a))
        outcome_usage(o, "--from is empty; a new mail needs a sender (a ready-made one may have none)");
    else if (!is_null_sender(a->from) && !is_template(a) && mailboxes("from", a->from, o) != 1 && !outcome_is_wrong(o))
        outcome_usage(o, "--from takes one address: whoever gets to know when the mail can't be delivered");
}

/* -- the rest ----------------------------------------------------------------------------------------------- */

/* The first option that belongs to a new mail; NULL: none was given. */
static const char *part_of_new_mail(const struct send_args *a)
{
    const struct { const char *name; bool is_given; } parts[] = {
        { "subject", a->subject }, { "header", a->header.n }, { "text", a->text }, { "html", a->html }, { "text-file", a->text_file }, { "html-file", a->html_file },
        { "attach", a->attach.n }, { "inline", a->shown.n }, { "forward", a->forward.n }, { "invite", a->invite }, { "flowed", a->flowed }, { "alternative", a->alternative.n },
    };

    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        if (parts[i].is_given)
            return parts[i].name;
    return NULL;
}

static void check_new_mail(const struct send_args *a, struct outcome *o)
{
    bool has_text = a->text || a->text_file, has_html = a->html || a->html_file;

    if (!has_text && !has_html && !a->attach.n && !a->forward.n && !a->invite)
        outcome_usage(o, "say what to send: --text TEXT, --html TEXT, --attach FILE, or a ready-made mail: FILE, or - for standard input");
    if ((a->text && a->text_file) || (a->html && a->html_file))
        outcome_usage(o, "--%s and --%s-file are given; which one is meant?", a->text && a->text_file ? "text" : "html",
                      a->text && a->text_file ? "text" : "html");
    if (a->alternative.n && !has_text && !has_html)
        outcome_usage(o, "--alternative is another form of the text, and there is no --text and no --html");
    if (a->flowed && !has_text)
        outcome_usage(o, "--flowed is about the text, and there is no --text or --text-file");
    if (a->shown.n && !has_html)
        outcome_usage(o, "--inline is for what the HTML shows, and there is no --html or --html-file; --attach sends a file beside the text");
}

static void check_mail(struct send_args *a, struct outcome *o)
{
    const char *part = part_of_new_mail(a);

    a->file = a->operands.n ? a->operands.at[0] : NULL;
    if (a->operands.n > 1)
        outcome_usage(o, "one mail at a time: %zu files are given (does a text with blanks lack its quotes?)", a->operands.n);
    else if (a->file && part)
        outcome_usage(o, "--%s is for a new mail, but %.200s is a ready-made one, whose header is not touched", part, a->file);
    else if (!is_ready_made(a))
        check_new_mail(a, o);
}

/* For a mail "-" is standard input; for a text it would be as well, were a person not to be told what to type. */
static void check_text_file(const char *option, const char *path, struct outcome *o)
{
    if (path && strcmp(path, "-") == 0)
        outcome_usage(o, "--%s takes a file; from a pipe, --%s /dev/stdin", option, option);
}

/* -- what it asks of the server ------------------------------------------------------------------------------ */

static const char *const ask_options[] = { "notify", "orcpt", "ret", "envid", "deliver-by", "hold-for", "hold-until", "mt-priority",
                                           "require-tls" };

static bool check_ask(const struct send_args *a, wax_ask kind, struct outcome *o)
{
    wax_error why = { 0 };

    if (a->ask[kind] && wax_ask_check(kind, a->ask[kind], send_args_insistence(a, kind), &why))
        outcome_usage(o, "--%s: %s", ask_options[kind], why.text);
    return a->ask[kind] != NULL;
}

static void check_asks(struct send_args *a, struct outcome *o)
{
    size_t n = 0;

    a->ask[WAX_ASK_ORCPT] = a->wants_orcpt ? "" : NULL;
    a->ask[WAX_ASK_REQUIRETLS] = a->wants_requiretls ? "" : NULL;
    for (int kind = 0; kind <= WAX_ASK_REQUIRETLS; kind++)
        n += check_ask(a, (wax_ask)kind, o);
    if (a->ask[WAX_ASK_HOLDFOR] && a->ask[WAX_ASK_HOLDUNTIL])
        outcome_usage(o, "--hold-for and --hold-until exclude each other; say one of them");
    if (a->is_if_offered && !a->is_binary && n == (size_t)a->wants_requiretls)
        outcome_usage(o, "--if-offered is about what else is asked of the server (--notify, --binary, ...), and nothing is%s",
                      n ? "; --require-tls is a must" : "");
}

/* The shortest ways out, the one that this person has first. */
static void ask_for_server(const struct send_args *a, struct outcome *o)
{
    bool has_accounts = accounts_count(a->use.accounts), has_msmtp = !has_accounts && config_has_msmtp();

    if (a->use.account)
        outcome_usage(o, "the account '%.64s' names no server; give it a line such as: server submission://mail.example.org", a->use.account->name);
    else
        outcome_usage(o, "say which server takes the mail: %s; or for this mail alone: --server submission://mail.example.org (port 587, STARTTLS), --server "
                      "smtps://mail.example.org (port 465, TLS from the first byte)",
                      has_accounts ? "there are accounts, and none is the default: --account NAME (`wax config show` lists them)" :
                      has_msmtp ? "`wax config import msmtp --write` takes over the accounts of your msmtprc, `wax account add` makes one" :
                      "`wax account add` finds it and makes an account of it");
}

static void check_server(struct send_args *a, struct outcome *o)
{
    if (!a->server.url && !a->each.dry_run)
        ask_for_server(a, o);
    server_args_check(&a->server, o);
}

/* Who names a server means that one, and not another's login: then only an account that is named counts. */
static bool use_account(struct send_args *a, struct outcome *o)
{
    if (a->server.url && !a->server.account)
        return true;
    return account_use(&a->use, &command, a, a->server.account, a->from, o);
}

const struct command *send_args_command(void)
{
    return &command;
}

void send_args_check_account(struct send_args *a, struct outcome *o)
{
    check_server(a, o);
    if (a->from && mailboxes("from", a->from, o) > 1)
        outcome_usage(o, "--from takes one address: whoever gets to know when the mail can't be delivered");
    check_asks(a, o);
    pool_args_check(&a->pool, o);
    sign_args_check(&a->sign, o);
}

enum parsed send_args_read(struct send_args *a, int argc, char **argv, struct outcome *o)
{
    enum parsed parsed = options_parse(&command, a, &a->operands, argc, argv, o);

    if (parsed != PARSED)
        return parsed;
    if (pool_args_given(&a->pool) && !a->each.source)       /* an account may say them for its many mails */
        outcome_usage(o, "--%s is about many mails, and --each is not given", pool_args_given(&a->pool));
    if (!use_account(a, o))
        return PARSED_WRONG;
    check_server(a, o);
    each_args_check(&a->each, a->operands.n ? a->operands.at[0] : NULL, part_of_new_mail(a), o);
    check_mail(a, o);
    check_text_file("text-file", a->text_file, o);
    check_text_file("html-file", a->html_file, o);
    check_text_file("invite", a->invite, o);
    check_sender(a, o);
    expand_aliases(a, o);
    check_recipients(a, o);
    header_args_check(&a->header, o);
    alternative_args_check(&a->alternative, o);
    check_asks(a, o);
    pool_args_check(&a->pool, o);
    sign_args_check(&a->sign, o);
    if (a->each.source && a->alternative.n)
        outcome_usage(o, "--alternative is the same for all, and --each fills a mail for each row; leave one of the two out");
    if (a->each.source && diagnose_args_given(&a->diagnose))
        outcome_usage(o, "--%s looks at one session, and --each has many mails; --json tells the times of each", diagnose_args_given(&a->diagnose));
    return outcome_is_wrong(o) ? PARSED_WRONG : PARSED;
}

void send_args_free(struct send_args *a)
{
    options_free(&command, a, &a->operands);
    alias_args_free(&a->aliases);
    account_use_free(&a->use);
}
