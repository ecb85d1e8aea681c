"""Names that mean what a test says they mean: a namespace with a name server of its own.

    names.enter()                   the program goes on in there, where that can be; a test that needs it calls names.needed()
    names.zone = {...}              what the name server knows: ("example.net", "A") -> ["127.0.0.2"], ("_x._tcp.example.net", "SRV") -> [(0, 0, 465, "mail.example.net")]

Knows DNS as far as that goes; the network is a loopback that nothing leaves, so every port is free.
"""
import os
import socket
import struct
import subprocess
import sys
import threading

from tap import Skip

MARK = "WAX_NAMES_OUTSIDE"
TYPES = {1: "A", 28: "AAAA", 33: "SRV"}
zone, asked = {}, []
silent = set()              # names whose questions stay without an answer
mute = set()                # names whose answer is said to be too long for UDP, and over TCP nothing comes
answers = {}                # name -> bytes behind the header's number, said as they are
why_not = None


def enter():
    """Starts this program again, inside; where that can't be, it goes on outside."""
    global why_not
    if os.environ.get(MARK, "") == "":
        done = subprocess.run(["unshare", "--mount", "--net", "--map-root-user", "true"], capture_output=True, text=True)
        if done.returncode == 0:
            os.environ[MARK] = "yes"
            os.execvp("unshare", ["unshare", "--mount", "--net", "--map-root-user", "--propagation", "private", sys.executable, "-B", *sys.argv])
        why_not = "no namespaces can be made here: " + done.stderr.strip()


def furnish(write):
    """write(name, text) makes a file and says where it is."""
    global why_not
    if why_not:
        return
    try:
        for name, text in (("resolv.conf", "nameserver 127.0.0.1\noptions timeout:1 attempts:1\n"), ("nsswitch.conf", "hosts: dns\npasswd: files\n")):
            subprocess.run(["mount", "--bind", write(name, text, 0o644), "/etc/" + name], check=True, capture_output=True)
        subprocess.run(["ip", "link", "set", "lo", "up"], check=True, capture_output=True)
        serve()
    except (OSError, subprocess.CalledProcessError) as why:
        why_not = f"no name server of our own: {why}"


def needed():
    if why_not:
        raise Skip(why_not)


# -- the name server -----------------------------------------------------------------------------------------------

def written(name):
    return b"".join(bytes([len(label)]) + label.encode() for label in name.split(".") if label) + b"\0"


def data(kind, value):
    if kind == "A":
        return socket.inet_aton(value)
    if kind == "SRV":
        return struct.pack(">3H", *value[:3]) + written(value[3])
    raise ValueError(kind)


def question(packet):
    labels, at = [], 12
    while packet[at]:
        labels.append(packet[at + 1:at + 1 + packet[at]].decode().lower())
        at += 1 + packet[at]
    return ".".join(labels), TYPES.get(struct.unpack(">H", packet[at + 1:at + 3])[0]), packet[12:at + 5]


def records(kind, values):
    out = b""
    for value in values:
        rdata = data(kind, value)
        number = next(n for n, k in TYPES.items() if k == kind)
        out += struct.pack(">3HIH", 0xC00C, number, 1, 60, len(rdata)) + rdata
    return out


def answer(packet, most):
    """NULL: silence.  What is longer than `most` is cut and says so."""
    name, kind, asking = question(packet)
    asked.append((name, kind))
    if name in silent:
        return None
    if name in mute:
        return None if most > 512 else packet[:2] + struct.pack(">5H", 0x8780, 1, 0, 0, 0) + asking
    if name in answers and kind == "SRV":
        return packet[:2] + answers[name]
    values = zone.get((name, kind), [])
    known = any(owner == name for owner, _ in zone)
    flags = 0x8580 if known else 0x8583
    whole = packet[:2] + struct.pack(">5H", flags, 1, len(values), 0, 0) + asking + records(kind, values)
    return whole if len(whole) <= most else packet[:2] + struct.pack(">5H", flags | 0x200, 1, 0, 0, 0) + asking


def serve():
    udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    udp.bind(("127.0.0.1", 53))
    tcp = socket.create_server(("127.0.0.1", 53))
    threading.Thread(target=by_udp, args=(udp,), daemon=True).start()
    threading.Thread(target=by_tcp, args=(tcp,), daemon=True).start()


def by_udp(udp):
    while True:
        packet, peer = udp.recvfrom(4096)
        said = answer(packet, 512)
        if said:
            udp.sendto(said, peer)


def by_tcp(tcp):
    held = []
    while True:
        peer, _ = tcp.accept()
        with peer.makefile("rb") as heard:
            said = answer(heard.read(struct.unpack(">H", heard.read(2))[0]), 65535)
        if said:
            peer.sendall(struct.pack(">H", len(said)) + said)
            peer.close()
        else:
            held.append(peer)
