"""Many runs mixed with kills: nothing may accumulate."""

import os
import random
import signal
import unittest

from attacks import compiled
from evalx_isolate import Busy, Closed, Daemon, Failure, MIB, Slot, WarmSlot, children, descriptors, processes_of, wait_until
from shared import FIRST_UID, LAST_UID, WithDaemon
from test_leftovers import IN_FLIGHT, LOOK_UP, NAMES_IN_FLIGHT
from test_lifetimes import dead_groups, groups
from test_warm import INIT, MARKS, QUEUE, SYSTEM_V
import shared


# What leaves something for the next run, or tries to, by its share of a hundred runs.
ATTACKS = {20: (NAMES_IN_FLIGHT, "leave"), 21: (IN_FLIGHT, "10"), 22: (SYSTEM_V, "3", "4", "5"), 23: (QUEUE,), 24: (INIT,),
           25: (MARKS,), 26: (LOOK_UP, "4000", "x")}


def mounts(pid, word=""):
    with open(f"/proc/{pid}/mountinfo", encoding="utf-8") as lines:
        return sorted(line.split(" ", 3)[3] for line in lines if word in line)


def resident_kib(pid):
    with open(f"/proc/{pid}/status", encoding="utf-8") as status:
        return int(status.read().split("VmRSS:")[1].split()[0])


class Soak(WithDaemon):
    RUNS = 10_000 if shared.everything else 1_200
    DAEMON_KILLS = 20 if shared.everything else 3

    def setUp(self):
        super().setUp()
        self.chance = random.Random(shared.seed)
        self.runs = self.warm = 0
        self.dead_groups = dead_groups()
        self.starts_warm = shared.starts_warm(self.slot)
        self.slot.close()
        self.slot = None

    def state(self):
        """What must be the same each time all slots have ended."""
        daemon = self.daemon.process.pid
        wait_until(lambda: not children(daemon), "all slots end")
        wait_until(lambda: not processes_of(FIRST_UID, LAST_UID), "all boxes end")
        wait_until(lambda: not groups(), "all groups are removed")
        self.assertEqual([], os.listdir(f"{self.daemon.folder}/store/drafts"))
        self.assertEqual([], mounts("self", self.daemon.folder))
        if shared.everything:  # nothing else makes groups on this host then
            self.assertLess(dead_groups() - self.dead_groups, self.RUNS // 4)
        return {"descriptors": descriptors(daemon), "mounts": mounts(daemon, self.daemon.folder)}

    def report_of_something(self, slot):
        kind = self.chance.randrange(100)
        if kind == 3:
            return slot.python("x = b'x' * (200 << 20)", memory=32 * MIB)
        if kind == 4:
            return slot.shell("while :; do :; done", cpu=0.01)
        if kind < 8:
            return slot.shell("echo x > f; setsid sleep 5 & exit 0", collect=True)
        if kind in ATTACKS:
            attack, *arguments = ATTACKS[kind]
            return slot.run(["/app/f", *arguments], artifact=slot.store({"f": (compiled(attack), True)}))
        if kind < 10:
            return slot.run(["/app/f"], artifact=slot.store({"f": (b"#!/bin/sh\nkill -9 $$\n", True)}), stdin=b"x" * 100_000)
        return slot.run(["/bin/true"])

    def run_something(self, slot):
        if self.chance.randrange(100) < 3:
            slot.store({"f": self.chance.randbytes(1000)})
        else:
            self.warm += self.report_of_something(slot).warm
        self.runs += 1

    def some_slot(self):
        """In half of them programs start warm, where they may."""
        self.daemon.kind = self.chance.choice((Slot, WarmSlot))
        return self.daemon.free_slot()

    def break_something(self, slot):
        """The slot afterwards, or None."""
        kind = self.chance.randrange(5)
        if kind == 0:
            slot.start(["/bin/sleep", "5"])
            return None
        victims = children(self.daemon.process.pid)  # the fourth, if any, is an interpreter
        slot.start(["/bin/true"])
        os.kill(victims[min(kind - 1, len(victims) - 1)], signal.SIGKILL)
        self.runs += 1
        self.warm += slot.report().warm
        return slot

    def soak(self, runs, breaks):
        """Runs this many programs, with a kill after each at this probability."""
        until = self.runs + runs
        slot = None
        while self.runs < until:
            kept = None
            try:
                slot = slot or self.some_slot()
                self.run_something(slot)
                kept = slot if self.chance.random() >= breaks else self.break_something(slot)
            except (Failure, Closed, BrokenPipeError, ProcessLookupError, IndexError):
                pass
            if slot and not kept:
                slot.close()
            slot = kept
        if slot:
            slot.close()

    def test_slots_and_daemons_that_are_killed(self):
        """One series: stretches of runs with kills of slots, each ended by a kill of the daemon in the middle of a run."""
        for _ in range(self.DAEMON_KILLS):
            self.soak(self.RUNS // self.DAEMON_KILLS // 10, 0.2)
            before, memory = self.state(), resident_kib(self.daemon.process.pid)
            self.soak(self.RUNS // self.DAEMON_KILLS - self.RUNS // self.DAEMON_KILLS // 10, 0.07)
            self.assertEqual(before, self.state())
            self.assertLess(resident_kib(self.daemon.process.pid), memory + 512)
            with self.daemon.free_slot() as slot:
                slot.start(["/bin/sleep", "5"])
                chain = children(self.daemon.process.pid)
                self.daemon.stop(signal.SIGKILL)
            wait_until(lambda: not any(os.path.exists(f"/proc/{pid}") for pid in chain), "its slots end")
            self.daemon.start()
            self.state()
        self.assertGreaterEqual(self.runs, self.RUNS - self.DAEMON_KILLS)
        self.expect_warm(0.2)

    def expect_warm(self, share):
        if self.starts_warm:
            self.assertGreater(self.warm, share * self.runs)

    def test_a_slot_that_lasts(self):
        self.last(Slot)

    def test_a_slot_with_an_interpreter_that_lasts(self):
        self.last(WarmSlot)
        self.expect_warm(0.8)

    def last(self, kind):
        self.daemon.kind = kind
        with self.daemon.free_slot() as slot:
            for _ in range(100):
                self.run_something(slot)
            supervisor = children(self.daemon.process.pid)[0]
            before = descriptors(supervisor), resident_kib(supervisor)
            for _ in range(self.RUNS // 8):
                self.run_something(slot)
            slot.run(["/bin/true"])
            wait_until(lambda: descriptors(supervisor) <= before[0] + 2, "descriptors are closed")
            self.assertLess(resident_kib(supervisor), before[1] + 1024)
            # Everything that is still charged to the group can be reclaimed: a run has all its memory.
            self.expect("exited 0", slot.python("x = bytearray(40 << 20)", memory=64 * MIB))


class ManySlots(unittest.TestCase):
    """Boxes that sleep at the same time, one for each slot."""

    SLOTS = 500 if shared.everything else 60
    UIDS = "1015000-1015999"  # next to the daemon's default
    MAX_KIB_PER_SLOT = 1024 * shared.WEIGHT

    def setUp(self):
        self.daemon = Daemon(shared.binary, uids=self.UIDS, connections=self.SLOTS)
        self.addCleanup(self.daemon.remove)
        self.addCleanup(self.daemon.stop)

    def memory_kib(self):
        """Of the daemon's processes, shared pages divided among them."""
        total = 0
        for pid in [self.daemon.process.pid, *children(self.daemon.process.pid)]:
            with open(f"/proc/{pid}/smaps_rollup", encoding="utf-8") as rollup:
                total += int(rollup.read().split("\nPss:")[1].split()[0])
        return total

    def sleepers(self):
        found = 0
        for pid in children(self.daemon.process.pid):
            with open(f"/proc/{pid}/comm", encoding="utf-8") as name:
                found += name.read() == "sleep\n"
        return found

    def test_all_at_once(self):
        slots = [self.daemon.free_slot() for _ in range(self.SLOTS)]
        with self.assertRaises(Busy):
            self.daemon.slot()
        for slot in slots:
            slot.start(["/bin/sleep", "60"], wall=90)
        wait_until(lambda: self.sleepers() == self.SLOTS, "all boxes sleep", 60)
        self.assertLess(self.memory_kib(), self.SLOTS * self.MAX_KIB_PER_SLOT)
        for slot in slots:
            slot.close()
        wait_until(lambda: not children(self.daemon.process.pid), "all slots end", 60)
        with self.daemon.free_slot() as slot:
            self.assertEqual("exited 0", slot.run(["/bin/true"]).verdict)


if __name__ == "__main__":
    unittest.main()
