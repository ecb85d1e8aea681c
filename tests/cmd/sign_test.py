"""wax send signs: the signature stands in front of what arrives, and a mail that can't be signed is not sent."""
import os
import re
import subprocess

import harness
from harness import expect, test, wax
from servers import Plan, Server

harness.begin()
ENVELOPE = ["--connect-to", "127.0.0.1", "--ca-file", harness.path("ca.pem"), "--from", "ada@example.org", "--to", "grace@example.net", "--timeout", "10"]


def key(name, *how):
    subprocess.run(["openssl", "genpkey", *how, "-out", harness.path(name)], check=True, capture_output=True)
    return harness.path(name)


RSA = key("rsa.pem", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048")
WEAK = key("weak.pem", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:1024")
TINY = key("tiny.pem", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:768")
ED25519 = key("ed25519.pem", "-algorithm", "ED25519")
READY = harness.write("ready.eml", "From: ada@example.org\nSubject: x\n\nhello\n")
DKIM = ["--dkim-domain", "example.org"]


def send(server, *args):
    return wax("send", "--server", server.url(), *ENVELOPE, *args)


def arrived(*args, words=()):
    plan = Plan()
    with Server(plan) as s:
        expect(send(s, *args), 0, *words)
    return plan.mails[0].decode()


def refused(code, *args, words=()):
    """Before anybody is called."""
    plan = Plan()
    with Server(plan) as s:
        expect(send(s, *args), code, *words, none_of=["sent:"])
        assert s.count == 0


@test("a new mail and a ready-made one arrive with the signature in front, of the size that was declared")
def _():
    for mail in (["--text", "hello"], [READY]):
        got = arrived(*mail, *DKIM, "--dkim-selector", "s1", "--dkim-key", RSA)
        assert re.match(r"DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=example.org; s=s1;\r\n", got), got
        assert "hello\r\n" in got


@test("each pair of selector and key makes a signature")
def _():
    got = arrived("--text", "hello", *DKIM, "--dkim-selector", "r", "--dkim-key", RSA, "--dkim-selector", "e", "--dkim-key", ED25519)
    assert set(re.findall(r"a=(\S+);.*\r?\n? ?s=(\w)", got)) == {("rsa-sha256", "r"), ("ed25519-sha256", "e")}, got


@test("a key of 1024 bits is used with a warning, one of fewer is refused")
def _():
    arrived("--text", "hello", *DKIM, "--dkim-selector", "s1", "--dkim-key", WEAK, words=["less than 2048 bits"])
    refused(65, "--text", "hello", *DKIM, "--dkim-selector", "s1", "--dkim-key", TINY, words=["768 bits"])


@test("options that lack each other, or a key that is not there, end it before anybody is called")
def _():
    refused(64, "--text", "x", *DKIM, words=["--dkim-key is missing"])
    refused(64, "--text", "x", "--dkim-selector", "a", "--dkim-key", RSA, words=["--dkim-domain is missing"])
    refused(64, "--text", "x", *DKIM, "--dkim-selector", "a", "--dkim-selector", "b", "--dkim-key", RSA, words=["2 and 1"])
    refused(66, "--text", "x", *DKIM, "--dkim-selector", "a", "--dkim-key", harness.path("absent.pem"), words=["absent.pem", "No such file"])


@test("a signed mail that may be binary goes encoded, also where binary is offered; one that must be is refused")
def _():
    binary, dkim = ["--binary", "--attach", harness.write("all.bin", bytes(range(256)))], [*DKIM, "--dkim-selector", "s1", "--dkim-key", RSA]
    plan = Plan(offers=["CHUNKING", "BINARYMIME"])
    with Server(plan) as s:
        expect(send(s, *binary, *dkim), 64, "signed or encrypted")
        assert not plan.mails
        expect(send(s, *binary, *dkim, "--if-offered"), 0)
    mail = b"".join(plan.mails)
    assert mail.startswith(b"DKIM-Signature") and b"Content-Transfer-Encoding: base64" in mail and bytes(range(256)) not in mail, mail


@test("a file that grows between its being signed and its being sent is not sent to its end")
def _():
    path = harness.write("grows.bin", b"x" * 100000)
    plan = Plan()
    with Server(plan) as s:
        process = harness.start("send", "--server", s.url(), *ENVELOPE, "--attach", path, *DKIM, "--dkim-selector", "s1", "--dkim-key", RSA,
                                "--password-command", f"sh -c 'echo more >> {path}; echo secret'", "--user", "ada")
        r = harness.finish(process)
    assert r.code != 0 and not plan.mails and os.path.getsize(path) > 100000, r


if __name__ == "__main__":
    harness.end()
