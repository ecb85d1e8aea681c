"""wax config import msmtp: what msmtp itself understands of a file (msmtp --pretend), and what becomes of it, account by account."""
import os
import re
import shutil
import subprocess

import harness
from harness import expect, test, wax
from servers import NAME, Plan, Server
from stores import SECRET, is_told

harness.begin()
HOME = harness.path("home")
os.makedirs(HOME, mode=0o700)
ENV = {"HOME": HOME, "XDG_CONFIG_HOME": ""}
CONFIG = os.path.join(HOME, ".config/wax/config")

EVERYTHING = """# what people have
defaults
port 587
tls on
tls_starttls on
tls_trust_file /etc/ssl/certs/ca-certificates.crt
logfile ~/.msmtp.log
timeout 30

account freemail
host smtp.freemail.example
from joe_smith@freemail.example
auth on
user joe.smith
passwordeval "echo 'secret' | tr s S"

account freemail2 : freemail
from joey@freemail.example
passwordeval echo secret

account company
host mail.company.example
from *@company.example
tls_starttls off
port 465
auth scram-sha-256
user "company 12345"
password secr"et #1

account local
host localhost
tls off
port 25
domain host.example
dsn_notify failure,delay
dsn_return headers

account lmtp
protocol lmtp
host lmtp.example
port 24

account socket
protocol lmtp
host localhost
socket /run/lmtp
tls off

account pinned : freemail
tls_trust_file
tls_fingerprint 00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF:00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF
tls_host_override other.example
tls_key_file ~/key.pem
tls_cert_file ~/cert.pem

account both : company, freemail2
tls_crl_file /etc/crl.pem
aliases ~/.aliases
proxy_host 127.0.0.1
proxy_port 9050
source_ip 192.0.2.1

account default : freemail

defaults
tls_starttls off
port 465

account ticket
host ::1
tls on
auth gssapi
user joe
dsn_notify never
dsn_return full

account plain : freemail
"""


def msmtprc(text):
    path = os.path.join(HOME, ".msmtprc")
    with open(path, "w") as f:
        f.write(text)
    os.chmod(path, 0o600)
    return path


def fresh(text):
    shutil.rmtree(os.path.join(HOME, ".config"), ignore_errors=True)
    return msmtprc(text)


def pretended(path, account):
    done = subprocess.run(["msmtp", "-C", path, "-P", "-a", account], capture_output=True, text=True, env={**os.environ, **ENV}, timeout=20)
    found = {k: "" if v in ("(not set)", "off", "none") else v for k, v in re.findall(r"^([a-z_ ]+) = (.*)$", done.stdout, re.M)}
    assert found, done
    return found


def shown(account):
    r = wax("config", "show", account, env=ENV)
    expect(r, 0)
    return {words[0]: re.sub(r"\s+(\S+, )?line \d+$", "", words[1]).strip() for words in (line.split(None, 1) for line in r.out.splitlines()[1:])}


def url_of(m):
    if m["socket"]:
        return "lmtp+unix://" + m["socket"]
    scheme = "lmtp" if m["protocol"] == "lmtp" else "smtps" if m["tls"] and not m["tls_starttls"] else "submission" if m["port"] == "587" else "smtp"
    usual = {"smtps": "465", "submission": "587", "smtp": "25"}.get(scheme)
    host = f"[{m['host']}]" if ":" in m["host"] else m["host"]
    return f"{scheme}://{host}" + ("" if m["port"] == usual else ":" + m["port"])


def path_of(text):
    return text.replace("~", HOME)


def wanted(m):
    """What msmtp understood, in our words."""
    want = {"server": url_of(m)}
    if m["from"]:
        want["match" if "*" in m["from"] else "from"] = m["from"]
    if not m["tls"] and not m["socket"]:
        want["tls"] = "insecure-none"
    if m["auth"]:
        want["user"] = m["user"]
        want["auth"] = None if m["auth"] in ("on", "choose") else m["auth"].upper()
    if m["tls"]:
        want["pin"] = "cert-sha256:" + m["tls_fingerprint"].replace(":", "") if m["tls_fingerprint"] else None
        want["ca-file"] = m["tls_trust_file"] if m["tls_trust_file"] not in ("", "system") and not m["tls_fingerprint"] else None
        want["crl-file"] = m["tls_crl_file"] or None
        want["verify-name"], want["key"], want["cert"] = m["tls_host_override"] or None, m["tls_key_file"] or None, m["tls_cert_file"] or None
    want["ehlo-name"] = m["domain"] if m["domain"] not in ("", "localhost") else None
    want["notify"] = m["dsn_notify"].upper() or None
    want["ret"] = m["dsn_return"] or None
    want["aliases"] = m["aliases"] or None
    if not m["socket"]:
        host, port = m["proxy host"], m["proxy port"]
        want["proxy"], want["bind"] = host and f"socks5://{host}:{port}", m["source ip"] or None
    return want


@test("each account is what msmtp itself understands of the file")
def _():
    if not shutil.which("msmtp"):
        raise harness.Skip("msmtp is not installed")
    path = fresh(EVERYTHING)
    expect(wax("config", "import", "msmtp", "--write", env=ENV), 0, "config show")
    accounts = [a for a in re.findall(r"^account (\w+)", EVERYTHING, re.M) if a != "default"]
    assert len(accounts) > 8
    for account in accounts:
        m, ours = pretended(path, account), shown(account)
        for key, value in wanted(m).items():
            assert path_of(ours.get(key) or "") == (value or ""), (account, key, value, ours, m)
    r = wax("config", "show", "freemail", env=ENV)
    assert "the default" in r.out.splitlines()[0], r


@test("what could not be said is told by line, once")
def _():
    fresh(EVERYTHING)
    r = wax("config", "import", "msmtp", env=ENV)
    expect(r, 0, "line 7: no log file", "line 8: msmtp waits so long", "line 15: this command needs a shell", none_of=['secr"et'])
    told = re.findall(r"line (\d+):(?! the password)", r.err)
    assert len(told) == len(set(told)), told


@test("without --write the accounts come on standard output, are good as they stand, and nothing is written")
def _():
    fresh(EVERYTHING)
    r = wax("config", "import", "msmtp", env=ENV)
    assert not os.path.exists(CONFIG)
    path = harness.write("imported", r.out)
    assert "account ticket" in wax("config", "show", env={"WAX_HOST_CONFIG": path}).out
    named = wax("config", "import", "msmtp", os.path.join(HOME, ".msmtprc"), env={"HOME": HOME, "XDG_CONFIG_HOME": harness.path("config")})
    assert named.out.replace(harness.path("config"), HOME + "/.config") == r.out


@test("--write puts a password into a private file, keeps what stands in the configuration, and does not do it twice")
def _():
    fresh(EVERYTHING)
    os.makedirs(os.path.dirname(CONFIG))
    with open(CONFIG, "w") as f:
        f.write("# mine\ndefault own\naccount own\n  server smtp://x.example")
    r = wax("config", "import", "msmtp", "--write", env=ENV)
    expect(r, 0, none_of=['secr"et'])
    with open(CONFIG) as f:
        text = f.read()
    assert text.startswith("# mine\ndefault own\naccount own\n  server smtp://x.example\n\n") and text.count("default ") == 1 and 'secr"et' not in text
    secret = os.path.join(HOME, ".config/wax/company.password")
    with open(secret) as f:
        assert f.read() == 'secr"et #1'
    assert [oct(os.stat(p).st_mode & 0o777) for p in (secret, CONFIG)] == ["0o600", "0o600"]
    expect(wax("config", "import", "msmtp", "--write", env=ENV), 78, "already", "account freemail")
    with open(CONFIG) as f:
        assert f.read() == text


@test("a person with an msmtprc sends by two commands")
def _():
    with Server(Plan()) as s:
        fresh(f"account default\nhost {NAME}\nport {s.port}\ntls on\ntls_trust_file {harness.path('ca.pem')}\nfrom ada@example.org\nauth plain\n"
              f"user ada\npassword {SECRET}\n")
        expect(wax("config", "import", "msmtp", "--write", env=ENV), 0)
        expect(wax("send", "--connect-to", "127.0.0.1", "--to", "grace@example.net", "--text", "x", "--timeout", "10", env=ENV), 0)
        assert is_told(s)


@test("a file that is not there, or that others can write to, is told")
def _():
    os.unlink(fresh(""))
    expect(wax("config", "import", "msmtp", harness.path("nothing"), env=ENV), 66, "nothing")
    os.chmod(msmtprc("account a\n"), 0o622)
    expect(wax("config", "import", "msmtp", env=ENV), 78, "chmod go-w")
    expect(wax("config", "import", "mutt", env=ENV), 64, "import msmtp")
    expect(wax("config", "show", "--write", env=ENV), 64, "--write")


if __name__ == "__main__":
    harness.end()
