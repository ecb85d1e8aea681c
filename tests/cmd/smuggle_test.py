"""What could break out of its line, or pass for another: addresses and names on the command line.  Nothing here reaches a server."""
import harness
from harness import expect, test, wax

harness.begin()
SERVER = ["--server", "submission://mail.example.net:9"]
BASE = [*SERVER, "--from", "ada@example.org", "--to", "grace@example.net"]
WHO = BASE[2:]
TEXT = ["--text", "hello"]

HOSTILE = {
    "a line feed": "grace@example.net\nRCPT TO:<eve@example.com>",
    "a carriage return": "grace@example.net\rX",
    "both": "grace@example.net\r\nBcc: eve@example.com",
    "a tab": "grace\t@example.net",
    "an escape sequence": "\x1b[2Jgrace@example.net",
    "a delete": "grace\x7f@example.net",
}


@test("addresses with line breaks and controls are usage errors, whichever option they stand in")
def _():
    for what, address in HOSTILE.items():
        for option in ("--to", "--cc", "--bcc"):
            r = wax("send", *BASE, *TEXT, option, address, "--timeout", "5")
            expect(r, 64, option, "remove it")
            assert "\x1b" not in r.err, f"{what} reached the terminal"
        expect(wax("send", *SERVER, "--from", address, "--to", "g@example.net", *TEXT), 64, "--from", "remove it")


@test("names with line breaks are usage errors: subject, user, ehlo name, host")
def _():
    for option in ("--subject", "--user", "--ehlo-name", "--verify-name", "--connect-to", "--auth"):
        expect(wax("send", *BASE, *TEXT, option, "x\r\nDATA"), 64, option, "remove it")
    expect(wax("send", "--server", "smtp://mail.example.net\r\nQUIT", *WHO, *TEXT), 64, "--server", "remove it")


@test("addresses that are none are usage errors with a sentence")
def _():
    for address in ("", " ", "grace", "@example.net", "grace@", "grace @ example .net x", "gr ace@example.net", "grace@exam ple.net",
                    "Grace <grace@example.net", "grace@example.net>", "<>", "a@b@c", "Grace", '"open@example.net', "a@example.net b@example.net",
                    "a@[", "<a@b> <c@d>"):
        expect(wax("send", *SERVER, "--from", "ada@example.org", "--to", address, *TEXT, "--timeout", "5"), 64)
        expect(wax("send", *SERVER, "--from", address, "--to", "g@example.net", *TEXT, "--timeout", "5"), 64)


@test("an address or name of 10,000 bytes is a usage error, told shortly")
def _():
    long = "a" * 10000
    for address in (long, long + "@example.net", "grace@" + long, "grace@" + ".".join(["abc"] * 2500)):
        r = wax("send", *SERVER, "--from", "ada@example.org", "--to", address, *TEXT, "--timeout", "5")
        expect(r, 64)
        assert len(r.err) < 2000, "the sentence repeats it all"
        expect(wax("send", *SERVER, "--from", address, "--to", "g@example.net", *TEXT, "--timeout", "5"), 64)
    for option in ("--ehlo-name", "--user", "--verify-name", "--connect-to", "--auth"):
        expect(wax("send", *BASE, *TEXT, option, long), 64, option, "bytes long")
    expect(wax("send", "--server", "smtp://" + long, *WHO, *TEXT), 64)
    expect(wax("send", "--server", "smtp://" + "a" * 1500, *WHO, *TEXT, "--timeout", "5"), 64)


@test("what is not UTF-8 is told")
def _():
    expect(wax("send", *SERVER, "--from", "ada@example.org", "--to", b"gr\xe4ce@example.net", *TEXT), 64, "not UTF-8")
    expect(wax("send", *BASE, *TEXT, "--subject", b"\xff"), 64, "not UTF-8")
    assert wax("send", *BASE, "--text", b"caf\xe9", "--timeout", "5").code in (64, 65)


@test("an EHLO name that is none is a usage error")
def _():
    for name in ("two words", "under<score>", ""):
        expect(wax("send", *BASE, *TEXT, "--ehlo-name", name, "--timeout", "5"), 64)


@test("one sender, and a new mail has one")
def _():
    expect(wax("send", *SERVER, "--from", "a@example.org, b@example.org", "--to", "g@example.net", *TEXT), 64, "one address")
    expect(wax("send", *SERVER, "--from", "", "--to", "g@example.net", *TEXT), 64, "--from is empty")


if __name__ == "__main__":
    harness.end()
