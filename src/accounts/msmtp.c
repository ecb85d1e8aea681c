/* msmtp.c -- see msmtp.h: from msmtp's words to ours. */
#include "msmtp.h"

#include "config_write.h"
#include "msmtp_read.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

struct import {
    struct buf                 *out;
    const struct msmtp_wish    *wish;
    const struct msmtp_account *account;
    bool                       *is_told;    /* by line: several accounts inherit one, and it is told about once */
    char                        name[65];
    bool                        is_out_of_memory;
};

enum { TEXT_MOST = 4096 };      /* a value of ours; msmtp takes 500 bytes */

static const char *value(const struct import *im, const char *command)
{
    return msmtp_value(im->account, command)->text;
}

static bool is_on(const struct import *im, const char *command)
{
    return msmtp_is_on(im->account, command);
}

static void put(struct import *im, const char *key, const char *text)
{
    im->is_out_of_memory |= !config_write(im->out, key, text);
}

static void note(struct import *im, const char *command, const char *sentence)
{
    const struct msmtp_value *v = msmtp_value(im->account, command);

    if (!im->is_told[v->line])
        im->wish->note(im->wish->user, v->line, sentence);
    im->is_told[v->line] = true;
}

static void copy(struct import *im, const char *command, const char *key)
{
    const char *text = value(im, command);

    if (text && *text)
        put(im, key, text);
}

/* -- the server --------------------------------------------------------------------------------------------- */

static bool is_lmtp(const struct import *im)
{
    const char *protocol = value(im, "protocol");

    return protocol && strcmp(protocol, "lmtp") == 0;
}

static bool has_tls(const struct import *im)
{
    return is_on(im, "tls");
}

static bool begins_with_tls(const struct import *im)
{
    const char *starttls = value(im, "tls_starttls");

    return has_tls(im) && starttls && strcmp(starttls, "off") == 0;
}

static void write_url(struct import *im, const char *host, const char *port)
{
    const char *scheme = is_lmtp(im) ? "lmtp" : begins_with_tls(im) ? "smtps" : strcmp(port, "587") == 0 ? "submission" : "smtp";
    const char *usual = strcmp(scheme, "smtps") == 0 ? "465" : strcmp(scheme, "submission") == 0 ? "587" : strcmp(scheme, "smtp") == 0 ? "25" : "";
    bool is_v6 = strchr(host, ':') && *host != '[', is_usual = !*port || strcmp(port, usual) == 0;
    char url[TEXT_MOST];

    snprintf(url, sizeof url, "%s://%s%s%s%s%s", scheme, is_v6 ? "[" : "", host, is_v6 ? "]" : "", is_usual ? "" : ":", is_usual ? "" : port);
    put(im, "server", url);
    if (is_lmtp(im) && !*port)
        note(im, "protocol", "LMTP has no usual port; add it to the URL, as in lmtp://host:24");
    if (is_lmtp(im) && begins_with_tls(im))
        note(im, "tls_starttls", "LMTP with TLS from the first byte is not spoken here; this account asks for STARTTLS");
}

static void write_server(struct import *im)
{
    const char *host = value(im, "host"), *port = value(im, "port"), *socket = value(im, "socket");
    char url[TEXT_MOST];

    if (socket && *socket && is_lmtp(im)) {
        snprintf(url, sizeof url, "lmtp+unix://%s", socket);
        put(im, "server", url);
        return;
    }
    if (socket && *socket)
        note(im, "socket", "a local socket is reached by LMTP only (lmtp+unix:///path); this account has no server");
    else if (host && *host)
        write_url(im, host, port ? port : "");
    else
        im->wish->note(im->wish->user, im->account->line, "this account has no host, so it has no server here");
    if (!has_tls(im) && !(socket && *socket))
        put(im, "tls", "insecure-none");
}

/* -- the way there ---------------------------------------------------------------------------------------------- */

/* SOCKS 5, as ours; a local socket comes before it, there as here. */
static void write_proxy(struct import *im, const char *host, const char *port)
{
    bool is_v6 = strchr(host, ':') && *host != '[', is_usual = !port || !*port;
    char url[TEXT_MOST];

    snprintf(url, sizeof url, "socks5://%s%s%s%s%s", is_v6 ? "[" : "", host, is_v6 ? "]" : "", is_usual ? "" : ":", is_usual ? "" : port);
    put(im, "proxy", url);
}

static void write_route(struct import *im)
{
    const char *proxy = value(im, "proxy_host"), *socket = value(im, "socket");

    if (socket && *socket)
        return;
    if (proxy && *proxy)
        write_proxy(im, proxy, value(im, "proxy_port"));
    copy(im, "source_ip", "bind");
}

/* -- the login ---------------------------------------------------------------------------------------------- */

static const char *mechanism(const char *auth)
{
    static const struct { const char *msmtp, *ours; } names[] = {
        { "plain", "PLAIN" }, { "login", "LOGIN" }, { "cram-md5", "CRAM-MD5" }, { "scram-sha-1", "SCRAM-SHA-1" }, { "scram-sha-1-plus", "SCRAM-SHA-1-PLUS" },
        { "scram-sha-256", "SCRAM-SHA-256" }, { "scram-sha-256-plus", "SCRAM-SHA-256-PLUS" }, { "gssapi", "GSSAPI" }, { "external", "EXTERNAL" },
        { "oauthbearer", "OAUTHBEARER" }, { "xoauth2", "XOAUTH2" },
    };

    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcasecmp(names[i].msmtp, auth) == 0)
            return names[i].ours;
    return NULL;
}

/* msmtp gives the command to a shell.  Where it needs one, it gets one, and that can be seen. */
static void write_command(struct import *im, const char *command)
{
    char line[TEXT_MOST] = "sh -c '", *to = line + strlen(line);

    if (!command[strcspn(command, "$`|;&<>()*?[]{}~#!\\")]) {
        put(im, "password-command", command);
        return;
    }
    for (; *command && to < line + sizeof line - 8; command++)
        if (*command == '\'')
            to += sprintf(to, "'\\''");
        else
            *to++ = *command;
    memcpy(to, "'", 2);
    put(im, "password-command", line);
    note(im, "passwordeval", "this command needs a shell, as msmtp gives it one; where it can do without, leave sh -c out");
}

static void write_password(struct import *im)
{
    const struct msmtp_value *password = msmtp_value(im->account, "password");
    const char *command = value(im, "passwordeval");
    char path[TEXT_MOST];

    if (password->text && *password->text) {
        snprintf(path, sizeof path, "%s/%s.password", im->wish->folder, im->name);
        put(im, "password-file", path);
        im->wish->password(im->wish->user, password->line, path, password->text);
    } else if (command && *command) {
        write_command(im, command);
    } else {
        put(im, im->wish->has_netrc ? "netrc" : "secret-service", NULL);
        im->wish->note(im->wish->user, im->account->line, im->wish->has_netrc ?
                       "msmtp looks for the password in several places; this account takes it from ~/.netrc" :
                       "msmtp looks for the password in several places; this account takes it from the desktop's secret service");
    }
}

static void write_login(struct import *im)
{
    const char *auth = value(im, "auth"), *ours = auth ? mechanism(auth) : NULL;
    bool is_named = auth && *auth && strcmp(auth, "on") != 0;

    if (!auth || strcmp(auth, "off") == 0)
        return;
    copy(im, "user", "user");
    if (ours)
        put(im, "auth", ours);
    else if (is_named)
        note(im, "auth", "this mechanism is not spoken here; the strongest that the server offers is used");
    if (!ours || (strcmp(ours, "GSSAPI") != 0 && strcmp(ours, "EXTERNAL") != 0))
        write_password(im);
    if (!has_tls(im) && !value(im, "socket"))
        note(im, "auth", "msmtp logs in without TLS here; that gives the password to whoever listens, and is refused");
}

/* -- what the channel must prove ------------------------------------------------------------------------------ */

static void write_fingerprint(struct import *im, const char *print)
{
    char pin[128] = "cert-sha256:", *to = pin + strlen(pin);
    size_t digits = 0;

    for (; *print && digits <= 64; print++)
        if (strchr("0123456789abcdefABCDEF", *print)) {
            *to++ = *print;
            digits++;
        }
    *to = 0;
    if (digits == 64) {
        put(im, "pin", pin);
        put(im, "pin-only", NULL);
    } else {
        note(im, "tls_fingerprint", "only a SHA-256 fingerprint proves anything; this one is left out, and the certificate must lead to a root "
                                     "(wax check shows its pin)");
    }
}

static void write_file(struct import *im, const char *command, const char *key)
{
    const char *path = value(im, command);

    if (!path || !*path || strcmp(path, "system") == 0)
        return;
    put(im, key, path);
    if (*path != '/' && strncmp(path, "~/", 2) != 0)
        note(im, command, "this path begins neither with / nor with ~/; write it in full");
}

static void write_trust(struct import *im)
{
    const char *print = value(im, "tls_fingerprint");

    if (!has_tls(im))
        return;
    if (print && *print)
        write_fingerprint(im, print);
    else {
        write_file(im, "tls_trust_file", "ca-file");
        write_file(im, "tls_crl_file", "crl-file");
    }
    copy(im, "tls_host_override", "verify-name");
    write_file(im, "tls_key_file", "key");
    write_file(im, "tls_cert_file", "cert");
    if (value(im, "tls_certcheck") && !is_on(im, "tls_certcheck"))
        note(im, "tls_certcheck", "a certificate is always looked at here; for one that no authority vouches for, add its pin (wax check shows it) and pin-only");
}

/* -- the mail ----------------------------------------------------------------------------------------------- */

static void write_notify(struct import *im)
{
    const char *notify = value(im, "dsn_notify"), *amount = value(im, "dsn_return");
    char text[128];
    size_t n = 0;

    if (notify && *notify && strcmp(notify, "off") != 0) {
        for (; *notify && n < sizeof text - 1; notify++)
            if (*notify != ' ')
                text[n++] = (char)(*notify >= 'a' && *notify <= 'z' ? *notify - 32 : *notify);
        text[n] = 0;
        put(im, "notify", text);
    }
    if (amount && *amount && strcmp(amount, "off") != 0)
        put(im, "ret", strcmp(amount, "headers") == 0 ? "HDRS" : "FULL");
}

static void write_from(struct import *im)
{
    const char *from = value(im, "from"), *name = value(im, "from_full_name");
    char text[TEXT_MOST];

    if (!from || !*from)
        return;
    if (strpbrk(from, "*?["))
        put(im, "match", from);
    else if (strstr(from, "%"))
        note(im, "from", "msmtp fills in %U or %H; write the address in full");
    else if (name && *name && !strpbrk(name, "\"\\")) {
        snprintf(text, sizeof text, "\"%s\" <%s>", name, from);
        put(im, "from", text);
    } else
        put(im, "from", from);
    if (strpbrk(from, "?["))
        note(im, "from", "only * is a wildcard here; ? and [ stand for themselves");
}

static void write_domain(struct import *im)
{
    const char *domain = value(im, "domain");

    if (domain && strchr(domain, '%'))
        note(im, "domain", "msmtp fills in %H; leave ehlo-name out, and wax says the host's name");
    else
        copy(im, "domain", "ehlo-name");
}

/* -- what has no counterpart ---------------------------------------------------------------------------------- */

/* Told when it says something else than the value that changes nothing. */
static const struct {
    const char *command, *harmless, *sentence;
} without[] = {
    { "timeout", "off", "msmtp waits so long for each answer; here timeout is for the whole sending, and is left at its 600 seconds" },
    { "connect_timeout", "off", "msmtp waits so long for each answer; here timeout is for the whole sending, and is left at its 600 seconds" },
    { "auto_from", "off", "msmtp makes up the sender; write it: from name@domain" },
    { "maildomain", "", "msmtp makes up the sender; write it: from name@domain" },
    { "allow_from_override", "on", "a sender that is typed counts before the account's here" },
    { "set_from_header", "auto", "the header of a ready-made mail is not touched by wax send" },
    { "set_date_header", "auto", "the header of a ready-made mail is not touched by wax send" },
    { "set_msgid_header", "auto", "the header of a ready-made mail is not touched by wax send" },
    { "add_missing_from_header", "on", "the header of a ready-made mail is not touched by wax send" },
    { "add_missing_date_header", "on", "the header of a ready-made mail is not touched by wax send" },
    { "undisclosed_recipients", "off", "the header of a ready-made mail is not touched by wax send" },
    { "remove_bcc_headers", "on", "the header of a ready-made mail is not touched by wax send" },
    { "keepbcc", "off", "the header of a ready-made mail is not touched by wax send" },
    { "logfile", "", "no log file is written; the report goes to standard output, or as JSON with --json" },
    { "logfile_time_format", "", "no log file is written" },
    { "syslog", "off", "nothing is written to the system's log" },
    { "ntlmdomain", "", "NTLM is not spoken" },
    { "tls_force_sslv3", "off", "SSL 3 is not spoken" },
    { "tls_min_dh_prime_bits", "", "the strength of the keys is OpenSSL's to judge" },
    { "tls_priorities", "", "the ciphers are chosen by OpenSSL and its system-wide configuration" },
};

static void note_the_rest(struct import *im)
{
    for (size_t i = 0; i < sizeof without / sizeof *without; i++) {
        const char *text = value(im, without[i].command);
        bool is_harmless = !text || strcmp(text, without[i].harmless) == 0 || (!*text && strcmp(without[i].harmless, "on") == 0);
        if (!is_harmless)
            note(im, without[i].command, without[i].sentence);
    }
}

/* -- accounts ----------------------------------------------------------------------------------------------- */

static void choose_name(struct import *im)
{
    size_t n = 0;

    for (const char *p = im->account->name; *p && n < sizeof im->name - 1; p++, n++)
        im->name[n] = strchr("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._@+-", *p) && (n || *p != '-') ? *p : '_';
    if (!n)
        im->name[n++] = '_';
    im->name[n] = 0;
    if (strcmp(im->name, im->account->name) != 0)
        im->wish->note(im->wish->user, im->account->line, "this name has signs that no account here can have; they became _");
}

static bool is_default(const struct msmtp_account *a)
{
    return strcmp(a->name, "default") == 0;
}

static void write_head(struct import *im, const char *key)
{
    im->is_out_of_memory |= !wax__buf_putf(im->out, "%s%s %s\n", buf_len(im->out) ? "\n" : "", key, im->name);
}

static void write_account(struct import *im)
{
    choose_name(im);
    write_head(im, "account");
    write_server(im);
    write_route(im);
    write_from(im);
    write_login(im);
    write_trust(im);
    write_file(im, "aliases", "aliases");
    write_domain(im);
    write_notify(im);
    note_the_rest(im);
}

/* `account default : work` alone says which one it is, and makes no other. */
static void write_default(struct import *im, const struct msmtp_account *a)
{
    im->account = a->only_base ? a->only_base : a;
    choose_name(im);
    write_head(im, "default");
}

static void write_all(struct import *im, const struct msmtp_file *f)
{
    for (size_t i = 0; i < f->n; i++)
        if (is_default(&f->accounts[i]))
            write_default(im, &f->accounts[i]);
    for (size_t i = 0; i < f->n; i++) {
        im->account = &f->accounts[i];
        if (!is_default(im->account) || !im->account->only_base)
            write_account(im);
    }
}

char *msmtp_import(char *text, const struct msmtp_wish *wish)
{
    struct buf out = { 0 };
    struct import im = { .out = &out, .wish = wish, .is_told = calloc(strlen(text) + 2, sizeof *im.is_told) };
    struct msmtp_file f = { 0 };

    if (im.is_told && msmtp_read(&f, text, wish->note, wish->user))
        write_all(&im, &f);
    else
        im.is_out_of_memory = true;
    char *made = im.is_out_of_memory ? NULL : strndup((const char *)buf_data(&out), buf_len(&out));
    free(im.is_told);
    msmtp_free(&f);
    wax__buf_clear(&out);
    return made;
}
