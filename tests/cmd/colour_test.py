"""Colours are for a terminal that can show them, and for nobody who said no; a pipe gets the same words and not a byte more."""
import json
import os
import pty
import subprocess

import harness
from harness import expect, test, wax
from person import Person
from servers import Plan, Server

harness.begin()
ESC = "\x1b["


def check(server, *more):
    return ["check", server.url(), "--connect-to", "127.0.0.1", "--ca-file", harness.path("ca.pem"), "--timeout", "10", *more]


def send(server, *more):
    return ["send", "--server", server.url(), "--connect-to", "127.0.0.1", "--ca-file", harness.path("ca.pem"), "--timeout", "10", "--from", "ada@example.org",
            "--to", "grace@example.net", "--text", "x", *more]


def shown(args, **env):
    with Person(*args, env=env) as p:
        p.leaves()
        return p.shown


def bare(text):
    for code in ("0", "1", "1;31", "1;32", "1;33"):
        text = text.replace(f"{ESC}{code}m", "")
    return text


@test("on a terminal the verdict of a check is green, a warning yellow, an error red")
def _():
    with Server(Plan()) as s:
        said = shown(check(s))
        assert f"\n{ESC}1;32mhealthy{ESC}0m        a mail can be sent there" in said, said
        assert f"\n{ESC}1;33mwarning{ESC}0m        " in said, said
    with Server(Plan(cert="foreign")) as s:
        said = shown(check(s))
        assert f"{ESC}1;31mwax:{ESC}0m " in said and f"{ESC}1;31mTLS{ESC}0m            refused" in said and "healthy" not in said, said
    with Server(Plan()) as s:
        assert f"{ESC}1;32msent:{ESC}0m the server accepted" in shown(send(s))
    assert shown(["explain", "usage"]).startswith(f"{ESC}1musage{ESC}0m\n")


@test("the caret under a fault of the configuration is red, and stands where it stood")
def _():
    config = harness.write("faulty", "account a\n    serve smtp://x\n")
    said = shown(["config", "check"], WAX_HOST_CONFIG=config)
    assert f"\n    serve ...\n    {ESC}1;31m^~~~~{ESC}0m\n" in said, said
    assert bare(said).replace("  (wax explain config tells more)\n", "") == wax("config", "check", env={"WAX_HOST_CONFIG": config}).err, said


@test("NO_COLOR, a terminal that can't, and one of no name: no colour; an empty NO_COLOR says nothing")
def _():
    args = ["config", "show", "nobody"]
    for env in ({"NO_COLOR": "1"}, {"NO_COLOR": "0"}, {"TERM": "dumb"}, {"TERM": ""}):
        assert ESC not in shown(args, **env), env
    assert f"{ESC}1;31mwax:{ESC}0m " in shown(args, NO_COLOR="") and bare(shown(args)) == shown(args, NO_COLOR="1")


@test("a pipe gets no colour, also where the other stream is a terminal; and JSON never")
def _():
    with Server(Plan()) as s:
        for args in (check(s), send(s), ["config", "show", "nobody"], ["explain", "usage"]):
            r = wax(*args, env={"TERM": "xterm"})
            assert ESC not in r.out + r.err, r
    with Server(Plan(cert="foreign")) as s:
        ours, theirs = pty.openpty()
        done = subprocess.run([harness.wax_path, *check(s)], stdout=subprocess.PIPE, stderr=theirs, stdin=subprocess.DEVNULL, timeout=harness.HANG_S,
                              env=harness.environment({"TERM": "xterm"}))
        said = os.read(ours, 65536).decode()
        os.close(ours)
        os.close(theirs)
        assert ESC not in done.stdout.decode() and "refused" in done.stdout.decode() and f"{ESC}1;31mwax:{ESC}0m" in said, (done, said)
    with Server(Plan()) as s:
        for args in (check(s, "--json"), send(s, "--json")):
            assert json.loads(shown(args))["status"] == "ok"


if __name__ == "__main__":
    harness.end()
