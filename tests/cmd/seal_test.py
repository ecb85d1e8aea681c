"""wax send signs and encrypts for people: what arrives is taken apart by the openssl command and by GnuPG, which share no code with Wax's own."""
import email
import email.policy
import os
import shutil
import subprocess
import tempfile

import harness
from harness import Skip, expect, test, wax
from servers import Plan, Server

harness.begin()
ENVELOPE = ["--connect-to", "127.0.0.1", "--ca-file", harness.path("ca.pem"), "--from", "ada@example.org", "--timeout", "20"]
TO = ["--to", "grace@example.net"]
TEXT = "From here on:\n-- \nSmörgås\n"


def run(*args, **kw):
    return subprocess.run(args, check=True, capture_output=True, **kw)


def person(name, *key):
    """A key and a certificate of their own making, in one file."""
    path, mailbox = harness.path(name + ".pem"), {"ada": "ada@example.org", "grace": "grace@example.net"}[name]
    run("openssl", "req", "-x509", "-nodes", "-newkey", *key, "-keyout", path + ".key", "-out", path + ".crt", "-days", "2", "-subj", f"/CN={name}",
        "-addext", f"subjectAltName=email:{mailbox}", "-addext", "keyUsage=critical,digitalSignature,keyEncipherment,keyAgreement",
        "-addext", "extendedKeyUsage=emailProtection")
    with open(path, "w", encoding="ascii") as to:
        for part in (".crt", ".key"):
            with open(path + part, encoding="ascii") as f:
                to.write(f.read())
    return path


ADA = person("ada", "rsa:2048")
GRACE = person("grace", "ec", "-pkeyopt", "ec_paramgen_curve:P-256")


GNUPG = tempfile.TemporaryDirectory(prefix="wax-gpg-", dir="/tmp")      # short: the agent's socket is in it, and its name has a limit
WITH_PGP = shutil.which("gpg") and "GPGME" in wax("--version").out


def send(server, *args):
    return wax("send", "--server", server.url(), *ENVELOPE, *args, env={"GNUPGHOME": GNUPG.name})


def arrived(*args):
    plan = Plan()
    with Server(plan) as s:
        expect(send(s, *args), 0)
    return plan.mails[0]


def refused(code, *args, words=()):
    """Before anybody is called."""
    plan = Plan()
    with Server(plan) as s:
        expect(send(s, *args), code, *words, none_of=["sent:"])
        assert s.count == 0


def text_of(entity):
    """What a reader shows of a MIME entity."""
    return email.message_from_bytes(entity, policy=email.policy.default).get_body().get_content().replace("\r\n", "\n")


# -- S/MIME -------------------------------------------------------------------------------------------------------

def verified(mail):
    return run("openssl", "cms", "-verify", "-in", "/dev/stdin", "-noverify", "-certfile", ADA, input=mail).stdout


def decrypted(mail, who):
    return run("openssl", "cms", "-decrypt", "-inkey", who, "-recip", who, input=mail).stdout


@test("openssl verifies a signed mail, and Python reads its text as it was")
def _():
    for mail in (["--subject", "x", "--text", TEXT], ["--subject", "x", "--text", TEXT, "--attach", ADA]):
        got = arrived(*TO, *mail, "--smime-cert", ADA)
        parsed = email.message_from_bytes(got, policy=email.policy.default)
        assert parsed.get_content_type() == "multipart/signed" and parsed["subject"] == "x", got
        assert text_of(verified(got)) == TEXT, got
        assert text_of(got) == TEXT, got


@test("openssl finds a change of a signed text")
def _():
    got = arrived(*TO, "--text", "pay 10", "--smime-cert", ADA, "--smime-key", ADA)
    assert verified(got)
    try:
        verified(got.replace(b"pay 10", b"pay 99"))
    except subprocess.CalledProcessError:
        return
    assert False, "a forged mail was verified"


@test("openssl decrypts for each reader what was encrypted for all of them, signed inside, by CBC and by GCM")
def _():
    for more in ([], ["--smime-gcm"]):
        got = arrived(*TO, "--text", TEXT, "--smime-to", GRACE, "--smime-to", ADA, "--smime-cert", ADA, *more)
        assert b"multipart/signed" not in got and b"text/plain" not in got
        for who in (GRACE, ADA):
            assert text_of(verified(decrypted(got, who))) == TEXT


@test("a ready-made mail of megabytes is encrypted in its place")
def _():
    big = harness.write("big.eml", "From: ada@example.org\nSubject: x\n\n" + "".join(f"line {n}\n" for n in range(300000)))
    got = arrived(*TO, big, "--smime-to", GRACE)
    assert decrypted(got, GRACE).endswith(b"line 299999\r\n") and b"line 1\r\n" in decrypted(got, GRACE)


@test("what can't be sealed is not sent, and the reason is told")
def _():
    for code, args, word in (
            (64, ["--smime-key", ADA], "--smime-cert FILE is missing"),
            (64, ["--smime-gcm"], "--smime-to FILE is missing"),
            (64, ["--smime-cert", ADA, "--pgp-sign", "ada@example.org"], "exclude each other"),
            (64, ["--smime-to", ADA, "--pgp-to", "ada@example.org"], "exclude each other"),
            (66, ["--smime-to", harness.path("absent.pem")], "No such file"),
            (64, ["--smime-to", ADA], "grace@example.net could not read the mail"),
            (64, ["--smime-to", GRACE, "--bcc", "grace@example.net"], "can't have a Bcc")):
        refused(code, *TO, "--text", "x", *args, words=[word])


# -- OpenPGP ------------------------------------------------------------------------------------------------------

def gpg(*args, **kw):
    return run("gpg", "--homedir", GNUPG.name, "--batch", "--pinentry-mode", "loopback", "--passphrase", "", *args, **kw)


def need_keys():
    if not WITH_PGP:
        raise Skip("GnuPG is not installed, or wax was built without GPGME")
    if not os.path.exists(os.path.join(GNUPG.name, "pubring.kbx")):
        for who in ("Ada <ada@example.org>", "Grace <grace@example.net>"):
            gpg("--quick-gen-key", who, "future-default", "default", "2d")


def fingerprint(who):
    lines = gpg("--with-colons", "--list-keys", who).stdout.decode().splitlines()
    return next(line.split(":")[9] for line in lines if line.startswith("fpr:"))


def is_good(mail):
    """The signature beside a mail, held by GnuPG against the exact bytes of the part before it."""
    boundary = email.message_from_bytes(mail).get_boundary().encode()
    part, signature = (p.removeprefix(b"\r\n") for p in mail.split(b"--" + boundary)[1:3])
    paths = [harness.write("part", part.removesuffix(b"\r\n")), harness.write("part.asc", signature.partition(b"\r\n\r\n")[2])]
    return subprocess.run(["gpg", "--homedir", GNUPG.name, "--batch", "--verify", paths[1], paths[0]], capture_output=True, check=False).returncode == 0


@test("GnuPG verifies a signed mail, and finds a change of it")
def _():
    need_keys()
    got = arrived(*TO, "--subject", "x", "--text", TEXT, "--pgp-sign", "ada@example.org")
    parsed = email.message_from_bytes(got, policy=email.policy.default)
    assert parsed["content-type"].params["protocol"] == "application/pgp-signature" and parsed["content-type"].params["micalg"].startswith("pgp-sha"), got
    assert text_of(got) == TEXT and is_good(got), got
    assert not is_good(got.replace(b"here on", b"here of"))


@test("GnuPG decrypts for each reader, named by address or by fingerprint, and finds the signed mail inside")
def _():
    need_keys()
    got = arrived(*TO, "--text", TEXT, "--pgp-to", "grace@example.net", "--pgp-to", fingerprint("ada@example.org"), "--pgp-sign", fingerprint("ada@example.org"))
    parts = email.message_from_bytes(got, policy=email.policy.default)
    assert parts.get_content_type() == "multipart/encrypted" and parts.get_payload(0).get_content().decode().strip() == "Version: 1", got
    plain = gpg("--decrypt", input=parts.get_payload(1).get_content()).stdout
    assert plain.startswith(b"Content-Type: multipart/signed;") and text_of(plain) == TEXT, plain
    assert is_good(plain)


@test("a key that is not there, is not theirs or is not sure is not used")
def _():
    need_keys()
    if not os.path.exists(harness.path("stranger")):
        gpg("--quick-gen-key", "Eve <eve@example.com>", "future-default", "default", "2d")
        with open(harness.path("stranger"), "wb") as f:
            f.write(b"%s:3:\n" % fingerprint("eve@example.com").encode())
        gpg("--import-ownertrust", harness.path("stranger"))        # 3: not to be taken for hers
    for code, to, args, word in (
            (65, "a@x.org", ["--pgp-sign", "nobody@example.org"], "your keyring has no secret OpenPGP key of nobody@example.org"),
            (65, "a@x.org", ["--pgp-to", "race@example.net"], "your keyring has no public OpenPGP key of race@example.net"),
            (64, "a@x.org", ["--pgp-to", "Grace"], "is neither"),
            (64, "a@x.org", ["--pgp-to", "grace@example.net"], "a@x.org could not read the mail"),
            (65, "eve@example.com", ["--pgp-to", "eve@example.com"], "GnuPG is not sure")):
        refused(code, "--to", to, "--text", "x", *args, words=[word])


try:
    harness.end()
finally:
    if shutil.which("gpgconf"):
        subprocess.run(["gpgconf", "--homedir", GNUPG.name, "--kill", "all"], capture_output=True, check=False)
