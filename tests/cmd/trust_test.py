"""What a server can be made to prove, and how we prove who we are: the options of send and check."""
import re

import harness
from harness import expect, test, wax
from servers import NAME, Plan, Server

harness.begin()
BASE = ["--from", "ada@example.org", "--to", "grace@example.net", "--text", "hello", "--timeout", "10"]
NOWHERE = ["send", "--server", "submission://127.0.0.1:9", *BASE]
OTHER_PIN = "key-sha256:" + "A" * 43 + "="


def send(server, *args, **more):
    return wax("send", "--server", server.url(), "--connect-to", "127.0.0.1", *BASE, *args, **more)


def pin_of(cert="good", kind="key_pin"):
    with Server(Plan(cert=cert)) as s:
        return wax("check", s.url(), "--connect-to", "127.0.0.1", "--ca-file", harness.path("ca.pem"), "--json").json()["chain"][0][kind]


def is_sent(result, server):
    expect(result, 0)
    assert b"MAIL FROM" in server.inside_text() and b"MAIL FROM" not in server.clear_text(), result


def is_refused(result, server, *words):
    expect(result, 77, *words)
    assert server.inside_text() == b"" and b"MAIL" not in server.clear_text(), result


# -- the server ------------------------------------------------------------------------------------------------------

@test("a folder of roots is trusted as a file is, and a folder of others is not")
def _():
    with Server(Plan()) as s:
        is_sent(send(s, "--ca-folder", harness.path("roots")), s)
    with Server(Plan(cert="foreign")) as s:
        is_refused(send(s, "--ca-folder", harness.path("roots")), s, "Somebody Else's Authority", "CA folder")


@test("a pin is demanded besides the chain, and a chain besides the pin")
def _():
    pin = pin_of()
    with Server(Plan()) as s:
        is_sent(send(s, "--ca-file", harness.path("ca.pem"), "--pin", OTHER_PIN, "--pin", pin), s)
    with Server(Plan()) as s:
        is_refused(send(s, "--pin", pin), s, "Wax Test Authority")


@test("another key than the one that is pinned is refused, with both pins of it to paste, and these work")
def _():
    with Server(Plan()) as s:
        r = send(s, "--ca-file", harness.path("ca.pem"), "--pin", OTHER_PIN)
        is_refused(r, s, "neither is pinned")
    pins = re.findall(r"(?:cert|key)-sha256:\S{44}", r.err)
    assert pins == [pin_of(kind="cert_pin"), pin_of()], r
    for pin in pins:
        with Server(Plan()) as s:
            is_sent(send(s, "--pin-only", "--pin", pin), s)


@test("--pin-only takes a self-signed certificate by its pin, and no other one")
def _():
    with Server(Plan(cert="self-signed")) as s:
        pin = re.search(r"key-sha256:\S{44}", send(s, "--pin-only", "--pin", OTHER_PIN).err)[0]
    with Server(Plan(cert="self-signed")) as s:
        is_sent(send(s, "--pin-only", "--pin", pin), s)
    with Server(Plan()) as s:
        is_refused(send(s, "--pin-only", "--pin", pin), s, "neither is pinned")


@test("an unknown server is refused with the line to paste, and with that line it is known")
def _():
    known = harness.path("known")
    with Server(Plan(cert="self-signed")) as s:
        r = send(s, "--known-servers", known)
        is_refused(r, s, "add this line")
    line = re.search(rf'"{known}": (\S+ key-sha256:\S+)', r.err)[1]
    assert line.startswith(NAME + " "), r
    harness.write("known", line + "\n")
    with Server(Plan(cert="self-signed")) as s:
        is_sent(send(s, "--known-servers", known), s)
    with Server(Plan()) as s:
        is_refused(send(s, "--known-servers", known, "--insecure-accept-new"), s, "has changed", "line 1")


@test("--insecure-accept-new believes whoever comes first, and writes it down for the next time")
def _():
    known = harness.path("accepted")
    with Server(Plan(cert="self-signed")) as s:
        is_sent(send(s, "--known-servers", known, "--insecure-accept-new"), s)
    with Server(Plan(cert="self-signed")) as s:
        is_sent(send(s, "--known-servers", known), s)
    with Server(Plan()) as s:
        is_refused(send(s, "--known-servers", known, "--insecure-accept-new"), s, "has changed")


@test("what was demanded is demanded where TLS is opportunistic as well")
def _():
    with Server(Plan()) as s:
        is_refused(send(s, "--tls", "opportunistic", "--pin-only", "--pin", OTHER_PIN), s, "neither is pinned")


# -- ourselves -------------------------------------------------------------------------------------------------------

CLIENT = ["--cert", harness.path("client.pem"), "--key", harness.path("client.key")]
PKCS12 = ["--pkcs12", harness.path("client.p12"), "--pkcs12-password-file", harness.write("p12-password", "sesame\n")]
FROM_STORE = ["--identity", "file:" + harness.write("both.pem", open(CLIENT[1]).read() + open(CLIENT[3]).read())]


def knows_us(*more, auth=None):
    """A server that wants a client certificate, and what was sent to it."""
    plan = Plan(offers=[auth] if auth else [], login=False, client_ca="ca.pem")
    with Server(plan) as s:
        return send(s, "--ca-file", harness.path("ca.pem"), *more), s


@test("a client certificate is shown, from PEM, from PKCS#12 and from a store")
def _():
    for identity in (CLIENT, PKCS12, FROM_STORE):
        is_sent(*knows_us(*identity))
    r, s = knows_us()
    expect(r, 76, "wants a client certificate")
    assert s.inside_text() == b""


@test("EXTERNAL needs no password and no name, and says a name that is given")
def _():
    for who, response in ((["--user", "ada"], b"AUTH EXTERNAL YWRh\r\n"), ([], b"AUTH EXTERNAL =\r\n")):
        r, s = knows_us("--auth", "external", *CLIENT, *who, auth="AUTH EXTERNAL")
        is_sent(r, s)
        assert response in s.inside_text() and b"AUTH" not in s.clear_text(), s.inside_text()


@test("ANONYMOUS logs in with our word or one that says nothing; WAX_PASSWORD is not shown")
def _():
    for who, response in ((["--user", "a guest"], b"AUTH ANONYMOUS YSBndWVzdA==\r\n"), ([], b"AUTH ANONYMOUS YW5vbnltb3Vz\r\n")):
        with Server(Plan(offers=["AUTH ANONYMOUS"], login=False)) as s:
            is_sent(send(s, "--ca-file", harness.path("ca.pem"), "--auth", "ANONYMOUS", *who, env={"WAX_PASSWORD": "sesame"}), s)
            assert response in s.inside_text() and b"c2VzYW1l" not in s.inside_text()


@test("EXTERNAL that is not offered, or is refused, ends it; nothing goes without the login")
def _():
    r, s = knows_us("--auth", "EXTERNAL", *CLIENT, auth="AUTH PLAIN")
    expect(r, 77, "does not offer the mechanism EXTERNAL")
    assert b"MAIL" not in s.inside_text()
    with Server(Plan(offers=["AUTH EXTERNAL"], login=False, client_ca="ca.pem", replies={"auth": "535 5.7.8 who?"})) as s:
        r = send(s, "--ca-file", harness.path("ca.pem"), "--auth", "EXTERNAL", *CLIENT)
        expect(r, 77, "somebody without a name", "535 5.7.8 who?")
        assert b"MAIL" not in s.inside_text()


@test("wax check logs in by EXTERNAL too")
def _():
    with Server(Plan(offers=["AUTH EXTERNAL"], login=False, client_ca="ca.pem")) as s:
        r = wax("check", s.url(), "--connect-to", "127.0.0.1", "--ca-file", harness.path("ca.pem"), "--auth", "EXTERNAL", *CLIENT)
        expect(r, 0)
        assert "the login was accepted" in r.out, r


# -- before anybody is called ----------------------------------------------------------------------------------------

@test("options that contradict each other, or lack each other, say what to do")
def _():
    cases = [(["--pin-only"], "--pin key-sha256:"), (["--insecure-accept-new"], "--known-servers FILE"),
             (["--cert", "x"], "--key FILE"), (["--key", "x"], "--cert FILE"), (["--pkcs12-password-file", "x"], "--pkcs12 FILE"),
             ([*CLIENT, "--pkcs12", "x"], "which one"), (["--pkcs12", "x", "--identity", "file:x"], "which one"),
             (["--known-servers", "x", "--ca-file", "y"], "leave one"), (["--pin-only", "--pin", OTHER_PIN, "--crl-file", "y"], "--crl-file"),
             (["--tls", "insecure-none", "--pin", OTHER_PIN], "about TLS"), (["--tls", "insecure-none", *CLIENT], "about TLS"),
             (["--auth", "EXTERNAL"], "--cert FILE"), (["--auth", "EXTERNAL", *CLIENT, "--password-command", "true"], "no password"),
             (["--auth", "ANONYMOUS", "--password-file", "x"], "no password"), (["--pin", "sha256:x"], "expected \"cert-sha256:\"")]
    for args, words in cases:
        r = wax(*NOWHERE, *args)
        expect(r, 64, words)
        assert len(set(r.err.splitlines())) == len(r.err.splitlines()), f"it is said twice: {r}"


@test("a PIN has no place on the command line, and is not repeated")
def _():
    expect(wax(*NOWHERE, "--identity", "pkcs11:token=x?pin-value=4711"), 64, "pin-source", none_of=["4711"])


@test("files are looked at before a password is asked for: those that are missing, and those that hold something else")
def _():
    flag = harness.path("was-asked")
    login = ["--user", "ada", "--password-command", f"touch {flag}"]
    missing, folder, mail = harness.path("missing"), harness.folder.name, harness.write("no.pem", "no certificate\n")
    cases = [(["--ca-folder", missing], 66, "--ca-folder"), (["--ca-folder", mail], 66, "no folder"), (["--crl-file", missing], 66, "--crl-file"),
             (["--crl-file", mail], 64, "the CRL file"), (["--known-servers", folder], 66, "a folder"), (["--cert", missing, "--key", missing], 66, "--key"),
             (["--cert", mail, "--key", CLIENT[3]], 64, "certificate chain"), (["--cert", CLIENT[1], "--key", harness.path("good.key")], 64, "together"),
             (["--pkcs12", missing], 66, "--pkcs12"), (["--pkcs12", mail], 64, "PKCS#12"), (["--pkcs12", PKCS12[1]], 64, "password"),
             ([*PKCS12[:3], mail], 64, "does not open"), ([*PKCS12[:3], missing], 66, "password file"), (["--identity", "file:" + missing], 64, "no key"),
             (["--pin", "x"], 64, "is no pin")]
    for args, code, words in cases:
        expect(wax(*NOWHERE, *login, *args), code, words, none_of=["no certificate\n"])
        expect(wax("check", "submission://127.0.0.1:9", *login, *args), code, words)
    assert not harness.exists("was-asked"), "the password was asked for first"


if __name__ == "__main__":
    harness.end()
