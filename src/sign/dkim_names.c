/* dkim_names.c -- see dkim_names.h. */
#include "dkim_names.h"

#include "fail.h"
#include "limit.h"

#include <string.h>

/* RFC 6376 s.5.4.1, and what readers are shown or obey besides.  Each is named as often as it is there; those that are `kept` once more, so that
 * one more of them, which a reader might take for the true one, breaks the signature (s.8.15). */
static const struct { const char *name; bool is_kept; } usual[] = {
    { "From", true }, { "Sender", false }, { "Reply-To", true }, { "Subject", true }, { "Date", true }, { "Message-ID", true },
    { "To", true }, { "Cc", true }, { "MIME-Version", true }, { "Content-Type", true }, { "Content-Transfer-Encoding", false },
    { "In-Reply-To", false }, { "References", false }, { "Auto-Submitted", false },
    { "Resent-Date", false }, { "Resent-From", false }, { "Resent-Sender", false }, { "Resent-To", false }, { "Resent-Cc", false },
    { "Resent-Message-ID", false },
    { "List-Id", false }, { "List-Help", false }, { "List-Unsubscribe", false }, { "List-Unsubscribe-Post", false }, { "List-Subscribe", false },
    { "List-Post", false }, { "List-Owner", false }, { "List-Archive", false },
};

static struct span span_of(const char *text)
{
    return (struct span){ (const uint8_t *)text, strlen(text) };
}

bool wax__dkim_names_default(const struct sign_fields *fields, struct buf *to)
{
    for (size_t i = 0; i < sizeof usual / sizeof *usual; i++) {
        size_t n = wax__sign_fields_named(fields, span_of(usual[i].name)) + usual[i].is_kept;
        for (; n; n--)
            if (!wax__buf_puts(to, buf_len(to) ? ":" : "") || !wax__buf_puts(to, usual[i].name))
                return false;
    }
    return true;
}

bool wax__dkim_names_next(struct span names, size_t *at, struct span *name)
{
    if (*at >= names.len)
        return false;
    const uint8_t *start = names.p + *at, *colon = memchr(start, ':', names.len - *at);
    *name = (struct span){ start, colon ? (size_t)(colon - start) : names.len - *at };
    *at += name->len + 1;
    return true;
}

/* RFC 5322 s.2.2, without the semicolon, which ends a tag. */
static bool is_name(struct span name)
{
    for (size_t i = 0; i < name.len; i++)
        if (name.p[i] <= 32 || name.p[i] > 126 || name.p[i] == ';')
            return false;
    return name.len > 0 && name.len <= LIMIT_FIELD_NAME;
}

/* RFC 6376 s.5.4: From MUST be signed; s.3.5: the signature itself MUST NOT be named. */
wax_status wax__dkim_names_check(const char *names, wax_error *why)
{
    struct span name;
    bool has_from = false;
    size_t len = strlen(names);

    for (size_t at = 0; wax__dkim_names_next(span_of(names), &at, &name);) {
        if (!is_name(name) || wax__text_same(name, "DKIM-Signature"))
            return wax__fail(why, WAX_E_USAGE, "sign", "the list of fields to sign is names with colons between them, as in \"From:To:Subject\"; "
                             "\"%.*s\" is none that can be signed", (int)(name.len < 80 ? name.len : 80), (const char *)name.p);
        has_from = has_from || wax__text_same(name, "From");
    }
    if (!has_from || names[len - 1] == ':')
        return wax__fail(why, WAX_E_USAGE, "sign", "the list of fields to sign must hold From, and end in a name (RFC 6376 s.5.4)");
    return WAX_OK;
}
