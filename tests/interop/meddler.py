"""meddler -- somebody in the middle who holds a certificate that the client trusts.

Knows how a step-by-step SMTP conversation is handed on, with TLS of its own towards each side, of the version that the client would
have had with the server, and what it can read there.  Optionally takes every -PLUS
off the server's offer.  Promise: it is gone, with its connections, when the `with` is left.
"""
import re
import socket
import ssl
import threading

from pki import NAME


class Meddler:
    def __init__(self, port, pki, takes_plus, tls, options):
        self.port_behind, self.takes_plus, self.heard = port, takes_plus, []
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.as_server, self.as_client = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER), ssl.create_default_context(cafile=pki.ca)
        self.as_server.minimum_version = self.as_server.maximum_version = ssl.TLSVersion[tls]
        self.as_server.options |= options
        self.as_server.load_cert_chain(pki.second, pki.second.with_suffix(".key"))

    def __enter__(self):
        self.thread = threading.Thread(target=self.meddle, daemon=True)
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.listener.shutdown(socket.SHUT_RDWR)
        self.thread.join()
        self.listener.close()

    def meddle(self):
        try:
            while True:
                with self.listener.accept()[0] as client, socket.create_connection(("127.0.0.1", self.port_behind)) as server:
                    self.hand_on(client, server)
        except OSError:
            """The listener was shut."""

    def hand_on(self, client, server):
        """One after the other, so that nothing but mails comes in more than one line."""
        here, there, reply = client.makefile("rwb"), server.makefile("rwb"), b""
        say(here, reply_of(there))
        while line := here.readline():
            self.heard.append(line.decode().strip())
            say(there, line)
            if reply.startswith(b"354") and line != b".\r\n":
                continue
            reply = self.changed(reply_of(there))
            say(here, reply)
            if line == b"STARTTLS\r\n":
                client = self.as_server.wrap_socket(client, server_side=True)
                server = self.as_client.wrap_socket(server, server_hostname=NAME)
                here, there = client.makefile("rwb"), server.makefile("rwb")

    def changed(self, reply):
        return re.sub(rb" SCRAM-SHA-\d+-PLUS", b"", reply) if self.takes_plus else reply


def say(stream, line):
    stream.write(line)
    stream.flush()


def reply_of(stream):
    lines = [stream.readline()]
    while lines[-1][3:4] == b"-":
        lines.append(stream.readline())
    return b"".join(lines)
