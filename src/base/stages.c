/* stages.c -- see stages.h. */
#include "stages.h"

#include <string.h>

static wax_stage *find(struct stages *s, const char *name)
{
    for (size_t i = 0; i < s->n; i++)
        if (strcmp(s->at[i].name, name) == 0)
            return &s->at[i];
    return NULL;
}

void wax__stages_begin(struct stages *s, const char *name, int64_t now)
{
    if (s->n < STAGES_MOST && !find(s, name))
        s->at[s->n++] = (wax_stage){ name, now, STAGE_IS_OPEN };
}

void wax__stages_end(struct stages *s, const char *name, int64_t now)
{
    wax_stage *stage = find(s, name);

    if (stage)
        stage->end_us = now;
}

void wax__stages_end_all(struct stages *s, int64_t now)
{
    for (size_t i = 0; i < s->n; i++)
        if (s->at[i].end_us == STAGE_IS_OPEN)
            s->at[i].end_us = now;
}

void wax__stages_enter(struct stages *s, const char *name, int64_t now)
{
    const wax_stage *same = name ? find(s, name) : NULL;

    if (same && same->end_us == STAGE_IS_OPEN)
        return;
    wax__stages_end_all(s, now);
    if (name)
        wax__stages_begin(s, name, now);
}
