"""A client of the daemon's protocol for the tests, and a daemon of their own."""

import dataclasses
import errno
import os
import shutil
import signal
import socket
import struct
import subprocess
import tempfile
import time

HELLO, DATA, FILE = 0x01, 0x02, 0x03
STORE, RUN, LEASE, RELEASE, FETCH = 0x10, 0x11, 0x12, 0x13, 0x14
INPUT, INPUT_END, SIGNAL, STDOUT, STDERR = 0x15, 0x16, 0x17, 0x88, 0x89
OK, REPORT, MISSING, FAILURE, BUSY, STORED, FILES, FULL = 0x80, 0x81, 0x82, 0x83, 0x84, 0x85, 0x86, 0x87
CHUNK = 65536
VERSION = 7
LIMITS = ("output", "memory", "cpu", "wall")
MIB = 1 << 20
# How many times slower an emulated machine is than a real one: stretches limits that a test is not about.
SLOWNESS = float(os.environ.get("EVALX_SLOWNESS", "1"))


class Failure(Exception):
    """The daemon answered with a sandbox failure."""


class Missing(Exception):
    """The artifact is not in the store."""


class Full(Exception):
    """Leased artifacts leave the store no room."""


class Busy(Exception):
    """All connections are taken."""


class Closed(Exception):
    """The daemon closed the connection."""


@dataclasses.dataclass
class Report:
    ending: str
    value: object
    exceeded: set
    cpu: float
    wall: float
    peak_kib: int
    by_group: bool
    stdout: bytes
    stderr: bytes
    stdout_truncated: bool
    stderr_truncated: bool
    collected: bytes
    second: bool  # of a joined run: the other one had ended before
    warm: bool  # its interpreter was running already
    beyond_machine: bool  # it asked at once for more memory than the machine has

    @property
    def verdict(self):
        return f"{self.ending} {self.value}"


def frame(kind, payload=b""):
    return struct.pack(">IB", len(payload), kind) + payload


def chunks(blob):
    return b"".join(frame(DATA, blob[at : at + CHUNK]) for at in range(0, len(blob), CHUNK))


def string(text):
    raw = text if isinstance(text, bytes) else text.encode()
    return struct.pack(">H", len(raw)) + raw


def strings(texts):
    return struct.pack(">H", len(texts)) + b"".join(map(string, texts))


def run_request(command, *, env=(), artifact=None, stdin=b"", cpu=2.0 * SLOWNESS, wall=10.0 * SLOWNESS, memory=128 * MIB, stdout=MIB,
                stderr=64 << 10, file=64 * MIB, stack=64 * MIB, processes=16, collect=False, fill=False, join=None,
                stored_input=None, live=False, warm=None, given=()):
    payload = struct.pack(">8Q", int(cpu * 1e6), int(wall * 1e6), memory, stdout, stderr, file, stack, processes)
    payload += bytes([collect | (artifact is not None) << 1 | fill << 2 | (join is not None) << 3
                      | (stored_input is not None) << 4 | live << 5 | (warm is not None) << 6 | bool(given) << 7]) + (artifact or b"")
    if join:
        payload += bytes([join[0]]) + join[1]
    payload += stored_input or b""
    payload += bytes([len(given)]) + b"".join(given) if given else b""
    payload += struct.pack(">Q", len(stdin)) + strings(command) + strings(env)
    if warm is not None:
        payload += strings(warm)
    return frame(RUN, payload) + chunks(stdin)


class Slot:
    """One connection: one slot."""

    def __init__(self, path, hello=True):
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.socket.settimeout(60)
        self.socket.connect(path)
        if hello:
            kind, self.hello = self.receive()
            assert kind == HELLO, kind

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        self.socket.close()

    def send(self, raw):
        try:
            self.socket.sendall(raw)
        except (BrokenPipeError, ConnectionResetError) as error:
            raise Closed from error

    def exactly(self, size):
        got = b""
        while len(got) < size:
            try:
                part = self.socket.recv(size - len(got))
            except ConnectionResetError:
                part = b""
            if not part:
                raise Closed
            got += part
        return got

    def receive(self):
        size, kind = struct.unpack(">IB", self.exactly(5))
        payload = self.exactly(size)
        if kind == FAILURE:
            raise Failure(payload[2:].decode())
        if kind == MISSING:
            raise Missing(payload.hex())
        if kind == BUSY:
            raise Busy
        if kind == FULL:
            raise Full
        return kind, payload

    def blob(self, size):
        got = b""
        while len(got) < size:
            kind, payload = self.receive()
            assert kind == DATA
            got += payload
        return got

    def start(self, command, **options):
        self.send(run_request(command, **options))

    def report(self):
        kind, payload = self.receive()
        assert kind == REPORT, kind
        ending, value, exceeded, cpu, wall, peak, by_group, flags = struct.unpack(">BIBQQQBB", payload[:32])
        out, err = struct.unpack(">QQ", payload[64:])
        return Report(
            ending=("exited", "signalled", "limit", "not started")[ending],
            value=LIMITS[value] if ending == 2 else errno.errorcode[value] if ending == 3 else value,
            exceeded={name for bit, name in enumerate(LIMITS) if exceeded >> bit & 1},
            cpu=cpu / 1e6, wall=wall / 1e6, peak_kib=peak, by_group=bool(by_group),
            stdout=self.blob(out), stderr=self.blob(err),
            stdout_truncated=bool(flags & 1), stderr_truncated=bool(flags & 2),
            collected=payload[32:64] if flags & 4 else None, second=bool(flags & 8), warm=bool(flags & 16),
            beyond_machine=bool(flags & 32))

    def run(self, command, **options):
        self.start(command, **options)
        return self.report()

    def shell(self, script, **options):
        return self.run(["/bin/sh", "-c", script], env=["PATH=/usr/bin:/bin"], **options)

    def python(self, script, **options):
        return self.run(["/usr/bin/python3", "-c", script], **options)

    def store(self, files):
        """files: {name: bytes or (bytes, executable)}"""
        raw = frame(STORE, struct.pack(">I", len(files)))
        for name, content in files.items():
            body, executable = content if isinstance(content, tuple) else (content, False)
            raw += frame(FILE, string(name) + bytes([executable]) + struct.pack(">Q", len(body))) + chunks(body)
        self.send(raw)
        kind, payload = self.receive()
        assert kind == STORED
        return payload

    def lease(self, artifact):
        self.send(frame(LEASE, artifact))
        assert self.receive() == (OK, b"")

    def release(self, artifact):
        self.send(frame(RELEASE, artifact))
        assert self.receive() == (OK, b"")

    def fetch(self, artifact):
        self.send(frame(FETCH, artifact))
        kind, payload = self.receive()
        assert kind == FILES
        files = {}
        for _ in range(struct.unpack(">I", payload)[0]):
            kind, payload = self.receive()
            assert kind == FILE
            length = struct.unpack(">H", payload[:2])[0]
            executable, size = struct.unpack(">BQ", payload[2 + length :])
            files[payload[2 : 2 + length].decode()] = (self.blob(size), bool(executable))
        return files


# Becomes another program, with the signals that Python ignores and the environment that it completes as they were.
EXECUTE = """import os, signal, sys
for number in (signal.SIGPIPE, signal.SIGXFSZ):
    signal.signal(number, signal.SIG_DFL)
os.environ.pop("LC_CTYPE", None)
os.execv(sys.argv[1], sys.argv[1:])"""


class WarmSlot(Slot):
    """A slot whose programs are all started by an interpreter that runs already, as far as there is one for them: a program
    in Python runs in the fork itself, any other is executed by it."""

    asked = False  # for a warm start, by the run under way

    def start(self, command, **options):
        self.asked = not any(options.get(name) for name in ("collect", "fill", "given", "join", "live"))
        if self.asked:
            options.setdefault("warm", ())
            if command[0] != "/usr/bin/python3":
                command = ["/usr/bin/python3", "-I", "-S", "-B", "-c", EXECUTE, *command]
        super().start(command, **options)


class Daemon:
    """A daemon with folders of its own and box users of its own."""

    kind = Slot

    def __init__(self, binary, *options, uids="60000-60999", connections=12, before=(), user=0):
        self.folder = tempfile.mkdtemp(prefix="sbx-test-", dir="/tmp")
        self.user = user
        os.chown(self.folder, user, user)
        self.path = f"{self.folder}/socket/isolate.sock"
        self.arguments = [
            *before, binary, "--serve", "--socket", self.path, "--store", f"{self.folder}/store", "--client-uid", str(user),
            "--client-gid", str(user), "--uids", uids, "--connections", str(connections), *options]
        self.start()

    def start(self):
        self.log = open(f"{self.folder}/log", "ab")
        self.process = subprocess.Popen(self.arguments, stderr=self.log, stdout=self.log, stdin=subprocess.DEVNULL)
        wait_until(lambda: self.process.poll() is not None or self.accepts(), "the daemon listens")
        assert self.process.poll() is None, self.text()

    def accepts(self):
        try:
            with self.slot():
                return True
        except (OSError, Closed):
            return False

    def await_idle(self):
        """Waits for the processes of slots that were closed, which a test could take for those of its own."""
        wait_until(lambda: not children(self.process.pid), "all slots end")

    def slot(self, hello=True):
        if not self.user:
            return self.kind(self.path, hello)
        os.seteuid(self.user)  # the daemon looks at who connects
        try:
            return self.kind(self.path, hello)
        finally:
            os.seteuid(0)

    def free_slot(self):
        """A slot as soon as one is free: a connection that was just closed stays taken for some milliseconds."""
        found = []

        def find():
            try:
                found.append(self.slot())
            except Busy:
                pass
            return found

        wait_until(find, "a place is free")
        return found[0]

    def text(self):
        with open(f"{self.folder}/log", encoding="utf-8", errors="replace") as log:
            return log.read()

    def stop(self, number=signal.SIGTERM):
        self.process.send_signal(number)
        self.process.wait(30)
        self.log.close()

    def remove(self):
        shutil.rmtree(self.folder, ignore_errors=True)


def wait_until(condition, what, seconds=30):
    """Waits for a condition with a deadline, and names the condition if it never comes true."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {seconds} s: {what}")
        time.sleep(0.005)


def children(pid):
    """Processes below one process, each child followed by its own children."""
    below = {}
    for entry in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{entry}/stat", encoding="utf-8") as stat:
                parent = int(stat.read().rsplit(")", 1)[1].split()[1])
        except OSError:
            continue
        below.setdefault(parent, []).append(int(entry))

    def tree(parent):
        return [found for child in below.get(parent, []) for found in (child, *tree(child))]

    return tree(pid)


def descriptors(pid):
    """How many descriptors a process has open."""
    return len(os.listdir(f"/proc/{pid}/fd"))


def processes_of(first, last):
    """Processes of box users, without zombies."""
    found = []
    for entry in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{entry}/status", encoding="utf-8") as status:
                text = status.read()
        except OSError:
            continue
        uid = int(text.split("Uid:")[1].split()[0])
        if first <= uid <= last and "State:\tZ" not in text:
            found.append(int(entry))
    return found
