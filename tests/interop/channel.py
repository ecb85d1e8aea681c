"""channel -- TLS on a server's socket, and what a login may be bound to on it (RFC 5929, RFC 9266).

Knows Python's ssl, and nothing of SMTP, of SCRAM or of libwax.  Python does not export keying material, so tls-exporter is computed here from the exporter
secret that OpenSSL writes for debuggers: a second opinion on what `SSL_export_keying_material` says, by the text of RFC 8446 alone.
"""
import hashlib
import hmac
import re
import ssl
import tempfile
from pathlib import Path

NO_EXTENDED_MASTER_SECRET = 1       # SSL_OP_NO_EXTENDED_MASTER_SECRET, which ssl has no name for
LABEL, LENGTH = b"EXPORTER-Channel-Binding", 32


def secure(sock, certificate, key, version, options=0):
    """TLS of that version on it; with what there is to bind to, by type."""
    with tempfile.NamedTemporaryFile() as secrets:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
        context.minimum_version = context.maximum_version = ssl.TLSVersion[version]
        context.options |= options
        context.keylog_filename = secrets.name
        inside = context.wrap_socket(sock, server_side=True)
        return inside, bindings(inside, Path(certificate), Path(secrets.name).read_text())


def bindings(inside, certificate, secrets):
    """RFC 9266 s.3: where there is TLS 1.3, tls-unique is not defined, and tls-exporter needs it."""
    found = {"tls-server-end-point": end_point(certificate)}
    if inside.version() == "TLSv1.3":
        found["tls-exporter"] = exporter(secrets, hashlib.sha384 if "SHA384" in inside.cipher()[0] else hashlib.sha256)
    else:
        found["tls-unique"] = inside.get_channel_binding("tls-unique")
    return found


def end_point(certificate):
    """RFC 5929 s.4.1: the digest with which the certificate was signed, SHA-256 here."""
    return hashlib.sha256(ssl.PEM_cert_to_DER_cert(certificate.read_text())).digest()


def exporter(secrets, digest):
    """RFC 8446 s.7.5."""
    secret = bytes.fromhex(re.search(r"^EXPORTER_SECRET \S+ (\S+)$", secrets, re.M)[1])
    derived = expand_label(secret, LABEL, digest().digest(), digest().digest_size, digest)
    return expand_label(derived, b"exporter", digest().digest(), LENGTH, digest)


def expand_label(secret, label, context, length, digest):
    """RFC 8446 s.7.1, for one block of HKDF-Expand (RFC 5869 s.2.3)."""
    label = b"tls13 " + label
    info = length.to_bytes(2, "big") + bytes([len(label)]) + label + bytes([len(context)]) + context
    return hmac.new(secret, info + b"\x01", digest).digest()[:length]
