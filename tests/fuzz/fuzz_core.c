/* fuzz_core.c -- a server that says anything at any moment gets no secret in the clear, no false account and no endless talk.
 *
 * Three messages are under way, each with a body of its own, so that what was said of each can be seen: one whose end was said is not
 * "not tried", one whose end was not is neither accepted nor uncertain, and no yes counts for two.  Lines of the caller's own are the last that is said, and in
 * the clear only where TLS was not wished for.
 *
 * The first byte sets the client up; after that a byte 0xF0 lets the client speak, 0xF1 turns the epoch where it is asked for, 0xF2
 * lets time pass, 0xF3 cuts; everything else is heard. */
#include "fuzz_talk.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

enum { MAILS = 3 };

static const char *const own[] = { "NOOP own", "VRFY own" };

struct body { const char *text; size_t at; };

static const char *const texts[MAILS] = { "Subject: t\r\n\r\nhello one\r\n", "Subject: t\r\n\r\nhello two\r\n", "Subject: t\r\n\r\nhello three\r\n" };

static wax_status read_body(void *user, void *to, size_t room, size_t *n, wax_error *why)
{
    struct body *b = user;
    size_t left = strlen(b->text + b->at);

    (void)why;
    *n = left < room ? left : room;
    memcpy(to, b->text + b->at, *n);
    b->at += *n;
    return WAX_OK;
}

static wax_delivery *mail_with(struct body *body)
{
    wax_delivery *d = wax_delivery_new("ada@example.org");

    wax_delivery_to(d, "grace@example.net");
    wax_delivery_to(d, "alan@example.net");
    wax_delivery_body(d, (wax_source){ .read = read_body, .user = body });
    return d;
}

/* The first is the talk's own; the others are the caller's to free. */
static struct talk *set_up(uint8_t flags, struct body *body, wax_delivery **mail)
{
    struct talk *t = talk_new();

    t->smtp = wax_smtp_new("mail.example.net");
    wax_smtp_set_tls(t->smtp, (wax_tls_mode)(flags & 3));
    if (flags & 4)
        wax_smtp_set_login(t->smtp, "ada", "sesame");
    if (flags & 8)
        wax_smtp_set_lmtp(t->smtp);
    if (flags & 16)
        wax_smtp_set_mechanism(t->smtp, "LOGIN");
    for (size_t i = 0; i < MAILS; i++)
        wax_smtp_deliver(t->smtp, mail[i] = mail_with(&body[i]));
    t->mail = mail[0];
    if (flags & 32)
        wax_smtp_quit(t->smtp);
    for (size_t i = 0; flags & 64 && i < 2; i++)
        wax_smtp_say(t->smtp, own[i]);
    return t;
}

/* Where it was said; n_said: nowhere. */
static size_t find(const struct talk *t, const char *word)
{
    size_t n = strlen(word);

    for (size_t i = 0; i + n <= t->n_said; i++)
        if (memcmp(t->said + i, word, n) == 0)
            return i;
    return t->n_said;
}

static bool has_said(const struct talk *t, const char *word)
{
    return find(t, word) < t->n_said;
}

static void check_own_lines(const struct talk *t, wax_tls_mode mode)
{
    static const char all[] = "NOOP own\r\nVRFY own\r\nQUIT\r\n";
    static const size_t ends[] = { 0, 10, 20, 26 };
    size_t n = t->n_said - find(t, own[0]), i = 0;

    talk_must(!n || t->epoch || mode == WAX_TLS_INSECURE_NONE);
    while (i < 4 && ends[i] != n)
        i++;
    talk_must(i < 4 && memcmp(all, t->said + t->n_said - n, n) == 0);
}

static void one_byte(struct talk *t, uint8_t c, uint8_t *heard, size_t *n, int64_t *now, size_t *yes)
{
    size_t used = 1;

    if (c == 0xF0)
        talk_send(t);
    else if (c == 0xF1 && wax_smtp_step(t->smtp) == WAX_UPGRADE) {
        talk_must(*n == 0 || t->epoch == 1 || wax_smtp_step(t->smtp) == WAX_UPGRADE);
        *n = 0;
        t->epoch = 1;
        wax_smtp_upgraded(t->smtp, &(wax_tls_info){ .verified = true });
    } else if (c == 0xF2)
        wax_smtp_now(t->smtp, *now += 7000);
    else if (c == 0xF3)
        wax_smtp_broken(t->smtp, t->n_said, &(wax_error){ .status = WAX_E_EOF, .text = "cut" });
    else if (*n < 40000)
        heard[(*n)++] = c;
    while (*n && used && wax_smtp_hear(t->smtp, t->epoch, heard, *n, &used) == WAX_OK) {
        *yes += used && heard[0] == '2';
        memmove(heard, heard + used, *n - used);
        *n -= used;
    }
}

/* Each acceptance has a yes of its own: one for a message, with LMTP one for a recipient. */
static void check(const struct talk *t, wax_tls_mode mode, wax_delivery *const *mail, bool is_lmtp, size_t yes, bool is_over)
{
    static const char *const ends[MAILS] = { "hello one\r\n", "hello two\r\n", "hello three\r\n" };
    size_t accepted = 0;

    check_own_lines(t, mode);
    if (t->epoch == 0)
        talk_must(!has_said(t, "AUTH") && !has_said(t, "c2VzYW1l"));
    for (size_t i = 0; i < MAILS; i++) {
        bool ended = has_said(t, ends[i]), some = false;
        talk_must(!is_over || wax_delivery_is_settled(mail[i]));
        for (size_t k = 0; k < wax_delivery_recipients(mail[i]); k++) {
            wax_fate fate = wax_delivery_result(mail[i], k)->fate;
            talk_must(ended || (fate != WAX_ACCEPTED && fate != WAX_UNCERTAIN));
            talk_must(!ended || !is_over || fate != WAX_NOT_TRIED);
            accepted += fate == WAX_ACCEPTED && (is_lmtp || !some);
            some = some || fate == WAX_ACCEPTED;
            talk_must(wax_delivery_status(mail[i]) != WAX_OK || fate == WAX_ACCEPTED);
        }
    }
    talk_must(accepted <= yes);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    static uint8_t heard[40001];
    struct body body[MAILS] = { { texts[0], 0 }, { texts[1], 0 }, { texts[2], 0 } };
    wax_delivery *mail[MAILS];
    size_t n = 0, yes = 0;
    int64_t now = 0;

    if (len == 0)
        return 0;
    struct talk *t = set_up(data[0], body, mail);
    bool is_lmtp = data[0] & 8;
    wax_tls_mode mode = (wax_tls_mode)(data[0] & 3);
    for (size_t i = 1; i < len; i++)
        one_byte(t, data[i], heard, &n, &now, &yes);
    talk_send(t);
    check(t, mode, mail, is_lmtp, yes, false);
    if (data[len - 1] & 1)
        wax_smtp_broken(t->smtp, t->n_said, &(wax_error){ .status = WAX_E_EOF, .text = "cut" });
    wax_smtp_free(t->smtp);
    t->smtp = NULL;
    check(t, mode, mail, is_lmtp, yes, true);
    talk_end(t);
    for (size_t i = 1; i < MAILS; i++)
        wax_delivery_free(mail[i]);
    return 0;
}
