"""wax as sendmail: what programs pass to it is taken with the meaning they expect.

The calls are those of some fifty programs of a distribution, in words of our own; each goes to a sink, which keeps envelope and mail.
"""
import email
import email.policy
import json
import os
import pty
import re
import subprocess

import harness
from harness import expect, test
from servers import Plan, Server

harness.begin()
os.symlink(os.path.abspath(harness.wax_path), harness.path("sendmail"))
MAIL = b"From: Hugh <hugh@example.org>\nTo: tom@example.net\nCc: cara@example.net\nBcc: bea@example.net\nSubject: flags\n\nline\n.\nbehind\n"
HEADER_TO = ["bea@example.net", "cara@example.net", "tom@example.net"]
CALLER = "{me}"                     # whoever runs the test, at this host


class Sink:
    """with Sink() as s: run sendmail with s.env; s.mails() are what came, each (envelope, bytes)."""
    number = 0

    def __init__(self, *options):
        Sink.number += 1
        self.folder, self.options = harness.path(f"sink-{Sink.number}"), options

    def __enter__(self):
        os.mkdir(self.folder)
        self.process = subprocess.Popen([harness.wax_path, "sink", "--listen", "127.0.0.1:0", "--store", self.folder, *self.options],
                                        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        port = self.process.stdout.readline().strip().rpartition(":")[2]
        ca_file = self.process.stdout.readline().strip().removeprefix("CA file: ")
        self.env = {"WAX_SERVER": f"smtp://localhost:{port}", "SSL_CERT_FILE": ca_file, "NAME": "Ada L"}
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.communicate(timeout=harness.HANG_S)

    def mails(self):
        """Those since the last call."""
        found = []
        for name in sorted(os.listdir(self.folder)):
            path = os.path.join(self.folder, name)
            if name.endswith(".json"):
                with open(path, encoding="utf-8") as f, open(path[:-5] + ".eml", "rb") as mail:
                    found.append((json.load(f), mail.read()))
        for name in os.listdir(self.folder):
            os.unlink(os.path.join(self.folder, name))
        return found


NO_FILES = {"WAX_HOST_CONFIG": "", "WAX_ALIASES": "", "HOME": "/nonexistent", "XDG_CONFIG_HOME": ""}     # the tester's own configuration is not the test's


def sendmail(*args, stdin=b"", env={}, name="sendmail", **more):
    done = subprocess.run([name, *args], executable=harness.wax_path, input=stdin, capture_output=True, timeout=harness.HANG_S,
                          env=harness.environment({**NO_FILES, **env}), **more)
    return harness.Result(done.returncode, done.stdout, done.stderr)


def sent(sink, *args, stdin=MAIL, **more):
    """The one mail that this call sends: its envelope and its bytes."""
    r = sendmail(*args, stdin=stdin, env=sink.env, **more)
    assert r.code == 0 and not r.out and (not r.err or "-v" in args), (args, r)
    mails = sink.mails()
    assert len(mails) == 1, (args, mails)
    return mails[0]


def parsed(mail):
    return email.message_from_bytes(mail, policy=email.policy.default)


def text_of(mail):
    return parsed(mail).get_content().replace("\r\n", "\n")


def body_of(mail):
    return mail.partition(b"\r\n\r\n")[2]


# Caller, arguments, whether a lone dot is text; sender, recipients.  bob, carol, dave and alice are at example.test.
A, B, C, D = (who + "@example.test" for who in ("alice", "bob", "carol", "dave"))
CALLS = [
    ("git", ["-i", B, C], CALLER, [B, C]),
    ("git, envelope sender", ["-f", A, "-i", B, C], A, [B, C]),
    ("git, options of its own", ["-oem", "-f", A, "-i", B, C], A, [B, C]),
    ("git, a command with an option", ["-v", "-i", B, C, D], CALLER, [B, C, D]),
    ("mutt", ["-oem", "-oi", "--", B, C, D], CALLER, [B, C, D]),
    ("mutt, notifications", ["-oem", "-oi", "-f", A, "-N", "failure,delay", "-R", "hdrs", "--", B], A, [B]),
    ("mutt, 8 bits", ["-B8BITMIME", "-oem", "-oi", "--", B], CALLER, [B]),
    ("s-nail", ["-i", "--", B, C], CALLER, [B, C]),
    ("s-nail, sender", ["-i", "-f", A, "--", B], A, [B]),
    ("s-nail, verbose", ["-i", "-v", "--", B], CALLER, [B]),
    ("s-nail, arguments of its own", ["-i", "-t", "-X", "/nonexistent/log", "--", B], CALLER, [B, *HEADER_TO]),
    ("bsd-mailx", ["-i", "-t"], CALLER, HEADER_TO),
    ("bsd-mailx, sender", ["-i", "-t", "-f", A, "-v"], A, HEADER_TO),
    ("mailutils", ["-oi", "-f", "root@host.example.test", "-t"], "root@host.example.test", HEADER_TO),
    ("nmh", ["-t", "-i"], CALLER, HEADER_TO),
    ("mblaze, logwatch, sudo, bts, Mail::Mailer", ["-t"], CALLER, HEADER_TO),
    ("emacs", ["-oi", "-oep", "-odi", "-t"], CALLER, HEADER_TO),
    ("emacs, sender", ["-oi", "-f", A, "-oep", "-odi", "-t"], A, HEADER_TO),
    ("php", ["-t", "-i"], CALLER, HEADER_TO),
    ("php, additional parameters", ["-t", "-i", "-f" + A, "-ODeliveryMode=b"], A, HEADER_TO),
    ("php, the same in two words", ["-t", "-i", "-f" + A, "-O", "DeliveryMode=b"], A, HEADER_TO),
    ("MIME::Lite", ["-t", "-oi", "-oem", "-f" + A], A, HEADER_TO),
    ("Email::Sender, ruby", ["-i", "-f", A, "--", B, C], A, [B, C]),
    ("nodemailer", ["-i", "-f", A, B, C], A, [B, C]),
    ("hg, quilt, fail2ban", ["-f", A, B, C], A, [B, C]),
    ("apt-listchanges, unattended-upgrades", ["-oi", "-t"], CALLER, HEADER_TO),
    ("dovecot's sieve, a vacation", ["-i", "-f", "<>", "--", A], "", [A]),
    ("an empty sender", ["-i", "-f", "", A], "", [A]),
    ("anacron", ["-FAnacron", "-odi", B], CALLER, [B]),
    ("procmail", ["-oi", "-oi", C], CALLER, [C]),
    ("mpack", ["-oi", B], CALLER, [B]),
    ("reportbug", ["-f", A, "-oi", "-oem", B], A, [B]),
    ("at", ["-i", "root"], CALLER, ["root@{domain}"]),
    ("cron", ["-FCronDaemon", "-i", "-B8BITMIME", "-oem", B], CALLER, [B]),
    ("letters in one word", ["-tioem"], CALLER, HEADER_TO),
    ("a list in one word", ["-i", f"{B}, Carol <{C}>, \"D, E\" <{D}>"], CALLER, [B, C, D]),
    ("two lists, some twice", ["-i", B, f"{C},{B}", C], CALLER, [B, C]),
    ("what Sendmail and Postfix know besides", ["-Am", "-A", "c", "-C", "/nonexistent", "-G", "-U", "-n", "-m", "-s", "-x", "-h5", "-h", "5", "-pesmtp", "-em",
                                               "-e", "m", "-L", "tag", "-d0.1", "-oo", "-om", "-odq", "-ob", "-bm", "-r", A, "-B", "8BITMIME", B], A, [B]),
]


def this_host():
    """What the mail of somebody without a configuration is from: read off one."""
    with Sink() as s:
        envelope, _ = sent(s, B)
    return envelope["from"]["address"]


ME = this_host()
DOMAIN = ME.partition("@")[2]


@test("what fifty programs pass is taken: sender, recipients, and the text to its end")
def _():
    with Sink() as s:
        for who, args, sender, recipients in CALLS:
            envelope, mail = sent(s, *args)
            assert envelope["from"]["address"] == sender.format(me=ME), (who, envelope)
            assert sorted(r["address"] for r in envelope["to"]) == sorted(r.format(domain=DOMAIN) for r in recipients), (who, envelope)
            ignores_dots = "-i" in args or "-oi" in args or "-tioem" in args
            assert body_of(mail) == (b"line\r\n.\r\nbehind\r\n" if ignores_dots else b"line\r\n"), (who, mail)
            assert b"bea@example" not in mail and parsed(mail)["To"] == "tom@example.net", (who, mail)


@test("whoever calls is somebody at some host")
def _():
    assert re.fullmatch(r"[^@]+@[^@]+", ME), ME


@test("a mail without From, Date or Message-ID gets them, and one that has them keeps them")
def _():
    with Sink() as s:
        m = parsed(sent(s, "-i", "-f", A, "-F", 'Alice "A" B', B, stdin=b"Subject: x\n\nhi\n")[1])
        assert str(m["From"]) == '"Alice \\"A\\" B" <alice@example.test>' and m["Date"] and m["Message-ID"].endswith(f"@{DOMAIN}>"), m
        m = parsed(sent(s, "-i", "-f", "<>", B, stdin=b"Subject: x\n\nhi\n")[1])
        assert str(m["From"]) == f"Ada L <{ME}>", m
        envelope, mail = sent(s, "-i", B, stdin=b"Date: x\nMessage-ID: <y@z>\nFrom: a@b\n\nhi\n")
        assert mail == b"Date: x\r\nMessage-ID: <y@z>\r\nFrom: a@b\r\n\r\nhi\r\n", mail


@test("cron's own words arrive as a mail that servers take")
def _():
    with Sink() as s:
        envelope, mail = sent(s, "-FCronDaemon", "-i", "-B8BITMIME", "-oem", "root",
                              stdin=b"From: root (Cron Daemon)\nTo: root\nSubject: Cron <root@h> /bin/caf\xc3\xa9\nX-Cron-Env: <A=\xe9>\n\nout\n.\n")
        m = parsed(mail)
        assert f"From: root@{DOMAIN} (Cron Daemon)\r\n".encode() in mail and m["To"] == f"root@{DOMAIN}" and m["Subject"] == "Cron <root@h> /bin/café", m
        assert m["X-Cron-Env"] == "<A=é>" and body_of(mail) == b"out\r\n.\r\n" and "SMTPUTF8" not in envelope["from"]["parameters"], (envelope, mail)


@test("CRLF, LF, no end to the last line, a mailbox file's separator, no header at all")
def _():
    with Sink() as s:
        for stdin, body in ((b"From: a@b\r\nSubject: s\r\n\r\na\r\n.b\r\n", b"a\r\n.b\r\n"), (b"From: a@b\n\nlast", b"last\r\n"),
                            (b"From a Mon Jan  1 00:00:00 2024\nFrom: a@b\n\nx\n", b"x\r\n"), (b"just text\nFrom: x\n", b"just text\r\nFrom: x\r\n"), (b"", b"")):
            mail = sent(s, "-i", B, stdin=stdin)[1]
            assert body_of(mail) == body and parsed(mail)["From"], mail


@test("who sends a mail on sends it to whom Resent-To names")
def _():
    with Sink() as s:
        envelope, mail = sent(s, "-t", stdin=b"From: a@b\nTo: old@example.net\nResent-To: new@example.net\nResent-Bcc: too@example.net\n\nx\n")
        assert sorted(r["address"] for r in envelope["to"]) == ["new@example.net", "too@example.net"] and b"too@" not in mail, envelope
        assert parsed(mail)["Resent-From"] == f"Ada L <{ME}>" and parsed(mail)["Resent-Date"] and parsed(mail)["Resent-Message-ID"], mail


@test("notifications are asked for where the server knows how, and left out where it does not")
def _():
    with Sink() as s:
        envelope, _ = sent(s, "-N", "failure,delay", "-R", "hdrs", "-V", "id 1", B)
        assert envelope["to"][0]["parameters"] == "NOTIFY=FAILURE,DELAY", envelope
        assert "RET=HDRS" in envelope["from"]["parameters"] and "ENVID=id+201" in envelope["from"]["parameters"], envelope
        envelope, _ = sent(s, "-N", "never", B)
        assert envelope["to"][0]["parameters"] == "NOTIFY=NEVER", envelope
    with Sink("--without", "DSN") as s:
        assert sent(s, "-N", "failure", B)[0]["to"][0]["parameters"] == ""
    expect(sendmail("-N", "sometimes", B, stdin=MAIL, env={"WAX_SERVER": "smtp://localhost:9"}), 64, "NOTIFY")


@test("eight bits go as they are, and to a server of seven encoded, with every byte")
def _():
    text = "Grüße, und viele Wörter\n" * 20
    with Sink("--without", "8BITMIME") as s:
        mail = sent(s, "-i", B, stdin=b"From: a@b\n\n" + text.encode())[1]
        assert mail.isascii() and text_of(mail) == text, mail
        latin = b"From: a@b\nMIME-Version: 1.0\nContent-Type: text/plain; charset=iso-8859-1\nContent-Transfer-Encoding: 8bit\n\n" + text.encode("latin-1")
        mail = sent(s, "-i", B, stdin=latin)[1]
        assert mail.isascii() and text_of(mail) == text, mail
    with Sink() as s:
        assert body_of(sent(s, "-i", B, stdin=latin)[1]) == text.encode("latin-1").replace(b"\n", b"\r\n")


@test("a line of any length, a NUL and a lone CR do not keep a mail back")
def _():
    with Sink() as s:
        text = "x" * 5000 + "\n\0 progress: 1%\rprogress: 2%\n"
        m = parsed(sent(s, "-i", B, stdin=b"From: a@b\n\n" + text.encode())[1])
        assert m.get_payload(decode=True).replace(b"\r\n", b"\n").decode() == text, m


@test("a mail of many megabytes is sent, and memory does not grow with it")
def _():
    line = b"a line of some length, so that there are not too many\n"
    with Sink() as s:
        command = ["sh", "-c", 'ulimit -v "$0"; exec "$@"', "unlimited" if harness.is_instrumented() else "60000", harness.wax_path, "sendmail", "-i", B]
        size = 10_000_000 if harness.is_instrumented() else 40_000_000
        done = subprocess.run(command, input=b"Subject: x\n\n" + line * (size // len(line)), capture_output=True, env=harness.environment(s.env), timeout=harness.HANG_S)
        assert done.returncode == 0, done.stderr
        [(_, mail)] = s.mails()
        assert body_of(mail) == line.replace(b"\n", b"\r\n") * (size // len(line))


# -- accounts ------------------------------------------------------------------------------------------------------

def accounts(text):
    """A configuration, as environment."""
    return {**NO_FILES, "WAX_HOST_CONFIG": harness.write("config", text)}


def on_terminal(*args, stdin, env):
    """What is said where standard error is a terminal."""
    ours, theirs = pty.openpty()
    subprocess.run(["sendmail", *args], executable=harness.wax_path, input=stdin, stdout=subprocess.DEVNULL, stderr=theirs, timeout=harness.HANG_S,
                   env=harness.environment({**NO_FILES, **env}), check=True)
    os.close(theirs)
    try:
        return os.read(ours, 65536)
    finally:
        os.close(ours)


@test("the account is the one that is named, else the sender's, else the default; it says who calls, and of which domain")
def _():
    with Sink() as s:
        server = f"    server {s.env.pop('WAX_SERVER')}\n    ca-file {s.env.pop('SSL_CERT_FILE')}\n"
        s.env |= accounts(f"default home\naccount home\n{server}    from Ada L <ada@home.example>\naccount work\n{server}    from ada@work.example\n"
                          f"    match *@work.example\n    notify NEVER\n")
        envelope, mail = sent(s, "-i", "root", stdin=b"To: root\n\nx\n")
        assert (envelope["from"]["address"], envelope["to"][0]["address"]) == ("ada@home.example", "root@home.example"), envelope
        assert parsed(mail)["From"] == "Ada L <ada@home.example>" and parsed(mail)["To"] == "root@home.example", mail
        envelope, mail = sent(s, "-i", "-f", "cron@work.example", "root", stdin=b"\nx\n")
        assert envelope["to"] == [{"address": "root@work.example", "parameters": "NOTIFY=NEVER"}], envelope
        envelope, mail = sent(s, "-i", "-a", "work", "root", stdin=b"\nx\n")
        assert envelope["from"]["address"] == "ada@work.example", envelope
        codes, r = talk(s.env, "EHLO x", *[line for who in ("x@work.example", "x@home.example") for line in (f"MAIL FROM:<{who}>", "RCPT TO:<root>", "DATA", "", ".")], "QUIT")
        assert [e["to"][0]["address"] for e, _ in s.mails()] == ["root@work.example", "root@home.example"], r


@test("a warning is for people: on a terminal and with -v, and no word for a program whose mail went well")
def _():
    secret, plan = harness.write("secret", "sesame\n"), Plan()
    os.chmod(secret, 0o644)
    with Server(plan) as s:
        env = accounts(f"account a\n    server {s.url()}\n    connect-to 127.0.0.1\n    ca-file {harness.path('ca.pem')}\n    user ada\n    password-file {secret}\n    from ada@example.org\n")
        r = sendmail("-i", B, stdin=MAIL, env=env)
        assert (r.code, r.out, r.err) == (0, "", ""), r
        codes, r = talk(env, "EHLO x", f"MAIL FROM:<{A}>", f"RCPT TO:<{B}>", "DATA", "", ".", "QUIT")
        assert codes[-1] == "221" and not r.err, r
        expect(sendmail("-i", "-v", B, stdin=MAIL, env=env), 0, "warning: everyone on this machine")
        assert b"warning: everyone on this machine" in on_terminal("-i", B, stdin=MAIL, env=env)
    assert len(plan.mails) == 4, plan.mails


@test("a fault of the configuration is 78, with its place; so is an account that is not there, or names no server")
def _():
    expect_config(accounts("account a\n    sever x\n"), "no key 'sever'")
    expect_config(accounts("account a\n    user x\n"), "names no server")
    expect_config(accounts("account a\n    server smtp://localhost:9\n"), "no account 'b'", args=["-a", "b"])


def expect_config(env, *words, args=[]):
    r = sendmail(*args, B, stdin=MAIL, env=env)
    assert r.code == 78 and all(word in r.err for word in words), r


# -- aliases -------------------------------------------------------------------------------------------------------

ALIASES = """# a remark
Postmaster: root
root:   ada@home.example,
# in between
\tgrace@home.example
"two words": x@y
keep: \\keep, other@home.example
loop: pool
pool: loop
run: "|/bin/sh -c 'touch /tmp/no'"
file: /var/mail/x
list: :include:/etc/passwd
"""


@test("a local name is whoever /etc/aliases says; one with a domain is not, and -n looks nobody up")
def _():
    with Sink() as s:
        s.env["WAX_ALIASES"] = harness.write("aliases", ALIASES)
        for args, to in ((["postmaster"], ["ada@home.example", "grace@home.example"]), (["root@other.example"], ["root@other.example"]), (["-n", "root"], ["root@" + DOMAIN]),
                         (["keep"], ["keep@" + DOMAIN, "other@home.example"]), (["stranger", "ROOT"], ["ada@home.example", "grace@home.example", "stranger@" + DOMAIN])):
            assert sorted(r["address"] for r in sent(s, "-i", *args)[0]["to"]) == to, args
        for name, words in (("loop", "stands for itself"), ("run", "a program"), ("file", "a file"), ("list", "a list")):
            expect(sendmail("-i", name, stdin=MAIL, env=s.env), 78, words)
        assert not s.mails() and not os.path.exists("/tmp/no")


# -- what goes wrong -----------------------------------------------------------------------------------------------

NOWHERE = {"WAX_SERVER": "smtp://localhost:9"}


@test("what can't be meant is 64, never 75, and a sentence")
def _():
    for args, words in ((["-Z", B], ["no option -Z"]), (["-f"], ["-f needs a value"]), ([], ["nobody is named"]), (["-i", ""], ["nobody is named"]), (["-t"], ["are empty"]),
                        (["-bd"], ["background"]), (["-bd", "-q30m"], ["background"]), (["-bt"], ["only that one knows"]), (["-bv", B], ["only that one knows"]), (["-bogus"], ["-b takes"]),
                        (["-B", "9BIT", B], ["7BIT or 8BITMIME"]), (["--server", "smtp://evil.example", B], ["there is no --server"]),
                        (["a b@example.net"], ["a b@example.net"]), (["\"a@example.net"], ["is not closed"]), (["-f", "a b", B], ["-f"]), ([B, "-f", A], ["-f"])):
        expect(sendmail(*args, stdin=b"Subject: x\n\nx\n", env=NOWHERE), 64, *words)


@test("a mail whose recipients can't be read is 65")
def _():
    expect(sendmail("-t", stdin=b"To: \"a@b\n\nx\n", env=NOWHERE), 65, "To", "is not closed")
    expect(sendmail("-t", stdin=b"Cc: a b@c\n\nx\n", env=NOWHERE), 65, "Cc")


@test("no configuration is 78, and the mail was read to its end")
def _():
    expect(sendmail(B, stdin=MAIL), 78, "no server is configured", "man wax-config")
    expect(sendmail(B, stdin=MAIL, env={"WAX_SERVER": "submission://a:secret@x"}), 78, none_of=["secret"])
    expect(sendmail(B, stdin=MAIL, env={"WAX_SERVER": "submission://ada@localhost:9"}), 78, "password")
    expect(sendmail(B, stdin=MAIL, env={"WAX_SERVER": "http://localhost:9"}), 78, "URL")


@test("the server's answer becomes a number that callers know: no such user 67, later 75, refused 69, no connection 69")
def _():
    with Sink() as s:
        expect(sendmail("code550@example.net", stdin=MAIL, env=s.env), 67, "550")
        expect(sendmail("code450@example.net", stdin=MAIL, env=s.env), 75, "450")
        expect(sendmail(B, "code550@example.net", stdin=MAIL, env=s.env), 67, "code550@example.net")
        expect(sendmail(B, "code450@example.net", stdin=MAIL, env=s.env), 75, "code450@example.net")
        assert [[r["address"] for r in e["to"]] for e, _ in s.mails()] == [[B], [B]]
        refusing = {**s.env, "SSL_CERT_FILE": "/dev/null"}
        expect(sendmail(B, stdin=MAIL, env=refusing), 77)
    expect(sendmail(B, stdin=MAIL, env=NOWHERE), 69)


@test("nobody who slips options into a call gains a file, a server or a configuration")
def _():
    log, config = harness.path("shell.php"), harness.write("evil.cf", "server smtp://evil.example\n")
    with Sink() as s:
        sent(s, "-X" + log, "-OQueueDirectory=/tmp", "-C" + config, "-oQ/tmp", B)
        assert not os.path.exists(log)


# -- other names and modes -----------------------------------------------------------------------------------------

@test("newaliases and mailq are answered, and so are -bi, -I, -bp and -q: there is no queue")
def _():
    for args, name in ((["-bp"], "sendmail"), ([], "mailq"), ([], "/usr/bin/mailq")):
        r = sendmail(*args, name=name)
        assert r.code == 0 and r.out == "Mail queue is empty\n" and not r.err, r
    for args, name in ((["-bi"], "sendmail"), (["-I"], "sendmail"), ([], "newaliases"), (["-q"], "sendmail"), (["-q30m"], "sendmail")):
        r = sendmail(*args, name=name)
        assert r.code == 0 and not r.out and not r.err, r


@test("it is the same as wax sendmail, and as a link of that name")
def _():
    with Sink() as s:
        for command in ([harness.wax_path, "sendmail", "-i", B], [harness.path("sendmail"), "-i", B]):
            subprocess.run(command, input=MAIL, env=harness.environment(s.env), check=True, timeout=harness.HANG_S)
        assert len(s.mails()) == 2


# -- SMTP on standard input ----------------------------------------------------------------------------------------

def talk(env, *lines, end="\r\n"):
    r = sendmail("-bs", "-odb", "-oem", "-om", stdin=b"".join(line.encode() + end.encode() for line in lines), env=env)
    assert not r.err, r         # whoever reads both takes it for a reply
    return [line.partition(" ")[0] for line in r.out.split("\r\n")[:-1] if line[3:4] == " "], r


@test("-bs speaks SMTP: each mail is sent at once, and the reply tells its fate")
def _():
    with Sink() as s:
        codes, r = talk(s.env, "EHLO x", f"MAIL FROM:<{A}> BODY=8BITMIME SIZE=100", f"RCPT TO:<{B}>", "RCPT TO:<root>", "DATA", "Subject: one", "", "..dot", ".",
                        "MAIL FROM:<>", f"RCPT TO:<{C}>", "DATA", "Subject: two", "", ".", f"MAIL FROM:<{A}>", "RCPT TO:<code550@example.net>", "DATA", "", ".",
                        f"MAIL FROM:<{A}>", "RCPT TO:<code450@example.net>", "DATA", "", ".", "QUIT")
        assert r.code == 0 and codes == "220 250 250 250 250 354 250 250 250 354 250 250 250 354 554 250 250 354 451 221".split(), (codes, r)
        (one, mail), (two, _) = s.mails()
        assert one["from"]["address"] == A and [t["address"] for t in one["to"]] == [B, "root@" + DOMAIN] and body_of(mail) == b".dot\r\n", (one, mail)
        assert two["from"]["address"] == "" and [t["address"] for t in two["to"]] == [C] and parsed(mail)["From"] == f"Ada L <{A}>", two


@test("-bs: who types LF is understood, and who says CRLF can't be made to say a command by a mail")
def _():
    with Sink() as s:
        codes, r = talk(s.env, "helo x", f"mail from: {A}", f"rcpt to: <{B}>", "data", "", "x", ".", "quit", end="\n")
        assert codes == "220 250 250 250 354 250 221".split() and len(s.mails()) == 1, r
        codes, r = talk(s.env, "EHLO x", f"MAIL FROM:<{A}>", f"RCPT TO:<{B}>", "DATA", "\r\nx\n.\nMAIL FROM:<eve@example.net>\n", ".", "QUIT")
        assert codes == "220 250 250 250 354 554 221".split() and not s.mails(), r


@test("-bs: what is out of order or none is told, and a mail without its end is not sent")
def _():
    with Sink() as s:
        codes, r = talk(s.env, "MAIL FROM:<x@y>", "EHLO x", "RCPT TO:<x@y>", "DATA", f"MAIL FROM:<{A}> AUTH=<>", f"MAIL FROM:<{A}>", f"MAIL FROM:<{A}>",
                        "RCPT TO:<>", "RCPT TO", "BDAT 3 LAST", "VRFY x", "HELP", "NOOP", "x" * 30000, f"RCPT TO:<{B}>", "RSET", "DATA", f"MAIL FROM:<{A}>", f"RCPT TO:<{B}>",
                        "DATA", "x")
        assert codes == "220 503 250 503 503 555 250 503 501 501 500 252 214 250 500 250 250 503 250 250 354 554".split(), (codes, r)
        assert not s.mails()


@test("-bs offers DSN, and hands on what is asked of a mail and of each recipient, to everybody an alias stands for")
def _():
    with Sink() as s:
        s.env["WAX_ALIASES"] = harness.write("dsn-aliases", f"staff: {B}, {C}\n")
        _, r = talk(s.env, "EHLO x", f"MAIL FROM:<{A}>  RET=hdrs ENVID=a+20b+2Bc+3Dd SIZE=12345678901234567890 BODY=7bit", "RCPT TO:<x@y.example> NOTIFY=success,DELAY ORCPT=RFC822;Her+2Bown@y.example",
                    "RCPT TO:<staff> NOTIFY=NEVER", "RCPT TO:<z@y.example>", "DATA", "Subject: one", "", ".", f"MAIL FROM:<{A}>", f"RCPT TO:<{B}>", "DATA", "Subject: two", "", ".", "QUIT")
        assert [line[4:] for line in r.out.split("\r\n")[1:7]][1:] == ["8BITMIME", "DSN", "PIPELINING", "SIZE", "ENHANCEDSTATUSCODES"], r
        (one, _), (two, _) = s.mails()
        assert "RET=HDRS ENVID=a+20b+2Bc+3Dd" in one["from"]["parameters"] and "BODY" not in one["from"]["parameters"], one
        assert {to["address"]: to["parameters"] for to in one["to"]} == {"x@y.example": "NOTIFY=SUCCESS,DELAY ORCPT=rfc822;Her+2Bown@y.example", B: "NOTIFY=NEVER", C: "NOTIFY=NEVER", "z@y.example": ""}, one
        assert "RET" not in two["from"]["parameters"] and "ENVID" not in two["from"]["parameters"] and two["to"] == [{"address": B, "parameters": ""}], two


@test("-bs: what is asked on the command line is asked of each mail, and a mail's own counts before it")
def _():
    with Sink() as s:
        lines = ["EHLO x", f"MAIL FROM:<{A}> RET=FULL", f"RCPT TO:<{B}> NOTIFY=NEVER", f"RCPT TO:<{C}>", "DATA", "", ".", "QUIT"]
        r = sendmail("-bs", "-N", "failure", "-R", "hdrs", "-V", "all", stdin="".join(line + "\r\n" for line in lines).encode(), env=s.env)
        (envelope, _), = s.mails()
        assert "RET=FULL ENVID=all" in envelope["from"]["parameters"] and [to["parameters"] for to in envelope["to"]] == ["NOTIFY=NEVER", "NOTIFY=FAILURE"], (envelope, r)


@test("-bs: a parameter's value that it can't have is 501, a parameter that is not offered 555, and neither is kept")
def _():
    of_mail = {"501": ["RET=SOME", "RET", "RET=", "RET=FULL RET=FULL", "RET FULL=x", "ENVID=", "ENVID=a=b", "ENVID=a+2", "ENVID=a+2b", "ENVID=a+0Ab", "ENVID=a+00b", "ENVID=ä", "ENVID=" + "x" * 101, "ENVID=" + "x" * 1500,
                       "SIZE=x", "SIZE=", "SIZE=-1", "SIZE=" + "1" * 21, "BODY=BINARYMIME", "BODY=7BITS", "BODY"],
               "555": ["AUTH=<>", "NOTIFY=NEVER", "ORCPT=rfc822;a@b", "RETS=FULL", "SMTPUTF8", "=", "BY=120;R"]}
    of_rcpt = {"501": ["NOTIFY=", "NOTIFY", "NOTIFY=NEVER,FAILURE", "NOTIFY=SOMETIMES", "NOTIFY=SUCCESS,", "ORCPT=", "ORCPT=rfc822;", "ORCPT=rfc822", "ORCPT=x400;a", "ORCPT=utf-8;a@b",
                       "ORCPT=rfc822;a+0D+0ADATA", "NOTIFY=NEVER NOTIFY=NEVER", "NOTIFY=" + "x" * 1500],
               "555": ["RET=FULL", "SIZE=5", "X=y"]}
    with Sink() as s:
        for wrong, said in ((of_mail, lambda words: [f"MAIL FROM:<{A}> {words}"]), (of_rcpt, lambda words: [f"RCPT TO:<x@y.example> {words}"])):
            for code, all_words in wrong.items():
                before = [] if wrong is of_mail else [f"MAIL FROM:<{A}>"]
                codes, r = talk(s.env, "EHLO x", *before, *[line for words in all_words for line in said(words)], "DATA", "QUIT")
                told = codes[2 + len(before):-2]
                assert told == [code] * len(all_words) and codes[-2] == "503", list(zip(all_words, told))
        assert not s.mails()


@test("-bs without a configuration says so where the caller looks, and exits 78")
def _():
    codes, r = talk({}, "EHLO x", "MAIL FROM:<x@y>", "NOOP")
    assert codes == ["220", "250", "554"] and r.code == 78 and "no server is configured" in r.out, r


if __name__ == "__main__":
    harness.end()
