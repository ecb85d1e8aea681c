/* pin.c -- see pin.h. */
#include "pin.h"

#include "text.h"

#include <openssl/evp.h>
#include <openssl/x509.h>
#include <stdio.h>
#include <string.h>

enum { DIGEST = 32 };

static const char of_cert[] = "cert-sha256:", of_key[] = "key-sha256:";

static int hex_digit(char c)
{
    static const char digits[] = "0123456789abcdef";
    const char *at = c ? strchr(digits, text_lower((uint8_t)c)) : NULL;

    return at ? (int)(at - digits) : -1;
}

static bool from_hex(uint8_t to[DIGEST], const char *text)
{
    for (size_t i = 0; i < DIGEST; i++, text += 2) {
        text += i && *text == ':';
        int high = hex_digit(text[0]), low = high < 0 ? -1 : hex_digit(text[1]);
        if (low < 0)
            return false;
        to[i] = (uint8_t)(high << 4 | low);
    }
    return !*text;
}

static bool from_base64(uint8_t to[DIGEST], const char *text)
{
    uint8_t bytes[DIGEST + 1];
    size_t n = 0, len = strlen(text);
    bool good = len == text_base64_len(DIGEST) && wax__text_from_base64(bytes, &n, text, len) && n == DIGEST;

    if (good)
        memcpy(to, bytes, DIGEST);
    return good;
}

bool wax__pin_parse(struct tls_pin *pin, const char *text)
{
    bool is_of_key = strncmp(text, of_key, sizeof of_key - 1) == 0;

    *pin = (struct tls_pin){ .is_of_key = is_of_key };
    if (!is_of_key && strncmp(text, of_cert, sizeof of_cert - 1) != 0)
        return false;
    text += is_of_key ? sizeof of_key - 1 : sizeof of_cert - 1;
    return from_base64(pin->sha256, text) || from_hex(pin->sha256, text);
}

void wax__pin_text(char to[PIN_TEXT], const struct tls_pin *pin)
{
    size_t at = (size_t)snprintf(to, PIN_TEXT, "%s", pin->is_of_key ? of_key : of_cert);

    at += wax__text_to_base64(to + at, pin->sha256, DIGEST);
    to[at] = 0;
}

bool wax__pin_of(struct tls_pin *pin, const X509 *cert, bool is_of_key)
{
    unsigned char *der = NULL;
    int len = is_of_key ? i2d_X509_PUBKEY(X509_get_X509_PUBKEY(cert), &der) : i2d_X509(cert, &der);
    bool good = len > 0 && EVP_Digest(der, (size_t)len, pin->sha256, NULL, EVP_sha256(), NULL) == 1;

    pin->is_of_key = is_of_key;
    OPENSSL_free(der);
    return good;
}
