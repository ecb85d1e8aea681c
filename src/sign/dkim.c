/* dkim.c -- DKIM: what was asked for is checked and kept; when the mail is opened it is read once, signed, and given with the signatures in front.
 *
 * Owns the signers and what they signed last; canonical forms, tags and keys are others'.  The body is hashed once for each canonical form
 * that is in use, however many sign. */
#include "crypto_fail.h"
#include "dkim_field.h"
#include "dkim_names.h"
#include "fail.h"
#include "framed.h"
#include "limit.h"
#include "seal.h"
#include "survey.h"

#include <stdlib.h>
#include <string.h>
#include <wax/sign.h>

struct dkim {
    struct seal         seal;
    struct dkim_signer *signers;
    struct buf          signatures;     /* the fields, of the mail as it was seen */
    struct seen         seen;
};

/* -- a signer --------------------------------------------------------------------------------------------------- */

static void free_signer(struct dkim_signer *s)
{
    wax__dkim_key_clear(&s->key);
    free(s->domain);
    free(s->selector);
    free(s->identity);
    free(s->names);
    free(s);
}

/* RFC 6376 s.3.5 d=, s=: labels of letters, digits and hyphens; the underscore lives in real zones. */
static wax_status check_labels(const char *tag, const char *what, const char *text, wax_error *why)
{
    size_t len = text ? strlen(text) : 0, label = 0;

    for (size_t i = 0; i < len; i++) {
        uint8_t c = (uint8_t)text[i];
        bool is_end = c == '.' && label > 0;
        if (!is_end && !text_is_alpha(c) && !text_is_digit(c) && c != '-' && c != '_')
            len = 0;
        label = is_end ? 0 : label + 1;
    }
    if (len && len <= LIMIT_DOMAIN && label)
        return WAX_OK;
    return wax__fail(why, WAX_E_USAGE, "sign", "the DKIM %s is written like %s, as in DNS, in ASCII; \"%.100s\" is not", what, tag, text ? text : "NULL");
}

/* RFC 6376 s.3.5 i=: the domain is that of d= or below it. */
static wax_status check_identity(const wax_dkim *wish, wax_error *why)
{
    const char *at = wish->identity ? strrchr(wish->identity, '@') : NULL;
    size_t domain_len = at ? strlen(at + 1) : 0, owner_len = strlen(wish->domain);

    if (!wish->identity)
        return WAX_OK;
    if (at && strlen(wish->identity) < LIMIT_DOMAIN && domain_len >= owner_len) {
        const char *end = at + 1 + (domain_len - owner_len);
        bool is_below = wax__text_same((struct span){ (const uint8_t *)end, owner_len }, wish->domain);
        if (is_below && (end == at + 1 || (end[-1] == '.' && !check_labels("", "", at + 1, NULL))))
            return WAX_OK;
    }
    return wax__fail(why, WAX_E_USAGE, "sign", "the DKIM identity is an address at the signing domain or below it, as in \"@%.100s\"; \"%.100s\" is not",
                     wish->domain, wish->identity);
}

static wax_status check_wish(const wax_dkim *wish, wax_error *why)
{
    const int64_t century_s = 3155760000;
    wax_status s;

    if ((s = check_labels("mail.example.org", "domain", wish->domain, why)) || (s = check_labels("2026-11", "selector", wish->selector, why))
        || (s = check_identity(wish, why)) || (s = wish->fields ? wax__dkim_names_check(wish->fields, why) : WAX_OK))
        return s;
    if (!wish->key_file == !wish->key_pem)
        return wax__fail(why, WAX_E_USAGE, "sign", "a DKIM signature needs one key, from a file or from memory; %s given", wish->key_file ? "both are" : "none is");
    if (wish->valid_s < 0 || wish->valid_s > century_s)
        return wax__fail(why, WAX_E_USAGE, "sign", "a DKIM signature is valid for a number of seconds up to a century, or for ever, which is 0");
    return WAX_OK;
}

static bool copy(char **to, const char *text)
{
    *to = text ? strdup(text) : NULL;
    return *to || !text;
}

static struct dkim_signer *new_signer(const wax_dkim *wish, wax_error *why)
{
    struct dkim_signer *s;

    if (check_wish(wish, why))
        return NULL;
    if (!(s = calloc(1, sizeof *s))) {
        wax__fail_memory(why, "sign");
        return NULL;
    }
    s->header = wish->simple_header ? CANON_SIMPLE : CANON_RELAXED;
    s->body = wish->simple_body ? CANON_SIMPLE : CANON_RELAXED;
    s->valid_s = wish->valid_s;
    if (!copy(&s->domain, wish->domain) || !copy(&s->selector, wish->selector) || !copy(&s->identity, wish->identity)
        || !copy(&s->names, wish->fields))
        wax__fail_memory(why, "sign");
    else if (!wax__dkim_key_read(&s->key, wish->key_file, wish->key_pem, why))
        return s;
    free_signer(s);
    return NULL;
}

/* -- the body's hashes ------------------------------------------------------------------------------------------ */

struct body_hashes {
    struct body_canon canon[CANONS];        /* without a digest context: not in use */
    uint8_t           digest[CANONS][32];
};

static wax_status hash_failed(wax_error *why)
{
    return wax__crypto_fail(why, WAX_E_INPUT, "the body could not be hashed");
}

static wax_status begin_hashes(struct body_hashes *h, const struct dkim *d, wax_error *why)
{
    for (const struct dkim_signer *s = d->signers; s; s = s->next) {
        struct body_canon *c = &h->canon[s->body];
        c->canon = s->body;
        if (!c->md && (!(c->md = EVP_MD_CTX_new()) || EVP_DigestInit_ex(c->md, EVP_sha256(), NULL) != 1))
            return hash_failed(why);
    }
    return WAX_OK;
}

static wax_status hash_body(void *user, const uint8_t *p, size_t len, wax_error *why)
{
    struct body_hashes *h = user;

    for (size_t i = 0; i < CANONS; i++)
        if (h->canon[i].md && !wax__canon_body(&h->canon[i], p, len))
            return hash_failed(why);
    return WAX_OK;
}

static wax_status end_hashes(struct body_hashes *h, wax_error *why)
{
    for (size_t i = 0; i < CANONS; i++)
        if (h->canon[i].md && !wax__canon_body_end(&h->canon[i], h->digest[i]))
            return hash_failed(why);
    return WAX_OK;
}

static void free_hashes(struct body_hashes *h)
{
    for (size_t i = 0; i < CANONS; i++)
        EVP_MD_CTX_free(h->canon[i].md);
}

/* -- signing ---------------------------------------------------------------------------------------------------- */

static wax_status sign_all(struct dkim *d, const struct survey *survey, const struct body_hashes *h, int64_t unix_seconds, wax_error *why)
{
    struct sign_fields fields = { 0 };
    wax_status s = wax__sign_fields(&fields, (struct span){ buf_data(&survey->header), buf_len(&survey->header) }, why);

    for (const struct dkim_signer *one = d->signers; !s && one; one = one->next)
        s = wax__dkim_field(one, &fields, h->digest[one->body], unix_seconds, &d->signatures, why);
    wax__sign_fields_clear(&fields);
    return s;
}

static void forget(struct seal *seal)
{
    struct dkim *d = (struct dkim *)(void *)seal;

    wax__buf_clear(&d->signatures);
    d->seen.is_known = false;
}

static wax_status learn(struct dkim *d, wax_source from, const struct moment *moment, wax_error *why)
{
    struct survey survey = { 0 };
    struct body_hashes hashes = { 0 };
    wax_status s;

    forget(&d->seal);
    if (!(s = begin_hashes(&hashes, d, why)) && !(s = wax__survey(&survey, from, hash_body, &hashes, why)) && !(s = end_hashes(&hashes, why)))
        s = sign_all(d, &survey, &hashes, moment->unix_seconds, why);
    if (!s)
        d->seen = survey.seen;
    free_hashes(&hashes);
    wax__survey_clear(&survey);
    return s;
}

static wax_status open_dkim(struct seal *seal, wax_source from, const struct moment *moment, wax_source *out, wax_error *why)
{
    struct dkim *d = (struct dkim *)(void *)seal;
    wax_status s = d->seen.is_known ? WAX_OK : learn(d, from, moment, why);
    struct span signatures = { buf_data(&d->signatures), buf_len(&d->signatures) };

    return s ? s : wax__framed((struct frame){ .before = signatures, .seen = &d->seen }, from, out, why);
}

static void free_dkim(struct seal *seal)
{
    struct dkim *d = (struct dkim *)(void *)seal;

    for (struct dkim_signer *s = d->signers, *next; s; s = next) {
        next = s->next;
        free_signer(s);
    }
    wax__buf_clear(&d->signatures);
    free(d);
}

static const struct seal_kind dkim_kind = { SEAL_DOMAIN, open_dkim, forget, free_dkim };

/* -- what the application says ---------------------------------------------------------------------------------- */

static struct dkim *dkim_of(wax_message *m)
{
    struct dkim *d = (struct dkim *)(void *)wax__mail_seal(m, SEAL_DOMAIN);

    if (!d && (d = calloc(1, sizeof *d))) {
        d->seal.kind = &dkim_kind;
        wax__mail_put_seal(m, &d->seal);
    }
    return d;
}

void wax_message_dkim_with(wax_message *m, const wax_dkim *wish)
{
    wax_error *why = wax__mail_may_seal(m, wish, "a DKIM signature");
    struct dkim_signer *s = why ? new_signer(wish, why) : NULL;
    struct dkim *d = s ? dkim_of(m) : NULL;

    if (s && !d) {
        wax__fail_memory(why, "sign");
        free_signer(s);
    }
    if (!d)
        return;
    s->next = d->signers;
    d->signers = s;
}

void wax_message_dkim(wax_message *m, const char *domain, const char *selector, const char *key_file)
{
    wax_message_dkim_with(m, &(wax_dkim){ .domain = domain, .selector = selector, .key_file = key_file });
}

const char *wax_message_dkim_advice(const wax_message *m)
{
    const struct dkim *d = m ? (const struct dkim *)(const void *)wax__mail_seal(m, SEAL_DOMAIN) : NULL;

    for (const struct dkim_signer *s = d ? d->signers : NULL; s; s = s->next)
        if (s->key.rsa_bits && s->key.rsa_bits < RSA_ADVISED)
            return "the DKIM key is an RSA key of less than 2048 bits, which receivers need not believe (RFC 8301): make a new one, of 2048 bits";
    return NULL;
}
