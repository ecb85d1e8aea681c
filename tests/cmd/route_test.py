"""The way to a server: which addresses are called, and from where."""
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


if __name__ == "__main__":
    harness.end()
