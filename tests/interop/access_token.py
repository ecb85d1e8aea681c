"""access_token -- tokens that a server can check without asking anybody: JWTs signed with a key that both have (RFC 7519, HS256)."""
import base64
import hashlib
import hmac
import json
import os
import time

LIFE_S = 3600


def encode(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=")


class Issuer:
    def __init__(self):
        self.key = os.urandom(32)

    def key_file(self):
        """As Dovecot reads it."""
        return base64.b64encode(self.key)

    def token(self, email):
        now = int(time.time())
        claims = {"sub": email, "email": email, "iat": now - 5, "nbf": now - 5, "exp": now + LIFE_S, "scope": "mail"}
        signed = b".".join(encode(json.dumps(part).encode()) for part in ({"alg": "HS256", "typ": "JWT", "kid": "default"}, claims))
        return (signed + b"." + encode(hmac.new(self.key, signed, hashlib.sha256).digest())).decode()
