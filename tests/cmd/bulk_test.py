"""Ready-made mails of a folder, a Maildir or an mbox: each goes once, whole, to whom it is meant for, or none goes at all."""
import json
import mailbox
import os
import re
import resource
import shutil

import harness
from harness import expect, test, wax
from servers import Plan, Server

harness.begin()
TO = ["--connect-to", "127.0.0.1", "--ca-file", harness.path("ca.pem"), "--timeout", "10"]
ENVELOPE = ["--from", "ada@example.org", "--to", "grace@example.net"]


class Recording(Plan):
    """Keeps the envelope of each mail beside it."""

    def __init__(self, **how):
        super().__init__(**how)
        self.envelopes = []

    def on_mail(self, c, line):
        c.envelope = [re.search("<(.*)>", line)[1]]
        super().on_mail(c, line)

    def on_rcpt(self, c, line):
        c.envelope.append(re.search("<(.*)>", line)[1])
        super().on_rcpt(c, line)

    def keep(self, c, mail):
        self.envelopes.append(c.envelope)
        super().keep(c, mail)


def send(plan, source, *args, **how):
    with Server(plan) as s:
        r = wax("send", "--server", s.url(), *TO, "--each", source, *args, **how)
        r.connections = s.count
    return r


def refused(code, source, *args, words, **how):
    """Before anybody is called."""
    r = send(Plan(), source, *args, **how)
    expect(r, code, *words)
    assert r.connections == 0, r
    return r


def folder(name, files):
    path = harness.path(name)
    shutil.rmtree(path, ignore_errors=True)
    for file, content in files.items():
        os.makedirs(os.path.dirname(os.path.join(path, file)), exist_ok=True)
        harness.write(os.path.join(name, file), content)
    os.makedirs(path, exist_ok=True)
    return path


def mail(n, more="", body="text"):
    return f"From: s{n}@example.org\nTo: r{n}@example.net\n{more}Subject: {n}\n\n{body} {n}\n"


def mbox(name, mails):
    return harness.write(name, "".join(f"From x@y Thu Jan  1 00:00:00 1970\n{m}\n" for m in mails))


def bodies(plan):
    return [m.split(b"\r\n\r\n", 1)[1].decode() for m in plan.mails]


def rows(r):
    return {line["row"]: line for line in map(json.loads, r.out.splitlines())}


def log(name):
    if harness.exists(name):
        os.unlink(harness.path(name))
    return harness.path(name)


# -- what is sent ----------------------------------------------------------------------------------------------------

@test("the mails of a folder go byte for byte, by name, over one connection, and what is no .eml stays")
def _():
    path = folder("f", {"b.eml": mail(2), "a.eml": mail(1, more="bcc: seen@example.net\n"), "c.txt": "no mail", ".d.eml": "hidden", "sub/e.eml": mail(5)})
    for offers in ([], ["PIPELINING", "CHUNKING"]):
        plan = Recording(offers=offers)
        r = send(plan, path, *ENVELOPE)
        expect(r, 0)
        assert r.out == "2 mails: 2 sent\n" and r.connections == 1, r
        assert plan.mails == [mail(1, more="bcc: seen@example.net\n").replace("\n", "\r\n").encode(), mail(2).replace("\n", "\r\n").encode()], plan.mails
        assert plan.envelopes == 2 * [["ada@example.org", "grace@example.net"]], plan.envelopes


@test("a Maildir's mails go from new and cur, and nothing of it is changed")
def _():
    path = folder("md", {"cur/2.b:2,S": mail(2), "new/1.a": mail(1), "new/3.c": mail(3), "tmp/0.x": mail(0), "dovecot.index": "x"})

    def state():
        return [(at, sorted(names), [os.stat(os.path.join(at, n)).st_mtime_ns for n in sorted(names)]) for at, _, names in sorted(os.walk(path))]

    before, plan = state(), Recording()
    expect(send(plan, path, *ENVELOPE), 0)
    assert bodies(plan) == ["text 1\r\n", "text 2\r\n", "text 3\r\n"] and state() == before, plan.mails


@test("an mbox that another program wrote gives back its mails, their lines unquoted")
def _():
    path = log("python.mbox")
    box = mailbox.mbox(path)
    texts = [f"n {i}\nFrom the start\n>From the start\n\nFrom: a line\n" for i in range(5)]
    for i, text in enumerate(texts):
        box.add(f"From: s@example.org\nSubject: {i}\n\n{text}".replace("\n>From", "\n->From").encode())
    box.close()
    plan = Recording()
    expect(send(plan, path, *ENVELOPE), 0)
    assert bodies(plan) == [t.replace("\n>From", "\n->From").replace("\n", "\r\n") for t in texts], bodies(plan)


@test("with --read-envelope each goes to whom its header names, and its Bcc does not leave")
def _():
    path = mbox("named.mbox", [mail(1, more="Cc: \"C, c\" <c1@example.net>,\n c2@example.net\nBCC: secret@example.net\n"),
                               mail(2, more="Sender: desk@example.org\n"),
                               mail(3, more="Resent-From: again@example.org\nResent-To: other@example.net\n")])
    plan = Recording()
    expect(send(plan, path, "--read-envelope"), 0)
    assert plan.envelopes == [["s1@example.org", "r1@example.net", "c1@example.net", "c2@example.net", "secret@example.net"],
                              ["desk@example.org", "r2@example.net"], ["again@example.org", "other@example.net"]], plan.envelopes
    assert b"secret" not in b"".join(plan.mails) and b"\r\n c2@example.net\r\nSubject: 1\r\n\r\ntext 1\r\n" in plan.mails[0], plan.mails
    plan = Recording()
    expect(send(plan, path, "--read-envelope", "--from", "<>"), 0)
    assert [e[0] for e in plan.envelopes] == ["", "", ""], plan.envelopes


@test("a dry run writes them as they would go, and each has its line of JSON with its file")
def _():
    path, dry = folder("f", {"b.eml": mail(2), "a.eml": mail(1, more="Bcc: secret@example.net\n")}), folder("dry", {})
    r = wax("send", "--each", path, "--read-envelope", "--dry-run", dry)
    assert r.code == 0 and sorted(os.listdir(dry)) == ["000001.eml", "000002.eml"], r
    with open(os.path.join(dry, "000001.eml"), "rb") as f:
        assert f.read() == mail(1).replace("\n", "\r\n").encode()
    r = send(Recording(rcpt={"r2@example.net": "550 5.1.1 who?"}), path, "--read-envelope", "--json")
    expect(r, 67, "mail 2 (b.eml): ", "who?")
    assert {n: (row["file"], row["status"]) for n, row in rows(r).items()} == {1: ("a.eml", "ok"), 2: ("b.eml", "refused")}, r


@test("they come out of a pipe as well, and are signed like one mail")
def _():
    plan = Recording()
    expect(send(plan, "-", "--each-format", "mbox", *ENVELOPE, stdin=b"From x 00:00\n" + mail(1).encode() + b"\n"), 0)
    assert bodies(plan) == ["text 1\r\n"], plan.mails
    harness.subprocess.run(["openssl", "genpkey", "-algorithm", "ed25519", "-out", harness.path("dkim.key")], check=True, capture_output=True)
    plan = Recording()
    expect(send(plan, folder("f", {"a.eml": mail(1), "b.eml": mail(2)}), *ENVELOPE, "--dkim-domain", "example.org", "--dkim-selector", "s", "--dkim-key",
                harness.path("dkim.key")), 0)
    assert all(m.startswith(b"DKIM-Signature:") for m in plan.mails) and bodies(plan) == ["text 1\r\n", "text 2\r\n"], plan.mails


# -- all are looked at before the first is sent ------------------------------------------------------------------------

@test("a mail that can't go keeps all the others from being sent, and is named")
def _():
    long_line = "x" * 1200
    refused(65, folder("bad", {"a.eml": mail(1), "b.eml": mail(2, body=long_line)}), *ENVELOPE, words=["mail 2 (b.eml): line 5", "998"])
    refused(65, mbox("bad.mbox", [mail(1), "Dear Grace,\n\nx\n", "A: \0\n\nx\n"]), *ENVELOPE, words=["mail 2: line 1", "mail 3: line 1", "NUL"])
    refused(65, mbox("bad.mbox", [mail(1), "Subject: x\n\nx\n", "From: a@x.org\nTo: undisclosed-recipients:;\n\nx\n", "From: a@x.org\nTo: a b@x.org\n\n"]),
            "--read-envelope", words=["mail 2: its header has no Sender", "mail 3: its header names nobody", "mail 4: "])


@test("an mbox whose mails can't be told apart, or whose end is missing, sends nothing")
def _():
    whole = "".join(f"From x@y Thu Jan  1 00:00:00 1970\n{mail(i)}\n" for i in range(3))
    refused(65, harness.write("m.mbox", mail(1)), *ENVELOPE, words=["is no mbox"])
    refused(65, harness.write("m.mbox", whole[:-1]), *ENVELOPE, words=["cut off"])
    refused(65, harness.write("m.mbox", whole.replace("text 1\n\n", "text 1\n")), *ENVELOPE, words=["line 14 of", "begins with \"From \""])
    refused(65, harness.write("m.mbox", whole.replace("text 1", "text\n\nFrom now on")), *ENVELOPE, words=["line 15 of"])
    refused(66, harness.write("m.mbox", ""), *ENVELOPE, words=["no mails"])
    refused(65, harness.write("m.mbox", "From x 00:00\n" + "\0" * 100000), *ENVELOPE, words=["cut off"])


@test("no link, no FIFO and no folder of that name is read, and nobody waits for one")
def _():
    path = folder("odd", {"a.eml": mail(1)})
    secret = harness.write("secret", mail(9))
    os.symlink(secret, os.path.join(path, "b.eml"))
    refused(66, path, *ENVELOPE, words=["mail 2 (b.eml)", "symbolic link"])
    os.unlink(os.path.join(path, "b.eml"))
    os.mkfifo(os.path.join(path, "b.eml"))
    refused(66, path, *ENVELOPE, words=["mail 2 (b.eml)", "no regular file"])
    path = folder("odd", {"new/x/y": mail(1), "cur/1": mail(1)})
    refused(66, path, *ENVELOPE, words=["(new/x)", "no regular file"])
    refused(66, folder("odd", {"x.txt": mail(1)}), *ENVELOPE, words=["no mails in it"])
    refused(66, harness.path("gone.mbox"), *ENVELOPE, words=["gone.mbox"])


@test("options that can't be meant together are refused")
def _():
    path = folder("f", {"a.eml": mail(1)})
    refused(64, path, "--to", "g@example.net", words=["say who sends it", "--read-envelope"])
    refused(64, path, "--from", "a@example.org", words=["say who gets it", "--read-envelope"])
    refused(64, path, "--read-envelope", "--cc", "g@example.net", words=["which is meant"])
    refused(64, path, *ENVELOPE, "--subject", "x", words=["--subject", "ready-made"])
    refused(64, path, *ENVELOPE, harness.path("f/a.eml"), words=["send it by itself"])
    refused(64, path, "--from", "a@example.org", "--to", "{email}", words=["--to"])
    refused(64, path, *ENVELOPE, "--each-format", "maildir", words=["mbox or folder"])
    refused(64, harness.write("t.csv", "email\nx@example.net\n"), "--from", "a@example.org", "--to", "{email}", "--text", "x", "--read-envelope", words=["is a table"])
    expect(wax("send", "--server", "smtp://x.org", *ENVELOPE, "--read-envelope", harness.path("f/a.eml")), 64, "wax sendmail -t")
    expect(wax("send", "--server", "smtp://x.org", *ENVELOPE, path), 66, "it is a folder", "--each")


@test("a mailbox that is written to while it is sent stops there, and says so")
def _():
    path = mbox("live.mbox", [mail(i) for i in range(1, 201)])

    class Writing(Recording):
        def keep(self, c, m):
            if not self.mails:
                with open(path, "a", encoding="utf-8") as f:
                    f.write("From x@y Thu Jan  1 00:00:00 1970\n" + mail(0) + "\n")
            super().keep(c, m)

    plan = Writing()
    r = send(plan, path, *ENVELOPE)
    assert r.code != 0 and "was changed" in r.err and "were not tried" in r.err and len(plan.mails) < 200, r
    assert bodies(plan) == [f"text {i}\r\n" for i in range(1, len(plan.mails) + 1)], plan.mails


@test("memory does not grow with an mbox, with its lines or with a mail in it")
def _():
    if harness.is_instrumented():
        raise harness.Skip("a sanitizer's memory is not ours")
    path = harness.path("large.mbox")
    with open(path, "w", encoding="utf-8") as f:
        for i in range(20000):
            f.write("From x@y Thu Jan  1 00:00:00 1970\n" + mail(i, body="x " * 400) + "\n")
        f.write("From x@y Thu Jan  1 00:00:00 1970\n" + mail(0) + ("y" * 70 + "\n") * 500000 + "\n")
    limit = 60 << 20
    r = wax("send", "--each", path, *ENVELOPE, "--dry-run", folder("dry", {}), preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_DATA, (limit, limit)))
    assert r.code == 0, r
    with open(path, "w", encoding="utf-8") as f:
        f.write("From x@y Thu Jan  1 00:00:00 1970\nSubject: x\n\n")
        f.truncate(1 << 30)                # one line of NULs
    with open(path, "ab") as f:
        f.write(b"\n\n")
    r = send(Plan(), path, *ENVELOPE, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_DATA, (limit, limit)))
    expect(r, 65, "mail 1: line 3")
    os.unlink(path)


# -- going on where it stopped -----------------------------------------------------------------------------------------

class Leaving(Recording):
    """Goes away for good after so many mails."""

    def __init__(self, lives, **how):
        super().__init__(**how)
        self.lives = lives

    def on_mail(self, c, line):
        if len(self.mails) >= self.lives:
            raise EOFError
        super().on_mail(c, line)


@test("an interrupted run goes on where it stopped, and sends nothing twice")
def _():
    mails = [mail(i) for i in range(1, 31)]
    for source in (mbox("r.mbox", mails), folder("r", {f"{i:02}.eml": m for i, m in enumerate(mails)})):
        path, plans = log("r.log"), [Leaving(7), Leaving(9), Recording()]
        codes = [send(plan, source, *ENVELOPE, "--resume", path).code for plan in plans]
        assert codes == [75, 75, 0] and sum((bodies(p) for p in plans), []) == [f"text {i}\r\n" for i in range(1, 31)], (codes, plans[2].mails)
        last = Recording()
        r = send(last, source, *ENVELOPE, "--resume", path)
        assert r.code == 0 and r.out == "30 mails: 0 sent, 30 settled before\n" and not last.mails, r


@test("mails that are not those of the log send nothing; those that a reader moved in a Maildir are")
def _():
    path = log("c.log")
    source = folder("c", {"new/1.a": mail(1), "new/2.b": mail(2), "cur/.keep": ""})
    expect(send(Leaving(1), source, *ENVELOPE, "--resume", path), 75)
    os.rename(os.path.join(source, "new/1.a"), os.path.join(source, "cur/1.a:2,S"))
    plan = Recording()
    expect(send(plan, source, *ENVELOPE, "--resume", path), 0)
    assert bodies(plan) == ["text 2\r\n"], plan.mails
    harness.write("c/new/2.b", mail(3))
    refused(65, source, *ENVELOPE, "--resume", path, words=["mail 2 is not what it was"])
    os.unlink(os.path.join(source, "new/2.b"))
    refused(65, source, *ENVELOPE, "--resume", path, words=["knows a mail 2, and there are 1"])


if __name__ == "__main__":
    harness.end()
