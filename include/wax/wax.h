/* wax.h -- all of libwax: send mail over a socket that becomes TLS in place. */
#ifndef WAX_WAX_H
#define WAX_WAX_H

#include <wax/check.h>
#include <wax/client.h>
#include <wax/loop.h>
#include <wax/message.h>
#include <wax/sign.h>
#include <wax/smtp.h>
#include <wax/status.h>
#include <wax/stream.h>
#include <wax/tls.h>
#include <wax/trace.h>

#endif
