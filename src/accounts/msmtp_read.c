/* msmtp_read.c -- see msmtp_read.h. */
#include "msmtp_read.h"

#include "text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const commands[] = {
    "host", "port", "timeout", "connect_timeout", "protocol", "domain", "from", "from_full_name", "allow_from_override", "auto_from",
    "maildomain", "dsn_notify", "dsn_return", "set_from_header", "set_date_header", "set_msgid_header", "remove_bcc_headers", "undisclosed_recipients",
    "add_missing_from_header", "add_missing_date_header", "keepbcc", "logfile", "logfile_time_format", "syslog", "aliases", "proxy_host", "proxy_port",
    "source_ip", "socket", "auth", "user", "password", "passwordeval", "ntlmdomain", "tls", "tls_starttls", "tls_trust_file", "tls_crl_file",
    "tls_fingerprint", "tls_key_file", "tls_cert_file", "tls_certcheck", "tls_force_sslv3", "tls_min_dh_prime_bits", "tls_priorities",
    "tls_host_override",
};

enum { N_COMMANDS = sizeof commands / sizeof *commands };
_Static_assert((int)N_COMMANDS <= (int)MSMTP_COMMANDS, "each command has its place");

struct read {
    struct msmtp_file    *file;
    struct msmtp_account  defaults;
    struct msmtp_account *current;      /* NULL: neither `defaults` nor an account has begun */
    size_t                line;
    msmtp_note_fn        *note;
    void                 *user;
};

static int number_of(const char *command)
{
    for (int i = 0; i < N_COMMANDS; i++)
        if (strcmp(commands[i], command) == 0)
            return i;
    return -1;
}

const struct msmtp_value *msmtp_value(const struct msmtp_account *a, const char *command)
{
    int number = number_of(command);

    return a->values[number].text ? &a->values[number] : &a->defaults[number];
}

bool msmtp_is_on(const struct msmtp_account *a, const char *command)
{
    const char *text = msmtp_value(a, command)->text;

    return text && (!*text || strcmp(text, "on") == 0);
}

/* -- account NAME : BASE, BASE ------------------------------------------------------------------------------- */

static const struct msmtp_account *find(const struct read *r, const char *name)
{
    for (size_t i = 0; i < r->file->n; i++)
        if (strcmp(r->file->accounts[i].name, name) == 0)
            return &r->file->accounts[i];
    return NULL;
}

static void lay_over(struct msmtp_account *to, const struct msmtp_account *from)
{
    for (int i = 0; i < N_COMMANDS; i++)
        if (from->values[i].text)
            to->values[i] = from->values[i];
}

/* Cuts the next word off. */
static char *take_name(char **at)
{
    char *name = *at + strspn(*at, " \t,:"), *end = name + strcspn(name, " \t,:");

    *at = *end ? end + 1 : end;
    *end = 0;
    return name;
}

static void take_bases(struct read *r, struct msmtp_account *a, char *rest)
{
    const struct msmtp_account *base = NULL;
    size_t n = 0;

    for (char *name; *(name = take_name(&rest)); n++)
        if ((base = find(r, name)))
            lay_over(a, base);
        else
            r->note(r->user, r->line, "the account behind the colon is not in this file; what it says is missing");
    a->only_base = n == 1 ? base : NULL;
}

static void begin_account(struct read *r, char *rest)
{
    struct msmtp_account a = { .line = r->line };

    a.name = take_name(&rest);
    memcpy(a.defaults, r->defaults.values, sizeof a.defaults);
    take_bases(r, &a, rest);
    if (a.only_base && memcmp(a.defaults, a.only_base->defaults, sizeof a.defaults) != 0)
        a.only_base = NULL;
    r->file->accounts[r->file->n] = a;
    r->current = &r->file->accounts[r->file->n++];
}

/* -- lines -------------------------------------------------------------------------------------------------- */

/* Whether a line of ours can hold it. */
static bool is_text(const char *argument)
{
    for (const char *p = argument; *p; p++)
        if (((unsigned char)*p < ' ' && *p != '\t') || *p == 0x7f)
            return false;
    return wax__text_is_utf8(argument, strlen(argument));
}

static void take(struct read *r, const char *command, const char *argument)
{
    int number = number_of(command);

    if (number < 0)
        r->note(r->user, r->line, strcmp(command, "eval") == 0 ? "eval makes configuration by a command, which a file here can't; write down what it says"
                                                                : "this is no command of msmtp 1.8");
    else if (!r->current)
        r->note(r->user, r->line, "msmtp refuses a command before `defaults` or an account; it is left out");
    else if (strcmp(command, "password") != 0 && !is_text(argument))    /* a password goes into a file, as it is */
        r->note(r->user, r->line, "a control character stands here, or what is no UTF-8; the line is left out");
    else {
        r->current->values[number] = (struct msmtp_value){ argument, r->line };
        r->current->only_base = NULL;
    }
}

static void trim(char *line)
{
    size_t len = strlen(line);

    while (len && strchr(" \t\r\n", line[len - 1]))
        line[--len] = 0;
}

/* Quotes count around the whole argument, and in no other way. */
static char *unquoted(char *argument)
{
    size_t len = strlen(argument);

    if (len < 2 || argument[0] != '"' || argument[len - 1] != '"')
        return argument;
    argument[len - 1] = 0;
    return argument + 1;
}

static void take_line(struct read *r, char *line)
{
    char *command = line + strspn(line, " \t"), *end = command + strcspn(command, " \t");
    char *argument = end + strspn(end, " \t");

    if (!*command || *command == '#')
        return;
    *end = 0;
    if (strcmp(command, "defaults") == 0) {
        r->current = &r->defaults;          /* once more: what it said before still counts */
    } else if (strcmp(command, "account") == 0) {
        begin_account(r, argument);
    } else {
        take(r, command, unquoted(argument));
    }
}

static size_t count_accounts(const char *text)
{
    size_t n = 0;

    for (; (text = strstr(text, "account")); text++)
        n++;
    return n;
}

bool msmtp_read(struct msmtp_file *f, char *text, msmtp_note_fn *note, void *user)
{
    struct read r = { .file = f, .note = note, .user = user };

    *f = (struct msmtp_file){ .accounts = calloc(count_accounts(text) + 1, sizeof *f->accounts) };
    if (!f->accounts)
        return false;
    for (char *line = text, *next; line; line = next) {
        next = strchr(line, '\n');
        if (next)
            *next++ = 0;
        r.line++;
        trim(line);
        take_line(&r, line);
    }
    return true;
}

void msmtp_free(struct msmtp_file *f)
{
    free(f->accounts);
    *f = (struct msmtp_file){ 0 };
}
