"""Used by all test modules: the binary, the seed, and a daemon for each class."""

import fcntl
import os
import resource
import subprocess
import sys
import unittest

from evalx_isolate import Daemon, processes_of

binary = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "build", "evalx-isolate")
seed = 20261121
everything = False  # also long tests
# How many times more memory the daemon's own processes may need with AddressSanitizer.
WEIGHT = 8 if "ASAN_OPTIONS" in os.environ else 1

USERS = 40

GIVES_FILES, STARTS_WARM = 1, 2  # abilities


def lease_users():
    """Leases box users that no other run of these tests on this host uses; the lock ends with this process."""
    os.makedirs("/run/evalx-isolate", exist_ok=True)
    for first in range(60800, 61000, USERS):
        lock = os.open(f"/run/evalx-isolate/tests-{first}", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return first, first + USERS - 1
        except OSError:
            os.close(lock)
    raise SystemExit("too many runs of these tests on this host")


FIRST_UID, LAST_UID = lease_users()


TRIES = 5


def stolen():
    """What the host of a virtual machine has taken of its processors' time, in seconds."""
    with open("/proc/stat", encoding="utf-8") as stat:
        return int(stat.readline().split()[8]) / os.sysconf("SC_CLK_TCK")


class WithDaemon(unittest.TestCase):
    """One daemon for the class, one slot for each test."""

    options = ()
    connections = 12

    @classmethod
    def setUpClass(cls):
        cls.daemon = cls.make_daemon()

    @classmethod
    def make_daemon(cls):
        return Daemon(binary, *cls.options, uids=f"{FIRST_UID}-{LAST_UID}", connections=cls.connections)

    @classmethod
    def tearDownClass(cls):
        cls.daemon.stop()
        text = cls.daemon.text()
        cls.daemon.remove()
        for problem in ("ERROR: AddressSanitizer", "runtime error:"):
            assert problem not in text, text
        left = processes_of(FIRST_UID, LAST_UID)
        assert not left, f"box processes left: {left}"

    def setUp(self):
        self.daemon.await_idle()
        self.slot = self.daemon.slot()
        self.addCleanup(self.slot.close)

    def expect(self, verdict, report):
        self.assertEqual(verdict, report.verdict, report)

    def undisturbed(self, run, is_exact):
        """The report of a run that is exact, or in which the host took no processor's time: what it takes from the
        supervisor, a program uses on another processor. After some tries any."""
        for left in reversed(range(TRIES)):
            before = stolen()
            report = run()
            if is_exact(report) or stolen() == before or not left:
                return report


def hello_of(slot):
    """What the daemon says first: its version, its control groups, and its abilities."""
    said, texts = slot.hello[10:], []  # after version and instance
    for _ in range(2):
        size = int.from_bytes(said[:2], "big")
        texts.append(said[2 : 2 + size].decode())
        said = said[2 + size :]
    return (*texts, said[0])


def starts_warm(slot):
    """Whether the daemon says that programs may start warm: its groups count, and their peaks can be reset."""
    return bool(hello_of(slot)[2] & STARTS_WARM)


def core_limit(wanted):
    """The limit that a program gets: sudo sets a hard limit of 0, which only CAP_SYS_RESOURCE can raise."""
    raising = f"import resource; resource.setrlimit(resource.RLIMIT_CORE, ({wanted}, {wanted}))"
    allowed = subprocess.run([sys.executable, "-c", raising], stderr=subprocess.DEVNULL, check=False).returncode == 0
    return wanted if allowed else min(wanted, resource.getrlimit(resource.RLIMIT_CORE)[1])
