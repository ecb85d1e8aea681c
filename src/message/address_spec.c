/* address_spec.c -- see address_spec.h. */
#include "address_spec.h"

#include "atext.h"
#include "fail.h"
#include "idna.h"
#include "limit.h"

#include <string.h>

/* Atoms with single dots between them: its length, 0 when there is none. */
static size_t dot_atom(const uint8_t *p)
{
    size_t n = 0;

    for (;;) {
        size_t atom = wax__address_atom(p + n);
        if (!atom)
            return 0;
        n += atom;
        if (p[n] != '.')
            return n;
        n++;
    }
}

bool wax__address_spec_begins(const uint8_t *p)
{
    size_t n = dot_atom(p);

    return n && p[n] == '@';
}

static bool put_quoted(struct buf *to, const uint8_t *p, size_t n)
{
    bool good = wax__buf_put(to, "\"", 1);

    for (size_t i = 0; i < n; i++)
        good = good && (!(p[i] == '"' || p[i] == '\\') || wax__buf_put(to, "\\", 1)) && wax__buf_put(to, p + i, 1);
    return good && wax__buf_put(to, "\"", 1);
}

/* "ada"@example.org is ada@example.org (RFC 5321 s.4.1.2): what is meant decides, not how it was written. */
static wax_status quoted_local_part(struct address_reader *r, wax_error *why)
{
    struct buf value = { 0 };
    wax_status s = wax__address_quoted(r, &value, why);
    bool good = !s && wax__buf_put(&value, "", 1);

    if (good) {
        const uint8_t *p = buf_data(&value);
        size_t n = buf_len(&value) - 1;
        good = n && dot_atom(p) == n ? wax__buf_put(&r->address_buf, p, n) : put_quoted(&r->address_buf, p, n);
    }
    wax__buf_clear(&value);
    return s ? s : good ? WAX_OK : wax__fail_memory(why, "message");
}

static wax_status local_part(struct address_reader *r, wax_error *why)
{
    size_t n = *r->at == '"' ? 0 : dot_atom(r->at);

    if (*r->at == '"')
        return quoted_local_part(r, why);
    if (!n)
        return wax__address_refuse(r, r->at, "the part before @ is empty, or holds what needs quotation marks there", why);
    if (!wax__buf_put(&r->address_buf, r->at, n))
        return wax__fail_memory(why, "message");
    r->at += n;
    return WAX_OK;
}

/* One label's length; 0 when it is none. */
static size_t label(const uint8_t *p)
{
    size_t n = wax__address_atom(p);

    for (size_t i = 0; i < n; i++)
        if (!atext_is_of_label(p[i]))
            return 0;
    return n > 63 || (n && (p[0] == '-' || p[n - 1] == '-')) ? 0 : n;
}

static size_t domain_name(const uint8_t *p)
{
    size_t n = 0;

    for (;;) {
        size_t one = label(p + n);
        if (!one)
            return 0;
        n += one;
        if (p[n] != '.')
            return n;
        n++;
    }
}

/* [192.0.2.1], [IPv6:2001:db8::1], RFC 5321 s.4.1.3. */
static size_t literal(const uint8_t *p)
{
    size_t n = 1;

    while (text_is_digit(p[n]) || text_is_alpha(p[n]) || (p[n] && strchr(".:-", p[n])))
        n++;
    return n > 1 && p[n] == ']' ? n + 1 : 0;
}

/* Behind a local part in ASCII the domain goes as A-labels, so that servers without SMTPUTF8 can take the mail, and its header; behind one
 * that needs SMTPUTF8 anyway it stays as it was written (RFC 6531 s.3.3). */
static wax_status put_domain(struct address_reader *r, struct span name, wax_error *why)
{
    char ascii[IDNA_NAME];
    bool needs_utf8 = !wax__text_is_ascii(buf_data(&r->address_buf), buf_len(&r->address_buf));

    if (needs_utf8 || wax__text_is_ascii(name.p, name.len) || !wax__idna_version())
        return wax__buf_put(&r->address_buf, name.p, name.len) ? WAX_OK : wax__fail_memory(why, "message");
    wax_status s = wax__idna_to_ascii(ascii, name, why);
    if (s)
        return s;
    return wax__buf_puts(&r->address_buf, ascii) ? WAX_OK : wax__fail_memory(why, "message");
}

static wax_status domain(struct address_reader *r, wax_error *why)
{
    size_t n = *r->at == '[' ? literal(r->at) : domain_name(r->at);

    if (!n || n > LIMIT_DOMAIN)
        return wax__address_refuse(r, r->at, "a domain should stand here, like example.org", why);
    wax_status s = put_domain(r, (struct span){ r->at, n }, why);
    r->at += n;
    return s;
}

/* RFC 5322 s.3.4.1 says that white space and comments SHOULD NOT stand around the @; readers differ, so here they can't. */
static wax_status at_sign(struct address_reader *r, wax_error *why)
{
    if (*r->at != '@')
        return wax__address_refuse(r, r->at, "an @ should stand here; a name goes before <the address>", why);
    if (!wax__buf_put(&r->address_buf, r->at++, 1))
        return wax__fail_memory(why, "message");
    return WAX_OK;
}

wax_status wax__address_spec(struct address_reader *r, wax_error *why)
{
    const uint8_t *start = r->at;
    wax_status s;

    if ((s = local_part(r, why)) || (s = at_sign(r, why)) || (s = domain(r, why)))
        return s;
    if (buf_len(&r->address_buf) > LIMIT_PATH)
        return wax__address_refuse(r, start, "the address is far too long", why);
    if (!wax__buf_put(&r->address_buf, "", 1))
        return wax__fail_memory(why, "message");
    r->address = (const char *)buf_data(&r->address_buf);
    return WAX_OK;
}
