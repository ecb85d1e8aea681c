/* field.c -- see field.h. */
#include "field.h"

#include "address.h"
#include "fail.h"
#include "limit.h"
#include "words.h"

#include <string.h>

#define OF_SERVERS "servers write it, on the way"
#define OF_OURS "it follows from the body, and is written with it"
#define OF_RESENT "a mail is sent on as a ready-made one, with its header as it is"

/* The first that fits decides; a name that ends in '*' fits all that begin so. */
static const struct field_law laws[] = {
    { "From", FIELD_MAILBOXES, NULL, NULL },
    { "Sender", FIELD_MAILBOX, NULL, NULL },
    { "Reply-To", FIELD_ADDRESSES, NULL, NULL },
    { "To", FIELD_RECIPIENTS, NULL, NULL },
    { "Cc", FIELD_RECIPIENTS, NULL, NULL },
    { "Bcc", FIELD_HIDDEN, NULL, NULL },
    { "Disposition-Notification-To", FIELD_MAILBOXES, NULL, NULL },
    { "Subject", FIELD_TEXT, NULL, NULL },
    { "Date", FIELD_TOKENS, NULL, NULL },
    { "Message-ID", FIELD_TOKENS, NULL, NULL },
    { "In-Reply-To", FIELD_TOKENS, NULL, NULL },
    { "References", FIELD_TOKENS, NULL, NULL },
    { "Auto-Submitted", FIELD_TOKENS, NULL, wax__form_auto_submitted },
    { "List-ID", FIELD_TEXT, NULL, wax__form_list_id },
    { "List-Help", FIELD_TOKENS, NULL, wax__form_list_ways },
    { "List-Unsubscribe", FIELD_TOKENS, NULL, wax__form_list_ways },
    { "List-Unsubscribe-Post", FIELD_TOKENS, NULL, wax__form_one_click },
    { "List-Subscribe", FIELD_TOKENS, NULL, wax__form_list_ways },
    { "List-Post", FIELD_TOKENS, NULL, wax__form_list_post },
    { "List-Owner", FIELD_TOKENS, NULL, wax__form_list_ways },
    { "List-Archive", FIELD_TOKENS, NULL, wax__form_list_ways },
    { "List-*", FIELD_TOKENS, NULL, NULL },
    { "MIME-Version", FIELD_NOT_YOURS, OF_OURS, NULL },
    { "Content-*", FIELD_NOT_YOURS, OF_OURS, NULL },
    { "Resent-*", FIELD_NOT_YOURS, OF_RESENT, NULL },
    { "Return-Path", FIELD_NOT_YOURS, OF_SERVERS, NULL },
    { "Received", FIELD_NOT_YOURS, OF_SERVERS, NULL },
    { NULL, FIELD_TEXT, NULL, NULL }
};

static bool fits(const struct field_law *law, const char *name)
{
    size_t n = strlen(law->name), len = strlen(name);

    if (law->name[n - 1] != '*')
        return wax__text_same(span_of(name, len), law->name);
    if (len < n - 1)
        return false;
    for (size_t i = 0; i < n - 1; i++)
        if (text_lower((uint8_t)name[i]) != text_lower((uint8_t)law->name[i]))
            return false;
    return true;
}

static const struct field_law *law_in(const struct field_law *law, const char *name)
{
    while (law->name && !fits(law, name))
        law++;
    return law;
}

const struct field_law *wax__field_law(const char *name)
{
    return law_in(laws, name);
}

/* RFC 2045 s.9: in a part only what begins so has a meaning. */
static const struct field_law part_laws[] = {
    { "Content-Type", FIELD_NOT_YOURS, "it is the type that the part was made with", NULL },
    { "Content-Transfer-Encoding", FIELD_NOT_YOURS, "it follows from the part's bytes", NULL },
    { "Content-ID", FIELD_NOT_YOURS, "wax_part_id says it", NULL },
    { "Content-Disposition", FIELD_NOT_YOURS, "wax_part_disposition says it", NULL },
    { "Content-Description", FIELD_TEXT, NULL, NULL },
    { "Content-*", FIELD_TOKENS, NULL, NULL },
    { NULL, FIELD_NOT_YOURS, "a part's fields describe what it holds, and their names begin with Content- (RFC 2045 s.9)", NULL }
};

const struct field_law *wax__field_part_law(const char *name)
{
    return law_in(part_laws, name);
}

/* RFC 5322 s.2.2: printable ASCII without the colon. */
static wax_status check_name(const char *name, wax_error *why)
{
    size_t n = 0;

    while (name[n] > 32 && name[n] < 127 && name[n] != ':')
        n++;
    if (n == 0 || name[n] || n > LIMIT_FIELD_NAME)
        return wax__fail(why, WAX_E_USAGE, "message", "\"%.80s\" is no name of a header field: 1 to %d printable ASCII characters without "
                         "space or colon are", name, LIMIT_FIELD_NAME);
    return WAX_OK;
}

/* What ends a line, moves a cursor or breaks UTF-8 can't stand in any field. */
static wax_status check_characters(const char *name, const char *text, wax_error *why)
{
    const uint8_t *p = (const uint8_t *)text;

    for (size_t n; *p; p += n) {
        n = wax__text_utf8_len(p, strnlen((const char *)p, 4));
        if (!n)
            return wax__fail(why, WAX_E_USAGE, "message", "%s is not UTF-8: byte %zu is 0x%02x", name, (size_t)((const char *)p - text) + 1, *p);
        if ((*p < 32 && *p != '\t') || *p == 127 || (n == 2 && p[0] == 0xC2 && p[1] < 0xA0))
            return wax__fail(why, WAX_E_USAGE, "message", "%s holds a control character, 0x%02x, at byte %zu; line ends and others can't stand in "
                             "a header field", name, p[n - 1], (size_t)((const char *)p - text) + 1);
    }
    if ((const char *)p - text > LIMIT_FIELD_TEXT)
        return wax__fail(why, WAX_E_USAGE, "message", "%s holds more than %d bytes, and servers would cut it", name, LIMIT_FIELD_TEXT);
    return WAX_OK;
}

/* Tokens are sent as they are, so each must fit on a line and be ASCII; there must be one. */
static wax_status check_tokens(const char *name, const char *text, wax_error *why)
{
    size_t n = strspn(text, " \t");

    if (!text[n])
        return wax__fail(why, WAX_E_USAGE, "message", "%s is empty", name);
    if (!wax__text_is_ascii(text, strlen(text)))
        return wax__fail(why, WAX_E_USAGE, "message", "%s takes ASCII only", name);
    for (const char *p = text; *p; p += n) {
        p += strspn(p, " \t");
        n = strcspn(p, " \t");
        if (n > LIMIT_HEADER_WORD)
            return wax__fail(why, WAX_E_USAGE, "message", "%s holds %zu bytes without a space; at most %d fit on a line", name, n, LIMIT_HEADER_WORD);
    }
    return WAX_OK;
}

/* Reads the list through; *n says how many mailboxes it holds. */
static wax_status check_addresses(const char *name, const char *list, bool takes_groups, size_t *n, wax_error *why)
{
    struct address_reader r;
    enum address_kind kind = ADDRESS_MAILBOX;
    wax_status s = wax__address_begin(&r, list, name, why);

    *n = 0;
    while (!s && kind != ADDRESS_END) {
        s = wax__address_next(&r, &kind, why);
        *n += !s && kind == ADDRESS_MAILBOX;
        if (!s && kind == ADDRESS_GROUP && !takes_groups)
            s = wax__fail(why, WAX_E_USAGE, "message", "%s takes mailboxes, and \"%.60s\" is a group", name, r.name);
    }
    wax__address_finish(&r);
    return s;
}

static wax_status check_mailbox(const char *name, const char *list, wax_error *why)
{
    size_t n;
    wax_status s = check_addresses(name, list, false, &n, why);

    if (!s && n != 1)
        return wax__fail(why, WAX_E_USAGE, "message", "%s takes one mailbox, not %zu", name, n);
    return s;
}

static wax_status check_kind(const struct field_law *law, const char *name, const char *text, wax_error *why)
{
    wax_status s;
    size_t n;

    switch (law->kind) {
    case FIELD_TEXT: return check_characters(name, text, why);
    case FIELD_TOKENS: return (s = check_characters(name, text, why)) ? s : check_tokens(name, text, why);
    case FIELD_MAILBOX: return check_mailbox(name, text, why);
    case FIELD_MAILBOXES: return check_addresses(name, text, false, &n, why);
    case FIELD_ADDRESSES: case FIELD_RECIPIENTS: case FIELD_HIDDEN: return check_addresses(name, text, true, &n, why);
    case FIELD_NOT_YOURS: break;
    }
    return wax__fail(why, WAX_E_USAGE, "message", "%s can't be set: %s", name, law->reason);
}

wax_status wax__field_check_as(const struct field_law *law, const char *name, const char *text, wax_error *why)
{
    wax_status s = check_name(name, why);

    if (!s)
        s = check_kind(law, name, text, why);
    return s || !law->form ? s : law->form(name, text, why);
}

wax_status wax__field_check(const char *name, const char *text, wax_error *why)
{
    return wax__field_check_as(wax__field_law(name), name, text, why);
}

static struct span trimmed(const char *text)
{
    const char *p = text + strspn(text, " \t");
    size_t n = strlen(p);

    while (n && (p[n - 1] == ' ' || p[n - 1] == '\t'))
        n--;
    return span_of(p, n);
}

static void put_tokens(struct folding *f, struct span text)
{
    while (text.len) {
        const uint8_t *end = text.p;
        while (end < text.p + text.len && *end != ' ' && *end != '\t')
            end++;
        size_t n = (size_t)(end - text.p);
        if (n)
            wax__fold_word(f, span_of(" ", 1), span_of(text.p, n));
        n += n < text.len;
        text = span_of(text.p + n, text.len - n);
    }
}

static void put_name(struct folding *f, const char *name, bool is_group)
{
    bool is_encoded = *name && wax__words_phrase(f, span_of(name, strlen(name)));

    if (is_group && is_encoded)
        wax__fold_word(f, span_of(" ", 1), span_of(":", 1));    /* RFC 2047 s.5 (3): nothing touches an encoded-word */
    else if (is_group)
        wax__fold_glue(f, ":");
}

static void put_mailbox(struct folding *f, const char *name, const char *address)
{
    char bracketed[LIMIT_PATH + 3];
    size_t n = strlen(address);

    put_name(f, name, false);
    if (!*name) {
        wax__fold_word(f, span_of(" ", 1), span_of(address, n));
        return;
    }
    bracketed[0] = '<';
    memcpy(bracketed + 1, address, n);
    bracketed[n + 1] = '>';
    wax__fold_word(f, span_of(" ", 1), span_of(bracketed, n + 2));
}

static void put_address(struct folding *f, const struct address_reader *r, enum address_kind kind, bool needs_comma)
{
    if (needs_comma && (kind == ADDRESS_MAILBOX || kind == ADDRESS_GROUP))
        wax__fold_glue(f, ",");
    switch (kind) {
    case ADDRESS_MAILBOX: put_mailbox(f, r->name, r->address); break;
    case ADDRESS_GROUP: put_name(f, r->name, true); break;
    case ADDRESS_GROUP_END: wax__fold_glue(f, ";"); break;
    case ADDRESS_END: break;
    }
}

static wax_status put_addresses(struct folding *f, const char *name, const char *list, wax_error *why)
{
    struct address_reader r;
    enum address_kind kind = ADDRESS_GROUP;
    wax_status s = wax__address_begin(&r, list, name, why);

    while (!s && kind != ADDRESS_END) {
        bool needs_comma = kind != ADDRESS_GROUP;
        s = wax__address_next(&r, &kind, why);
        if (!s)
            put_address(f, &r, kind, needs_comma);
    }
    wax__address_finish(&r);
    return s;
}

wax_status wax__field_put_as(struct buf *to, const struct field_law *law, const char *name, const char *text, wax_error *why)
{
    struct folding f;
    wax_status s = WAX_OK;

    wax__fold_begin(&f, to, law->name && !strchr(law->name, '*') ? law->name : name);
    if (law->kind == FIELD_TEXT)
        wax__words_text(&f, trimmed(text));
    else if (law->kind == FIELD_TOKENS)
        put_tokens(&f, trimmed(text));
    else
        s = put_addresses(&f, name, text, why);
    return wax__fold_end(&f) || s ? s : wax__fail_memory(why, "message");
}

wax_status wax__field_put(struct buf *to, const char *name, const char *text, wax_error *why)
{
    return wax__field_put_as(to, wax__field_law(name), name, text, why);
}
