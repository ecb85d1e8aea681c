"""What a person types: options, addresses, files, help.  Nothing here reaches a server."""
import os
import subprocess

import harness
from harness import expect, test, wax

harness.begin()
SERVER = ["--server", "submission://mail.example.net:9"]
WHO = ["--from", "ada@example.org", "--to", "grace@example.net"]
BASE = [*SERVER, *WHO]
TEXT = ["--text", "hello"]


@test("a missing server is told, with what to write")
def _():
    expect(wax("send", *WHO, *TEXT, env={"HOME": harness.folder.name}), 64, "--server submission://", "smtps://", "`wax account add`", none_of=["msmtp"])


@test("a missing server: who has an msmtprc is told how to take it over, who has accounts how to name one")
def _():
    os.makedirs(harness.path("msmtp/home"))
    harness.write("msmtp/home/.msmtprc", "account default\nhost mail.example.org\n")
    expect(wax("send", *WHO, *TEXT, env={"HOME": harness.path("msmtp/home")}), 64, "`wax config import msmtp --write`", "`wax account add`", "--server submission://")
    hosts = harness.write("hosts", "account a\nserver smtp://a.example\naccount b\nserver smtp://b.example\n")
    expect(wax("send", *WHO, *TEXT, env={"HOME": harness.path("msmtp/home"), "WAX_HOST_CONFIG": hosts}), 64, "none is the default: --account NAME", "wax config show",
           none_of=["msmtp", "account add"])


@test("a missing sender, recipient or text is told, each in its own sentence, all at once")
def _():
    r = wax("send")
    expect(r, 64, "--server", "--from", "--to", "--text")
    assert len(r.err.splitlines()) == 4, r


@test("a ready-made mail needs its envelope, and its header is not read for it")
def _():
    mail = harness.write("mail.eml", "From: a@example.org\r\nTo: b@example.net\r\n\r\nhi\r\n")
    expect(wax("send", *SERVER, "--from", "ada@example.org", mail), 64, "--to", "not read for that")
    expect(wax("send", *SERVER, "--to", "ada@example.org", mail), 64, "--from", "not read for that")


@test("a new mail's parts and a ready-made mail exclude each other")
def _():
    for part in ("subject", "text", "html"):
        expect(wax("send", *BASE, "--" + part, "x", "mail.eml"), 64, "--" + part, "ready-made")
    expect(wax("send", *BASE, "one.eml", "two.eml"), 64, "one mail at a time")


@test("an unknown option names the nearest")
def _():
    expect(wax("send", *BASE, *TEXT, "--sever", "x"), 64, "did you mean --server?")
    expect(wax("send", *BASE, *TEXT, "--time", "3"), 64, "did you mean --timeout?")
    expect(wax("send", *BASE, *TEXT, "--xyzzyqwert"), 64, "wax send --help")
    expect(wax("send", *BASE, *TEXT, "-v"), 64, "options are words")


@test("there is no option for a password, it says why, and does not repeat what was typed")
def _():
    expect(wax("send", *BASE, *TEXT, "--password", "hunter2"), 64, "--password-command", "WAX_PASSWORD", none_of=["hunter2"])
    expect(wax("send", *BASE, *TEXT, "--password=hunter2"), 64, "--password-command", none_of=["hunter2"])
    expect(wax("send", *BASE, *TEXT, "--pasword=hunter2"), 64, none_of=["hunter2"])


@test("a password in the URL is refused and not repeated")
def _():
    for url in ("submission://ada:hunter2@mail.example.net", "ada:hunter2@mail.example.net", "http://ada:hunter2@mail.example.net",
                "submission://ada:hunter2@", "submission://ada:hunter2@@mail.example.net", "smtp:ada:hunter2@mail.example.net"):
        expect(wax("send", "--server", url, *WHO, *TEXT, env={"WAX_PASSWORD": "x"}), 64, "password", none_of=["hunter2"])


@test("a URL that is none is told")
def _():
    for url in ("mail.example.net", "http://mail.example.net", "smtp://", "submission://mail.example.net:99999", "smtp://mail example",
                "smtp://mail.example.net:", "smtp://mail.example.net/path", "smtp://[::1"):
        expect(wax("send", "--server", url, *WHO, *TEXT, "--timeout", "5"), 64)


@test("options: a value that is missing, a flag with a value, one option twice")
def _():
    expect(wax("send", *BASE, *TEXT, "--subject"), 64, "--subject needs a value: --subject TEXT")
    expect(wax("send", *BASE, *TEXT, "--trace=yes"), 64, "takes no value")
    expect(wax("send", *BASE, *TEXT, "--text", "again"), 64, "twice")


@test("--timeout is a number of seconds, and says so")
def _():
    for wrong in ("0", "-1", "x", "", "1e3", "inf", "nan", "99999999999999999999", "1,5", "0.0001", "5s"):
        expect(wax("send", *BASE, *TEXT, "--timeout=" + wrong), 64, "--timeout is a number of seconds")


@test("--tls knows three words, and none that contradicts the URL")
def _():
    expect(wax("send", *BASE, *TEXT, "--tls", "off"), 64, "required, opportunistic or insecure-none")
    for mode in ("opportunistic", "insecure-none"):
        expect(wax("send", "--server", "smtps://mail.example.net", *WHO, *TEXT, "--tls", mode), 64, "TLS from the first byte")


@test("a password without a user, and a user without a password")
def _():
    expect(wax("send", *BASE, *TEXT, "--password-command", "true"), 64, "--user")
    expect(wax("send", *BASE, *TEXT, "--auth", "PLAIN"), 64, "--user")
    expect(wax("send", *BASE, *TEXT, "--user", "ada"), 64, "--password-command", "WAX_PASSWORD")
    expect(wax("send", *BASE, *TEXT, "--user", "ada", "--password-command", "true", "--password-file", "x"), 64, "which one")


@test("a password for a login that uses none is a usage error: one of the two is a slip")
def _():
    for mechanism in ("GSSAPI", "external", "ANONYMOUS"):
        expect(wax("send", *BASE, *TEXT, "--user", "ada", "--auth", mechanism, "--password-file", "/dev/null"), 64, "shows no password")


# -- files ---------------------------------------------------------------------------------------------------------

@test("files that can't be read are named, with the reason: the mail")
def _():
    expect(wax("send", *BASE, harness.path("missing.eml")), 66, "missing.eml", "No such file")
    expect(wax("send", *BASE, harness.folder.name), 66, harness.folder.name, "folder")


@test("files that can't be read are named, with the reason: the roots")
def _():
    expect(wax("send", *BASE, *TEXT, "--ca-file", harness.path("missing.pem")), 66, "missing.pem", "No such file")
    expect(wax("send", *BASE, *TEXT, "--ca-file", harness.folder.name), 66, "folder")


@test("a file that may not be read is named, with the reason")
def _():
    if os.geteuid() == 0:
        drop = {"user": 65534, "group": 65534, "extra_groups": []}
        os.chmod(harness.folder.name, 0o755)
    else:
        drop = {}
    secret = harness.write("secret.eml", "Subject: x\r\n\r\nx\r\n", 0o000)
    expect(wax("send", *BASE, secret, **drop), 66, "secret.eml", "Permission denied")
    expect(wax("send", *BASE, *TEXT, "--user", "a", "--password-file", secret, **drop), 66, "secret.eml", "Permission denied")


@test("a mail that breaks the rules is refused with its line, before anybody is called")
def _():
    for body in (b"x" * 999 + b"\r\n", b"a\0b\r\n"):
        mail = harness.write("bad.eml", b"Subject: x\r\n\r\n" + body)
        r = wax("send", *BASE, "--timeout", "5", mail)
        expect(r, 65, "3")


@test("a mail on standard input that never ends is waited for no longer than was said")
def _():
    read_end, write_end = os.pipe()
    os.write(write_end, b"Subject: x\r\n\r\n")
    expect(wax("send", *BASE, "--timeout", "0.3", "-", stdin=read_end), 75, "standard input", "in time")
    os.close(read_end)
    os.close(write_end)


@test("a pipe without a writer is waited for no longer than was said")
def _():
    fifo = harness.path("fifo")
    os.mkfifo(fifo)
    expect(wax("send", *BASE, "--timeout", "0.3", fifo), 75, "fifo", "in time")


# -- what is printed -----------------------------------------------------------------------------------------------

@test("--json tells a usage error as well, in one object")
def _():
    j = wax("send", *BASE, "--json").json()
    assert j["status"] == "usage" and j["exit"] == 64 and j["recipients"] == [] and j["tls"] is None, j
    j = wax("send", *BASE, "--json", "--subject", 'a"\\\x1b').json()
    assert "--subject" in j["error"], j


@test("help fits a screen of 24 lines and 80 columns, has an example, and names every option")
def _():
    for args in (["--help"], ["help"], ["send", "--help"], ["help", "send"], ["sink", "--help"], ["help", "sink"],
                 ["send", "--help-tls"], ["check", "--help-tls"], ["send", "--help-login"], ["send", "--help-asks"], ["send", "--help-sign"], ["send", "--help-each"], ["send", "--help-diagnose"], ["send", "--help-route"], ["check", "--help-route"], ["check", "--help-diagnose"], ["check", "--help-login"],
                 ["send", "--help-account"], ["check", "--help-account"], ["sendmail", "--help"], ["help", "sendmail"], ["account", "--help"], ["help", "account"],
                 ["completion", "--help"], ["account", "--help-login"], ["account", "--help-tls"], ["account", "--help-route"]):
        r = wax(*args)
        assert r.code == 0 and not r.err, r
        lines = r.out.splitlines()
        assert len(lines) <= 23 and max(map(len, lines)) <= 79, (len(lines), max(lines, key=len))
        assert any(example in r.out for example in ("wax send --server", "wax sink --", "wax check submission://", "wax check URL --netrc", "wax send --netrc", "| wax sendmail -i", "wax send -a", "wax check -a", "wax account add", "wax completion bash")), r
    for option in ("server", "from", "to", "cc", "bcc", "subject", "text", "html", "user", "password-command", "password-file", "auth", "tls",
                   "ca-file", "verify-name", "connect-to", "ehlo-name", "timeout", "trace", "json", "quiet"):
        assert "--" + option in wax("send", "--help").out, option
    expect(wax("sink", "--help-tls"), 64, "no option")


@test("without a command, or with one that is none, it helps")
def _():
    r = wax()
    assert r.code == 64 and "Usage: wax COMMAND" in r.err and not r.out, r
    expect(wax("sned"), 64, "did you mean `wax send`?")
    expect(wax("frobnicate"), 64, "wax help")


@test("--version names version, parts and features")
def _():
    r = wax("--version")
    assert r.code == 0 and r.out.startswith("wax 0.") and "OpenSSL 3" in r.out and "libuv" in r.out and "STARTTLS" in r.out, r


@test("a help page that can't be written is an error")
def _():
    with open("/dev/full", "wb") as full:
        for args in (["--version"], ["--help"], ["send", "--help"]):
            expect(wax(*args, stdout=full), 74, "standard output")


@test("a closed standard output, input or error is survived")
def _():
    for closing in (">&-", "<&-", "2>&-", ">&- <&- 2>&-"):
        done = subprocess.run(["sh", "-c", f'"$0" send {closing}', harness.wax_path], capture_output=True, timeout=10)
        assert done.returncode in (64, 74), (closing, done)


# -- sink's options ------------------------------------------------------------------------------------------------

@test("sink: what can't be meant is told")
def _():
    for listen in ("2525", "localhost", "127.0.0.1:", ":25", "127.0.0.1:99999", "::1:25", "127.0.0.1:2x"):
        expect(wax("sink", "--listen", listen), 64, "HOST:PORT")
    expect(wax("sink", "--tls", "yes"), 64, "starttls, implicit or none")
    expect(wax("sink", "--auth", "ada"), 64, "USER:PASSWORD")
    expect(wax("sink", "--cert", "x"), 64, "go together")
    expect(wax("sink", "mails"), 64, "options only")
    expect(wax("sink", "--stor", "mails"), 64, "did you mean --store?")


@test("a start maps OpenSSL, libuv and the C library, and nothing that most mails never need")
def _():
    mapped = wax("--version", env={"LD_TRACE_LOADED_OBJECTS": "1"}).out
    names = {os.path.basename(line.split()[0]).split(".so")[0] for line in mapped.splitlines() if ".so" in line}
    ours, systems = {"libssl", "libcrypto", "libuv"}, {"linux-vdso", "ld-linux-x86-64", "ld-linux-aarch64", "libc", "libdl", "libpthread", "librt"}
    sanitizers = {"libasan", "libubsan", "libtsan", "libm", "libgcc_s", "libstdc++"}
    assert ours <= names <= ours | systems | sanitizers, names


if __name__ == "__main__":
    harness.end()
