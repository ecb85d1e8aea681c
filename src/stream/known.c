/* known.c -- see known.h: the lines. */
#include "known.h"

#include "fail.h"
#include "pin.h"

#include <string.h>
#include <strings.h>

enum { LINE = 512 };            /* a name of 253 characters, a pin, and a remark */

static wax_status fail_line(const struct acquaintance *a, unsigned n, wax_error *why)
{
    return wax__fail(why, WAX_E_USAGE, "tls", "line %u of the known servers \"%.200s\" can't be read: expected a name, a space and \"key-sha256:...\"",
                     n, a->path);
}

static wax_status fail_changed(const struct acquaintance *a, const struct tls_pin *known, unsigned n, wax_error *why)
{
    char then[PIN_TEXT], now[PIN_TEXT];

    wax__pin_text(then, known);
    wax__pin_text(now, &a->key);
    return wax__fail(why, WAX_E_UNTRUSTED, "tls-key", "the key of %.160s has changed: it is known by %s (line %u of \"%.100s\") and shows %s; somebody may "
                     "stand between: ask its owner, and only then delete that line", a->name, then, n, a->path, now);
}

/* A line in two words: the rest of it is a remark.  False: they are not there. */
static bool split(char *line, const char **name, struct tls_pin *key)
{
    char *rest = NULL;
    const char *pin;

    *name = strtok_r(line, " \t\r\n", &rest);
    pin = *name ? strtok_r(NULL, " \t\r\n", &rest) : NULL;
    return pin && wax__pin_parse(key, pin) && key->is_of_key;
}

static bool is_remark(const char *line)
{
    line += strspn(line, " \t\r\n");
    return !*line || *line == '#';
}

/* A name may have several lines, as several servers may stand behind it.  A last line without an end is one that is being written. */
wax_status wax__known_read(const struct acquaintance *a, FILE *f, wax_error *why)
{
    char line[LINE];
    const char *name;
    struct tls_pin key, other = { 0 };
    unsigned at = 0;

    for (unsigned n = 1; fgets(line, sizeof line, f); n++) {
        if (!strchr(line, '\n'))
            return feof(f) ? (at ? fail_changed(a, &other, at, why) : WAX_AGAIN) : fail_line(a, n, why);
        if (is_remark(line))
            continue;
        if (!split(line, &name, &key))
            return fail_line(a, n, why);
        if (strcasecmp(name, a->name) != 0)
            continue;
        if (memcmp(key.sha256, a->key.sha256, sizeof key.sha256) == 0)
            return WAX_OK;
        other = key;
        at = n;
    }
    return at ? fail_changed(a, &other, at, why) : WAX_AGAIN;
}
