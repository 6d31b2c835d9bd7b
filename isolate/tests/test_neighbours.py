"""What a box with many processes or sessions does to the others: each slot has its share of the processors."""

import os
import statistics
import unittest

from attacks import WithAttacks
from evalx_isolate import SLOWNESS, children
from shared import WithDaemon

# Burns a third of a second of CPU time.
VICTIM = r"""
int main(void)
{
    struct timespec used;
    do
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
    while (used.tv_sec == 0 && used.tv_nsec < 300000000);
    return 0;
}
"""

# As many processes as it may have, each in a session of its own, which some kernels give a share each.
HOG = r"""
int main(void)
{
    for (int i = 0; i < 60; i++)
        if (!fork()) {
            setsid();
            for (;;)
                ;
        }
    write(1, "x", 1);
    for (;;)
        ;
}
"""

TRIES = 5


class Neighbours(WithAttacks):
    def setUp(self):
        super().setUp()
        if b"shares of the processors" in self.slot.hello:
            self.skipTest("this host has no group that divides the processors")
        self.victim = self.daemon.slot()
        self.addCleanup(self.victim.close)

    def wall(self):
        """Of a run from which the host took no processor's time."""
        report = self.undisturbed(lambda: self.attack(VICTIM, slot=self.victim, cpu=3, wall=60), lambda report: False)
        self.expect("exited 0", report)
        return report.wall

    def hog(self):
        """A slot whose box is full of busy processes until it is closed."""
        slot = self.daemon.free_slot()
        self.expect("exited 0", slot.shell("exit 0"))
        slot.start(**self.command(HOG, slot=slot), cpu=60, wall=120, processes=64)
        return slot

    def test_wall_time(self):
        """Less than twice as long beside it, in the median of some tries."""
        seen = []
        for _ in range(3):
            alone = self.wall()
            with self.hog():
                seen.append(self.wall() / alone)
        self.assertLess(statistics.median(seen), 2, seen)

    def test_a_limit_of_cpu_time(self):
        """Holds in time for a box of many processes beside another."""
        seen = []
        with self.hog():
            for _ in range(TRIES):
                report = self.attack(HOG, slot=self.victim, cpu=0.5, wall=60, processes=64)
                self.expect("limit cpu", report)
                seen.append(report.cpu)
                if report.cpu < 0.55 * SLOWNESS:
                    return
        self.fail(f"CPU time at a limit of 0.5 s: {seen}")


class Priorities(WithDaemon):
    def test_who_enforces_limits_goes_first(self):
        usual = os.getpriority(os.PRIO_PROCESS, self.daemon.process.pid)
        self.assertEqual(f"{usual}\n".encode(), self.slot.shell("nice").stdout)
        own = children(self.daemon.process.pid)
        self.assertEqual({max(-20, usual - 10)}, {os.getpriority(os.PRIO_PROCESS, pid) for pid in own})


class WithoutGroups(Priorities):
    options = ("--cgroups", "none")

    def test_it_says_so(self):
        self.assertIn(b"shares of the processors", self.slot.hello)


if __name__ == "__main__":
    unittest.main()
