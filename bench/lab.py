"""lab -- the place where programs are measured: private names, private roots, a judge nearby and a judge far away.

Owns everything that surrounds a measured program and nothing about programs. All of it lives in a network and a mount
namespace of this process: /etc/hosts, the trusted roots, keys and mails (in a tmpfs over /dev/shm). Promise: nothing of
the machine is changed, and nothing is left behind, even after SIGKILL: the kernel removes namespaces with their last
process, and the judges and the line end when our end of their stdin closes.
"""
import os
import queue
import shutil
import signal
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
SCRATCH = Path("/dev/shm")
CA, KEY, CERTIFICATE = SCRATCH / "ca.pem", SCRATCH / "server.key", SCRATCH / "server.pem"
NEAR, FAR = "near.test", "far.test"  # names of the judge on loopback, and of the one behind the delay line
USER, PASSWORD = "ada", "analytical"
PATIENCE_S = 10  # far more than any program needs for one mail; one that takes longer is killed, and named


def enter():
    """Start this program again inside namespaces of its own, unless that has been done."""
    here = os.readlink("/proc/self/ns/net")
    if os.environ.setdefault("WAX_BENCH_OUTSIDE", here) == here:
        if os.geteuid() != 0:
            sys.exit("bench: network and mount namespaces are needed; run this as root")
        os.execvp("unshare", ["unshare", "--net", "--mount", "--propagation", "private", "--",
                              sys.executable, *sys.argv])


def furnish():
    """Make names, keys and roots. Pins this process, and so the programs it starts, to the first core."""
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    run("mount", "-t", "tmpfs", "-o", "mode=700", "bench", SCRATCH)
    run("ip", "link", "set", "lo", "up")
    bind(write("hosts", f"127.0.0.1 {NEAR} localhost\n192.0.2.2 {FAR}\n"), "/etc/hosts")
    bind(write("resolv.conf", ""), "/etc/resolv.conf")
    make_certificates()
    trust_everywhere(CA)


def run(*argv):
    return subprocess.run([str(a) for a in argv], check=True, text=True, capture_output=True).stdout


def write(name, text):
    path = SCRATCH / name
    path.write_text(text, newline="")
    path.chmod(0o600)
    return path


def bind(ours, theirs):
    run("mount", "--bind", ours, os.path.realpath(theirs))


def make_certificates():
    ec = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"]
    ca_key = SCRATCH / "ca.key"
    run("openssl", "req", "-x509", *ec, "-keyout", ca_key, "-out", CA, "-subj", "/CN=bench CA",
        "-addext", "keyUsage=critical,keyCertSign")
    run("openssl", "req", "-x509", *ec, "-keyout", KEY, "-out", CERTIFICATE, "-subj", "/CN=" + FAR,
        "-CA", CA, "-CAkey", ca_key, "-addext", f"subjectAltName=DNS:{NEAR},DNS:{FAR}",
        "-addext", "basicConstraints=critical,CA:FALSE")


def trust_everywhere(ca):
    """The system's roots and one more, at the system's own paths: in the hashed folder and in the one big file."""
    theirs = os.path.realpath(run("openssl", "version", "-d").split('"')[1] + "/certs")
    ours = SCRATCH / "certs"
    shutil.copytree(theirs, ours, symlinks=True)
    shutil.copy(ca, ours / (run("openssl", "x509", "-hash", "-noout", "-in", ca).strip() + ".0"))
    with open(ours / "ca-certificates.crt", "a") as bundle:
        bundle.write(ca.read_text())
    bind(ours, theirs)


class Helper:
    """A program that serves us from another core, speaks in lines, and ends when its stdin does."""

    def __init__(self, argv):
        core = str(max(os.sched_getaffinity(1)))
        self.process = subprocess.Popen(["taskset", "-c", core, *map(str, argv)], text=True,
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.lines = queue.Queue()
        threading.Thread(target=self.listen, daemon=True).start()

    def listen(self):
        for line in self.process.stdout:
            self.lines.put(line.split())

    def hear(self, about):
        try:
            return self.lines.get(timeout=PATIENCE_S)
        except queue.Empty:
            sys.exit(f"bench: expected a line about {about} from {self.process.args[3:5]}; none came")


@dataclass
class Server:
    """One judge: where it is, and which helpers tell what they saw of a session."""
    host: str
    port_chunking: int
    port_plain: int
    port_ticketless: int
    judge: Helper
    line: Helper = None

    def port(self, chunking=True, tickets=True):
        return self.port_ticketless if not tickets else self.port_chunking if chunking else self.port_plain


def judge(within=(), tickets=2):
    helper = Helper([*within, sys.executable, HERE / "judge", CERTIFICATE, KEY, USER, PASSWORD, tickets])
    return helper, *map(int, helper.hear("its ports"))


def near(tickets=2):
    helper, *ports = judge(tickets=tickets)
    return Server(NEAR, *ports, helper)


def far(delay_program, rtt_ms):
    line = Helper([delay_program, rtt_ms])
    (namespace,) = line.hear("its far end")
    helper, *ports = judge(["nsenter", "--net=" + namespace, "--"])
    return Server(FAR, *ports, helper, line)


class Place:
    """The fast server with its ports, one for each way that a mail may go, and as many for STARTTLS, and the name it is reached by."""

    def __init__(self, host, program, within=()):
        self.host = host
        self.server = Helper([*within, program, CERTIFICATE, KEY])
        ports = self.server.hear("its ports")
        self.ports = dict(zip(["bdat", "data", "lockstep"], ports))
        self.clear_ports = dict(zip(self.ports, ports[len(self.ports):]))

    def url(self, mode="bdat", by_starttls=False):
        return f"smtp://{self.host}:{self.clear_ports[mode]}" if by_starttls else f"smtps://{self.host}:{self.ports[mode]}"

    def run(self, name, argv, mails):
        """What it printed, when the server took as many mails, over however many connections."""
        done = subprocess.run([str(a) for a in argv], capture_output=True, text=True)
        if done.returncode:
            sys.exit(f"bench: {name} failed and said:\n{done.stderr}")
        taken = 0
        while taken < mails:
            taken += int(self.server.hear(f"the mails of {name}")[0])
        if taken > mails:
            sys.exit(f"bench: {name} was to send {mails} mails, and the server took {taken}")
        return done.stdout


def far_place(build, program, rtt_ms):
    line = Helper([build + "/bench/bench-delay", rtt_ms])
    (namespace,) = line.hear("its far end")
    return Place(FAR, program, ["nsenter", "--net=" + namespace, "--"]), line


def verdict(value, target, at_least=False):
    is_met = value >= target if at_least else value <= target
    return f"target {target:g}: {'met' if is_met else 'not met'}"


@dataclass
class Sent:
    """One mail by one process, as the kernel, the judge and the line saw it."""
    cpu_ms: float
    wall_ms: float
    tls: str
    mechanism: str
    verb: str
    trips: int = 0
    packets: int = 0


def measure(name, argv, server, stdin):
    """Run one process to its end. It counts from its exec to its exit, with the children it waited for."""
    log = write("log", "")
    files = [(os.POSIX_SPAWN_OPEN, 0, str(stdin), os.O_RDONLY, 0), (os.POSIX_SPAWN_OPEN, 1, str(log), os.O_WRONLY, 0),
             (os.POSIX_SPAWN_DUP2, 1, 2)]
    environment = {"PATH": os.environ["PATH"], "HOME": str(SCRATCH), "LC_ALL": "C.UTF-8"}
    start = time.monotonic()
    pid = os.posix_spawnp(str(argv[0]), [str(a) for a in argv], environment, file_actions=files)
    deadline = threading.Timer(PATIENCE_S, os.kill, [pid, signal.SIGKILL])
    deadline.start()
    _, status, usage = os.wait4(pid, 0)
    deadline.cancel()
    wall_ms = (time.monotonic() - start) * 1000
    if status:
        sys.exit(f"bench: {name} {ending(os.waitstatus_to_exitcode(status))} and said:\n{log.read_text()}")
    return Sent((usage.ru_utime + usage.ru_stime) * 1000, wall_ms, *witnesses(name, server))


def ending(code):
    return f"took longer than {PATIENCE_S} s" if code == -signal.SIGKILL else f"failed with status {code}"


def witnesses(name, server):
    tls, mechanism, verb, _ = server.judge.hear(f"a mail from {name}")
    trips, packets = map(int, server.line.hear(f"a connection of {name}")) if server.line else (0, 0)
    return tls, mechanism, verb, trips, packets
