"""wax -- runs the command, and says what came of it.

Knows wax send's options and exit codes, and nothing of servers.  Promise: a run that hangs is ended and is a failure; the password of a
login is in a file, and appears in nothing that the command prints.
"""
import base64
import json
import os
import subprocess
from dataclasses import dataclass, replace

OK, PARTIAL, NO_USER, TEMPORARY, NO_PERMISSION = 0, 1, 67, 75, 77      # wax-send(1), EXIT STATUS
HANG_S = 60
FROM = "alice@example.test"


@dataclass(frozen=True)
class Letter:
    """What is asked of the command: a mail, for whom, and whatever a test wants to be otherwise."""
    mail: object
    to: tuple
    login: tuple = None         # user, password
    auth: str = None
    ca: object = None
    verify_name: str = None
    identity: object = None     # our own certificate (PEM); its key lies beside it
    user: str = ""              # without a password
    environment: dict = None    # besides ours
    asks: tuple = ()            # options that ask the server for more than delivery

    def but(self, **changes):
        return replace(self, **changes)


@dataclass
class Result:
    code: int
    report: str                 # standard output
    said: str                   # standard error, with the trace
    command: list

    def fates(self):
        """What became of the mail for each recipient, as the report has it."""
        return {recipient["address"]: recipient["fate"] for recipient in json.loads(self.report)["recipients"]}

    def expect(self, code):
        assert self.code == code, f"exit code {code} expected, got {self.code}\n{self}"

    def __str__(self):
        return f"{' '.join(map(str, self.command))}\n{self.report}{self.said[-6000:]}"


class Wax:
    def __init__(self, path, folder):
        self.path, self.folder = path, folder
        folder.mkdir(mode=0o700)

    def send(self, url, letter):
        command = [self.path, "send", "--server", url, "--from", FROM, "--ehlo-name", "client.example.test", "--trace", "--json"]
        command += [word for to in letter.to for word in ("--to", to)]
        command += self.demands(letter)
        command += ["-" if letter.mail.by_pipe else self.file("mail", letter.mail.given)]
        result = self.run(command, letter.mail.given if letter.mail.by_pipe else b"", letter.environment or {})
        assert not letter.login or not is_shown(*letter.login, result.report + result.said), f"the password is shown\n{result}"
        return result

    def check(self, url, letter, *lines):
        """Looks at the server as for that letter, and says the lines."""
        said = [word for line in lines for word in ("--say", line)]
        return self.run([self.path, "check", url, "--ehlo-name", "client.example.test", "--trace", "--json", *self.demands(letter), *said], b"", letter.environment or {})

    def demands(self, letter):
        words = []
        if letter.login:
            words += ["--user", letter.login[0], "--password-file", self.file("password", letter.login[1].encode() + b"\n")]
        if letter.user:
            words += ["--user", letter.user]
        if letter.identity:
            words += ["--cert", letter.identity, "--key", letter.identity.with_suffix(".key")]
        for option, value in (("--auth", letter.auth), ("--ca-file", letter.ca), ("--verify-name", letter.verify_name)):
            words += [option, value] if value else []
        return words + list(letter.asks)

    def file(self, name, content):
        path = self.folder / name
        path.write_bytes(content)
        path.chmod(0o600)
        return path

    def run(self, command, given, environment):
        try:
            done = subprocess.run(command, input=given, capture_output=True, timeout=HANG_S, env={**os.environ, **environment})
        except subprocess.TimeoutExpired as late:
            raise AssertionError(f"not ended after {HANG_S} s: {' '.join(map(str, command))}\n{late.stderr}") from None
        return Result(done.returncode, done.stdout.decode("utf-8", "replace"), done.stderr.decode("utf-8", "replace"), command)


def is_shown(user, password, text):
    """As it is, as LOGIN says it, as PLAIN says it."""
    encoded = [base64.b64encode(words.encode()).decode() for words in (password, f"\0{user}\0{password}")]
    return any(form in text for form in (password, *encoded))
