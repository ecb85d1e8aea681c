"""dkim -- signatures made by Wax, judged by verifiers that are not ours: python3-dkim and OpenDKIM.  Prints TAP.

    dkim_test.py PROGRAM            dkim_cases, which signs thousands of mails of hostile shape

Knows keys and how verifiers are asked; the domain's records are handed to them, so that no name is looked up.  Where a verifier is not
installed its tests are skipped, by name.
"""
import base64
import os
import re
import shutil
import subprocess
import sys

sys.dont_write_bytecode = True
from verify import Skip, begin, end, python_with, test

python_with("dkim")
PATHS = os.environ["PATH"] + ":/usr/sbin:/sbin"         # where opendkim is, also for those who are not root
SEED, MAILS, FOR_OPENDKIM = 20261124, 1200, 60
folder = begin("wax-dkim-")


def make_key(name, *how):
    """A fresh private key in the folder; the p= of its record."""
    path = os.path.join(folder, f"{name}.pem")
    subprocess.run(["openssl", "genpkey", *how, "-out", path], check=True, capture_output=True)
    der = subprocess.run(["openssl", "pkey", "-in", path, "-pubout", "-outform", "DER"], check=True, capture_output=True).stdout
    return base64.b64encode(der[-32:] if name == "ed25519" else der).decode()


RECORDS = {"rsa._domainkey.example.org": "v=DKIM1; k=rsa; p=" + make_key("rsa", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:1024"),
           "ed25519._domainkey.example.org": "v=DKIM1; k=ed25519; p=" + make_key("ed25519", "-algorithm", "ED25519")}


def signed(n):
    """The mails, as bytes."""
    out = subprocess.run([sys.argv[1], folder, str(SEED), str(n)], check=True, stdout=subprocess.PIPE).stdout
    while out:
        length, _, out = out.partition(b"\n")
        yield out[:int(length)]
        out = out[int(length):]


def signatures(mail):
    return len(re.findall(rb"^DKIM-Signature:", mail.partition(b"\r\n\r\n")[0], re.M))


def verify(mail, index):
    import dkim
    return dkim.DKIM(mail).verify(idx=index, dnsfunc=lambda name, timeout=5: RECORDS[name.decode().rstrip(".")].encode())


def verified(mail, index):
    import dkim
    try:
        return verify(mail, index)
    except dkim.DKIMException:
        return False


@test("python3-dkim verifies thousands of signatures, each form of each on mails of hostile shape")
def _():
    try:
        import dkim                 # noqa: F401
        import nacl.signing         # noqa: F401
    except ImportError as why:
        raise Skip(f"{why.name} is not installed (python3-dkim, python3-nacl)") from None
    count = 0
    for mail in signed(MAILS):
        for index in range(signatures(mail)):
            assert verify(mail, index), (index, mail)
            count += 1
    assert count > 2000, count


@test("python3-dkim finds each change of a signed body or From")
def _():
    try:
        import dkim                 # noqa: F401
    except ImportError:
        raise Skip("python3-dkim is not installed") from None
    for mail in signed(50):
        forged = [mail + b"more\r\n" if b"\r\n\r\n" in mail else mail + b"\r\nmore\r\n",
                  mail.replace(b"<ada@example.org>", b"<eve@example.org>", 1)]
        for other in forged:
            assert other != mail and not any(verified(other, i) for i in range(signatures(mail))), other


def relaxed(mail):
    """How many signatures leave white space in the header alone.  opendkim's test mode does not keep the space behind a colon, as a milter does not."""
    return len(re.findall(rb"c=relaxed/\w+; d=example.org;", mail))


@test("opendkim verifies the signatures of some hundred of them")
def _():
    program = shutil.which("opendkim", path=PATHS)
    if not program:
        raise Skip("opendkim is not installed")
    records, config, path = (os.path.join(folder, name) for name in ("records", "opendkim.conf", "mail.eml"))
    with open(records, "w", encoding="ascii") as f:
        f.writelines(f"{name} {text}\n" for name, text in RECORDS.items())
    with open(config, "w", encoding="ascii") as f:
        f.write(f"Mode v\nTestDNSData file:{records}\nMinimumKeyBits 1024\n")
    judged = 0
    for mail in signed(FOR_OPENDKIM):
        with open(path, "wb") as f:
            f.write(mail)
        done = subprocess.run([program, "-x", config, "-vv", "-t", path], capture_output=True, text=True, errors="replace")
        said = done.stdout + done.stderr
        assert said.count("dkim=pass") >= relaxed(mail), (said, mail)
        judged += relaxed(mail)
    assert judged > FOR_OPENDKIM / 2, judged


if __name__ == "__main__":
    end()
