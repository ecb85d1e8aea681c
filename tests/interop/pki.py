"""pki -- two throw-away authorities: the one that issued the servers' certificate, and one that did not.

Knows openssl's command line.  Promise: keys live below the build folder, for one run.
"""
import subprocess

NAME = "mx.example.test"
NAMES = f"DNS:{NAME},DNS:localhost,IP:127.0.0.1,IP:127.0.0.2"
FRESH_KEY = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"]


class Pki:
    def __init__(self, folder):
        folder.mkdir(mode=0o700)
        self.ca, self.stranger = folder / "ca.pem", folder / "stranger.pem"
        self.certificate, self.key = folder / "server.pem", folder / "server.key"
        self.second, self.foreign = folder / "second.pem", folder / "foreign.pem"
        make_authority(self.ca, "interop CA")
        make_authority(self.stranger, "another CA")
        for pem, issuer in ((self.certificate, self.ca), (self.second, self.ca), (self.foreign, self.stranger)):
            self.make_server(pem, issuer)
        self.client, self.impostor = (self.make_client(folder / f"{name}.pem", issuer) for name, issuer in
                                      (("client", self.ca), ("impostor", self.stranger)))

    @staticmethod
    def make_server(pem, issuer):
        """Whoever holds it is the server, says that authority: ours, and one who had it issued all the same."""
        req(pem, NAME, "-CA", issuer, "-CAkey", issuer.with_suffix(".key"), "-addext", f"subjectAltName={NAMES}",
            "-addext", "basicConstraints=critical,CA:FALSE", "-addext", "extendedKeyUsage=serverAuth")

    @staticmethod
    def make_client(pem, issuer):
        """Whoever holds it is alice, says that authority."""
        req(pem, "alice@example.test", "-CA", issuer, "-CAkey", issuer.with_suffix(".key"), "-addext", "basicConstraints=critical,CA:FALSE",
            "-addext", "extendedKeyUsage=clientAuth")
        return pem


def make_authority(pem, name):
    req(pem, name, "-addext", "keyUsage=critical,keyCertSign")


def req(pem, name, *more):
    command = ["openssl", "req", "-x509", *FRESH_KEY, "-keyout", pem.with_suffix(".key"), "-out", pem, "-subj", f"/CN={name}", *more]
    subprocess.run([str(word) for word in command], check=True, capture_output=True)
