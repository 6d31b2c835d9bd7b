"""Each call of each kind that the daemon's own code makes fails once (failing.c): a client is told so or gets the right
answer, the daemon lives and serves the next, and nothing is left. Some calls of each kind by default, all with --all."""

import mmap
import os
import random
import select
import struct
import tempfile
import unittest

from evalx_isolate import MIB, STDOUT, Busy, Closed, Daemon, Failure, Full, Missing, children, descriptors, processes_of, wait_until
from shared import FIRST_UID, LAST_UID, WithDaemon
from test_joined import pair
from test_lifetimes import groups
from test_live import ECHO, Live
from test_soak import mounts
import shared

KINDS = ("process", "mount", "open", "folder", "write", "memory", "rights", "read", "wait", "talk")
TRIED = 2  # of each kind, evenly spread

PROGRAM = b"#!/bin/sh\nid -u\ncat\ncat data\nls /tmp\nmkdir made\necho left > made/file\n"
NETLINK = """import socket, sys
try: socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 0)
except OSError: sys.exit(7)"""
FILES = {"program": (PROGRAM, True), "data": b"of the artifact\n", "folder/other": b"x" * 100}


class Plan:
    """Which call fails, in a file that the program maps."""

    def __init__(self, path):
        with open(path, "w+b") as file:
            file.truncate(mmap.PAGESIZE)
            self.shared = mmap.mmap(file.fileno(), mmap.PAGESIZE)

    def arm(self, kind, number):
        """The call of this number is the only one that fails."""
        self.shared[:12] = struct.pack("=IiI", 0, number, 0)
        self.shared[:4] = struct.pack("=I", 1 + KINDS.index(kind) if kind in KINDS else 0)

    def fired(self):
        return struct.unpack("=I", self.shared[8:12])[0] > 0

    def calls(self, run):
        """How many of each kind there are while something runs."""
        self.arm("none", 0)
        counts = slice(16, 16 + 4 * len(KINDS))
        self.shared[counts] = bytes(4 * len(KINDS))
        run()
        return dict(zip(KINDS, struct.unpack(f"={len(KINDS)}I", self.shared[counts])))


def tried(count, chance, most=TRIED):
    """Their numbers, evenly spread."""
    step = 1 if shared.everything else max(1, count // most)
    return range(1 + chance.randrange(step), count + 1, step)


class Failing(WithDaemon):
    connections = 3

    @classmethod
    def make_daemon(cls):
        binary = os.path.join(os.path.dirname(shared.binary), "failing")
        if not os.path.exists(binary):
            raise unittest.SkipTest("build/failing is not built; make test builds it")
        with tempfile.NamedTemporaryFile(prefix="sbx-failing-") as plan:
            cls.plan = Plan(plan.name)
            return Daemon(binary, *cls.options, before=["/usr/bin/env", f"EVALX_FAILING={plan.name}"],
                          uids=f"{FIRST_UID}-{LAST_UID}", connections=cls.connections)

    def setUp(self):
        self.addCleanup(self.plan.arm, "none", 0)
        self.before = self.state()

    def state(self):
        daemon = self.daemon.process.pid
        wait_until(lambda: not children(daemon), "all slots end")
        wait_until(lambda: not processes_of(FIRST_UID, LAST_UID), "all boxes end")
        wait_until(lambda: not groups(), "all groups are removed")
        return {"descriptors": descriptors(daemon), "mounts": mounts(daemon), "outside": mounts("self", self.daemon.folder),
                "drafts": os.listdir(f"{self.daemon.folder}/store/drafts")}

    def whole(self, slot):
        """Runs of several kinds with right answers, or an exception."""
        artifact = slot.store(FILES)
        for stdin in (b"given\n", b"again\n"):
            report = slot.run(["/app/program"], artifact=artifact, stdin=stdin, fill=True, collect=True,
                              env=["PATH=/usr/bin:/bin"])
            if report.verdict != "signalled 25":  # the working folder cannot be filled: as if its limit had been reached
                self.expect("exited 0", report)
                user, *rest = report.stdout.splitlines(keepends=True)
                self.assertTrue(FIRST_UID <= int(user) <= LAST_UID, report)
                self.assertEqual([stdin, b"of the artifact\n"], rest, report)
                self.assertEqual((b"left\n", False), slot.fetch(report.collected)["made/file"])
        given = slot.store({"stdin": b"3"})
        self.expect("exited 3", slot.shell("exit $(cat /proc/self/fd/4)", given=(given,)))
        for _ in range(2):
            report = slot.run(["/usr/bin/python3", "-c", NETLINK], warm=(), memory=192 * MIB)
            self.assertIn(report.verdict, ("exited 0", "exited 7"), report)
        live = Live(slot, ECHO)
        live.type(b"typed\n")
        live.end_input()
        self.expect("exited 0", live.report())
        self.assertEqual(b"typed\nend\n", live.out[STDOUT])
        self.pair(slot)

    def pair(self, slot):
        """Whichever fails first is heard first: the other one may wait for it."""
        with self.daemon.free_slot() as other:
            pair(slot, other, ("print('asked', flush=True)\nassert input() == 'asked'", ECHO))
            for one in select.select([slot.socket, other.socket], [], [], 60)[0]:
                self.expect("exited 0", (slot if one is slot.socket else other).report())
                self.expect("exited 0", (other if one is slot.socket else slot).report())
                break

    def slot_that_does_all(self):
        with self.daemon.free_slot() as slot:
            self.whole(slot)
        self.state()

    def one(self, kind, number):
        self.plan.arm(kind, number)
        try:
            with self.daemon.free_slot() as slot:
                self.whole(slot)
        except (Failure, Closed, Full, Missing):
            self.assertTrue(self.plan.fired(), "nothing failed, but the answer is an error")
        self.plan.arm("none", 0)
        self.assertIsNone(self.daemon.process.poll(), self.daemon.text())
        with self.daemon.free_slot() as slot:
            self.expect("exited 3", slot.shell("exit 3"))
        self.assertEqual(self.before, self.state())

    def test_each_call(self):
        chance = random.Random(shared.seed)
        for kind, count in self.plan.calls(self.slot_that_does_all).items():
            self.assertGreater(count, 0, kind)
            for number in tried(count, chance):
                with self.subTest(kind=kind, number=number):
                    self.one(kind, number)


class FullStore(Failing):
    """What is stored takes another artifact's place, and the oldest one is leased."""

    options = ("--store-artifacts", "2")

    def test_each_call(self):
        for kind in KINDS:
            number, fired = 0, True
            while fired:
                number += 1
                with self.subTest(kind=kind, number=number), self.daemon.free_slot() as holder:
                    leased = holder.store({"leased": b"x"})
                    holder.lease(leased)
                    fired = self.one(kind, number)
                    self.assertEqual({"leased": (b"x", False)}, holder.fetch(leased))
            self.state()

    def one(self, kind, number):
        with self.daemon.free_slot() as slot:
            slot.store({"other": f"{kind} {number}".encode()})
            self.plan.arm(kind, number)
            try:
                slot.store({"new": f"{kind} {number}".encode()})
            except (Failure, Closed, Full):
                self.assertTrue(self.plan.fired(), "nothing failed, but the answer is an error")
            fired = self.plan.fired()
            self.plan.arm("none", 0)
        return fired


if __name__ == "__main__":
    unittest.main()
