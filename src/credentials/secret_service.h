/* secret_service.h -- a password that the desktop keeps: GNOME Keyring, KWallet, KeePassXC, whatever answers as org.freedesktop.secrets.
 *
 * Knows under which attributes mail programs keep an SMTP password (host, service, user), and secret-tool, which asks for it: the
 * desktop's libraries do not come into the process that talks to the network.
 */
#ifndef WAX_CREDENTIALS_SECRET_SERVICE_H
#define WAX_CREDENTIALS_SECRET_SERVICE_H

#include "password.h"

void password_from_secret_service(struct password *, const char *host, const char *user, int64_t deadline_ms, wax_error *why);
void password_to_secret_service(const struct password *, const char *host, const char *user, int64_t deadline_ms, wax_error *why);     /* one that is there is replaced */

#endif
