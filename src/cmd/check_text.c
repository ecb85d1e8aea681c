/* check_text.c -- see check_text.h.
 *
 * A row is a label and words; words that do not fit go on in the next line, below the first. */
#include "check_text.h"

#include "colour.h"
#include "paragraph.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <time.h>

enum { COLUMN = 15, DAY_S = 86400 };

static struct paragraph begin_in(enum colour colour, const char *label)
{
    colour_put(stdout, colour, label);
    return (struct paragraph){ COLUMN, (int)strlen(label) + printf("%*s", COLUMN - (int)strlen(label), "") };
}

static struct paragraph begin(const char *label)
{
    return begin_in(COLOUR_PLAIN, label);
}

static void end(void)
{
    putchar('\n');
}

static void line_in(enum colour colour, const char *label, const char *text)
{
    struct paragraph row = begin_in(colour, label);

    paragraph_words(&row, text);
    end();
}

static void line(const char *label, const char *text)
{
    line_in(COLOUR_PLAIN, label, text);
}

/* -- the conversation --------------------------------------------------------------------------------------- */

static void addresses(const wax_check_report *r)
{
    const char *text;

    for (size_t i = 0; (text = wax_check_address(r, i)); i++)
        line(i ? "" : "address", text);
    if (*wax_check_peer(r))
        line("connected to", wax_check_peer(r));
}

static void greeting(const wax_check_report *r)
{
    const char *text;

    for (size_t i = 0; (text = wax_check_greeting(r, i)); i++)
        line(i ? "" : "greeting", text);
}

static void offers(const wax_check_report *r, bool inside_tls, const char *label)
{
    struct paragraph row;
    const char *offer, *next = wax_check_offer(r, inside_tls, 0);

    if (!next)
        return;
    row = begin(label);
    for (size_t i = 1; (offer = next); i++) {
        char word[600];
        next = wax_check_offer(r, inside_tls, i);
        snprintf(word, sizeof word, "%.590s%s", offer, next ? "," : "");
        paragraph_words(&row, word);
    }
    end();
}

static const char *argument_of(const wax_check_report *r, const char *keyword)
{
    const char *offer;
    size_t len = strlen(keyword);

    for (size_t i = 0; (offer = wax_check_offer(r, wax_check_tls(r) != NULL, i)); i++)
        if (strncasecmp(offer, keyword, len) == 0 && offer[len] == ' ')
            return offer + len + 1;
    return NULL;
}

static void login(const wax_check_report *r)
{
    const char *mechanisms = argument_of(r, "AUTH");

    if (mechanisms && wax_check_tls(r))
        line("login by", mechanisms);
    if (wax_check_logged_in(r))
        line("", "the login was accepted");
}

static void limit(const wax_check_report *r)
{
    const char *size = argument_of(r, "SIZE");

    if (size && strcmp(size, "0") != 0 && wax_check_status(r) == WAX_OK) {
        struct paragraph row = begin("a mail's limit");
        paragraph_words(&row, size);
        paragraph_words(&row, "bytes");
        end();
    }
}

/* -- the channel -------------------------------------------------------------------------------------------- */

static void date(char *to, size_t size, int64_t seconds)
{
    time_t moment = (time_t)seconds;
    struct tm day;

    snprintf(to, size, "an unknown date");
    if (seconds && gmtime_r(&moment, &day))
        strftime(to, size, "%Y-%m-%d", &day);
}

static void dates(const wax_certificate *c, int64_t now)
{
    char from[32], until[32], text[128];
    long long days = (long long)(c->expires - now) / DAY_S;

    date(from, sizeof from, c->begins);
    date(until, sizeof until, c->expires);
    if (c->expires < now)
        snprintf(text, sizeof text, "%s to %s, which is over", from, until);
    else
        snprintf(text, sizeof text, "%s to %s, %lld day%s left", from, until, days, days == 1 ? "" : "s");
    line("  valid", text);
}

static void certificates(const wax_check_report *r, int64_t now)
{
    const wax_certificate *c;

    for (size_t i = 0; (c = wax_check_certificate(r, i)); i++) {
        line(i ? "issued by" : "certificate", *c->subject ? c->subject : "without a subject");
        if (*c->names)
            line("  for", c->names);
        line("  key", c->key);
        if (i == 0)
            line("  pin", c->key_pin);
        dates(c, now);
        if (!wax_check_certificate(r, i + 1) && strcmp(c->subject, c->issuer) != 0)
            line("issued by", c->issuer);
    }
}

static void channel(const wax_check_report *r)
{
    const wax_tls_info *t = wax_check_tls(r);
    char text[400];

    if (!t && wax_check_certificate(r, 0))
        line_in(COLOUR_BAD, "TLS", "refused; this is what was shown, and it proves nothing:");
    if (!t)
        return;
    snprintf(text, sizeof text, "%s, %s%s%s%s", t->version, t->cipher, *t->group ? ", " : "", t->group, t->resumed ? ", resumed" : "");
    line("TLS", text);
    if (t->verified)
        snprintf(text, sizeof text, "%s, by %s", t->name, t->verified_by);
    else
        snprintf(text, sizeof text, "no: this may be anybody");
    line_in(t->verified ? COLOUR_PLAIN : COLOUR_BAD, "  verified", text);
}

/* -- what should be better ---------------------------------------------------------------------------------- */

static void warnings(const wax_check_report *r)
{
    const wax_warning *w;

    for (size_t i = 0; (w = wax_check_warning(r, i)); i++) {
        char more[64];
        line_in(COLOUR_WARNING, "warning", w->text);
        snprintf(more, sizeof more, "(wax explain %s)", w->topic);
        line("", more);
    }
}

static void stopped(const wax_check_report *r, const char *stop)
{
    const char *text;

    if (!stop)
        return;
    for (size_t i = 0; (text = wax_check_answer(r, i)); i++)
        line(i ? "" : "said last", text);
    if (wax_check_reached(r)) {
        struct paragraph row = begin("stopped");
        paragraph_words(&row, "as asked, after");
        paragraph_words(&row, stop);
        end();
    }
}

static void said(const wax_check_report *r)
{
    const char *text;

    for (size_t i = 0; (text = wax_check_line(r, i)); i++) {
        line("C:", text);
        for (size_t j = 0; (text = wax_check_reply(r, i, j)); j++)
            line("S:", text);
    }
}

void check_text(const wax_check_report *r, int64_t now, const char *stop)
{
    addresses(r);
    greeting(r);
    offers(r, false, "in the clear");
    channel(r);
    certificates(r, now);
    offers(r, true, "inside TLS");
    login(r);
    limit(r);
    warnings(r);
    stopped(r, stop);
    said(r);
    if (wax_check_status(r) == WAX_OK && !stop) {
        begin_in(COLOUR_GOOD, "healthy");
        printf("a mail can be sent there (%lld ms)\n", (long long)wax_check_ms(r));
    }
}
