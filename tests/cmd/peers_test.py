"""Servers that are not there, are none, or mean us ill: one sentence, a fitting exit code, nothing in the clear, never "sent"."""
import os
import socket
import subprocess
import sys
import time

import harness
from harness import expect, test, wax
from servers import NAME, Plan, Server

harness.begin()
SECRET = "opensesame"
WHO = ["--from", "ada@example.org", "--to", "grace@example.net", "--text", "hello"]
CLEAR_WORDS = (b"EHLO ", b"STARTTLS", b"QUIT")


def args(url, *more, timeout="10", ca="ca.pem"):
    return ["send", "--server", url, "--connect-to", "127.0.0.1", "--ca-file", harness.path(ca), "--from", "ada@example.org", "--to",
            "grace@example.net", "--text", "hello", "--user", "ada", "--timeout", timeout, *more]


def send(server, *more, scheme="submission", **how):
    return wax(*args(server.url(scheme), *more, **how), env={"WAX_PASSWORD": SECRET})


def nothing_leaked(server):
    """In the clear: a hello, STARTTLS, a goodbye."""
    for line in server.clear_text().splitlines():
        assert line.startswith((*CLEAR_WORDS, b"\x16\x03", b"\x15\x03")) or b"\x16\x03" in server.clear_text(), f"said in the clear: {line!r}"
    for word in (SECRET.encode(), b"AUTH", b"MAIL", b"RCPT", b"hello"):
        assert word not in server.clear_text(), f"{word!r} was said in the clear: {server.clear!r}"


def not_sent(result, code, *words):
    expect(result, code, *words, none_of=["sent:"])


def script(*lines, then=None):
    """Says the lines, one after each line heard (None: just hear); then waits for the peer to go."""
    def talk(c):
        for line in lines:
            if line is None:
                c.line()
            else:
                c.raw(line if isinstance(line, bytes) else (line + "\r\n").encode())
        if then:
            then(c)
        else:
            c.rest()
    return talk


GREETING = f"220 {NAME} ESMTP"
HELLO = f"250-{NAME}\r\n250 STARTTLS"
GO = "220 2.0.0 go ahead"


@test("the mail arrives, as it was given, and the one line says so")
def _():
    plan = Plan()
    with Server(plan) as s:
        mail = harness.write("mail.eml", "From: a@example.org\r\nSubject: dots\r\n\r\n.\r\n..two\r\nend\r\n")
        r = wax(*[a for a in args(s.url(), mail) if a not in ("--text", "hello")], env={"WAX_PASSWORD": SECRET})
        assert (r.code, r.out, r.err) == (0, "sent: the server accepted the message for grace@example.net (250 2.0.0 OK queued as 42)\n", ""), r
        assert plan.mails == [b"From: a@example.org\r\nSubject: dots\r\n\r\n..\r\n...two\r\nend\r\n"], plan.mails
        nothing_leaked(s)


# -- not there -----------------------------------------------------------------------------------------------------

@test("unknown host: its name, exit 68")
def _():
    not_sent(wax("send", "--server", "submission://no-such-host.invalid", "--from", "a@example.org", "--to", "b@example.net", "--text", "x",
                 "--timeout", "10"), 68, "no-such-host.invalid")


SILENT_NAMES = """
import socket, subprocess, sys
subprocess.run(["mount", "--bind", sys.argv[1], "/etc/resolv.conf"], check=True)
subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
names = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
names.bind(("127.0.0.1", 53))
print("ready", flush=True)
sys.exit(subprocess.run(sys.argv[2:]).returncode)
"""


@test("a name server that is silent: the time is kept, exit 75")
def _():
    resolv = harness.write("resolv.conf", "nameserver 127.0.0.1\noptions timeout:30 attempts:3\n", 0o644)
    began = time.monotonic()
    done = subprocess.run(["unshare", "--mount", "--net", "--map-root-user", sys.executable, "-c", SILENT_NAMES, resolv, harness.wax_path, "send",
                           "--server", "submission://mail.example.net", *WHO, "--timeout", "0.7"], capture_output=True, timeout=harness.HANG_S)
    if not done.stdout.startswith(b"ready"):
        raise harness.Skip(f"no namespace with a name server of our own: {done.stderr.decode().strip()[-200:]}")
    not_sent(harness.Result(done.returncode, b"", done.stderr), 75, "mail.example.net")
    assert time.monotonic() - began < 5


@test("a port that refuses: host and port, exit 69")
def _():
    with socket.create_server(("127.0.0.1", 0)) as unused:
        port = unused.getsockname()[1]
    not_sent(wax(*args(f"submission://{NAME}:{port}"), env={"WAX_PASSWORD": SECRET}), 69, str(port), "refused")


@test("a port that is silent: the time is kept, exit 75")
def _():
    with Server(lambda c: c.rest()) as s:
        began = time.monotonic()
        not_sent(send(s, timeout="0.7"), 75)
        assert 0.5 < time.monotonic() - began < 4
        assert s.clear_text() == b"", s.clear


@test("a listener that never accepts: the time is kept, exit 75")
def _():
    with socket.create_server(("127.0.0.1", 0), backlog=0) as listener:
        fill = [socket.socket() for _ in range(4)]
        for sock in fill:
            sock.setblocking(False)
            sock.connect_ex(listener.getsockname())
        began = time.monotonic()
        not_sent(wax(*args(f"submission://{NAME}:{listener.getsockname()[1]}", timeout="0.7"), env={"WAX_PASSWORD": SECRET}), 75)
        assert time.monotonic() - began < 4


@test("a server that drips a byte at a time is not waited for past the deadline")
def _():
    def drip(c):
        c.raw(b"220 ")
        while True:
            c.raw(b"x")
            time.sleep(0.05)

    with Server(drip) as s:
        began = time.monotonic()
        not_sent(send(s, timeout="0.8"), 75)
        assert time.monotonic() - began < 4


# -- no SMTP -------------------------------------------------------------------------------------------------------

@test("an HTTP server, an SSH server, random bytes: they are not SMTP, exit 76")
def _():
    talks = {
        "HTTP": script(b"HTTP/1.1 400 Bad Request\r\nContent-Type: text/html\r\nConnection: close\r\n\r\n<html></html>\r\n"),
        "SSH": script(b"SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u3\r\n"),
        "POP3": script(b"+OK POP3 ready\r\n"),
        "IMAP": script(b"* OK IMAP4rev1 ready\r\n"),
        "random": script(bytes((i * 73 + 41) % 256 for i in range(4096)) + b"\r\n"),
        "an endless line": script(b"2" * 2000000),
        "NUL": script(b"220 \0\0\r\n\0\r\n\r\n"),
    }
    for what, talk in talks.items():
        with Server(talk) as s:
            r = send(s, "--trace")
            not_sent(r, 76)
            assert "\x1b" not in r.err and "\0" not in r.err, what
            nothing_leaked(s)


@test("a server that closes at once is told as such: exit 75; a reset may come before we know that we were connected: 69")
def _():
    with Server(lambda c: None) as s:
        not_sent(send(s), 75)
    with Server(lambda c: c.cut()) as s:
        r = send(s)
        assert r.code in (69, 75), r
        not_sent(r, r.code)


@test("a server that will not talk: 554 as greeting, exit 69; 421, exit 75")
def _():
    for greeting, code in (("554 5.7.1 go away", 69), ("421 4.3.2 too busy", 75)):
        with Server(script(greeting)) as s:
            not_sent(send(s), code, greeting[:3])
            nothing_leaked(s)


# -- the wrong port ------------------------------------------------------------------------------------------------

@test("a port of implicit TLS, spoken to for STARTTLS: it says so, and names smtps://")
def _():
    with Server(lambda c: c.tls()) as s:
        not_sent(send(s, timeout="3"), 75, "smtps://")
        nothing_leaked(s)


@test("a port of STARTTLS, spoken to as implicit TLS: it says so, and names submission:// or smtp://")
def _():
    with Server(script(GREETING)) as s:
        r = send(s, scheme="smtps")
        not_sent(r, 76)
        assert "submission://" in r.err or "smtp://" in r.err, r
        nothing_leaked(s)


# -- STARTTLS ------------------------------------------------------------------------------------------------------

@test("STARTTLS not offered: nothing is sent, exit 77")
def _():
    with Server(script(GREETING, None, f"250-{NAME}\r\n250 AUTH PLAIN LOGIN")) as s:
        not_sent(send(s), 77, "STARTTLS")
        nothing_leaked(s)


@test("EHLO refused: no HELO where TLS is demanded")
def _():
    with Server(script(GREETING, None, "502 5.5.1 no")) as s:
        r = send(s)
        assert r.code in (69, 77), r
        assert b"HELO " not in s.clear_text().replace(b"EHLO ", b""), s.clear
        nothing_leaked(s)


@test("STARTTLS refused: 454 is for now, 5xx for good, nothing is sent")
def _():
    for reply, code in (("454 4.7.0 TLS not available", 75), ("501 5.5.4 syntax", 77), ("502 5.5.1 no", 77), ("554 5.7.0 no", 77)):
        with Server(script(GREETING, None, HELLO, None, reply)) as s:
            not_sent(send(s), code, reply[:3])
            nothing_leaked(s)


@test("STARTTLS followed by stray bytes: an injection, exit 76")
def _():
    for stray in (b"250 ok\r\n", b"x", b"250-AUTH PLAIN\r\n250 ok\r\n235 ok\r\n", b"\0" * 31):
        with Server(script(GREETING, None, HELLO, None, (GO + "\r\n").encode() + stray)) as s:
            not_sent(send(s), 76, "220")
            nothing_leaked(s)


@test("a reply that nobody asked for, in the clear, ends it")
def _():
    with Server(script(f"{GREETING}\r\n250-{NAME}\r\n250 STARTTLS\r\n{GO}\r\n250 ok".encode() + b"\r\n")) as s:
        not_sent(send(s), 76)
        nothing_leaked(s)


@test("no handshake after 220: silence, nonsense, an end")
def _():
    with Server(script(GREETING, None, HELLO, None, GO)) as s:
        not_sent(send(s, timeout="1"), 75)
        nothing_leaked(s)
    with Server(script(GREETING, None, HELLO, None, GO, then=lambda c: (c.fill(), c.raw(b"HTTP/1.1 400 Bad Request\r\n\r\n"), c.rest()))) as s:
        not_sent(send(s), 76)
        nothing_leaked(s)
    with Server(script(GREETING, None, HELLO, None, GO, then=lambda c: c.fill())) as s:
        r = send(s)
        assert r.code in (75, 76), r
        not_sent(r, r.code)
        nothing_leaked(s)


# -- certificates --------------------------------------------------------------------------------------------------

def untrusted(cert, *words, ca="ca.pem"):
    for scheme in ("submission", "smtps"):
        talk = Plan(cert=cert) if scheme == "submission" else (lambda c: (c.tls(cert), Plan().talk(c)))
        with Server(talk) as s:
            r = send(s, "--trace", scheme=scheme, ca=ca)
            not_sent(r, 77, *words)
            assert s.inside_text() == b"", f"said to a stranger: {s.inside}"
            nothing_leaked(s)


@test("a certificate for another name: both names in the sentence")
def _():
    untrusted("other-name", NAME, "www.example.com")


@test("a certificate that expired: the date in the sentence")
def _():
    untrusted("expired", "expired", time.strftime("%Y-%m-%d", time.gmtime(time.time() - 3 * 86400)))


@test("a certificate of tomorrow")
def _():
    untrusted("from-tomorrow", "not valid before", time.strftime("%Y-%m-%d", time.gmtime(time.time() + 86400)))


@test("a certificate of an unknown issuer: its name in the sentence")
def _():
    untrusted("foreign", "Somebody Else's Authority")


@test("a certificate signed by itself")
def _():
    untrusted("self-signed")


@test("the system's roots do not know our authority")
def _():
    with Server(Plan()) as s:
        not_sent(wax(*[a for a in args(s.url()) if a not in ("--ca-file", harness.path("ca.pem"))], env={"WAX_PASSWORD": SECRET}), 77,
                 "Wax Test Authority")


@test("--verify-name asks for another name, and the URL's no longer counts")
def _():
    with Server(Plan(cert="other-name")) as s:
        expect(send(s, "--verify-name", "www.example.com"), 0)
    with Server(Plan()) as s:
        not_sent(send(s, "--verify-name", "www.example.com"), 77, "www.example.com", NAME)


@test("a CA file without a certificate in it is told before a password is shown")
def _():
    with Server(Plan()) as s:
        r = send(s, ca=os.path.basename(harness.write("empty.pem", "no certificate\n")))
        assert r.code in (64, 65, 66, 77), r
        not_sent(r, r.code, "empty.pem")
        assert s.inside_text() == b""


# -- modes ---------------------------------------------------------------------------------------------------------

def sends_without_login(server, *more):
    return wax(*[a for a in args(server.url("smtp"), *more) if a not in ("--user", "ada")])


@test("opportunistic: TLS where it is offered, the clear where not; insecure-none: the clear")
def _():
    def clear(c):
        c.say(GREETING)
        c.line()
        c.say(f"250 {NAME}")
        Plan().commands(c)

    with Server(Plan()) as s:
        r = sends_without_login(s, "--tls", "opportunistic", "--json")
        expect(r, 0)
        assert r.json()["tls"] and b"MAIL" not in s.clear_text()
    with Server(clear) as s:
        r = sends_without_login(s, "--tls", "opportunistic", "--json")
        expect(r, 0)
        assert r.json()["tls"] is None and b"MAIL" in s.clear_text()
    with Server(clear) as s:
        expect(sends_without_login(s, "--tls", "insecure-none"), 0)


# -- other ways to reach it ---------------------------------------------------------------------------------------

@test("an IPv6 address as host is connected to, and is what the certificate must prove")
def _():
    try:
        server = Server(Plan(), "::1")
    except OSError:
        raise harness.Skip("this machine has no IPv6 loopback")
    with server as s:
        r = wax("send", "--server", f"submission://[::1]:{s.port}", "--ca-file", harness.path("ca.pem"), *WHO, "--json", "--timeout", "10")
        expect(r, 0)
        assert r.json()["peer"] == f"[::1]:{s.port}" and r.json()["tls"]["name"] == "::1", r


@test("a local socket speaks LMTP, and answers for each recipient")
def _():
    def talk(c):
        c.say(f"220 {NAME} LMTP")
        assert c.line().startswith("LHLO ")
        c.say(f"250-{NAME}", "250 PIPELINING")
        for reply in ("250 ok", "250 ok", "250 ok", "354 go ahead"):
            c.line()
            c.say(reply)
        c.body()
        c.say("250 2.0.0 OK", "452 4.2.2 mailbox full")
        c.rest()

    with Server(talk, harness.path("lmtp.sock")) as s:
        r = wax("send", "--server", "lmtp+unix://" + harness.path("lmtp.sock"), *WHO, "--to", "bob@example.net", "--json", "--timeout", "10")
        expect(r, 1, "452 4.2.2 mailbox full", "bob@example.net")
        assert r.fates() == {"grace@example.net": "accepted", "bob@example.net": "deferred"}, r
    r = wax("send", "--server", "lmtp+unix:///nowhere/lmtp.sock", *WHO, "--timeout", "10")
    not_sent(r, 69, "/nowhere/lmtp.sock")


@test("a mail with UTF-8 in addresses is refused where the server can't, and says why")
def _():
    with Server(Plan()) as s:
        r = send(s, "--to", "gr\u00e9ta@example.net")
        assert r.code in (65, 69), r
        not_sent(r, r.code, "SMTPUTF8")
    with Server(Plan(offers=["SMTPUTF8", "8BITMIME"])) as s:
        expect(send(s, "--to", "gr\u00e9ta@example.net"), 0)
        assert b"SMTPUTF8\r\n" in s.inside_text()


# -- the server's answers ------------------------------------------------------------------------------------------

@test("login refused: exit 77, for now: exit 75, and no mail is begun")
def _():
    for reply, code in (("535 5.7.8 wrong password", 77), ("454 4.7.0 temporary failure", 75)):
        with Server(Plan(replies={"auth": reply})) as s:
            not_sent(send(s), code, reply[:3], "ada")
            assert b"MAIL" not in s.inside_text()


@test("no login offered inside TLS: exit 77")
def _():
    with Server(Plan(login=False)) as s:
        not_sent(send(s), 77)
        assert b"MAIL" not in s.inside_text()


THREE = ["--to", "bob@example.net, Eve <eve@example.com>"]


@test("one of three recipients refused: exit 1, each one's fate is told")
def _():
    for offers in ([], ["PIPELINING"], ["PIPELINING", "CHUNKING"]):
        with Server(Plan(offers=offers, rcpt={"bob@example.net": "550 5.1.1 no such user"})) as s:
            r = send(s, *THREE)
            expect(r, 1, "bob@example.net", "550 5.1.1 no such user")
            assert r.out.splitlines() == [f"sent: the server accepted the message for {a} (250 2.0.0 OK queued as 42)"
                                          for a in ("grace@example.net", "eve@example.com")], r
        with Server(Plan(offers=offers, rcpt={"bob@example.net": "550 5.1.1 no such user"})) as s:
            r = send(s, *THREE, "--json")
            assert r.fates() == {"grace@example.net": "accepted", "bob@example.net": "refused", "eve@example.com": "accepted"}, r
            assert r.json()["exit"] == r.code == 1 and r.json()["recipients"][1]["smtp"] == 550


@test("refused and deferred ones are each told")
def _():
    with Server(Plan(rcpt={"bob@example.net": "550 5.1.1 no such user", "eve@example.com": "450 4.2.1 later"})) as s:
        expect(send(s, *THREE), 1, "bob@example.net", "550 5.1.1", "eve@example.com", "450 4.2.1")


@test("all recipients refused: exit 67, deferred: exit 75, and no data is sent")
def _():
    for reply, code in (("550 5.1.1 no such user", 67), ("450 4.2.1 later", 75)):
        for offers in ([], ["PIPELINING"]):
            with Server(Plan(offers=offers, rcpt={"grace@example.net": reply})) as s:
                not_sent(send(s), code, reply)
                assert b"hello" not in s.inside_text()


@test("sender or message refused: exit 69, deferred: exit 75")
def _():
    for step in ("mail", "data", "body"):
        for reply, code in (("554 5.7.1 spam", 69), ("451 4.3.0 later", 75)):
            with Server(Plan(replies={step: reply})) as s:
                not_sent(send(s), code, reply)


@test("replies that break the rules end it, and are not taken for yes")
def _():
    for step in ("mail", "data", "body", "auth", "ehlo", "ehlo-inside"):
        for reply in (b"2500 ok\r\n", b"hello\r\n", b"25\r\n", b"999 what\r\n", b"\r\n", b"220-x\r\n250 y\r\n"):
            with Server(Plan(replies={step: reply})) as s:
                r = send(s)
                assert r.code not in (0, 1) and "sent:" not in r.out, (step, reply, r)


@test("what a server says cannot drive the terminal, nor break a line")
def _():
    with Server(Plan(replies={"mail": "554 \x1b[2J\x07\u202egnp.exe"})) as s:
        r = send(s, "--trace")
        not_sent(r, 69)
        assert "\x1b" not in r.err and "\x07" not in r.err and "\u202e" not in r.err, r


@test("--json is well-formed whatever the server says")
def _():
    with Server(Plan(replies={"mail": b'554 "\\\xff\xfe\x01\t\xc3\xa9 end\r\n'})) as s:
        j = send(s, "--json").json()
        assert j["smtp"] == 554 and j["stage"] == "mail" and j["recipients"][0]["fate"] == "refused", j


@test("--json tells the facts of the channel, the peer and the time")
def _():
    with Server(Plan()) as s:
        j = send(s, "--json").json()
        assert j["status"] == "ok" and j["exit"] == 0 and j["error"] == "" and j["peer"] == f"127.0.0.1:{s.port}" and j["ms"] >= 0, j
        assert j["tls"]["version"] == "TLSv1.3" and j["tls"]["verified"] is True and j["tls"]["name"] == NAME and j["tls"]["issuer"], j
        assert j["recipients"] == [{"address": "grace@example.net", "fate": "accepted", "smtp": 250, "enhanced": "2.0.0", "stage": "end",
                                    "topic": "", "text": "250 2.0.0 OK queued as 42"}], j


if __name__ == "__main__":
    harness.end()
