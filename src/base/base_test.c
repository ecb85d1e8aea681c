#include "buf.h"
#include "fail.h"
#include "secret.h"
#include "test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The linker sends every free of this program here: what memory holds when it goes back is seen before it goes. */
static struct {
    const uint8_t *memory;
    size_t         len, lead;      /* how far behind the block's beginning the memory may lie */
    bool           was_freed, held_secret;
} watched;

void __real_free(void *);
void __wrap_free(void *p);

void __wrap_free(void *p)
{
    const uint8_t *bytes = p;

    if (p && (uintptr_t)watched.memory - (uintptr_t)bytes <= watched.lead) {
        watched.was_freed = true;
        for (size_t i = 0; i + 6 <= watched.len; i++)
            watched.held_secret = watched.held_secret || memcmp(watched.memory + i, "sesame", 6) == 0;
    }
    __real_free(p);
}

static void watch(const struct buf *b)
{
    watched.memory = b->mem;
    watched.len = b->end;           /* behind it nothing was ever written */
    watched.lead = 0;
    watched.was_freed = watched.held_secret = false;
}

TEST("a buffer gives back what was put, in order, across growth and taking")
{
    struct buf b = { 0 };
    uint8_t next_in = 0, next_out = 0;

    for (int round = 0; round < 2000; round++) {
        for (int i = 0; i < 7; i++, next_in++)
            CHECK(wax__buf_put(&b, &next_in, 1));
        for (int i = 0; i < 5 && buf_len(&b); i++, next_out++) {
            CHECK(buf_data(&b)[0] == next_out);
            wax__buf_take(&b, 1);
        }
    }
    CHECK(buf_len(&b) == 2000 * 2);
    wax__buf_clear(&b);
    CHECK(buf_len(&b) == 0);
}

TEST("a buffer that is drained as it fills does not grow")
{
    struct buf b = { 0 };
    char piece[200] = { 0 };

    for (int i = 0; i < 1000; i++) {
        CHECK(wax__buf_put(&b, piece, sizeof piece));
        wax__buf_take(&b, sizeof piece);
    }
    CHECK(b.size == 256);
    wax__buf_clear(&b);
}

TEST("the first error stays")
{
    wax_error e = { 0 };

    CHECK(wax__fail(&e, WAX_E_IO, "connect", "the first, %d", 1) == WAX_E_IO);
    CHECK(wax__fail(&e, WAX_E_EOF, "greeting", "the second") == WAX_E_IO);
    CHECK(test_same(e.text, "the first, 1"));
    CHECK(test_same(e.stage, "connect"));
}

TEST("an error's text is one printable line however long or wild it was")
{
    wax_error e = { 0 };
    char wild[2000];

    memset(wild, '\n', sizeof wild - 1);
    wild[sizeof wild - 1] = 0;
    wax__fail(&e, WAX_E_PROTOCOL, "a stage whose name is too long", "%s", wild);
    CHECK(strchr(e.text, '\n') == NULL);
    CHECK(strlen(e.text) < sizeof e.text);
    CHECK(strlen(e.stage) < sizeof e.stage);
}

static void fill_and_watch(struct buf *b)
{
    wax__buf_puts(b, "a word and then sesame");
    watch(b);
}

TEST("what a buffer holds is overwritten before its memory goes back")
{
    struct buf b = { 0 };

    fill_and_watch(&b);
    wax__buf_clear(&b);
    CHECK(watched.was_freed && watched.held_secret);
    fill_and_watch(&b);
    wax__buf_wipe(&b);
    CHECK(watched.was_freed && !watched.held_secret);
}

TEST("what was taken from a buffer is overwritten too, however little it holds now")
{
    struct buf b = { 0 };

    fill_and_watch(&b);
    wax__buf_take(&b, buf_len(&b));
    wax__buf_puts(&b, "ok");
    wax__buf_wipe(&b);
    CHECK(watched.was_freed && !watched.held_secret);
}

TEST("a buffer whose bytes slide to its front forgets where they lay")
{
    struct buf b = { 0 };

    for (int i = 0; i < 200; i++)
        wax__buf_puts(&b, "x");
    wax__buf_puts(&b, "sesame");
    watch(&b);
    wax__buf_take(&b, 200);
    CHECK(wax__buf_room(&b, 200) == watched.memory + 6);
    wax__buf_take(&b, 6);
    wax__buf_wipe(&b);
    CHECK(watched.was_freed && !watched.held_secret);
}

TEST("a buffer that grows leaves nothing in the memory it leaves")
{
    struct buf b = { 0 };

    fill_and_watch(&b);
    wax__buf_take(&b, buf_len(&b));
    wax__buf_room(&b, 1000);
    CHECK(watched.was_freed && !watched.held_secret);
    wax__buf_clear(&b);
}

TEST("a secret is a copy, and is gone when cleared")
{
    struct secret s = { 0 };
    char word[] = "sesame";

    CHECK(wax__secret_set(&s, word, 6));
    word[0] = 'X';
    CHECK(test_same_bytes(s.bytes, s.len, "sesame", 6));
    wax__secret_clear(&s);
    CHECK(s.bytes == NULL && s.len == 0);
}

static void watch_secret(const struct secret *s)
{
    watched.memory = s->bytes;
    watched.len = s->len;
    watched.lead = 16384;           /* a page may be that large on the machines we know */
    watched.was_freed = watched.held_secret = false;
}

TEST("a secret is overwritten before its memory goes back, also when another takes its place")
{
    struct secret s = { 0 };

    CHECK(wax__secret_set(&s, "open sesame!", 12));
    watch_secret(&s);
    wax__secret_clear(&s);
    CHECK(watched.was_freed && !watched.held_secret);
    CHECK(wax__secret_set(&s, "open sesame!", 12));
    watch_secret(&s);
    CHECK(wax__secret_set(&s, "another", 7));
    CHECK(watched.was_freed && !watched.held_secret);
    wax__secret_clear(&s);
    watched.memory = NULL;
}

TEST("a secret that is shared is one copy, and is overwritten with the last who holds it")
{
    struct secret s = { 0 }, other = { 0 }, none = { 0 };

    CHECK(wax__secret_set(&s, "open sesame!", 12) && wax__secret_set(&other, "another", 7));
    watch_secret(&other);
    wax__secret_share(&other, &s);
    CHECK(watched.was_freed && !watched.held_secret && other.bytes == s.bytes && other.len == 12);
    watch_secret(&s);
    wax__secret_clear(&s);
    CHECK(!watched.was_freed && test_same_bytes(other.bytes, other.len, "open sesame!", 12));
    wax__secret_share(&other, &other);
    CHECK(!watched.was_freed && test_same_bytes(other.bytes, other.len, "open sesame!", 12));
    wax__secret_share(&other, &none);
    CHECK(watched.was_freed && !watched.held_secret && !other.bytes);
    watched.memory = NULL;
}

/* The flags of the mapping that holds p: "rd wr mr mw me ac dd ".  Empty where there is no such table. */
static const char *flags_of(const void *p)
{
    static char line[1024];
    FILE *maps = fopen("/proc/self/smaps", "re");
    unsigned long from, to;
    bool is_it = false;

    while (maps && fgets(line, sizeof line, maps)) {
        if (sscanf(line, "%lx-%lx ", &from, &to) == 2)
            is_it = (uintptr_t)p >= from && (uintptr_t)p < to;
        else if (is_it && strncmp(line, "VmFlags:", 8) == 0)
            break;
    }
    if (!maps || feof(maps))
        line[0] = 0;
    if (maps)
        fclose(maps);
    return line;
}

TEST("the pages of a secret are left out of core files for as long as it is there, and no other")
{
    struct secret s = { 0 };
    char *other = malloc(64);

    if (!CHECK(other && wax__secret_set(&s, "sesame", 6)) || !*flags_of(&s)) {
        free(other);
        return;
    }
    const void *was = s.bytes;
    CHECK(strstr(flags_of(s.bytes), " dd"));
    CHECK(!strstr(flags_of(other), " dd"));
    wax__secret_clear(&s);
    CHECK(!strstr(flags_of(was), " dd"));
    free(other);
}

TEST("a secret too large to be one is refused, and the old one stays")
{
    struct secret s = { 0 };

    CHECK(wax__secret_set(&s, "sesame", 6));
    CHECK(!wax__secret_room(&s, SIZE_MAX - 1) && test_same_bytes(s.bytes, s.len, "sesame", 6));
    wax__secret_clear(&s);
}

TEST("wiping overwrites")
{
    char word[] = "sesame";

    wax__wipe(word, sizeof word);
    CHECK(word[0] == 0 && word[5] == 0);
    wax__wipe(NULL, 0);
}
