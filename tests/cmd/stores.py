"""What the tests of logins share: a secret, a mail to send with it, whether the server was told it, inside TLS only; and a desktop's keyring."""
import base64
import os
import shutil
import signal
import subprocess

import harness

SECRET = "correct horse battery staple"


def arguments(server, timeout="10"):
    return ["send", "--server", server.url(), "--connect-to", "127.0.0.1", "--ca-file", harness.path("ca.pem"), "--from", "ada@example.org",
            "--to", "grace@example.net", "--text", "hello", "--timeout", timeout]


def send(server, *args, timeout="10", **more):
    return harness.wax(*arguments(server, timeout), *args, **more)


def is_told(server, user="ada", secret=SECRET):
    plain = base64.b64encode(f"\0{user}\0{secret}".encode())
    return plain in server.inside_text() and not any(form in server.clear_text() for form in (plain, secret.encode()))


# -- a keyring -----------------------------------------------------------------------------------------------------

KEYRING = """
printf 'the keyring' | gnome-keyring-daemon --unlock --components=secrets >/dev/null || exit 99
exec "$@"
"""


def end_daemons(home):
    """The keyring leaves our session, and does not end with it: what has our folder in its environment is ours."""
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{pid}/environ", "rb") as f:
                is_ours = f"HOME={home}".encode() in f.read().split(b"\0")
            if is_ours:
                os.kill(int(pid), signal.SIGTERM)
        except OSError:
            pass


def in_keyring(*command, env={}):
    """Runs it in a session of its own with a GNOME Keyring that is open; exit code 99 says that there can be none."""
    programs = ("dbus-run-session", "gnome-keyring-daemon", "secret-tool")
    if not all(map(shutil.which, programs)):
        raise harness.Skip(f"not installed: {' '.join(p for p in programs if not shutil.which(p))}")
    home = os.path.join(harness.folder.name, "desktop")
    os.makedirs(home, mode=0o700, exist_ok=True)
    env = {"HOME": home, "XDG_RUNTIME_DIR": home, "XDG_DATA_HOME": home, "PATH": os.environ["PATH"], "WAX_HOST_CONFIG": "", **env}
    done = subprocess.run(["dbus-run-session", "--", "sh", "-c", KEYRING, "sh", *command], capture_output=True, env=env, timeout=harness.HANG_S,
                          stdin=subprocess.DEVNULL)
    end_daemons(home)
    if done.returncode == 99:
        raise harness.Skip(f"no keyring can run here: {done.stderr.decode().strip()[-200:]}")
    return done
