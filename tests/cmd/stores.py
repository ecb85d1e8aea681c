"""What the tests of logins share: a secret, a mail to send with it, and whether the server was told it, inside TLS only."""
import base64

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
