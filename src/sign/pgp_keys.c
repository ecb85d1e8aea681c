/* pgp_keys.c -- see pgp_keys.h. */
#include "pgp_keys.h"

#include "fail.h"
#include "text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FINGERPRINT_V4 = 40, FINGERPRINT_V5 = 64, NAME_MOST = 320 };

wax_status wax__pgp_fail(const struct pgp_keys *k, gpgme_error_t e, const char *what, wax_error *why)
{
    char reason[200] = "";

    if (gpgme_err_code(e) == GPG_ERR_ENOMEM)
        return wax__fail_memory(why, "sign");
    k->gpgme->strerror_r(e, reason, sizeof reason);
    return wax__fail(why, WAX_E_INPUT, "sign", "%s; GnuPG says: %s", what, reason);
}

struct pgp_keys *wax__pgp_keys_new(wax_error *why)
{
    const struct gpgme_library *gpgme = wax__gpgme_library();
    struct pgp_keys *k = calloc(1, sizeof *k);

    if (!gpgme)
        wax__fail(why, WAX_E_INPUT, "sign", "OpenPGP needs GPGME, and " GPGME_LIBRARY " can't be loaded; install it (Debian: libgpgme11)");
    else if (!k)
        wax__fail_memory(why, "sign");
    if (!gpgme || !k) {
        free(k);
        return NULL;
    }
    k->gpgme = gpgme;
    gpgme_error_t e = gpgme->create(&k->context);
    if (e) {
        wax__pgp_fail(k, e, "OpenPGP can't be used", why);
        wax__pgp_keys_free(k);
        return NULL;
    }
    gpgme->set_armor(k->context, 1);
    return k;
}

void wax__pgp_keys_free(void *keys)
{
    struct pgp_keys *k = keys;

    for (size_t i = 0; i < k->n; i++)
        k->gpgme->key_unref(k->at[i]);
    if (k->context)
        k->gpgme->release(k->context);
    free(k->at);
    free(k);
}

static bool is_fingerprint(const char *name)
{
    size_t n = strspn(name, "0123456789abcdefABCDEF");

    return !name[n] && (n == FINGERPRINT_V4 || n == FINGERPRINT_V5);
}

/* GnuPG takes a bare mailbox for a part of a name, and would find grandad@x.org for dad@x.org. */
static wax_status exact_name(char to[NAME_MOST], const char *name, wax_error *why)
{
    bool is_mailbox = strchr(name, '@') && !strpbrk(name, "<> \t\r\n");

    if (!is_mailbox && !is_fingerprint(name))
        return wax__fail(why, WAX_E_USAGE, "sign", "an OpenPGP key is named by its mail address, or by its fingerprint in full (gpg --fingerprint); \"%.100s\" is neither", name);
    if (strlen(name) + 3 > NAME_MOST)
        return wax__fail(why, WAX_E_USAGE, "sign", "the name of an OpenPGP key is over %d bytes long", NAME_MOST);
    snprintf(to, NAME_MOST, is_mailbox ? "<%s>" : "%s", name);
    return WAX_OK;
}

static wax_status no_key(const struct pgp_keys *k, gpgme_error_t e, const char *name, bool is_secret, wax_error *why)
{
    const char *kind = is_secret ? "secret" : "public";

    if (gpgme_err_code(e) == GPG_ERR_EOF || gpgme_err_code(e) == GPG_ERR_NOT_FOUND)
        return wax__fail(why, WAX_E_INPUT, "sign", "your keyring has no %s OpenPGP key of %.150s; gpg --list-%s-keys shows what it has, gpg --import FILE adds one", kind,
                         name, kind);
    if (gpgme_err_code(e) == GPG_ERR_AMBIGUOUS_NAME)
        return wax__fail(why, WAX_E_USAGE, "sign", "your keyring has several %s OpenPGP keys of %.150s; name one by its fingerprint (gpg --fingerprint)", kind, name);
    return wax__pgp_fail(k, e, "the OpenPGP key can't be looked for", why);
}

static wax_status check_key(const gpgme_key_t key, const char *name, bool is_secret, wax_error *why)
{
    const char *wrong = key->revoked ? "is revoked" : key->expired ? "has expired" : key->disabled ? "is disabled" : key->invalid ? "is invalid"
                      : is_secret && !key->can_sign ? "is not for signing" : !is_secret && !key->can_encrypt ? "is not for encrypting" : NULL;

    return wrong ? wax__fail(why, WAX_E_INPUT, "sign", "the OpenPGP key of %.150s %s; get or make another", name, wrong) : WAX_OK;
}

static bool put(struct pgp_keys *k, gpgme_key_t key)
{
    gpgme_key_t *more = realloc(k->at, (k->n + 2) * sizeof *more);

    if (!more)
        return false;
    k->at = more;
    k->at[k->n++] = key;
    k->at[k->n] = NULL;
    return true;
}

wax_status wax__pgp_keys_add(struct pgp_keys *k, const char *name, bool is_secret, wax_error *why)
{
    char exact[NAME_MOST];
    gpgme_key_t key = NULL;
    wax_status s = exact_name(exact, name, why);

    if (s)
        return s;
    gpgme_error_t e = k->gpgme->get_key(k->context, exact, &key, is_secret);
    if (e)
        return no_key(k, e, name, is_secret, why);
    if (!(s = check_key(key, name, is_secret, why)) && !put(k, key))
        s = wax__fail_memory(why, "sign");
    if (s)
        k->gpgme->key_unref(key);
    k->n_by_fingerprint += !s && is_fingerprint(name);
    return s;
}

static bool is_named(const gpgme_key_t key, const char *mailbox)
{
    for (gpgme_user_id_t id = key->uids; id; id = id->next)
        if (!id->revoked && !id->invalid && id->address && wax__text_same((struct span){ (const uint8_t *)mailbox, strlen(mailbox) }, id->address))
            return true;
    return false;
}

bool wax__pgp_keys_name(const struct pgp_keys *k, const char *mailbox)
{
    bool found = k->n_by_fingerprint > 0;

    for (size_t i = 0; !found && i < k->n; i++)
        found = is_named(k->at[i], mailbox);
    return found;
}
