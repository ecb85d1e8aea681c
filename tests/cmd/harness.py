"""Runs the wax command and says what came of it, as TAP.

    harness.begin()                     reads the paths of wax and of the certificate maker from argv
    @harness.test("a named promise")    a function with assertions in it
    harness.end()                       runs them all

Knows processes and nothing of SMTP.  Every run has a limit of its own, so a hang is a failure with a name.
"""
import json
import os
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
import tap
from tap import Skip, test

HANG_S = 20
folder = None
wax_path = None


def is_instrumented():
    """A sanitizer keeps freed memory and shadows the rest: its size is not ours."""
    with open(wax_path, "rb") as binary:
        return b"__asan_init" in binary.read()


def begin():
    global folder, wax_path
    wax_path = sys.argv[1]
    os.umask(0o022)
    folder = tempfile.TemporaryDirectory(prefix="wax-cmd-")
    subprocess.run([sys.argv[2], folder.name], check=True)


def path(name):
    return os.path.join(folder.name, name)


def exists(name):
    return os.path.exists(path(name))


def write(name, content, mode=0o600):
    with open(path(name), "wb") as f:
        f.write(content if isinstance(content, bytes) else content.encode())
    os.chmod(path(name), mode)
    return path(name)


def end():
    tap.end(folder)


class Result:
    def __init__(self, code, out, err):
        self.code, self.out, self.err = code, out.decode("utf-8", "replace"), err.decode("utf-8", "replace")

    def json(self):
        lines = self.out.splitlines()
        assert len(lines) == 1, f"not one line of JSON: {self.out!r}"
        return json.loads(lines[0])

    def fates(self):
        return {r["address"]: r["fate"] for r in self.json()["recipients"]}

    def __repr__(self):
        return f"exit {self.code}\nstdout: {self.out}\nstderr: {self.err}"


def environment(extra):
    """Whose machine this is, and what language its owner speaks, must not matter."""
    env = {k: v for k, v in os.environ.items() if not k.startswith(("WAX_", "LC_")) and k not in ("LANG", "LANGUAGE", "NO_COLOR")}
    env.update({"WAX_HOST_CONFIG": "", "XDG_CONFIG_HOME": path("config"), "LC_ALL": "C.UTF-8"})
    env.update(extra)
    return env


def wax(*args, stdin=b"", env={}, **more):
    """Runs wax to its end."""
    feed = {"input": stdin} if isinstance(stdin, bytes) else {"stdin": stdin}
    done = subprocess.run([wax_path, *args], stdout=more.pop("stdout", subprocess.PIPE), stderr=subprocess.PIPE, timeout=HANG_S,
                          env=environment(env), **feed, **more)
    return Result(done.returncode, done.stdout or b"", done.stderr)


def start(*args, env={}, **more):
    """Starts wax; the caller waits for it."""
    return subprocess.Popen([wax_path, *args], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                            env=environment(env), **more)


def finish(process):
    out, err = process.communicate(timeout=HANG_S)
    return Result(process.returncode, out, err)


def expect(result, code, *words, none_of=()):
    """The exit code, and what the sentences must (and must not) say."""
    assert result.code == code, f"expected exit {code}, got {result!r}"
    for word in words:
        assert word in result.err, f"{word!r} is not said in {result!r}"
    for word in none_of:
        assert word not in result.err + result.out, f"{word!r} is said in {result!r}"
    for line in result.err.splitlines():
        assert line.startswith(("wax: ", "# ", "C: ", "S: ", "TLS", "    ")), f"a line that is no sentence of ours: {line!r}"
    assert code == 0 or "\nsent:" not in "\n" + result.out or code in (1, 2), f"it says sent: {result!r}"
