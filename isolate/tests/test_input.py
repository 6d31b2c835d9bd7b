"""stdin and other files from the store: read without a copy, out of reach of the program, and of the programs beside it."""

import os
import unittest

from evalx_isolate import MIB, Failure, Missing, children, descriptors
from shared import WithDaemon

LOCK = """
import fcntl, sys, time
try:
    fcntl.flock(0, fcntl.LOCK_EX | fcntl.LOCK_NB)
    print("locked", flush=True)
except OSError as error:
    print("refused" if error.errno == 37 else error, flush=True)
time.sleep(float(sys.argv[1]))
"""


class StoredInput(WithDaemon):
    def stored(self, content):
        return self.slot.store({"stdin": content})

    def test_read_from_the_start_each_time(self):
        content = os.urandom(3 * MIB)
        stored = self.stored(content)
        for _ in range(2):
            self.assertEqual(content, self.slot.shell("cat", stored_input=stored, stdout=8 * MIB).stdout)

    def test_like_any_file(self):
        script = "import os; os.lseek(0, 2, 0); print(os.read(0, 9)); print(os.fstat(0).st_size, os.listdir('/box'))"
        self.assertEqual(b"b'cde'\n5 []\n", self.slot.python(script, stored_input=self.stored(b"abcde")).stdout)

    def test_beside_an_artifact(self):
        artifact = self.slot.store({"f": b"of the program"})
        report = self.slot.shell("cat - /app/f", artifact=artifact, stored_input=self.stored(b"stdin, "))
        self.assertEqual(b"stdin, of the program", report.stdout)

    def test_cannot_be_changed(self):
        stored = self.stored(b"as it was\n")
        script = """
import os
for change in (lambda: os.open("/proc/self/fd/0", os.O_RDWR), lambda: os.open("/proc/self/fd/0", os.O_WRONLY | os.O_TRUNC),
               lambda: os.fchmod(0, 0o777), lambda: os.fchown(0, os.getuid(), -1), lambda: os.write(0, b"x"),
               lambda: os.ftruncate(0, 0), lambda: os.utime(0), lambda: os.setxattr(0, "user.x", b"")):
    try:
        change()
        print("changed")
    except OSError:
        pass
"""
        self.assertEqual(b"", self.slot.python(script, stored_input=stored).stdout)
        self.assertEqual({"stdin": (b"as it was\n", False)}, self.slot.fetch(stored))

    def test_leads_nowhere(self):
        script = "ls /proc/self/fd/0/ /proc/self/fd/0/.. 2>/dev/null; cat /proc/self/mountinfo | grep -c store"
        self.assertEqual(b"0\n", self.slot.shell(script, stored_input=self.stored(b"x")).stdout)

    def test_evicted_while_it_is_read(self):
        stored = self.stored(b"kept")
        self.slot.start(["/bin/sh", "-c", "echo started; sleep 1; cat"], stored_input=stored)
        with self.daemon.slot() as other:
            for number in range(20):
                other.store({"large": number.to_bytes(1, "big") * (60 * MIB)})
            self.assertRaises(Missing, other.fetch, stored)
        self.assertEqual(b"started\nkept", self.slot.report().stdout)

    def test_locks_of_others_are_not_seen(self):
        stored = self.stored(b"x")
        command = ["/usr/bin/python3", "-c", LOCK, "1"]
        with self.daemon.slot() as other:
            self.slot.start(command, stored_input=stored)
            other.start(command, stored_input=stored)
            first, second = self.slot.report().stdout, other.report().stdout
        self.assertEqual(first, second)
        self.assertIn(first, (b"locked\n", b"refused\n"))

    def test_not_in_the_memory_of_the_run(self):
        stored = self.stored(os.urandom(60 * MIB))
        report = self.slot.shell("wc -c", stored_input=stored, memory=16 * MIB)
        self.assertEqual((b"%d\n" % (60 * MIB)), report.stdout, report)
        self.assertLess(report.peak_kib, 8 << 10)

    def test_missing_leaves_nothing_open(self):
        stored = self.stored(b"x")
        self.slot.shell("cat", stored_input=stored)
        supervisor = children(self.daemon.process.pid)[0]
        before = descriptors(supervisor)
        for _ in range(20):
            self.assertRaises(Missing, self.slot.shell, "true", stored_input=bytes(32))
            self.assertEqual(b"x", self.slot.shell("cat", stored_input=stored).stdout)
        self.assertLess(descriptors(supervisor), before + 20)  # one each time, or more

    def test_an_artifact_that_is_none(self):
        for files in ({"other": b"x"}, {"stdin/f": b"x"}):
            artifact = self.slot.store(files)
            with self.subTest(files), self.daemon.slot() as slot:
                self.assertRaises(Failure, slot.shell, "cat", stored_input=artifact)

    def test_not_beside_another(self):
        stored = self.stored(b"x")
        with self.daemon.slot() as slot:
            self.assertRaises(Failure, slot.shell, "cat", stored_input=stored, stdin=b"y")


class GivenFiles(WithDaemon):
    def stored(self, content):
        return self.slot.store({"stdin": content})

    def test_each_is_a_file_with_a_name(self):
        given = (self.stored(b"first "), self.stored(b"second "))
        script = "ln -s /proc/self/fd/4 /tmp/a; cat /tmp/a /proc/self/fd/5 /tmp/a - <&5; ls /proc/self/fd"
        for _ in range(2):
            report = self.slot.shell(script, given=given, stdin=b"not read")
            self.assertEqual(b"first second first second 0\n1\n2\n3\n4\n5\n", report.stdout)  # 3 is ls'
        self.assertEqual(b"0\n1\n2\n3\n", self.slot.shell("ls /proc/self/fd").stdout)

    def test_one_alone_beside_a_stored_stdin_and_an_artifact(self):
        artifact = self.slot.store({"f": b"artifact"})
        options = {"artifact": artifact, "stored_input": self.stored(b"stdin "), "given": (self.stored(b"given "),)}
        self.assertEqual(b"stdin given artifact", self.slot.shell("cat - /proc/self/fd/4 /app/f", **options).stdout)

    def test_cannot_be_changed(self):
        stored = self.stored(b"as it was\n")
        script = """
import os
for change in (lambda: os.open("/proc/self/fd/4", os.O_RDWR), lambda: os.open("/proc/self/fd/4", os.O_WRONLY | os.O_TRUNC),
               lambda: os.fchmod(4, 0o777), lambda: os.write(4, b"x"), lambda: os.truncate("/proc/self/fd/4", 0),
               lambda: os.unlink("/proc/self/fd/4"), lambda: os.listdir("/proc/self/fd/4/..")):
    try:
        change()
        print("changed")
    except OSError:
        pass
"""
        self.assertEqual(b"", self.slot.python(script, given=(stored,)).stdout)
        self.assertEqual({"stdin": (b"as it was\n", False)}, self.slot.fetch(stored))

    def test_not_in_the_memory_of_the_run(self):
        given = tuple(self.stored(os.urandom(60 * MIB)) for _ in range(2))
        report = self.slot.shell("cat /proc/self/fd/4 /proc/self/fd/5 | wc -c", given=given, memory=16 * MIB)
        self.assertEqual(b"%d\n" % (120 * MIB), report.stdout, report)
        self.assertLess(report.peak_kib, 8 << 10)

    def test_missing_leaves_nothing_open(self):
        stored = self.stored(b"x")
        self.slot.shell("true", given=(stored,))
        supervisor = children(self.daemon.process.pid)[0]
        before = descriptors(supervisor)
        for _ in range(20):
            self.assertRaises(Missing, self.slot.shell, "true", stored_input=stored, given=(stored, bytes(32)))
            self.assertEqual(b"x", self.slot.shell("cat <&4", given=(stored,)).stdout)
        self.assertLess(descriptors(supervisor), before + 20)  # one each time, or more

    def test_no_more_than_two(self):
        with self.daemon.slot() as slot:
            self.assertRaises(Failure, slot.shell, "true", given=(self.stored(b"x"),) * 3)


if __name__ == "__main__":
    unittest.main()
