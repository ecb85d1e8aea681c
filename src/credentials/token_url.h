/* token_url.h -- may a secret be posted to this URL? */
#ifndef WAX_CREDENTIALS_TOKEN_URL_H
#define WAX_CREDENTIALS_TOKEN_URL_H

enum token_url { TOKEN_URL_BAD, TOKEN_URL_HTTPS, TOKEN_URL_LOOPBACK };

/* https to anybody; http to 127.0.0.1, [::1] and localhost alone; no user, no blank, nothing that two readers could read in two ways. */
enum token_url token_url_kind(const char *);

#endif
