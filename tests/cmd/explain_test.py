"""What wax says when it is asked what an error means, and that every failure names a page that is there."""
import os
import pty
import subprocess

import harness
from harness import expect, test
from servers import Plan, Server

harness.begin()
PAGES = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "docs", "errors")
NAMES = sorted(name[:-3] for name in os.listdir(PAGES))


def command(server, *more):
    return ["send", "--server", server.url(), "--connect-to", "127.0.0.1", "--ca-file", harness.path("ca.pem"), "--from", "ada@example.org", "--to",
            "grace@example.net", "--text", "hello", "--timeout", "10", *more]


@test("without a name it lists every page, one line each")
def _():
    r = harness.wax("explain")
    expect(r, 0)
    assert [line.split()[0] for line in r.out.splitlines()] == NAMES, r
    assert all(len(line) <= 80 and line.endswith(".") for line in r.out.splitlines()), r


@test("every page is shown, fits a terminal, and has no mark of Markdown left")
def _():
    for name in NAMES:
        r = harness.wax("explain", name)
        expect(r, 0)
        lines = r.out.splitlines()
        assert lines[0] == name and lines[1].startswith("  ") and not lines[2] and len(lines) > 5, r
        assert all(len(line) <= 80 and line == line.rstrip() and "`" not in line and not line.startswith("#") for line in lines), r


@test("a page says all that its file says, word for word")
def _():
    for name in NAMES:
        with open(os.path.join(PAGES, name + ".md"), encoding="utf-8") as f:
            written = f.read().replace("`", "").replace("#", "").split()
        assert harness.wax("explain", name).out.split() == written, name


@test("what a page refers to is there")
def _():
    for name in NAMES:
        for word in harness.wax("explain", name).out.replace("\n", " ").split("wax explain ")[1:]:
            assert word.split()[0].rstrip(".,;)") in NAMES, (name, word[:40])


@test("a name that is mistyped gets the nearest, another one the list; exit 64")
def _():
    expect(harness.wax("explain", "starttls-stray-byte"), 64, "did you mean `wax explain starttls-stray-bytes`?")
    expect(harness.wax("explain", "untrusted_name"), 64, "did you mean `wax explain untrusted-name`?")
    expect(harness.wax("explain", "qqqqqqqqqqqqqqqq"), 64, "`wax explain` lists them")
    expect(harness.wax("explain", "\x1b]0;owned\x07"), 64, none_of=["\x1b"])
    expect(harness.wax("explain", "usage", "limit"), 64, "one name at a time")


@test("a full disk is told")
def _():
    with open("/dev/full", "wb") as full:
        assert harness.wax("explain", stdout=full).code == 74


@test("a failure names its page in JSON, for the whole and for each recipient; success names none")
def _():
    cases = [({"replies": {"starttls": "454 4.7.0 not now"}}, "starttls-refused"), ({"cert": "expired"}, "untrusted-expired"),
             ({"cert": "other-name"}, "untrusted-name"), ({"rcpt": {"grace@example.net": "550 5.1.1 no"}}, "refused-recipient"),
             ({"replies": {"body": "451 4.3.0 later"}}, "deferred"), ({"lose": "body"}, "uncertain"), ({}, "")]
    for plan, topic in cases:
        with Server(Plan(**plan)) as s:
            j = harness.wax(*command(s, "--json")).json()
        assert j["topic"] == topic and j["recipients"][0]["topic"] == topic, (topic, j)
        assert not topic or topic in NAMES


@test("what was found on the command line names its page, too")
def _():
    assert harness.wax("send", "--json").json()["topic"] == "usage"


def on_a_terminal(*args):
    """What is said on standard error when that is a terminal."""
    ours, theirs = pty.openpty()
    done = subprocess.run([harness.wax_path, *args], stdout=subprocess.DEVNULL, stdin=subprocess.DEVNULL, stderr=theirs, timeout=harness.HANG_S,
                          env=harness.environment({}))
    os.close(theirs)
    said = os.read(ours, 65536).decode() if done.returncode else ""
    os.close(ours)
    return said


@test("on a terminal the page is named below the sentence; in a log it is not")
def _():
    with Server(Plan(replies={"mail": "554 5.7.1 no"})) as s:
        lines = on_a_terminal(*command(s)).replace("\r", "").splitlines()
        assert lines[-1] == "  (wax explain refused-sender tells more)" and "554" in lines[-2], lines
        expect(harness.wax(*command(s)), 69, "554", none_of=["wax explain"])


if __name__ == "__main__":
    harness.end()
