/* proxy_step.h -- between the files of a proxy: how each protocol begins, and what it makes of a whole answer.
 *
 * A function of one says where the talk goes next; what it wants to hear there it puts into `wanted`. */
#ifndef WAX_PROXY_PROXY_STEP_H
#define WAX_PROXY_PROXY_STEP_H

#include "proxy.h"

enum proxy_step wax__socks5_begin(struct proxy_talk *);
enum proxy_step wax__socks5_hear(struct proxy_talk *);
enum proxy_step wax__http_begin(struct proxy_talk *);
enum proxy_step wax__http_hear(struct proxy_talk *);

enum proxy_step wax__proxy_lacks_memory(struct proxy_talk *);

#endif
