#include "limit.h"
#include "reading.h"
#include "test.h"

#include <wax/message.h>

static wax_message *new_mail(void)
{
    wax_message *m = wax_message_new();

    wax_message_fix(m, 1354553212, 60, 1);
    return m;
}

static wax_message *from_ada(void)
{
    wax_message *m = new_mail();

    wax_message_set(m, "From", "Ada <ada@example.org>");
    return m;
}

/* What is read, at several sizes of reads, and the size that check declares, are the same. */
static bool reads(wax_message *m, const char *expected)
{
    static const size_t sizes[] = { 100, 1, 2, 3, 7, 998, 65536 };      /* the first reads what check has kept, the others the mail */
    wax_message_facts facts = { 0 };
    bool good = !wax_message_check(m, &facts) && facts.size == (int64_t)strlen(expected);

    for (size_t i = 0; good && i < sizeof sizes / sizeof *sizes; i++) {
        struct buf out = { 0 };
        wax_source from;
        if ((good = !wax_message_open(m, &from))) {
            good = !read_to_end(from, sizes[i], &out, NULL) && buf_is(&out, expected);
            from.free(from.user);
        }
        if (!good)
            test_note("reads of %zu: \"%.*s\"", sizes[i], (int)buf_len(&out), (const char *)buf_data(&out));
        wax__buf_clear(&out);
    }
    if (!good)
        test_note("%s, size %lld", wax_message_error(m)->text, (long long)facts.size);
    return good;
}

static bool has(wax_message *m, const char *words)
{
    struct buf out = { 0 };
    wax_source from;
    bool good = !wax_message_open(m, &from) && !read_to_end(from, 1000, &out, NULL) && wax__buf_put(&out, "", 1)
        && strstr((const char *)buf_data(&out), words);

    if (!good)
        test_note("%s \"%s\"", wax_message_error(m)->text, buf_len(&out) ? (const char *)buf_data(&out) : "");
    if (buf_len(&out))
        from.free(from.user);
    wax__buf_clear(&out);
    return good;
}

static bool fails(wax_message *m, wax_status status, const char *words)
{
    wax_status s = wax_message_check(m, NULL);
    bool good = s == status && wax_message_error(m)->status == status && strstr(wax_message_error(m)->text, words);

    if (!good)
        test_note("%s: \"%s\"", wax_status_name(s), wax_message_error(m)->text);
    wax_message_free(m);
    return good;
}

TEST("the mail that Wax was made for")
{
    wax_message *m = new_mail();

    wax_message_set(m, "From", "Adà <ada@example.org>");
    wax_message_set(m, "To", "Gràce <grace@example.net>");
    wax_message_set(m, "Subject", "Test");
    wax_message_html(m, "Ciao!");
    CHECK(reads(m, "Date: Mon, 03 Dec 2012 17:46:52 +0100\r\n"
                   "From: =?utf-8?Q?Ad=C3=A0?= <ada@example.org>\r\n"
                   "To: =?utf-8?B?R3LDoGNl?= <grace@example.net>\r\n"
                   "Subject: Test\r\n"
                   "Message-ID: <910a2dec89025cc1beeb8da1658eec67@example.org>\r\n"
                   "MIME-Version: 1.0\r\n"
                   "Content-Type: text/html; charset=utf-8\r\n"
                   "Content-Transfer-Encoding: 7bit\r\n"
                   "\r\n"
                   "Ciao!\r\n"));
    CHECK(test_same(wax_message_sender(m), "ada@example.org"));
    CHECK(wax_message_recipients(m) == 1 && test_same(wax_message_recipient(m, 0), "grace@example.net"));
    wax_message_free(m);
}

TEST("fields come in RFC 5322's order, others in the order they were set, and Bcc never leaves")
{
    wax_message *m = new_mail();

    wax_message_set(m, "X-Two", "2");
    wax_message_set(m, "Bcc", "secret@example.net");
    wax_message_set(m, "X-One", "1");
    wax_message_set(m, "message-id", "<id@example.org>");
    wax_message_set(m, "Subject", "replaced");
    wax_message_set(m, "subject", "stays");
    wax_message_set(m, "Cc", "c@example.net");
    wax_message_set(m, "To", "a@example.net");
    wax_message_set(m, "TO", "b@example.net");
    wax_message_set(m, "Reply-To", "list: d@example.net;");
    wax_message_set(m, "Sender", "ada@example.org");
    wax_message_set(m, "From", "crew@example.org");
    wax_message_set(m, "Date", "Tue, 01 Jul 2003 10:52:37 +0200");
    CHECK(reads(m, "Date: Tue, 01 Jul 2003 10:52:37 +0200\r\nFrom: crew@example.org\r\nSender: ada@example.org\r\n"
                   "Reply-To: list: d@example.net;\r\nTo: a@example.net, b@example.net\r\nCc: c@example.net\r\nSubject: stays\r\n"
                   "Message-ID: <id@example.org>\r\nX-Two: 2\r\nX-One: 1\r\nMIME-Version: 1.0\r\n"
                   "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 7bit\r\n\r\n"));
    wax_message_free(m);
}

TEST("the envelope follows the header: Sender, then To, Cc and Bcc, each mailbox once")
{
    wax_message *m = from_ada();

    wax_message_set(m, "To", "A <a@x.org>, friends: b@x.org, a@X.ORG;");
    wax_message_set(m, "Cc", "A@x.org, b@x.org");
    wax_message_set(m, "Bcc", "c@x.org, \"a\"@x.org");
    CHECK(test_same(wax_message_sender(m), "ada@example.org"));
    CHECK(wax_message_recipients(m) == 4);
    CHECK(test_same(wax_message_recipient(m, 0), "a@x.org"));
    CHECK(test_same(wax_message_recipient(m, 1), "b@x.org"));
    CHECK(test_same(wax_message_recipient(m, 2), "A@x.org"));
    CHECK(test_same(wax_message_recipient(m, 3), "c@x.org"));
    CHECK(wax_message_recipient(m, 4) == NULL);
    wax_message_set(m, "Sender", "robot@example.org");
    wax_message_set(m, "To", "d@x.org");
    CHECK(test_same(wax_message_sender(m), "robot@example.org") && wax_message_recipients(m) == 5);
    wax_message_free(m);
}

TEST("an envelope that is set replaces what the header says, and only that")
{
    wax_message *m = from_ada();

    wax_message_set(m, "To", "a@x.org");
    CHECK(wax_message_recipients(m) == 1);
    wax_message_envelope_to(m, "Bob <b@x.org>");
    wax_message_envelope_to(m, "c@x.org");
    wax_message_envelope_to(m, "b@x.org");
    wax_message_set(m, "Cc", "d@x.org");
    CHECK(wax_message_recipients(m) == 2 && test_same(wax_message_recipient(m, 0), "b@x.org"));
    CHECK(test_same(wax_message_sender(m), "ada@example.org"));
    wax_message_envelope_from(m, "");
    CHECK(test_same(wax_message_sender(m), ""));
    wax_message_envelope_from(m, "bounce@x.org");
    CHECK(test_same(wax_message_sender(m), "bounce@x.org"));
    CHECK(has(m, "To: a@x.org\r\nCc: d@x.org\r\n"));
    wax_message_free(m);
}

TEST("an envelope's mailbox is one, and can be read")
{
    wax_message *m = from_ada();

    wax_message_envelope_to(m, "a@x.org, b@x.org");
    CHECK(fails(m, WAX_E_USAGE, "the envelope's recipient is one mailbox, not 2"));
    m = from_ada();
    wax_message_envelope_to(m, "");
    CHECK(fails(m, WAX_E_USAGE, "the envelope's recipient cannot be read"));
    m = from_ada();
    wax_message_envelope_from(m, "ada");
    CHECK(fails(m, WAX_E_USAGE, "the envelope's sender cannot be read"));
    m = from_ada();
    wax_message_envelope_from(m, "a@x.org>\r\nRCPT TO:<b@x.org");
    CHECK(fails(m, WAX_E_USAGE, "a control character"));
}

TEST("a composed mail needs From, and several authors get a Sender")
{
    wax_message *m = new_mail();

    CHECK(fails(m, WAX_E_USAGE, "the mail has no From"));
    m = new_mail();
    wax_message_set(m, "From", "A <a@x.org>, b@x.org");
    CHECK(has(m, "From: A <a@x.org>, b@x.org\r\nSender: a@x.org\r\n"));
    wax_message_free(m);
}

TEST("what can be corrected after a check is corrected, what a setter refused stays refused")
{
    wax_message *m = new_mail();

    CHECK(wax_message_check(m, NULL) == WAX_E_USAGE);
    wax_message_set(m, "From", "a@x.org");
    CHECK(wax_message_check(m, NULL) == WAX_OK && wax_message_error(m)->status == WAX_OK);
    wax_message_set(m, "To", "nobody");
    wax_message_set(m, "To", "b@x.org");
    CHECK(fails(m, WAX_E_USAGE, "To cannot be read"));
}

TEST("a message that is NULL is a failed one")
{
    wax_source from;

    wax_message_set(NULL, "From", "a@x.org");
    wax_message_text(NULL, "x");
    wax_message_raw_file(NULL, "x");
    wax_message_raw_fd(NULL, 0);
    wax_message_envelope_from(NULL, "a@x.org");
    wax_message_envelope_to(NULL, "a@x.org");
    wax_message_ask(NULL, WAX_ASK_RET, "FULL", WAX_MUST);
    wax_message_ask_for(NULL, "a@x.org", WAX_ASK_NOTIFY, "NEVER", WAX_MUST);
    CHECK(wax_message_asked(NULL, 0) == NULL);
    wax_message_fix(NULL, 0, 0, 0);
    CHECK(wax_message_open(NULL, &from) == WAX_E_NOMEM && wax_message_check(NULL, NULL) == WAX_E_NOMEM);
    CHECK(wax_message_error(NULL)->status == WAX_E_NOMEM && wax_message_sender(NULL) == NULL && wax_message_recipients(NULL) == 0);
    wax_message_free(NULL);
}

TEST("NULL where a text should be is refused by name")
{
    wax_message *m = from_ada();

    wax_message_set(m, "Subject", NULL);
    CHECK(fails(m, WAX_E_USAGE, "Subject was given NULL"));
    m = from_ada();
    wax_message_html(m, NULL);
    CHECK(fails(m, WAX_E_USAGE, "the HTML text was given NULL"));
    m = from_ada();
    wax_message_ask(m, WAX_ASK_RET, NULL, WAX_MUST);
    CHECK(fails(m, WAX_E_USAGE, "what the mail asks was given NULL"));
    m = from_ada();
    wax_message_ask_for(m, NULL, WAX_ASK_NOTIFY, "NEVER", WAX_MUST);
    CHECK(fails(m, WAX_E_USAGE, "the recipient for whom something is asked was given NULL"));
    CHECK(wax_addresses(NULL, NULL, NULL, NULL) == WAX_E_USAGE);
}

TEST("what a mail asks is kept in order, as it was said")
{
    wax_message *m = from_ada();

    for (int i = 0; i < 5; i++)
        wax_message_ask(m, WAX_ASK_MT_PRIORITY, "9", WAX_IF_OFFERED);
    wax_message_ask_for(m, "b@x.org", WAX_ASK_NOTIFY, "NEVER", WAX_MUST);
    const wax_asked *first = wax_message_asked(m, 0), *last = wax_message_asked(m, 5);
    CHECK(first->ask == WAX_ASK_MT_PRIORITY && first->how == WAX_IF_OFFERED && strcmp(first->value, "9") == 0 && !first->recipient);
    CHECK(last->ask == WAX_ASK_NOTIFY && last->how == WAX_MUST && strcmp(last->value, "NEVER") == 0 && strcmp(last->recipient, "b@x.org") == 0);
    CHECK(wax_message_asked(m, 6) == NULL);
    wax_message_free(m);
}

TEST("text and HTML make an alternative, the best last, each with its own encoding")
{
    wax_message *m = from_ada();

    wax_message_text(m, "Plain.\n--=_x\n");
    wax_message_html(m, "<p>Gr\xC3\xB6\xC3\x9F" "e und mehr als das");
    CHECK(has(m, "Content-Type: multipart/alternative;\r\n boundary=\"=_910a2dec89025cc1beeb8da1658eec67_0\"\r\n"
                 "\r\n--=_910a2dec89025cc1beeb8da1658eec67_0\r\nContent-Type: text/plain; charset=utf-8\r\n"
                 "Content-Transfer-Encoding: quoted-printable\r\n\r\nPlain.\r\n--=3D_x\r\n"
                 "\r\n--=_910a2dec89025cc1beeb8da1658eec67_0\r\nContent-Type: text/html; charset=utf-8\r\n"
                 "Content-Transfer-Encoding: quoted-printable\r\n\r\n<p>Gr=C3=B6=C3=9Fe und mehr als das\r\n"
                 "\r\n--=_910a2dec89025cc1beeb8da1658eec67_0--\r\n"));
    wax_message_free(m);
}

TEST("no text can end its part, though it knows the boundary")
{
    wax_message *m = from_ada();
    struct buf out = { 0 };
    wax_source from;
    size_t n = 0;

    wax_message_text(m, "a\n--=_910a2dec89025cc1beeb8da1658eec67_0--\nb\n");
    wax_message_html(m, "--=_910a2dec89025cc1beeb8da1658eec67_0\nContent-Type: text/evil\n\n");
    CHECK(!wax_message_open(m, &from) && !read_to_end(from, 100, &out, NULL) && wax__buf_put(&out, "", 1));
    for (const char *p = (const char *)buf_data(&out); (p = strstr(p, "\r\n--=_")); p++)
        n++;
    CHECK(n == 3);
    from.free(from.user);
    wax__buf_clear(&out);
    wax_message_free(m);
}

TEST("a composed mail never needs 8BITMIME, and SMTPUTF8 only where an address holds UTF-8")
{
    wax_message_facts f;
    wax_message *m = from_ada();

    wax_message_set(m, "To", "Gröner <g@x.org>");
    wax_message_set(m, "Subject", "日本語");
    wax_message_text(m, "日本語");
    CHECK(!wax_message_check(m, &f) && !f.is_8bit && !f.has_utf8_header);
    wax_message_set(m, "Bcc", "gröner@x.org");
    CHECK(!wax_message_check(m, &f) && !f.is_8bit && !f.has_utf8_header);
    wax_message_set(m, "Cc", "grö@grönland.example");
    CHECK(!wax_message_check(m, &f) && !f.is_8bit && f.has_utf8_header);
    CHECK(has(m, "Cc: grö@grönland.example\r\n"));
    wax_message_free(m);
}

TEST("a text that is not UTF-8, or holds a bare CR, is refused by name and line")
{
    wax_message *m = from_ada();

    wax_message_text(m, "one\ntwo \xff\n");
    CHECK(fails(m, WAX_E_USAGE, "the text is not UTF-8: line 2, byte 5 is 0xff"));
    m = from_ada();
    wax_message_html(m, "one\ntwo\rthree");
    CHECK(fails(m, WAX_E_USAGE, "line 2 of the HTML text holds a CR that no LF follows"));
}

TEST("a Message-ID is the same at each reading, and another in another mail")
{
    wax_message *a = wax_message_new(), *b = wax_message_new();
    struct buf one = { 0 }, two = { 0 }, other = { 0 };
    wax_source from;

    wax_message_set(a, "From", "a@x.org");
    wax_message_set(b, "From", "a@x.org");
    for (int i = 0; i < 3; i++) {
        CHECK(!wax_message_open(i == 2 ? b : a, &from));
        read_to_end(from, 1000, i == 0 ? &one : i == 1 ? &two : &other, NULL);
        from.free(from.user);
    }
    CHECK(test_same_bytes(buf_data(&one), buf_len(&one), buf_data(&two), buf_len(&two)));
    CHECK(!test_same_bytes(buf_data(&one), buf_len(&one), buf_data(&other), buf_len(&other)));
    wax__buf_clear(&one);
    wax__buf_clear(&two);
    wax__buf_clear(&other);
    wax_message_free(a);
    wax_message_free(b);
}

TEST("one reader at a time, and nothing is set while it reads")
{
    wax_message *m = from_ada();
    wax_source a, b;

    CHECK(!wax_message_open(m, &a) && wax_message_open(m, &b) == WAX_E_USAGE);
    a.free(a.user);
    CHECK(!wax_message_open(m, &a));
    wax_message_text(m, "new");
    a.free(a.user);
    CHECK(fails(m, WAX_E_USAGE, "the text was set while the mail was being read"));
}

static int64_t length(wax_message *m)
{
    struct buf whole = { 0 };
    wax_source from;

    CHECK(!wax_message_open(m, &from) && !read_to_end(from, 1000, &whole, NULL));
    from.free(from.user);
    size_t len = buf_len(&whole);
    wax__buf_clear(&whole);
    return (int64_t)len;
}

TEST("the size is told before base64 is made, and is true at every length of its last line, in texts and in files")
{
    static uint8_t bytes[240];
    char text[sizeof bytes + 1] = "";
    wax_message_facts facts;

    for (size_t n = 0; n < sizeof bytes - 1; n += 2) {
        wax_message *m = from_ada();
        memcpy(text + n, "\xD0\x96", 3);
        wax_message_text(m, text);
        wax_message_attach_source(m, wax_source_bytes(bytes, n), "a.bin", NULL);
        wax_message_attach_source(m, wax_source_bytes(bytes, n + 1), "b.bin", NULL);
        CHECK(!wax_message_check(m, &facts) && facts.size == length(m));
        CHECK(has(m, "Content-Transfer-Encoding: base64"));
        wax_message_free(m);
    }
}

static void rewind_everywhere(wax_source from, int64_t size)
{
    char piece[500];
    size_t got;

    for (size_t room = 1; room < 400; room += 7) {
        struct buf out = { 0 };
        CHECK(!from.read(from.user, piece, room, &got, NULL) && !from.rewind(from.user, NULL));
        CHECK(!read_to_end(from, 100, &out, NULL) && buf_len(&out) == (size_t)size);
        CHECK(memcmp(buf_data(&out), "Date: Mon", 9) == 0);
        wax__buf_clear(&out);
        from.rewind(from.user, NULL);
    }
}

TEST("a source rewinds from anywhere, of what check has kept and of the mail itself")
{
    wax_message *m = from_ada();
    wax_source from;
    wax_message_facts facts;

    wax_message_text(m, "Gröner");
    CHECK(!wax_message_check(m, &facts));
    for (int i = 0; i < 2; i++) {
        CHECK(!wax_message_open(m, &from));
        rewind_everywhere(from, facts.size);
        from.free(from.user);
    }
    wax_message_free(m);
}

/* -- ready-made --------------------------------------------------------------------------------------------- */

static wax_message *raw(struct drip *d, const char *text)
{
    wax_message *m = wax_message_new();

    *d = (struct drip){ text, strlen(text), 0, 5 };
    wax_message_raw(m, drip_source(d));
    return m;
}

TEST("a ready-made mail is sent as it is, but for its line ends")
{
    struct drip d;
    wax_message *m = raw(&d, "bcc: x@y.z\nSubject:  as  it is \n\n.\n..\nline");

    CHECK(reads(m, "bcc: x@y.z\r\nSubject:  as  it is \r\n\r\n.\r\n..\r\nline\r\n"));
    CHECK(wax_message_sender(m) == NULL && wax_message_recipients(m) == 0);
    wax_message_envelope_from(m, "a@x.org");
    wax_message_envelope_to(m, "b@x.org");
    CHECK(test_same(wax_message_sender(m), "a@x.org") && wax_message_recipients(m) == 1);
    wax_message_free(m);
}

TEST("what check has seen of a short mail is what is sent, and its source is read once")
{
    struct drip d;
    wax_message *m = raw(&d, "A: b\n\nfirst");

    wax_message_envelope_from(m, "a@x.org");
    CHECK(!wax_message_check(m, NULL) && d.at == d.len);
    d = (struct drip){ "A: b\n\nsecond", 12, 0, 5 };
    CHECK(has(m, "first") && d.at == 0);
    CHECK(has(m, "second") && d.at == d.len);
    wax_message_free(m);
}

TEST("what is set after a check counts, and so does what a source gives at the next check")
{
    struct drip d;
    wax_message *m = from_ada(), *ready = raw(&d, "A: b\n\nfirst");

    CHECK(!wax_message_check(m, NULL));
    wax_message_set(m, "Subject", "late");
    CHECK(has(m, "Subject: late"));
    wax_message_free(m);
    CHECK(!wax_message_check(ready, NULL));
    d = (struct drip){ "A: b\n\nsecond", 12, 0, 5 };
    CHECK(!wax_message_check(ready, NULL) && has(ready, "second"));
    wax_message_free(ready);
}

TEST("a mail that is longer than one read is read again")
{
    static char text[LIMIT_MESSAGE_CHUNK + 1];
    struct drip d;

    for (size_t len = LIMIT_MESSAGE_CHUNK - 1; len <= LIMIT_MESSAGE_CHUNK; len++) {
        memcpy(text, "A: b\r\n\r\n", 8);
        for (size_t i = 8; i < len; i++)
            text[i] = (len - i) % 72 == 2 ? '\r' : (len - i) % 72 == 1 ? '\n' : 'x';
        text[len] = 0;
        wax_message *m = raw(&d, text);
        CHECK(!wax_message_check(m, NULL));
        d.at = 0;
        CHECK(has(m, text) && (d.at == 0) == (len < LIMIT_MESSAGE_CHUNK));
        wax_message_free(m);
    }
}

static wax_message_facts facts_of(const char *text)
{
    struct drip d;
    wax_message_facts f = { .size = -1 };
    wax_message *m = raw(&d, text);

    if (wax_message_check(m, &f))
        test_note("%s", wax_message_error(m)->text);
    wax_message_free(m);
    return f;
}

TEST("the facts of a ready-made mail: its size, UTF-8 in the header, 8 bits in the body")
{
    CHECK(facts_of("A: b\n\nc\n").size == 11);
    CHECK(!facts_of("A: b\n\nc\n").is_8bit && !facts_of("A: b\n\nc\n").has_utf8_header);
    CHECK(facts_of("A: b\n\n\xE0\n").is_8bit && !facts_of("A: b\n\n\xE0\n").has_utf8_header);
    CHECK(!facts_of("A: \xC3\xA0\n\nc\n").is_8bit && facts_of("A: \xC3\xA0\n\nc\n").has_utf8_header);
    CHECK(facts_of("A: b\n  c\n").size == 11);
}

TEST("what no reader takes for a mail is refused with its line")
{
    struct drip d;

    CHECK(fails(raw(&d, ""), WAX_E_INPUT, "the mail is empty"));
    CHECK(fails(raw(&d, "\nA: b\n"), WAX_E_INPUT, "begins with an empty line"));
    CHECK(fails(raw(&d, "Dear Grace,\n"), WAX_E_INPUT, "line 1 of the mail is no header field"));
    CHECK(fails(raw(&d, "A: b\nDear Grace\n"), WAX_E_INPUT, "line 2 of the mail is no header field"));
    CHECK(fails(raw(&d, " A: b\n"), WAX_E_INPUT, "line 1 of the mail is no header field"));
    CHECK(fails(raw(&d, "From ada Mon Dec  3 17:46:52 2012\nA: b\n"), WAX_E_INPUT, "a mailbox file's separator"));
    CHECK(fails(raw(&d, "A: b\nB: \xE0\n"), WAX_E_INPUT, "line 2 of the mail's header is neither ASCII nor UTF-8"));
    CHECK(fails(raw(&d, "A: b\n\nc\rd"), WAX_E_INPUT, "line 3 of the mail holds a CR"));
}

TEST("a ready-made mail and a composed one can't be the same")
{
    struct drip d;
    wax_message *m = raw(&d, "A: b\n");

    wax_message_set(m, "From", "a@x.org");
    CHECK(fails(m, WAX_E_USAGE, "From can't be set in a ready-made mail"));
    m = from_ada();
    wax_message_raw_file(m, "x");
    CHECK(fails(m, WAX_E_USAGE, "a ready-made mail is sent as it is"));
}

static void count_free(void *user)
{
    ++*(int *)user;
}

TEST("a source that was given is freed once, refused or taken")
{
    int n_freed = 0;
    wax_source no_read = { .free = count_free, .user = &n_freed };
    wax_source whole = { drip_read, drip_rewind, count_free, &n_freed };
    wax_message *m = wax_message_new();

    wax_message_raw(NULL, no_read);
    CHECK(n_freed == 1);
    wax_message_raw(m, whole);
    wax_message_raw(m, whole);
    CHECK(n_freed == 2);
    wax_message_raw(m, no_read);
    CHECK(n_freed == 3);
    CHECK(fails(m, WAX_E_USAGE, "needs read and rewind"));
    CHECK(n_freed == 4);
}
