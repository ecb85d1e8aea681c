"""peers -- who is measured beside wax, and how each is asked: one entry for each.

Owns command lines and nothing else. A peer gets every option that makes it faster and weakens nothing: an initial
response to AUTH where it has a switch for it, the certificate verified and its name (swaks can't check that).
`everyone` sends one mail over STARTTLS with a login, a process each; `libraries` do what lasts longer.
"""
import os
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Callable

from figures import LOOP
from lab import CA, HERE, PASSWORD, USER, write

FROM, TO = "ada@example.org", "grace@example.net"
HEADERS = """\
From: =?UTF-8?Q?Ad=C3=A0?= <ada@example.org>
To: =?UTF-8?Q?Gr=C3=A0ce?= <grace@example.net>
Subject: Test
Mime-Version: 1.0
Content-Type: text/html; charset=UTF-8
Content-Transfer-Encoding: 7bit
"""
BODY = "Ciao!\n"


@dataclass
class Files:
    """The mail in the shapes that programs want it, and the password."""
    mail: Path  # with the line ends of this system
    wire: Path  # with CRLF
    body: Path
    password: Path


def write_files():
    mail = HEADERS + "\n" + BODY
    return Files(write("mail", mail), write("wire", mail.replace("\n", "\r\n")), write("body", BODY),
                 write("password", PASSWORD + "\n"))


@dataclass
class Program:
    """argv(files, host, port, ca): ca is None for the system's roots. stdin names the file that it reads."""
    name: str
    path: str  # None when absent
    argv: Callable
    stdin: str = "mail"
    package: str = ""
    chunking: bool = True
    takes_tickets: bool = True  # else it waits for ever when one comes at the wrong moment


def limit(path, verb):
    return lambda files, host, port, ca: [
        path, verb, ca or "system", host, port, USER, PASSWORD, FROM, TO, files.wire]


def wax(path):
    return lambda files, host, port, ca: [
        path, "send", "--server", f"submission://{host}:{port}", "--from", FROM, "--to", TO, "--user", USER,
        "--password-file", files.password, *(["--ca-file", ca] if ca else []), files.mail]


def esmtp(path):
    return lambda files, host, port, ca: [
        path, "one", ca or "system", f"{host}:{port}", USER, PASSWORD, FROM, TO, files.wire]


def curl(files, host, port, ca):
    return ["curl", "--silent", "--show-error", "--url", f"smtp://{host}:{port}", "--ssl-reqd", "--sasl-ir",
            "--login-options", "AUTH=PLAIN", "--user", f"{USER}:{PASSWORD}", "--mail-from", FROM, "--mail-rcpt", TO,
            "--upload-file", files.wire, *(["--cacert", ca] if ca else [])]


def msmtp(files, host, port, ca):
    settings = ["account default", f"host {host}", f"port {port}", f"from {FROM}", "auth plain", f"user {USER}",
                f"password {PASSWORD}", "tls on", "tls_starttls on", f"tls_trust_file {ca or 'system'}"]
    return ["msmtp", "-C", write("msmtprc", "\n".join(settings) + "\n"), TO]


def s_nail(files, host, port, ca):
    roots = ["-Stls-ca-no-defaults", f"-Stls-ca-file={ca}"] if ca else []
    return ["s-nail", "-:/", "-Sv15-compat", f"-Smta=smtp://{USER}:{PASSWORD}@{host}:{port}",
            "-Ssmtp-use-starttls", "-Ssmtp-auth=plain", "-Stls-verify=strict", "-Ssendwait", *roots,
            "-r", FROM, "-s", "Test", TO]


def swaks(files, host, port, ca):
    return ["swaks", "--server", host, "--port", port, "--from", FROM, "--to", TO, "--helo", "[127.0.0.1]", "--pipeline", "--silent", "2", "--data", f"@{files.mail}",
            "--tls", "--tls-verify", *(["--tls-ca-path", ca] if ca else []), "--auth", "PLAIN", "--auth-user", USER, "--auth-password", PASSWORD]


def installed(name, argv, **more):
    return Program(name, shutil.which(name), argv, package=name, **more)


def everyone(wax_path, limit_path, esmtp_path):
    return [
        Program(LOOP, limit_path, limit(limit_path, "bdat")),
        Program(LOOP + ", no CHUNKING", limit_path, limit(limit_path, "data"), chunking=False),
        Program("wax", wax_path, wax(wax_path)),
        Program("wax, no CHUNKING", wax_path, wax(wax_path), chunking=False),
        Program("libesmtp", esmtp_path, esmtp(esmtp_path), package="libesmtp-dev", takes_tickets=False),
        installed("curl", curl),
        installed("msmtp", msmtp),
        installed("s-nail", s_nail, stdin="body"),
        installed("swaks", swaks),
    ]


@dataclass
class Library:
    """A library, and the program over it in peers/, which is asked in the words of peers/program.h."""
    name: str
    program: list
    package: str
    by_starttls: bool = False  # it knows no TLS from the first byte
    several: bool = False  # connections, at a time
    takes_tickets: bool = True
    pipelines: bool = False  # the recipients of a mail share a flight; for the others each takes a round trip

    @property
    def is_there(self):
        return os.path.exists(self.program[-1])

    def asked(self, task, url, *words):
        return [*self.program, task, CA, url, *words]


def libraries(build):
    program = f"{build}/bench/bench-peer-"
    return [
        Library("libcurl", [program + "curl"], "libcurl4-openssl-dev", several=True),
        Library("libesmtp", [program + "esmtp"], "libesmtp-dev", by_starttls=True, takes_tickets=False, pipelines=True),
        Library("libetpan", [program + "etpan"], "libetpan-dev"),
        Library("smtplib", [sys.executable, HERE / "peers" / "python"], "python3"),
    ]
