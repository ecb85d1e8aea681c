/* pair.c -- see pair.h. */
#include "pair.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

bool pair_paper(struct paper *p, const struct pki_wish *wish)
{
    static const struct pki_wish usual = { .names = { "mail.example.org" } };
    wax_error why = { 0 };
    struct pki pki = { 0 };
    struct pki_cert cert = { 0 };

    snprintf(p->folder, sizeof p->folder, "/tmp/wax-stream-XXXXXX");
    if (!mkdtemp(p->folder))
        return false;
    snprintf(p->ca, sizeof p->ca, "%s/ca.pem", p->folder);
    snprintf(p->chain, sizeof p->chain, "%s/chain.pem", p->folder);
    snprintf(p->key, sizeof p->key, "%s/key.pem", p->folder);
    bool good = !wax__pki_make(&pki, "Wax Test CA", &why) && !wax__pki_issue(&pki, wish ? wish : &usual, &cert, &why) &&
                !wax__pki_write_cert(p->ca, pki.ca, &why) && !wax__pki_write_cert(p->chain, cert.cert, &why) &&
                !wax__pki_write_key(p->key, cert.key, &why);
    if (!good)
        printf("# %s\n", why.text);
    wax__pki_cert_clear(&cert);
    wax__pki_clear(&pki);
    return good;
}

void pair_paper_end(struct paper *p)
{
    unlink(p->ca);
    unlink(p->chain);
    unlink(p->key);
    rmdir(p->folder);
}

void pair_begin(struct pair *p)
{
    p->client = wax_stream_new();
    p->server = wax_stream_new();
}

void pair_end(struct pair *p)
{
    wax_stream_free(p->client);
    wax_stream_free(p->server);
}

size_t pair_feed(wax_stream *to, const void *bytes, size_t len)
{
    size_t room;
    uint8_t *in = len ? wax_stream_wire_in(to, &room) : NULL;

    if (!in)
        return 0;
    if (len > room)
        len = room;
    memcpy(in, bytes, len);
    wax_stream_wire_in_done(to, len);
    return len;
}

size_t pair_carry(struct pair *p, wax_stream *from, wax_stream *to)
{
    size_t len;
    const uint8_t *bytes = wax_stream_wire_out(from, &len);

    if (p->step && len > p->step)
        len = p->step;
    len = pair_feed(to, bytes, len);
    wax_stream_wire_out_done(from, len);
    return len;
}

void pair_cut(wax_stream *to)
{
    size_t room;

    wax_stream_wire_in(to, &room);
    wax_stream_wire_in_done(to, 0);
}

void pair_settle(struct pair *p)
{
    while (pair_carry(p, p->client, p->server) + pair_carry(p, p->server, p->client))
        ;
}

wax_status pair_upgrade(struct pair *p, const wax_tls *client, const wax_tls *server, const char *host)
{
    wax_stream_upgrade(p->server, server, NULL);
    wax_stream_upgrade(p->client, client, host);
    pair_settle(p);
    return wax_stream_upgrade(p->client, client, host);
}

bool pair_says(struct pair *p, wax_stream *from, wax_stream *to, const char *text)
{
    size_t len;

    if (wax_stream_write(from, text, strlen(text)))
        return false;
    pair_settle(p);
    const uint8_t *data = wax_stream_data(to, &len);
    bool same = len == strlen(text) && memcmp(data, text, len) == 0;
    wax_stream_take(to, len);
    return same;
}
