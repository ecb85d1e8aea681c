"""desk_token -- what is asked where a token logs in: that Wax gets it itself, with a refresh token.

Knows the token endpoint, and the command's options for it; no server by name.  Promise: the tokens that log in are made for the server in question,
which checks them, and neither they nor a refresh token appear in what the command prints.
"""
import re
import shutil
import subprocess
from functools import partial

from access_token import Issuer
from desk import LATER, LOGIN, REFUSED, Desk, address
from tap import Skip
from token_endpoint import Endpoint
from wax import NO_PERMISSION, OK, Letter

REFRESH, REVOKED = "a-refresh-token-of-alice", "a-refresh-token-that-was-revoked"


class TokenDesk(Desk):
    def login_tests(self):
        tests = [(f"{m}, with a refresh token: logged in; the next mail asks no token server", partial(self.refreshes, m))
                 for m in ("XOAUTH2", "OAUTHBEARER") if m in self.route.mechanisms]
        return super().login_tests() + tests + [
            ("a kept token that the server refuses: a fresh one, logged in", self.replaces),
            ("a fresh token that the server refuses: refused, nothing sent", self.is_not_believed),
            ("a refresh token that was revoked: refused with what to do, no mail server is called", self.is_revoked),
            ("a token server of another authority: no refresh token is shown to it", self.is_no_token_server)]

    def endpoint(self, issue=None, certificate=None):
        """The tokens of the server's own issuer, unless others are asked for."""
        certificate = certificate or self.server.stage.pki.certificate
        shutil.rmtree(self.cache(), ignore_errors=True)
        return Endpoint(certificate, certificate.with_suffix(".key"), {REFRESH: LOGIN}, issue or self.server.issuer.token)

    def cache(self):
        return self.server.place / "cache"

    def kept(self):
        return list(self.cache().glob("wax/oauth-*"))

    def send(self, endpoint, mail, *more, refresh=REFRESH):
        said = subprocess.run([self.wax.path, "--version"], capture_output=True, text=True).stdout
        if re.search(r"^ *oauth +none", said, re.M):
            raise Skip("this wax was built without OAuth")
        pki, file = self.server.stage.pki, self.wax.file("refresh", refresh.encode() + b"\n")
        words = ("--oauth-token-url", endpoint.url, "--oauth-client-id", "interop", "--oauth-refresh-token-file", file, "--oauth-ca-file", pki.ca, *more)
        result = self.wax.send(self.route.url.format(**self.server.ports),
                               Letter(mail, (address("bob"),), ca=pki.ca, user=LOGIN, asks=words, environment={"XDG_CACHE_HOME": str(self.cache())}))
        for secret in (refresh, *(path.read_text().splitlines()[-1] for path in self.kept())):
            assert secret not in result.report + result.said, f"{secret} is shown\n{result}"
        return result

    def comes(self, result):
        result.expect(OK)
        self.take("bob", LATER)

    def refreshes(self, mechanism):
        with self.endpoint() as endpoint:
            for _ in range(2):
                result = self.send(endpoint, LATER, "--auth", mechanism)
                self.comes(result)
                assert f"AUTH {mechanism}" in result.said, f"{mechanism} was not used\n{result}"
            assert [form["refresh_token"] for form in endpoint.asked] == [REFRESH], endpoint.asked

    def replaces(self):
        with self.endpoint() as endpoint:
            self.comes(self.send(endpoint, LATER))
            kept, = self.kept()
            expires, _ = kept.read_text().splitlines()
            kept.write_text(f"{expires}\n{Issuer().token(LOGIN)}")
            self.comes(self.send(endpoint, LATER))
            assert len(endpoint.asked) == 2, endpoint.asked

    def is_not_believed(self):
        with self.endpoint(issue=Issuer().token) as endpoint:
            self.is_stopped(self.send(endpoint, REFUSED))
            assert len(endpoint.asked) == 1, endpoint.asked

    def is_revoked(self):
        with self.endpoint() as endpoint:
            result = self.send(endpoint, REFUSED, refresh=REVOKED)
            self.is_stopped(result)
            assert "invalid_grant" in result.said and "log in again" in result.said and "C: " not in result.said, result

    def is_no_token_server(self):
        with self.endpoint(certificate=self.server.stage.pki.foreign) as endpoint:
            result = self.send(endpoint, REFUSED)
            self.is_stopped(result)
            assert not endpoint.asked and "C: " not in result.said, result

    def is_stopped(self, result):
        result.expect(NO_PERMISSION)
        self.arrives(LATER)
