/* fuzz_core.c -- a server that says anything at any moment gets no secret in the clear, no false "accepted" and no endless talk.
 *
 * The first byte sets the client up; after that a byte 0xF0 lets the client speak, 0xF1 turns the epoch where it is asked for, 0xF2
 * lets time pass, 0xF3 cuts; everything else is heard. */
#include "fuzz_talk.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

struct body { size_t at; };

static const char text[] = "Subject: t\r\n\r\nhello\r\n";

static wax_status read_body(void *user, void *to, size_t room, size_t *n, wax_error *why)
{
    struct body *b = user;

    (void)why;
    *n = sizeof text - 1 - b->at < room ? sizeof text - 1 - b->at : room;
    memcpy(to, text + b->at, *n);
    b->at += *n;
    return WAX_OK;
}

static struct talk *set_up(uint8_t flags, struct body *body)
{
    struct talk *t = talk_new();

    t->smtp = wax_smtp_new("mail.example.net");
    t->mail = wax_delivery_new("ada@example.org");
    wax_delivery_to(t->mail, "grace@example.net");
    wax_delivery_to(t->mail, "alan@example.net");
    wax_delivery_body(t->mail, (wax_source){ .read = read_body, .user = body });
    wax_smtp_set_tls(t->smtp, (wax_tls_mode)(flags & 3));
    if (flags & 4)
        wax_smtp_set_login(t->smtp, "ada", "sesame");
    if (flags & 8)
        wax_smtp_set_lmtp(t->smtp);
    if (flags & 16)
        wax_smtp_set_mechanism(t->smtp, "LOGIN");
    wax_smtp_deliver(t->smtp, t->mail);
    if (flags & 32)
        wax_smtp_quit(t->smtp);
    return t;
}

static bool has_said(const struct talk *t, const char *word)
{
    size_t n = strlen(word);

    for (size_t i = 0; i + n <= t->n_said; i++)
        if (memcmp(t->said + i, word, n) == 0)
            return true;
    return false;
}

static void one_byte(struct talk *t, uint8_t c, uint8_t *heard, size_t *n, int64_t *now)
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
        memmove(heard, heard + used, *n - used);
        *n -= used;
    }
}

static void check(const struct talk *t)
{
    bool ended = has_said(t, "hello\r\n");

    if (t->epoch == 0)
        talk_must(!has_said(t, "AUTH") && !has_said(t, "c2VzYW1l"));
    for (size_t i = 0; i < wax_delivery_recipients(t->mail); i++) {
        wax_fate fate = wax_delivery_result(t->mail, i)->fate;
        talk_must(ended || (fate != WAX_ACCEPTED && fate != WAX_UNCERTAIN));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    static uint8_t heard[40001];
    struct body body = { 0 };
    size_t n = 0;
    int64_t now = 0;

    if (len == 0)
        return 0;
    struct talk *t = set_up(data[0], &body);
    for (size_t i = 1; i < len; i++)
        one_byte(t, data[i], heard, &n, &now);
    talk_send(t);
    check(t);
    wax_smtp_broken(t->smtp, t->n_said, &(wax_error){ .status = WAX_E_EOF, .text = "cut" });
    check(t);
    talk_end(t);
    return 0;
}
