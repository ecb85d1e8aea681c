"""What a hostile server may do at each step of a conversation, one table a step; the laws are in adversary.py.

The names are "step: fault".  Faults that other tests of this folder know well (a goodbye, a reset, half a reply) are not repeated here.
"""
import base64
import os
import resource
import select
import ssl
import subprocess
import sys

import harness
from adversary import SECRET, USER, Faulty, attack
from harness import expect, test

harness.begin()

STEPS = ["greeting", "ehlo", "starttls", "ehlo-inside", "auth", "mail", "rcpt", "data", "body"]
CODES = {"greeting": b"220", "ehlo": b"250", "starttls": b"220", "ehlo-inside": b"250", "auth": b"235", "mail": b"250", "rcpt": b"250",
         "data": b"354", "body": b"250"}
NO = (75, 76, 77)                   # it broke the rules, or time was over
FLOOD = 8 << 20


def when_broken(step):
    return (2,) if step == "body" else NO


def case(name, *args, **more):
    test(name)(lambda: attack(*args, **more))


def pour(what):
    """Without end, or until the peer has had enough."""
    def fault(c):
        for _ in range(FLOOD // 65536):
            c.raw(what * (65536 // len(what)))
    return fault


# -- almost replies, at every step ---------------------------------------------------------------------------------

ALMOST = {
    "a code of four digits": b"%s0 ok\r\n",
    "a letter behind the code": b"%sx ok\r\n",
    "a blank before the code": b" %s ok\r\n",
    "a NUL before the code": b"\0%s ok\r\n",
    "LF alone": b"%s ok\n",
    "CR alone inside": b"%s ok\r550 no\r\n",
    "CR twice": b"%s ok\r\r\n",
    "telnet": b"\xff\xfd\x01%s ok\r\n",
    "lines that disagree": b"%s-ok\r\n550 no\r\n",
    "lines that disagree, no first": b"550-no\r\n%s ok\r\n",
}
NEVER = {"code 000": b"000 ok\r\n", "code 199": b"199 ok\r\n", "code 600": b"600 ok\r\n", "two digits": b"25 ok\r\n", "a minus": b"-250 ok\r\n",
        "digits of another script": "\u0662\u0665\u0660 ok\r\n".encode(), "an IMAP server": b"* PREAUTH IMAP4rev1\r\n", "a POP server": b"+OK\r\n",
        "an alert of TLS": b"\x15\x03\x03\x00\x02\x02\x28", "all bytes there are": bytes(range(256)) + b"\r\n"}
WRONG = {"greeting": (250, 354), "ehlo": (220, 354), "starttls": (250, 334), "ehlo-inside": (221, 354), "auth": (250, 354), "mail": (220, 354),
         "rcpt": (221, 334), "data": (250, 334), "body": (354, 220)}

for step in STEPS:
    for what, reply in ALMOST.items():
        case(f"{step}: {what}", step, reply % CODES[step], when_broken(step), stops=True)
    for what, reply in NEVER.items() if step in ("greeting", "mail", "body") else ():
        case(f"{step}: {what}", step, reply, when_broken(step), stops=True)
    for code in WRONG[step]:
        case(f"{step}: answered with {code}", step, b"%d 2.0.0 ok\r\n" % code, when_broken(step))

# -- floods: 8 MiB, or as much as it takes -------------------------------------------------------------------------

FLOODS = {"a line without end": b"%s y", "a reply without end": b"%s-y\r\n", "replies without end": b"000 y\r\n", "NULs": b"\0"}

for step in STEPS:
    for what, piece in FLOODS.items():
        case(f"{step}: {what}", step, pour(piece % CODES[step] if b"%" in piece else piece), when_broken(step), shows="--trace")

# -- answers before their question ---------------------------------------------------------------------------------

SESSION = b"250-x\r\n250 AUTH PLAIN\r\n235 ok\r\n250 ok\r\n250 ok\r\n354 go\r\n250 2.0.0 OK\r\n"

for step in STEPS[:-1]:
    good = b"220 go\r\n" if step == "starttls" else CODES[step] + b" STARTTLS\r\n"
    case(f"{step}: the rest of a session at once", step, good + SESSION, NO)
    case(f"{step}: and one byte more", step, good + b"2", NO)
for offers in ([], ["PIPELINING"]):
    case(f"data: taken before it was sent, with {offers}", "data", b"354 go\r\n250 2.0.0 OK\r\n", (76, 2), offers=offers,
         mail=harness.write("big.eml", b"Subject: big\r\n\r\n" + (b"y" * 70 + b"\r\n") * 200000))

# -- after the yes nothing takes it back ---------------------------------------------------------------------------

AFTER_YES = {"a no": b"550 no\r\n", "another yes": b"250 OK\r\n", "a goodbye": b"421 bye\r\n", "nonsense": b"\xff\0\r\n", "half a reply": b"22"}

for what, more in AFTER_YES.items():
    for offers in ([], ["PIPELINING", "CHUNKING"]):
        case(f"body: yes, and {what}, with {offers}", "body", b"250 2.0.0 OK\r\n" + more, (0,), said_yes=True, offers=offers)

# -- what the server repeats ---------------------------------------------------------------------------------------

def says_and_goes(what):
    def fault(c):
        c.raw(what)
        raise EOFError
    return fault


ECHO = b" 5.5.1 unknown command AUTH PLAIN " + base64.b64encode(f"\0{USER}\0{SECRET}".encode()) + b" " + SECRET.encode() + b"\r\n"

for step in ("auth", "mail", "rcpt", "data", "body"):
    for code in (b"500", b"421", CODES[step]):
        for shows in ("--json", "--trace"):
            case(f"{step}: {code.decode()} with our own login in it, {shows}", step, says_and_goes(code + ECHO),
                 (0, 2, 67, 69, 75, 76, 77), shows=shows, said_yes=step == "body")
case("auth: our own login instead of a reply", "auth", ECHO, NO, shows="--trace")

# -- the login -----------------------------------------------------------------------------------------------------


def login(name, mechanism, replies, exits, *more):
    """Replies to AUTH and to each response after it; then the mail, if it comes to that."""
    class Asks(Faulty):
        def ehlo(self, c, step, offers):
            super().ehlo(c, step, [f"AUTH {mechanism}" if o.startswith("AUTH") else o for o in offers])

        def on_auth(self, c, line):
            nonce = (line.split() + [""])[2] if line.count(" ") > 1 else ""
            for reply in replies:
                if callable(reply):
                    first = base64.b64decode(nonce).decode().split(",")
                    reply = "334 " + base64.b64encode(reply(first[-1]).encode()).decode()
                c.say(reply)
                if reply.startswith("334"):
                    c.line()
    case(f"auth: {mechanism}: {name}", None, None, exits, *more, how=Asks)


for mechanism in ("PLAIN", "LOGIN", "CRAM-MD5", "SCRAM-SHA-256"):
    login("questions without end", mechanism, ["334 "] * 40, NO)
    login("a question that is not base64", mechanism, ["334 !!!"], NO)
    login("a question of 5,000 bytes", mechanism, ["334 " + "QUFB" * 1250], NO)
    login("a question of two lines", mechanism, ["334-\r\n334 "], NO)
for lie in ("r=other,s=QUFB,i=4096", "{r}x,s=QUFB,i=1", "{r}x,s=QUFB,i=600001", "{r}x,s=QUFB,i=-1", "{r}x,s=,i=4096", "m=x,{r}x,s=QUFB,i=4096",
            "{r},s=QUFB,i=4096", "e=other-error"):
    login(f"it says {lie}", "SCRAM-SHA-256", [lambda r, lie=lie: lie.format(r=r), "235 ok"], NO)
for proof in ("v=AAAA", "v=", "e=invalid-proof", ""):
    login(f"its proof is {proof or 'missing'}", "SCRAM-SHA-256", [lambda r: f"{r}x,s=QUFB,i=4096",
          "334 " + base64.b64encode(proof.encode()).decode(), "235 ok"], NO)
login("yes without a proof", "SCRAM-SHA-256", ["235 ok"], NO)
for mechanism in ("XOAUTH2", "OAUTHBEARER"):
    login("it explains with the token", mechanism, ["334 " + base64.b64encode(SECRET.encode()).decode(), "535 no"], (77,), "--auth", mechanism)

# -- the offer inside TLS ------------------------------------------------------------------------------------------

OFFERS = {
    "no login": ([], (77,)), "no mechanism of ours": (["AUTH NTLM GSSAPI"], (77,)), "a list of none": (["AUTH"], (77,)),
    "mechanisms of secrets we were not given": (["AUTH EXTERNAL ANONYMOUS"], (77,)), "SIZE 0": (["AUTH PLAIN", "SIZE 0"], (0,)),
    "SIZE 1": (["AUTH PLAIN", "SIZE 1"], (65, 69)), "SIZE past all numbers": (["AUTH PLAIN", "SIZE 99999999999999999999999"], (0,)),
    "SIZE -1": (["AUTH PLAIN", "SIZE -1"], (0,)), "200 lines": ([f"X{i}" for i in range(200)] + ["AUTH PLAIN"], (0,)),
    "1,000 lines": ([f"X{i}" for i in range(1000)] + ["AUTH PLAIN"], (76,)), "a second STARTTLS": (["STARTTLS", "AUTH PLAIN"], (0,)),
    "controls": (["\x1b[2J", "AUTH PLAIN"], (0,)),
}


class Offers(Faulty):
    def ehlo(self, c, step, offers):
        super().ehlo(c, step, self.fault if step == "ehlo-inside" else offers)


for what, (offers, exits) in OFFERS.items():
    case(f"ehlo-inside: it offers {what}", None, offers, exits, how=Offers, shows="--trace")

# -- TLS -----------------------------------------------------------------------------------------------------------


def record(kind, body):
    return bytes([kind, 3, 3]) + len(body).to_bytes(2, "big") + body


class Handshakes(Faulty):
    def point(self, step):
        if step == "handshake":
            self.fault(self.connection)
            self.connection.rest()
            raise EOFError

    def __call__(self, c):
        self.connection = c
        super().__call__(c)


def answers(what):
    def fault(c):
        c.take(5)
        c.raw(what)
    return fault


HANDSHAKES = {
    "replies of SMTP": SESSION, "a fatal alert": record(21, b"\x02\x28"), "10,000 warnings": record(21, b"\x01\x5a") * 10000,
    "empty records": record(22, b"") * 20000, "questions for a new hello": record(22, b"\0\0\0\0") * 20000,
    "changes of cipher": record(20, b"\x01") * 50000, "a message of 16 MB": record(22, b"\x02\xff\xff\xff") + record(22, b"x" * 16000) * 500,
    "a record too long": b"\x16\x03\x03\xff\xff" + b"x" * 65535, "data of nobody": record(23, b"250 hello\r\n"),
}
for what, said in HANDSHAKES.items():
    case(f"handshake: {what}", None, answers(said), NO, how=Handshakes)
case("handshake: our own hello", None, lambda c: (c.fill(), c.raw(bytes(c.buffer))), NO, how=Handshakes)


def in_clear(what):
    """Past TLS, on the same socket."""
    return lambda c: os.write(c.sock.fileno(), what)


def cut_off(what):
    """Says it inside TLS, and then the socket ends without TLS having ended."""
    def fault(c):
        c.raw(what)
        os.close(c.sock.detach())
        raise EOFError
    return fault


for step in STEPS[3:]:
    case(f"{step}: answered in the clear, past TLS", step, in_clear(CODES[step] + b" ok\r\n"), when_broken(step))
    case(f"{step}: TLS cut off in a reply", step, cut_off(CODES[step] + b" 2.0"), when_broken(step))
case("body: TLS cut off behind a whole yes", "body", cut_off(b"250 2.0.0 OK\r\n"), (0,), said_yes=True)


class Old(Handshakes):
    def point(self, step):
        if step == "handshake":
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.set_ciphers(self.fault[1] + ":@SECLEVEL=0")
            context.load_cert_chain(harness.path("good.pem"), harness.path("good.key"))
            context.maximum_version = self.fault[0]
            if self.fault[0] < ssl.TLSVersion.TLSv1_2:
                context.minimum_version = self.fault[0]
            self.connection.sock = context.wrap_socket(self.connection.sock, server_side=True)
            raise EOFError



for name, version, ciphers in (("TLS 1.1 at most", ssl.TLSVersion.TLSv1_1, "ALL"), ("without a certificate", ssl.TLSVersion.TLSv1_2, "aNULL"),
                               ("without a cipher", ssl.TLSVersion.TLSv1_2, "eNULL")):
    case(f"handshake: {name}", None, (version, ciphers), NO, how=Old)

# -- a server that stops reading, or has had enough ---------------------------------------------------------------

BIG = harness.write("bigger.eml", b"Subject: big\r\n\r\n" + (b"y" * 70 + b"\r\n") * 400000)


def after_some(then):
    def fault(c):
        c.raw(b"354 go\r\n")
        c.take(2000000)
        then(c) if callable(then) else c.raw(then)
    return fault


def reads_no_more(reply):
    def fault(c):
        c.raw(reply)
        gone = select.poll()
        gone.register(c.sock, select.POLLRDHUP)
        gone.poll(harness.HANG_S * 1000)
    return fault


for what, then, exits in (("a no", b"552 5.2.3 too much\r\n", (69, 75, 76)), ("a yes", b"250 2.0.0 OK\r\n", (75, 76)), ("a goodbye", b"421 bye\r\n", (75,)),
                          ("another 354", b"354 go\r\n", (75, 76)), ("a flood", pour(b"250 OK\r\n"), (75, 76))):
    case(f"data: in the middle of 28 MB, {what}", "data", after_some(then), exits, mail=BIG)
for offers in ([], ["PIPELINING"], ["CHUNKING"], ["PIPELINING", "CHUNKING"]):
    for step in ("mail", "rcpt"):
        case(f"{step}: it reads no more, with {offers}", step, reads_no_more(CODES[step] + b" ok\r\n"), (75,), mail=BIG, offers=offers, timeout=1.5)

# -- a mail that changes while it is sent --------------------------------------------------------------------------


def changing(change):
    name = harness.write("changing.eml", b"Subject: x\r\n\r\n" + (b"y" * 70 + b"\r\n") * 400000)

    def fault(c):
        c.raw(b"354 go\r\n")
        c.take(1000000)
        change(name)
        c.rest()
    return fault, name


def overwrite(name):
    with open(name, "r+b") as f:
        f.seek(20000000)
        f.write(b"\r\n.\r\nMAIL FROM:<mallory@example.net>\r\n\0\r\n" * 1000)


for what, change in (("shrinks", lambda name: os.truncate(name, 20000000)), ("is overwritten with commands", overwrite)):
    @test(f"data: the mail {what} while it is sent")
    def _(change=change):
        fault, name = changing(change)
        attack("data", fault, (65, 66, 74, 75), mail=name)

# -- a machine that has little to give -----------------------------------------------------------------------------

SMALL = ["send", "--server", "smtp://127.0.0.1:1", "--from", "a@example.org", "--to", "b@example.net", "--text", "x"]
MANY_OPEN = """
import os, resource, sys
resource.setrlimit(resource.RLIMIT_NOFILE, (2000, resource.getrlimit(resource.RLIMIT_NOFILE)[1]))
while os.dup(0) < 1100:
    pass
for fd in range(3, 1101):
    os.set_inheritable(fd, True)
os.execv(sys.argv[1], sys.argv[1:])
"""


def run_from(starter, *args):
    done = subprocess.run([*starter, harness.wax_path, *SMALL, *args], stdin=subprocess.DEVNULL, capture_output=True, timeout=harness.HANG_S,
                          env=harness.environment({}))
    return harness.Result(done.returncode, done.stdout, done.stderr)


@test("with too few descriptors it says so, and is not killed")
def _():
    for n in range(4, 9):
        r = run_from(["sh", "-c", f'ulimit -n {n}; exec "$@"', "sh"])
        if "shared libraries" in r.err:
            continue                    # the system's loader had too few itself
        expect(r, 69 if "nobody answers" in r.err else 71)


@test("with a thousand inherited descriptors a password command is told not to have run, and nobody is called")
def _():
    if resource.getrlimit(resource.RLIMIT_NOFILE)[1] < 2000:
        raise harness.Skip("no more than 2000 files may be open here")
    expect(run_from([sys.executable, "-c", MANY_OPEN], "--user", "ada", "--password-command", "echo sesame"), 66, "Too many open files")


@test("a name of a folder for temporary files that is too long is told as such")
def _():
    r = harness.wax("send", "--server", "smtp://127.0.0.1:1", "--from", "a@example.org", "--to", "b@example.net", "-", stdin=b"Subject: x\n\nhi\n",
                    env={"TMPDIR": "/" + "t" * 5000})
    expect(r, 74, "too long")


if __name__ == "__main__":
    harness.end()
