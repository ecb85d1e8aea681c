/* field_form.c -- see field_form.h. */
#include "field_form.h"

#include "fail.h"
#include "limit.h"
#include "text.h"

#include <string.h>

static struct span trimmed(const char *text)
{
    const char *p = text + strspn(text, " \t");
    size_t n = strlen(p);

    while (n && (p[n - 1] == ' ' || p[n - 1] == '\t'))
        n--;
    return (struct span){ (const uint8_t *)p, n };
}

/* RFC 3834 s.5 and its registry.  A responder looks for "no" alone: a word of one's own would be believed, and mean nothing. */
wax_status wax__form_auto_submitted(const char *name, const char *text, wax_error *why)
{
    static const char *const words[] = { "no", "auto-generated", "auto-replied", "auto-notified" };
    struct span word = trimmed(text);
    const uint8_t *parameters = memchr(word.p, ';', word.len);

    if (parameters)
        word.len = (size_t)(parameters - word.p);
    while (word.len && (word.p[word.len - 1] == ' ' || word.p[word.len - 1] == '\t'))
        word.len--;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (wax__text_same(word, words[i]))
            return WAX_OK;
    return wax__fail(why, WAX_E_USAGE, "message", "%s is no, auto-generated (nobody pressed a button), auto-replied (it answers a mail) or "
                     "auto-notified; \"%.60s\" is none of them", name, text);
}

/* -- RFC 2919 ------------------------------------------------------------------------------------------------ */

/* dot-atom-text with a dot in it, of at most 255 bytes. */
static bool is_list_id(struct span id)
{
    bool has_dot = false, is_after_dot = true;

    for (size_t i = 0; i < id.len; i++) {
        bool is_dot = id.p[i] == '.';
        if (is_dot ? is_after_dot : id.p[i] <= 32 || id.p[i] > 126 || strchr("()<>[]:;@\\,\"", id.p[i]))
            return false;
        has_dot = has_dot || is_dot;
        is_after_dot = is_dot;
    }
    return has_dot && !is_after_dot && id.len <= LIMIT_LIST_ID;
}

/* One blank before the id: it is a word of its own, which no encoding of the name can take in. */
static bool is_list_name(struct span name)
{
    if (!name.len)
        return true;
    for (size_t i = 0; i + 1 < name.len; i++)
        if (strchr("()<>[]:;@\\,\"", name.p[i]))
            return false;
    return name.len > 1 && name.p[name.len - 1] == ' ' && name.p[name.len - 2] != ' ' && name.p[name.len - 2] != '\t';
}

wax_status wax__form_list_id(const char *name, const char *text, wax_error *why)
{
    struct span all = trimmed(text);
    const uint8_t *open = memchr(all.p, '<', all.len);

    if (open && all.p[all.len - 1] == '>') {
        size_t before = (size_t)(open - all.p);
        if (is_list_name((struct span){ all.p, before }) && is_list_id((struct span){ open + 1, all.len - before - 2 }))
            return WAX_OK;
    }
    return wax__fail(why, WAX_E_USAGE, "message", "%s is a name for people (without quotes, commas and brackets), a blank, and the list's own between "
                     "brackets, with a dot in it, as in: Friends of Wax <friends.example.org>; \"%.80s\" is not of that form", name, text);
}

/* -- RFC 2369 ------------------------------------------------------------------------------------------------ */

/* "scheme:rest" without what would end it (RFC 2369 s.2); its length, 0: it is none. */
static size_t url_len(const char *p)
{
    size_t scheme = 0, n;

    while (text_is_alpha((uint8_t)p[scheme]) || (scheme && (text_is_digit((uint8_t)p[scheme]) || (p[scheme] && strchr("+-.", p[scheme])))))
        scheme++;
    if (!scheme || p[scheme] != ':')
        return 0;
    for (n = scheme + 1; p[n] > 32 && p[n] < 127 && !strchr("<>,\"\\", p[n]);)
        n++;
    return n > scheme + 1 ? n : 0;
}

static size_t blank_len(const char *p)
{
    return strspn(p, " \t");
}

/* "(a comment)", with blanks around it; 0: something else is there, or nothing. */
static size_t comment_len(const char *p)
{
    size_t n = blank_len(p), inside = p[n] == '(' ? strcspn(p + n + 1, "()\\") : 0;

    if (p[n] != '(')
        return n;
    return p[n + 1 + inside] == ')' ? n + inside + 2 + blank_len(p + n + inside + 2) : 0;
}

/* "<url> (comment)"; 0: it is none. */
static size_t way_len(const char *p)
{
    size_t n = blank_len(p), url = p[n] == '<' ? url_len(p + n + 1) : 0;

    if (!url || p[n + 1 + url] != '>')
        return 0;
    n += url + 2;
    return n + comment_len(p + n);
}

wax_status wax__form_list_ways(const char *name, const char *text, wax_error *why)
{
    const char *p = text;
    size_t n = way_len(p);

    while (n && p[n] == ',') {
        p += n + 1;
        n = way_len(p);
    }
    if (n && !p[n])
        return WAX_OK;
    return wax__fail(why, WAX_E_USAGE, "message", "%s is one URL between brackets, or several with commas between them, as in: "
                     "<mailto:list@example.org>, <https://example.org/list>; a comma within one is written %%2C; \"%.80s\" is not of that form", name, text);
}

/* RFC 2369 s.3.4: NO, where nobody may write to the list. */
wax_status wax__form_list_post(const char *name, const char *text, wax_error *why)
{
    const char *p = text + blank_len(text);
    bool is_no = text_lower((uint8_t)p[0]) == 'n' && text_lower((uint8_t)p[1]) == 'o';

    return is_no && !p[2 + comment_len(p + 2)] ? WAX_OK : wax__form_list_ways(name, text, why);
}

/* RFC 8058 s.3.1: these words and no others. */
wax_status wax__form_one_click(const char *name, const char *text, wax_error *why)
{
    if (strcmp(text, "List-Unsubscribe=One-Click") == 0)
        return WAX_OK;
    return wax__fail(why, WAX_E_USAGE, "message", "%s is \"List-Unsubscribe=One-Click\", and nothing else; wax_message_unsubscribe sets it with its URL", name);
}
