/* line.h -- one connection of a limit: TLS from the first byte, bytes out, replies counted.
 *
 * Knows nothing of what is said.  Everything blocks; what goes wrong ends the program with a sentence, a reply that is no success too.
 */
#ifndef WAX_BENCH_LINE_H
#define WAX_BENCH_LINE_H

#include <openssl/ssl.h>
#include <stdbool.h>

struct line {
    SSL   *ssl;
    size_t len;                 /* of what was heard and not yet understood */
    char   heard[8192];
};

void line_must(bool good, const char *what);
SSL_CTX *line_context(const char *ca_file);             /* verifies; an idle connection keeps no buffers */
void line_open(struct line *, SSL_CTX *, const char *host, const char *port);   /* greeted, and EHLO answered */
void line_say(struct line *, const char *bytes, size_t n);
void line_hear(struct line *, size_t replies);          /* waits for so many replies of one line, or the last of several */
void line_quit(struct line *);
double line_now_s(void);

#endif
