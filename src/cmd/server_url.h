/* server_url.h -- of the server's URL, what a store of passwords has its entries under: host and user.
 *
 * Knows where they stand; whether the URL is a good one is the library's question.
 */
#ifndef WAX_CMD_SERVER_URL_H
#define WAX_CMD_SERVER_URL_H

/* "": there is none, or it is too long to be one. */
struct server_url {
    char host[256];     /* without port and brackets */
    char user[1025];    /* --user, or decoded from the URL */
};

void server_url_read(struct server_url *, const char *url, const char *user_or_null);

#endif
