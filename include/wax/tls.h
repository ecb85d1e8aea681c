/* tls.h -- what a channel must prove, and what it proved.
 *
 * A wax_tls is a demand: made once, used for any number of streams.  Without a further call it is the strict one: TLS 1.2 or
 * later, a chain to the system's roots, the peer's name in the certificate (RFC 9525: dNSName or iPAddress, never the CN); an OCSP
 * staple is checked if one comes, and must come if the certificate says so (RFC 7633).
 * Setters return nothing: the first failure sticks and is reported by the upgrade.  All strings are copied; a NULL string takes a
 * setting back.  Once set up, it may serve streams in several threads at a time.
 */
#ifndef WAX_TLS_H
#define WAX_TLS_H

#include <stdbool.h>
#include <wax/status.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct wax_tls wax_tls;

wax_tls *wax_tls_new(void);         /* the strict demand of a client; NULL when memory is used up */
void     wax_tls_free(wax_tls *);   /* streams that were upgraded with it live on */

void wax_tls_ca_file(wax_tls *, const char *pem_path);  /* trust these roots, and not the system's (SSL_CERT_DIR, SSL_CERT_FILE) */
void wax_tls_ca_folder(wax_tls *, const char *path);    /* these as well, and not the system's: files named by hash (openssl rehash) */

/* Look into these revocation lists, of which the file may hold many: whatever in the chain is revoked is refused, and so is the whole
 * chain if the list of one of its issuers is missing or has expired. */
void wax_tls_crl_file(wax_tls *, const char *pem_path);

void wax_tls_name(wax_tls *, const char *name);         /* verify this name; default: the host given to the upgrade */
void wax_tls_sni(wax_tls *, const char *name);          /* ask for this name; default: the verified name, none for an IP address */

/* The peer's own certificate or its public key must be one of those pinned, of which there may be 16: "cert-sha256:" or "key-sha256:",
 * then base64, or hexadecimal with or without colons; as in wax_certificate.  Chain and name are checked as well ... */
void wax_tls_pin(wax_tls *, const char *pin);           /* NULL takes all pins back */
void wax_tls_pin_only(wax_tls *);                       /* ... unless this says that a pin is enough: for a self-signed certificate */

/* The keys of servers met before, as ssh keeps them: a file of lines, "mail.example.org key-sha256:...", which counts in place of chain and
 * name.  A server that shows another key is refused, with the line; one that is not there is refused ... */
void wax_tls_known_servers(wax_tls *, const char *path);
void wax_tls_insecure_accept_new(wax_tls *);            /* ... unless this says that whoever answers first is believed, and written down */

/* Who we are, to a server that asks; read when first used.  The last of these three counts.  The key must be the certificate's; an
 * encrypted key file is refused, for there is nobody to ask.  The URI is for an OpenSSL provider's store, such as "pkcs11:..." with
 * pkcs11-provider; it may name a file too. */
void wax_tls_client_certificate(wax_tls *, const char *chain_pem_path, const char *key_pem_path);
void wax_tls_client_pkcs12(wax_tls *, const char *path, const char *password);     /* the password may be NULL; wiped when freed */
void wax_tls_client_uri(wax_tls *, const char *uri);

/* Take any certificate, or none.  The channel is encrypted, to whoever answered: no mechanism shows a secret on it. */
void wax_tls_insecure_no_verify(wax_tls *);

/* Reads its files now, and finds out what the upgrade would find without a peer.  OK; E_USAGE with the sentence: a file that can't be used, a
 * pin that is none, settings that contradict each other; or E_NOMEM.  Blocks on these files alone; what was read serves the upgrades. */
wax_status wax_tls_check(const wax_tls *, wax_error *why_or_null);

/* The role of the server: certificate chain and key, PEM files, read when first used.  Given a CA file, a CA folder or pins (with
 * wax_tls_pin_only: these alone), it demands a certificate of every client, issued for clients; then `subject` in the facts is who came. */
wax_tls *wax_tls_new_server(const char *chain_pem_path, const char *key_pem_path);

/* What the handshake established.  A mechanism that shows a secret asks to see these facts: no facts, no secrets. */
typedef struct wax_tls_info {
    char    version[16];        /* "TLSv1.3" */
    char    cipher[48];         /* "TLS_AES_256_GCM_SHA384" */
    char    group[24];          /* "X25519", or "" where the library does not say */
    char    name[256];          /* the name that was verified, or "" */
    char    subject[256];       /* the peer's certificate, printable */
    char    issuer[256];
    int64_t expires;            /* its notAfter, seconds since 1970 */
    bool    verified;           /* the demand was met in full */
    char    verified_by[48];    /* by what: "system roots", "CA file", "pin", ..., or "not verified" */
    bool    resumed;
    uint8_t exporter[32];       /* tls-exporter channel binding, RFC 9266 */
    bool    has_exporter;       /* TLS 1.3 only: before it, peers disagree on the value */
    uint8_t unique[64];         /* tls-unique, RFC 5929 s.3: TLS 1.2 with extended master secret alone */
    size_t  unique_len;         /* 0: none */
    uint8_t end_point[64];      /* tls-server-end-point, RFC 5929 s.4: a digest of the peer's certificate */
    size_t  end_point_len;
} wax_tls_info;

/* One certificate of a chain. */
typedef struct wax_certificate {
    char    subject[256];       /* printable, as are all texts here */
    char    issuer[256];
    char    names[256];         /* the hosts it is for, "mail.example.org, IP 192.0.2.1", as many as fit; "" for an authority's */
    int64_t begins, expires;    /* seconds since 1970; 0: unreadable */
    char    key[32];            /* "EC 256", "RSA 2048": kind and bits */
    char    cert_pin[72];       /* "cert-sha256:..." of the certificate, "key-sha256:..." of its public key */
    char    key_pin[72];
} wax_certificate;

#ifdef __cplusplus
}
#endif
#endif
