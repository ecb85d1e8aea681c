"""A token server (RFC 6749 s.6) over TLS, for the tests of the command: what it was asked is kept, what it answers is given."""
import http.server
import json
import ssl
import threading
import urllib.parse

import harness


class TokenServer:
    """with TokenServer(answer, ...) as t: ... t.url, t.asked.  An answer is (status, dict or bytes) or a function of the handler."""

    def __init__(self, *answers, cert="good", tls=True):
        self.answers, self.asked, server = list(answers), [], self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                form = self.rfile.read(int(self.headers["Content-Length"])).decode()
                server.asked.append(dict(urllib.parse.parse_qsl(form, strict_parsing=True)))
                answer = server.answers.pop(0) if len(server.answers) > 1 else server.answers[0]
                answer(self) if callable(answer) else self.reply(*answer)

            def reply(self, status, body, headers=()):
                body = body if isinstance(body, bytes) else json.dumps(body).encode()
                self.send_response(status)
                for name, value in headers:
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        self.http = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.http.handle_error = lambda *_: None
        if tls:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(harness.path(cert + ".pem"), harness.path(cert + ".key"))
            self.http.socket = context.wrap_socket(self.http.socket, server_side=True, do_handshake_on_connect=False)
        self.url = f"{'https' if tls else 'http'}://{'localhost' if tls else '127.0.0.1'}:{self.http.server_port}/token"

    def __enter__(self):
        threading.Thread(target=self.http.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.http.shutdown()
        self.http.server_close()
