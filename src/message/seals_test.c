/* seals_test.c -- what is done to a mail as a whole is done in its order, each time it is read, and forgotten when the mail changes. */
#include "buf.h"
#include "fail.h"
#include "reading.h"
#include "seal.h"
#include "test.h"

#include <wax/message.h>

/* Says its letter, then the mail so far. */
struct letter {
    struct seal seal;
    char        letter;
    bool        fails;
    int         forgot, freed;
    wax_source  from;
    bool        is_said;
    int64_t     unix_seconds;
};

static wax_status read_letter(void *user, void *to, size_t room, size_t *n, wax_error *why)
{
    struct letter *l = user;

    if (l->is_said)
        return l->from.read(l->from.user, to, room, n, why);
    *(char *)to = l->letter;
    *n = 1;
    l->is_said = true;
    return WAX_OK;
}

static wax_status rewind_letter(void *user, wax_error *why)
{
    struct letter *l = user;

    l->is_said = false;
    return l->from.rewind(l->from.user, why);
}

static void free_letter(void *user)
{
    struct letter *l = user;

    l->from.free(l->from.user);
}

static wax_status open_letter(struct seal *seal, wax_source from, const struct moment *m, wax_source *out, wax_error *why)
{
    struct letter *l = (struct letter *)(void *)seal;

    if (l->fails)
        return wax__fail(why, WAX_E_INPUT, "sign", "no");
    l->from = from;
    l->is_said = false;
    l->unix_seconds = m->unix_seconds;
    *out = (wax_source){ read_letter, rewind_letter, free_letter, l };
    return WAX_OK;
}

static void forget_letter(struct seal *seal) { ((struct letter *)(void *)seal)->forgot++; }
static void freed_letter(struct seal *seal) { ((struct letter *)(void *)seal)->freed++; }

static const struct seal_kind signs = { SEAL_SIGN, open_letter, forget_letter, freed_letter };
static const struct seal_kind encrypts = { SEAL_ENCRYPT, open_letter, forget_letter, freed_letter };
static const struct seal_kind answers = { SEAL_DOMAIN, open_letter, forget_letter, freed_letter };

static wax_message *a_mail(void)
{
    wax_message *m = wax_message_new();

    wax_message_set(m, "From", "ada@example.org");
    wax_message_text(m, "x");
    wax_message_fix(m, 1354553212, 0, 1);
    return m;
}

static bool begins(wax_message *m, const char *with)
{
    struct buf got = { 0 };
    wax_source from;
    wax_error why = { 0 };
    bool good = !wax_message_open(m, &from) && !read_to_end(from, 7, &got, &why) && memcmp(buf_data(&got), with, strlen(with)) == 0;

    from.free(from.user);
    wax__buf_clear(&got);
    return good;
}

TEST("seals are applied in their order, whatever the order in which they were put, and at each reading")
{
    struct letter a = { { &signs }, .letter = 'a' }, b = { { &encrypts }, .letter = 'b' }, c = { { &answers }, .letter = 'c' };
    wax_message *m = a_mail();

    wax__mail_put_seal(m, &c.seal);
    wax__mail_put_seal(m, &a.seal);
    wax__mail_put_seal(m, &b.seal);
    CHECK(begins(m, "cbaDate: ") && begins(m, "cbaDate: "));
    CHECK(a.unix_seconds == 1354553212 && c.unix_seconds == 1354553212);
    wax_message_free(m);
    CHECK(a.freed == 1 && b.freed == 1 && c.freed == 1);
}

TEST("a sealed mail is never binary: refused where it must be, and without that form where it may be")
{
    struct letter a = { { &signs }, .letter = 'a' };
    wax_message *m = a_mail();
    wax_message_facts f;

    wax__mail_put_seal(m, &a.seal);
    wax_message_attach_source(m, wax_source_bytes("\0", 1), NULL, NULL);
    wax_message_binary(m, WAX_MUST);
    CHECK(wax_message_check(m, NULL) == WAX_E_USAGE && strstr(wax_message_error(m)->text, "signed or encrypted"));
    wax_message_binary(m, WAX_IF_OFFERED);
    CHECK(!wax_message_check(m, &f) && !f.is_binary && f.binary_size == -1);
    wax_message_free(m);
}

TEST("a seal is told when the mail is changed")
{
    struct letter a = { { &signs }, .letter = 'a' };
    wax_message *m = a_mail();

    wax__mail_put_seal(m, &a.seal);
    CHECK(begins(m, "a") && a.forgot == 0);
    wax_message_text(m, "y");
    CHECK(a.forgot > 0);
    wax_message_free(m);
}

TEST("a seal that fails fails the mail, with its own sentence, and the mail can be read again")
{
    struct letter a = { { &signs }, .letter = 'a' }, b = { { &encrypts }, .letter = 'b', .fails = true };
    wax_message *m = a_mail();

    wax__mail_put_seal(m, &a.seal);
    wax__mail_put_seal(m, &b.seal);
    CHECK(wax_message_check(m, NULL) == WAX_E_INPUT && test_same(wax_message_error(m)->text, "no"));
    b.fails = false;
    CHECK(begins(m, "ba"));
    wax_message_free(m);
}

TEST("a ready-made mail that is sealed has a moment")
{
    struct letter a = { { &answers }, .letter = 'a' };
    struct drip drip = { "A: b\r\n\r\nc\r\n", 11, 0, 5 };
    wax_message *m = wax_message_new();

    wax_message_raw(m, drip_source(&drip));
    wax__mail_put_seal(m, &a.seal);
    CHECK(begins(m, "aA: b") && a.unix_seconds > 0);
    wax_message_free(m);
}
