/* scene.h -- a sink in a thread, as a test wants it, and one call to it that has heard the greeting. */
#ifndef WAX_PLAY_SCENE_H
#define WAX_PLAY_SCENE_H

#include "caller.h"

struct scene {
    struct running sink;
    struct caller  caller;
    char           folder[4096];            /* removed by scene_end; "": none */
};

wax_sink *scene_new(struct scene *);        /* to be set up further */
void      scene_keeps_mails(struct scene *);
bool      scene_begin(struct scene *);
bool      scene_begin_secure(struct scene *);   /* as far as the EHLO inside TLS */
void      scene_end(struct scene *);

extern const char scene_envelope[];         /* MAIL and RCPT */
bool say_envelope(struct caller *);

#endif
