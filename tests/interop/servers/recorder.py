"""recorder -- aiosmtpd, the witness of exact bytes; the one server that needs no root.

No PIPELINING, no BDAT: everything goes step by step.  Answers 500 to a line of AUTH over 512 bytes.
"""
from pathlib import Path

from packages import tree
from server import Route, Server
from store import Folder
from tap import Skip

RECORD = Path(__file__).resolve().parent.parent / "record"
PYTHON = Path("/usr/bin/python3")       # the distribution's own: the one that its packages are for
PACKAGES = ("python3-aiosmtpd",)


def start(server, folder, asked, packages="aiosmtpd"):
    """Starts one for that server, out of the tree of that name; returns its ports."""
    if not PYTHON.exists():
        raise Skip(f"{PYTHON}, for which the aiosmtpd package is made, is not there")
    library = tree(server.stage.shelf, packages) / "usr/lib/python3/dist-packages"
    return server.launch_asked([PYTHON, "-B", "-W", "ignore", RECORD], folder, asked, PYTHONPATH=str(library))


class Recorder(Server):
    name, packages, needs_root = "aiosmtpd", PACKAGES, False

    def routes(self):
        store = Folder(self.place / "mail", "{}/*.eml", line_end=b"\r\n")
        return [Route("submission", "submission://127.0.0.1:{submission}", store, mechanisms=("PLAIN", "LOGIN")),
                Route("submissions", "submissions://127.0.0.1:{submissions}", store)]

    def start(self):
        self.place.mkdir()
        pki = self.stage.pki
        self.ports = start(self, self.place, {"logins": self.stage.logins, "certificate": str(pki.certificate), "key": str(pki.key)})
