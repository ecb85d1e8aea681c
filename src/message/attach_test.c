/* What a mail carries besides its text, as it is written. */
#include "reading.h"
#include "test.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>
#include <wax/message.h>

static wax_message *begin(void)
{
    wax_message *m = wax_message_new();

    wax_message_fix(m, 1354553212, 60, 1);
    wax_message_set(m, "From", "ada@example.org");
    return m;
}

static wax_source bytes_of(const char *text)
{
    return wax_source_bytes(text, strlen(text));
}

/* Read at two sizes, which must agree with each other and with the facts; "" when it can't be read. */
static char *written(wax_message *m)
{
    struct buf whole = { 0 }, again = { 0 };
    wax_message_facts facts;
    wax_source from;

    if (wax_message_check(m, &facts) || wax_message_open(m, &from))
        test_note("%s", wax_message_error(m)->text);
    else {
        CHECK(!read_to_end(from, 4096, &whole, NULL) && !from.rewind(from.user, NULL) && !read_to_end(from, 7, &again, NULL));
        CHECK(facts.size == (int64_t)buf_len(&whole) && test_same_bytes(buf_data(&whole), buf_len(&whole), buf_data(&again), buf_len(&again)));
        from.free(from.user);
    }
    char *text = strndup((const char *)buf_data(&whole), buf_len(&whole));
    wax__buf_clear(&whole);
    wax__buf_clear(&again);
    return text;
}

static bool writes(wax_message *m, const char *expected)
{
    char *text = written(m);
    bool good = strstr(text, expected);

    if (!good)
        test_note("%s", text);
    free(text);
    wax_message_free(m);
    return good;
}

/* As the first of a setter, or of the check. */
static bool refuses(wax_message *m, wax_status status, const char *sentence)
{
    wax_status s = wax_message_check(m, NULL);
    bool good = s == status && strstr(wax_message_error(m)->text, sentence);

    if (!good)
        test_note("%s: %s", wax_status_name(s), wax_message_error(m)->text);
    wax_message_free(m);
    return good;
}

static wax_message *with_file(const char *name, const char *type, const char *content)
{
    wax_message *m = begin();

    wax_message_attach_source(m, bytes_of(content), name, type);
    return m;
}

/* -- structure ------------------------------------------------------------------------------------------------ */

/* The types, in their order. */
static void outline(const char *mail, char *to, size_t size)
{
    size_t at = 0;

    *to = 0;
    for (const char *p = mail; (p = strstr(p, "Content-Type: ")); p++)
        at += (size_t)snprintf(to + at, size - at, "%.*s ", (int)strcspn(p + 14, ";\r"), p + 14);
}

static bool has_outline(wax_message *m, const char *expected)
{
    char found[1024];
    char *text = written(m);

    outline(text, found, sizeof found);
    if (strcmp(found, expected) != 0)
        test_note("%s", found);
    free(text);
    wax_message_free(m);
    return strcmp(found, expected) == 0;
}

static const char invitation[] = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nMETHOD:REQUEST\r\nEND:VCALENDAR\r\n";

TEST("everything at once is mixed(related(alternative(text, HTML, invitation), images), files, mails)")
{
    wax_message *m = begin();

    wax_message_forward(m, bytes_of("A: b\n\nc\n"), NULL);
    wax_message_attach_source(m, bytes_of("\x01\n"), "a", "application/x-a");
    wax_message_inline(m, "i", bytes_of("\x02\n"), NULL, "image/png");
    wax_message_invite(m, invitation);
    wax_message_html(m, "<p>");
    wax_message_text(m, "t");
    CHECK(has_outline(m, "multipart/mixed multipart/related multipart/alternative text/plain text/html text/calendar image/png "
                         "message/rfc822 application/x-a "));
}

TEST("a branch with one part is left out")
{
    wax_message *m = begin();

    wax_message_html(m, "<p>");
    wax_message_inline(m, "i", bytes_of("\x02\n"), NULL, "image/png");
    CHECK(has_outline(m, "multipart/related text/html image/png "));
    m = begin();
    wax_message_invite(m, invitation);
    CHECK(has_outline(m, "text/calendar "));
    m = with_file(NULL, "image/png", "\n");
    CHECK(has_outline(m, "multipart/mixed image/png "));
}

TEST("what is set later is found in its place, also when the mail was read before")
{
    wax_message *m = begin();

    wax_message_html(m, "<p>");
    wax_message_inline(m, "i", bytes_of("\x02\n"), NULL, "image/png");
    CHECK(wax_message_check(m, NULL) == WAX_OK);
    wax_message_text(m, "t");
    CHECK(has_outline(m, "multipart/related multipart/alternative text/plain text/html image/png "));
}

TEST("a related part names the type of what it shows, as RFC 2387 s.3.1 demands")
{
    wax_message *m = begin();

    wax_message_html(m, "<p>");
    wax_message_inline(m, "logo", bytes_of("\x02\n"), "logo.png", "image/png");
    CHECK(writes(m, "Content-Type: multipart/related; type=\"text/html\";\r\n boundary=\"=_"));
    m = begin();
    wax_message_html(m, "<p>");
    wax_message_inline(m, "logo", bytes_of("\x02\n"), "logo.png", "image/png");
    CHECK(writes(m, "Content-Type: image/png\r\nContent-Transfer-Encoding: base64\r\nContent-ID: <logo>\r\n"
                    "Content-Disposition: inline;\r\n filename=\"logo.png\"\r\n\r\nAgo=\r\n"));
}

TEST("an inline part without HTML, or with an id that another has, is refused")
{
    wax_message *m = begin();

    wax_message_inline(m, "i", bytes_of("x"), NULL, "image/png");
    CHECK(refuses(m, WAX_E_USAGE, "no HTML that shows it"));
    m = begin();
    wax_message_inline(m, "i", bytes_of("x"), NULL, "image/png");
    wax_message_inline(m, "i", bytes_of("x"), NULL, "image/png");
    CHECK(refuses(m, WAX_E_USAGE, "two parts have the Content-ID i"));
    m = begin();
    wax_message_inline(m, "a>\r\nB: c", bytes_of("x"), NULL, "image/png");
    CHECK(refuses(m, WAX_E_USAGE, "is no Content-ID"));
}

/* -- encodings ------------------------------------------------------------------------------------------------ */

static bool is_encoded(const char *content, const char *expected)
{
    char field[200];

    snprintf(field, sizeof field, "Content-Transfer-Encoding: %s\r\n", expected);
    return writes(with_file("a", "application/x-a", content), field);
}

TEST("a file's bytes choose the encoding under which they come back as they are")
{
    CHECK(is_encoded("CRLF lines\r\nof ASCII", "7bit"));
    CHECK(is_encoded("", "base64"));
    CHECK(is_encoded("a lone LF\n", "base64"));
    CHECK(is_encoded("a lone CR\rin it\r\n", "base64"));
    CHECK(is_encoded("a CR at the end\r", "base64"));
    CHECK(is_encoded("mostly ASCII, and one \xC3\xA9\r\n", "quoted-printable"));
    CHECK(is_encoded("\xFF\xFE\xFD\xFC\xFB\xFA", "base64"));
}

TEST("a text in UTF-8 is labelled so, another is not")
{
    CHECK(writes(with_file("a", "text/csv", "\xC3\xA9;\n"), "Content-Type: text/csv; charset=utf-8\r\n"));
    CHECK(writes(with_file("a", "text/csv", "\xE9;\n"), "Content-Type: text/csv\r\n"));
    CHECK(writes(with_file("a", "text/csv", "cut: \xC3"), "Content-Type: text/csv\r\n"));
    CHECK(writes(with_file("a", "text/csv; charset=\"iso-8859-1\"", "a\n"), "Content-Type: text/csv; charset=\"iso-8859-1\"\r\n"));
    CHECK(writes(with_file("a", "application/csv", "\xC3\xA9;\n"), "Content-Type: application/csv\r\n"));
}

TEST("UTF-8 is known over the edges of reads")
{
    char long_text[20001];

    memset(long_text, 'x', sizeof long_text);
    memcpy(long_text + 16383, "\xF0\x9F\x95\xAF", 4);
    long_text[sizeof long_text - 1] = 0;
    CHECK(writes(with_file("a", "text/csv", long_text), "Content-Type: text/csv; charset=utf-8\r\n"));
    memcpy(long_text + 16383, "\xF0\x9F\x95x", 4);
    CHECK(writes(with_file("a", "text/csv", long_text), "Content-Type: text/csv\r\n"));
}

/* -- names and types ------------------------------------------------------------------------------------------ */

TEST("a plain name is quoted; another goes by RFC 2231, with an ASCII form beside the type")
{
    CHECK(writes(with_file("my file.txt", "application/x-a", ""), "Content-Disposition: attachment;\r\n filename=\"my file.txt\"\r\n"));
    CHECK(writes(with_file("Gr\xC3\xB6\xC3\x9F" "e.pdf", "application/pdf", ""), "Content-Disposition: attachment;\r\n filename*=utf-8''Gr%C3%B6%C3%9F" "e.pdf\r\n"));
    CHECK(writes(with_file("Gr\xC3\xB6\xC3\x9F" "e.pdf", "application/pdf", ""), "Content-Type: application/pdf;\r\n name=\"Gr__e.pdf\"\r\n"));
    CHECK(writes(with_file("a\"b", "application/x-a", ""), "filename*=utf-8''a%22b\r\n"));
    CHECK(writes(with_file("=?utf-8?Q?x?=", "application/x-a", ""), "filename*=utf-8''%3D%3Futf-8%3FQ%3Fx%3F%3D\r\n"));
}

TEST("a long name goes in sections, broken between characters, and its ASCII form keeps the extension")
{
    char name[256] = { 0 };

    for (size_t i = 0; i < 250; i += 2)
        memcpy(name + i, "\xC3\xA9", 2);
    memcpy(name + 250, ".pdf", 5);
    CHECK(writes(with_file(name, "application/pdf", ""), ";\r\n filename*0*=utf-8''%C3%A9%C3%A9%C3%A9%C3%A9%C3%A9%C3%A9%C3%A9%C3%A9;\r\n filename*1*=%C3%A9"));
    CHECK(writes(with_file(name, "application/pdf", ""), "_.pdf\"\r\n"));
}

TEST("a name that is a path, no UTF-8, or moves a cursor is refused")
{
    CHECK(refuses(with_file("a/b", NULL, ""), WAX_E_USAGE, "without a slash"));
    CHECK(refuses(with_file("", NULL, ""), WAX_E_USAGE, "is no name for an attached file"));
    CHECK(refuses(with_file("a\xFF", NULL, ""), WAX_E_USAGE, "is not UTF-8 (byte 2)"));
    CHECK(refuses(with_file("a\r\nBcc: e@x.org", NULL, ""), WAX_E_USAGE, "holds a control character (byte 2)"));
    CHECK(refuses(with_file("a\xC2\x85", NULL, ""), WAX_E_USAGE, "holds a control character (byte 2)"));
}

TEST("a type that is none, breaks out of its field, or claims a structure is refused")
{
    static const char *const wrong[] = { "", "pdf", "/pdf", "application/", "a/b;", "a/b; c", "a/b; c=\"d", "a/b; c=\"\\\"\"", "a/b\r\nC: d", "a/b; c=\xC3\xA9", "a/b c" };

    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        CHECK(refuses(with_file("a", wrong[i], ""), WAX_E_USAGE, "is no media type"));
    CHECK(refuses(with_file("a", "Multipart/mixed; boundary=x", ""), WAX_E_USAGE, "a structure of its own"));
    CHECK(refuses(with_file("a", "message/rfc822", ""), WAX_E_USAGE, "wax_message_forward"));
    CHECK(writes(with_file("a", "application/x-a;b=c; d=\"e f\"", ""), "Content-Type: application/x-a;b=c; d=\"e f\"\r\n"));
}

/* -- forwarded mails and invitations -------------------------------------------------------------------------- */

static wax_message *forwarding(const char *mail)
{
    wax_message *m = begin();

    wax_message_forward(m, bytes_of(mail), "it.eml");
    return m;
}

TEST("a forwarded mail is never encoded; with bytes over 127 it is 8bit, and so is what holds it")
{
    CHECK(writes(forwarding("A: b\n\nc\n"), "Content-Type: message/rfc822\r\nContent-Transfer-Encoding: 7bit\r\n"
                            "Content-Disposition: attachment;\r\n filename=\"it.eml\"\r\n\r\nA: b\r\n\r\nc\r\n\r\n--"));
    CHECK(writes(forwarding("A: b\n\n\xC3\xA9\n"), "Content-Type: message/rfc822\r\nContent-Transfer-Encoding: 8bit\r\n"));
    CHECK(writes(forwarding("A: b\n\n\xC3\xA9\n"), "_0\"\r\nContent-Transfer-Encoding: 8bit\r\n\r\n--"));
    CHECK(writes(forwarding("A: \xC3\xA9\n\nc\n"), "Content-Type: message/global\r\nContent-Transfer-Encoding: 8bit\r\n"));
}

TEST("only for a forwarded mail with such bytes does a composed one need 8BITMIME")
{
    wax_message_facts facts;
    wax_message *m = forwarding("A: b\n\n\xC3\xA9\n");

    CHECK(!wax_message_check(m, &facts) && facts.is_8bit);
    wax_message_free(m);
    m = with_file("a", "text/plain", "\xC3\xA9\r\n");
    CHECK(!wax_message_check(m, &facts) && !facts.is_8bit && !facts.has_utf8_header);
    wax_message_free(m);
}

TEST("what is forwarded must be a mail, and keep the laws of one")
{
    char line[1100];

    memset(line, 'x', sizeof line);
    memcpy(line, "A: b\n\n", 6);
    line[sizeof line - 1] = 0;
    CHECK(refuses(forwarding("no mail\n"), WAX_E_INPUT, "line 1 of the mail is no header field"));
    CHECK(refuses(forwarding(line), WAX_E_INPUT, "line 3 of the forwarded mail is longer than 998 bytes"));
    CHECK(refuses(forwarding("A: b\n\n\rc\n"), WAX_E_INPUT, "line 3 of the forwarded mail holds a CR"));
}

TEST("a forwarded mail that holds our own boundary is refused")
{
    wax_message *m = begin();
    wax_message_text(m, "t");
    wax_message_html(m, "<p>");
    char *inner = written(m);

    CHECK(refuses(forwarding(inner), WAX_E_USAGE, "holds the boundary of this one"));
    free(inner);
    wax_message_free(m);
}

TEST("a forwarded mail may hold the boundaries of others")
{
    CHECK(writes(forwarding("A: b\n\n--=_1234\n"), "\r\n\r\n--=_1234\r\n"));
}

TEST("an invitation's type repeats its method")
{
    wax_message *m = begin();

    wax_message_invite(m, invitation);
    CHECK(writes(m, "Content-Type: text/calendar; charset=utf-8; method=REQUEST\r\n"));
    m = begin();
    wax_message_invite(m, "BEGIN:VCALENDAR\nmethod:cancel\nEND:VCALENDAR\n");
    CHECK(writes(m, "method=cancel\r\n"));
}

TEST("an invitation without a method, or that is none, is refused")
{
    wax_message *m = begin();

    wax_message_invite(m, "BEGIN:VCALENDAR\nEND:VCALENDAR\n");
    CHECK(refuses(m, WAX_E_USAGE, "has no METHOD"));
    m = begin();
    wax_message_invite(m, "BEGIN:VCALENDAR\nMETHOD:REQ; x=y\n");
    CHECK(refuses(m, WAX_E_USAGE, "has no METHOD"));
    m = begin();
    wax_message_invite(m, "METHOD:REQUEST\n");
    CHECK(refuses(m, WAX_E_USAGE, "is no iCalendar text"));
}

/* -- sources -------------------------------------------------------------------------------------------------- */

/* Gives `first` when it is read first, `then` when it is read again. */
struct fickle { const char *first, *then; size_t at; int n_rewound; bool is_freed; };

static wax_status read_fickle(void *user, void *to, size_t room, size_t *n, wax_error *why)
{
    struct fickle *f = user;
    const char *text = f->n_rewound < 2 ? f->first : f->then;

    (void)why;
    *n = strlen(text + f->at);
    *n = *n < room ? *n : room;
    memcpy(to, text + f->at, *n);
    f->at += *n;
    return WAX_OK;
}

static wax_status rewind_fickle(void *user, wax_error *why)
{
    struct fickle *f = user;

    (void)why;
    f->at = 0;
    f->n_rewound++;
    return WAX_OK;
}

static void free_fickle(void *user)
{
    ((struct fickle *)user)->is_freed = true;
}

static bool is_caught(const char *first, const char *then, bool is_mail)
{
    wax_message *m = begin();
    struct fickle f = { first, then, 0, 0, false };
    wax_source from = { read_fickle, rewind_fickle, free_fickle, &f };
    struct buf out = { 0 };
    wax_error why = { 0 };

    if (is_mail)
        wax_message_forward(m, from, "it.eml");
    else
        wax_message_attach_source(m, from, "it.bin", "application/x-a");
    if (is_mail)
        f.n_rewound = -1;           /* it is looked at twice */
    wax_source mail;
    bool good = !wax_message_open(m, &mail) && read_to_end(mail, 100, &out, &why) == WAX_E_INPUT;
    good = good && wax__buf_put(&out, "", 1) && strstr(why.text, "was changed while it was being sent")
        && !strstr((const char *)buf_data(&out), "\r\nBREAKS");
    mail.free(mail.user);
    wax__buf_clear(&out);
    wax_message_free(m);
    return good && f.is_freed;
}

TEST("a source that gives other bytes when they are sent can't break a line, nor slip in bytes that were not announced")
{
    CHECK(is_caught("a\r\n", "BREAKS\nx", false));
    CHECK(is_caught("a\r\n", "BREAKS\r", false));
    CHECK(is_caught("a\r\n", "BREAKS\xFF\r\n", false));
    CHECK(is_caught("A: b\n\nc\n", "BREAKS: b\n\n\xFF\n", true));
}

static bool changes_length(const char *first, const char *then)
{
    wax_message *m = begin();
    struct fickle f = { first, first, 0, 0, false };
    wax_message_facts facts;
    struct buf out = { 0 };
    wax_error why = { 0 };
    wax_source mail;

    wax_message_attach_source(m, (wax_source){ read_fickle, rewind_fickle, free_fickle, &f }, "it.bin", "application/x-a");
    bool good = !wax_message_check(m, &facts) && !wax_message_open(m, &mail);
    mail.free(mail.user);               /* with what check may have kept of it */
    f.then = then;
    f.n_rewound = 2;
    good = good && !wax_message_open(m, &mail) && read_to_end(mail, 100, &out, &why) == WAX_E_INPUT && strstr(why.text, "it.bin was changed");
    mail.free(mail.user);
    wax__buf_clear(&out);
    wax_message_free(m);
    return good;
}

TEST("a source that ends sooner or later than when it was counted is refused before the end is said")
{
    CHECK(changes_length("\x01\n\n\n", "\x01\n\n"));
    CHECK(changes_length("\x01\n\n\n", "\x01\n\n\n\n"));
    CHECK(changes_length("abc\r\n", "ab\r\n"));
}

TEST("a source that can't rewind is kept, and comes back whole")
{
    wax_message *m = begin();
    struct fickle f = { "to be read once", "never seen", 0, 0, false };

    wax_message_attach_source(m, (wax_source){ read_fickle, NULL, free_fickle, &f }, "it", "application/x-a");
    CHECK(f.is_freed);
    CHECK(writes(m, "\r\n\r\nto be read once\r\n--"));
}

TEST("a source that is refused is freed all the same")
{
    struct fickle f = { "", "", 0, 0, false };
    wax_source from = { read_fickle, rewind_fickle, free_fickle, &f };
    wax_message *m = begin();

    wax_message_attach_source(m, from, "a/b", NULL);
    CHECK(f.is_freed);
    wax_message_free(m);
    f.is_freed = false;
    wax_message_forward(NULL, from, NULL);
    CHECK(f.is_freed);
    CHECK(refuses(with_file("a", NULL, ""), WAX_OK, ""));
    m = begin();
    wax_message_attach_source(m, wax_source_file(NULL), "a", NULL);
    CHECK(refuses(m, WAX_E_NOMEM, "has no source"));
}

static void write_file(const char *path, const char *text)
{
    FILE *f = fopen(path, "w");

    if (!f || fputs(text, f) < 0 || fclose(f))
        abort();
}

/* In a folder of the test's own; the caller removes it. */
static const char *file_with(const char *text)
{
    static char folder[] = "/tmp/wax-attach-XXXXXX", path[64];

    memcpy(folder + sizeof folder - 7, "XXXXXX", 6);
    if (!mkdtemp(folder))
        abort();
    snprintf(path, sizeof path, "%s/a file.bin", folder);
    write_file(path, text);
    return path;
}

static void remove_file(const char *path)
{
    char folder[64];

    unlink(path);
    snprintf(folder, sizeof folder, "%.*s", (int)(strrchr(path, '/') - path), path);
    rmdir(folder);
}

TEST("a file is attached under its name, and is not there, or is a folder, with a sentence")
{
    const char *path = file_with("\x01\n");
    wax_message *m = begin();

    wax_message_attach(m, path, "application/x-a");
    CHECK(writes(m, "filename=\"a file.bin\"\r\n\r\nAQo=\r\n"));
    remove_file(path);
    m = begin();
    wax_message_attach(m, path, NULL);
    CHECK(refuses(m, WAX_E_INPUT, "cannot be opened: No such file"));
    m = begin();
    wax_message_attach(m, "/tmp", NULL);
    CHECK(refuses(m, WAX_E_INPUT, "is not a regular file"));
    m = begin();
    wax_message_attach(m, "/tmp/", NULL);
    CHECK(refuses(m, WAX_E_USAGE, "is no name"));
}

/* Binary, so that it is longer than what was looked at; then it shrinks, or is another, between two reads. */
static bool notices(bool shrinks)
{
    char content[60000], piece[500];
    wax_message *m = begin();
    wax_source mail;
    size_t got = 1;
    wax_error why = { 0 };
    wax_status s = WAX_OK;

    memset(content, '\n', sizeof content - 1);
    content[sizeof content - 1] = 0;
    const char *path = file_with(content);
    wax_message_attach(m, path, "application/x-a");
    CHECK(wax_message_open(m, &mail) == WAX_OK && mail.read(mail.user, piece, sizeof piece, &got, &why) == WAX_OK);
    if (shrinks)
        CHECK(truncate(path, 20000) == 0);
    else
        write_file(path, "other");
    while (!s && got)
        s = mail.read(mail.user, piece, sizeof piece, &got, &why);
    mail.free(mail.user);
    wax_message_free(m);
    remove_file(path);
    return s == WAX_E_INPUT && strstr(why.text, "was changed while it was being sent");
}

TEST("a file that shrinks or is written anew while it is read is refused before its end is said")
{
    CHECK(notices(true));
    CHECK(notices(false));
}

/* -- what it is about ----------------------------------------------------------------------------------------- */

TEST("an answer names what it answers, and what that answered")
{
    wax_message *m = begin();

    wax_message_in_reply_to(m, "<c@x.org>", "<a@x.org>\t<b@x.org>");
    CHECK(writes(m, "In-Reply-To: <c@x.org>\r\nReferences: <a@x.org> <b@x.org> <c@x.org>\r\n"));
    m = begin();
    wax_message_in_reply_to(m, "<c@x.org>", NULL);
    CHECK(writes(m, "References: <c@x.org>\r\n"));
}

TEST("of a long thread the first and the last stay")
{
    char references[6000] = "<first@x.org>";

    for (int i = 0; i < 300; i++)
        snprintf(references + strlen(references), sizeof references - strlen(references), " <%d@x.org>", i);
    wax_message *m = begin();
    wax_message_in_reply_to(m, "<c@x.org>", references);
    char *text = written(m);
    CHECK(strstr(text, "References: <first@x.org>") && strstr(text, "<299@x.org>") && strstr(text, "<c@x.org>\r\nMIME") && !strstr(text, "<100@x.org>"));
    free(text);
    wax_message_free(m);
}

TEST("what is no Message-ID is refused")
{
    static const char *const wrong[] = { "", "a@x.org", "<@x.org>", "<a@>", "<a b@x.org>", "<a@x.org> <b@x.org>", "<a@x.org>\r\nBcc: e@x.org", "<a>" };

    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        wax_message *m = begin();
        wax_message_in_reply_to(m, wrong[i], NULL);
        CHECK(refuses(m, WAX_E_USAGE, "is no Message-ID"));
    }
}

TEST("one click to unsubscribe is two fields, and an https URL")
{
    wax_message *m = begin();

    wax_message_unsubscribe(m, "https://x.org/u?t=1", "mailto:u@x.org");
    CHECK(writes(m, "List-Unsubscribe: <https://x.org/u?t=1>, <mailto:u@x.org>\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"));
    static const char *const wrong[] = { "http://x.org/u", "https://", "https://x.org/a b", "https://x.org/>, <http://evil.example", "https://x.org/\r\nA: b" };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        m = begin();
        wax_message_unsubscribe(m, wrong[i], NULL);
        CHECK(refuses(m, WAX_E_USAGE, "https:// URL"));
    }
}

TEST("flowed text says that it is")
{
    wax_message *m = begin();

    wax_message_text_flowed(m, "one line\n");
    CHECK(writes(m, "Content-Type: text/plain; charset=utf-8; format=flowed\r\nContent-Transfer-Encoding: 7bit\r\n\r\none line\r\n"));
}
