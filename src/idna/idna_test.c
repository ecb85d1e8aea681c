/* idna_test.c -- names in A-labels, and what may not come out. */
#include "idna.h"

#include "test.h"

#include <stdio.h>
#include <string.h>

static wax_status convert(const char *utf8, char to[IDNA_NAME], wax_error *why)
{
    *why = (wax_error){ 0 };
    to[0] = 0;
    return wax__idna_to_ascii(to, (struct span){ (const uint8_t *)utf8, strlen(utf8) }, why);
}

static bool becomes(const char *utf8, const char *ascii)
{
    char to[IDNA_NAME];
    wax_error why;

    return convert(utf8, to, &why) == WAX_OK && strcmp(to, ascii) == 0;
}

static bool is_refused(const char *utf8)
{
    char to[IDNA_NAME];
    wax_error why;

    return convert(utf8, to, &why) == WAX_E_USAGE && *why.text;
}

static void skip_or(void (*check)(void))
{
    if (wax__idna_version())
        check();
    else
        CHECK(is_refused("m\xc3\xbcller.example"));
}

static void names(void)
{
    CHECK(becomes("m\xc3\xbcller.example", "xn--mller-kva.example") && becomes("M\xc3\x9cLLER.example", "xn--mller-kva.example"));
    CHECK(becomes("mu\xcc\x88ller.example", "xn--mller-kva.example"));
    CHECK(becomes("stra\xc3\x9f" "e.example", "xn--strae-oqa.example"));
    CHECK(becomes("\xe4\xbe\x8b\xe3\x81\x88.example", "xn--r8jz45g.example"));
}

TEST("a name beyond ASCII becomes A-labels, as IDNA 2008 says, in capitals and decomposed as well")
{
    skip_or(names);
}

static void no_names(void)
{
    CHECK(is_refused("\xe2\x98\x83.\xe2\x80\x8f" "example") && is_refused("m\xc3\xbc..example"));
    CHECK(is_refused("m\xc3\xbcller\xef\xbc\xa0" "evil.example") && is_refused("m\xc3\xbcller\xef\xbc\x8f" "evil.example"));
    CHECK(is_refused("m\xc3\xbcller\xef\xbc\x9e.example"));
}

TEST("a name that can't exist, or that would hold an @ or a slash once converted, is refused")
{
    skip_or(no_names);
}

/* U+00AD, U+200B, U+2060 and U+180E are seen by nobody; a reader may drop them or keep them. */
static void invisible(void)
{
    static const char *const unseen[] = { "\xc2\xad", "\xe2\x80\x8b", "\xe2\x81\xa0", "\xe1\xa0\x8e" };
    char name[100];

    for (size_t i = 0; i < sizeof unseen / sizeof *unseen; i++) {
        snprintf(name, sizeof name, "m\xc3\xbc%sller.example", unseen[i]);
        CHECK(is_refused(name) || becomes(name, "xn--mller-kva.example"));
    }
    CHECK(becomes("\xef\xbd\x8d\xc3\xbcller.example", "xn--mller-kva.example"));        /* a full-width m */
}

TEST("characters that nobody sees make no other name of one (Nodemailer CVE-2026-92598)")
{
    skip_or(invisible);
}

TEST("a label or a name that is too long is refused, whatever its characters are")
{
    char label[200], name[2000];

    memset(label, 'a', sizeof label);
    memcpy(label, "\xc3\xbc", 2);
    label[sizeof label - 1] = 0;
    CHECK(is_refused(label));
    memset(name, 'a', sizeof name);
    name[0] = '\xc3';
    name[1] = '\xbc';
    name[sizeof name - 1] = 0;
    CHECK(is_refused(name));
}
