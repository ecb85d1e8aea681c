/* about.c -- fields that say what a mail is in answer to, and how to get no more of it: written so that programs understand them.
 *
 * Knows RFC 5322 s.3.6.4, RFC 2369 and RFC 8058; sets fields as any caller could. */
#include "fail.h"
#include "limit.h"
#include "mail.h"
#include "text.h"

#include <string.h>

/* "<left@right>" in ASCII without blanks: what a reader's program compares byte by byte. */
static bool is_id(const char *p, size_t n)
{
    const char *at = memchr(p, '@', n);

    if (n < 5 || p[0] != '<' || p[n - 1] != '>' || !at || at == p + 1 || at == p + n - 2)
        return false;
    for (size_t i = 1; i < n - 1; i++)
        if (p[i] <= 32 || p[i] > 126 || p[i] == '<' || p[i] == '>')
            return false;
    return true;
}

/* RFC 5322 s.3.6.4: what the other had in References, and then its own id.  Where that grows too long the oldest but the first go, as
 * readers do: the first names the thread. */
static bool put_references(struct buf *to, const char *references, const char *id)
{
    size_t n = references ? strlen(references) : 0, first = n ? strcspn(references, " \t\r\n") : 0;
    const char *rest = n ? references + first : "";

    while (strlen(rest) > LIMIT_REFERENCES) {
        rest += strspn(rest, " \t\r\n");
        rest += strcspn(rest, " \t\r\n");
    }
    return wax__buf_put(to, references ? references : "", first) && wax__buf_puts(to, rest) && wax__buf_putf(to, " %s", id);
}

void wax_message_in_reply_to(wax_message *m, const char *message_id, const char *references_or_null)
{
    struct buf references = { 0 };

    if (!wax__mail_may_compose(m, message_id, "what it answers"))
        return;
    if (!is_id(message_id, strlen(message_id)))
        wax__fail(&m->error, WAX_E_USAGE, "message", "\"%.80s\" is no Message-ID: \"<something@example.org>\" is one, with its brackets", message_id);
    else if (!put_references(&references, references_or_null, message_id))
        wax__fail_memory(&m->error, "message");
    else {
        wax_message_set(m, "In-Reply-To", message_id);
        wax_message_set(m, "References", (const char *)buf_data(&references));
    }
    wax__buf_clear(&references);
}

/* What stands between < and >: nothing that ends either, or a line. */
static bool is_url(const char *url, const char *scheme)
{
    size_t n = strlen(scheme), len = strlen(url);

    if (len <= n || len > LIMIT_UNSUBSCRIBE || !wax__text_same((struct span){ (const uint8_t *)url, n }, scheme))
        return false;
    for (size_t i = 0; i < len; i++)
        if (url[i] <= 32 || url[i] > 126 || strchr("<>,\"\\", url[i]))
            return false;
    return true;
}

static bool put_ways(struct buf *to, const char *https_url, const char *mailto)
{
    return wax__buf_putf(to, "<%s>", https_url) && (!mailto || wax__buf_putf(to, ", <%s>", mailto));
}

/* RFC 8058 s.3.1: an https URL, and this one line beside it. */
void wax_message_unsubscribe(wax_message *m, const char *https_url, const char *mailto_or_null)
{
    struct buf ways = { 0 };

    if (!wax__mail_may_compose(m, https_url, "the URL to unsubscribe by"))
        return;
    if (!is_url(https_url, "https://") || (mailto_or_null && !is_url(mailto_or_null, "mailto:")))
        wax__fail(&m->error, WAX_E_USAGE, "message", "one click unsubscribes by an https:// URL, and perhaps a mailto: one besides, in ASCII without "
                  "blanks, commas and brackets; at most %d bytes", LIMIT_UNSUBSCRIBE);
    else if (!put_ways(&ways, https_url, mailto_or_null))
        wax__fail_memory(&m->error, "message");
    else {
        wax_message_set(m, "List-Unsubscribe", (const char *)buf_data(&ways));
        wax_message_set(m, "List-Unsubscribe-Post", "List-Unsubscribe=One-Click");
    }
    wax__buf_clear(&ways);
}
