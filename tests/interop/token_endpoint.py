"""token_endpoint -- where a refresh token becomes an access token (RFC 6749 s.6), over TLS.

Knows the form that it is sent and the two answers it has; who may have a token, and what one is, it is told.  Promise: it is gone when the `with`
is left, and `asked` has every form that came.
"""
import http.server
import json
import ssl
import threading
import urllib.parse

LIFE_S = 3600


class Endpoint:
    def __init__(self, certificate, key, grants, issue):
        """`grants`: users by refresh token; issue(user) is an access token."""
        self.grants, self.issue, self.asked, endpoint = grants, issue, [], self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                form = self.rfile.read(int(self.headers["Content-Length"])).decode()
                self.answer(*endpoint.answer(dict(urllib.parse.parse_qsl(form, strict_parsing=True))))

            def answer(self, status, content):
                body = json.dumps(content).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                """What is asked is looked up in `asked`."""

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.handle_error = lambda *_: None
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
        self.server.socket = context.wrap_socket(self.server.socket, server_side=True, do_handshake_on_connect=False)
        self.url = f"https://localhost:{self.server.server_port}/token"

    def answer(self, form):
        self.asked.append(form)
        user = form["grant_type"] == "refresh_token" and self.grants.get(form["refresh_token"])
        if not user:
            return 400, {"error": "invalid_grant", "error_description": "this refresh token was revoked"}
        return 200, {"access_token": self.issue(user), "token_type": "Bearer", "expires_in": LIFE_S}

    def __enter__(self):
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()
