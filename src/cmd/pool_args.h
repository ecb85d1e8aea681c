/* pool_args.h -- how fast many mails go: the options of `wax send --each` about connections and rates.
 *
 * Knows their bounds, which are the library's; knows no mail.
 */
#ifndef WAX_CMD_POOL_ARGS_H
#define WAX_CMD_POOL_ARGS_H

#include "options.h"

#include <wax/client.h>

/* Strings are borrowed from argv, or from the account. */
struct pool_args {
    const char *connections_word, *per_connection_word, *rate_word, *rate_per_minute_word;
    size_t      connections, per_connection, rate, rate_per_minute;     /* what the words say; 0: nothing is said */
};

enum { N_POOL_OPTIONS = 4 };

/* Rows for a command's table; FIELD(x) is the offset of x in the command's struct, which has a struct pool_args named `pool`. */
#define POOL_OPTIONS(FIELD) \
    { "connections", "N", OPTION_LINE, 0, FIELD(pool.connections_word), "as many at once, where there is work; default 1" }, \
    { "per-connection", "N", OPTION_LINE, 0, FIELD(pool.per_connection_word), "so many mails on each, then a new one" }, \
    { "rate", "N", OPTION_LINE, 0, FIELD(pool.rate_word), "never begin more than N mails in a second ..." }, \
    { "rate-per-minute", "N", OPTION_LINE, 0, FIELD(pool.rate_per_minute_word), "... or in a minute" }

void        pool_args_check(struct pool_args *, struct outcome *);      /* every problem is said */
const char *pool_args_given(const struct pool_args *);                  /* the first of them; NULL: none */

/* The longest that the last of so many mails waits for its turn. */
int64_t     pool_args_wait_ms(const struct pool_args *, size_t mails);
void        pool_args_apply(const struct pool_args *, wax_client *);

#endif
