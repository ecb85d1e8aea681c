/* dialogue_test.c -- plays every dialogue against the core: whole, a byte at a time, cut at every byte, every allocation failing.
 *
 * Uses smtp.h alone, as any application would.  It never allocates while it plays, so that the n-th allocation is the core's.
 */
#include "alloc_fail.h"
#include "dialogue.h"
#include "test.h"
#include "text.h"

#include <wax/smtp.h>

#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum form { WHOLE, BYTEWISE, CUT, STARVED };
enum { MAILS = 64, ASKS = 8, RECIPIENTS = 8, ADDRESS = 600, ROOM = 1 << 22 };

struct text {
    const uint8_t *p;
    size_t         len, at;
};

struct play {
    const struct dialogue *d;
    enum form      form;
    size_t         cut_at;          /* CUT: after so many bytes of the server */
    wax_smtp      *smtp;
    wax_delivery  *mail[MAILS];
    size_t         n_mails, mail_at;
    struct text    body[MAILS], binary[MAILS];
    const struct buf *expected;     /* the message, or its binary form once that was announced */
    uint64_t       pulled;          /* bytes the client said */
    size_t         n_said, taken;   /* in said[]: all, and matched */
    size_t         n_heard;         /* in heard[] */
    size_t         fed;
    size_t         chunk;           /* of a BDAT whose message comes next */
    bool           has_chunk, is_last;
    size_t         ends;            /* how many messages were said to their end */
    unsigned       epoch;
    int64_t        now;
    bool           is_over;         /* the connection is gone */
    const char    *parted;          /* where client and dialogue part, NULL while they agree */
    unsigned       parted_at;
};

static uint8_t said[ROOM], heard[ROOM];
static struct buf message, binary_form;
static struct dialogue_ask asks[ASKS];
static size_t n_asks;
static char recipients[RECIPIENTS][ADDRESS];
static size_t n_recipients;

static void part(struct play *p, unsigned line, const char *how)
{
    if (!p->parted) {
        p->parted = how;
        p->parted_at = line;
    }
}

/* -- the message -------------------------------------------------------------------------------------------- */

static wax_status read_text(void *user, void *to, size_t room, size_t *n, wax_error *why)
{
    struct text *t = user;

    (void)why;
    *n = t->len - t->at < room ? t->len - t->at : room;
    memcpy(to, t->p + t->at, *n);
    t->at += *n;
    return WAX_OK;
}

static wax_status rewind_text(void *user, wax_error *why)
{
    (void)why;
    ((struct text *)user)->at = 0;
    return WAX_OK;
}

static void make_message(const struct dialogue *d)
{
    bool is_set = false;

    wax__buf_clear(&message);
    for (size_t i = 0; i < d->n_setup; i++)
        if (strcmp(d->setup[i].key, "body") == 0)
            is_set = CHECK(wax__dialogue_unescape(&message, d->setup[i].value));
    if (!is_set)
        wax__buf_puts(&message, "Subject: t\r\n\r\nhello\r\n");
    wax__buf_clear(&binary_form);
    CHECK(wax__dialogue_unescape(&binary_form, wax__dialogue_setup(d, "binary-form", "")));
}

static void make_recipients(const struct dialogue *d)
{
    struct buf to = { 0 };

    n_recipients = 0;
    for (size_t i = 0; i < d->n_setup && n_recipients < RECIPIENTS; i++)
        if (strcmp(d->setup[i].key, "to") == 0 && CHECK(wax__dialogue_unescape(&to, d->setup[i].value))) {
            snprintf(recipients[n_recipients++], ADDRESS, "%.*s", (int)buf_len(&to), (const char *)buf_data(&to));
            wax__buf_take(&to, SIZE_MAX);
        }
    wax__buf_clear(&to);
    if (!n_recipients)
        snprintf(recipients[n_recipients++], ADDRESS, "grace@example.net");
}

static void make_asks(const struct dialogue *d)
{
    size_t at = 0;

    for (n_asks = 0; n_asks < ASKS && wax__dialogue_ask(d, &at, &asks[n_asks]); n_asks++)
        ;
}

/* -- the set-up --------------------------------------------------------------------------------------------- */

static const char *setup(const struct play *p, const char *key, const char *otherwise)
{
    return wax__dialogue_setup(p->d, key, otherwise);
}

static wax_tls_mode tls_mode(const char *name)
{
    static const char *names[] = { "required", "implicit", "opportunistic", "insecure-none" };
    int i = 3;

    while (i > 0 && strcmp(name, names[i]) != 0)
        i--;
    return (wax_tls_mode)i;
}

static void split(const char *value, char words[][600], size_t n)
{
    for (size_t i = 0; i < n; i++) {
        size_t len = strcspn(value, " ");
        snprintf(words[i], 600, "%.*s", (int)len, value);
        value += len + (value[len] == ' ');
    }
}

static void set_up_session(struct play *p)
{
    char w[2][600];

    p->smtp = wax_smtp_new("mail.example.net");
    wax_smtp_set_tls(p->smtp, tls_mode(setup(p, "tls", "required")));
    wax_smtp_set_name(p->smtp, setup(p, "name", "client.example.net"));
    wax_smtp_set_mechanism(p->smtp, setup(p, "mechanism", NULL));
    if (setup(p, "lmtp", NULL))
        wax_smtp_set_lmtp(p->smtp);
    if (!setup(p, "login", NULL))
        return;
    split(setup(p, "login", ""), w, 2);
    wax_smtp_set_login(p->smtp, w[0], w[1]);
}

static void set_up_asks(wax_delivery *m)
{
    for (size_t i = 0; i < n_asks; i++)
        if (*asks[i].recipient)
            wax_delivery_ask_for(m, asks[i].recipient, asks[i].kind, asks[i].value, asks[i].how);
        else
            wax_delivery_ask(m, asks[i].kind, asks[i].value, asks[i].how);
}

static wax_source source_of(struct text *t, const struct buf *bytes)
{
    *t = (struct text){ buf_data(bytes), buf_len(bytes), 0 };
    return (wax_source){ read_text, rewind_text, NULL, t };
}

static wax_delivery *set_up_mail(struct play *p, size_t i)
{
    wax_delivery *m = wax_delivery_new(setup(p, "from", "ada@example.org"));

    for (size_t k = 0; k < n_recipients; k++)
        wax_delivery_to(m, recipients[k]);
    if (!setup(p, "no-size", NULL))
        wax_delivery_size(m, (int64_t)buf_len(&message));
    if (setup(p, "8bit", NULL))
        wax_delivery_is_8bit(m);
    if (setup(p, "utf8", NULL))
        wax_delivery_is_utf8(m);
    if (setup(p, "binary", NULL))
        wax_delivery_is_binary(m);
    set_up_asks(m);
    wax_delivery_body(m, source_of(&p->body[i], &message));
    if (setup(p, "binary-form", NULL))
        wax_delivery_binary_form(m, source_of(&p->binary[i], &binary_form), (int64_t)buf_len(&binary_form));
    return m;
}

static void set_up(struct play *p)
{
    set_up_session(p);
    p->expected = &message;
    p->n_mails = (size_t)atoi(setup(p, "mails", "1"));
    for (size_t i = 0; i < p->n_mails && i < MAILS; i++) {
        p->mail[i] = set_up_mail(p, i);
        wax_smtp_deliver(p->smtp, p->mail[i]);
    }
    if (!setup(p, "no-quit", NULL))
        wax_smtp_quit(p->smtp);
    wax_smtp_now(p->smtp, p->now);
}

static void take_down(struct play *p)
{
    wax_smtp_free(p->smtp);
    for (size_t i = 0; i < p->n_mails; i++)
        wax_delivery_free(p->mail[i]);
}

/* -- playing ------------------------------------------------------------------------------------------------ */

static void pull(struct play *p)
{
    size_t n;

    while (!p->is_over && wax_smtp_step(p->smtp) == WAX_SEND) {
        const uint8_t *out = wax_smtp_out(p->smtp, &n);
        if (n > ROOM - p->n_said)
            abort();
        memcpy(said + p->n_said, out, n);
        p->n_said += n;
        p->pulled += n;
        wax_smtp_sent(p->smtp, n);
    }
}

static bool has_next(struct play *p, const void *bytes, size_t len)
{
    return p->n_said - p->taken >= len && memcmp(said + p->taken, bytes, len) == 0;
}

static void show_next(struct play *p, unsigned line)
{
    char text[120];

    snprintf(text, sizeof text, "%.*s", (int)(p->n_said - p->taken < 100 ? p->n_said - p->taken : 100), (const char *)said + p->taken);
    text[strcspn(text, "\r\n")] = 0;
    if (p->form == WHOLE && !p->parted)
        test_note("%s:%u: the client says \"%s\" (step %d: %s)", p->d->path, line, text, wax_smtp_step(p->smtp),
                  wax_smtp_error(p->smtp)->text);
}

static bool ends_in(const struct move *m, const char *end)
{
    size_t len = buf_len(&m->bytes), n = strlen(end);

    return len >= n && memcmp(buf_data(&m->bytes) + len - n, end, n) == 0;
}

static void client_says(struct play *p, const struct move *m)
{
    size_t len = buf_len(&m->bytes);
    const char *line = (const char *)buf_data(&m->bytes);

    pull(p);
    if (!has_next(p, line, len)) {
        show_next(p, m->line);
        part(p, m->line, "it should say another line");
        return;
    }
    p->taken += len;
    if (strncmp(line, "BDAT ", 5) == 0) {
        p->chunk = strtoul(line + 5, NULL, 10);
        p->has_chunk = true;
        p->is_last = memcmp(line + len - 7, " LAST\r\n", 7) == 0;
    }
    if (len > 5 && memcmp(line, "MAIL ", 5) == 0)
        p->expected = setup(p, "binary-form", NULL) && ends_in(m, " BODY=BINARYMIME\r\n") ? &binary_form : &message;
    if (len == 3 && memcmp(line, ".\r\n", 3) == 0)
        p->ends++;
}

static bool is_base64(uint8_t c)
{
    return text_is_alpha(c) || text_is_digit(c) || c == '+' || c == '/' || c == '=';
}

static void client_says_secret(struct play *p, const struct move *m)
{
    size_t len = buf_len(&m->bytes);

    pull(p);
    if (!has_next(p, buf_data(&m->bytes), len)) {
        show_next(p, m->line);
        part(p, m->line, "it should say a secret");
        return;
    }
    p->taken += len;
    while (p->taken < p->n_said && is_base64(said[p->taken]))
        p->taken++;
    if (has_next(p, "\r\n", 2))
        p->taken += 2;
    else
        part(p, m->line, "a secret is one word of base64");
}

/* What DATA makes of the message, byte for byte. */
static bool takes_stuffed(struct play *p)
{
    const uint8_t *b = buf_data(p->expected);

    for (size_t i = 0; i < buf_len(p->expected); i++) {
        bool dot = b[i] == '.' && (i == 0 || b[i - 1] == '\n');
        if (dot && !(has_next(p, "..", 2) && ++p->taken))
            return false;
        if (!has_next(p, b + i, 1))
            return false;
        p->taken++;
    }
    return true;
}

static void client_says_message(struct play *p, const struct move *m)
{
    pull(p);
    if (p->has_chunk) {
        bool good = p->mail_at + p->chunk <= buf_len(p->expected) && has_next(p, buf_data(p->expected) + p->mail_at, p->chunk);
        if (good)
            p->taken += p->chunk;
        else
            part(p, m->line, "the chunk is not the message's");
        p->mail_at = p->is_last ? 0 : p->mail_at + p->chunk;
        if (good && p->is_last)
            p->ends++;
        p->has_chunk = false;
    } else if (!takes_stuffed(p)) {
        show_next(p, m->line);
        part(p, m->line, "the message is not the message with its dots doubled");
    }
}

static void lose(struct play *p, wax_status status)
{
    wax_error why = { .status = status, .text = "the connection was lost", .stage = "test" };

    if (!p->is_over)
        wax_smtp_broken(p->smtp, p->pulled, &why);
    p->is_over = true;
}

static void hear(struct play *p)
{
    size_t used;

    while (!p->is_over && p->n_heard) {
        wax_status s = wax_smtp_hear(p->smtp, p->epoch, heard, p->n_heard, &used);
        if (p->form == BYTEWISE && used && used != p->n_heard)
            part(p, 0, "it used another number of bytes than a whole reply");
        memmove(heard, heard + used, p->n_heard - used);
        p->n_heard -= used;
        if (s || !used)
            return;
    }
}

static void server_says(struct play *p, const struct move *m, bool is_last_of_flight)
{
    const uint8_t *b = buf_data(&m->bytes);

    for (size_t i = 0; i < buf_len(&m->bytes) && !p->is_over; i++) {
        if (p->form == CUT && p->fed == p->cut_at) {
            lose(p, WAX_E_EOF);
            return;
        }
        heard[p->n_heard++] = b[i];
        p->fed++;
        if (p->form == BYTEWISE || p->form == CUT)
            hear(p);
    }
    if (is_last_of_flight)
        hear(p);
}

static void silent_before(struct play *p, const struct move *m)
{
    pull(p);
    if (p->taken == p->n_said)
        return;
    show_next(p, m->line);
    part(p, m->line, "it says more than the dialogue has before it hears this");
}

static void upgrade(struct play *p, const struct move *m)
{
    wax_tls_info facts = { .version = "TLSv1.3", .cipher = "test", .verified = true };

    pull(p);
    if (wax_smtp_step(p->smtp) == WAX_FAILED)
        return;                             /* the outcome must say so */
    if (!p->is_over && wax_smtp_step(p->smtp) != WAX_UPGRADE)
        part(p, m->line, "it does not ask for the upgrade");
    else if (p->n_heard)
        lose(p, WAX_E_INJECTION);           /* as the stream would */
    else if (!p->is_over && !wax_smtp_upgraded(p->smtp, &facts))
        p->epoch = 1;
}

static void one_move(struct play *p, size_t i)
{
    const struct move *m = &p->d->moves[i];
    bool flight_ends = i + 1 == p->d->n_moves || p->d->moves[i + 1].kind != MOVE_SERVER;
    bool flight_begins = i == 0 || p->d->moves[i - 1].kind != MOVE_SERVER;

    switch (m->kind) {
    case MOVE_SERVER:
        if (flight_begins)
            silent_before(p, m);
        server_says(p, m, flight_ends);
        break;
    case MOVE_CLIENT: client_says(p, m); break;
    case MOVE_SECRET: client_says_secret(p, m); break;
    case MOVE_MESSAGE: client_says_message(p, m); break;
    case MOVE_TLS: upgrade(p, m); break;
    case MOVE_TLS_FAILS: lose(p, WAX_E_UNTRUSTED); break;
    case MOVE_CLOSE: case MOVE_CUT: lose(p, WAX_E_EOF); break;
    case MOVE_WAIT:
        p->now += m->ms;
        wax_smtp_now(p->smtp, p->now);
        break;
    }
}

static void play(struct play *p)
{
    set_up(p);
    for (size_t i = 0; i < p->d->n_moves && !p->is_over && !p->parted; i++)
        one_move(p, i);
    pull(p);
    if (p->n_said != p->taken && p->form != CUT && p->form != STARVED)
        part(p, 0, "it goes on talking after the dialogue's end");
}

/* -- what must come out ------------------------------------------------------------------------------------- */

static bool step_is(struct play *p, const char *name)
{
    static const char *names[] = { "send", "hear", "upgrade", "idle", "done", "failed" };

    return strcmp(names[p->is_over ? WAX_FAILED : wax_smtp_step(p->smtp)], name) == 0;
}

static bool fate_is(struct play *p, const char *value)
{
    char w[4][600];

    split(value, w, 4);
    for (size_t i = 0; i < wax_delivery_recipients(p->mail[0]); i++) {
        const wax_result *r = wax_delivery_result(p->mail[0], i);
        if (strcmp(r->address, w[0]) != 0)
            continue;
        test_note("%s: %s %d %s %s", r->address, wax_fate_name(r->fate), r->why.smtp, r->why.enhanced, r->why.text);
        return strcmp(wax_fate_name(r->fate), w[1]) == 0 && (!*w[2] || r->why.smtp == atoi(w[2]))
            && (!*w[3] || strcmp(r->why.enhanced, w[3]) == 0);
    }
    return false;
}

static bool is_said(const char *text)
{
    return strstr((const char *)said, text) != NULL;
}

static bool holds(struct play *p, const struct setting *o)
{
    const wax_delivery *m = p->mail[0];

    if (strcmp(o->key, "step") == 0)
        return step_is(p, o->value);
    if (strcmp(o->key, "status") == 0)
        return strcmp(wax_status_name(wax_delivery_status(m)), o->value) == 0;
    if (strcmp(o->key, "session") == 0)
        return strcmp(wax_status_name(wax_smtp_error(p->smtp)->status), o->value) == 0;
    if (strcmp(o->key, "fate") == 0)
        return fate_is(p, o->value);
    if (strcmp(o->key, "says") == 0)
        return strstr(wax_delivery_error(m)->text, o->value) || strstr(wax_smtp_error(p->smtp)->text, o->value);
    return strcmp(o->key, "never") == 0 && !is_said(o->value);
}

static void check_outcome(struct play *p)
{
    said[p->n_said] = 0;
    for (size_t i = 0; i < p->d->n_outcome; i++) {
        const struct setting *o = &p->d->outcome[i];
        if (CHECK(holds(p, o)))
            continue;
        test_note("%s:%u: not so: %s %s", p->d->path, o->line, o->key, o->value);
        test_note("delivery: %s: %s", wax_status_name(wax_delivery_status(p->mail[0])), wax_delivery_error(p->mail[0])->text);
        test_note("session: %s: %s", wax_status_name(wax_smtp_error(p->smtp)->status), wax_smtp_error(p->smtp)->text);
    }
    CHECK(p->d->n_outcome > 0);
}

static void check_followed(const struct play *p)
{
    CHECK(p->parted == NULL);
    if (p->parted)
        test_note("%s:%u: %s", p->d->path, p->parted_at, p->parted);
}

static void play_form(const struct dialogue *d, enum form form)
{
    struct play p = { .d = d, .form = form, .now = 1000000 };

    play(&p);
    check_followed(&p);
    check_outcome(&p);
    take_down(&p);
}

/* -- cut: the account is true at every byte ------------------------------------------------------------------ */

struct truth { wax_fate fate[8]; };

static struct truth truth_of(const struct play *p)
{
    struct truth t = { 0 };

    for (size_t i = 0; i < wax_delivery_recipients(p->mail[0]) && i < 8; i++)
        t.fate[i] = wax_delivery_result(p->mail[0], i)->fate;
    return t;
}

/* Before the end was said nothing is uncertain; after it nothing is "not tried"; accepted is only who would be in the end. */
static void check_cut(const struct play *p, const struct truth *whole)
{
    struct truth t = truth_of(p);

    for (size_t i = 0; i < wax_delivery_recipients(p->mail[0]) && i < 8; i++) {
        bool end_said = p->ends != 0;
        bool ok = t.fate[i] == WAX_ACCEPTED    ? end_said && whole->fate[i] == WAX_ACCEPTED
                : t.fate[i] == WAX_UNCERTAIN   ? end_said
                : t.fate[i] == WAX_NOT_TRIED   ? !end_said || whole->fate[i] == WAX_NOT_TRIED
                                               : t.fate[i] == whole->fate[i] || whole->fate[i] == WAX_UNCERTAIN;
        if (!CHECK(ok))
            test_note("%s: cut after %zu bytes: recipient %zu is %s, the end %s said", p->d->path, p->cut_at, i,
                      wax_fate_name(t.fate[i]), end_said ? "was" : "was not");
    }
}

static size_t server_bytes(const struct dialogue *d)
{
    size_t n = 0;

    for (size_t i = 0; i < d->n_moves; i++)
        n += d->moves[i].kind == MOVE_SERVER ? buf_len(&d->moves[i].bytes) : 0;
    return n;
}

static void play_cuts(const struct dialogue *d)
{
    struct play whole = { .d = d, .form = WHOLE, .now = 1000000 };

    play(&whole);
    struct truth truth = truth_of(&whole);
    size_t n = server_bytes(d), step = n > 3000 ? n / 1000 : 1;
    take_down(&whole);
    for (size_t at = 0; at < n; at += step) {
        struct play p = { .d = d, .form = CUT, .cut_at = at, .now = 1000000 };
        play(&p);
        if (wax_smtp_step(p.smtp) == WAX_FAILED)
            check_cut(&p, &truth);
        CHECK(wax_smtp_step(p.smtp) == WAX_FAILED || wax_smtp_step(p.smtp) == WAX_DONE || p.parted);
        CHECK(p.parted == NULL);
        take_down(&p);
    }
}

/* -- starved: every allocation fails in turn ----------------------------------------------------------------- */

static bool is_accepted(const wax_delivery *m)
{
    bool is = false;

    for (size_t i = 0; i < wax_delivery_recipients(m); i++)
        is = is || wax_delivery_result(m, i)->fate == WAX_ACCEPTED;
    return is;
}

/* No more messages were accepted than ends were said. */
static bool is_honest(const struct play *p)
{
    size_t n = 0;

    for (size_t k = 0; k < p->n_mails; k++)
        n += is_accepted(p->mail[k]);
    return n <= p->ends;
}

static void play_starved(const struct dialogue *d)
{
    bool hungry = true;

    for (long n = 0; hungry; n++) {
        struct play p = { .d = d, .form = STARVED, .now = 1000000 };
        alloc_fail_after(n);
        play(&p);
        hungry = alloc_fail_stop();
        CHECK(is_honest(&p));
        CHECK(hungry || !p.parted);
        take_down(&p);
    }
}

/* -- one test a dialogue ------------------------------------------------------------------------------------- */

static void test_dialogue(void *arg)
{
    struct dialogue d;
    wax_error why = { 0 };

    if (!CHECK(wax__dialogue_read(&d, arg, &why) == WAX_OK)) {
        test_note("%s", why.text);
        return;
    }
    make_message(&d);
    make_recipients(&d);
    make_asks(&d);
    play_form(&d, WHOLE);
    play_form(&d, BYTEWISE);
    play_cuts(&d);
    play_starved(&d);
    wax__dialogue_clear(&d);
}

int main(int argc, char **argv)
{
    for (int i = 1; i < argc; i++) {
        const char *name = strstr(argv[i], "dialogues/");
        test_run(name ? name : argv[i], test_dialogue, argv[i]);
    }
    wax__buf_clear(&message);
    wax__buf_clear(&binary_form);
    return test_exit();
}
