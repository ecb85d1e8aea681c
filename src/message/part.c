/* part.c -- see part.h. */
#include "part.h"

#include "fail.h"
#include "normalise.h"
#include "text.h"

#include <stdlib.h>
#include <string.h>

/* Line numbers, as editors have them: an error in a text is found there. */
static wax_status check_utf8(const char *what, const char *text, wax_error *why)
{
    const uint8_t *p = (const uint8_t *)text, *line_start = p;
    size_t line = 1;

    for (size_t n; *p; p += n) {
        if (!(n = wax__text_utf8_len(p, strnlen((const char *)p, 4))))
            return wax__fail(why, WAX_E_USAGE, "message", "%s is not UTF-8: line %zu, byte %zu is 0x%02x", what, line,
                             (size_t)(p - line_start) + 1, *p);
        if (*p == '\n') {
            line++;
            line_start = p + 1;
        }
    }
    return WAX_OK;
}

static wax_status copy_all(struct buf *to, struct normaliser *from, wax_error *why)
{
    size_t got = 1;
    wax_status s = WAX_OK;

    while (!s && got) {
        uint8_t *room = wax__buf_room(to, LIMIT_MESSAGE_CHUNK);
        if (!room)
            return wax__fail_memory(why, "message");
        s = wax__normalise_read(from, room, LIMIT_MESSAGE_CHUNK, &got, why);
        buf_added(to, s ? 0 : got);
    }
    return s;
}

static wax_status take_lines(struct buf *to, const char *what, const char *text, wax_error *why)
{
    struct memory m = { (const uint8_t *)text, strlen(text), 0 };
    struct normaliser *n = malloc(sizeof *n);

    if (!n)
        return wax__fail_memory(why, "message");
    wax__normalise_begin(n, wax__memory_source(&m), (struct line_law){ what, WAX_E_USAGE, SIZE_MAX });
    wax_status s = copy_all(to, n, why);
    free(n);
    return s;
}

wax_status wax__part_text(struct part *p, const char *type, const char *what, const char *utf8, wax_error *why)
{
    struct profile profile = { 0 };
    struct buf bytes = { 0 };
    wax_status s = check_utf8(what, utf8, why);

    if (s || (s = take_lines(&bytes, what, utf8, why))) {
        wax__buf_clear(&bytes);
        return s;
    }
    wax__profile_add(&profile, buf_data(&bytes), buf_len(&bytes));
    wax__part_empty(p, type);
    p->best = wax__encoding_for(&profile, false);
    p->robust = wax__encoding_for(&profile, true);
    p->bytes = bytes;
    p->memory = (struct memory){ buf_data(&p->bytes), buf_len(&p->bytes), 0 };
    return WAX_OK;
}

void wax__part_empty(struct part *p, const char *type)
{
    wax__part_clear(p);
    p->type = type;
    p->content = wax__memory_source(&p->memory);
}

void wax__part_clear(struct part *p)
{
    if (p->kind != PART_TEXT && p->content.free)
        p->content.free(p->content.user);
    wax__buf_clear(&p->bytes);
    wax__buf_clear(&p->own_type);
    wax__buf_clear(&p->name);
    wax__buf_clear(&p->fields);
    free(p->id);
    *p = (struct part){ 0 };
}
