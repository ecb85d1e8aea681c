"""wax config: what the files say, and which line says it; every fault at once; nothing secret is shown."""
import os

import harness
from harness import expect, test, wax

harness.begin()
os.makedirs(harness.path("config/wax"))
FILE = harness.path("config/wax/config")


def config(text, mode=0o600):
    return harness.write("config/wax/config", text, mode)


def lines(result):
    expect(result, 0)
    return [line.split() for line in result.out.splitlines()]


@test("config show says each value, the file and the line it comes from, and what replaces what")
def _():
    host = harness.write("host", "timeout 60\naccount office\nserver smtps://mail.example.org\npassword-command pass show office\npin a\npin b\n", 0o644)
    config("default own\naccount own : office\n  from ada@example.org\n  password-file /x\n  match *@example.org\n")
    shown = lines(wax("config", "show", "own", env={"WAX_HOST_CONFIG": host}))
    assert shown[0] == ["account", "own,", "the", "default", f"({FILE},", "line", "2)"], shown
    assert ["from", "ada@example.org", "line", "3"] in shown and ["password-file", "/x", "line", "4"] in shown, shown
    assert ["match", "*@example.org", "line", "5"] in shown, shown
    assert ["server", "smtps://mail.example.org", f"{host},", "line", "3"] in shown and ["timeout", "60", f"{host},", "line", "1"] in shown, shown
    assert ["pin", "a", f"{host},", "line", "5"] in shown and ["pin", "b", f"{host},", "line", "6"] in shown, shown
    assert not any(words[0] == "password-command" for words in shown), shown
    r = wax("config", "show", env={"WAX_HOST_CONFIG": host})
    assert r.out.count("account ") == 2 and r.out.index("account own") < r.out.index("account office"), r


@test("config show shows nothing that may be a secret")
def _():
    config("account a\npassword-command printf hunter2\nidentity pkcs11:token=x;pin-value=hunter2\n")
    r = wax("config", "show")
    expect(r, 0, none_of=["hunter2"])
    assert "printf ..." in r.out and "(hidden)" in r.out, r
    config("account a\nserver smtp://ada:hunter2@x\n")
    expect(wax("config", "show"), 78, none_of=["hunter2"])


@test("config show: no such account, none at all, a file with a fault")
def _():
    config("account a\n")
    expect(wax("config", "show", "b"), 78, "no account 'b'")
    expect(wax("config", "show", "a", "b"), 64, "wax config check")
    config("x y\n")
    expect(wax("config", "show"), 78, "no key 'x'")
    config("")
    assert "man wax-config" in wax("config", "show").out and "man wax-config" in wax("config", "check").out


@test("config check finds nothing to say of accounts that are right")
def _():
    config(f"account a\nserver submission://mail.example.org\nfrom Ada <ada@example.org>\nuser ada\npassword-file {config('')}\n"
           f"ca-file {harness.path('ca.pem')}\naccount b\nserver smtps://mail.example.org\n")
    r = wax("config", "check")
    expect(r, 0)
    assert r.out.splitlines()[1].split() == ["b", "smtps://mail.example.org"] and not r.err, r


@test("config check tells every fault of every account, each with its line")
def _():
    config("account a\nserver foo://x\ntimeout x\nca-file /none/ca.pem\npassword-file /none/password\nuser ada\nfrom a@b, c@d\n"
           "account b\ndkim-key /none/key\nnotify SOMETIMES\npin key-sha256:abc\n")
    r = wax("config", "check")
    expect(r, 78, "--server", "--timeout", "/none/ca.pem", "/none/password", "--from takes one", "/none/key", "names no server", "--notify", "--dkim-domain")
    for line in (2, 3, 4, 5, 7, 9, 10):
        assert f"line {line})" in r.err, (line, r)
    assert [line.split() for line in r.out.splitlines()] == [["a", "has", "faults"], ["b", "has", "faults"]], r


@test("config check: a pin that is none, keys that are none, in both files")
def _():
    config("account b\nserver smtp://x.example\npin key-sha256:abc\n")
    expect(wax("config", "check"), 78, "pin")
    host = harness.write("host", "foo bar\n", 0o644)
    config("bar foo\n")
    expect(wax("config", "check", env={"WAX_HOST_CONFIG": host}), 78, "no key 'foo'", "no key 'bar'", host, FILE)


@test("wax config alone says what there is, and --help too")
def _():
    expect(wax("config"), 64, "wax config check")
    expect(wax("config", "chekc"), 64, "wax config check")
    r = wax("config", "--help")
    assert r.code == 0 and len(r.out.splitlines()) <= 23 and "config show" in r.out, r


if __name__ == "__main__":
    harness.end()
