"""server -- what every server has: its packages, its place, its ports, its life.

Knows how a program is configured from a template, started and stopped, and nothing of mail.  Promise: a server is ready when `start`
returns or it is reported with its last words, and it is gone when `stop` returns.
"""
import json
import os
import re
import shutil
import socket
import subprocess
from dataclasses import dataclass
from pathlib import Path

from desk import Desk
from enclosure import Box
from packages import tree
from store import await_true

CONFIG = Path(__file__).resolve().parent / "config"
READY_S, STOP_S = 30, 15


@dataclass(frozen=True)
class Route:
    """One way to hand a mail in, and where it comes out."""
    name: str
    url: str                        # "{port}" and the like are filled in when the server is up
    store: object
    with_tls: bool = True
    with_login: bool = True
    full: str = ""                  # a mailbox of which only the reply to the end of the mail says that it is full: LMTP's way
    mechanisms: tuple = ()
    by_certificate: bool = False    # it takes EXTERNAL from whoever shows a certificate of the authority
    anonymous: bool = False         # it takes ANONYMOUS
    proof: str = ""                 # what the Received field in front says of a mail that came by TLS and login (RFC 3848)


class Server:
    """Subclasses have: name, packages, needs_root, routes(), configure(box), command(), listens_at()."""
    name, packages, needs_root = "", (), True
    desk = Desk                     # what its ways in are asked

    def __init__(self, stage):
        """`stage`: run (the folder of this run), shelf (the packages), wax (the command), pki, logins (password by name)."""
        self.stage, self.place, self.box, self.processes, self.heard = stage, stage.run / self.name, None, [], {}

    def start(self):
        self.place.mkdir(mode=0o755)
        box = self.box = Box(self.name, tree(self.stage.shelf, self.name), self.place)
        self.configure(box)
        box.open()
        self.furnish(box)
        process = self.launch(box.command(*self.command()))
        for address in self.listens_at():
            await_true(lambda: is_listening(address) or self.check_alive(process), f"{self.name} at {address}", READY_S)

    def furnish(self, box):
        """What is to be done in the box before the server starts."""

    def launch(self, command, **how):
        with open(self.place / f"log-{len(self.processes)}", "wb") as log:
            process = subprocess.Popen([str(word) for word in command], stdout=log, stderr=subprocess.STDOUT,
                                       **{"stdin": subprocess.DEVNULL, **how})
        self.processes.append(process)
        return process

    def launch_asked(self, command, folder, asked, **variables):
        """Starts a program of ours, which reads what is asked of it and names its ports in `folder`; returns these."""
        process = self.launch(command, stdin=subprocess.PIPE, env={**os.environ, **variables})
        process.stdin.write(json.dumps({"folder": str(folder), **asked}).encode() + b"\n")
        process.stdin.flush()
        await_true(lambda: (folder / "ports").exists() or self.check_alive(process), f"the ports of {command[-1]}")
        return json.loads((folder / "ports").read_text())

    def check_alive(self, process):
        assert process.poll() is None, f"{self.name} ended with {process.returncode}"

    def secret(self, mechanism, user):
        """What the user logs in with."""
        return self.stage.logins[user]

    def own_tests(self, program):
        """(what is promised, how it is tested), beside what every way in is asked; program(name) is the path of an example."""
        return ()

    def stop(self):
        for process in reversed(self.processes):
            process.terminate()
            try:
                process.wait(STOP_S)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        if self.box:
            self.box.close()

    def logs(self):
        return sorted(self.place.glob("log-*"))

    def listen_from_here(self):
        """What was said before is no part of `last_words`."""
        self.heard = {log: log.stat().st_size for log in self.logs()}

    def last_words(self):
        return "\n".join(f"{log.name}: {log.read_bytes()[self.heard.get(log, 0):].decode(errors='replace')[-3000:]}" for log in self.logs())

    def write(self, name, text, mode=0o644):
        path = self.place / name
        path.write_text(text)
        path.chmod(mode)
        return path

    def folder(self, name, owner=None, mode=0o755):
        path = self.place / name
        path.mkdir(parents=True)
        path.chmod(mode)
        if owner is not None:
            os.chown(path, owner, owner)
        return path

    def copy(self, source, owner, mode=0o600):
        target = self.place / source.name
        shutil.copyfile(source, target)
        target.chmod(mode)
        os.chown(target, owner, owner)
        return target


def fill(name, **values):
    """A file of config/, with @these@ filled in; one that is not given is an error."""
    return re.sub("@([a-z_]+)@", lambda found: str(values[found[1]]), (CONFIG / name).read_text())


def free_port(host="127.0.0.1"):
    with socket.socket() as s:
        s.bind((host, 0))
        return s.getsockname()[1]


def is_listening(address):
    family = socket.AF_UNIX if isinstance(address, str) else socket.AF_INET
    with socket.socket(family) as s:
        return s.connect_ex(address) == 0

