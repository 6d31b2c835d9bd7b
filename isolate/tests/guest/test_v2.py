"""Control groups version 2 as hosts offer them: at the top, in a service, in a container. Runs in the guest only."""

import glob
import os
import signal
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from evalx_isolate import MIB, Daemon, Failure, children, wait_until
from shared import FIRST_UID, LAST_UID
import shared

TOP = "/sys/fs/cgroup"
HOG = "x = b'x' * (300 << 20)"


def write(path, text):
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


def groups(below):
    return sorted(os.path.relpath(path, below) for path in glob.glob(f"{below}/**/", recursive=True) if path != f"{below}/")


class Delegated(unittest.TestCase):
    """The daemon in a group of its own, in which it may create others."""

    def setUp(self):
        write(f"{TOP}/cgroup.subtree_control", "+memory +pids +cpu")
        self.service = f"{TOP}/service"
        os.mkdir(self.service)
        self.addCleanup(self.clear)

    def clear(self):
        write(f"{self.service}/cgroup.kill", "1")
        wait_until(self.is_empty, "all in the service are dead")
        for group in reversed(groups(self.service)):
            os.rmdir(f"{self.service}/{group}")
        os.rmdir(self.service)

    def is_empty(self):
        with open(f"{self.service}/cgroup.events", encoding="utf-8") as events:
            return "populated 0" in events.read()

    def daemon(self, *command):
        enter = ["/bin/sh", "-c", f'echo 0 > {self.service}/cgroup.procs && exec "$@"', "-", *command]
        launched = Daemon(shared.binary, "--strict", uids=f"{FIRST_UID}-{LAST_UID}", before=enter)
        self.addCleanup(launched.remove)
        self.addCleanup(lambda: launched.process.poll() is None and launched.stop())
        return launched

    def check(self, daemon, leaf="daemon"):
        with daemon.slot() as slot:
            self.assertIn(b"v2", slot.hello)
            self.assertEqual("limit memory", slot.python(HOG, memory=64 * MIB).verdict)
            report = slot.python("x = b'x' * (60 << 20)", memory=256 * MIB)
            self.assertEqual("exited 0", report.verdict, report)
            self.assertTrue(report.by_group)
            self.assertGreater(report.peak_kib, 60 << 10)
            self.assertLess(slot.python("pass", memory=256 * MIB).peak_kib, 40 << 10)
            self.assertIn(leaf, groups(self.service))
            self.assertEqual(1, len([name for name in os.listdir(self.service) if name.startswith("evalx-")]))

    def test_a_service(self):
        daemon = self.daemon()
        self.check(daemon)
        daemon.stop()
        self.assertEqual([], groups(self.service))

    def test_a_service_that_is_killed_and_started_again(self):
        daemon = self.daemon()
        slot = daemon.slot()
        slot.start(["/bin/sleep", "60"])
        wait_until(lambda: children(daemon.process.pid)[3:], "the run is under way")
        daemon.stop(signal.SIGKILL)
        slot.close()
        wait_until(self.is_empty, "all are dead")
        for group in reversed(["", *groups(self.service)]):  # a group with controllers handed down takes no process
            write(f"{self.service}/{group}/cgroup.subtree_control", "-memory -pids -cpu")
        daemon.start()
        self.assertIn("that a dead daemon left", daemon.text())
        self.check(daemon)
        daemon.stop()
        self.assertEqual([], groups(self.service))

    def test_a_container(self):
        """A cgroup namespace with other processes besides the daemon."""
        daemon = self.daemon("/usr/bin/unshare", "--cgroup", "--mount", "--propagation", "slave", "/bin/sh", "-c",
                             f'umount {TOP} && mount -t cgroup2 cgroup {TOP} || exit 1; sleep 999 & exec "$@"', "-")
        self.check(daemon)
        daemon.stop()
        self.assertEqual([], groups(self.service))

    def test_an_oom_that_takes_all_stays_in_its_slot(self):
        """An administrator may want a service to be killed as a whole, but not because a run exceeds its limit."""
        write(f"{self.service}/memory.oom.group", "1")
        self.check(self.daemon())

    def test_a_kill_for_the_services_own_limit_is_no_verdict(self):
        daemon = self.daemon()
        write(f"{self.service}/memory.max", str(128 * MIB))
        with daemon.slot() as slot, self.assertRaisesRegex(Failure, "out of memory"):
            slot.python(HOG, memory=512 * MIB)
        with daemon.free_slot() as slot:
            self.assertEqual("limit memory", slot.python(HOG, memory=64 * MIB).verdict)
            self.assertEqual("exited 0", slot.python("pass", memory=64 * MIB).verdict)


class Top(unittest.TestCase):
    def test_without_version_2(self):
        daemon = Daemon(shared.binary, "--cgroups", "none", uids=f"{FIRST_UID}-{LAST_UID}")
        self.addCleanup(daemon.remove)
        self.addCleanup(daemon.stop)
        with daemon.slot() as slot:
            self.assertIn(b"none", slot.hello)
            self.assertEqual("exited 1", slot.python(HOG, memory=64 * MIB).verdict)


if __name__ == "__main__":
    unittest.main()
