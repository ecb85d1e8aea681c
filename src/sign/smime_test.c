/* smime_test.c -- S/MIME mails, taken apart again by OpenSSL; and what is refused, with its reason. */
#include "memory_source.h"
#include "reading.h"
#include "smime_people.h"
#include "test.h"

#include <openssl/cms.h>
#include <time.h>
#include <wax/sign.h>

__attribute__((constructor)) static void begin(void)
{
    make_people();
}

static wax_message *a_mail(const char *text)
{
    wax_message *m = wax_message_new();

    wax_message_fix(m, time(NULL), 0, 7);
    wax_message_set(m, "From", "ada@example.org");
    wax_message_set(m, "To", "grace@example.net");
    wax_message_set(m, "Subject", "x");
    wax_message_text(m, text);
    return m;
}

static void read_mail(wax_message *m, struct buf *to)
{
    wax_source from;
    wax_error why = { 0 };

    if (!wax_message_open(m, &from)) {
        if (read_to_end(from, 100, to, &why))
            test_note("%s", why.text);
        from.free(from.user);
    } else {
        test_note("%s", wax_message_error(m)->text);
    }
    wax__buf_put(to, "", 1);
}

static bool has(const struct buf *mail, const char *what)
{
    return strstr((const char *)buf_data(mail), what) != NULL;
}

static bool refuses(wax_message *m, const char *because)
{
    wax_status s = wax_message_check(m, NULL);
    bool good = s && strstr(wax_message_error(m)->text, because);

    if (!good)
        test_note("%s: %s", wax_status_name(s), wax_message_error(m)->text);
    wax_message_free(m);
    return good;
}

/* -- taken apart ------------------------------------------------------------------------------------------------ */

static bool verifies(const struct buf *mail)
{
    BIO *from = BIO_new_mem_buf(buf_data(mail), (int)strlen((const char *)buf_data(mail))), *content = NULL;
    CMS_ContentInfo *cms = SMIME_read_CMS(from, &content);
    bool good = cms && content && CMS_verify(cms, NULL, NULL, content, NULL, CMS_NO_SIGNER_CERT_VERIFY | CMS_BINARY) == 1;

    CMS_ContentInfo_free(cms);
    BIO_free(content);
    BIO_free(from);
    return good;
}

static bool decrypts(const struct buf *mail, const struct person *by, struct buf *to)
{
    BIO *from = BIO_new_mem_buf(buf_data(mail), (int)strlen((const char *)buf_data(mail))), *plain = BIO_new(BIO_s_mem());
    CMS_ContentInfo *cms = SMIME_read_CMS(from, NULL);
    bool good = cms && CMS_decrypt(cms, by->key, by->certificate, NULL, plain, CMS_BINARY) == 1;
    char *text;
    long n = BIO_get_mem_data(plain, &text);

    good = good && wax__buf_put(to, text, (size_t)n) && wax__buf_put(to, "", 1);
    CMS_ContentInfo_free(cms);
    BIO_free(plain);
    BIO_free(from);
    return good;
}

TEST("a signed mail has its header outside, its content and the signature inside, and verifies")
{
    wax_message *m = a_mail("It works.\n");
    struct buf mail = { 0 };

    wax_message_smime_sign(m, people[ADA].file, NULL);
    read_mail(m, &mail);
    CHECK(has(&mail, "MIME-Version: 1.0\r\nContent-Type: multipart/signed; protocol=\"application/pkcs7-signature\";\r\n micalg=sha-256; boundary=\"=_"));
    CHECK(has(&mail, "_sealed0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 7bit\r\n\r\nIt works.\r\n\r\n--=_"));
    CHECK(has(&mail, "Content-Type: application/pkcs7-signature; name=\"smime.p7s\"\r\n") && verifies(&mail));
    CHECK(has(&mail, "Subject: x\r\n") && !strstr(strstr((const char *)buf_data(&mail), "Subject: x\r\n") + 1, "Subject: x\r\n"));
    wax_message_free(m);
    wax__buf_clear(&mail);
}

TEST("a signature is about each byte of the text, and the judge here sees a change")
{
    wax_message *m = a_mail("It works.\n");
    struct buf mail = { 0 };

    wax_message_smime_sign(m, people[GRACE].file, people[GRACE].file);
    read_mail(m, &mail);
    CHECK(verifies(&mail));
    *strstr((char *)mail.mem + mail.start, "works") = 'W';
    CHECK(!verifies(&mail));
    wax_message_free(m);
    wax__buf_clear(&mail);
}

TEST("it is made once for the mail: what is checked is what is sent")
{
    wax_message *m = a_mail("It works.\n");
    struct buf first = { 0 }, second = { 0 };
    wax_message_facts facts;

    wax_message_smime_sign(m, people[ADA].file, NULL);      /* ECDSA: each signature is another one */
    wax_message_smime_encrypt(m, people[GRACE].file);
    CHECK(!wax_message_check(m, &facts));
    read_mail(m, &first);
    read_mail(m, &second);
    CHECK(test_same_bytes(buf_data(&first), buf_len(&first), buf_data(&second), buf_len(&second)) && (size_t)facts.size == buf_len(&first) - 1);
    wax_message_set(m, "Subject", "another");
    wax__buf_clear(&second);
    read_mail(m, &second);
    CHECK(has(&second, "Subject: another\r\n"));
    wax_message_free(m);
    wax__buf_clear(&first);
    wax__buf_clear(&second);
}

TEST("what relays would change is encoded, so that the signature survives them")
{
    wax_message *m = a_mail("From here on:\n-- \nAda\n");
    struct buf mail = { 0 };

    wax_message_smime_sign(m, people[ADA].file, NULL);
    read_mail(m, &mail);
    CHECK(has(&mail, "quoted-printable\r\n\r\n=46rom here on:\r\n--=20\r\nAda\r\n") && verifies(&mail));
    wax_message_free(m);
    wax__buf_clear(&mail);
}

TEST("each reader opens the mail, and finds the content with its fields; others do not")
{
    wax_message *m = a_mail("Secret.\n");
    struct buf mail = { 0 }, plain = { 0 };

    wax_message_set(m, "Cc", "h@example.com");
    wax_message_smime_encrypt(m, people[GRACE].file);
    wax_message_smime_encrypt(m, people[HILDA].file);
    read_mail(m, &mail);
    CHECK(has(&mail, "MIME-Version: 1.0\r\nContent-Type: application/pkcs7-mime; smime-type=enveloped-data;\r\n") && has(&mail, "Subject: x\r\n"));
    CHECK(!has(&mail, "text/plain") && !has(&mail, "Secret"));
    CHECK(decrypts(&mail, &people[GRACE], &plain) && test_same((const char *)buf_data(&plain),
          "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 7bit\r\n\r\nSecret.\r\n"));
    wax__buf_clear(&plain);
    CHECK(decrypts(&mail, &people[HILDA], &plain));
    CHECK(!decrypts(&mail, &people[ADA], &plain));
    wax_message_free(m);
    wax__buf_clear(&mail);
    wax__buf_clear(&plain);
}

TEST("a mail that is signed and encrypted is signed inside, in whichever order it was asked for")
{
    wax_message *m = a_mail("Secret.\n");
    struct buf mail = { 0 }, plain = { 0 };

    wax_message_smime_encrypt(m, people[GRACE].file);
    wax_message_smime_sign(m, people[ADA].file, NULL);
    wax_message_smime_authenticated(m);
    read_mail(m, &mail);
    CHECK(has(&mail, "smime-type=authEnveloped-data") && !has(&mail, "signed"));
    CHECK(decrypts(&mail, &people[GRACE], &plain) && verifies(&plain));
    wax_message_free(m);
    wax__buf_clear(&mail);
    wax__buf_clear(&plain);
}

TEST("a ready-made mail is sealed as it is: its Content fields go inside, the others stay, in their order")
{
    static char text[] = "Content-Type: text/html\nFrom: ada@example.org\nX-A: 1\n 2\nmime-version: 1.0\nSubject: y\nContent-Language: en\n\n<p>\n";
    wax_message *m = wax_message_new();
    struct memory bytes = { (const uint8_t *)text, sizeof text - 1, 0 };
    struct buf mail = { 0 };

    wax_message_fix(m, time(NULL), 0, 7);
    wax_message_raw(m, wax__memory_source(&bytes));
    wax_message_smime_sign(m, people[ADA].file, NULL);
    read_mail(m, &mail);
    CHECK(strncmp((const char *)buf_data(&mail), "From: ada@example.org\r\nX-A: 1\r\n 2\r\nSubject: y\r\nMIME-Version: 1.0\r\nContent-Type: multipart/signed;", 97) == 0);
    CHECK(has(&mail, "\r\nContent-Type: text/html\r\nContent-Language: en\r\n\r\n<p>\r\n\r\n--") && verifies(&mail));
    wax_message_free(m);
    wax__buf_clear(&mail);
}

TEST("a mail without a body, and one without an empty line behind its header, are signed too")
{
    static const char *const texts[] = { "From: ada@example.org\nSubject: y\n\n", "From: ada@example.org\nSubject: y\n" };

    for (size_t i = 0; i < 2; i++) {
        wax_message *m = wax_message_new();
        struct memory bytes = { (const uint8_t *)texts[i], strlen(texts[i]), 0 };
        struct buf mail = { 0 };
        wax_message_fix(m, time(NULL), 0, 7);
        wax_message_raw(m, wax__memory_source(&bytes));
        wax_message_smime_sign(m, people[ADA].file, NULL);
        read_mail(m, &mail);
        CHECK(verifies(&mail));
        wax_message_free(m);
        wax__buf_clear(&mail);
    }
}

TEST("the domain answers for the signed mail as it is sent")
{
    wax_message *m = a_mail("It works.\n");
    struct buf mail = { 0 };

    wax_message_dkim(m, "example.org", "s", people[SIGNER_ONLY].file);
    wax_message_smime_sign(m, people[ADA].file, NULL);
    read_mail(m, &mail);
    CHECK(strncmp((const char *)buf_data(&mail), "DKIM-Signature:", 15) == 0 && verifies(&mail));
    wax_message_free(m);
    wax__buf_clear(&mail);
}

/* -- refused ---------------------------------------------------------------------------------------------------- */

static wax_message *a_mail_signed_by(int who, int key_of)
{
    wax_message *m = a_mail("x\n");

    wax_message_smime_sign(m, people[who].file, people[key_of].file);
    return m;
}

static wax_message *a_mail_read_by(int who)
{
    wax_message *m = a_mail("x\n");

    wax_message_smime_encrypt(m, people[who].file);
    return m;
}

TEST("a certificate that is of no use for it is refused, with the reason")
{
    wax_message *nowhere = a_mail("x\n"), *no_pem = a_mail("x\n"), *twice = a_mail_signed_by(ADA, ADA);

    wax_message_smime_sign(nowhere, "/nowhere/cert.pem", NULL);
    wax_message_smime_encrypt(no_pem, "/dev/null");
    wax_message_smime_sign(twice, people[ADA].file, NULL);
    CHECK(refuses(nowhere, "/nowhere/cert.pem\" can't be read: No such file"));
    CHECK(refuses(no_pem, "expected a certificate in PEM"));
    CHECK(refuses(twice, "an S/MIME signature already"));
    CHECK(refuses(a_mail_signed_by(ADA, GRACE), "is not that of the certificate"));
    CHECK(refuses(a_mail_signed_by(EXPIRED, EXPIRED), "not valid at the mail's time"));
    CHECK(refuses(a_mail_read_by(SIGNER_ONLY), "not for encrypting mail"));
}

TEST("the mail's own time is what certificates are held against")
{
    wax_message *m = a_mail_signed_by(EXPIRED, EXPIRED);

    wax_message_fix(m, time(NULL) - 1500, 0, 7);
    CHECK(!wax_message_check(m, NULL));
    wax_message_free(m);
}

TEST("a recipient who could not read the mail is named; a certificate without any address is for everybody")
{
    wax_message *third = a_mail_read_by(GRACE), *anybody = a_mail_read_by(NOBODY), *envelope = a_mail_read_by(GRACE);

    wax_message_set(third, "Cc", "eve@example.com");
    wax_message_envelope_to(envelope, "hilda@example.com");
    CHECK(refuses(third, "eve@example.com could not read the mail"));
    CHECK(refuses(envelope, "hilda@example.com could not read the mail"));
    CHECK(refuses(a_mail_read_by(HILDA), "grace@example.net could not read the mail"));
    CHECK(!wax_message_check(anybody, NULL));
    wax_message_free(anybody);
}

TEST("an encrypted mail would show who is hidden, so Bcc is refused; and so is one for nobody")
{
    wax_message *m = a_mail_read_by(GRACE), *nobody = a_mail("x\n");

    wax_message_set(m, "Bcc", "grace@example.net");
    wax_message_smime_authenticated(nobody);
    CHECK(refuses(m, "can't have a Bcc"));
    CHECK(refuses(nobody, "could not read the mail"));
}

TEST("8-bit bytes are not signed as they are; encrypted they may be")
{
    for (int signs = 0; signs < 2; signs++) {
        static char text[] = "From: a@x.org\n\n\xC3\xA4\n";
        struct memory bytes = { (const uint8_t *)text, sizeof text - 1, 0 };
        wax_message *m = wax_message_new();
        wax_message_raw(m, wax__memory_source(&bytes));
        if (signs)
            wax_message_smime_sign(m, people[ADA].file, NULL);
        else
            wax_message_smime_encrypt(m, people[NOBODY].file);
        CHECK(signs ? refuses(m, "8-bit bytes") : !wax_message_check(m, NULL));
        if (!signs)
            wax_message_free(m);
    }
}

/* A source that gives another text each time it is read, and fails in the end where it is told to. */
struct fickle {
    int  turn;
    bool is_over, fails;
};

static wax_status read_fickle(void *user, void *to, size_t room, size_t *n, wax_error *why)
{
    struct fickle *f = user;

    *n = f->is_over ? 0 : (size_t)snprintf(to, room, "Subject: x\r\n\r\n%d\r\n", f->turn);
    f->is_over = true;
    if (*n || !f->fails)
        return WAX_OK;
    snprintf(why->text, sizeof why->text, "the disk is on fire");
    return why->status = WAX_E_INPUT;
}

static wax_status rewind_fickle(void *user, wax_error *why)
{
    struct fickle *f = user;

    (void)why;
    f->turn++;
    f->is_over = false;
    return WAX_OK;
}

TEST("a mail that reads otherwise than it did when it was signed has no end")
{
    struct fickle f = { 0 };
    wax_message *m = wax_message_new();

    wax_message_raw(m, (wax_source){ read_fickle, rewind_fickle, NULL, &f });
    wax_message_smime_sign(m, people[ADA].file, NULL);
    CHECK(refuses(m, "changed after it was signed"));
}

TEST("a mail whose source fails is neither signed nor encrypted, and the source's reason is told")
{
    for (int signs = 0; signs < 2; signs++) {
        struct fickle f = { .fails = true };
        wax_message *m = wax_message_new();
        wax_message_raw(m, (wax_source){ read_fickle, rewind_fickle, NULL, &f });
        if (signs)
            wax_message_smime_sign(m, people[ADA].file, NULL);
        else
            wax_message_smime_encrypt(m, people[NOBODY].file);
        CHECK(refuses(m, "on fire"));
    }
}
