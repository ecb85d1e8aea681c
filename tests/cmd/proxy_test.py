"""Through a proxy: the way is found, TLS goes through it and proves the server's name, and a proxy that means ill gets nowhere."""
import threading

import harness
import proxies
from harness import expect, test, wax
from servers import NAME, Plan, Server

harness.begin()
KINDS = {"socks5": proxies.socks5, "http": proxies.http}
PASSWORD = "opensesame"


def args(server, *more):
    return [*more, "--ca-file", harness.path("ca.pem"), "--timeout", "10"]


def check(server, proxy, *more, scheme="submission", env={}):
    return wax(*args(server, "check", server.url(scheme), "--proxy", proxy, *more), env=env)


def send(server, proxy, *more, env={}):
    return wax(*args(server, "send", "--server", server.url(), "--from", "ada@example.org", "--to", "grace@example.net", "--text", "hello", "--proxy",
                     proxy, *more), env=env)


def url(kind, proxy, user=""):
    return f"{kind}://{user}127.0.0.1:{proxy.port}"


# -- the way -------------------------------------------------------------------------------------------------------

@test("a mail goes through either kind of proxy, which is asked for the server by name and sees no word of the mail")
def _():
    for kind, function in KINDS.items():
        asked = []
        with Server(Plan()) as s, Server(function(s.port, asked)) as p:
            r = send(s, url(kind, p), "--user", "ada", "--trace", env={"WAX_PASSWORD": "sesame"})
            expect(r, 0, "connecting to 127.0.0.1", ", the proxy", f"asking the proxy for {NAME} port {s.port}", "verified by")
            assert asked == [(NAME, s.port)] and b"grace" not in p.clear_text() and b"grace" in s.inside_text(), asked
            assert [stage["name"] for stage in send(s, url(kind, p), "--json").json()["stages"]][:3] == ["connect", "proxy", "greeting"]


@test("what --connect-to says, the proxy looks up as well; an address goes as one")
def _():
    for kind, function in KINDS.items():
        for to in ("other.example.com", "192.0.2.9", "2001:db8::9", "[2001:db8::9]"):
            asked = []
            with Server(Plan()) as s, Server(function(s.port, asked)) as p:
                expect(check(s, url(kind, p), "--connect-to", to), 0)
                assert asked == [(to.strip("[]"), s.port)], asked


@test("answers in single bytes, and a greeting right behind the answer, are understood; so is TLS from the first byte")
def _():
    for kind, function in KINDS.items():
        with Server(Plan()) as s, Server(function(s.port, [], say=proxies.say_slowly)) as p:
            expect(check(s, url(kind, p)), 0)

    def greets_at_once(conn):
        while conn.line():
            pass
        proxies.relay(conn, clear.port, b"HTTP/1.1 200 OK\r\n\r\n220 mail.example.net ESMTP\r\n")

    def without_greeting(c):
        plan = Plan()
        plan.ehlo(c, "ehlo", ["STARTTLS"])
        c.line()
        c.say("220 go")
        c.tls()
        plan.ehlo(c, "ehlo", [])
        plan.commands(c)

    with Server(without_greeting) as clear, Server(greets_at_once) as p:
        expect(check(clear, url("http", p)), 0)

    def implicit(c):
        c.tls()
        Plan().answer(c, "greeting", "220 mail.example.net ESMTP")
        Plan().ehlo(c, "ehlo", [])
        Plan().commands(c)
    with Server(implicit) as s, Server(proxies.socks5(s.port, [])) as p:
        expect(check(s, url("socks5", p), scheme="smtps"), 0)


@test("the login is that of the proxy's URL, its password by a file or a command, and is shown nowhere")
def _():
    path = harness.write("proxy.password", PASSWORD + "\n")
    for kind, function in KINDS.items():
        with Server(Plan()) as s, Server(function(s.port, [], login=("ada", PASSWORD))) as p:
            for source in (["--proxy-password-file", path], ["--proxy-password-command", f"echo {PASSWORD}"]):
                r = check(s, url(kind, p, "ada@"), "--trace", *source)
                expect(r, 0, ", as ada", none_of=[PASSWORD, "YWRhO"])
            expect(check(s, url(kind, p, "ada@"), "--proxy-password-command", "echo opensesam3"), 77, "refused the login of ada", none_of=["opensesam3"])
            expect(check(s, url(kind, p)), 77, "wants a login")
            assert s.count == 2, s.count


@test("an account names its proxy; another that is typed does not get its password")
def _():
    with Server(Plan()) as s, Server(proxies.socks5(s.port, [], login=("ada", PASSWORD))) as p, Server(proxies.socks5(s.port, [])) as other:
        path = harness.write("proxy.config", f"account a\nserver {s.url()}\nca-file {harness.path('ca.pem')}\nproxy {url('socks5', p, 'ada@')}\n"
                             f"proxy-password-command echo {PASSWORD}\n")
        env = {"WAX_HOST_CONFIG": path}
        expect(wax("check", "-a", "a", "--timeout", "10", env=env), 0)
        expect(wax("check", "-a", "a", "--timeout", "10", "--proxy", url("socks5", other), env=env), 0)
        expect(wax("check", "-a", "a", "--timeout", "10", "--proxy", url("socks5", other, "ada@"), env=env), 64, "no password was given")
        assert b"sesame" not in other.clear_text()


# -- a proxy that means ill ----------------------------------------------------------------------------------------

@test("what the server must prove stays: a proxy that leads to another server is found out")
def _():
    for kind, function in KINDS.items():
        for cert in ("other-name", "foreign"):
            with Server(Plan(cert=cert)) as wrong, Server(function(wrong.port, [])) as p:
                r = send(wrong, url(kind, p), "--user", "ada", env={"WAX_PASSWORD": "sesame"})
                assert r.code == 77 and b"ada" not in wrong.inside_text(), r


def answers(*pieces, then_waits=False):
    """Says each piece after hearing something."""
    def serve(conn):
        for piece in pieces:
            conn.fill()
            conn.raw(piece)
        if then_waits:
            conn.rest()
    return serve


@test("a proxy that refuses, says what is no answer, too much of it, or nothing, is told so by name, and nothing is said to it of the mail")
def _():
    cases = [
        ("socks5", answers(b"\5\0", b"\5\2\0\1\0\0\0\0\0\0"), 75, "its rules do not allow it"),
        ("socks5", answers(b"\5\0", b"\5\5\0\1\0\0\0\0\0\0"), 75, "the connection was refused"),
        ("socks5", answers(b"HTTP/1.1 400 Bad Request\r\n\r\n"), 76, "is it a SOCKS5 proxy?"),
        ("socks5", answers(b"\5\0", b"220 mail.example.net ESMTP\r\n", then_waits=True), 76, "32 32"),
        ("socks5", answers(b"\5"), 75, "closed the connection"),
        ("http", answers(b"HTTP/1.1 403 \x1b[31mForbidden\r\n\r\n"), 75, "403 \\x1b[31mForbidden"),
        ("http", answers(b"220 mail.example.net ESMTP\r\n", then_waits=True), 76, "is it an HTTP proxy?"),
        ("http", answers(b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 5000, then_waits=True), 76, "8192 bytes"),
        ("http", answers(b"HTTP/1.1 200 O"), 75, "closed the connection"),
    ]
    for kind, function, code, words in cases:
        with Server(Plan()) as s, Server(function) as p:
            r = send(s, url(kind, p), "--json")
            assert r.json()["error"] and words in r.json()["error"] and "the proxy 127.0.0.1 port" in r.json()["error"], r
            assert r.code == code and r.json()["topic"] == "proxy" and s.count == 0 and b"EHLO" not in p.clear_text(), r


@test("a proxy that is silent, or is not there, ends with the time that was given and the proxy's name")
def _():
    gate = threading.Event()
    for kind in KINDS:
        with Server(lambda conn: gate.wait(20)) as p:
            r = wax("check", "submission://mail.example.net", "--proxy", url(kind, p), "--timeout", "0.3")
            expect(r, 75, f"the proxy 127.0.0.1 port {p.port} did not lead to mail.example.net")
        expect(wax("check", "submission://mail.example.net", "--proxy", f"{kind}://127.0.0.1:1", "--timeout", "10"), 69,
               "nobody answers at the proxy 127.0.0.1 port 1: 127.0.0.1 port 1 refused")
    gate.set()


@test("words that a proxy slips in before the handshake are refused, as on any other way")
def _():
    def injects(conn):
        while conn.line():
            pass
        proxies_answer = b"HTTP/1.1 200 OK\r\n\r\n220 x\r\n"
        conn.raw(proxies_answer)
        conn.line()
        conn.say("250-x", "250 STARTTLS")
        conn.line()
        conn.raw(b"220 go\r\n250 STARTTLS\r\n")
        conn.rest()
    with Server(Plan()) as s, Server(injects) as p:
        expect(check(s, url("http", p)), 76, "someone may be injecting")


@test("a proxy that can't be meant is told before anybody is called, and a password in its URL is not repeated")
def _():
    def bad(*more):
        return wax("check", "submission://127.0.0.1:1", "--timeout", "10", *more)
    for proxy, words in (("socks4://x", "socks5:// or http://"), ("https://x:1", "socks5:// or http://"), ("localhost:1080", "socks5:// or http://"),
                         ("http://x", "no port of its own"), ("socks5://", "host is missing"), ("socks5://x:0", "a port is"), ("http://x:1/y", "no meaning"),
                         ("socks5://ada@x", "no password was given")):
        expect(bad("--proxy", proxy), 64, words)
    for proxy in ("socks5://ada:opensesame@x", "http://ada:opensesame@x:1", "ada:opensesame@x"):
        expect(bad("--proxy", proxy), 64, "password must not stand", none_of=["opensesame"])
    path = harness.write("proxy.password", PASSWORD + "\n")
    expect(bad("--proxy-password-file", path), 64, "there is none")
    expect(bad("--proxy", "socks5://x", "--proxy-password-file", path), 64, "no user")
    expect(bad("--proxy", "socks5://a@x", "--proxy-password-file", path, "--proxy-password-command", "x"), 64, "which one")
    expect(bad("--proxy", "http://a%3Ab@x:1", "--proxy-password-file", path), 64, "no colon")
    long = harness.write("long.password", "x" * 256 + "\n")
    expect(bad("--proxy", "socks5://a@x", "--proxy-password-file", long), 64, "255 bytes")
    assert bad("--proxy", "socks5://a@x", "--proxy-password-file", harness.path("none")).code == 66
    expect(wax("check", "lmtp+unix:///run/lmtp", "--proxy", "socks5://x"), 64, "local socket")


if __name__ == "__main__":
    harness.end()
