/* peer_name.c -- see peer_name.h. */
#include "peer_name.h"

#include "fail.h"
#include "text.h"

#include <string.h>

enum { NAME = 253, LABEL = 63 };        /* RFC 1035 s.2.3.4, as text */

static bool is_label_char(char c)
{
    return text_is_alpha((uint8_t)c) || text_is_digit((uint8_t)c) || c == '-' || c == '_';
}

/* Labels of RFC 1035, and the underscore that real names have.  An empty label is refused, a leading one above all: OpenSSL takes
 * ".example.org" for "any name below example.org". */
static const char *fault_of_name(const char *name)
{
    size_t label = 0;

    if (strlen(name) > NAME)
        return "it is longer than 253 characters";
    for (const char *p = name; *p; p++) {
        if (*p != '.' && !is_label_char(*p))
            return (uint8_t)*p >= 0x80 ? "write it in its ASCII form, xn--..." : "a host name has letters, digits, '-' and '.' only";
        label = *p == '.' ? 0 : label + 1;
        if (label > LABEL || (label == 0 && (p == name || p[1] == '.' || !p[1])))
            return label ? "a label is longer than 63 characters" : "a label is empty";
    }
    return *name ? NULL : "it is empty";
}

static const char *fault_of_ip(const char *ip)
{
    return strlen(ip) > 45 || strspn(ip, "0123456789abcdefABCDEF:.") != strlen(ip) ? "it is no IP address" : NULL;
}

static bool is_ip(const char *host)
{
    return strchr(host, ':') || (*host && strspn(host, "0123456789.") == strlen(host));
}

/* The part of `host` that names: without brackets, zone ("fe80::1%eth0": the zone is ours, no certificate knows it), final dot. */
static size_t core_of(const char **host)
{
    size_t len = strlen(*host);

    if (len > 1 && (*host)[0] == '[' && (*host)[len - 1] == ']') {
        ++*host;
        len -= 2;
    }
    if (memchr(*host, ':', len) && memchr(*host, '%', len))
        return (size_t)((const char *)memchr(*host, '%', len) - *host);
    return len > 1 && (*host)[len - 1] == '.' ? len - 1 : len;
}

wax_status wax__peer_name(struct peer_name *to, const char *host, wax_error *why)
{
    const char *core = host;
    size_t len = core_of(&core);

    *to = (struct peer_name){ 0 };
    if (len >= sizeof to->text)
        return wax__fail(why, WAX_E_USAGE, "tls", "a name of %zu characters can't be a host's: it is longer than 253 characters", len);
    memcpy(to->text, core, len);
    to->is_ip = is_ip(to->text);
    const char *fault = to->is_ip ? fault_of_ip(to->text) : fault_of_name(to->text);
    if (!fault)
        return WAX_OK;
    *to = (struct peer_name){ 0 };
    return wax__fail(why, WAX_E_USAGE, "tls", "\"%.300s\" can't be the name of a TLS peer: %s", host, fault);
}
