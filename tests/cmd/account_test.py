"""Accounts out of the files: which one is used, what wins, and how a fault in them is shown."""
import os

import harness
from harness import expect, test, wax
from servers import NAME, Plan, Server
from stores import SECRET, is_told

harness.begin()
os.makedirs(harness.path("config/wax"))
os.chmod(harness.path("config/wax"), 0o700)
FILE = harness.path("config/wax/config")
MAIL = ["--to", "grace@example.net", "--text", "hello"]


def config(text, mode=0o600):
    harness.write("config/wax/config", text, mode)


def account(server, name="work", login=True, more=""):
    text = f"account {name}\n  server {server.url()}\n  connect-to 127.0.0.1\n  ca-file {harness.path('ca.pem')}\n  from ada@example.org\n  timeout 10\n"
    return text + (f"  user ada\n  password-file {secret()}\n" if login else "") + more


def secret():
    return harness.write("secret", SECRET + "\n")


# -- aliases -------------------------------------------------------------------------------------------------------

ALIASES = """team: Ada <ada@home.example>, grace
grace: grace@home.example
loop: pool
pool: loop
run: "|/bin/sh -c 'touch /tmp/no'"
list: :include:/etc/passwd
open: "ada
default: nobody@home.example
"""


def told(server):
    server.hear_out()
    return sorted(line[8:].split(b">")[0].lstrip(b"<").decode() for line in server.inside_text().splitlines() if line.startswith(b"RCPT TO:"))


def alias_account(server, text=ALIASES):
    config(account(server, login=False, more=f"  aliases {harness.write('aliases', text)}\n"))


@test("names without a domain stand for the addresses of the account's aliases, in the header too")
def _():
    for whom, wanted in ((["--to", "team"], ["ada@home.example", "grace@home.example"]), (["--to", "x@y.example, Grace <GRACE>"], ["grace@home.example", "x@y.example"]),
                         (["--cc", "Friends: grace, a@b.example;", "--bcc", "team"], ["a@b.example", "ada@home.example", "grace@home.example"]),
                         (["--to", "team@other.example"], ["team@other.example"])):
        plan = Plan()
        with Server(plan) as s:
            alias_account(s)
            expect(wax("send", *whom, "--text", "x"), 0)
            assert sorted(set(told(s))) == wanted, (whom, told(s))
    assert b"To: team@other.example" in plan.mails[0]
    plan = Plan()
    with Server(plan) as s:
        alias_account(s)
        expect(wax("send", "--to", "team", "--text", "x"), 0)
        assert b"To: Ada <ada@home.example>, grace@home.example\r\n" in plan.mails[0], plan.mails


@test("wax send: a name that is not in the file is none, and an alias leads to addresses only")
def _():
    with Server(Plan()) as s:
        alias_account(s)
        for name, words in (("stranger", "no @ and domain"), ("loop", "stands for itself"), ("run", "a program"), ("list", "a list"), ("open", "not closed")):
            expect(wax("send", "--to", name, "--text", "x"), 64, words)
        expect(wax("send", "--aliases", harness.path("missing"), *MAIL), 66, "missing can't be read")
        assert s.count == 0 and not os.path.exists("/tmp/no")


@test("names that stand for ten names each, ten times over, are given up before anybody waits for them")
def _():
    with Server(Plan()) as s:
        alias_account(s, "".join(f"a{i}: {', '.join([f'a{i + 1}'] * 10)}\n" for i in range(9)) + "a9: ada@home.example\n")
        expect(wax("send", "--to", "a0", "--text", "x"), 64, "more than 10000 addresses")
        expect(wax("sendmail", "-i", "a0", stdin=b"Subject: x\n\nx\n"), 78, "more than 10000 addresses")
        assert s.count == 0
        expect(wax("send", "--to", "a7", "--text", "x"), 0)
        assert told(s) == ["ada@home.example"], told(s)


@test("aliases that are too long are not read: half of them could end in the middle of an address")
def _():
    with Server(Plan()) as s:
        for missing, code in ((1, 0), (0, 66)):
            end = "bob: bob@home.example"
            text = "#" * ((1 << 20) - len(end) - 1 - missing) + "\n" + end + ".org\n" * (1 - missing)
            alias_account(s, text)
            expect(wax("send", "--to", "bob", "--text", "x"), code, *["longer than 1 MiB"] * (1 - missing))
        assert told(s) == ["bob@home.example"], told(s)


@test("sendmail goes by the account's aliases, default stands for the others, and what the environment names comes first")
def _():
    mail = b"Subject: x\n\nx\n"
    for args, wanted in ((["team"], ["ada@home.example", "grace@home.example"]), (["root"], ["nobody@home.example"]), (["-n", "team"], ["team@example.org"]),
                         (["root@other.example"], ["root@other.example"])):
        with Server(Plan()) as s:
            alias_account(s)
            expect(wax("sendmail", "-i", *args, stdin=mail), 0)
            assert told(s) == wanted, (args, told(s))
    with Server(Plan()) as s:
        alias_account(s)
        expect(wax("sendmail", "-i", "root", stdin=mail, env={"WAX_ALIASES": harness.write("others", "root: other@home.example\n")}), 0)
        assert told(s) == ["other@home.example"], told(s)


@test("aliases that can't be read are a fault of the configuration, and nothing goes to whom they would have replaced")
def _():
    with Server(Plan()) as s:
        config(account(s, login=False, more="  aliases /nowhere/aliases\n"))
        expect(wax("sendmail", "-i", "root", stdin=b"Subject: x\n\nx\n"), 78, "/nowhere/aliases can't be read")
        expect(wax("config", "check"), 78, "--aliases /nowhere/aliases can't be read")
        config(account(s, login=False, more="  aliases here\n"))
        expect(wax("send", *MAIL), 78, "begin with /")
        assert s.count == 0


# -- used ----------------------------------------------------------------------------------------------------------

@test("an account gives server, sender, login and trust: wax send says whom and what")
def _():
    for choice in ([], ["--account", "work"], ["-a", "work"]):
        with Server(Plan()) as s:
            config(account(s))
            expect(wax("send", *choice, *MAIL), 0)
            assert is_told(s) and b"MAIL FROM:<ada@example.org>" in s.inside_text()


@test("wax check takes its server from an account, with the login")
def _():
    with Server(Plan()) as s:
        config(account(s))
        r = wax("check")
        expect(r, 0)
        assert is_told(s) and b"MAIL" not in s.inside_text()
    with Server(Plan()) as s:
        config(account(s) + "account b\nserver smtp://nobody\n")
        expect(wax("check", "--account", "work"), 0)
        assert is_told(s)


@test("the sender chooses the account, by match or by from; else it is the default")
def _():
    for sender, wanted in (("bob@corp.example", 1), ("Ada <ada@two.example>", 1), ("x@y.example", 0)):
        with Server(Plan()) as one, Server(Plan()) as two:
            config("default one\n" + account(one, "one", login=False)
                   + account(two, "two", login=False, more="  match *@corp.example\n").replace("ada@example.org", "ada@two.example"))
            expect(wax("send", "--from", sender, *MAIL), 0)
            assert (one.count, two.count) == ((0, 1) if wanted else (1, 0)), (sender, one.count, two.count)


@test("what is typed wins, and a way to the password replaces the account's way")
def _():
    with Server(Plan()) as s:
        config(account(s).replace("password-file " + secret(), "password-command false"))
        expect(wax("send", *MAIL), 66, "password")
        expect(wax("send", *MAIL, "--password-file", secret(), "--from", "bob@example.org"), 0)
        assert is_told(s) and b"MAIL FROM:<bob@example.org>" in s.inside_text()


@test("an account that is built on another takes what it lacks, and its way to the password replaces the other's")
def _():
    with Server(Plan()) as s:
        config(account(s).replace("password-file " + secret(), "password-command false") + f"account b : work\n password-file {secret()}\n")
        expect(wax("send", "-a", "b", *MAIL), 0)
        assert is_told(s)


@test("who names a server and no account sends nobody's login there")
def _():
    with Server(Plan()) as s:
        config("default work\naccount work\n  server smtp://127.0.0.1:9\n  from ada@example.org\n  user ada\n  password-file " + secret() + "\n")
        expect(wax("send", "--server", s.url(), "--connect-to", "127.0.0.1", "--ca-file", harness.path("ca.pem"), *MAIL), 64, "--from")
        expect(wax("send", "--server", s.url(), "--connect-to", "127.0.0.1", "--ca-file", harness.path("ca.pem"), "--from", "a@b.example", *MAIL), 0)
        assert b"AUTH" not in s.inside_text()
        expect(wax("check", s.url(), "--connect-to", "127.0.0.1", "--ca-file", harness.path("ca.pem")), 0)
        assert b"AUTH" not in s.inside_text()


@test("the host's file: its accounts count unless the user's file has the name")
def _():
    with Server(Plan()) as s:
        host = harness.write("host.config", "default work\n" + account(s), 0o644)
        config("")
        expect(wax("send", *MAIL, env={"WAX_HOST_CONFIG": host}), 0)
        config("account work\nserver smtp://127.0.0.1:9\n")
        expect(wax("send", *MAIL, env={"WAX_HOST_CONFIG": host}), 64, "--from")
        config("account work : work\nfrom bob@example.org\n")
        expect(wax("send", *MAIL, env={"WAX_HOST_CONFIG": host}), 0)
        assert s.count == 2 and b"<bob@example.org>" in s.inside_text()


@test("~/ is the home folder, and a flag is yes, no or alone")
def _():
    with Server(Plan()) as s:
        config(account(s).replace("password-file " + secret(), "password-file ~/secret") + "netrc no\nif-offered\nnotify FAILURE\n")
        expect(wax("send", *MAIL, env={"HOME": harness.folder.name}), 0)
        assert is_told(s)
        expect(wax("send", *MAIL, env={"HOME": ""}), 78, "HOME")


# -- not used ------------------------------------------------------------------------------------------------------

@test("without any account the error says what to do; with two and no default, how to choose")
def _():
    config("")
    expect(wax("send", *MAIL), 64, "wax account add", "--server submission://")
    config("account a\nserver smtp://x\naccount b\nserver smtp://y\n")
    expect(wax("send", *MAIL), 64, "none is the default", "--account NAME")
    expect(wax("check"), 64, "--account NAME")
    expect(wax("send", "-a", "c", *MAIL), 78, "no account 'c'", "wax config show")
    config("account a\n")
    expect(wax("send", *MAIL), 64, "account 'a' names no server")


def fault(text, *words, none_of=(), code=78):
    config(text)
    r = wax("send", "--from", "a@b.example", *MAIL)
    expect(r, code, *words, none_of=none_of)
    return r.err.splitlines()


@test("each fault has file, line, caret and remedy, and no value that may be a password is repeated")
def _():
    lines = fault("account a\n  server smtp://127.0.0.1:9\n  pasword hunter2\n", "did you mean 'password-command'?", none_of=["hunter2"])
    assert lines[0].startswith(f"wax: {FILE}, line 3: "), lines
    assert lines[1:] == ["    pasword ...", "    ^~~~~~~"], lines
    lines = fault('account a\n\tca-file  ca.pem\n', "must begin with / or ~/")
    assert lines[1:] == ["    ca-file  ca.pem", "             ^~~~~~"], lines
    fault("account a\npassword hunter2\n", "password-command", "password-file", none_of=["hunter2"])
    fault("account a\nto grace@example.net\n", "about one mail")
    fault("account a\nhost x\n", "server submission://")
    fault("account a\nserver smtp://ada:hunter2@x\n", "holds a password", none_of=["hunter2"])
    fault("account a\nuser\n", "value is missing")
    fault("account a\npin-only maybe\n", "yes (or stands alone) or no")
    fault("account a\nuser a\nuser b\n", "already")
    fault('account a\npassword "hunter2\n', "never closed", none_of=["hunter2"])
    fault("account a\nuser \"x\" hunter2\nauth\t\"PLAIN\n", "closing quote", "never closed")


@test("all faults are shown at once, those of accounts that are not used too")
def _():
    lines = fault("account a\nx 1\naccount b : c\ny 2\n")
    assert sum(line.startswith("wax: ") for line in lines) == 3, lines


@test("a value that an option refuses is shown with its line and a caret")
def _():
    lines = fault("account a\nserver smtp://x.example\ntimeout 5x\n", "--timeout is a number", code=64)
    assert lines[1:] == [f"    ({FILE}, line 3)", "    timeout 5x", "            ^~"], lines
    lines = fault(f"account a\nserver smtp://x.example\nca-file /x\nknown-servers /y\n", "leave one of them out", code=64)
    assert "    ca-file /x" in lines and "    known-servers /y" in lines, lines


@test("a file that others can write to is refused; one that others can read is not: it holds no secret")
def _():
    for mode in (0o620, 0o602, 0o666):
        config("account a\nserver smtp://127.0.0.1:9\n", mode)
        expect(wax("send", *MAIL), 78, "chmod go-w", FILE)
    config("account a\n", 0o644)
    expect(wax("send", *MAIL), 64, "names no server")


@test("a configuration that can't be used is one object with --json too")
def _():
    config("account a\nx y\n")
    j = wax("send", *MAIL, "--json").json()
    assert j["exit"] == 78 and j["topic"] == "config" and "line 2" in j["error"], j


if __name__ == "__main__":
    harness.end()
