"""The way to a server: which addresses are called, and from where."""
import socket

import harness
from harness import expect, test, wax
from servers import Plan, Server

harness.begin()


def peer_of(seen):
    def server(c):
        seen.append(c.sock.getpeername()[0])
        Plan()(c)
    return server


def check(server, *more, env={}):
    return wax("check", server.url(), "--connect-to", "127.0.0.1", "--ca-file", harness.path("ca.pem"), "--timeout", "10", *more, env=env)


# -- from where ----------------------------------------------------------------------------------------------------

@test("a server is called from the address that was given, by check, by send and by an account")
def _():
    seen = []
    with Server(peer_of(seen)) as s:
        expect(check(s, "--bind", "127.0.0.2"), 0)
        expect(wax("send", "--server", s.url(), "--connect-to", "127.0.0.1", "--ca-file", harness.path("ca.pem"), "--from", "ada@example.org",
                   "--to", "grace@example.net", "--text", "hello", "--bind", "127.0.0.3", "--bind", "::1"), 0)
        path = harness.write("bind.config", f"account a\nserver {s.url()}\nconnect-to 127.0.0.1\nca-file {harness.path('ca.pem')}\nbind 127.0.0.4\n")
        expect(wax("check", "-a", "a", "--timeout", "10", env={"WAX_HOST_CONFIG": path}), 0)
        expect(wax("check", "-a", "a", "--timeout", "10", "--bind", "127.0.0.5", env={"WAX_HOST_CONFIG": path}), 0)
    assert seen == ["127.0.0.2", "127.0.0.3", "127.0.0.4", "127.0.0.5"], seen


@test("addresses that cannot be called from there are not called")
def _():
    def addresses(*more):
        return wax("check", "submission://localhost:1", "--timeout", "10", "--json", *more).json()["addresses"]
    assert addresses("--bind", "127.0.0.2") == ["127.0.0.1 port 1"] and addresses("--bind", "::1") == ["::1 port 1"]
    assert addresses("--bind", "127.0.0.2", "--bind", "::1") == ["::1 port 1", "127.0.0.1 port 1"]
    expect(wax("check", "submission://127.0.0.1:1", "--bind", "::1", "--timeout", "10"), 68, "has no IPv6 address")


@test("an address to call from that is none, is not ours, or fits nothing that is to be called, is told before anybody is called")
def _():
    with Server(Plan()) as s:
        for bad in ("mail.example.org", "localhost", "", "127.0.0.1:25", "127.1"):
            expect(check(s, "--bind", bad), 64, "an address of this machine")
        expect(check(s, "--bind", "192.0.2.1"), 69, "this machine does not have")
        expect(check(s, "--bind", "::1", "-4"), 64, "only IPv4")
        expect(check(s, "--bind", "127.0.0.2", "--bind", "127.0.0.3"), 64, "one of each family")
        expect(check(s, "--bind", "::1", "--bind", "::2"), 64, "one of each family")
        assert s.count == 0
    expect(wax("check", "lmtp+unix:///run/lmtp", "--bind", "127.0.0.2"), 64, "local socket")


# -- who calls -----------------------------------------------------------------------------------------------------

def told(heard):
    """A server that takes the header off first."""
    def serve(c):
        c.fill()
        n = c.buffer.index(b"\r\n") + 2 if c.buffer.startswith(b"PROXY ") else 16 + c.buffer[15]
        heard.append((c.take(n), c.sock.getpeername()[1], len(c.buffer)))
        Plan()(c)
    return serve


@test("a server behind a load balancer is told first who calls, before TLS too")
def _():
    heard = []

    def implicit(c):
        head = c.sock.recv(16, socket.MSG_WAITALL)          # and no byte of the handshake, which may be right behind it
        heard.append(head + c.sock.recv(head[15], socket.MSG_WAITALL))
        c.tls()
        Plan().answer(c, "greeting", "220 mail.example.net ESMTP")
        Plan().ehlo(c, "ehlo", [])
        Plan().commands(c)

    with Server(told(heard)) as s:
        expect(check(s, "--proxy-protocol", "v1", "--trace"), 0, "PROXY protocol, version 1: 127.0.0.1:")
        expect(check(s, "--proxy-protocol=v1,192.0.2.1:49152,192.0.2.25:25"), 0)
        expect(check(s, "--proxy-protocol=v2,[2001:db8::1]:49152,[2001:db8::2]:25", "--trace"), 0, "[2001:db8::1]:49152 to [2001:db8::2]:25")
    assert [left for _, _, left in heard] == [0, 0, 0], heard
    assert heard[0][0] == f"PROXY TCP4 127.0.0.1 127.0.0.1 {heard[0][1]} {s.port}\r\n".encode(), heard
    assert heard[1][0] == b"PROXY TCP4 192.0.2.1 192.0.2.25 49152 25\r\n" and heard[2][0][12:16] == b"\x21\x21\0\x24" and len(heard[2][0]) == 52, heard
    del heard[:]
    with Server(implicit) as s:
        expect(wax("check", s.url("smtps"), "--connect-to", "127.0.0.1", "--ca-file", harness.path("ca.pem"), "--proxy-protocol", "v2", "--timeout", "10"), 0)
    assert heard[0].startswith(b"\r\n\r\n\0\r\nQUIT\n\x21\x11\0\x0c\x7f\0\0\1\x7f\0\0\1"), heard


@test("what can't be told is refused before anybody is called")
def _():
    with Server(Plan()) as s:
        for bad in ("v3", "1", "v2,", "v2,192.0.2.1:1", "v1,,", "v1," + "1" * 70 + ",192.0.2.1:1"):
            expect(check(s, "--proxy-protocol", bad), 64, "--proxy-protocol is v1 or v2")
        for bad in ("v1,192.0.2.1,192.0.2.2:25", "v1,mail:1,192.0.2.2:25", "v2,2001:db8::1:1,[2001:db8::2]:25", "v2,192.0.2.1:65536,192.0.2.2:1", "v2,[192.0.2.1]:1,192.0.2.2:1",
                    "v2,localhost:1,192.0.2.2:1"):
            expect(check(s, "--proxy-protocol", bad), 64, "two addresses with their ports")
        expect(check(s, "--proxy-protocol", "v1,192.0.2.1:1,[::1]:1"), 64, "of one version")
        assert s.count == 0


if __name__ == "__main__":
    harness.end()
