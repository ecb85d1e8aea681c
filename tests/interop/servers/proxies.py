"""proxies -- a SOCKS5 proxy (microsocks) and an HTTP proxy (tinyproxy), each with a login, before aiosmtpd.

The server has a name that the proxy looks up.  Asked about the way alone: what a mail is, the others were asked.
"""
from functools import partial

from desk import LATER, Desk
from packages import tree
from server import Route, Server, fill, free_port, is_listening
from servers import recorder
from store import Folder, await_true
from wax import NO_PERMISSION, TEMPORARY

USER, PASSWORD = "ada", "opensesame"


class ProxyDesk(Desk):
    """The route's name is the proxy's kind."""

    def promises(self):
        return [("through the proxy, logged in there: arrives", self.gets_through),
                ("a wrong password for the proxy: refused, nothing sent", partial(self.is_stopped, NO_PERMISSION, "refused the login", password="sesame")),
                ("without a login: refused, nothing sent", partial(self.is_stopped, NO_PERMISSION, "wants a login", user="")),
                ("nobody listens where the proxy is to lead: it is said", partial(self.is_stopped, TEMPORARY, "does not lead to localhost port", port=free_port()))]

    def way(self, user=f"{USER}@", password=PASSWORD):
        words = ("--proxy", f"{self.route.name}://{user}127.0.0.1:{self.server.ports[self.route.name]}")
        return words + (("--proxy-password-file", self.wax.file("proxy-password", password.encode() + b"\n")) if user else ())

    def gets_through(self):
        self.arrives(LATER, by={"asks": self.way()})

    def is_stopped(self, code, words, port=None, **how):
        letter = self.letter(LATER, "bob", by={"asks": self.way(**how)})
        result = self.wax.send(self.route.url.format(**{**self.server.ports, **({"submission": port} if port else {})}), letter)
        result.expect(code)
        assert words in result.said, f"{words!r} is not said\n{result}"
        assert "C: EHLO" not in result.said, f"a server was spoken to\n{result}"


class Proxies(Server):
    name, packages, needs_root, desk = "proxies", ("microsocks", "tinyproxy-bin", *recorder.PACKAGES), False, ProxyDesk

    def routes(self):
        store = Folder(self.place / "mail", "{}/*.eml", line_end=b"\r\n")
        return [Route(kind, "submission://localhost:{submission}", store, mechanisms=("PLAIN",)) for kind in ("socks5", "http")]

    def start(self):
        self.place.mkdir()
        programs = tree(self.stage.shelf, self.name) / "usr/bin"
        pki = self.stage.pki
        asked = {"logins": self.stage.logins, "certificate": str(pki.certificate), "key": str(pki.key)}
        self.ports = {**recorder.start(self, self.place, asked, self.name), "socks5": free_port(), "http": free_port()}
        config = self.write("tinyproxy.conf", fill("tinyproxy.conf", port=self.ports["http"], user=USER, password=PASSWORD))
        socks = self.launch([programs / "microsocks", "-i", "127.0.0.1", "-p", self.ports["socks5"], "-u", USER, "-P", PASSWORD])
        http = self.launch([programs / "tinyproxy", "-d", "-c", config])
        for process, kind in ((socks, "socks5"), (http, "http")):
            await_true(lambda: is_listening(("127.0.0.1", self.ports[kind])) or self.check_alive(process), kind)
