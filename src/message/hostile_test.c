/* Thousands of mails whose every field and text tries to break out. */
#include "field.h"
#include "hostile.h"
#include "reading.h"
#include "test.h"
#include "text.h"

#include <wax/message.h>

enum { MAILS = 4000, SIZE = 2000 };

static const char *const names[] = { "From", "Sender", "Reply-To", "To", "Cc", "Bcc", "Subject", "Comments", "X-Any", "References", "List-ID" };

enum { NAMES = sizeof names / sizeof *names, NAMED = 6 };       /* the first NAMED take addresses */

/* What was set; which it may then be is known: `is_set` by name. */
static void fill(wax_message *m, uint32_t *seed, bool is_set[NAMES])
{
    char text[SIZE], list[2 * SIZE + 100];

    for (size_t i = 0; i < NAMES; i++) {
        hostile_text(text, sizeof text, seed, hostile_random(seed, 3) ? HOSTILE_WORDS : HOSTILE_ALL);
        hostile_mailbox(list, sizeof list, text, "a@x.example");
        const char *value = i < NAMED && hostile_random(seed, 4) ? list : text;
        is_set[i] = !wax__field_check(names[i], value, NULL);
        if (!is_set[i] && i == 0)
            wax_message_set(m, "From", "ada@example.org");
        if (is_set[i])
            wax_message_set(m, names[i], value);
    }
    is_set[0] = true;
    hostile_text(text, sizeof text, seed, HOSTILE_LINES);
    wax_message_text(m, text);
    hostile_text(text, sizeof text, seed, HOSTILE_LINES);
    if (hostile_random(seed, 2))
        wax_message_html(m, text);
}

static bool lines_are_safe(const uint8_t *p, size_t len, bool has_utf8)
{
    size_t column = 0;

    for (size_t i = 0; i < len; i++) {
        if (p[i] == 0 || (p[i] > 127 && !has_utf8) || (p[i] == '\n' && (i == 0 || p[i - 1] != '\r')) || (p[i] == '\r' && (i + 1 == len || p[i + 1] != '\n')))
            return false;
        column = p[i] == '\n' ? 0 : column + (p[i] != '\r');
        if (column > 998)
            return false;
    }
    return len > 1 && p[len - 1] == '\n';
}

static bool is_expected(struct span name, const bool is_set[NAMES], size_t seen[NAMES])
{
    static const char *const ours[] = { "Date", "Message-ID", "MIME-Version", "Content-Type", "Content-Transfer-Encoding" };

    for (size_t i = 0; i < sizeof ours / sizeof *ours; i++)
        if (wax__text_same(name, ours[i]))
            return true;
    for (size_t i = 0; i < NAMES; i++)
        if (wax__text_same(name, names[i]))
            return is_set[i] && strcmp(names[i], "Bcc") != 0 && ++seen[i] == 1;
    return false;
}

/* Only fields that were set, each once, up to the first empty line; no line of nothing but white space, which readers differ on. */
static bool header_is_safe(const uint8_t *p, const bool is_set[NAMES])
{
    size_t seen[NAMES] = { 0 };

    while (*p != '\r') {
        const uint8_t *end = (const uint8_t *)strchr((const char *)p, '\r');
        const uint8_t *colon = memchr(p, ':', (size_t)(end - p));
        bool goes_on = *p == ' ' || *p == '\t';
        if (goes_on ? strspn((const char *)p, " \t") == (size_t)(end - p)
                    : !colon || !is_expected((struct span){ p, (size_t)(colon - p) }, is_set, seen))
            return false;
        p = end + 2;
    }
    for (size_t i = 0; i < NAMES; i++)
        if (is_set[i] && !seen[i] && strcmp(names[i], "Bcc") != 0)
            return false;
    return true;
}

static bool same_at(wax_message *m, size_t room, const struct buf *whole)
{
    struct buf out = { 0 };
    wax_source from;
    bool good = !wax_message_open(m, &from);

    if (good) {
        good = !read_to_end(from, room, &out, NULL) && test_same_bytes(buf_data(&out), buf_len(&out), buf_data(whole), buf_len(whole));
        from.free(from.user);
    }
    wax__buf_clear(&out);
    return good;
}

/* Read whole, and then in small pieces. */
static bool is_safe(wax_message *m, const wax_message_facts *facts, const bool is_set[NAMES], uint32_t *seed, struct buf *whole)
{
    wax_source from;

    if (wax_message_open(m, &from))
        return false;
    bool good = !read_to_end(from, 4096, whole, NULL) && buf_len(whole) == (size_t)facts->size && !facts->is_8bit;
    from.free(from.user);
    return good && lines_are_safe(buf_data(whole), buf_len(whole), facts->has_utf8_header)
        && wax__buf_room(whole, 1) && (whole->mem[whole->end] = 0, header_is_safe(buf_data(whole), is_set))
        && same_at(m, 1 + hostile_random(seed, 9), whole) && same_at(m, 998, whole);
}

static bool one_mail(uint32_t seed, size_t *n_sent)
{
    wax_message *m = wax_message_new();
    wax_message_facts facts;
    bool is_set[NAMES], good = true;
    struct buf whole = { 0 };

    wax_message_fix(m, 1354553212, 60, 1);
    fill(m, &seed, is_set);
    if (!wax_message_check(m, &facts)) {
        good = is_safe(m, &facts, is_set, &seed, &whole);
        ++*n_sent;
    }
    if (!good)
        test_note("%.*s", (int)buf_len(&whole), (const char *)buf_data(&whole));
    wax__buf_clear(&whole);
    wax_message_free(m);
    return good;
}

TEST("no text in any field or body adds a line to the header, ends it, or breaks the rules of lines; every read size gives the same")
{
    size_t n_sent = 0;

    for (uint32_t seed = 1; seed <= MAILS; seed++) {
        if (!one_mail(seed * 2654435761u, &n_sent)) {
            test_note("seed %u", seed);
            CHECK(false && "this mail is safe");
            break;
        }
    }
    CHECK(n_sent > MAILS / 2);
}

/* The written field's value, its folds undone. */
static void unfold(char *to, size_t size, const struct buf *field)
{
    size_t n = 0;

    for (size_t i = sizeof "Cc:" - 1; i < buf_len(field) && n + 1 < size; i++)
        if (buf_data(field)[i] != '\r' && buf_data(field)[i] != '\n')
            to[n++] = (char)buf_data(field)[i];
    to[n] = 0;
}

/* Written, read, and written again: false when the second is another. */
static bool is_stable(const char *list)
{
    struct buf once = { 0 }, twice = { 0 };
    char again[3 * SIZE];
    bool good = !wax__field_put(&once, "Cc", list, NULL);

    unfold(again, sizeof again, &once);
    good = good && !wax__field_check("Cc", again, NULL) && !wax__field_put(&twice, "Cc", again, NULL);
    good = good && (strstr(again, "=?") || test_same_bytes(buf_data(&once), buf_len(&once), buf_data(&twice), buf_len(&twice)));
    if (!good)
        test_note("\"%s\" \"%s\"", list, again);
    wax__buf_clear(&once);
    wax__buf_clear(&twice);
    return good;
}

/* Encoded-words are read as words: only whether they can be read again is asked of them. */
TEST("an address list that is taken is given back as a list that reads the same")
{
    char text[SIZE];
    uint32_t seed = 11;
    size_t n_taken = 0;

    for (int i = 0; i < 20000; i++) {
        hostile_text(text, sizeof text, &seed, HOSTILE_WORDS);
        if (wax__field_check("Cc", text, NULL))
            continue;
        n_taken++;
        if (!is_stable(text))
            CHECK(false && "this list is stable");
    }
    CHECK(n_taken > 100);
}
