/* scene.c -- see scene.h. */
#include "scene.h"

#include "test.h"

#include <stdio.h>

wax_sink *scene_new(struct scene *s)
{
    *s = (struct scene){ .sink.sink = wax_sink_new(), .caller.fd = -1 };
    return s->sink.sink;
}

void scene_keeps_mails(struct scene *s)
{
    snprintf(s->folder, sizeof s->folder, "%s", fresh_folder());
    wax_sink_store(s->sink.sink, s->folder);
}

bool scene_begin(struct scene *s)
{
    return running_start(&s->sink) && call(&s->caller, s->sink.sink) && CHECK(hear(&s->caller, "220 "));
}

bool scene_begin_secure(struct scene *s)
{
    return scene_begin(s) && CHECK(say_ehlo(&s->caller)) && CHECK(say_and_hear(&s->caller, "STARTTLS\r\n", "220 2.0.0")) &&
           CHECK(begin_tls(&s->caller, s->sink.sink)) && CHECK(say_ehlo(&s->caller));
}

void scene_end(struct scene *s)
{
    hang_up(&s->caller);
    running_free(&s->sink);
    if (*s->folder)
        remove_folder(s->folder);
}

const char scene_envelope[] = "MAIL FROM:<a@example.org>\r\nRCPT TO:<b@example.net>\r\n";

bool say_envelope(struct caller *c)
{
    return say(c, scene_envelope) && hear(c, "250 2.1.0") && hear(c, "250 2.1.5");
}
