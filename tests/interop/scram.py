"""scram -- the server's side of a SCRAM login, RFC 5802, by hand.

Knows the three messages and the channel's bindings, which it is given; nothing of SMTP, TLS or libwax.  It keeps passwords as they are, which no
server but a test's should.  Promise: it returns when the client has proved itself, and raises Refused otherwise.
"""
import hashlib
import hmac
import os
import re
from base64 import b64decode, b64encode

ITERATIONS = 4096
DIGESTS = {"SCRAM-SHA-1": "sha1", "SCRAM-SHA-256": "sha256", "SCRAM-SHA-512": "sha512"}
FIRST = re.compile(rb"((?:p=([a-z-]+)|[yn]),,)(n=([^,]+),r=([!-+\--~]+))")


class Refused(Exception):
    """The login failed; the text says why."""


def judge(mechanism, first, ask, login):
    """`ask` says a challenge and hears the response; `login`: passwords by user, bindings by type, is_strict."""
    message = FIRST.fullmatch(first) or refuse("the first message is none")
    header, kind, bare, user, nonce = message.groups()
    bound_to = header + binding(mechanism.endswith("-PLUS"), header, kind, login)
    digest, salt = DIGESTS[mechanism.removesuffix("-PLUS")], os.urandom(16)
    nonce += b64encode(os.urandom(18))
    challenge = b"r=%s,s=%s,i=%d" % (nonce, b64encode(salt), ITERATIONS)
    final = ask(challenge)
    unproved, _, proof = final.rpartition(b",p=")
    if unproved != b"c=%s,r=%s" % (b64encode(bound_to), nonce):
        refuse("the login is bound to another channel")
    signed = b",".join((bare, challenge, unproved))
    signature = check_proof(digest, salted(digest, user, salt, login.passwords), signed, b64decode(proof))
    if ask(b"v=" + b64encode(signature)):
        refuse("it went on after the end")


def refuse(why):
    raise Refused(why)


def binding(is_plus, header, kind, login):
    """RFC 5802 s.6: a client that says `y` has not seen the -PLUS that we offered, so somebody took it away."""
    if is_plus != bool(kind):
        refuse("-PLUS and the client's first message do not agree")
    if header[:1] == b"y" and login.is_strict:
        refuse("our -PLUS did not reach the client")
    if kind and kind.decode() not in login.bindings:
        refuse(f"there is no {kind.decode()} here")
    return login.bindings[kind.decode()] if kind else b""


def salted(digest, user, salt, passwords):
    password = passwords.get(user.replace(b"=2C", b",").replace(b"=3D", b"=").decode()) or refuse("nobody of that name")
    return hashlib.pbkdf2_hmac(digest, password.encode(), salt, ITERATIONS)


def check_proof(digest, salted_password, signed, proof):
    """RFC 5802 s.3; the server's own signature, which only one who knows the password can make."""
    client_key = hmac.digest(salted_password, b"Client Key", digest)
    stored_key = hashlib.new(digest, client_key).digest()
    expected = xor(client_key, hmac.digest(stored_key, signed, digest))
    if not hmac.compare_digest(expected, proof):
        refuse("the password is another one")
    return hmac.digest(hmac.digest(salted_password, b"Server Key", digest), signed, digest)


def xor(a, b):
    return bytes(x ^ y for x, y in zip(a, b, strict=True))
