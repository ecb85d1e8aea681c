"""Mail merge: a mail for each row of a table, or none at all; what became of each is told, and no row goes twice."""
import email
import email.policy
import fcntl
import json
import os
import re
import resource
import signal
import threading
import time

import harness
from harness import expect, test, wax
from servers import Plan, Server

harness.begin()
TO = ["--connect-to", "127.0.0.1", "--ca-file", harness.path("ca.pem"), "--timeout", "10"]
LETTER = ["--from", "ada@example.org", "--to", "{name} <{email}>", "--subject", "For {name}", "--text", "Dear {name},\n"]


def table(n, name="people.csv"):
    return harness.write(name, "email,name\r\n" + "".join(f'r{i}@example.net,"Row, {i}"\r\n' for i in range(1, n + 1)))


def read(mail):
    return email.message_from_bytes(b"".join(line[line.startswith(b"."):] for line in mail.splitlines(True)), policy=email.policy.default)


def each(plan, *args, url="submission", **how):
    with Server(plan) as s:
        r = wax("send", "--server", s.url(url), *TO, *args, **how)
        r.connections = s.count
        return r


def recipients(plan):
    return [read(m)["To"].addresses[0].addr_spec for m in plan.mails]


def text(part):
    return part.get_content().replace("\r\n", "\n")


def rows(r):
    return {line["row"]: line for line in map(json.loads, r.out.splitlines())}


def refused(code, *args, words):
    """Before anybody is called."""
    plan = Plan()
    r = each(plan, *args)
    expect(r, code, *words)
    assert r.connections == 0 and not plan.mails, r


def dry(*args, **how):
    """The mails by name, as they would be sent."""
    folder = harness.path("dry")
    for name in os.listdir(folder) if os.path.isdir(folder) else []:
        os.unlink(os.path.join(folder, name))
    r = wax("send", *args, "--dry-run", folder, **how)
    assert r.code == 0 and "nothing was sent" in r.out, r
    mails = {}
    for name in sorted(os.listdir(folder)):
        with open(os.path.join(folder, name), "rb") as f:
            mails[name] = email.message_from_bytes(f.read(), policy=email.policy.default)
    return mails


# -- what the mails are --------------------------------------------------------------------------------------------

@test("a dry run writes a mail for each row, under names that sort, and calls nobody")
def _():
    mails = dry("--each", table(12), *LETTER)
    assert list(mails) == [f"{i:06}.eml" for i in range(1, 13)], mails
    assert str(mails["000007.eml"]["To"]) == '"Row, 7" <r7@example.net>' and mails["000012.eml"]["Subject"] == "For Row, 12", mails
    assert text(mails["000001.eml"]) == "Dear Row, 1,\n", mails


@test("each option that may hold a field is filled from the row")
def _():
    harness.write("a1.txt", "one")
    harness.write("logo1.png", b"\x89PNG")
    harness.write("note1.eml", "A: b\n\nc\n")
    base = harness.folder.name
    people = harness.write("full.csv", "n,who,mail\n1,\"<b> & 'c'\",g@example.net\n")
    mail = dry("--each", people, "--from", "{who} <ada{n}@example.org>", "--to", "{mail}", "--cc", "cc{n}@example.net", "--subject", "{who} {{n}}",
               "--text-file", harness.write("letter.txt", "Dear {who}\n"), "--html-file", harness.write("letter.html", '<p title="{who}">{{'),
               "--attach", base + "/a{n}.txt", "--inline", base + "/logo{n}.png", "--forward", base + "/note{n}.eml")["000001.eml"]
    assert mail["From"].addresses[0].display_name == "<b> & 'c'" and mail["From"].addresses[0].addr_spec == "ada1@example.org", mail
    assert mail["Cc"].addresses[0].addr_spec == "cc1@example.net" and mail["Subject"] == "<b> & 'c' {n}", mail
    parts = {}
    for part in mail.walk():
        parts.setdefault(part.get_filename() or part.get_content_type(), part)
    assert text(parts["text/plain"]) == "Dear <b> & 'c'\n", parts
    assert text(parts["text/html"]) == '<p title="&lt;b&gt; &amp; &#39;c&#39;">{\n', parts
    assert {"a1.txt", "logo1.png", "note1.eml"} <= set(parts), parts


@test("a field of the header is filled from the row, and a value brings no address and no URL of its own")
def _():
    people = harness.write("header.csv", 'email,name\ng@example.net,"a>, <https://evil.example/?"\n')
    mail = dry("--each", people, *LETTER, "--header", "X-For: {name}", "--header", "List-Unsubscribe: <https://x.org/u?m={name}>, <mailto:u@x.org>",
               "--header", "Reply-To: {name} <desk@example.org>", "--header", "Auto-Submitted: auto-generated")["000001.eml"]
    assert mail["X-For"] == "a>, <https://evil.example/?" and mail["Auto-Submitted"] == "auto-generated", mail
    assert mail["List-Unsubscribe"] == "<https://x.org/u?m=a%3E%2C%20%3Chttps%3A%2F%2Fevil.example%2F%3F>, <mailto:u@x.org>", mail
    assert [a.addr_spec for a in mail["Reply-To"].addresses] == ["desk@example.org"], mail
    refused(64, "--each", people, *LETTER, "--header", "X-{name}: x", words=["no name of a header field"])
    refused(64, "--each", people, *LETTER, "--header", "X-A: {nmae}", words=["row 1", "nmae"])
    refused(65, "--each", harness.write("two.csv", 'email,name\ng@example.net,"a\nb"\n'), "--from", "ada@example.org", "--to", "{email}", "--text", "x", "--header", "X-A: {name}", words=["row 1", "line end"])


@test("rows come out of JSON lines as well, and out of a pipe")
def _():
    mails = dry("--each", harness.write("p.jsonl", '{"email":"g@example.net","name":"Grace"}\n'), *LETTER)
    assert mails["000001.eml"]["Subject"] == "For Grace", mails
    mails = dry("--each", "-", "--each-format", "csv", *LETTER, stdin=b"email,name\ng@example.net,Grace\n")
    assert mails["000001.eml"]["Subject"] == "For Grace", mails


@test("what a dry run writes only its owner can read, and nothing that is there is overwritten")
def _():
    folder = harness.path("dry2")
    assert wax("send", "--each", table(1), *LETTER, "--dry-run", folder).code == 0
    assert os.stat(folder).st_mode & 0o77 == 0 and os.stat(folder + "/000001.eml").st_mode & 0o77 == 0
    expect(wax("send", "--each", table(1), *LETTER, "--dry-run", folder), 74, "000001.eml", "exists")
    expect(wax("send", "--each", table(1), *LETTER, "--dry-run", table(1)), 74, "no folder")


# -- all rows are looked at before the first is sent ---------------------------------------------------------------

@test("an unknown field is named with its row, and nothing is sent")
def _():
    refused(64, "--each", table(2), *LETTER, "--cc", "{boss}", words=["row 1", '"boss"', "email, name", "row 2"])


@test("a row that is wrong keeps all the others from being sent")
def _():
    bad = harness.write("bad.csv", "email,name\ng@example.net,Grace\n\"b@example.net, e@vil.example\",Bob\nnobody,No\n")
    refused(65, "--each", bad, *LETTER, words=["row 2", "e@vil.example", "row 3", "nobody"])
    refused(65, "--each", harness.write("lines.csv", 'email,name\ng@example.net,"a\nBcc: e@vil.example"\n'), *LETTER, words=["row 1", '"name"'])
    refused(65, "--each", table(1), *LETTER, "--attach", "{name}/../x{email}", "--bcc", "{name}", words=["row 1"])
    refused(65, "--each", harness.write("up.csv", "email,name\ng@example.net,../secret\n"), *LETTER, "--attach", "{name}", words=["row 1", "folder"])
    refused(66, "--each", table(1), *LETTER, "--attach", "missing-{email}", words=["row 1", "missing-r1"])
    refused(65, "--each", harness.write("short.csv", "email,name\ng@example.net\n"), *LETTER, words=["row 1", "fields"])
    refused(66, "--each", harness.write("none.csv", "email,name\n"), *LETTER, words=["no rows"])


@test("a table with a thousand faults names some")
def _():
    r = wax("send", "--each", table(1000), *LETTER, "--cc", "{boss}", "--dry-run", harness.path("never"))
    expect(r, 64, "row 20 ", "there may be more", none_of=["row 21 "])
    assert not harness.exists("never")


@test("options that can't be meant together are refused")
def _():
    refused(64, "--dry-run", "x", *LETTER, words=["--dry-run", "--each"])
    refused(64, "--each", harness.write("people.xlsx", ""), *LETTER, words=["--each-format"])
    refused(64, "--each", table(1), "--each-format", "xml", *LETTER, words=["csv, jsonl"])
    refused(64, "--each", table(1), "--from", "a@example.org", "--to", "{email}", "mail.eml", words=["ready-made"])
    refused(66, "--each", harness.path("missing.csv"), *LETTER, words=["missing.csv"])


# -- sending -------------------------------------------------------------------------------------------------------

@test("every row goes over one connection, in its order, whatever the server offers")
def _():
    for offers in ([], ["PIPELINING"], ["PIPELINING", "CHUNKING"]):
        plan = Plan(offers)
        r = each(plan, "--each", table(200), *LETTER)
        expect(r, 0)
        assert recipients(plan) == [f"r{i}@example.net" for i in range(1, 201)] and r.connections == 1, r
        assert r.out == "200 mails: 200 sent\n", r


@test("each row has its line of JSON, and the exit code is that of the worst")
def _():
    plan = Plan(rcpt={"r2@example.net": "550 5.1.1 who?", "r3@example.net": "451 4.3.0 later"})
    r = each(plan, "--each", table(4), *LETTER, "--json")
    expect(r, 67, "row 2: ", "who?", "row 3: ")
    assert {n: row["status"] for n, row in rows(r).items()} == {1: "ok", 2: "refused", 3: "deferred", 4: "ok"}, r
    assert rows(r)[1]["recipients"][0]["address"] == "r1@example.net", r
    r = each(Plan(rcpt={"r3@example.net": "451 4.3.0 later"}), "--each", table(4), *LETTER)
    expect(r, 75, "row 3: ")
    assert r.out == "4 mails: 3 sent, 1 deferred\n", r


class Breaking(Plan):
    """Goes away after so many mails on a connection, saying so or not; for good after so many connections."""

    def __init__(self, per_connection, word=None, lives=1000, **more):
        super().__init__(**more)
        self.per_connection, self.word, self.lives, self.met = per_connection, word, lives, 0

    def __call__(self, c):
        self.met += 1
        c.left = self.per_connection if self.met <= self.lives else 0
        super().__call__(c)

    def on_mail(self, c, line):
        if c.left == 0:
            if self.word:
                c.say(self.word)
            raise EOFError
        c.left -= 1
        super().on_mail(c, line)


@test("a server that takes so many mails a connection gets them all, none twice")
def _():
    for offers in ([], ["PIPELINING"], ["PIPELINING", "CHUNKING"]):
        for word in (None, "421 4.7.0 enough for one connection"):
            plan = Breaking(7, word, offers=offers)
            r = each(plan, "--each", table(30), *LETTER, "--json")
            got = recipients(plan)
            told = rows(r)
            assert len(told) == 30 and len(set(got)) == len(got), (offers, word, r)
            for n, row in told.items():
                assert row["status"] == "uncertain" or f"r{n}@example.net" in got, (offers, word, row)
            if "CHUNKING" not in offers:        # there whole mails are under way when it goes, and nobody knows what became of them
                assert sum(row["status"] == "uncertain" for row in told.values()) <= 5, (offers, word, r)


@test("a server that answers nothing more ends the run, and every row that was not sent is named")
def _():
    plan = Breaking(5, lives=1)
    r = each(plan, "--each", table(300), *LETTER)
    assert r.code == 75 and recipients(plan) == [f"r{i}@example.net" for i in range(1, 6)], r
    named = {int(n) for n in re.findall(r"row (\d+): ", r.err)}
    for first, last in re.findall(r"rows (\d+) to (\d+) were not tried", r.err):
        named |= set(range(int(first), int(last) + 1))
    assert named == set(range(6, 301)), r
    assert r.out == "300 mails: 5 sent, 295 unsent\n" and r.connections <= 3, r


class Meeting(Plan):
    """No connection gets a second mail before so many have come."""

    def __init__(self, n):
        super().__init__()
        self.n, self.met, self.are_here = n, 0, threading.Event()

    def __call__(self, c):
        self.met, c.n_mails = self.met + 1, 0
        if self.met == self.n:
            self.are_here.set()
        super().__call__(c)

    def on_mail(self, c, line):
        c.n_mails += 1
        if c.n_mails == 2 and not self.are_here.wait(15):
            raise EOFError
        super().on_mail(c, line)


@test("several connections carry them, each mail once")
def _():
    plan = Meeting(3)
    r = each(plan, "--each", table(30), *LETTER, "--connections", "3")
    assert r.code == 0 and r.connections == 3 and sorted(recipients(plan)) == sorted(f"r{i}@example.net" for i in range(1, 31)), r


@test("a connection carries as many as was said, and the next goes on")
def _():
    plan = Plan()
    r = each(plan, "--each", table(5), *LETTER, "--per-connection", "2")
    assert r.code == 0 and r.connections == 3 and len(plan.mails) == 5, r


@test("no second sees more mails begin than was said")
def _():
    plan, began = Plan(), time.monotonic()
    r = each(plan, "--each", table(5), *LETTER, "--rate", "2")
    assert r.code == 0 and len(plan.mails) == 5 and time.monotonic() - began >= 2, r       # the fifth begins two seconds after the first


@test("connections and rates are whole numbers, and about many mails")
def _():
    for args, word in ((["--connections", "0"], "from 1 to 1000"), (["--connections", "1001"], "from 1 to 1000"), (["--rate", "x"], "whole number"),
                       (["--rate-per-minute", "-1"], "whole number"), (["--per-connection", ""], "whole number")):
        expect(wax("send", "--server", "smtp://x.org", *TO, "--each", table(1), *LETTER, *args), 64, word)
    expect(wax("send", "--server", "smtp://x.org", "--from", "ada@example.org", "--to", "a@x.org", "--text", "x", "--rate", "5"), 64, "--rate is about many mails")


@test("a mail whose answer was lost is uncertain, and does not go again")
def _():
    plan = Plan(lose="body")
    r = each(plan, "--each", table(3), *LETTER, "--json")
    assert r.code == 2 and recipients(plan)[:1] == ["r1@example.net"] and len(plan.mails) == 1, r
    assert {n: row["status"] == "uncertain" for n, row in rows(r).items()} == {1: True, 2: False, 3: False}, r


@test("a server that can't be reached, or refuses the login, is called once, not for every row")
def _():
    plan = Plan(replies={"auth": "535 5.7.8 no"})
    r = each(plan, "--each", table(100), *LETTER, "--user", "ada", env={"WAX_PASSWORD": "x"})
    assert r.code == 77 and r.connections == 1 and r.out == "100 mails: 0 sent, 100 unsent\n", r


@test("what opens no door for one mail opens none for many: without TLS nothing is sent")
def _():
    plan = Plan(replies={"starttls": "502 5.5.1 no"})
    r = each(plan, "--each", table(3), *LETTER)
    assert r.code == 77 and not plan.mails and "DATA" not in str(plan.mails), r


# -- going on where it stopped -------------------------------------------------------------------------------------

def log(name):
    harness.write(name, "")
    os.unlink(harness.path(name))
    return harness.path(name)


def lines(path):
    with open(path, encoding="utf-8") as f:
        return [line.split() for line in f.read().splitlines()]


@test("an interrupted run goes on where it stopped, and sends nothing twice")
def _():
    for offers in ([], ["PIPELINING"]):
        path, got = log("stopped.log"), []
        for lives in (1, 2, 1000):
            plan = Breaking(5, lives=lives, offers=offers)
            r = each(plan, "--each", table(100), *LETTER, "--resume", path)
            got += recipients(plan)
            assert r.code in (0, 2, 75), r
        assert len(set(got)) == len(got), got
        unsure = {int(n) for n in re.findall(r"row (\d+): an earlier run", r.err)}
        assert {f"r{n}@example.net" for n in range(1, 101)} - set(got) <= {f"r{n}@example.net" for n in unsure}, r
        plan = Plan()
        r = each(plan, "--each", table(100), *LETTER, "--resume", path)
        assert not plan.mails and r.connections == 0 and "settled before" in r.out, r


@test("each row is on the disk before anything is said of it, and the log is the owner's alone")
def _():
    path, seen = log("first.log"), []

    class Watching(Plan):
        def on_mail(self, c, line):
            seen.append([row for row, _, word in lines(path) if word == "begun"])
            super().on_mail(c, line)

    plan = Watching()
    expect(each(plan, "--each", table(150), *LETTER, "--resume", path), 0)
    for n, begun in enumerate(seen, 1):
        assert str(n) in begun, (n, begun)
    last = {row: word for row, _, word in lines(path)}
    assert last == {str(n): "sent" for n in range(1, 151)} and os.stat(path).st_mode & 0o77 == 0, last


@test("what was under way when a run was killed is uncertain, and is not sent again")
def _():
    path = log("killed.log")

    class Stuck(Plan):
        def keep(self, c, mail):
            super().keep(c, mail) if len(self.mails) < 2 else self.hang(c, mail)

        def hang(self, c, mail):
            self.mails.append(mail)
            wax_process.kill()
            c.rest()

    plan = Stuck()
    with Server(plan) as s:
        wax_process = harness.start("send", "--server", s.url(), *TO, "--each", table(3), *LETTER, "--resume", path)
        wax_process.communicate(timeout=harness.HANG_S)
    assert len(plan.mails) == 3
    again = Plan()
    r = each(again, "--each", table(3), *LETTER, "--resume", path, "--json")
    assert not again.mails and r.code == 2 and rows(r)[3]["status"] == "uncertain", r
    with open(path, encoding="utf-8") as f:
        kept = [line for line in f if not line.startswith("3 ")]
    with open(path, "w", encoding="utf-8") as f:
        f.writelines(kept)
    each(again, "--each", table(3), *LETTER, "--resume", path)
    assert recipients(again)[-1:] == ["r3@example.net"], again.mails


@test("at a slow rate no more is written down as begun than two seconds are good for, so that a kill leaves little in doubt")
def _():
    path = log("slow.log")

    class Stuck(Plan):
        def keep(self, c, mail):
            wax_process.kill()
            c.rest()

    with Server(Stuck()) as s:
        wax_process = harness.start("send", "--server", s.url(), *TO, "--each", table(100), *LETTER, "--resume", path, "--rate", "5", "--connections", "2")
        wax_process.communicate(timeout=harness.HANG_S)
    begun = {row for row, _, word in lines(path) if word == "begun"}
    assert begun == {str(n) for n in range(1, 11)}, begun


@test("what was deferred goes again; what was refused does not")
def _():
    path = log("later.log")
    each(Plan(rcpt={"r1@example.net": "550 5.1.1 no", "r2@example.net": "450 4.2.0 later"}), "--each", table(3), *LETTER, "--resume", path)
    plan = Plan()
    r = each(plan, "--each", table(3), *LETTER, "--resume", path)
    expect(r, 0)
    assert recipients(plan) == ["r2@example.net"] and r.out == "3 mails: 1 sent, 2 settled before\n", r


@test("a table that was changed meanwhile, and a log that is none, send nothing")
def _():
    path = log("changed.log")
    expect(each(Plan(), "--each", table(3), *LETTER, "--resume", path), 0)
    other = harness.write("other.csv", 'email,name\r\nr1@example.net,"Row, 1"\r\nb@example.net,Bob\r\n')
    refused(65, "--each", other, *LETTER, "--resume", path, words=["row 2"])
    refused(65, "--each", table(2), *LETTER, "--resume", path, words=["row 3"])
    refused(65, "--each", table(2), *LETTER, "--resume", harness.write("no.log", "Dear diary\n"), words=["no log"])
    refused(65, "--each", table(2), *LETTER, "--resume", harness.write("long.log", "x" * 500), words=["no log"])
    refused(74, "--each", table(2), *LETTER, "--resume", harness.folder.name, words=["nothing was sent"])
    refused(64, "--each", table(2), *LETTER, "--resume", path, "--dry-run", "x", words=["--resume"])


@test("a line that was cut off while it was written counts for nothing; one without its end counts")
def _():
    path = log("cut.log")
    expect(each(Plan(), "--each", table(2), *LETTER, "--resume", path), 0)
    with open(path, encoding="utf-8") as f:
        whole = f.read()
    for ending, goes in ((whole[:-1], []), (whole[:-3], []), (whole[:whole.index("\n")] + "\n2 0ab", ["r2@example.net"])):
        harness.write("cut.log", ending)
        plan = Plan()
        each(plan, "--each", table(2), *LETTER, "--resume", path)
        assert recipients(plan) == goes, (ending, plan.mails)
        assert all(len(line) == 3 for line in lines(path)), lines(path)


@test("a log that can't be written ends the run before anything is sent")
def _():
    def small_files():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))

    plan, path = Plan(), log("full.log")
    r = each(plan, "--each", table(20), *LETTER, "--resume", path, preexec_fn=small_files, restore_signals=False)
    expect(r, 74, "can't be written")
    assert not plan.mails, r


@test("two runs do not share a log")
def _():
    path = harness.write("shared.log", "")
    with open(path, "rb") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        refused(74, "--each", table(2), *LETTER, "--resume", path, words=["another wax"])


if __name__ == "__main__":
    harness.end()
