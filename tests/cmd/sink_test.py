"""The sink from the shell: what it prints, what it keeps, how it ends.  Python's smtplib is the client, so ours can't agree with itself."""
import base64
import os
import re
import signal
import smtplib
import ssl

import harness
from harness import expect, test

harness.begin()
MAIL = b"Subject: x\r\n\r\nhi\r\n.dot\r\n"


class Sink:
    def __init__(self, *args):
        self.process = harness.start("sink", "--listen", "127.0.0.1:0", *args)
        self.line = self.process.stdout.readline().decode()
        found = re.fullmatch(r"listening on 127\.0\.0\.1:(\d+)\n", self.line)
        assert found, (self.line, self.process.stderr.read() if not self.line else "")
        self.port = int(found[1])
        self.ca = None if "none" in args or "--cert" in args else self.process.stdout.readline().decode()
        assert self.ca is None or re.fullmatch(r"CA file: /.*\.pem\n", self.ca), self.ca
        self.ca = self.ca and self.ca[len("CA file: "):-1]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.kill()
        self.process.communicate()

    def end(self, number=signal.SIGTERM):
        self.process.send_signal(number)
        return harness.finish(self.process)

    def context(self):
        return ssl.create_default_context(cafile=self.ca)


def send(client, to=("grace@example.net",)):
    client.sendmail("ada@example.org", list(to), MAIL)
    client.quit()


@test("it says where it listens and where its CA is, takes a mail over STARTTLS, and keeps it byte for byte")
def _():
    with Sink("--store", harness.path("mails")) as sink:
        client = smtplib.SMTP("localhost", sink.port)
        client.starttls(context=sink.context())
        send(client)
        assert open(harness.path("mails/001.eml"), "rb").read() == MAIL
        assert os.path.exists(harness.path("mails/001.json"))
        expect(sink.end(), 0)


@test("SIGTERM and SIGINT end it, and its CA is gone")
def _():
    for number in (signal.SIGTERM, signal.SIGINT):
        with Sink() as sink:
            assert os.path.exists(sink.ca)
            expect(sink.end(number), 0)
            assert not os.path.exists(os.path.dirname(sink.ca))


@test("implicit TLS, a login that is demanded, and no TLS at all")
def _():
    with Sink("--tls", "implicit", "--auth", "ada:sesame:with colon") as sink:
        client = smtplib.SMTP_SSL("localhost", sink.port, context=sink.context())
        try:
            send(client)
            raise AssertionError("it took a mail without a login")
        except smtplib.SMTPException:
            pass
        client = smtplib.SMTP_SSL("localhost", sink.port, context=sink.context())
        client.login("ada", "sesame:with colon")
        send(client)
    with Sink("--tls", "none") as sink:
        client = smtplib.SMTP("localhost", sink.port)
        client.ehlo()
        assert not client.has_extn("STARTTLS")
        send(client)


@test("what it is told to leave out is not offered")
def _():
    with Sink("--without", "CHUNKING", "--without", "PIPELINING", "--name", "mail.example.net") as sink:
        client = smtplib.SMTP("localhost", sink.port)
        client.ehlo()
        assert not client.has_extn("CHUNKING") and not client.has_extn("PIPELINING") and client.has_extn("8BITMIME")
        assert b"mail.example.net" in client.ehlo_resp
        client.close()


@test("--once ends after one connection")
def _():
    with Sink("--once") as sink:
        client = smtplib.SMTP("localhost", sink.port)
        client.starttls(context=sink.context())
        send(client)
        expect(harness.finish(sink.process), 0)


@test("a certificate of ours is shown instead of its own, and no CA is named")
def _():
    with Sink("--cert", harness.path("good.pem"), "--key", harness.path("good.key")) as sink:
        client = smtplib.SMTP("localhost", sink.port)
        client.starttls(context=ssl.create_default_context(cafile=harness.path("ca.pem")))
        send(client)


def showing(context, name, version):
    context.minimum_version = context.maximum_version = version
    if name:
        context.load_cert_chain(harness.path(name + ".pem"), harness.path(name + ".key"))
    return context


@test("--client-ca: a client without a certificate of that authority is shut out; with one it may log in by EXTERNAL, as nobody else")
def _():
    for version in (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3):
        with Sink("--client-ca", harness.path("ca.pem"), "--trace") as sink:
            for wrong in (None, "foreign-client", "good"):
                client = smtplib.SMTP("localhost", sink.port)
                try:
                    client.starttls(context=showing(sink.context(), wrong, version))
                    client.ehlo()
                    raise AssertionError(f"it let {wrong} in")
                except (OSError, smtplib.SMTPException):
                    client.close()
            client = smtplib.SMTP("localhost", sink.port)
            client.starttls(context=showing(sink.context(), "client", version))
            client.ehlo()
            assert client.esmtp_features["auth"].split() == ["EXTERNAL"], client.esmtp_features
            assert client.docmd("AUTH", "EXTERNAL " + base64.b64encode(b"eve").decode())[0] == 535
            assert client.docmd("AUTH", "PLAIN AGFkYQBzZXNhbWU=")[0] == 504
            assert client.docmd("AUTH", "EXTERNAL =")[0] == 235
            send(client)
            expect(sink.end(), 0, "showed no certificate", "which is not among the roots in the CA file", "for another purpose than a client's")


@test("--client-ca: wax send shows its certificate, and is logged in; without one it is told what is wanted")
def _():
    with Sink("--client-ca", harness.path("ca.pem"), "--auth", "ada:sesame") as sink:
        common = ["send", "--server", f"smtp://localhost:{sink.port}", "--ca-file", sink.ca, "--from", "ada@example.org", "--to", "grace@example.net",
                  "--text", "hi"]
        identity = ["--cert", harness.path("client.pem"), "--key", harness.path("client.key")]
        expect(harness.wax(*common, "--auth", "EXTERNAL", *identity), 0)
        expect(harness.wax(*common, "--auth", "EXTERNAL", "--user", "eve", *identity), 77, "the certificate is somebody else's")
        r = harness.wax(*common)
        assert r.code not in (0, 64) and "certificate" in r.err, r


@test("--client-ca without TLS, or of a file that is none, is told")
def _():
    expect(harness.wax("sink", "--tls", "none", "--client-ca", harness.path("ca.pem")), 64, "--tls none")
    r = harness.wax("sink", "--listen", "127.0.0.1:0", "--client-ca", harness.path("missing.pem"))
    assert r.code not in (0,) and "missing.pem" in r.err, r


@test("a port in use, a missing dialogue, a folder that can't be made: named, with the reason")
def _():
    with Sink() as sink:
        r = harness.wax("sink", "--listen", f"127.0.0.1:{sink.port}")
        assert r.code not in (0, 64) and "in use" in r.err and str(sink.port) in r.err, r
    r = harness.wax("sink", "--listen", "127.0.0.1:0", "--play", harness.path("missing.smtp"))
    assert r.code not in (0, 64) and "missing.smtp" in r.err, r
    r = harness.wax("sink", "--listen", "127.0.0.1:0", "--store", harness.path("ca.pem") + "/mails")
    assert r.code not in (0, 64) and "ca.pem/mails" in r.err, r


@test("wax send and wax sink understand each other: every framing, a login, and the bytes")
def _():
    mail = harness.write("mail.eml", b"Subject: x\r\n\r\n.\r\n..\r\n" + b"x" * 998 + b"\r\n\r\n")
    for without in ([], ["CHUNKING"], ["CHUNKING", "PIPELINING"]):
        store = harness.path("understood-" + "-".join(without))
        with Sink("--auth", "ada:sesame", "--store", store, *[a for w in without for a in ("--without", w)]) as sink:
            r = harness.wax("send", "--server", f"smtp://localhost:{sink.port}", "--ca-file", sink.ca, "--user", "ada", "--from", "ada@example.org",
                            "--to", "grace@example.net", mail, "--timeout", "10", env={"WAX_PASSWORD": "sesame"})
            expect(r, 0)
            assert open(store + "/001.eml", "rb").read() == open(mail, "rb").read()


@test("a trace of wax send is a dialogue that wax sink plays")
def _():
    args = ["--from", "ada@example.org", "--to", "grace@example.net", "--ehlo-name", "client.example.org", harness.write("t.eml", "Subject: t\r\n\r\n")]
    with Sink() as sink:
        trace = harness.wax("send", "--server", f"smtp://localhost:{sink.port}", "--ca-file", sink.ca, "--trace", "--quiet", *args)
        expect(trace, 0)
    dialogue = harness.write("t.smtp", "".join(line + "\n" for line in trace.err.splitlines()))
    with Sink("--play", dialogue, "--once") as sink:
        expect(harness.wax("send", "--server", f"smtp://localhost:{sink.port}", "--ca-file", sink.ca, *args), 0)
        expect(harness.finish(sink.process), 0)


@test("a sink plays a login by certificate, and wax send follows it without a password")
def _():
    dialogue = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "dialogues", "login", "external.smtp")
    with Sink("--play", dialogue, "--once") as sink:
        expect(harness.wax("send", "--server", f"smtp://ada@localhost:{sink.port}", "--ca-file", sink.ca, "--auth", "EXTERNAL", "--cert",
                           harness.path("client.pem"), "--key", harness.path("client.key"), "--ehlo-name", "client.example.net", "--from",
                           "ada@example.org", "--to", "grace@example.net", "--text", "hi"), 0)
        expect(harness.finish(sink.process), 0)


@test("when its two lines can't be written it does not stay")
def _():
    with open("/dev/full", "wb") as full:
        expect(harness.wax("sink", "--listen", "127.0.0.1:0", stdout=full), 74, "standard output")


if __name__ == "__main__":
    harness.end()
