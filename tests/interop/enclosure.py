"""enclosure -- the place where servers run, from which nothing gets out.

Owns the namespaces.  The outer one is for the whole run: processes, network (loopback only), names and mounts of its own; the
kernel ends every process in it when its first one ends, whatever became of us.  In it each server has a Box, a view of /usr, /etc and
/var in which its packages and its configuration lie over the machine's.  Knows nothing of servers.  Promise: the machine's files,
users, ports and processes are neither changed nor reached.
"""
import os
import re
import socket
import subprocess
import sys

from pki import NAME
from tap import Skip

PRIVATE = ["--mount", "--net", "--uts", "--pid", "--fork", "--kill-child", "--mount-proc", "--propagation", "private"]
MARK = "WAX_INTEROP_OUTSIDE"        # the network that we came from: differs from ours only when we are inside
OVERLAID = ("usr", "etc", "var")


def is_inside():
    return os.environ.get(MARK, network()) != network()


def network():
    return os.readlink("/proc/self/ns/net")


def why_not():
    """Why there can be no enclosure here, or nothing."""
    if os.geteuid() != 0:
        return "needs root: mail servers change their user, and are kept in namespaces of their own"
    done = subprocess.run(["unshare", *PRIVATE, "true"], capture_output=True, text=True)
    return f"no namespaces can be made here: {done.stderr.strip()}" if done.returncode else ""


def enter():
    """Starts this program again, inside."""
    os.environ[MARK] = network()
    os.execvp("unshare", ["unshare", *PRIVATE, sys.executable, *sys.argv])


def furnish(run, shelf):
    """The same short paths inside and outside of boxes: sockets have room for a hundred bytes, and a home is not everyone's to cross."""
    socket.sethostname(NAME)
    sh("ip", "link", "set", "lo", "up")
    sh("mount", "-t", "tmpfs", "-o", "mode=755", "interop", "/run")
    for place, ours in (("/run/interop", run), ("/run/shelf", shelf)):
        os.mkdir(place)
        sh("mount", "--bind", ours, place)
    os.mkdir("/run/boxes")


def sh(*command):
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True, errors="replace", stdin=subprocess.DEVNULL)
    if done.returncode:
        raise OSError(f"{' '.join(map(str, command))}: {done.stdout}{done.stderr}")
    return done.stdout


class Box:
    """The machine as one server sees it.  Files are put in before it opens; then programs run in it."""

    def __init__(self, name, tree, place):
        self.name, self.tree, self.layer = name, tree, place / "layer"
        self.users, self.keeper = [], None
        for part in OVERLAID:
            (self.layer / part).mkdir(parents=True)

    def put(self, path, text, mode=0o644):
        file = self.layer / path.lstrip("/")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
        file.chmod(mode)

    def user(self, name):
        """A user and a group of that name, unknown outside: their number."""
        number = 61000 + len(self.users)
        self.users.append((name, number))
        return number

    def open(self):
        self.put_users()
        self.put("/etc/hosts", f"127.0.0.1 {NAME} localhost\n127.0.0.2 {NAME}\n")
        self.keeper = subprocess.Popen(["unshare", "--mount", "--propagation", "private", "sh", "-euc", self.overlays() + "echo open; exec cat"],
                                       stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        if self.keeper.stdout.readline() != "open\n":
            raise Skip(f"no view of its own for {self.name}: {self.keeper.stderr.read().strip()}")

    def close(self):
        """The view goes with the last process in it."""
        if self.keeper:
            self.keeper.communicate()

    def overlays(self):
        """The server's configuration over its packages over the machine; what it writes goes to memory."""
        script = ""
        for part in OVERLAID:
            over = f"/run/boxes/{self.name}/{part}"
            low = f"{self.layer}/{part}:{self.tree}/{part}:/{part}"
            script += f"mkdir -p {over}/up {over}/work\n"
            script += f"mount -t overlay -o lowerdir={low},upperdir={over}/up,workdir={over}/work overlay /{part}\n"
        return script

    def put_users(self):
        names = "|".join(re.escape(name) for name, _ in self.users)
        for file, line in (("/etc/passwd", "{0}:x:{1}:{1}::/nonexistent:/usr/sbin/nologin\n"), ("/etc/group", "{0}:x:{1}:\n")):
            with open(file) as theirs:
                others = [line for line in theirs if not names or not re.match(rf"(?:{names}):", line)]
            self.put(file, "".join(others) + "".join(line.format(*user) for user in self.users))

    def command(self, *words):
        return ["nsenter", f"--mount=/proc/{self.keeper.pid}/ns/mnt", *map(str, words)]

    def run(self, *words):
        return sh(*self.command(*words))
