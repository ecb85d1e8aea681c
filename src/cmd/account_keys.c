/* account_keys.c -- see account_keys.h. */
#include "account_keys.h"

#include "send_args.h"

#include <stdio.h>
#include <string.h>

/* They belong to one mail, or to one time of sending it. */
static const char *const of_one_mail[] = {
    "account", "to", "cc", "bcc", "header", "subject", "text", "html", "text-file", "html-file", "alternative", "attach", "inline", "forward", "invite", "flowed", "binary",
    "trace", "json", "quiet", "envid", "orcpt", "deliver-by", "hold-for", "hold-until", "each", "each-format", "read-envelope", "dry-run", "resume", "timing", "timeline", "events",
    "smime-to", "pgp-to", NULL
};

/* Each row answers one question: where the secret is; which proxy, and its secret; who we are; who signs. */
static const char *const kin[][12] = {
    { "password-command", "password-file", "netrc", "netrc-file", "secret-service", "oauth-token-url", "oauth-client-id",
      "oauth-client-secret-file", "oauth-refresh-token-file", "oauth-scope", "oauth-ca-file", NULL },
    { "proxy", "proxy-password-file", "proxy-password-command", NULL },
    { "cert", "key", "pkcs12", "pkcs12-password-file", "identity", NULL },
    { "dkim-domain", "dkim-selector", "dkim-key", NULL },
};

static bool is_one_of(const char *name, const char *const *names)
{
    while (*names && strcmp(*names, name) != 0)
        names++;
    return *names != NULL;
}

const struct option *account_keys_find(const char *key)
{
    return is_one_of(key, of_one_mail) ? NULL : options_find(send_args_command(), key);
}

bool account_keys_is_key(const char *key)
{
    static const char *const own[] = { "account", "default", "match", NULL };

    return is_one_of(key, own) || account_keys_find(key);
}

bool account_keys_are_kin(const char *key, const char *other)
{
    if (strcmp(key, other) == 0)
        return true;
    for (size_t i = 0; i < sizeof kin / sizeof *kin; i++)
        if (is_one_of(key, kin[i]))
            return is_one_of(other, kin[i]);
    return false;
}

bool account_keys_is_path(const struct option *o)
{
    const char *argument = options_argument(o);

    return strcmp(argument, "FILE") == 0 || strcmp(argument, "FOLDER") == 0;
}

/* -- what is none ------------------------------------------------------------------------------------------- */

static const struct advice advice[] = {
    { "password", "there is no key 'password': the file says where the password is, never the password; use password-command, password-file (chmod 600) "
                  "or secret-service" },
    { "host", "there is no key 'host'; say the server as a URL: server submission://mail.example.org" },
    { "port", "there is no key 'port'; it stands in the server's URL: server submission://mail.example.org:2587" },
    { "passwordeval", "there is no key 'passwordeval'; it is password-command here, and runs without a shell" },
    { "insecure", "there is no key 'insecure'; ca-file trusts a private authority, pin-only one key, verify-name another name" },
};

static const char *nearest(const char *unknown)
{
    const struct command *c = send_args_command();
    const char *words[132] = { "account", "default", "match" };
    size_t n = 3;

    for (size_t i = 0; i < c->n_options && n < 131; i++)
        if (!is_one_of(c->options[i].name, of_one_mail))
            words[n++] = c->options[i].name;
    return options_nearest(unknown, words);
}

void account_keys_explain(char *to, size_t size, const char *unknown)
{
    const char *near = strncmp(unknown, "passw", 5) == 0 || strncmp(unknown, "pasw", 4) == 0 ? "password-command" : nearest(unknown);

    for (size_t i = 0; i < sizeof advice / sizeof *advice; i++)
        if (strcmp(advice[i].name, unknown) == 0) {
            snprintf(to, size, "%s", advice[i].sentence);
            return;
        }
    if (is_one_of(unknown, of_one_mail))
        snprintf(to, size, "'%s' is about one mail, so it is an option of wax send and no key", unknown);
    else if (near)
        snprintf(to, size, "there is no key '%.60s'; did you mean '%s'?", unknown, near);
    else
        snprintf(to, size, "there is no key '%.60s'; man wax-config lists them", unknown);
}
