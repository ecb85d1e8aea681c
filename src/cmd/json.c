/* json.c -- see json.h. */
#include "json.h"

#include "utf8.h"

#include <stdio.h>
#include <string.h>

static void put_escaped(unsigned char c)
{
    if (c == '"' || c == '\\')
        printf("\\%c", c);
    else
        printf("\\u%04x", c);
}

void json_string(const char *s)
{
    size_t len = strlen(s);

    putchar('"');
    for (size_t i = 0, n; i < len; i += n ? n : 1) {
        n = utf8_len(s + i, len - i);
        if (!n)
            fputs("\\ufffd", stdout);
        else if (n == 1 && ((unsigned char)s[i] < 32 || s[i] == 127 || s[i] == '"' || s[i] == '\\'))
            put_escaped((unsigned char)s[i]);
        else
            fwrite(s + i, 1, n, stdout);
    }
    putchar('"');
}

void json_begin(bool is_event)
{
    fputs(is_event ? "{\"event\":\"outcome\"," : "{", stdout);
}

void json_text(const char *name, const char *value)
{
    printf(",\"%s\":", name);
    json_string(value);
}

void json_number(const char *name, long long value)
{
    printf(",\"%s\":%lld", name, value);
}

void json_flag(const char *name, bool value)
{
    printf(",\"%s\":%s", name, value ? "true" : "false");
}

void json_tls(const wax_tls_info *t)
{
    fputs(",\"tls\":", stdout);
    if (!t) {
        fputs("null", stdout);
        return;
    }
    fputs("{\"version\":", stdout);
    json_string(t->version);
    json_text("cipher", t->cipher);
    json_text("group", t->group);
    json_text("name", t->name);
    json_text("subject", t->subject);
    json_text("issuer", t->issuer);
    json_number("expires", (long long)t->expires);
    json_flag("verified", t->verified);
    json_text("verified_by", t->verified_by);
    json_flag("resumed", t->resumed);
    putchar('}');
}
