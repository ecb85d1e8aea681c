"""Logins that are kept in a store for many programs: ~/.netrc, the desktop's secret service."""
import os
import shutil

import harness
import stores
from harness import expect, test, wax
from servers import NAME, Plan, Server
from stores import SECRET, is_told, send

harness.begin()


# -- netrc ---------------------------------------------------------------------------------------------------------

def netrc(text, mode=0o600):
    return harness.write("netrc", text, mode)


MINE = f"machine elsewhere.example login ada password wrong\nmachine {NAME} login ada password \"{SECRET}\"\n"


@test("--netrc-file gives the password of this machine")
def _():
    with Server(Plan()) as s:
        expect(send(s, "--user", "ada", "--netrc-file", netrc(MINE)), 0)
        assert is_told(s)


@test("~/.netrc gives the user too, NETRC names another file, and neither is read unless --netrc asks for it")
def _():
    home = os.path.join(harness.folder.name, "home")
    os.makedirs(home, exist_ok=True)
    shutil.copy2(netrc(MINE), os.path.join(home, ".netrc"))
    for env in ({"HOME": home}, {"HOME": "/nowhere", "NETRC": netrc(MINE)}):
        with Server(Plan()) as s:
            expect(send(s, "--netrc", env=env), 0)
            assert is_told(s)
        with Server(Plan()) as s:
            expect(send(s, "--user", "ada", env=env), 64, "needs a password")
            expect(send(s, env=env), 0)
            assert b"AUTH" not in s.inside_text()


@test("the user of the URL is the one whose password is taken from a netrc file, %XX and all")
def _():
    file = netrc(f"machine {NAME} login bob password wrong\nmachine {NAME} login ad@a password \"{SECRET}\"\n")
    with Server(Plan()) as s:
        r = wax("send", "--server", f"submission://ad%40a@{NAME}:{s.port}", "--connect-to", "127.0.0.1", "--ca-file", harness.path("ca.pem"),
                "--from", "ada@example.org", "--to", "g@example.net", "--text", "x", "--timeout", "10", "--netrc-file", file)
        expect(r, 0)
        assert is_told(s, "ad@a")


@test("a netrc file that others can read is refused, with the command that mends it")
def _():
    for mode in (0o644, 0o640, 0o620):
        with Server(Plan()) as s:
            expect(send(s, "--netrc-file", netrc(MINE, mode)), 66, "netrc", "chmod 600", none_of=[SECRET])
            assert s.count == 0


@test("a netrc file that is not there, no file, too long, broken or without our machine: nobody is called, and no word of it is said")
def _():
    with Server(Plan()) as s:
        expect(send(s, "--netrc-file", harness.path("nothing")), 66, "nothing", "No such file")
        expect(send(s, "--netrc-file", harness.folder.name), 66, "no regular file")
        os.mkfifo(harness.path("fifo"), 0o600)
        expect(send(s, "--netrc-file", harness.path("fifo")), 66, "no regular file")
        expect(send(s, "--netrc-file", netrc("#" * 300000)), 66, "256 KiB")
        expect(send(s, "--netrc-file", netrc(f"machine {NAME} login ada password two {SECRET}\n")), 66, "line 1", none_of=[SECRET, "two"])
        expect(send(s, "--netrc-file", netrc(f"machine {NAME} login ada password a\0b\n")), 66, "NUL")
        expect(send(s, "--netrc-file", netrc(f'machine x login ada password "{SECRET}"\n')), 66, NAME, "no password", none_of=[SECRET])
        expect(send(s, "--user", "bob", "--netrc-file", netrc(MINE)), 66, "bob", NAME, none_of=[SECRET])
        expect(send(s, "--netrc-file", netrc(f'machine {NAME} password "{SECRET}"\n')), 66, "--user", none_of=[SECRET])
        expect(send(s, "--netrc", env={"HOME": ""}), 66, "HOME")
        assert s.count == 0


@test("a netrc file of another user is refused")
def _():
    if os.geteuid() != 0:
        raise harness.Skip("only root can make a file of another user")
    file = netrc(MINE)
    os.chown(file, 65534, 65534)
    with Server(Plan()) as s:
        expect(send(s, "--netrc-file", file), 66, "another user", "chown")
    os.unlink(file)


@test("two places for one password: which one is meant is asked")
def _():
    for pair in (["--netrc", "--password-file", "x"], ["--netrc", "--netrc-file", "x"], ["--secret-service", "--password-command", "x"]):
        expect(send(Server(Plan()), "--user", "ada", *pair), 64, "which one is meant?")


# -- the secret service --------------------------------------------------------------------------------------------

@test("the secret service is asked by host, service and user, and its answer is the password")
def _():
    folder = os.path.join(harness.folder.name, "bin")
    os.makedirs(folder, exist_ok=True)
    harness.write("bin/secret-tool", f'#!/bin/sh\ntest "$*" = "lookup host {NAME} service smtp user ada" && printf %s "{SECRET}"\n', 0o700)
    env = {"PATH": folder + ":" + os.environ["PATH"]}
    with Server(Plan()) as s:
        expect(send(s, "--user", "ada", "--secret-service", env=env), 0)
        assert is_told(s)
    with Server(Plan()) as s:
        expect(send(s, "--user", "bob", "--secret-service", env=env), 66, "secret-tool store", "user bob")
        expect(send(s, "--secret-service", env=env), 64, "--user")
        expect(send(s, "--user", "ada", "--secret-service", env={"PATH": "/nowhere"}), 66, "install it")
        assert s.count == 0


@test("a real GNOME Keyring in a session of its own gives the password that secret-tool put there")
def _():
    with Server(Plan()) as s:
        store = f'printf %s "{SECRET}" | secret-tool store --label=test host "{NAME}" service smtp user ada || exit 99; exec "$@"'
        done = stores.in_keyring("sh", "-c", store, "sh", harness.wax_path, "send", "--server", s.url(), "--connect-to", "127.0.0.1", "--ca-file",
                                 harness.path("ca.pem"), "--from", "ada@example.org", "--to", "g@example.net", "--text", "x", "--timeout", "10",
                                 "--user", "ada", "--secret-service")
        assert done.returncode == 0 and is_told(s), done


if __name__ == "__main__":
    harness.end()
