/* pgp.c -- OpenPGP mails (RFC 3156) by GnuPG through GPGME: signed beside the mail, or encrypted in its place.
 *
 * Knows the two MIME forms and how GPGME reads and writes; keys are pgp_keys.c's.  Passphrases are between GnuPG's agent and the user: they never
 * pass here. */
#include "fail.h"
#include "multipart.h"
#include "pgp_keys.h"
#include "pgp_version.h"
#include "text.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wax/sign.h>

const char *wax__pgp_version(void)
{
    const struct gpgme_library *gpgme = wax__gpgme_library();

    return gpgme ? gpgme->check_version(NULL) : NULL;
}

/* -- what passes ------------------------------------------------------------------------------------------------ */

/* Both ends of one operation.  The first failure is kept: GPGME has only errno for it. */
struct passing {
    wax_source     from;
    struct buf    *to_buf;          /* one of these */
    struct stored *to_stored;
    wax_error      why;
};

static ssize_t read_entity(void *user, void *to, size_t room)
{
    struct passing *p = user;
    size_t n = 0;

    errno = EIO;
    return p->why.status || p->from.read(p->from.user, to, room, &n, &p->why) ? -1 : (ssize_t)n;
}

static bool put(struct passing *p, const char *from, size_t n)
{
    if (p->to_stored)
        return !wax__spool_put(p->to_stored, from, n, &p->why);
    return wax__buf_put(p->to_buf, from, n) || !wax__fail_memory(&p->why, "sign");
}

/* Armor comes with LF line ends. */
static ssize_t write_armor(void *user, const void *from, size_t n)
{
    struct passing *p = user;
    const char *at = from, *end = at + n;

    errno = EIO;
    while (at < end) {
        const char *lf = memchr(at, '\n', (size_t)(end - at));
        if (!put(p, at, (size_t)((lf ? lf : end) - at)) || (lf && !put(p, "\r\n", 2)))
            return -1;
        at = lf ? lf + 1 : end;
    }
    return (ssize_t)n;
}

typedef gpgme_error_t operate_fn(struct pgp_keys *, gpgme_data_t from, gpgme_data_t to);

static gpgme_error_t operate(struct pgp_keys *k, struct passing *p, operate_fn *how)
{
    struct gpgme_data_cbs reads = { .read = read_entity }, writes = { .write = write_armor };
    gpgme_data_t from = NULL, to = NULL;
    gpgme_error_t e = k->gpgme->data_new_from_cbs(&from, &reads, p);

    if (!e)
        e = k->gpgme->data_new_from_cbs(&to, &writes, p);
    if (!e)
        e = how(k, from, to);
    if (to)
        k->gpgme->data_release(to);
    if (from)
        k->gpgme->data_release(from);
    return e;
}

/* A failure of ours is the reason, whatever GPGME made of it. */
static wax_status fail(const struct pgp_keys *k, const struct passing *p, gpgme_error_t e, const char *what, wax_error *why)
{
    if (p->why.status)
        *why = p->why;
    return p->why.status ? p->why.status : wax__pgp_fail(k, e, what, why);
}

/* -- signed (RFC 3156 s.5) -------------------------------------------------------------------------------------- */

static gpgme_error_t detach(struct pgp_keys *k, gpgme_data_t from, gpgme_data_t to)
{
    return k->gpgme->op_sign(k->context, from, to, GPGME_SIG_MODE_DETACH);
}

/* "pgp-sha512": the name in small letters. */
static bool name_hash(const struct pgp_keys *k, char micalg[MICALG_SIZE])
{
    gpgme_sign_result_t result = k->gpgme->op_sign_result(k->context);
    const char *name = result && result->signatures ? k->gpgme->hash_algo_name(result->signatures->hash_algo) : NULL;

    if (!name)
        return false;
    snprintf(micalg, MICALG_SIZE, "pgp-%s", name);
    for (char *c = micalg; *c; c++)
        *c = (char)text_lower((uint8_t)*c);
    return true;
}

static wax_status sign_pgp(void *keys, const struct sealing *how, struct buf *part, char micalg[MICALG_SIZE], wax_error *why)
{
    struct pgp_keys *k = keys;
    struct passing p = { .from = how->entity, .to_buf = part };

    if (!wax__buf_puts(part, "Content-Type: application/pgp-signature; name=\"signature.asc\"\r\nContent-Description: OpenPGP signature\r\n"
                             "Content-Disposition: attachment; filename=\"signature.asc\"\r\n\r\n"))
        return wax__fail_memory(why, "sign");
    gpgme_error_t e = operate(k, &p, detach);
    if (e || p.why.status)
        return fail(k, &p, e, "the mail could not be signed", why);
    return name_hash(k, micalg) ? WAX_OK : wax__fail(why, WAX_E_INPUT, "sign", "GnuPG signed the mail by a hash that has no name; is GPGME older than GnuPG?");
}

static const struct sealer pgp_signs = { .what = "an OpenPGP signature", .protocol = "application/pgp-signature", .sign = sign_pgp, .free = wax__pgp_keys_free };

void wax_message_pgp_sign(wax_message *m, const char *key)
{
    wax_error *why = wax__mail_may_seal(m, key, "an OpenPGP key");
    struct pgp_keys *k = why ? wax__pgp_keys_new(why) : NULL;

    if (!k)
        return;
    if (wax__pgp_keys_add(k, key, true, why)) {
        wax__pgp_keys_free(k);
        return;
    }
    gpgme_error_t e = k->gpgme->signers_add(k->context, k->at[0]);
    if (e) {
        wax__pgp_fail(k, e, "the OpenPGP key can't be used", why);
        wax__pgp_keys_free(k);
    } else {
        wax__sealer_put(m, &pgp_signs, k, why);
    }
}

/* -- encrypted (RFC 3156 s.4) ----------------------------------------------------------------------------------- */

/* Who names a fingerprint has looked at it; for a mailbox GnuPG must be sure whose key it is. */
static gpgme_error_t encrypt(struct pgp_keys *k, gpgme_data_t from, gpgme_data_t to)
{
    return k->gpgme->op_encrypt(k->context, k->at, k->n_by_fingerprint == k->n ? GPGME_ENCRYPT_ALWAYS_TRUST : 0, from, to);
}

static wax_status encrypt_fail(const struct pgp_keys *k, const struct passing *p, gpgme_error_t e, wax_error *why)
{
    gpgme_encrypt_result_t result = k->gpgme->op_encrypt_result(k->context);
    gpgme_invalid_key_t untrusted = result ? result->invalid_recipients : NULL;

    if (!p->why.status && untrusted)
        return wax__fail(why, WAX_E_INPUT, "sign", "GnuPG is not sure that the OpenPGP key %.64s is its owner's: compare the fingerprint with them, then "
                         "gpg --lsign-key it, or name the key by that fingerprint", untrusted->fpr ? untrusted->fpr : "");
    return fail(k, p, e, "the mail could not be encrypted", why);
}

static wax_status put_around(struct stored *to, bool is_before, const char *boundary, wax_error *why)
{
    struct buf text = { 0 };
    bool good = is_before
        ? wax__buf_putf(&text, "Content-Type: multipart/encrypted; protocol=\"application/pgp-encrypted\";\r\n boundary=\"%s\"\r\n\r\n"
                        "--%s\r\nContent-Type: application/pgp-encrypted\r\n\r\nVersion: 1\r\n\r\n"
                        "--%s\r\nContent-Type: application/octet-stream; name=\"encrypted.asc\"\r\n"
                        "Content-Disposition: inline; filename=\"encrypted.asc\"\r\n\r\n", boundary, boundary, boundary)
        : wax__buf_putf(&text, "\r\n--%s--\r\n", boundary);
    wax_status s = good ? wax__spool_put(to, buf_data(&text), buf_len(&text), why) : wax__fail_memory(why, "sign");

    wax__buf_clear(&text);
    return s;
}

static wax_status encrypt_pgp(void *keys, const struct sealing *how, struct stored *to, wax_error *why)
{
    struct pgp_keys *k = keys;
    struct passing p = { .from = how->entity, .to_stored = to };
    wax_status s = put_around(to, true, how->boundary, why);

    if (s)
        return s;
    gpgme_error_t e = operate(k, &p, encrypt);
    if (e || p.why.status)
        return encrypt_fail(k, &p, e, why);
    return put_around(to, false, how->boundary, why);
}

static bool can_read(void *keys, const char *mailbox)
{
    return wax__pgp_keys_name(keys, mailbox);
}

static const struct sealer pgp_encrypts = { .what = "OpenPGP encryption", .encrypt = encrypt_pgp, .can_read = can_read, .free = wax__pgp_keys_free };

void wax_message_pgp_encrypt(wax_message *m, const char *key)
{
    wax_error *why = wax__mail_may_seal(m, key, "an OpenPGP key");
    struct pgp_keys *k = why ? wax__sealer_keys(m, &pgp_encrypts) : NULL;

    if (!why || (!k && (!(k = wax__pgp_keys_new(why)) || !wax__sealer_put(m, &pgp_encrypts, k, why))))
        return;
    wax__pgp_keys_add(k, key, false, why);
}
