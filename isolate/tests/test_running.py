"""The log tells the most programs that ever ran at a time."""

import os
import re
import signal
import unittest

from evalx_isolate import children, processes_of, wait_until
from shared import FIRST_UID, LAST_UID, WithDaemon


class Running(WithDaemon):
    def told(self, kind="programs run"):
        return [int(number) for number in re.findall(rf"(\d+) {kind} at a time, the most so far", self.daemon.text())]

    def slots(self, count):
        for _ in range(count):
            slot = self.daemon.free_slot()
            self.addCleanup(slot.close)
            slot.shell("exit 0")
            yield slot

    def test_the_most_at_a_time(self):
        first, second, live, also_live, _ = self.slots(5)  # the last one does nothing
        before = set(children(self.daemon.process.pid))
        victim, = self.slots(1)
        supervisor = next(pid for pid in children(self.daemon.process.pid) if pid not in before)
        victim.start(["/bin/sleep", "60"], wall=60)
        wait_until(lambda: children(supervisor)[2:], "its program runs")
        os.kill(supervisor, signal.SIGKILL)
        wait_until(lambda: supervisor not in children(self.daemon.process.pid), "the slot is buried")
        for slot in (self.slot, first, second):
            slot.start(["/bin/sleep", "60"], wall=60)
        for slot in (live, also_live):
            slot.start(["/bin/sleep", "60"], wall=60, live=True)
        wait_until(lambda: len(processes_of(FIRST_UID, LAST_UID)) == 5, "all programs run")
        self.assertEqual(([1, 2, 3], [1, 2]), (self.told(), self.told("live runs")))


if __name__ == "__main__":
    unittest.main()
