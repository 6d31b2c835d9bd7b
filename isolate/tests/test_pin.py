"""--pin: each run has a core of its own while there are free ones."""

import os

from evalx_isolate import wait_until
from shared import WithDaemon

CORES = os.sched_getaffinity(0)
SHOW = "import os, sys; print(*os.sched_getaffinity(0))"


def cores_of(report):
    return set(map(int, report.stdout.split()))


class Pinned(WithDaemon):
    options = ("--pin",)

    def test_a_run_has_one_core(self):
        for _ in range(2 * len(CORES) + 1):
            report = self.slot.python(SHOW)
            self.assertEqual(1, len(cores_of(report)), report)
            self.assertLessEqual(cores_of(report), CORES)

    def test_its_children_and_threads_too(self):
        report = self.slot.python("import os, sys, threading\n"
                                  "threading.Thread(target=lambda: print(*os.sched_getaffinity(0), flush=True)).start()\n"
                                  f"os.spawnv(os.P_WAIT, sys.executable, ['python3', '-c', {SHOW!r}])")
        self.assertEqual(1, len(set(report.stdout.splitlines())), report)
        self.assertEqual(1, len(cores_of(report)), report)

    def test_runs_at_the_same_time_have_different_cores(self):
        slots = [self.daemon.free_slot() for _ in CORES]
        for slot in slots:
            self.addCleanup(slot.close)
            slot.run(["/bin/true"])
        for slot in slots:
            slot.start(["/usr/bin/python3", "-c", SHOW + "; import time; time.sleep(2)"])
        self.assertEqual(CORES, set().union(*(cores_of(slot.report()) for slot in slots)))

    def test_a_run_that_its_client_leaves_gives_its_core_back(self):
        for _ in range(2 * len(CORES)):
            slot = self.daemon.free_slot()
            slot.run(["/bin/true"])
            slot.start(["/bin/sleep", "60"])
            slot.close()
        wait_until(lambda: len(cores_of(self.slot.python(SHOW))) == 1, "a core is free")


class NotPinned(WithDaemon):
    def test_a_run_has_all_cores(self):
        self.assertEqual(CORES, cores_of(self.slot.python(SHOW)))
