/* idna_libidn2.c -- see idna.h: by libidn2, as IDNA 2008 says, with the mapping of capitals and widths that people expect (UTS 46,
 * non-transitional: the letters that IDNA 2003 would have changed stay what they are). */
#include "idna.h"

#include "fail.h"
#include "idn2_library.h"
#include "limit.h"

#include <stdio.h>
#include <string.h>

const char *wax__idna_version(void)
{
    const struct idn2_library *idn2 = wax__idn2_library();

    return idn2 ? idn2->check_version(NULL) : NULL;
}

/* Also where the library is content: an empty label is none. */
static bool is_name(const char *s)
{
    size_t n = 0;

    while (text_is_alpha((uint8_t)s[n]) || text_is_digit((uint8_t)s[n]) || s[n] == '-' || s[n] == '.' || s[n] == '_')
        n++;
    return n && !s[n] && n <= LIMIT_DOMAIN && !strstr(s, "..");
}

static wax_status refuse(struct span domain, const char *reason, wax_error *why)
{
    char seen[120];

    wax__text_printable(seen, sizeof seen, domain.p, domain.len);
    return wax__fail(why, WAX_E_USAGE, "idna", "\"%s\" can't be the name of a domain: %s", seen, reason);
}

/* The library wants a string of its own. */
static wax_status convert(const struct idn2_library *idn2, char to[IDNA_NAME], const char *utf8, struct span domain, wax_error *why)
{
    char *ascii = NULL;
    int rc = idn2->to_ascii_8z(utf8, &ascii, IDN2_NFC_INPUT | IDN2_NONTRANSITIONAL);
    wax_status status = WAX_OK;

    if (rc == IDN2_MALLOC)
        status = wax__fail_memory(why, "idna");
    else if (rc != IDN2_OK)
        status = refuse(domain, idn2->strerror(rc), why);
    else if (!is_name(ascii))
        status = refuse(domain, "a character of it stands for one that no name holds", why);
    else
        snprintf(to, IDNA_NAME, "%s", ascii);
    idn2->free(ascii);
    return status;
}

wax_status wax__idna_to_ascii(char to[IDNA_NAME], struct span domain, wax_error *why)
{
    const struct idn2_library *idn2 = wax__idn2_library();
    char utf8[4 * IDNA_NAME];

    if (!idn2)
        return refuse(domain, "it is not ASCII, and " IDN2_LIBRARY " is not there to convert it; write its A-label form (xn--...)", why);
    if (domain.len >= sizeof utf8)
        return refuse(domain, "it is far too long", why);
    memcpy(utf8, domain.p, domain.len);
    utf8[domain.len] = 0;
    return convert(idn2, to, utf8, domain, why);
}
