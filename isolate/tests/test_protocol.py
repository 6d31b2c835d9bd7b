"""The daemon with clients that violate the protocol."""

import os
import random
import socket
import struct
import unittest

import evalx_isolate as e
from evalx_isolate import Closed, Failure, children, frame, string, strings, wait_until
from shared import WithDaemon
import shared

HELLO = frame(e.HELLO, struct.pack(">H", e.VERSION))


def run_payload(limits=(10**6, 10**6, 64 << 20, 100, 100, 1 << 20, 1 << 20, 1), flags=0, stdin=0,
                command=("/bin/true",), env=()):
    return struct.pack(">8Q", *limits) + bytes([flags]) + struct.pack(">Q", stdin) + strings(command) + strings(env)


def file_frame(name=b"f", size=1, executable=0):
    return frame(e.FILE, string(name) + bytes([executable]) + struct.pack(">Q", size))


STORE_ONE = frame(e.STORE, struct.pack(">I", 1))
GOOD = (10**6, 10**6, 64 << 20, 100, 100, 1 << 20, 1 << 20, 1)

MALFORMED = [
    ("a future version", frame(e.HELLO, struct.pack(">H", e.VERSION + 1))),
    ("a past version", frame(e.HELLO, struct.pack(">H", e.VERSION - 1))),
    ("an empty hello", frame(e.HELLO)),
    ("a hello with more", frame(e.HELLO, b"\0\1\0")),
    ("HTTP", b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"),
    ("an unknown request", frame(0x77)),
    ("a reply", frame(e.REPORT, bytes(80))),
    ("data out of turn", frame(e.DATA, b"x")),
    ("a frame too long", struct.pack(">IB", 65537, e.RUN)),
    ("a frame of 4 GiB", struct.pack(">IB", 0xFFFFFFFF, e.STORE)),
    ("an empty run", frame(e.RUN)),
    ("a run cut short", frame(e.RUN, run_payload()[:70])),
    ("a run with more", frame(e.RUN, run_payload() + b"x")),
    ("no command", frame(e.RUN, run_payload(command=()))),
    ("a relative command", frame(e.RUN, run_payload(command=("sh",)))),
    ("a NUL", frame(e.RUN, run_payload(command=("/bin/\0sh",)))),
    ("too many arguments", frame(e.RUN, run_payload(command=("/bin/true",) * 257))),
    ("stdin too long", frame(e.RUN, run_payload(stdin=(64 << 20) + 1))),
    ("stdin chunk too long", frame(e.RUN, run_payload(stdin=1)) + frame(e.DATA, b"xx")),
    ("an empty chunk", frame(e.RUN, run_payload(stdin=1)) + frame(e.DATA)),
    ("another frame for stdin", frame(e.RUN, run_payload(stdin=1)) + frame(e.LEASE, bytes(32))),
    *((f"limit {at} of {value}", frame(e.RUN, run_payload(GOOD[:at] + (value,) + GOOD[at + 1:])))
      for at in range(8) for value in (0 if at not in (3, 4) else 1 << 40, 2**64 - 1)),
    ("a short digest", frame(e.LEASE, bytes(31))),
    ("a long digest", frame(e.FETCH, bytes(33))),
    ("a release of nothing", frame(e.RELEASE, bytes(32))),
    ("a pair without a name", frame(e.RUN, run_payload(flags=8))),
    ("too many files", frame(e.STORE, struct.pack(">I", 4097))),
    ("a file of a terabyte", STORE_ONE + file_frame(size=1 << 40)),
    ("a file name with a NUL", STORE_ONE + file_frame(name=b"a\0b")),
    ("a file name too long", STORE_ONE + file_frame(name=b"a" * 600)),
    ("two files of one name", frame(e.STORE, struct.pack(">I", 2)) + 2 * (file_frame() + frame(e.DATA, b"x"))),
    ("a file below a file", frame(e.STORE, struct.pack(">I", 2)) + file_frame() + frame(e.DATA, b"x") + file_frame(name=b"f/g")),
    ("a file below one below a file",
     frame(e.STORE, struct.pack(">I", 2)) + file_frame() + frame(e.DATA, b"x") + file_frame(name=b"f/g/h")),
    ("data before its file", STORE_ONE + frame(e.DATA, b"x")),
    ("more data than its file", STORE_ONE + file_frame() + frame(e.DATA, b"xy")),
]


class Malformed(WithDaemon):
    def test_table(self):
        for name, raw in MALFORMED:
            with self.subTest(name), self.daemon.slot() as slot:
                slot.send(raw)
                slot.socket.shutdown(socket.SHUT_WR)
                with self.assertRaisesRegex(Failure, "malformed request"):
                    slot.receive()
                self.assertRaises(Closed, slot.receive)
        self.expect("exited 0", self.slot.shell("exit 0"))

    def test_cut_anywhere(self):
        whole = STORE_ONE + file_frame(size=3) + frame(e.DATA, b"abc") + e.run_request(["/bin/true"], stdin=b"xyz")
        for at in range(0, len(whole), 7):
            with self.daemon.free_slot() as slot:
                slot.send(whole[:at])
        self.expect("exited 0", self.slot.shell("exit 0"))
        wait_until(lambda: not os.listdir(f"{self.daemon.folder}/store/drafts"), "drafts are thrown away")

    def test_byte_by_byte(self):
        self.slot.socket.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4096)
        for byte in e.run_request(["/bin/cat"], stdin=b"slow"):
            self.slot.send(bytes([byte]))
        self.assertEqual(b"slow", self.slot.report().stdout)

    def test_requests_sent_ahead(self):
        self.slot.send(e.run_request(["/bin/echo", "1"]) + e.run_request(["/bin/echo", "2"]))
        self.assertEqual([b"1\n", b"2\n"], [self.slot.report().stdout for _ in range(2)])

    def test_a_client_that_does_not_read(self):
        self.slot.start(["/usr/bin/head", "-c", "8000000", "/dev/zero"], stdout=10_000_000)
        self.assertEqual(8_000_000, len(self.slot.report().stdout))


class Fuzz(WithDaemon):
    connections = 30
    ROUNDS = 1500

    def seeds(self):
        artifact = b"\x11" * 32
        return [
            HELLO + e.run_request(["/bin/true"], stdin=b"in", env=["A=1"]),
            HELLO + e.run_request(["/bin/true"], artifact=artifact, collect=True),
            HELLO + STORE_ONE + file_frame(size=3) + frame(e.DATA, b"abc"),
            HELLO + frame(e.LEASE, artifact) + frame(e.RELEASE, artifact) + frame(e.FETCH, artifact),
            HELLO + HELLO + frame(e.STORE, struct.pack(">I", 0)),
        ]

    def mutate(self, chance, raw):
        raw = bytearray(raw)
        for _ in range(chance.randint(1, 6)):
            at = chance.randrange(len(raw))
            kind = chance.randrange(5)
            if kind == 0:
                raw[at] ^= 1 << chance.randrange(8)
            elif kind == 1:
                raw[at] = chance.choice((0, 1, 0x7F, 0x80, 0xFF))
            elif kind == 2:
                del raw[at : at + chance.randint(1, 9)]
            elif kind == 3:
                raw[at:at] = chance.randbytes(chance.randint(1, 9))
            else:
                raw[at:at] = raw[at : at + chance.randint(1, 40)]
            raw = raw or bytearray(b"\0")
        return bytes(raw)

    def test_seeded(self):
        chance = random.Random(shared.seed)
        seeds = self.seeds()
        for number in range(self.ROUNDS):
            raw = self.mutate(chance, chance.choice(seeds))
            try:
                with self.daemon.slot(hello=False) as slot:
                    slot.send(raw)
                    slot.socket.shutdown(socket.SHUT_WR)
                    while slot.socket.recv(65536):
                        pass
            except (e.Closed, ConnectionResetError, BrokenPipeError):
                pass
            if number % 250 == 0:
                self.expect("exited 0", self.slot.shell("exit 0"))
        self.expect("exited 0", self.slot.shell("exit 0"))
        text = self.daemon.text()
        for line in text.splitlines():
            self.assertNotIn("ended by signal", line)
        self.slot.close()
        wait_until(lambda: not children(self.daemon.process.pid), "all slots end")


if __name__ == "__main__":
    unittest.main()
