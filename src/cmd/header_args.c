/* header_args.c -- see header_args.h. */
#include "header_args.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

enum { NAME_MOST = 80 };

/* One of these and no other would be two sources for one thing. */
static const struct { const char *name, *instead; } ours[] = {
    { "From", "--from says it" }, { "To", "--to says it" }, { "Cc", "--cc says it" }, { "Bcc", "--bcc says it, and it never leaves" },
    { "Subject", "--subject says it" }, { "Date", "it is the time of sending" }, { "Message-ID", "each mail gets one of its own" },
    { "DKIM-Signature", "--dkim-key makes it" },
};

/* "Name"; false: there is no colon, or the name is too long to be one. */
static bool name_of(const char *line, char name[NAME_MOST + 1])
{
    size_t n = strcspn(line, ":");

    if (!line[n] || !n || n > NAME_MOST)
        return false;
    memcpy(name, line, n);
    name[n] = 0;
    return true;
}

static const char *instead_of(const char *name)
{
    for (size_t i = 0; i < sizeof ours / sizeof *ours; i++)
        if (strcasecmp(name, ours[i].name) == 0)
            return ours[i].instead;
    return NULL;
}

static bool is_there_before(const struct strings *lines, size_t i, const char *name)
{
    char other[NAME_MOST + 1];

    while (i--)
        if (name_of(lines->at[i], other) && strcasecmp(name, other) == 0)
            return true;
    return false;
}

static void check(const struct strings *lines, size_t i, struct outcome *o)
{
    char name[NAME_MOST + 1];

    if (!name_of(lines->at[i], name))
        outcome_usage(o, "--header is a name, a colon and a text, such as 'Auto-Submitted: auto-generated'; \"%.80s\" is not", lines->at[i]);
    else if (strpbrk(name, " \t{}"))
        outcome_usage(o, "--header: \"%s\" is no name of a header field: a name has no blank, and no field of a table stands in it", name);
    else if (instead_of(name))
        outcome_usage(o, "--header can't set %s: %s", name, instead_of(name));
    else if (is_there_before(lines, i, name))
        outcome_usage(o, "--header names %s twice; which one is meant?", name);
}

void header_args_check(const struct strings *lines, struct outcome *o)
{
    for (size_t i = 0; i < lines->n; i++)
        check(lines, i, o);
}

const char *header_args_text(const char *line)
{
    const char *text = strchr(line, ':') + 1;

    return text + strspn(text, " ");
}

void header_args_set(wax_message *m, const struct strings *lines)
{
    char name[NAME_MOST + 1];

    for (size_t i = 0; i < lines->n; i++)
        if (name_of(lines->at[i], name))
            wax_message_set(m, name, header_args_text(lines->at[i]));
}

/* Where programs read addresses or URLs, a value must not be able to bring one of its own. */
enum template_place header_args_place(const char *line)
{
    static const char *const addresses[] = { "Reply-To:", "Sender:", "Disposition-Notification-To:" };

    for (size_t i = 0; i < sizeof addresses / sizeof *addresses; i++)
        if (strncasecmp(line, addresses[i], strlen(addresses[i])) == 0)
            return TEMPLATE_LIST;
    return strncasecmp(line, "List-", 5) == 0 && strncasecmp(line, "List-ID:", 8) != 0 ? TEMPLATE_URL : TEMPLATE_LINE;
}
