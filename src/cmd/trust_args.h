/* trust_args.h -- what the channel must prove, and who we are to a server that asks: the options, and which of them go together.
 *
 * Knows these options and no server; opens no file.
 */
#ifndef WAX_CMD_TRUST_ARGS_H
#define WAX_CMD_TRUST_ARGS_H

#include "options.h"

/* Strings are borrowed from argv. */
struct trust_args {
    const char    *ca_file, *ca_folder, *crl_file, *verify_name;
    struct strings pins;
    bool           is_pin_only;
    const char    *known_servers;
    bool           accepts_new;
    const char    *cert, *key, *pkcs12, *pkcs12_password_file, *identity;
};

enum { N_TRUST_OPTIONS = 11, TRUST_LINE_MOST = 1024 };

/* The last rows of a command's table; FIELD(x) as in server_args.h. */
#define TRUST_OPTIONS(FIELD) \
    { "ca-folder", "FOLDER", OPTION_TEXT, 0, FIELD(server.trust.ca_folder), "as --ca-file: files named by hash (openssl rehash)" }, \
    { "crl-file", "FILE", OPTION_TEXT, 0, FIELD(server.trust.crl_file), "refuse what these lists revoke, or don't cover" }, \
    { "pin", "PIN", OPTION_LIST, TRUST_LINE_MOST, FIELD(server.trust.pins), "this certificate or key, or none; may be repeated" }, \
    { "pin-only", NULL, OPTION_FLAG, 0, FIELD(server.trust.is_pin_only), "a pin is enough: it may be self-signed" }, \
    { "known-servers", "FILE", OPTION_TEXT, 0, FIELD(server.trust.known_servers), "keys of servers met before count, as with ssh" }, \
    { "insecure-accept-new", NULL, OPTION_FLAG, 0, FIELD(server.trust.accepts_new), "and whoever answers first gets into that file" }, \
    { "cert", NULL, OPTION_TEXT, 0, FIELD(server.trust.cert), NULL }, \
    { "key", "FILE", OPTION_TEXT, 0, FIELD(server.trust.key), "who we are: a certificate with its chain, PEM" }, \
    { "pkcs12", "FILE", OPTION_TEXT, 0, FIELD(server.trust.pkcs12), "the same in one file; its password:" }, \
    { "pkcs12-password-file", "FILE", OPTION_TEXT, 0, FIELD(server.trust.pkcs12_password_file), "its first line" }, \
    { "identity", "URI", OPTION_LINE, TRUST_LINE_MOST, FIELD(server.trust.identity), "the same on a token: pkcs11:..." }

bool trust_args_has_identity(const struct trust_args *);    /* that we can show to a server */
bool trust_args_is_given(const struct trust_args *);        /* anything but the default is demanded */

/* Every problem is said.  `in_clear`: there will be no TLS. */
void trust_args_check(const struct trust_args *, bool in_clear, struct outcome *);

#endif
