/* marks.h -- how many of the application's bytes may have reached the peer.
 *
 * Counts bytes on both sides of the encryption and knows neither what they are nor how they travel.  In the clear a byte of data is
 * a byte on the wire; inside TLS a record counts when its last byte has been given to the wire: half a record can't be read.
 */
#ifndef WAX_STREAM_MARKS_H
#define WAX_STREAM_MARKS_H

#include "buf.h"

struct marks {
    uint64_t   written;     /* data bytes taken from the application */
    uint64_t   clear;       /* of which this many went in the clear */
    uint64_t   gone;        /* wire bytes given to the wire */
    uint64_t   sent;        /* data bytes whose record is gone */
    struct buf records;     /* struct mark, one a record that is not gone */
};

void wax__marks_clear_data(struct marks *, size_t n);                       /* n bytes were put on the wire in the clear */
bool wax__marks_room(struct marks *, size_t records);                       /* for so many: a record that was written is never without its mark */
bool wax__marks_record(struct marks *, size_t n, size_t waiting);           /* n bytes in a record that ends `waiting` wire bytes ahead */
void wax__marks_gone(struct marks *, size_t n);                             /* n wire bytes went */
void wax__marks_free(struct marks *);

#endif
