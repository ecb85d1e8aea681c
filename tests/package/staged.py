"""staged -- a tree as `make install DESTDIR=...` leaves it, and a mail server out of it.

Knows Meson's options and where an installed tree keeps what; nothing of what is expected of it.
"""
import json
import os
import subprocess
from contextlib import contextmanager
from pathlib import Path

PATIENCE_S = 600        # on a machine that has much else to do; what takes longer hangs


def run(*command, env={}, **more):
    """Its output; a failure is an error that shows it."""
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True, timeout=PATIENCE_S,
                          env=dict(os.environ, **env), **more)
    if done.returncode:
        raise AssertionError(f"{' '.join(map(str, command))}: exit {done.returncode}\n{(done.stdout + done.stderr)[-4000:]}")
    return done.stdout


class Stage:
    """Installed below `destdir`; its folders as programs on the host see them."""

    def __init__(self, build, destdir):
        self.destdir = Path(destdir)
        run("meson", "install", "-C", build, "--no-rebuild", "--destdir", destdir)
        options = {o["name"]: o["value"] for o in json.loads(run("meson", "introspect", build, "--buildoptions"))}
        prefix = Path(options["prefix"])
        for name in ("bindir", "libdir", "includedir", "libexecdir", "mandir", "datadir"):
            setattr(self, name, self.destdir / (prefix / options[name]).relative_to("/"))
        self.prefix, self.wax = self.destdir / prefix.relative_to("/"), self.bindir / "wax"
        self.library = self.libdir / "libwax.so.0"

    def pkg_config(self, *asked):
        """What it says to somebody who builds against the staged tree."""
        env = {"PKG_CONFIG_PATH": str(self.libdir / "pkgconfig"), "PKG_CONFIG_SYSROOT_DIR": str(self.destdir)}
        return run("pkg-config", *asked, "wax", env=env).split()


@contextmanager
def sink(wax, folder):
    """(URL, CA file): takes mails of ada, whose password is sesame, and keeps them in `folder`.  `wax`: the words that run it."""
    server = subprocess.Popen([*map(str, wax), "sink", "--listen", "127.0.0.1:0", "--auth", "ada:sesame", "--store", str(folder)],
                              stdout=subprocess.PIPE, text=True)
    try:
        address, ca = (server.stdout.readline().split(maxsplit=2)[-1].strip() for _ in range(2))
        yield f"submission://localhost:{address.rpartition(':')[2]}", ca
    finally:
        server.terminate()
        server.wait(PATIENCE_S)
        server.stdout.close()
