/* dkim_test.c -- DKIM signatures: the published ones to the byte, ours in their form, and what is never signed. */
#include "dkim_field.h"
#include "dkim_keys.h"
#include "reading.h"
#include "survey.h"
#include "test.h"

#include <wax/sign.h>

/* -- RFC 8463 s.A ------------------------------------------------------------------------------------------------- */

static const char football_header[] =
    "From: Joe SixPack <joe@football.example.com>\r\n"
    "To: Suzie Q <suzie@shopping.example.net>\r\n"
    "Subject: Is dinner ready?\r\n"
    "Date: Fri, 11 Jul 2003 21:00:37 -0700 (PDT)\r\n"
    "Message-ID: <20030712040037.46341.5F8J@football.example.com>\r\n";
static const char football_names[] = "from:to:subject:date:message-id:from:subject:date";

static struct span span_of(const char *text)
{
    return (struct span){ (const uint8_t *)text, strlen(text) };
}

/* The signature over the football mail that the field, which ends in its "b=", asks for. */
static void sign_football(const char *pem, const char *field, char *to)
{
    struct sign_fields fields = { 0 };
    struct buf text = { 0 }, signature = { 0 };
    struct dkim_key key;
    wax_error why = { 0 };
    uint8_t hash[32];

    CHECK(!wax__dkim_key_read(&key, NULL, pem, &why) && !wax__sign_fields(&fields, span_of(football_header), &why));
    CHECK(wax__dkim_signed_text(CANON_RELAXED, &fields, span_of(football_names), span_of(field), &text));
    EVP_Digest(buf_data(&text), buf_len(&text), hash, NULL, EVP_sha256(), NULL);
    CHECK(!wax__dkim_key_sign(&key, hash, &signature, &why));
    to[wax__text_to_base64(to, buf_data(&signature), buf_len(&signature))] = 0;
    wax__dkim_key_clear(&key);
    wax__sign_fields_clear(&fields);
    wax__buf_clear(&text);
    wax__buf_clear(&signature);
}

TEST("RFC 8463 s.A.3: the signature of Ed25519, to the byte")
{
    char made[400];

    sign_football(rfc8463_ed25519, "DKIM-Signature: v=1; a=ed25519-sha256; c=relaxed/relaxed;\r\n d=football.example.com; i=@football.example.com;\r\n"
        " q=dns/txt; s=brisbane; t=1528637909; h=from : to :\r\n subject : date : message-id : from : subject : date;\r\n"
        " bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=;\r\n b=", made);
    CHECK(test_same(made, "/gCrinpcQOoIfuHNQIbq4pgh9kyIK3AQUdt9OdqQehSwhEIug4D11BusFa3bT3FY5OsU7ZbnKELq+eXdp1Q1Dw=="));
}

TEST("RFC 8463 s.A.3: the signature of RSA, to the byte")
{
    char made[400];

    sign_football(rfc8463_rsa, "DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed;\r\n d=football.example.com; i=@football.example.com;\r\n"
        " q=dns/txt; s=test; t=1528637909; h=from : to : subject :\r\n date : message-id : from : subject : date;\r\n"
        " bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=;\r\n b=", made);
    CHECK(test_same(made, "F45dVWDfMbQDGHJFlXUNB2HKfbCeLRyhDXgFpEL8GwpsRe0IeIixNTe3DhCVlUrSjV4BwcVcOF6+FF3Zo9Rpo1tFOeS9mPYQTnGdaSGsgeefOsk2Jz"
                          "dA+L10TeYt9BgDfQNZtKdN1WO//KgIqXP7OdEFE4LjFYNcUxZQ4FADY+8="));
}

/* -- mails ---------------------------------------------------------------------------------------------------------- */

static wax_message *a_mail(void)
{
    wax_message *m = wax_message_new();

    wax_message_fix(m, 1528637909, 0, 7);
    wax_message_set(m, "From", "ada@example.org");
    wax_message_set(m, "To", "grace@example.net");
    wax_message_set(m, "Subject", "x");
    wax_message_text(m, "Hi.\n\nWe lost the game.  Are you hungry yet?\n\nJoe.\n");
    return m;
}

static wax_dkim a_wish(void)
{
    return (wax_dkim){ .domain = "example.org", .selector = "s1", .key_pem = rfc8463_ed25519 };
}

/* All of it, read `room` bytes at a time; "" when it failed.  The caller's to free. */
static char *text_of(wax_message *m, size_t room)
{
    struct buf got = { 0 };
    wax_source from;
    wax_error why = { 0 };

    if (!wax_message_open(m, &from)) {
        if (read_to_end(from, room, &got, &why)) {
            test_note("%s", why.text);
            wax__buf_clear(&got);
        }
        from.free(from.user);
    }
    wax__buf_put(&got, "", 1);
    char *text = strdup((const char *)buf_data(&got));
    wax__buf_clear(&got);
    return text;
}

static bool has(wax_message *m, const char *what)
{
    char *text = text_of(m, 100);
    bool good = strstr(text, what) != NULL;

    free(text);
    return good;
}

TEST("a signature stands in front, with every tag, folded, at the mail's own time")
{
    wax_message *m = a_mail();
    wax_dkim wish = a_wish();

    wish.identity = "@news.example.org";
    wish.valid_s = 604800;
    wax_message_dkim_with(m, &wish);
    char *text = text_of(m, 4096);
    const char *start = "DKIM-Signature: v=1; a=ed25519-sha256; c=relaxed/relaxed; d=example.org; s=s1;\r\n"
        " i=@news.example.org; t=1528637909; x=1529242709; h=From:From:Reply-To:\r\n"
        " Subject:Subject:Date:Date:Message-ID:Message-ID:To:To:Cc:MIME-Version:\r\n"
        " MIME-Version:Content-Type:Content-Type:Content-Transfer-Encoding;\r\n"
        " bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=; b=";
    CHECK(strncmp(text, start, strlen(start)) == 0);
    CHECK(strstr(text, "\r\nDate: Sun, 10 Jun 2018") != NULL);
    free(text);
    wax_message_free(m);
}

TEST("the mail is the same each time and at any size of reads, and as long as was said")
{
    wax_message *m = a_mail();
    wax_dkim wish = a_wish();
    wax_message_facts facts;

    wax_message_dkim_with(m, &wish);
    CHECK(wax_message_check(m, &facts) == WAX_OK);
    char *whole = text_of(m, 1 << 16);
    CHECK((int64_t)strlen(whole) == facts.size && facts.size > 600);
    for (size_t room = 1; room < 300; room += 13) {
        char *again = text_of(m, room);
        CHECK(test_same(whole, again));
        free(again);
    }
    free(whole);
    wax_message_free(m);
}

TEST("what is set after a check is signed too")
{
    wax_message *m = a_mail();
    wax_dkim wish = a_wish();

    wax_message_dkim_with(m, &wish);
    CHECK(has(m, "bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8="));
    wax_message_text(m, "another\n");
    CHECK(has(m, "bh=") && !has(m, "bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=") && has(m, "another\r\n"));
    wax_message_free(m);
}

TEST("several sign one mail, each in its own form")
{
    wax_message *m = a_mail();
    wax_dkim first = a_wish(), second = a_wish();

    second.key_pem = rfc8463_rsa;
    second.domain = "example.com";
    second.simple_header = second.simple_body = true;
    wax_message_dkim_with(m, &first);
    wax_message_dkim_with(m, &second);
    CHECK(has(m, "a=rsa-sha256; c=simple/simple; d=example.com") && has(m, "\r\nDKIM-Signature: v=1; a=ed25519-sha256; c=relaxed/relaxed"));
    wax_message_free(m);
}

TEST("an identity is written as RFC 6376 s.2.11 writes it")
{
    wax_message *m = a_mail();
    wax_dkim wish = a_wish();

    wish.identity = "a=b; c@EXAMPLE.org";
    wax_message_dkim_with(m, &wish);
    CHECK(has(m, " i=a=3Db=3B=20c@EXAMPLE.org;"));
    wax_message_free(m);
}

TEST("the caller's own list of fields is kept as it is")
{
    wax_message *m = a_mail();
    wax_dkim wish = a_wish();

    wish.fields = "from:From:x-absent";
    wax_message_dkim_with(m, &wish);
    CHECK(has(m, "h=from:From:x-absent;"));
    wax_message_free(m);
}

TEST("a field that is there several times is named as often, and once more where readers are shown it")
{
    struct drip drip = { "From: a@x.org\r\nTo: b\r\nTo: c\r\nReferences: d\r\nReferences: e\r\n\r\n", 69, 0, 3 };
    wax_message *m = wax_message_new();
    wax_dkim wish = a_wish();

    drip.len = strlen(drip.bytes);
    wax_message_raw(m, drip_source(&drip));
    wax_message_dkim_with(m, &wish);
    CHECK(has(m, ":To:To:To:") && has(m, ":References:References;") && has(m, "h=From:From:Reply-To:Subject:Date:"));
    wax_message_free(m);
}

TEST("a mail that is all header is signed, with an empty body")
{
    struct drip drip = { "From: a@x.org\r\n", 15, 0, 4 };
    wax_message *m = wax_message_new();
    wax_dkim wish = a_wish();

    wax_message_raw(m, drip_source(&drip));
    wax_message_dkim_with(m, &wish);
    CHECK(has(m, "bh=47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="));
    wax_message_free(m);
}

/* -- what is refused --------------------------------------------------------------------------------------------------- */

static bool is_refused(const wax_dkim *wish, wax_status status, const char *word)
{
    wax_message *m = a_mail();

    wax_message_dkim_with(m, wish);
    const wax_error *e = wax_message_error(m);
    bool good = e->status == status && strstr(e->text, word);
    if (!good)
        test_note("%s: %s", wax_status_name(e->status), e->text);
    wax_message_free(m);
    return good;
}

static bool is_key_refused(const char *pem, const char *word)
{
    wax_dkim wish = a_wish();

    wish.key_pem = pem;
    return is_refused(&wish, WAX_E_INPUT, word);
}

TEST("a key that receivers would not believe is refused, and a weak one is told of")
{
    static char pem[8192];
    wax_message *m = a_mail();
    wax_dkim wish = a_wish();

    CHECK(pem_of(EVP_PKEY_Q_keygen(NULL, NULL, "RSA", (size_t)1016), NULL, pem, sizeof pem) && is_key_refused(pem, "1016 bits"));
    wax_message_dkim_with(m, &wish);
    CHECK(!wax_message_dkim_advice(m));
    wish.key_pem = rfc8463_rsa;
    wax_message_dkim_with(m, &wish);
    CHECK(wax_message_dkim_advice(m) && strstr(wax_message_dkim_advice(m), "2048"));
    wax_message_free(m);
    CHECK(!wax_message_dkim_advice(NULL));
}

TEST("a key of another kind, a locked one and none at all are refused, without asking anybody")
{
    static char pem[8192];

    CHECK(pem_of(EVP_PKEY_Q_keygen(NULL, NULL, "EC", "P-256"), NULL, pem, sizeof pem) && is_key_refused(pem, "expected RSA or Ed25519, it is EC"));
    CHECK(pem_of(EVP_PKEY_Q_keygen(NULL, NULL, "ED25519"), "pass", pem, sizeof pem) && is_key_refused(pem, "locked with a passphrase"));
    CHECK(is_key_refused("", "expected a private key in PEM") && is_key_refused("-----BEGIN PRIVATE KEY-----\nAAAA\n", "expected a private key"));
}

TEST("a key file that is not there is named, with the system's reason")
{
    wax_message *m = a_mail();

    wax_message_dkim(m, "example.org", "s1", "/nonexistent/key.pem");
    CHECK(wax_message_error(m)->status == WAX_E_INPUT && strstr(wax_message_error(m)->text, "\"/nonexistent/key.pem\" can't be read: No such file"));
    wax_message_free(m);
}

TEST("what could not be looked up, or could break out of its tag, is refused")
{
    static const char *const bad[] = { NULL, "", ".", "a..b", ".a", "a.", "a b", "a;b", "a\r\nb", "\xC3\xA0.org", "a=b" };

    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        wax_dkim domain = a_wish(), selector = a_wish();
        domain.domain = bad[i];
        selector.selector = bad[i];
        CHECK(is_refused(&domain, WAX_E_USAGE, "the DKIM domain") && is_refused(&selector, WAX_E_USAGE, "the DKIM selector"));
    }
}

TEST("an identity that is not at the domain or below it is refused")
{
    static const char *const bad[] = { "", "example.org", "@example.com", "@badexample.org", "@.example.org", "@a b.example.org", "@org" };

    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        wax_dkim wish = a_wish();
        wish.identity = bad[i];
        CHECK(is_refused(&wish, WAX_E_USAGE, "the DKIM identity"));
    }
}

TEST("a list of fields without From, or with what is no name, is refused")
{
    static const char *const bad[] = { "", "To", "From:", ":From", "From::To", "From:To;x=1", "From To", "From:DKIM-Signature", "From:T\xC3\xB6" };

    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        wax_dkim wish = a_wish();
        wish.fields = bad[i];
        CHECK(is_refused(&wish, WAX_E_USAGE, "list of fields"));
    }
}

TEST("one key, and a time that ends: anything else is refused")
{
    wax_dkim both = a_wish(), none = a_wish(), back = a_wish(), far = a_wish();

    both.key_file = "/x";
    none.key_pem = NULL;
    back.valid_s = -1;
    far.valid_s = INT64_MAX;
    CHECK(is_refused(&both, WAX_E_USAGE, "both are given") && is_refused(&none, WAX_E_USAGE, "none is given"));
    CHECK(is_refused(&back, WAX_E_USAGE, "century") && is_refused(&far, WAX_E_USAGE, "century"));
}

TEST("a mail without From is not signed, nor one from before 1970")
{
    struct drip drip = { "To: a@x.org\r\n\r\n", 15, 0, 4 };
    wax_message *raw = wax_message_new(), *old = a_mail();
    wax_dkim wish = a_wish();

    wax_message_raw(raw, drip_source(&drip));
    wax_message_dkim_with(raw, &wish);
    CHECK(wax_message_check(raw, NULL) == WAX_E_INPUT && strstr(wax_message_error(raw)->text, "no From"));
    wax_message_fix(old, -1, 0, 1);
    wax_message_dkim_with(old, &wish);
    CHECK(wax_message_check(old, NULL) == WAX_E_USAGE && strstr(wax_message_error(old)->text, "before 1970"));
    wax_message_free(raw);
    wax_message_free(old);
}

static wax_message *of_many_fields(struct drip *drip, struct buf *text, const char *field, size_t n)
{
    wax_message *m = wax_message_new();
    wax_dkim wish = a_wish();

    wax__buf_puts(text, "From: a@x.org\r\n");
    for (size_t i = 0; i < n; i++)
        wax__buf_puts(text, field);
    *drip = (struct drip){ (const char *)buf_data(text), buf_len(text), 0, 1 << 14 };
    wax_message_raw(m, drip_source(drip));
    wax_message_dkim_with(m, &wish);
    return m;
}

TEST("a header without end is refused, and not kept")
{
    struct drip drip;
    struct buf many = { 0 }, big = { 0 };
    wax_message *m = of_many_fields(&drip, &many, "To: a@x.org\r\n", 2000);

    CHECK(wax_message_check(m, NULL) == WAX_E_INPUT && strstr(wax_message_error(m)->text, "more than 2000 fields"));
    wax_message_free(m);
    m = of_many_fields(&drip, &big, " aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\r\n", 60000);
    CHECK(wax_message_check(m, NULL) == WAX_E_INPUT && strstr(wax_message_error(m)->text, "too long to be signed"));
    wax_message_free(m);
    wax__buf_clear(&many);
    wax__buf_clear(&big);
}

/* -- a mail that changes ------------------------------------------------------------------------------------------------ */

/* Reads as `first` until it was rewound `honest` times, and then as `later`. */
struct fickle {
    struct drip drip;
    const char *later;
    int         honest;
};

static wax_status rewind_fickle(void *user, wax_error *why)
{
    struct fickle *f = user;

    if (f->honest-- <= 0)
        f->drip.bytes = f->later;
    return drip_rewind(&f->drip, why);
}

static wax_status read_fickle(void *user, void *to, size_t room, size_t *n, wax_error *why)
{
    return drip_read(&((struct fickle *)user)->drip, to, room, n, why);
}

static const char *const readings[] = {         /* all of one length */
    "From: a@x.org\r\n\r\nthe body\r\n", "From: a@x.org\r\n\r\nthe b0dy\r\n", "From: b@x.org\r\n\r\nthe body\r\n", "From: a@x.org\r\n\r\nthe body \n",
};

TEST("a mail that reads otherwise than it was signed fails, whatever changed and whenever")
{
    for (size_t i = 1; i < sizeof readings / sizeof *readings; i++)
        for (int honest = 1; honest < 4; honest++) {
            struct fickle f = { { readings[0], strlen(readings[0]), 0, 5 }, readings[i], honest };
            wax_message *m = wax_message_new();
            wax_dkim wish = a_wish();
            wax_message_raw(m, (wax_source){ read_fickle, rewind_fickle, NULL, &f });
            wax_message_dkim_with(m, &wish);
            wax_status first = wax_message_check(m, NULL), second = first ? first : wax_message_check(m, NULL);
            CHECK(second == WAX_E_INPUT && strstr(wax_message_error(m)->text, "changed after it was signed"));
            CHECK(wax_message_check(m, NULL) == WAX_OK);        /* as it is now */
            wax_message_free(m);
        }
}
