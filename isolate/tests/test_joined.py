"""Two runs that talk to each other."""

import contextlib
import os
import socket
import time
import unittest

from evalx_isolate import MIB, Failure, children, wait_until
from shared import WithDaemon

ECHO = "import sys\nfor line in sys.stdin: print(line, end='', flush=True)\n"


def pair(first, second, commands, options=({}, {})):
    """Starts both; the reports are read afterwards."""
    name = os.urandom(16)
    for slot, listens, script, more in zip((first, second), (1, 0), commands, options):
        slot.start(["/usr/bin/python3", "-c", script], join=(listens, name), **more)


class Talks(WithDaemon):
    def setUp(self):
        self.first, self.second = self.daemon.slot(), self.daemon.slot()
        self.addCleanup(self.first.close)
        self.addCleanup(self.second.close)

    def talk(self, *commands, options=({}, {})):
        pair(self.first, self.second, commands, options)
        return self.first.report(), self.second.report()

    def test_each_reads_what_the_other_writes(self):
        asker = "\n".join(f"print({n}, flush=True); assert input() == '{n}'" for n in range(50)) + "\nprint('bye')"
        for _ in range(3):  # the same slots again
            asking, answering = self.talk(asker, ECHO)
            self.assertEqual((asking.verdict, answering.verdict), ("exited 0", "exited 0"))
            self.assertEqual(asking.stdout, answering.stdout)
            self.assertEqual((asking.second, answering.second), (False, True))


class Joined(Talks):
    def test_runs_before_and_after_are_alone(self):
        self.assertEqual(self.first.shell("cat", stdin=b"alone").stdout, b"alone")
        self.talk("print(1)", "input()")
        self.assertEqual(self.first.shell("cat", stdin=b"alone").stdout, b"alone")
        self.assertEqual(self.second.shell("cat; ls /proc/self/fd").stdout, b"0\n1\n2\n3\n")  # 3 is ls'

    def test_stdin_is_descriptor_3(self):
        report, _ = self.talk("print(open(3).read(), end='')", "input()", options=({"stdin": b"hidden\n"}, {}))
        self.assertEqual(report.stdout, b"hidden\n")

    def test_the_other_one_has_no_further_descriptor(self):
        listing = "import os\nprint(sorted(os.listdir('/proc/self/fd'))[:-1])"
        with_input, without = self.talk(listing, listing, options=({"stdin": b"x"}, {}))
        self.assertEqual(with_input.stdout, b"['0', '1', '2', '3']\n")
        self.assertEqual(without.stdout, b"['0', '1', '2']\n")

    def test_files_of_one_are_not_the_others(self):
        stored = self.first.store({"stdin": b"hidden"})
        reading = "import os\nprint(open(3).read(), os.read(4, 9), open('/proc/self/fd/4').read())"
        listing = "import os\nprint(sorted(os.listdir('/proc/self/fd'))[:-1])"
        given, without = self.talk(reading, listing, options=({"stdin": b"sent", "given": (stored,)}, {}))
        self.assertEqual(given.stdout, b"sent b'hidden' hidden\n")
        self.assertEqual(without.stdout, b"['0', '1', '2']\n")

    def test_all_output_arrives_however_late_it_is_read(self):
        size = 4 * MIB
        writer = f"import sys\nsys.stdout.write('x' * {size})"
        reader = "import sys, time\ntime.sleep(0.3)\nprint(len(sys.stdin.read()))"
        for commands in ((writer, reader), (reader, writer)):
            reports = self.talk(*commands, options=({"stdout": 8 * MIB},) * 2)
            self.assertEqual({report.verdict for report in reports}, {"exited 0"})
            self.assertIn(b"%d\n" % size, [report.stdout for report in reports])

    def test_a_writer_is_not_kept_by_one_who_does_not_read(self):
        writer = f"import sys\nsys.stdout.write('x' * {MIB})\nsys.stdout.flush()\nprint(input())"
        reports = self.talk(writer, "import time\nprint('go', flush=True)\ntime.sleep(0.5)", options=({"stdout": 2 * MIB}, {}))
        self.assertEqual([report.verdict for report in reports], ["exited 0", "exited 0"])

    def test_a_flood_exceeds_the_limit_of_its_writer(self):
        flood, reader = self.talk("while True: print('x' * 1000)", "import sys\nfor line in sys.stdin: pass")
        self.assertEqual((flood.verdict, reader.verdict), ("limit output", "exited 0"))
        self.assertEqual(len(flood.stdout), MIB)
        self.assertEqual((flood.second, reader.second), (False, True))

    def test_an_early_end_is_the_end_of_the_others_input(self):
        first, second = self.talk("pass", "import sys\nprint(len(sys.stdin.read()))")
        self.assertEqual((first.verdict, second.verdict, second.stdout), ("exited 0", "exited 0", b"0\n"))
        self.assertTrue(second.second)

    def test_writing_to_one_who_has_ended_harms_nobody(self):
        first, second = self.talk("import sys\nsys.stdin.read()\nfor i in range(9999): print(i)", "print('go')")
        self.assertEqual((first.verdict, second.verdict), ("exited 0", "exited 0"))
        self.assertTrue(first.second)

    def test_a_deadlock_ends_with_the_limit_of_time(self):
        first, second = self.talk("input()", "input()", options=({"wall": 0.5}, {"wall": 30}))
        self.assertEqual(first.verdict, "limit wall")
        self.assertLess(first.cpu, 0.4)
        self.assertEqual((second.verdict, second.second), ("exited 1", True))  # an end of file

    def test_a_crash_is_told_and_the_other_goes_on(self):
        first, second = self.talk("import os\nos.abort()", "try: input()\nexcept EOFError: print('alone')")
        self.assertEqual((first.verdict, second.stdout), ("signalled 6", b"alone\n"))

    def test_both_end_when_either_client_leaves(self):
        for leaving, staying in ((0, 1), (1, 0)):
            slots = [self.daemon.free_slot(), self.daemon.free_slot()]
            pair(*slots, ("import time\nprint(1, flush=True)\ntime.sleep(60)",) * 2)
            begin = time.monotonic()
            slots[leaving].close()
            with self.assertRaisesRegex(Failure, "the other run of the pair"):
                slots[staying].report()
            self.assertLess(time.monotonic() - begin, 30)
            slots[staying].close()

    def test_a_client_that_leaves_while_its_slot_waits_frees_it(self):
        alone = self.daemon.free_slot()
        before = len(children(self.daemon.process.pid))
        alone.start(["/bin/true"], join=(1, os.urandom(16)))
        alone.close()
        wait_until(lambda: len(children(self.daemon.process.pid)) < before, "the end of a slot", 9)

    def test_a_run_whose_other_does_not_come_fails(self):
        alone = self.daemon.free_slot()
        self.addCleanup(alone.close)
        alone.start(["/bin/true"], join=(0, os.urandom(16)))
        with self.assertRaisesRegex(Failure, "did not come"):
            alone.report()

    def test_an_other_that_leaves_at_once_is_told(self):
        for _ in range(9):  # before or after it was given a pipe
            name = os.urandom(8).hex().encode()
            alone = self.daemon.free_slot()
            alone.start(["/bin/true"], join=(1, name))
            wait_until(lambda: name in abstract_names(), "the slot to listen")
            with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as other:
                other.connect(b"\0evalx-join-" + name)
            with self.assertRaisesRegex(Failure, "the other run of the pair has gone"):
                alone.report()
            alone.close()

    def test_another_user_of_the_host_takes_no_part(self):
        name = os.urandom(8).hex().encode()
        address = b"\0evalx-join-" + name
        self.first.start(["/bin/sh", "-c", "read line; echo $line"], join=(1, name))
        wait_until(lambda: name in abstract_names(), "the first to listen")
        with socket_of_another_user() as stranger:
            stranger.connect(address)
            self.assertEqual(b"", stranger.recv(1))
        self.second.start(["/bin/echo", "x"], join=(0, name))
        self.assertEqual((b"x\n", "exited 0"), (self.first.report().stdout, self.second.report().verdict))
        with socket_of_another_user() as stranger:
            stranger.bind(address)
            stranger.listen()
            self.second.start(["/bin/echo", "x"], join=(0, name))
            with self.assertRaisesRegex(Failure, "another user has the name"):
                self.second.report()

    def test_a_name_is_used_once(self):
        name = os.urandom(8).hex().encode()
        self.first.start(["/bin/sh", "-c", "read line; echo $line"], join=(1, name))
        third = self.daemon.free_slot()
        self.addCleanup(third.close)
        wait_until(lambda: name in abstract_names(), "the first to listen")
        third.start(["/bin/true"], join=(1, name))
        with self.assertRaisesRegex(Failure, "cannot take a name"):
            third.report()
        self.second.start(["/bin/echo", "x"], join=(0, name))
        self.assertEqual(self.first.report().stdout, b"x\n")
        self.second.report()


@contextlib.contextmanager
def socket_of_another_user():
    os.seteuid(12345)
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as stranger:
            stranger.settimeout(30)
            yield stranger
    finally:
        os.seteuid(0)


def abstract_names():
    with open("/proc/net/unix", "rb") as names:
        return {line.split(b"@evalx-join-", 1)[1].rstrip(b"\n") for line in names if b"@evalx-join-" in line}


if __name__ == "__main__":
    unittest.main()
