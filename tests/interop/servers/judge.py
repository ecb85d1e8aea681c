"""judge -- a server whose logins are bound to the channel; no package's server does that with all versions of TLS.

Has a door for each judge and each kind of binding; one that offers a single -PLUS, from which a client could be led to an unbound form; and
behind `-lax` the same server without the check for an offer that was cut down.
"""
from dataclasses import dataclass
from pathlib import Path

from channel import NO_EXTENDED_MASTER_SECRET
from desk_bound import BoundDesk
from packages import tree
from server import Route, Server
from servers.recorder import PYTHON
from store import Folder
from tap import Skip

JUDGE = Path(__file__).resolve().parent.parent / "judge"
BY_GSASL, BY_HAND = ("SCRAM-SHA-256", "SCRAM-SHA-1"), ("SCRAM-SHA-512", "SCRAM-SHA-256", "SCRAM-SHA-1")


@dataclass(frozen=True)
class Door:
    judge: str
    tls: str
    binding: str        # the one that a client can be expected to choose
    digests: tuple
    options: int = 0    # of OpenSSL

    def mechanisms(self):
        return (*(digest + "-PLUS" for digest in self.digests), *self.digests)

    def asked(self, is_strict):
        return {"judge": self.judge, "tls": self.tls, "options": self.options, "offers": [*self.mechanisms(), "PLAIN"], "is_strict": is_strict}


DOORS = {"gsasl-tls13": Door("gsasl", "TLSv1_3", "tls-exporter", BY_GSASL),
         "gsasl-tls13-one-plus": Door("gsasl", "TLSv1_3", "tls-exporter", BY_GSASL[:1]),
         "gsasl-tls12": Door("gsasl", "TLSv1_2", "tls-unique", BY_GSASL),
         "scram-tls13": Door("scram", "TLSv1_3", "tls-exporter", BY_HAND),
         "scram-tls12": Door("scram", "TLSv1_2", "tls-unique", BY_HAND),
         "scram-tls12-without-ems": Door("scram", "TLSv1_2", "tls-server-end-point", BY_HAND, NO_EXTENDED_MASTER_SECRET)}


@dataclass(frozen=True)
class BoundRoute(Route):
    binding: str = ""
    tls: str = ""
    options: int = 0


class Judge(Server):
    name, packages, needs_root, desk = "judge", ("libgsasl18",), False, BoundDesk

    def routes(self):
        store = Folder(self.place / "mail", "{}/*.eml", line_end=b"\r\n")
        return [BoundRoute(name, "submission://127.0.0.1:{" + name + "}", store, mechanisms=door.mechanisms(),
                           binding=door.binding, tls=door.tls, options=door.options)
                for name, door in DOORS.items()]

    def start(self):
        if not PYTHON.exists():
            raise Skip(f"there is no {PYTHON}")
        self.place.mkdir()
        pki, library = self.stage.pki, next(tree(self.stage.shelf, self.name).glob("usr/lib/**/libgsasl.so.18")).parent
        doors = {name + suffix: door.asked(is_strict) for name, door in DOORS.items() for suffix, is_strict in (("", True), ("-lax", False))}
        asked = {"logins": self.stage.logins, "certificate": str(pki.certificate), "key": str(pki.key), "doors": doors}
        self.ports = self.launch_asked([PYTHON, "-B", JUDGE], self.place, asked, LD_LIBRARY_PATH=str(library))

    def judged(self):
        """What it has judged since this test began."""
        return [line.partition("judged: ")[2] for line in self.last_words().splitlines() if "judged: " in line]
