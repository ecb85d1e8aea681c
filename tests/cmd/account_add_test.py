"""wax account add: a person at a terminal gets an account that works; whoever forges DNS gets no password; nothing is left of what was not finished."""
import base64
import itertools
import os
import stat

import harness
import names
import stores
from harness import expect, test, wax
from person import Person
from servers import NAME, Plan, Server

names.enter()
harness.begin()
names.furnish(harness.write)

SECRET = "correct horse battery staple"
DOMAIN = "example.net"
ADDRESS = "ada@example.net"
FOREIGN = "www.example.com"         # the name of the certificate other-name
numbers = itertools.count(1)


class Provider(Plan):
    """One user, one password."""

    def __init__(self, user=ADDRESS, secret=SECRET, implicit=True, **how):
        super().__init__(**how)
        self.token, self.implicit, self.logins = base64.b64encode(f"\0{user}\0{secret}".encode()).decode(), implicit, []

    def talk(self, c):
        if not self.implicit:
            super().talk(c)
            return
        c.tls(self.cert)
        self.answer(c, "greeting", f"220 {NAME} ESMTP")
        self.ehlo(c, "ehlo-inside", ["AUTH PLAIN LOGIN", *self.offers] if self.login else self.offers)
        self.commands(c)

    def on_auth(self, c, line):
        self.logins.append(line)
        good = line == f"AUTH PLAIN {self.token}"
        c.say("235 2.7.0 welcome" if good else "535 5.7.8 wrong")


def home(config=None):
    """A new one: the environment that says so, and where its configuration is."""
    folder = harness.path(f"home{next(numbers)}")
    os.makedirs(folder + "/wax", 0o700)
    os.makedirs(folder + "/bin")
    if config is not None:
        with open(folder + "/wax/config", "w") as f:
            f.write(config)
        os.chmod(folder + "/wax/config", 0o600)
    return {"HOME": folder, "XDG_CONFIG_HOME": folder, "PATH": folder + "/bin", "NO_COLOR": "1"}, folder + "/wax/config"


def text_of(path):
    with open(path) as f:
        return f.read()


def named(host="mail.example.net", address="127.0.0.2", service="_submissions._tcp", port=465):
    names.needed()
    names.zone.clear()
    names.zone.update({(f"{service}.{DOMAIN}", "SRV"): [(0, 0, port, host)], (host, "A"): [address]})


ADD = ["account", "add", "--ca-file", harness.path("ca.pem")]
MAIL = ["--to", "grace@example.org", "--text", "hello"]


# -- a good session ------------------------------------------------------------------------------------------------

@test("an address, a password and Enter are enough: the server is found, the login tried, the account written and used")
def _():
    named()
    env, config = home()
    plan = Provider()
    with Server(plan, "127.0.0.2", 465) as s:
        with Person(*ADD, env=env) as p:
            p.answers(("Mail address: ", ADDRESS), ("account [example]: ", ""))
            p.sees("submissions://mail.example.net ... good")
            p.answers((f"User name at the server [{ADDRESS}]: ", ""), ("Password", SECRET))
            p.sees("accepted")
            p.answers(("Number: ", "3"))
            assert p.leaves() == 0, p.shown
            assert SECRET not in p.shown and "wax send -a example --to ada@example.net" in p.shown, p.shown
            assert all(len(line) <= 80 for line in p.shown.replace(config, "").splitlines() if "/" not in line), p.shown
        assert text_of(config) == ("default example\n\naccount example\n    from ada@example.net\n    server submissions://mail.example.net\n"
                                   f"    user ada@example.net\n    ca-file {harness.path('ca.pem')}\n"), text_of(config)
        assert stat.S_IMODE(os.stat(config).st_mode) == 0o600
        expect(wax("send", *MAIL, env={**env, "WAX_PASSWORD": SECRET}), 0)
        assert len(plan.mails) == 1 and SECRET.encode() not in s.clear_text()


@test("a wrong password is asked for again, and so is the user; then it goes on")
def _():
    named()
    env, config = home()
    plan = Provider(user="ada")
    with Server(plan, "127.0.0.2", 465), Person(*ADD, "work", "--from", ADDRESS, env=env) as p:
        p.answers((f"[{ADDRESS}]: ", ""), ("Password", "wrong"))
        p.sees("not accepted")
        p.answers((f"[{ADDRESS}]: ", "ada"), ("Password", SECRET))
        p.sees("... accepted")
        p.answers(("Number: ", "3"))
        assert p.leaves() == 0, p.shown
        assert "account work\n" in text_of(config) and "user ada\n" in text_of(config)
        assert len(plan.logins) == 2, plan.logins


@test("three wrong passwords end it, and nothing is written")
def _():
    named()
    env, config = home()
    with Server(Provider(), "127.0.0.2", 465), Person(*ADD, "--from", ADDRESS, "--user", "ada", "x", env=env) as p:
        p.answers(*[("Password", "wrong")] * 3)
        assert p.leaves() == 77 and not os.path.exists(config), p.shown


@test("STARTTLS where the domain names it, on the port that it names")
def _():
    named(service="_submission._tcp", port=2587)
    env, config = home()
    with Server(Provider(implicit=False), "127.0.0.2", 2587):
        expect(wax(*ADD, "--from", ADDRESS, env={**env, "WAX_PASSWORD": SECRET}), 0)
    assert "server submission://mail.example.net:2587\n" in text_of(config)


@test("a domain that names nobody: likely names are tried, TLS from the first byte first")
def _():
    named()
    del names.zone[(f"_submissions._tcp.{DOMAIN}", "SRV")]
    env, config = home()
    with Server(Provider(), "127.0.0.2", 465), Server(Provider(implicit=False), "127.0.0.2", 587) as other:
        r = wax(*ADD, "--from", ADDRESS, env={**env, "WAX_PASSWORD": SECRET})
        expect(r, 0)
        assert other.count == 0 and "submissions://mail.example.net ... good" in r.out, r
    with Server(Provider(implicit=False), "127.0.0.2", 587):
        r = wax(*ADD, "--from", ADDRESS, "second", env={**env, "WAX_PASSWORD": SECRET})
        expect(r, 0)
        assert "server submission://mail.example.net\n" in text_of(config) and "submissions://smtp.example.net ... no such host" in r.out, r


@test("of several servers the lowest priority is tried first, and one that fails is passed over")
def _():
    named()
    names.zone[(f"_submissions._tcp.{DOMAIN}", "SRV")] = [(20, 0, 465, NAME), (10, 0, 4650, NAME), (5, 0, 465, "gone.example.net")]
    env, config = home()
    with Server(Provider(), "127.0.0.2", 465):
        r = wax(*ADD, "--from", ADDRESS, env={**env, "WAX_PASSWORD": SECRET})
        expect(r, 0)
        assert r.out.index("gone.example.net ... no such host") < r.out.index(f"{NAME}:4650") < r.out.index(f"//{NAME} ... good"), r


@test("an answer of many servers comes over TCP")
def _():
    named()
    names.zone[(f"_submissions._tcp.{DOMAIN}", "SRV")] = [(n, 0, 465, f"a-long-name-of-a-server-{n}.example.net") for n in range(1, 12)] + [(0, 0, 465, NAME)]
    env, config = home()
    with Server(Provider(), "127.0.0.2", 465):
        expect(wax(*ADD, "--from", ADDRESS, env={**env, "WAX_PASSWORD": SECRET}), 0)


# -- who is believed -----------------------------------------------------------------------------------------------

@test("DNS that leads out of the domain is asked about, and No shows nothing to anybody there")
def _():
    named(host=FOREIGN, address="127.0.0.3")
    env, config = home()
    with Server(Provider(cert="other-name"), "127.0.0.3", 465) as s, Person(*ADD, "--from", ADDRESS, "work", env=env) as p:
        p.answers((f"not part of {DOMAIN}", "not now"), ("[y/N]: ", ""))
        p.sees("Server (its name, or an URL): ")
        p.presses("\x04")
        assert p.leaves() == 130 and s.count == 0 and not os.path.exists(config), p.shown


@test("DNS that leads out of the domain is believed when the person says so")
def _():
    named(host=FOREIGN, address="127.0.0.3")
    env, config = home()
    with Server(Provider(cert="other-name"), "127.0.0.3", 465), Person(*ADD, "--from", ADDRESS, "work", env=env) as p:
        p.answers(("[y/N]: ", "y"), ("User name", ""), ("Password", SECRET), ("Number: ", "3"))
        assert p.leaves() == 0 and f"server submissions://{FOREIGN}\n" in text_of(config), p.shown


@test("DNS that leads out of the domain, and nobody to ask: it says which option says yes, and calls nobody")
def _():
    named(host=FOREIGN, address="127.0.0.3")
    env, config = home()
    with Server(Provider(cert="other-name"), "127.0.0.3", 465) as s:
        for host in (FOREIGN, "evilexample.net", "example.net.evil.example"):
            named(host=host, address="127.0.0.3")
            expect(wax(*ADD, "--from", ADDRESS, env={**env, "WAX_PASSWORD": SECRET}), 64, f"--server submissions://{host}", "forged")
        assert s.count == 0 and not os.path.exists(config)


@test("a server that can't prove its name is not used, whoever named it")
def _():
    named(host="smtp.example.net")
    env, config = home()
    with Server(Provider(), "127.0.0.2", 465) as s:
        r = wax(*ADD, "--from", ADDRESS, env={**env, "WAX_PASSWORD": SECRET})
        expect(r, 64, "no server of example.net was found", "--server")
        assert "the certificate is for mail.example.net" in r.out and s.count == 1 and not os.path.exists(config), r
        assert max(map(len, r.out.splitlines())) < 80 and "submissions://smtp.example.net ... no\n      the cert" in r.out, r
        named()
        expect(wax("account", "add", "--from", ADDRESS, "--server", f"submissions://{NAME}", env={**env, "WAX_PASSWORD": SECRET}), 77, "certificate")
        assert not any(b"AUTH" in text for text in s.inside) and not os.path.exists(config)


@test("a server that takes no logins is no server for this")
def _():
    named()
    env, config = home()
    with Server(Provider(login=False), "127.0.0.2", 465):
        r = wax(*ADD, "--from", ADDRESS, env={**env, "WAX_PASSWORD": SECRET})
        expect(r, 64, "no server of example.net was found")
        assert "takes no logins" in r.out, r
        expect(wax(*ADD, "--from", ADDRESS, "--server", f"submissions://{NAME}", env=env), 0)       # but named outright it may be a relay
        assert "user" not in text_of(config)


@test("a domain that has no such service is not guessed at")
def _():
    named()
    names.zone.update({(f"{service}.{DOMAIN}", "SRV"): [(0, 0, 0, ".")] for service in ("_submissions._tcp", "_submission._tcp")})
    env, config = home()
    with Server(Provider(), "127.0.0.2", 465) as s:
        expect(wax(*ADD, "--from", ADDRESS, env={**env, "WAX_PASSWORD": SECRET}), 64, "no server of example.net was found")
        assert s.count == 0


@test("DNS that is silent, or says nonsense, is told, and believed in nothing")
def _():
    named()
    env, config = home()
    name = f"_submissions._tcp.{DOMAIN}"
    del names.zone[(name, "SRV")]
    loop = bytes.fromhex("858000010001000000000c5f7375626d697373696f6e73045f746370076578616d706c65036e65740000210001") + bytes.fromhex("c00c002100010000003c0008000000000 1d1c030".replace(" ", ""))
    names.answers[name] = loop
    with Server(Provider(), "127.0.0.2", 465):
        r = wax(*ADD, "--from", ADDRESS, env={**env, "WAX_PASSWORD": SECRET})
        expect(r, 0)
        assert "can't be read, so it is not believed" in " ".join(r.out.split()), r
    del names.answers[name]
    names.silent.add(name)
    with Server(Provider(), "127.0.0.2", 465):
        r = wax(*ADD, "--from", ADDRESS, "again", env={**env, "WAX_PASSWORD": SECRET})
        names.silent.clear()
        expect(r, 0)
        assert "could not be asked for" in " ".join(r.out.split()), r


@test("a name server that takes the question over TCP and says nothing is not waited for for ever")
def _():
    named()
    del names.zone[(f"_submissions._tcp.{DOMAIN}", "SRV")]
    env, config = home()
    names.mute.add(f"_submissions._tcp.{DOMAIN}")
    with Server(Provider(), "127.0.0.2", 465):
        r = wax(*ADD, "--from", ADDRESS, env={**env, "WAX_PASSWORD": SECRET})
    names.mute.clear()
    expect(r, 0)
    assert "did not answer in time" in " ".join(r.out.split()), r


@test("who is not found is asked for: a name is tried both ways, an URL as it is, a password in it is refused")
def _():
    names.needed()
    names.zone.clear()
    names.zone[(NAME, "A")] = ["127.0.0.2"]
    env, config = home()
    with Server(Provider(user="ada@example.org", implicit=False), "127.0.0.2", 587), Person(*ADD, "--from", "ada@example.org", "work", env=env) as p:
        p.sees("smtp.example.org ... no such host")
        p.answers(("URL): ", "submission://ada:hunter2@mail.example.net"), ("URL): ", "gone.example.net"), ("URL): ", NAME))
        p.answers(("User name", ""), ("Password", SECRET), ("Number: ", "3"))
        assert p.leaves() == 0 and f"server submission://{NAME}\n" in text_of(config), p.shown


# -- where the password is kept ------------------------------------------------------------------------------------

@test("the password in a file of its own, which others can't read, and the account names it")
def _():
    named()
    env, config = home()
    plan = Provider()
    with Server(plan, "127.0.0.2", 465):
        with Person(*ADD, "--from", ADDRESS, "work", env=env) as p:
            p.answers(("User name", ""), ("Password", SECRET), ("Number: ", "9"), ("Number: ", "1"))
            assert p.leaves() == 0, p.shown
        kept = os.path.dirname(config) + "/work.password"
        assert text_of(kept) == SECRET and stat.S_IMODE(os.stat(kept).st_mode) == 0o600
        expect(wax("send", *MAIL, env=env), 0)
        assert len(plan.mails) == 1


@test("a command that says the password: one that says another is not taken")
def _():
    named()
    env, config = home()
    with Server(Provider(), "127.0.0.2", 465), Person(*ADD, "--from", ADDRESS, "work", env=env) as p:
        p.answers(("User name", ""), ("Password", SECRET), ("Number: ", "2"), ("\nCommand: ", "/bin/echo no"))
        p.sees("another password")
        p.answers(("Number: ", "2"), ("\nCommand: ", f"/bin/echo '{SECRET}'"))
        assert p.leaves() == 0 and f"password-command /bin/echo '{SECRET}'\n" in text_of(config), p.shown


def secret_tool(env, lines):
    path = env["PATH"] + "/secret-tool"
    with open(path, "w") as f:
        f.write("#!/bin/sh\n" + lines)
    os.chmod(path, 0o700)


@test("with secret-tool the desktop's keyring is what Enter chooses, and it is told user, host and password")
def _():
    named()
    env, config = home()
    secret_tool(env, 'printf "%s " "$@" >"$HOME/said"\n/bin/cat >>"$HOME/said"\n')
    with Server(Provider(), "127.0.0.2", 465), Person(*ADD, "--from", ADDRESS, "work", env=env) as p:
        p.answers(("User name", ""), ("Password", SECRET), ("Number [1]: ", ""))
        assert p.leaves() == 0, p.shown
    assert text_of(env["HOME"] + "/said") == f"store --label mail: {ADDRESS} at {NAME} host {NAME} service smtp user {ADDRESS} {SECRET}"
    assert "    secret-service\n" in text_of(config) and SECRET not in text_of(config)


@test("a keyring that does not take the password: it is said, and no account is written without one")
def _():
    named()
    env, config = home()
    secret_tool(env, "exit 1\n")
    with Server(Provider(), "127.0.0.2", 465):
        expect(wax(*ADD, "--from", ADDRESS, "--keep", "secret-service", env={**env, "WAX_PASSWORD": SECRET}), 66, "did not take the password")
    assert not os.path.exists(config)


@test("a real GNOME Keyring takes the password and gives it to the first mail")
def _():
    named()
    env, config = home()
    plan = Provider()
    with Server(plan, "127.0.0.2", 465):
        both = '"$0" account add --ca-file "$CA" --from ada@example.net --keep secret-service && unset WAX_PASSWORD && exec "$0" send --to g@example.net --text x'
        done = stores.in_keyring("sh", "-c", both, harness.wax_path, env={"WAX_PASSWORD": SECRET, "CA": harness.path("ca.pem"), "XDG_CONFIG_HOME": env["HOME"]})
        assert done.returncode == 0 and len(plan.mails) == 1 and "secret-service\n" in text_of(config), done


# -- what is there already -----------------------------------------------------------------------------------------

OLD = "# mine\naccount work\n    # before the war\n    server smtps://old.example.org\n    from old@example.org\n\n# the end\n"


@test("an account of the same name is not replaced without being asked; its neighbours' lines and all remarks stay")
def _():
    named()
    env, config = home(OLD)
    with Server(Provider(), "127.0.0.2", 465):
        expect(wax(*ADD, "--from", ADDRESS, "work", env={**env, "WAX_PASSWORD": SECRET}), 64, "account work already", "--replace")
        with Person(*ADD, "--from", ADDRESS, "work", env={**env, "WAX_PASSWORD": SECRET}) as p:
            p.answers(("for smtps://old.example.org. Replace it? [y/N]: ", ""))
            assert p.leaves() == 130 and text_of(config) == OLD, p.shown
        with Person(*ADD, "--from", ADDRESS, "work", env=env) as p:
            p.answers(("Replace it? [y/N]: ", "y"), ("User name", ""), ("Password", SECRET), ("Number: ", "3"))
            assert p.leaves() == 0, p.shown
    said = text_of(config)
    assert said.startswith("# mine\naccount work\n    from ada@example.net\n") and "# before the war\n\n# the end\n" in said and "old" not in said, said


@test("the first account stays the default when a second one comes, unless the person says otherwise")
def _():
    named()
    env, config = home(OLD)
    with Server(Provider(), "127.0.0.2", 465):
        expect(wax(*ADD, "--from", ADDRESS, "second", env={**env, "WAX_PASSWORD": SECRET}), 0)
        assert text_of(config).startswith("default work\n\n" + OLD + "\naccount second\n"), text_of(config)
        expect(wax(*ADD, "--from", ADDRESS, "third", "--default", env={**env, "WAX_PASSWORD": SECRET}), 0)
        assert text_of(config).startswith("default third\n\n" + OLD + "\naccount second\n"), text_of(config)
        with Person(*ADD, "--from", ADDRESS, "fourth", "--server", f"submissions://{NAME}", env=env) as p:
            p.answers(("User name", ""), ("Password", SECRET), ("Number: ", "3"), ("the account third is used. Use this one from now on? [y/N]: ", "y"))
            assert p.leaves() == 0 and text_of(config).startswith("default fourth\n"), p.shown


@test("a configuration with a fault is not touched")
def _():
    named()
    env, config = home("account a\nserver\taccount b\nx y = z\n" + "\"")
    before = text_of(config)
    expect(wax(*ADD, "--from", ADDRESS, "second", env={**env, "WAX_PASSWORD": SECRET}), 78, "line 4")
    assert text_of(config) == before


@test("what is typed as an option is a line of the account, and a path becomes one from the root")
def _():
    named()
    env, config = home()
    with Server(Provider(), "127.0.0.2", 465):
        expect(wax("account", "add", "--from", ADDRESS, "--ca-file", os.path.relpath(harness.path("ca.pem")), "--timeout", "30", "--auth", "PLAIN", "--server", f"submissions://{NAME}", "--pin", "key-sha256:" + "A" * 43 + "=",
                   env={**env, "WAX_PASSWORD": SECRET}), 77)
        expect(wax("account", "add", "--from", ADDRESS, "--ca-file", os.path.relpath(harness.path("ca.pem")), "--timeout", "30", "--auth", "PLAIN",
                   env={**env, "WAX_PASSWORD": SECRET}), 0)
    said = text_of(config)
    assert f"    ca-file {os.getcwd()}/{os.path.relpath(harness.path('ca.pem'))}\n" in said and "    timeout 30\n" in said and "    auth PLAIN\n" in said, said


@test("a folder's name is no way to a line of the configuration")
def _():
    named()
    env, config = home()
    folder = harness.path("a\n    password-command touch taken")
    os.makedirs(folder)
    os.symlink(harness.path("ca.pem"), folder + "/ca.pem")
    with Server(Provider(), "127.0.0.2", 465):
        expect(wax("account", "add", "--from", ADDRESS, "--ca-file", "ca.pem", env={**env, "WAX_PASSWORD": SECRET}, cwd=folder,
                   executable=os.path.abspath(harness.wax_path)), 64, "--ca-file", "begin it with /")
    assert not os.path.exists(config)


@test("a configuration that would become too long to be read is not written")
def _():
    named()
    old = "# 34567\n" * (262144 // 8 - 1)
    env, config = home(old)
    with Server(Provider(), "127.0.0.2", 465):
        expect(wax(*ADD, "--from", ADDRESS, "--keep", "file", env={**env, "WAX_PASSWORD": SECRET}), 78, "longer than 256 KiB")
    assert text_of(config) == old and os.listdir(os.path.dirname(config)) == ["config"]


@test("what somebody else wrote while the keyring asked its owner is not written over")
def _():
    for old in ("# mine\n", None):
        named()
        env, config = home(old)
        secret_tool(env, f"umask 077; echo '# theirs' >>'{config}'\n")
        with Server(Provider(), "127.0.0.2", 465):
            expect(wax(*ADD, "--from", ADDRESS, "--keep", "secret-service", env={**env, "WAX_PASSWORD": SECRET}), 75, "somebody else changed")
        assert text_of(config) == (old or "") + "# theirs\n"


@test("of several at once each that says it wrote its account did")
def _():
    named()
    env, config = home("# mine\n")
    with Server(Provider(), "127.0.0.2", 465):
        several = [harness.start(*ADD, "--from", ADDRESS, f"n{i}", env={**env, "WAX_PASSWORD": SECRET}) for i in range(8)]
        done = [harness.finish(process) for process in several]
    said = text_of(config)
    assert {r.code for r in done} <= {0, 75} and any(r.code == 0 for r in done), done
    assert [f"account n{i}\n" in said for i in range(8)] == [r.code == 0 for r in done], (said, done)
    assert os.listdir(os.path.dirname(config)) == ["config"] and said.count("# mine\n") == 1, said


# -- nobody to ask, and who goes away ------------------------------------------------------------------------------

@test("no terminal, and an answer is missing: it says which option gives it")
def _():
    named()
    env, config = home()
    expect(wax(*ADD, env=env), 64, "--from ada@example.org")
    expect(wax(*ADD, "--from", "ada", env=env), 64, "--from is an address")
    expect(wax(*ADD, "--from", "a@example.net, b@example.net", env=env), 64, "--from is an address")
    with Server(Provider(), "127.0.0.2", 465):
        expect(wax(*ADD, "--from", ADDRESS, env=env), 64, "password is missing", "--password-command")
    assert not os.path.exists(config)


@test("what can't be meant is told")
def _():
    for words in (["account"], ["account", "remove"], ["account", "add", "a", "b"], ["account", "add", "a b"], ["account", "add", "-x"],
                  ["account", "add", "--keep", "here"], ["account", "add", "--keep", "file", "--user", "a", "--password-file", "x"],
                  ["account", "add", "--password", "hunter2"], ["account", "add", "--from", "a@b.example", "--server", "submission://a:hunter2@b.example"]):
        expect(wax(*words, env={"WAX_PASSWORD": "x"}), 64, none_of=["hunter2"])


@test("Ctrl-C at the password: the terminal echoes again, the signal is seen, nothing is left")
def _():
    named()
    env, config = home()
    with Server(Provider(), "127.0.0.2", 465) as s, Person(*ADD, "--from", ADDRESS, "work", env=env) as p:
        p.answers(("User name", ""))
        p.sees("Password")
        assert not p.echoes()
        p.presses("half of it\x03")
        assert p.leaves() == -2 and p.echoes(), p.shown
        assert "half" not in p.shown and not os.path.exists(config) and os.listdir(os.path.dirname(config)) == [], p.shown
        assert not any(b"AUTH PLAIN " in text for text in s.inside)


@test("Ctrl-Z at the password: who comes back is asked again, and it is still not shown")
def _():
    named()
    env, config = home()
    with Server(Provider(), "127.0.0.2", 465), Person(*ADD, "--from", ADDRESS, "work", env=env) as p:
        p.answers(("User name", ""))
        p.sees("Password")
        p.presses("half\x1a")            # nobody is there to go on with us, so the kernel does not stop us
        p.answers(("Password", SECRET), ("Number: ", "3"))
        assert p.leaves() == 0 and p.echoes() and SECRET not in p.shown and "half" not in p.shown, p.shown


@test("without a home there is no place to write to, and nothing is asked")
def _():
    expect(wax(*ADD, "--from", ADDRESS, env={"HOME": "", "XDG_CONFIG_HOME": ""}), 78, "HOME is not set")


@test("Ctrl-C and Ctrl-D at any question leave nothing behind")
def _():
    named()
    with Server(Provider(), "127.0.0.2", 465):
        for key, code in (("\x03", -2), ("\x04", 130)):
            for n in range(5):
                env, config = home()
                with Person(*ADD, env=env) as p:
                    p.answers(*[("Mail address: ", ADDRESS), ("account [example]: ", ""), ("User name", ""), ("Password", SECRET)][:n])
                    p.sees(["Mail address: ", "account [example]: ", "User name", "Password", "Number: "][n])
                    p.presses(key)
                    assert p.leaves() == code and p.echoes(), (n, key, p.shown)
                    assert not os.path.exists(config) and os.listdir(os.path.dirname(config)) == [], p.shown


if __name__ == "__main__":
    harness.end()
