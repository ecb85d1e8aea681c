/* sink_envelope.c -- MAIL and RCPT: paths, their parameters, and what is noted of them.
 *
 * Knows the grammar of RFC 5321 s.4.1.2 and the parameters of what the sink offers.  Promise: a parameter that was not offered in
 * this epoch is refused, as is an address beyond ASCII that SMTPUTF8 does not cover. */
#include "sink.h"

#include <string.h>

/* RFC 5321 s.4.1.2: "<", a mailbox whose local part may be quoted, ">".  True: *address lies between, *rest behind. */
static bool take_path(struct span from, struct span *address, struct span *rest)
{
    bool is_quoted = false;
    size_t i = 1;

    if (from.len < 2 || from.p[0] != '<')
        return false;
    for (; i < from.len && (is_quoted || from.p[i] != '>'); i++) {
        if (from.p[i] == '"')
            is_quoted = !is_quoted;
        else if (is_quoted && from.p[i] == '\\')
            i++;
        else if (from.p[i] < ' ' || from.p[i] == 127 || (!is_quoted && (from.p[i] == ' ' || from.p[i] == '<')))
            return false;
    }
    if (i >= from.len || i > 1 + SINK_NAME * 3)
        return false;
    *address = (struct span){ from.p + 1, i - 1 };
    *rest = (struct span){ from.p + i + 1, from.len - i - 1 };
    return rest->len == 0 || (rest->p[0] == ' ' && rest->len > 1);
}

/* Each checks one parameter's value and returns the reply that refuses it, or NULL. */
typedef const char *parameter_fn(struct conn *, struct span value);

static const char *on_size(struct conn *c, struct span value)
{
    uint64_t n;

    (void)c;
    if (!wax__text_number(value, &n))
        return "501 5.5.4 SIZE is a number of bytes";
    return n > SINK_SIZE ? "552 5.3.4 the mail is larger than SIZE allows" : NULL;
}

static const char *on_body(struct conn *c, struct span value)
{
    (void)c;
    return wax__text_same(value, "7BIT") || wax__text_same(value, "8BITMIME") ? NULL : "501 5.5.4 BODY is 7BIT or 8BITMIME";
}

static const char *on_smtputf8(struct conn *c, struct span value)
{
    c->mail.is_utf8 = true;
    return value.p ? "501 5.5.4 SMTPUTF8 takes no value" : NULL;
}

static const char *on_ret(struct conn *c, struct span value)
{
    (void)c;
    return wax__text_same(value, "FULL") || wax__text_same(value, "HDRS") ? NULL : "501 5.5.4 RET is FULL or HDRS";
}

static const char *on_word(struct conn *c, struct span value)
{
    (void)c;
    return value.len ? NULL : "501 5.5.4 the parameter needs a value";
}

enum { OF_MAIL = 1, OF_RCPT = 2 };

static const struct { const char *name; unsigned of, offer; parameter_fn *check; } parameters[] = {
    { "SIZE", OF_MAIL, OFFER_SIZE, on_size },          { "BODY", OF_MAIL, OFFER_8BITMIME, on_body },
    { "SMTPUTF8", OF_MAIL, OFFER_SMTPUTF8, on_smtputf8 }, { "RET", OF_MAIL, OFFER_DSN, on_ret },
    { "ENVID", OF_MAIL, OFFER_DSN, on_word },          { "AUTH", OF_MAIL, OFFER_AUTH, on_word },
    { "NOTIFY", OF_RCPT, OFFER_DSN, on_word },         { "ORCPT", OF_RCPT, OFFER_DSN, on_word },
};

static const char *check_parameter(struct conn *c, unsigned of, struct span word)
{
    const uint8_t *eq = memchr(word.p, '=', word.len);
    struct span name = { word.p, eq ? (size_t)(eq - word.p) : word.len }, value = { NULL, 0 };

    if (eq)
        value = (struct span){ eq + 1, word.len - name.len - 1 };
    for (size_t i = 0; i < sizeof parameters / sizeof *parameters; i++)
        if ((parameters[i].of & of) && wax__text_same(name, parameters[i].name) && (c->session.offered & parameters[i].offer))
            return parameters[i].check(c, value);
    return "555 5.5.4 this parameter was not offered";
}

/* `rest` is empty, or " WORD WORD": RFC 5321 s.4.1.2, one space before each. */
static const char *check_parameters(struct conn *c, unsigned of, struct span rest)
{
    const char *bad = NULL;

    while (!bad && rest.len) {
        const uint8_t *word = rest.p + 1, *end = rest.p + rest.len;
        const uint8_t *space = memchr(word, ' ', (size_t)(end - word));
        const uint8_t *stop = space ? space : end;
        bad = stop == word ? "501 5.5.4 one space goes before each parameter" :
                             check_parameter(c, of, (struct span){ word, (size_t)(stop - word) });
        rest = (struct span){ stop, (size_t)(end - stop) };
    }
    return bad;
}

static bool note_path(struct conn *c, struct span address, struct span rest)
{
    struct buf *to = &c->mail.envelope;

    if (rest.len)
        rest = (struct span){ rest.p + 1, rest.len - 1 };
    return wax__buf_put(to, address.p, address.len) && wax__buf_put(to, "", 1) && wax__buf_put(to, rest.p, rest.len) &&
           wax__buf_put(to, "", 1);
}

/* "FROM:<...> ..." or "TO:<...> ...", all but what MAIL and RCPT treat apart.  NULL, or the reply that refuses it. */
static const char *path_command(struct conn *c, unsigned of, struct span args, struct span *address)
{
    const char *key = of == OF_MAIL ? "FROM:" : "TO:";
    size_t n = strlen(key);
    struct span rest;

    if (args.len < n || !wax__text_same((struct span){ args.p, n }, key) ||
        !take_path((struct span){ args.p + n, args.len - n }, address, &rest))
        return of == OF_MAIL ? "501 5.5.4 expected MAIL FROM:<address>" : "501 5.5.4 expected RCPT TO:<address>";
    const char *bad = check_parameters(c, of, rest);
    if (bad)
        return bad;
    if (!c->mail.is_utf8 && !wax__text_is_ascii(address->p, address->len))
        return "553 5.6.7 an address beyond ASCII needs SMTPUTF8";      /* RFC 6531 s.3.5 */
    return note_path(c, *address, rest) ? NULL : "452 4.3.1 memory is used up";
}

static const char *may_begin(const struct conn *c)
{
    if (!c->session.is_greeted)
        return "503 5.5.1 a greeting comes first";
    if (c->sink->user && !c->session.is_logged_in)
        return "530 5.7.0 log in first";
    return c->mail.has_sender ? "503 5.5.1 a mail is under way; RSET forgets it" : NULL;
}

void wax__sink_mail(struct conn *c, struct span args)
{
    struct span address;
    const char *bad = may_begin(c);

    if (!bad) {
        wax__sink_new_mail(c);
        bad = path_command(c, OF_MAIL, args, &address);
    }
    if (bad) {
        wax__sink_reply_line(c, bad);
        return;
    }
    c->mail.has_sender = true;
    wax__sink_reply(c, "250", "2.1.0", "OK");
}

/* The test asks for a reply: the local part "code450" is answered 450. */
static bool asks_for_code(struct span address, char code[4])
{
    const uint8_t *p = address.p;

    if (address.len < 8 || memcmp(p, "code", 4) != 0 || p[7] != '@' || (p[4] != '4' && p[4] != '5') || !text_is_digit(p[5]) ||
        !text_is_digit(p[6]))
        return false;
    memcpy(code, p + 4, 3);
    code[3] = 0;
    return true;
}

static void refuse_as_asked(struct conn *c, const char *code)
{
    char enhanced[] = { code[0], '.', '0', '.', '0', 0 };

    wax__sink_reply(c, code, enhanced, "as the address asks");
    if (strcmp(code, "421") == 0)           /* RFC 5321 s.3.8: it announces the end */
        wax__sink_leave(c);
}

static const char *may_add(const struct conn *c)
{
    if (!c->mail.has_sender)
        return "503 5.5.1 MAIL comes first";
    return c->mail.recipients == SINK_RECIPIENTS ? "452 4.5.3 too many recipients" : NULL;
}

void wax__sink_rcpt(struct conn *c, struct span args)
{
    struct span address;
    char code[4];
    size_t before = buf_len(&c->mail.envelope);
    const char *bad = may_add(c);

    if (!bad)
        bad = path_command(c, OF_RCPT, args, &address);
    if (bad)
        wax__sink_reply_line(c, bad);
    else if (address.len == 0)
        wax__sink_reply(c, "501", "5.1.3", "a recipient has an address");
    else if (asks_for_code(address, code))
        refuse_as_asked(c, code);
    else {
        c->mail.recipients++;
        wax__sink_reply(c, "250", "2.1.5", "OK");
        return;
    }
    c->mail.envelope.end = c->mail.envelope.start + before;
}
