"""Each call of each kind that the daemon's own code makes fails once (failing.c): a client is told so or gets the right
answer, the daemon lives and serves the next, and nothing is left. Some calls of each kind by default, all with --all."""

import mmap
import os
import random
import struct
import tempfile
import unittest

from evalx_isolate import Busy, Closed, Daemon, Failure, Full, Missing, children, descriptors, processes_of, wait_until
from shared import FIRST_UID, LAST_UID, WithDaemon
from test_lifetimes import groups
from test_soak import mounts
import shared

KINDS = ("process", "mount", "open", "folder", "write", "memory", "rights")
TRIED = 5  # of each kind, evenly spread

PROGRAM = b"#!/bin/sh\nid -u\ncat\ncat data\nls /tmp\nmkdir made\necho left > made/file\n"
FILES = {"program": (PROGRAM, True), "data": b"of the artifact\n", "folder/other": b"x" * 100}


class Failing(WithDaemon):
    connections = 3

    @classmethod
    def make_daemon(cls):
        binary = os.path.join(os.path.dirname(shared.binary), "failing")
        if not os.path.exists(binary):
            raise unittest.SkipTest("build/failing is not built; make test builds it")
        with tempfile.NamedTemporaryFile(prefix="sbx-failing-") as plan:
            plan.truncate(mmap.PAGESIZE)
            cls.plan = mmap.mmap(plan.fileno(), mmap.PAGESIZE)
            return Daemon(binary, *cls.options, before=["/usr/bin/env", f"EVALX_FAILING={plan.name}"],
                          uids=f"{FIRST_UID}-{LAST_UID}", connections=cls.connections)

    def setUp(self):
        self.addCleanup(self.arm, "none", 0)
        self.before = self.state()

    def arm(self, kind, number):
        """The call of this number is the only one that fails."""
        self.plan[:12] = struct.pack("=IiI", 0, number, 0)
        self.plan[:4] = struct.pack("=I", 1 + KINDS.index(kind) if kind in KINDS else 0)

    def fired(self):
        return struct.unpack("=I", self.plan[8:12])[0] > 0

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

    def calls(self, kind):
        """How many there are from the connection to the end of the slot."""
        many = 1_000_000
        self.arm(kind, many)
        with self.daemon.free_slot() as slot:
            self.whole(slot)
        self.state()
        return many - struct.unpack("=i", self.plan[4:8])[0]

    def one(self, kind, number):
        self.arm(kind, number)
        try:
            with self.daemon.free_slot() as slot:
                self.whole(slot)
        except (Failure, Closed, Full, Missing):
            self.assertTrue(self.fired(), "nothing failed, but the answer is an error")
        self.arm("none", 0)
        self.assertIsNone(self.daemon.process.poll(), self.daemon.text())
        with self.daemon.free_slot() as slot:
            self.expect("exited 3", slot.shell("exit 3"))
        self.assertEqual(self.before, self.state())

    def test_each_call(self):
        chance = random.Random(shared.seed)
        for kind in KINDS:
            count = self.calls(kind)
            self.assertGreater(count, 0, kind)
            step = 1 if shared.everything else max(1, count // TRIED)
            for number in range(1 + chance.randrange(step), count + 1, step):
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
            self.arm(kind, number)
            try:
                slot.store({"new": f"{kind} {number}".encode()})
            except (Failure, Closed, Full):
                self.assertTrue(self.fired(), "nothing failed, but the answer is an error")
            fired = self.fired()
            self.arm("none", 0)
        return fired


if __name__ == "__main__":
    unittest.main()
