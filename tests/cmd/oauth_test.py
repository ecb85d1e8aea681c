"""An access token that Wax gets itself: from whom, how often, where it is kept, and what a hostile token server can do."""
import base64
import fcntl
import os
import shutil
import stat
import time

import harness
from harness import expect, test, wax
from servers import NAME, Plan, Server
from stores import arguments, send
from token_server import TokenServer

harness.begin()
if wax("--version").out.split("oauth")[-1].strip() == "none":
    print("1..0 # SKIP this wax was built without OAuth")
    raise SystemExit
REFRESH, ACCESS = "the-refresh-token-0001", "the-access-token-abcdef"
CACHE = os.path.join(harness.folder.name, "cache")
GOOD = (200, {"access_token": ACCESS, "expires_in": 3600, "token_type": "Bearer"})


def fresh():
    shutil.rmtree(CACHE, ignore_errors=True)
    return harness.write("refresh", REFRESH + "\n")


def options(url, *more, ca="ca.pem"):
    return ["--user", "ada", "--oauth-token-url", url, "--oauth-client-id", "my client", "--oauth-refresh-token-file", harness.path("refresh"),
            "--oauth-ca-file", harness.path(ca), *more]


def mail(server, token_server, *more, ca="ca.pem", **how):
    r = send(server, *options(token_server.url, *more, ca=ca), env={"XDG_CACHE_HOME": CACHE, "HOME": "/nowhere"}, **how)
    for secret in (REFRESH, ACCESS):
        assert secret not in r.out + r.err, f"the secret is said: {r!r}"
    return r


def start_mail(server, token_server):
    return harness.start(*arguments(server), *options(token_server.url), env={"XDG_CACHE_HOME": CACHE, "HOME": "/nowhere"})


def has_open(pid, path):
    folder = f"/proc/{pid}/fd"
    for fd in os.listdir(folder):
        try:
            if os.readlink(os.path.join(folder, fd)) == os.path.realpath(path):
                return True
        except FileNotFoundError:       # closed meanwhile
            continue
    return False


def says(token):
    return base64.b64encode(f"user=ada\1auth=Bearer {token}\1\1".encode())


def is_told(server, token=ACCESS):
    return says(token) in server.inside_text()


def taking_tokens(**more):
    return Server(Plan(offers=["AUTH XOAUTH2 OAUTHBEARER"], login=False, **more))


def cached():
    folder = os.path.join(CACHE, "wax")
    return [os.path.join(folder, name) for name in os.listdir(folder) if name.startswith("oauth-")] if os.path.isdir(folder) else []


@test("a refresh token becomes an access token, which logs in; the next mail uses it again and asks nobody")
def _():
    fresh()
    with TokenServer(GOOD) as t, taking_tokens() as s:
        expect(mail(s, t, "--trace", "--oauth-scope", "mail.send other"), 0, "AUTH XOAUTH2 <secret>")
        assert t.asked == [{"grant_type": "refresh_token", "client_id": "my client", "refresh_token": REFRESH, "scope": "mail.send other"}], t.asked
        expect(mail(s, t, "--oauth-scope", "mail.send other"), 0)
        assert len(t.asked) == 1 and s.inside_text().count(says(ACCESS)) == 2
        for file in cached():
            assert stat.S_IMODE(os.stat(file).st_mode) == 0o600 and REFRESH not in open(file).read() and REFRESH not in file
        assert len(cached()) == 1 and stat.S_IMODE(os.stat(os.path.join(CACHE, "wax")).st_mode) == 0o700


@test("OAUTHBEARER when it is named; a mechanism that takes passwords is asked about")
def _():
    fresh()
    with TokenServer(GOOD) as t, taking_tokens() as s:
        expect(mail(s, t, "--auth", "OAUTHBEARER"), 0)
        assert base64.b64encode(f"n,a=ada,\1auth=Bearer {ACCESS}\1\1".encode()) in s.inside_text()
        expect(mail(s, t, "--auth", "PLAIN"), 64, "PLAIN")
        expect(send(s, "--user", "ada", "--oauth-token-url", t.url), 64, "--oauth-client-id")
        expect(mail(s, t, "--password-file", "x"), 64, "which one is meant?")


@test("a kept token is used by nobody else: not another client, scope, refresh token; not when it is about to expire or others could have put it there")
def _():
    fresh()
    with TokenServer(GOOD) as t, taking_tokens() as s:
        expect(mail(s, t), 0)
        expect(mail(s, t, "--oauth-scope", "x"), 0)
        harness.write("refresh", "another-refresh-token")
        expect(mail(s, t), 0)
        assert len(t.asked) == 3
        fresh()
        expect(mail(s, t), 0)
        os.chmod(cached()[0], 0o644)
        expect(mail(s, t), 0)
        assert len(t.asked) == 5 and stat.S_IMODE(os.stat(cached()[0]).st_mode) == 0o600
    fresh()
    with TokenServer((200, {"access_token": ACCESS, "expires_in": 59})) as t, taking_tokens() as s:
        expect(mail(s, t), 0)
        assert not cached()
    with TokenServer(GOOD) as t, taking_tokens() as s:
        expect(mail(s, t), 0)
        with open(cached()[0], "w") as f:
            f.write(f"{int(time.time()) + 30}\nold-token")
        expect(mail(s, t), 0)
        assert len(t.asked) == 2 and not is_told(s, "old-token")


@test("a kept token that was withdrawn is replaced once, and the login tried again; a fresh one that is refused is not")
def _():
    fresh()
    with TokenServer(GOOD, (200, {"access_token": "second-token", "expires_in": 3600})) as t:
        with taking_tokens() as s:
            expect(mail(s, t), 0)
        with taking_tokens(replies={"auth": "535 5.7.8 no"}) as s:
            expect(mail(s, t), 77, "535")
            assert is_told(s) and is_told(s, "second-token") and s.count == 2 and len(t.asked) == 2
            assert b"MAIL" not in s.inside_text()
    fresh()
    with TokenServer(GOOD) as t, taking_tokens(replies={"auth": "535 5.7.8 no"}) as s:
        expect(mail(s, t), 77, "535")
        assert s.count == 1 and len(t.asked) == 1
    with TokenServer(GOOD, (200, {"access_token": "second-token", "expires_in": 3600})) as t:
        fresh()
        with taking_tokens() as s:
            expect(mail(s, t), 0)
        plan = Plan(offers=["AUTH XOAUTH2"], login=False)

        def withdrawn(c, line, good=plan.on_auth):
            c.say("535 5.7.8 withdrawn") if says(ACCESS).decode() in line else good(c, line)
        plan.on_auth = withdrawn
        with Server(plan) as s:
            expect(mail(s, t, stdin=b""), 0, none_of=["535"])
            assert len(plan.mails) == 1


@test("a refresh token that the server replaces is in its file, privately and behind its symbolic link, before the mail goes")
def _():
    fresh()
    real = harness.write("real-refresh", REFRESH)
    os.unlink(harness.path("refresh"))
    os.symlink(real, harness.path("refresh"))
    with TokenServer((200, {"access_token": ACCESS, "expires_in": 3600, "refresh_token": "replaced-0002"})) as t, taking_tokens() as s:
        expect(mail(s, t), 0, none_of=["replaced-0002"])
        assert os.path.islink(harness.path("refresh")) and open(real).read().strip() == "replaced-0002"
        assert stat.S_IMODE(os.stat(real).st_mode) == 0o600
        expect(mail(s, t), 0)
        assert len(t.asked) == 1, "the kept token is found under the new refresh token"
    os.unlink(harness.path("refresh"))


@test("one process at a time asks, and reads the refresh token when its turn has come: the one that was replaced meanwhile is not shown")
def _():
    fresh()
    os.makedirs(os.path.join(CACHE, "wax"), mode=0o700)
    path = os.path.join(CACHE, "wax", "oauth.lock")
    with TokenServer(GOOD) as t, taking_tokens() as s, open(path, "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        waiting = start_mail(s, t)
        while not has_open(waiting.pid, path):
            assert waiting.poll() is None, waiting.communicate()
        harness.write("refresh", "replaced-by-another-process\n")
        fcntl.flock(lock, fcntl.LOCK_UN)
        out, err = waiting.communicate(timeout=harness.HANG_S)
        assert waiting.returncode == 0, err
        assert [a["refresh_token"] for a in t.asked] == ["replaced-by-another-process"], t.asked


@test("the client's secret is posted, and is in no sentence")
def _():
    fresh()
    secret = harness.write("client-secret", "cl&ent=s%cret\n")
    with TokenServer(GOOD) as t, taking_tokens() as s:
        expect(mail(s, t, "--oauth-client-secret-file", secret), 0)
        assert t.asked[0]["client_secret"] == "cl&ent=s%cret"


@test("files that others can read, are empty or not there: nobody is asked")
def _():
    fresh()
    with TokenServer(GOOD) as t, taking_tokens() as s:
        os.chmod(harness.path("refresh"), 0o640)
        expect(mail(s, t), 66, "chmod 600")
        harness.write("refresh", "\n")
        expect(mail(s, t), 66, "is empty")
        os.unlink(harness.path("refresh"))
        expect(mail(s, t), 66, "No such file")
        fresh()
        expect(mail(s, t, "--oauth-client-secret-file", harness.path("nothing")), 66, "No such file")
        assert not t.asked and s.count == 0


@test("the server's refusal is the sentence, with what to do, and without the refresh token that it repeats")
def _():
    fresh()
    with taking_tokens() as s:
        with TokenServer((400, {"error": "invalid_grant", "error_description": f"{REFRESH} was revoked"})) as t:
            expect(mail(s, t), 77, "invalid_grant", "<secret> was revoked", "log in again")
        with TokenServer((503, b"busy")) as t:
            expect(mail(s, t), 75, "503")
        assert s.count == 0


@test("secrets go to nobody else: no redirect, no http but to this machine, no other authority, no other name, no user in the URL")
def _():
    fresh()
    with taking_tokens() as s, TokenServer(GOOD) as other:
        with TokenServer(lambda h: h.reply(307, b"", [("Location", other.url)])) as t:
            expect(mail(s, t), 77, "307")
            assert not other.asked and len(t.asked) == 1
        expect(mail(s, other, ca="foreign-ca.pem"), 77, "token server")
        with TokenServer(GOOD, cert="other-name") as t:
            expect(mail(s, t), 77, "token server")
            assert not t.asked
        with TokenServer(GOOD, tls=False) as t:
            t.url = t.url.replace("127.0.0.1", "mail.example.net")
            expect(mail(s, t), 64, "https")
            t.url = t.url.replace("mail.example.net", "127.0.0.1")
            expect(mail(s, t), 0)
        other.url = other.url.replace("https://", "https://ada:pw@")
        expect(mail(s, other), 64, "https")
        assert not other.asked


@test("a token server that floods, drips, stalls or talks nonsense: one sentence, in time, and no mail server is called")
def _():
    fresh()

    def flood(h):
        h.send_response(200)
        h.end_headers()
        while True:
            h.wfile.write(b"x" * 4096)

    def headers(h):
        h.send_response(200)
        while True:
            h.send_header("X-More", "x" * 4000)
            h.flush_headers()

    def stall(h):
        h.send_response(200)
        h.flush_headers()
        h.connection.settimeout(10)
        h.rfile.read(1)

    cases = [(flood, 76, "64 KiB"), (headers, 76, "64 KiB"), (stall, 75, "token server"), ((200, b"<html>"), 76, "JSON"), ((200, {}), 76, "no access token"),
             ((200, {"access_token": "a\r\nb"}), 76, "no access token"), ((200, b"[" * 60000), 76, "JSON")]
    with taking_tokens() as s:
        for answer, code, words in cases:
            with TokenServer(answer) as t:
                began = time.monotonic()
                expect(mail(s, t, timeout="1" if answer is stall else "10"), code, words)
                assert time.monotonic() - began < 8
        assert s.count == 0


@test("wax check asks for a fresh token, whatever is kept")
def _():
    fresh()
    with TokenServer(GOOD) as t, taking_tokens() as s:
        for _ in range(2):
            r = wax("check", s.url(), "--connect-to", "127.0.0.1", "--ca-file", harness.path("ca.pem"), "--timeout", "10",
                    *options(t.url, ca="ca.pem"), env={"XDG_CACHE_HOME": CACHE})
            assert ACCESS not in r.out + r.err
        assert len(t.asked) == 2 and is_told(s)


if __name__ == "__main__":
    harness.end()
