"""Where the host, or a group above the slots', has less memory than runs may have: what the kernel kills for that is no run's
own fault."""

import os
import socket
import subprocess
import tempfile
import unittest

from evalx_isolate import HELLO, MIB, Daemon, Failure, Slot, wait_until
from shared import FIRST_UID, LAST_UID, WithDaemon
import shared

HOLD = "x = bytearray({mib} << 20); x[::4096] = b'x' * len(x[::4096])"
HIERARCHY = "/sys/fs/cgroup/memory"
ABOVE = f"{HIERARCHY}/sbx-test-{FIRST_UID}"


@unittest.skipUnless(os.path.exists(f"{HIERARCHY}/memory.limit_in_bytes"), "guest/test_v2 has the same for version 2")
class LimitAbove(WithDaemon):
    """All slots together have 96 MiB, as in a container."""

    @classmethod
    def make_daemon(cls):
        os.mkdir(ABOVE)
        cls.addClassCleanup(os.rmdir, ABOVE)
        with open(f"{ABOVE}/memory.limit_in_bytes", "w", encoding="utf-8") as limit:
            limit.write(str(96 * MIB))
        script = f"mount --bind {ABOVE} {HIERARCHY} && exec \"$@\""
        return Daemon(shared.binary, uids=f"{FIRST_UID}-{LAST_UID}", connections=cls.connections,
                      before=["/usr/bin/unshare", "--mount", "/bin/sh", "-c", script, "-"])

    def test_a_kill_for_it_is_no_verdict(self):
        with self.assertRaisesRegex(Failure, "out of memory"):
            self.slot.python(HOLD.format(mib=200), memory=512 * MIB)
        with self.daemon.free_slot() as after:
            self.expect("exited 0", after.python(HOLD.format(mib=20), memory=512 * MIB))

    def test_nor_is_the_kill_of_a_child(self):
        with self.assertRaisesRegex(Failure, "out of memory"):
            self.slot.shell(f"/usr/bin/python3 -c '{HOLD.format(mib=200).replace(chr(39), chr(34))}'; exit 0", memory=512 * MIB)

    def test_a_limit_of_the_runs_own_is_one(self):
        for _ in range(3):
            self.expect("limit memory", self.slot.python(HOLD.format(mib=200), memory=48 * MIB))
            self.expect("exited 0", self.slot.python(HOLD.format(mib=20), memory=48 * MIB))

    def test_the_same_holds_of_containers(self):
        with Container(512) as container:
            with self.assertRaisesRegex(Failure, "out of memory"):
                container.python(HOLD.format(mib=200), memory=400 * MIB)
        with Container(48) as container:
            self.expect("limit memory", container.python(HOLD.format(mib=200), memory=40 * MIB))


class Container(Slot):
    """What the Docker driver runs, as an engine starts it: the first process of a group below the one above."""

    ROOT = """
mount -t tmpfs none "$1" && cd "$1" && mkdir -p usr proc box tmp dev/shm dev/mqueue sys/fs/cgroup/memory sys/fs/cgroup/cpuacct
mount --bind /usr usr && mount -t proc none proc && touch program dev/null && mount --bind "$3" program
mount --bind /dev/null dev/null && mount --bind "$2" sys/fs/cgroup/memory
mount --bind /sys/fs/cgroup/cpuacct sys/fs/cgroup/cpuacct && ln -s usr/bin usr/lib usr/lib64 .
echo $$ >sys/fs/cgroup/memory/cgroup.procs && exec unshare --pid --ipc --fork --kill-child chroot . /program"""

    def __init__(self, mib):
        self.group = f"{ABOVE}/container"
        os.mkdir(self.group)
        with open(f"{self.group}/memory.limit_in_bytes", "w", encoding="utf-8") as limit:
            limit.write(str(mib * MIB))
        self.root = tempfile.TemporaryDirectory(prefix="sbx-test-")
        self.socket, stdout = socket.socketpair()
        self.asking, stdin = socket.socketpair()
        self.socket.settimeout(60)
        program = os.path.join(os.path.dirname(shared.binary), "evalx-docker-box")
        with stdin, stdout:
            self.process = subprocess.Popen(
                ["unshare", "--mount", "/bin/sh", "-ec", self.ROOT, "-", self.root.name, self.group, program],
                stdin=stdin, stdout=stdout)
        kind, self.hello = self.receive()
        assert kind == HELLO, kind

    def send(self, raw):
        self.asking.sendall(raw)

    def close(self):
        self.asking.close()
        super().close()
        self.process.wait(30)
        wait_until(self.is_removed, "the container's group is empty")
        self.root.cleanup()

    def is_removed(self):
        try:
            os.rmdir(self.group)
            return True
        except OSError:
            return False


if __name__ == "__main__":
    unittest.main()
