/* pair.h -- for this layer's tests: two streams whose wires are each other's, and a certificate authority for them.
 *
 * Knows how bytes travel between two streams in memory: as they come, or a few at a time. */
#ifndef WAX_STREAM_PAIR_H
#define WAX_STREAM_PAIR_H

#include "pki.h"

#include <wax/stream.h>

struct pair {
    wax_stream *client, *server;
    size_t      step;           /* at most this many bytes a time; 0: as they come */
};

/* Files of a test certificate in a fresh folder, which end removes.  The wish may be NULL: for mail.example.org. */
struct paper {
    char folder[64], ca[96], chain[96], key[96];
};

bool pair_paper(struct paper *, const struct pki_wish *);
void pair_paper_end(struct paper *);

void       pair_begin(struct pair *);
void       pair_end(struct pair *);
size_t     pair_carry(struct pair *, wax_stream *from, wax_stream *to);    /* one step of the wire; how many bytes went */
void       pair_cut(wax_stream *);                                          /* the wire towards it has ended */
void       pair_settle(struct pair *);                                      /* carries both ways until nothing moves */
/* Both begin the upgrade, and settle.  The client's status. */
wax_status pair_upgrade(struct pair *, const wax_tls *client, const wax_tls *server, const char *host);
bool       pair_says(struct pair *, wax_stream *from, wax_stream *to, const char *text);    /* arrives, and is taken */
size_t     pair_feed(wax_stream *, const void *, size_t len);               /* these bytes come from its wire; how many it took */

#endif
