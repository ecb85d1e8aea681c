"""Proxies that behave: SOCKS5 (RFC 1928, 1929) and HTTP CONNECT, each the function of a Server.

They lead to one port of this machine, whatever they are asked for, and write down what that was.
"""
import base64
import select
import socket


def relay(conn, port, early=b""):
    """Until either side closes.  `early` goes to the client before the server has said a word."""
    with socket.create_connection(("127.0.0.1", port)) as server:
        conn.sock.sendall(early)
        server.sendall(bytes(conn.buffer))
        sides = {conn.sock: server, server: conn.sock}
        while True:
            for side in select.select(list(sides), [], [])[0]:
                data = side.recv(65536)
                if not data:
                    return
                sides[side].sendall(data)


def say_slowly(conn, data):
    """Each byte in a packet of its own, as far as the system lets us."""
    conn.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    for i in range(len(data)):
        conn.raw(data[i:i + 1])


def socks5(port, asked, login=None, say=lambda conn, data: conn.raw(data)):
    """login: (user, password)."""
    def serve(conn):
        _, n = conn.take(2)
        methods = conn.take(n)
        if login and 2 not in methods:
            say(conn, b"\5\xff")
            return
        say(conn, b"\5\2" if login else b"\5\0")
        if login:
            user = conn.take(conn.take(2)[1])
            password = conn.take(conn.take(1)[0])
            is_right = (user.decode(), password.decode()) == login
            say(conn, b"\1\0" if is_right else b"\1\1")
            if not is_right:
                return
        kind = conn.take(4)[3]
        host = socket.inet_ntop(socket.AF_INET, conn.take(4)) if kind == 1 else socket.inet_ntop(socket.AF_INET6, conn.take(16)) if kind == 4 \
            else conn.take(conn.take(1)[0]).decode()
        asked.append((host, int.from_bytes(conn.take(2), "big")))
        say(conn, b"\5\0\0\1\0\0\0\0\0\0")
        relay(conn, port)
    return serve


def http(port, asked, login=None, say=lambda conn, data: conn.raw(data)):
    def serve(conn):
        method, target, version = conn.line().split(" ")
        fields = {}
        while line := conn.line():
            name, value = line.split(": ")
            fields[name] = value
        assert (method, version, fields["Host"]) == ("CONNECT", "HTTP/1.1", target)
        if login and fields.get("Proxy-Authorization") != "Basic " + base64.b64encode(":".join(login).encode()).decode():
            say(conn, b"HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=x\r\nContent-Length: 2\r\n\r\nno")
            return
        host, _, at = target.rpartition(":")
        asked.append((host.strip("[]"), int(at)))
        say(conn, b"HTTP/1.1 200 Connection established\r\nVia: 1.1 x\r\n\r\n")
        relay(conn, port)
    return serve
