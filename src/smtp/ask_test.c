/* ask_test.c -- what may be asked, how it is said, and what an offer takes. */
#include "delivery.h"

#include "test.h"

#include <stdlib.h>
#include <string.h>

/* -- what may be asked --------------------------------------------------------------------------------------- */

static bool takes(wax_ask kind, const char *value)
{
    wax_error why = { 0 };
    wax_status status = wax_ask_check(kind, value, WAX_MUST, &why);

    CHECK(!status || (status == WAX_E_USAGE && *why.text));
    return !status;
}

/* Each list ends in NULL. */
static void takes_all(wax_ask kind, const char *const *values)
{
    for (; *values; values++)
        if (!CHECK(takes(kind, *values)))
            test_note("refused: %s=%s", wax__ask_keyword(kind), *values);
}

static void takes_none(wax_ask kind, const char *const *values)
{
    for (; *values; values++)
        if (!CHECK(!takes(kind, *values)))
            test_note("taken: %s=%s", wax__ask_keyword(kind), *values);
}

#define TAKES(kind, ...) takes_all(kind, (const char *const[]){ __VA_ARGS__, NULL })
#define TAKES_NOT(kind, ...) takes_none(kind, (const char *const[]){ __VA_ARGS__, NULL })

TEST("what may be said about notifications is RFC 3461's, and nothing else")
{
    char long_id[102];

    memset(long_id, 'x', 101);
    long_id[101] = 0;
    TAKES(WAX_ASK_RET, "FULL", "HDRS");
    TAKES_NOT(WAX_ASK_RET, "full", "", "FULL\r\nRSET", "FULLER");
    TAKES(WAX_ASK_ENVID, "QQ314159", "a b+c=d", long_id + 1);
    TAKES_NOT(WAX_ASK_ENVID, "", long_id, "a\nb", "\xc3\xa9");
    TAKES(WAX_ASK_NOTIFY, "NEVER", "SUCCESS", "DELAY,FAILURE", "SUCCESS,FAILURE,DELAY");
    TAKES_NOT(WAX_ASK_NOTIFY, "", "NEVER,DELAY", "SUCCESS,", "SUCCESSES", ",DELAY", "DELAY,DELAY,DELAY,DELAY", "never");
    TAKES(WAX_ASK_ORCPT, "", "rfc822;grace@example.net", "rfc822;\"g r\"@x", "utf-8;gr\303\242ce@example.net");
    TAKES_NOT(WAX_ASK_ORCPT, "grace@example.net", "rfc822;", "rfc822;gr\303\242ce@x", "rfc822;a\r\nb", "utf-8;", "utf-8;\xff", "x400;a");
}

TEST("a time to deliver by is RFC 2852's, and what is late already can't be returned for being late")
{
    TAKES(WAX_ASK_BY, "120;R", "1;RT", "0;N", "-60;N", "+999999999;NT");
    TAKES_NOT(WAX_ASK_BY, "", "120", "120;", "120;X", "0;R", "-1;R", "1000000000;R", "120;RN", "120;RTT", ";R", "--1;N", "1 ;R", "1;R SIZE=1");
}

TEST("a time to hold until is RFC 4865's: nine digits of seconds, or a moment in UTC")
{
    TAKES(WAX_ASK_HOLDFOR, "0", "3600", "999999999");
    TAKES_NOT(WAX_ASK_HOLDFOR, "", "-1", "1000000000", "1h", "1 ");
    TAKES(WAX_ASK_HOLDUNTIL, "2030-01-31T08:00:00Z", "2030-12-31T23:59:60Z");
    TAKES_NOT(WAX_ASK_HOLDUNTIL, "", "2030-01-31", "2030-01-31T08:00:00+01:00", "2030-13-31T08:00:00Z", "2030-01-32T08:00:00Z",
              "2030-01-31T24:00:00Z", "2030-01-31t08:00:00z", "2030-01-31T08:00:00Z ", "2030-01-31T08:60:00Z", "2030-01-31T08:00:61Z");
}

TEST("a priority is RFC 6710's, from -9 to 9, and REQUIRETLS has no value")
{
    TAKES(WAX_ASK_MT_PRIORITY, "-9", "0", "9", "-0");
    TAKES_NOT(WAX_ASK_MT_PRIORITY, "", "-", "10", "-10", "+1", "1 ");
    TAKES(WAX_ASK_REQUIRETLS, "");
    TAKES_NOT(WAX_ASK_REQUIRETLS, "yes", " ");
}

TEST("a parameter that there is not, and a value that is not there, are refused")
{
    wax_error why = { 0 };

    CHECK(wax_ask_check((wax_ask)ASKS, "", WAX_MUST, &why) == WAX_E_USAGE);
    CHECK(wax_ask_check((wax_ask)-1, "", WAX_MUST, &why) == WAX_E_USAGE);
    CHECK(!takes(WAX_ASK_RET, NULL));
}

TEST("REQUIRETLS can't be asked for as something that may be left out")
{
    wax_error why = { 0 };

    CHECK(wax_ask_check(WAX_ASK_REQUIRETLS, "", WAX_IF_OFFERED, &why) == WAX_E_USAGE && strstr(why.text, "must"));
}

/* -- how it is said ------------------------------------------------------------------------------------------ */

static bool says(wax_ask kind, const char *value, const char *recipient, const char *expected)
{
    struct buf b = { 0 };
    bool good = wax__ask_put(&b, kind, value, recipient) && buf_len(&b) == strlen(expected) && memcmp(buf_data(&b), expected, strlen(expected)) == 0;

    if (!good)
        test_note("said: %.*s", (int)buf_len(&b), (const char *)buf_data(&b));
    wax__buf_clear(&b);
    return good;
}

TEST("an envelope id and an original recipient can't smuggle a parameter or a line: they are xtext")
{
    CHECK(says(WAX_ASK_ENVID, "a b+c=d", NULL, " ENVID=a+20b+2Bc+3Dd"));
    CHECK(says(WAX_ASK_ENVID, "x> SIZE=1", NULL, " ENVID=x>+20SIZE+3D1"));
    CHECK(says(WAX_ASK_ORCPT, "rfc822;\"a b\"@x", "grace@example.net", " ORCPT=rfc822;\"a+20b\"@x"));
    CHECK(says(WAX_ASK_ORCPT, "", "g+tag@example.net", " ORCPT=rfc822;g+2Btag@example.net"));
    CHECK(says(WAX_ASK_ORCPT, "", "\"a b\"@x", " ORCPT=rfc822;\"a+20b\"@x"));
}

TEST("an original recipient in UTF-8 is said in ASCII, character by character")
{
    CHECK(says(WAX_ASK_ORCPT, "", "gr\xc3\xa2" "ce@example.net", " ORCPT=utf-8;gr\\x{E2}ce@example.net"));
    CHECK(says(WAX_ASK_ORCPT, "utf-8;\xe2\x82\xac+=\\ \xf0\x9f\x93\xac\r\n@x", "a@x", " ORCPT=utf-8;\\x{20AC}\\x{2B}\\x{3D}\\x{5C}\\x{20}\\x{1F4EC}\\x{0D}\\x{0A}@x"));
}

TEST("the other values are said as they are, and REQUIRETLS alone")
{
    CHECK(says(WAX_ASK_NOTIFY, "SUCCESS,DELAY", "a@x", " NOTIFY=SUCCESS,DELAY") && says(WAX_ASK_RET, "HDRS", NULL, " RET=HDRS"));
    CHECK(says(WAX_ASK_BY, "-60;NT", NULL, " BY=-60;NT") && says(WAX_ASK_HOLDFOR, "3600", NULL, " HOLDFOR=3600"));
    CHECK(says(WAX_ASK_HOLDUNTIL, "2030-01-31T08:00:00Z", NULL, " HOLDUNTIL=2030-01-31T08:00:00Z"));
    CHECK(says(WAX_ASK_MT_PRIORITY, "-3", NULL, " MT-PRIORITY=-3") && says(WAX_ASK_REQUIRETLS, "", NULL, " REQUIRETLS"));
}

/* -- what an offer takes ------------------------------------------------------------------------------------- */

/* An epoch inside verified TLS whose EHLO said this. */
static struct epoch offering(const char *ehlo)
{
    struct epoch e = { .number = 1, .is_verified = true, .has_caps = true };
    struct reply r = { 0 };
    wax_error why = { 0 };

    CHECK(wax__reply_parse(&r, (const uint8_t *)ehlo, strlen(ehlo), &why) == WAX_OK);
    e.caps = wax__caps_learn(&r);
    return e;
}

static bool fits(wax_ask kind, const char *value, const struct epoch *e, const char *reason)
{
    wax_error why = { 0 };
    wax_status status = wax__ask_fits(kind, value, e, "mail.example.net", &why);

    CHECK(!status || (status == WAX_E_REFUSED && strstr(why.text, reason)));
    return !status;
}

TEST("each parameter fits the extension it comes from, and no other")
{
    static const char *const offers[ASKS] = {
        "250-x\r\n250 DSN\r\n", "250-x\r\n250 DSN\r\n", "250-x\r\n250 DSN\r\n", "250-x\r\n250 DSN\r\n", "250-x\r\n250 DELIVERBY\r\n",
        "250-x\r\n250 FUTURERELEASE\r\n", "250-x\r\n250 FUTURERELEASE\r\n", "250-x\r\n250 MT-PRIORITY STANAG4406\r\n", "250-x\r\n250 REQUIRETLS\r\n",
    };
    static const char *const values[ASKS] = { "NEVER", "", "FULL", "id", "120;R", "60", "2030-01-31T08:00:00Z", "3", "" };

    for (int i = 0; i < ASKS; i++)
        for (int k = 0; k < ASKS; k++) {
            struct epoch e = offering(offers[k]);
            CHECK(fits((wax_ask)i, values[i], &e, "does not offer") == (strcmp(offers[i], offers[k]) == 0));
        }
}

TEST("a message may not be given less time than the server's least before it is returned")
{
    struct epoch e = offering("250-x\r\n250 DELIVERBY 240,OTHER=1\r\n");

    CHECK(e.caps.min_by == 240 && fits(WAX_ASK_BY, "240;R", &e, "") && !fits(WAX_ASK_BY, "239;RT", &e, "more time"));
    CHECK(fits(WAX_ASK_BY, "-5;N", &e, ""));
}

TEST("a message can't be held longer than the server says")
{
    struct epoch e = offering("250-x\r\n250 FUTURERELEASE 3600 2030-01-31T08:00:00Z\r\n");

    CHECK(fits(WAX_ASK_HOLDFOR, "3600", &e, "") && !fits(WAX_ASK_HOLDFOR, "3601", &e, "so long"));
    CHECK(fits(WAX_ASK_HOLDUNTIL, "2030-01-31T08:00:00Z", &e, "") && !fits(WAX_ASK_HOLDUNTIL, "2030-01-31T08:00:01Z", &e, "so late"));
}

TEST("limits that can't be read are none")
{
    struct epoch hold = offering("250-x\r\n250 FUTURERELEASE many 31.1.2030\r\n"), by = offering("250-x\r\n250 DELIVERBY soon\r\n");

    CHECK(fits(WAX_ASK_HOLDFOR, "999999999", &hold, "") && fits(WAX_ASK_HOLDUNTIL, "2999-01-31T08:00:00Z", &hold, ""));
    CHECK(fits(WAX_ASK_BY, "1;R", &by, ""));
}

TEST("REQUIRETLS is said on a verified channel alone, whatever is offered")
{
    struct epoch e = offering("250-x\r\n250 REQUIRETLS\r\n");

    CHECK(fits(WAX_ASK_REQUIRETLS, "", &e, ""));
    e.is_verified = false;
    CHECK(!fits(WAX_ASK_REQUIRETLS, "", &e, "verified"));
}

/* -- who asks ------------------------------------------------------------------------------------------------ */

static wax_delivery *to_grace(void)
{
    wax_delivery *d = wax_delivery_new("ada@example.org");

    wax_delivery_to(d, "grace@example.net");
    return d;
}

TEST("HOLDFOR and HOLDUNTIL exclude each other")
{
    wax_delivery *d = to_grace();

    wax_delivery_ask(d, WAX_ASK_HOLDFOR, "60", WAX_MUST);
    CHECK(wax_delivery_status(d) == WAX_AGAIN);
    wax_delivery_ask(d, WAX_ASK_HOLDUNTIL, "2030-01-31T08:00:00Z", WAX_IF_OFFERED);
    CHECK(wax_delivery_status(d) == WAX_E_USAGE && strstr(wax_delivery_error(d)->text, "exclude"));
    wax_delivery_free(d);
}

TEST("asked again, it replaces")
{
    wax_delivery *d = to_grace();

    wax_delivery_ask(d, WAX_ASK_RET, "FULL", WAX_MUST);
    wax_delivery_ask(d, WAX_ASK_RET, "HDRS", WAX_IF_OFFERED);
    wax_delivery_ask_for(d, "grace@example.net", WAX_ASK_NOTIFY, "DELAY", WAX_MUST);
    wax_delivery_ask_for(d, "grace@example.net", WAX_ASK_NOTIFY, "NEVER", WAX_MUST);
    CHECK(strcmp(d->ask[WAX_ASK_RET].value, "HDRS") == 0 && d->ask[WAX_ASK_RET].how == WAX_IF_OFFERED);
    CHECK(strcmp(d->rcpt[0].ask[WAX_ASK_NOTIFY].value, "NEVER") == 0 && wax_delivery_status(d) == WAX_AGAIN);
    wax_delivery_free(d);
}

TEST("what is asked for one recipient is a parameter of RCPT, and the recipient is one")
{
    wax_delivery *not_his = to_grace(), *stranger = to_grace(), *nobody = to_grace();

    wax_delivery_ask_for(not_his, "grace@example.net", WAX_ASK_RET, "FULL", WAX_MUST);
    wax_delivery_ask_for(stranger, "eve@example.net", WAX_ASK_NOTIFY, "NEVER", WAX_MUST);
    wax_delivery_ask_for(nobody, NULL, WAX_ASK_NOTIFY, "NEVER", WAX_MUST);
    CHECK(strstr(wax_delivery_error(not_his)->text, "RET is asked for the whole message"));
    CHECK(strstr(wax_delivery_error(stranger)->text, "no recipient") && strstr(wax_delivery_error(nobody)->text, "no recipient"));
    wax_delivery_free(not_his);
    wax_delivery_free(stranger);
    wax_delivery_free(nobody);
}
