/* server_args.h -- which server, how it is reached, what it must prove and who logs in: the options of every command that calls one.
 *
 * Knows these options and which go together; opens no file, asks for no password, talks to nobody.
 */
#ifndef WAX_CMD_SERVER_ARGS_H
#define WAX_CMD_SERVER_ARGS_H

#include "route_args.h"
#include "stores_args.h"
#include "trust_args.h"

#include <stdint.h>
#include <wax/smtp.h>

/* Strings are borrowed from argv. */
struct server_args {
    const char  *url, *connect_to, *ehlo_name, *timeout;
    const char  *user, *auth, *password_command, *password_file;
    const char  *tls, *account;
    int64_t      timeout_ms;
    bool         weakens_tls;       /* --tls says other than what the URL means by itself: then tls_mode is it */
    wax_tls_mode tls_mode;

    struct route_args  route;
    struct stores_args stores;
    struct trust_args  trust;
};

enum { SERVER_SOURCES = 2 + N_STORES_OPTIONS, SERVER_NAME_MOST = 255, SERVER_LOGIN_MOST = 1024 };

#define OTHER_WAYS "use --password-command 'pass show mail', --password-file FILE, or WAX_PASSWORD in the environment"
#define NO_PASSWORD "everyone on this machine can read a command line, so a password is not taken from it; " OTHER_WAYS

/* Rows for a command's table; FIELD(x) is the offset of x in the command's struct, which has a struct server_args named `server`. */
#define SERVER_OPTIONS(FIELD) \
    { "user", "NAME", OPTION_LINE, SERVER_LOGIN_MOST, FIELD(server.user), "log in; the password: WAX_PASSWORD, or one of" }, \
    { "password-command", "CMD", OPTION_TEXT, 0, FIELD(server.password_command), "its first line of output (no shell)" }, \
    { "password-file", "FILE", OPTION_TEXT, 0, FIELD(server.password_file), "its first line" }, \
    { "auth", "MECHANISM", OPTION_LINE, SERVER_NAME_MOST, FIELD(server.auth), "such as XOAUTH2; default: the strongest offered" }, \
    { "tls", "MODE", OPTION_LINE, SERVER_NAME_MOST, FIELD(server.tls), "required (default), opportunistic, insecure-none" }, \
    { "ca-file", "FILE", OPTION_TEXT, 0, FIELD(server.trust.ca_file), "trust these roots, not the system's" }, \
    { "verify-name", "NAME", OPTION_LINE, SERVER_NAME_MOST, FIELD(server.trust.verify_name), "what the certificate must prove; default: HOST" }, \
    { "connect-to", "ADDRESS", OPTION_LINE, SERVER_NAME_MOST, FIELD(server.connect_to), "go there; HOST stays the name to prove" }, \
    { "ehlo-name", "NAME", OPTION_LINE, SERVER_NAME_MOST, FIELD(server.ehlo_name), "who we say we are" }, \
    { "timeout", "SECONDS", OPTION_LINE, SERVER_NAME_MOST, FIELD(server.timeout), "for all of it; default 600" }

/* And for its table of what is not there, for a reason. */
#define SERVER_ADVICE \
    { "password", NO_PASSWORD }, \
    { "pass", NO_PASSWORD }, \
    { "insecure", "there is no such switch; --ca-file trusts a private authority, --pin-only one key, --verify-name another name" }, \
    { "starttls", "STARTTLS is what submission:// and smtp:// do, and nothing goes without it; leave the option out" }

/* One more, with a screen of its own. */
#define ACCOUNT_OPTIONS(FIELD) \
    { "account", "NAME", OPTION_LINE, SERVER_NAME_MOST, FIELD(server.account), "go by this account of the files; or -a NAME" }

#define ACCOUNT_EXAMPLES \
    "The files are /etc/wax/config and ~/.config/wax/config. What is typed wins:\n\n" \
    "  account work\n" \
    "      server submission://mail.example.org\n" \
    "      from ada@example.org\n" \
    "      user ada\n" \
    "      password-command pass show mail\n\n" \
    "Every option that is not about one mail is a key: man wax-config.\n"

/* What says where the password is, besides the environment: so many of the options. */
size_t server_args_sources(const struct server_args *, const char *names[SERVER_SOURCES]);

void server_args_check(struct server_args *, struct outcome *);    /* every problem is said; the URL itself may be missing */
bool server_args_has_password(const char *url);                     /* perhaps: it must not be repeated */
bool server_args_has_user(const struct server_args *);             /* by --user, or in the URL */
bool server_args_has_no_password(const struct server_args *);      /* GSSAPI, EXTERNAL or ANONYMOUS: something else proves who logs in, or nothing does */
bool server_args_needs_password(const struct server_args *);       /* somebody logs in, and not by GSSAPI, EXTERNAL or ANONYMOUS */

#endif
