"""Somebody at a terminal: reads what the command shows, types, presses Ctrl-C.

    with Person("account", "add", env={...}) as p:
        p.sees("Mail address")      waits until that was shown, behind what was seen before
        p.types("ada@example.net")
        p.leaves()                  how it ended; p.shown is all that was shown
"""
import errno
import fcntl
import os
import pty
import select
import subprocess
import termios
import time

import harness


class Person:
    def __init__(self, *args, env={}, command=None, size=(24, 80)):
        self.args, self.env, self.command, self.shown, self.seen = args, env, command, "", 0

    def __enter__(self):
        self.ours, self.theirs = pty.openpty()
        self.process = subprocess.Popen([*(self.command or [harness.wax_path]), *self.args], stdin=self.theirs, stdout=self.theirs, stderr=self.theirs,
                                        env=harness.environment({"TERM": "xterm", **self.env}), start_new_session=True,
                                        preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0))
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()
        os.close(self.ours)
        os.close(self.theirs)

    def more(self, wait):
        """False: nothing came."""
        if not select.select([self.ours], [], [], wait)[0]:
            return False
        try:
            self.shown += os.read(self.ours, 65536).decode("utf-8", "replace").replace("\r\n", "\n")
        except OSError as e:
            assert e.errno == errno.EIO
            return False
        return True

    def sees(self, text):
        end = time.monotonic() + harness.HANG_S
        while text not in self.shown[self.seen:]:
            assert time.monotonic() < end and (self.process.poll() is None or self.more(0)), f"{text!r} was not shown behind: {self.shown!r}"
            self.more(0.1)
        self.seen = self.shown.index(text, self.seen) + len(text)

    def types(self, line):
        os.write(self.ours, line.encode() + b"\n")

    def presses(self, key):
        os.write(self.ours, key.encode())

    def answers(self, *pairs):
        for text, line in pairs:
            self.sees(text)
            self.types(line)

    def echoes(self):
        return bool(termios.tcgetattr(self.theirs)[3] & termios.ECHO)

    def leaves(self):
        self.process.wait(timeout=harness.HANG_S)
        while self.more(0):
            pass
        return self.process.returncode
