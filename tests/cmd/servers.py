"""SMTP servers with faults, for the tests of the command.

A Server runs one function per connection.  The function talks through a Conn; what it heard in the clear and inside TLS is kept
apart, so that a test can say what must never have been said outside.
"""
import socket
import ssl
import struct
import threading

import harness

NAME = "mail.example.net"


class Conn:
    def __init__(self, sock, server):
        self.sock, self.server, self.buffer, self.is_secure = sock, server, bytearray(), False

    def say(self, *lines):
        self.raw("".join(line + "\r\n" for line in lines).encode())

    def raw(self, data):
        self.sock.sendall(data)

    def fill(self):
        data = self.sock.recv(65536)
        (self.server.inside if self.is_secure else self.server.clear).append(data)
        self.buffer += data             # a bytearray: a long mail is not copied for each piece
        return bool(data)

    def line(self):
        while b"\n" not in self.buffer:
            if not self.fill():
                raise EOFError
        end = self.buffer.index(b"\n")
        line = bytes(self.buffer[:end])
        del self.buffer[:end + 1]
        return line.rstrip(b"\r").decode("latin-1")

    def take(self, n):
        while len(self.buffer) < n:
            if not self.fill():
                raise EOFError
        data = bytes(self.buffer[:n])
        del self.buffer[:n]
        return data

    def body(self):
        """The message of DATA, to its dot."""
        at = 0
        self.buffer[:0] = b"\r\n"
        while (end := self.buffer.find(b"\r\n.\r\n", at)) < 0:
            at = max(0, len(self.buffer) - 4)
            if not self.fill():
                raise EOFError
        mail = bytes(self.buffer[2:end + 2])
        del self.buffer[:end + 5]
        return mail

    def rest(self):
        """Hears until the peer closes."""
        while self.fill():
            pass

    def tls(self, cert="good", client_ca=None):
        """With client_ca, whoever shows no certificate of that authority is refused."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(harness.path(cert + ".pem"), harness.path(cert + ".key"))
        if client_ca:
            context.load_verify_locations(harness.path(client_ca))
            context.verify_mode = ssl.CERT_REQUIRED
        self.sock = context.wrap_socket(self.sock, server_side=True)
        self.is_secure = True

    def cut(self):
        """A reset, not a goodbye."""
        self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.sock.close()


class Server:
    """with Server(function) as s: ... s.port, s.url(), s.clear_text()"""

    def __init__(self, function, host="127.0.0.1", port=0):
        self.function, self.clear, self.inside, self.count, self.open, self.threads = function, [], [], 0, [], []
        self.listener = self.listen(host, port)
        self.port = None if host.startswith("/") else self.listener.getsockname()[1]

    @staticmethod
    def listen(host, port):
        if not host.startswith("/"):
            return socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET, backlog=16)
        listener = socket.socket(socket.AF_UNIX)
        listener.bind(host)
        listener.listen()
        return listener

    def __enter__(self):
        self.accepting = threading.Thread(target=self.accept, daemon=True)
        self.accepting.start()
        return self

    def __exit__(self, *_):
        try:
            self.listener.shutdown(socket.SHUT_RDWR)        # whoever waits in accept() would hold the port
        except OSError:
            pass
        self.accepting.join(timeout=2)
        self.listener.close()
        for sock in self.open:
            try:
                sock.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass

    def accept(self):
        while True:
            try:
                sock, _ = self.listener.accept()
            except OSError:
                return
            self.count += 1
            self.open.append(sock)
            thread = threading.Thread(target=self.serve, args=(sock,), daemon=True)
            thread.start()
            self.threads.append(thread)     # who joins it must find it running

    def serve(self, sock):
        conn = Conn(sock, self)
        try:
            self.function(conn)
        except (EOFError, OSError):
            pass
        except Exception as fault:
            print(f"# the test's own server failed: {fault!r}", flush=True)
        try:
            conn.sock.close()
        except OSError:
            pass

    def url(self, scheme="submission"):
        return f"{scheme}://{NAME}:{self.port}"

    def hear_out(self):
        """A peer that has left may have been faster than these threads: what it said last is still to be heard."""
        for thread in self.threads:
            thread.join(timeout=2)      # one whose server holds its tongue on purpose ends later

    def clear_text(self):
        self.hear_out()
        return b"".join(self.clear)

    def inside_text(self):
        self.hear_out()
        return b"".join(self.inside)


# -- a server that behaves, and where it can be made to fail -------------------------------------------------------

STEPS = ["greeting", "ehlo", "starttls", "handshake", "ehlo-inside", "auth", "mail", "rcpt", "data", "body"]
BEFORE_END = STEPS[:-1]


class Lost(Exception):
    pass


class Plan:
    """How a server behaves: replies by step, where it goes away (and how), what it offers."""

    def __init__(self, offers=(), login=True, cert="good", lose=None, cut=False, replies=(), rcpt=None, client_ca=None):
        self.offers, self.login, self.cert, self.lose, self.cut = list(offers), login, cert, lose, cut
        self.replies, self.rcpt, self.mails, self.client_ca = dict(replies), rcpt or {}, [], client_ca

    def __call__(self, c):
        try:
            self.talk(c)
        except Lost:
            if self.cut:
                c.cut()

    def point(self, step):
        if step == self.lose:
            raise Lost

    def answer(self, c, step, good):
        self.point(step)
        reply = self.replies.get(step, good)
        c.raw(reply) if isinstance(reply, bytes) else c.say(*reply.split("\n"))
        return reply is good or reply[:1] in ("2", "3")

    def ehlo(self, c, step, offers):
        c.line()
        lines = [NAME, *offers, "ENHANCEDSTATUSCODES"]
        self.answer(c, step, "\n".join(["250-" + l for l in lines[:-1]] + ["250 " + lines[-1]]))

    def talk(self, c):
        self.answer(c, "greeting", f"220 {NAME} ESMTP")
        self.ehlo(c, "ehlo", ["STARTTLS", *self.offers])
        c.line()
        if self.answer(c, "starttls", "220 2.0.0 go ahead"):
            self.point("handshake")
            c.tls(self.cert, self.client_ca)
            self.ehlo(c, "ehlo-inside", ["AUTH PLAIN LOGIN", *self.offers] if self.login else self.offers)
        self.commands(c)

    def commands(self, c):
        handlers = {"AUTH": self.on_auth, "MAIL": self.on_mail, "RCPT": self.on_rcpt, "DATA": self.on_data, "BDAT": self.on_bdat,
                    "RSET": self.on_rset, "EHLO": self.on_ehlo_again}
        while True:
            line = c.line()
            verb = line[:4].upper()
            if verb == "QUIT":
                c.say("221 2.0.0 bye")
                return
            handlers[verb](c, line)

    def on_auth(self, c, line):
        if line.upper() == "AUTH LOGIN":
            c.say("334 VXNlcm5hbWU6")
            c.line()
            c.say("334 UGFzc3dvcmQ6")
            c.line()
        self.answer(c, "auth", "235 2.7.0 welcome")

    def on_ehlo_again(self, c, line):
        """After a login, when the mail asks for something that was not offered before it."""
        c.say(f"250-{NAME}", *["250-" + o for o in self.offers], "250 ENHANCEDSTATUSCODES")

    def on_mail(self, c, line):
        self.answer(c, "mail", "250 2.1.0 ok")

    def on_rcpt(self, c, line):
        self.point("rcpt")
        address = line[line.index("<") + 1:line.index(">")]
        c.say(self.rcpt.get(address, "250 2.1.5 ok"))

    def on_rset(self, c, line):
        c.say("250 2.0.0 forgotten")

    def on_data(self, c, line):
        if self.answer(c, "data", "354 go ahead"):
            self.keep(c, c.body())

    def on_bdat(self, c, line):
        self.keep(c, c.take(int(line.split()[1])))

    def keep(self, c, mail):
        self.mails.append(mail)
        self.answer(c, "body", "250 2.0.0 OK queued as 42")
