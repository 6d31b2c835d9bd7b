"""Hosts that lack something: an ordinary user's daemon, a masked /proc, and how a strict daemon reacts."""

import os
import shutil
import subprocess
import tempfile
import unittest

from evalx_isolate import MIB, Daemon, Failure
from shared import FIRST_UID, LAST_UID, WithDaemon, hello_of
import shared
import test_closed
import test_escape
import test_input
import test_joined
import test_live
import test_leftovers
import test_netlink
import test_verdicts

USER, USER_NAME = 2, "bin"  # an account that every Debian has
SUBORDINATE = 300000


class AsUser:
    """The daemon as an ordinary user, in a mount namespace with the given /etc/subuid and masks."""

    subordinate = f"{USER_NAME}:{SUBORDINATE}:65536\n"
    masks = ""

    @classmethod
    def make_daemon(cls):
        cls.files = tempfile.mkdtemp(prefix="sbx-test-", dir="/tmp")
        os.chmod(cls.files, 0o755)
        cls.addClassCleanup(shutil.rmtree, cls.files)
        with open(f"{cls.files}/ids", "w", encoding="utf-8") as file:
            file.write(cls.subordinate)
        script = (f"mount --bind {cls.files}/ids /etc/subuid && mount --bind {cls.files}/ids /etc/subgid && {cls.masks}"
                  f" exec setpriv --reuid {USER} --regid {USER} --clear-groups --bounding-set=+all --inh-caps=-all \"$@\"")
        return Daemon(shared.binary, *cls.options, uids=f"{FIRST_UID}-{LAST_UID}", connections=cls.connections,
                      before=["/usr/bin/unshare", "--mount", "/bin/sh", "-c", script, "-"], user=USER)


class Ordinary(AsUser, WithDaemon):
    def test_boxes_have_users_of_their_own(self):
        with self.daemon.slot() as other:
            users = {slot.shell("id -u; id -g; id -G").stdout for slot in (self.slot, other)}
        self.assertEqual(2, len(users))
        self.assertNotIn(b"users: ", self.slot.hello)

    def test_no_capability(self):
        text = self.slot.shell("grep -E '^(Cap|NoNewPrivs)' /proc/self/status").stdout.decode()
        self.assertEqual(5, text.count("0000000000000000"), text)
        self.assertIn("NoNewPrivs:\t1", text)

    def test_only_the_own_processes_show(self):
        report = self.slot.shell("ls /proc | grep -c '^[0-9]*$'; cat /proc/keys /proc/kcore /proc/net/unix")
        self.assertLess(int(report.stdout.split()[0]), 6)
        self.assertEqual(1, len(report.stdout.split()))

    def test_memory(self):
        self.expect("exited 1", self.slot.python("x = b'x' * (300 << 20)", memory=64 * MIB))

    def test_processes_are_bounded_each_slot_for_itself(self):
        fork = """
import os, time
count = 0
try:
    while os.fork() or time.sleep({seconds}): count += 1
except OSError: print(count)
time.sleep({seconds})
"""
        with self.daemon.slot() as other:
            other.start(["/usr/bin/python3", "-c", fork.format(seconds=3)], processes=10)
            self.assertEqual(b"9\n", self.slot.python(fork.format(seconds=0.5), processes=10).stdout)
            self.assertEqual(b"9\n", other.report().stdout)

    def test_artifacts(self):
        artifact = self.slot.store({"main.c": b"#include <stdio.h>\nint main(void) { puts(\"hello\"); }\n"})
        built = self.slot.run(["/usr/bin/gcc", "-o", "/box/main", "/app/main.c"], artifact=artifact, cpu=20, wall=60,
                              env=["PATH=/usr/bin"], memory=512 * MIB, collect=True)
        self.expect("exited 0", built)
        self.assertEqual(b"hello\n", self.slot.run(["/app/main"], artifact=built.collected).stdout)


@unittest.skipUnless(os.path.exists("/sys/fs/cgroup/memory/cgroup.procs"), "the groups of this host are not of version 1")
class ManyMounts(WithDaemon):
    """Other mounts fill the first page of the kernel's list, as long names of a container's layers do."""

    SCRIPT = """
mount -t tmpfs none /proc/fs
for n in $(seq 80); do mkdir /proc/fs/$n; mount -t tmpfs none /proc/fs/$n; done
umount --lazy /sys/fs/cgroup && mount -t tmpfs none /sys/fs/cgroup
for kind in memory pids cpuacct cpu; do mkdir /sys/fs/cgroup/$kind; mount -t cgroup -o $kind none /sys/fs/cgroup/$kind; done
exec "$@\""""

    @classmethod
    def make_daemon(cls):
        return Daemon(shared.binary, uids=f"{FIRST_UID}-{LAST_UID}",
                      before=["/usr/bin/unshare", "--mount", "/bin/sh", "-ec", cls.SCRIPT, "-"])

    def test_control_groups_are_found(self):
        self.assertEqual("v1", hello_of(self.slot)[1])


class OrdinaryEndings(AsUser, test_verdicts.Endings):
    pass


class OrdinaryRuntimes(AsUser, test_verdicts.Runtimes):
    pass


class OrdinaryJoined(AsUser, test_joined.Talks):
    pass


class OrdinaryLive(AsUser, test_live.Talks):
    pass


class OneUser(Ordinary):
    """Without subordinate users."""

    subordinate = ""

    def test_boxes_have_users_of_their_own(self):
        with self.daemon.slot() as other:
            self.assertEqual({b"0\n"}, {slot.shell("id -u").stdout for slot in (self.slot, other)})
        self.assertIn(b"users: neither root nor subordinate users", self.slot.hello)


class OneUserEndings(OrdinaryEndings):
    subordinate = ""


class OneUserJoined(AsUser, test_joined.Talks):
    subordinate = ""


class OneUserLive(AsUser, test_live.Talks):
    subordinate = ""


class OneUserRoot(AsUser, test_escape.Root):
    subordinate = ""
    # User 0 of its own namespace: the number it has already.
    harmless = {"setuid": "ok", "setgid": "ok", "chown": "ok"}


class OneUserOthers(AsUser, test_escape.Others):
    """The hardest case: every process of every box has the user of the daemon."""

    subordinate = ""


class OneUserSockets(AsUser, test_escape.Sockets):
    subordinate = ""


class OneUserNetlink(AsUser, test_netlink.Netlink):
    subordinate = ""


class OneUserLeftovers(AsUser, test_leftovers.Leftovers):
    subordinate = ""
    refused = {"shm": "ENOSYS"}


class OrdinaryInput(AsUser, test_input.StoredInput):
    pass


class OneUserInput(AsUser, test_input.StoredInput):
    subordinate = ""


class OrdinaryAnswers(AsUser, test_closed.Answers):
    pass


class OneUserAnswers(AsUser, test_closed.Answers):
    subordinate = ""


class MaskedProc(AsUser, WithDaemon):
    """As in most containers, where the kernel does not let an ordinary user mount a /proc."""

    masks = "mount --bind /dev/null /proc/cpuinfo &&"

    def test_boxes_go_without(self):
        self.assertIn(b"/proc: cannot be mounted", self.slot.hello)
        self.assertEqual((b"", "exited 0"), (lambda r: (r.stdout, r.verdict))(self.slot.shell("ls /proc")))
        self.expect("limit cpu", self.slot.shell("while :; do :; done", cpu=0.3))
        self.expect("exited 0", self.slot.python("print(1)"))

    def test_files_that_no_program_would_find_are_not_given(self):
        stored = self.slot.store({"stdin": b"x"})
        self.assertEqual(0, shared.hello_of(self.slot)[2])
        self.assertEqual(b"x", self.slot.shell("cat", stored_input=stored).stdout)
        with self.assertRaisesRegex(Failure, "no /proc"):
            self.slot.shell("cat <&4", given=(stored,))


class Strict(unittest.TestCase):
    def refused(self, *arguments, before=()):
        folder = tempfile.mkdtemp(prefix="sbx-test-", dir="/tmp")
        self.addCleanup(shutil.rmtree, folder)
        command = [*before, shared.binary, "--serve", "--socket", f"{folder}/s/socket", "--store", f"{folder}/store",
                   "--client-uid", "0", "--client-gid", "0", *arguments]
        done = subprocess.run(command, stderr=subprocess.PIPE, timeout=30, check=False)
        self.assertEqual(1, done.returncode)
        self.assertFalse(os.path.exists(f"{folder}/s/socket"))
        return done.stderr.decode()

    def test_a_host_without_groups(self):
        words = self.refused("--strict", "--cgroups", "none")
        self.assertIn("this host lacks: memory: no control group", words)
        self.assertIn("--strict: this host lacks 5 things", words)

    def test_a_full_host(self):
        daemon = Daemon(shared.binary, "--strict", uids=f"{FIRST_UID}-{LAST_UID}")
        self.addCleanup(daemon.remove)
        self.addCleanup(daemon.stop)
        with daemon.slot() as slot:
            self.assertEqual(0, slot.hello[-1])
            self.assertTrue(shared.hello_of(slot)[2] & shared.GIVES_FILES)


if __name__ == "__main__":
    unittest.main()
