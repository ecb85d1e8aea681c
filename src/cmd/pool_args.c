/* pool_args.c -- see pool_args.h. */
#include "pool_args.h"

#include <stdlib.h>
#include <string.h>

enum { CONNECTIONS_MOST = 1000, RATE_MOST = 100000, MAILS_MOST = 1000000000 };

static bool is_number(const char *word)
{
    return *word && strlen(word) <= 10 && strspn(word, "0123456789") == strlen(word);
}

/* Nothing is said by leaving the option out, not by 0. */
static void read_number(const char *option, const char *word, size_t most, size_t *to, struct outcome *o)
{
    unsigned long long n = word && is_number(word) ? strtoull(word, NULL, 10) : 0;

    *to = (size_t)n;
    if (word && (n == 0 || n > most))
        outcome_usage(o, "--%s is a whole number from 1 to %zu, and not \"%.40s\"", option, most, word);
}

void pool_args_check(struct pool_args *p, struct outcome *o)
{
    read_number("connections", p->connections_word, CONNECTIONS_MOST, &p->connections, o);
    read_number("per-connection", p->per_connection_word, MAILS_MOST, &p->per_connection, o);
    read_number("rate", p->rate_word, RATE_MOST, &p->rate, o);
    read_number("rate-per-minute", p->rate_per_minute_word, RATE_MOST, &p->rate_per_minute, o);
}

const char *pool_args_given(const struct pool_args *p)
{
    return p->connections_word ? "connections" : p->per_connection_word ? "per-connection" : p->rate_word ? "rate"
         : p->rate_per_minute_word ? "rate-per-minute" : NULL;
}

int64_t pool_args_wait_ms(const struct pool_args *p, size_t mails)
{
    int64_t by_second = p->rate ? (int64_t)(mails * 1000 / p->rate) : 0, by_minute = p->rate_per_minute ? (int64_t)(mails * 60000 / p->rate_per_minute) : 0;

    return by_second > by_minute ? by_second : by_minute;
}

void pool_args_apply(const struct pool_args *p, wax_client *client)
{
    if (p->connections)
        wax_client_connections(client, p->connections);
    if (p->per_connection)
        wax_client_per_connection(client, p->per_connection);
    if (p->rate || p->rate_per_minute)
        wax_client_rate(client, p->rate, p->rate_per_minute);
}
