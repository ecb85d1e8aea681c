/* demand.h -- what a channel must prove: filled in by policy, obeyed by stream.
 *
 * Plain data.  Zeroed, it is the strict demand: TLS 1.2 or later, chain to the system's roots, the host's name.  Everything
 * that weakens it is a field that somebody must set.  Strings are owned by the struct.
 */
#ifndef WAX_TERMS_DEMAND_H
#define WAX_TERMS_DEMAND_H

#include <stdbool.h>
#include <wax/status.h>

enum { DEMAND_PINS = 16 };      /* a key, its successor, and those of the servers behind one name */

struct tls_pin {
    bool    is_of_key;          /* of the public key, else of the whole certificate */
    uint8_t sha256[32];
};

struct tls_demand {
    char *ca_file;              /* PEM; neither this nor the folder: the system's roots */
    char *ca_folder;            /* its files are named by hash, as by openssl rehash */
    char *crl_file;             /* PEM; NULL: nobody asks whether a certificate was revoked */
    char *name;                 /* to verify; NULL: the host given to the upgrade */
    char *sni;                  /* to ask for; NULL: the verified name, none for an IP address */
    struct tls_pin pins[DEMAND_PINS];
    size_t n_pins;              /* 0: none; else the peer must have one of them, besides all the rest */
    bool  pin_only;             /* one of the pins is proof enough, in place of chain and name */
    char *known_servers;        /* the file whose word counts in place of chain and name; NULL: none */
    bool  insecure_accept_new;  /* a server that is not in it is taken, and written into it */
    bool  insecure_no_verify;
    bool  is_server;
    char *chain_file, *key_file;    /* ours; needed in the server's role */
    char *pkcs12_file, *pkcs12_password;    /* ours, in place of these */
    char *identity_uri;         /* ours, from an OpenSSL store: "pkcs11:..." */
};

#endif
