"""Runs in which the client takes part while they go on."""

import signal
import struct
import time
import unittest

from evalx_isolate import INPUT, INPUT_END, MIB, REPORT, SIGNAL, SLOWNESS, STDERR, STDOUT, Failure, children, frame, run_request, wait_until
from shared import WithDaemon

ECHO = "import sys\nfor line in sys.stdin: print(line, end='', flush=True)\nprint('end')"


class Live:
    """A run on a slot that is told and tells while it goes on."""

    def __init__(self, slot, script, **options):
        self.slot = slot
        self.out = {STDOUT: b"", STDERR: b""}
        slot.start(["/usr/bin/python3", "-c", script], live=True, **options)

    @classmethod
    def of(cls, slot):
        """One whose request has been sent."""
        live = cls.__new__(cls)
        live.slot, live.out = slot, {STDOUT: b"", STDERR: b""}
        return live

    def type(self, text):
        for at in range(0, len(text), 65536):
            self.slot.send(frame(INPUT, text[at : at + 65536]))

    def end_input(self):
        self.slot.send(frame(INPUT_END))

    def signal(self, number):
        self.slot.send(frame(SIGNAL, bytes([number])))

    def hear(self, kind=None):
        """Takes one frame of output. None at the end."""
        header = self.slot.exactly(5)
        size, got = struct.unpack(">IB", header)
        if got not in (STDOUT, STDERR):
            self.rest = header
            return None
        payload = self.slot.exactly(size)
        assert payload and kind in (None, got)
        self.out[got] += payload
        return payload

    def hear_until(self, text):
        while text not in self.out[STDOUT]:
            assert self.hear() is not None, self.out

    def report(self):
        while self.hear() is not None:
            pass
        slot, rest, exactly = self.slot, self.rest, self.slot.exactly

        def first(size):
            nonlocal rest
            got, rest = rest[:size], rest[size:]
            return got or exactly(size)

        slot.exactly = first
        try:
            return slot.report()
        finally:
            slot.exactly = exactly


class Talks(WithDaemon):
    def setUp(self):
        self.slot = self.daemon.free_slot()
        self.addCleanup(self.slot.close)

    def test_input_and_output_go_to_and_fro(self):
        for _ in range(3):  # the same slot again
            live = Live(self.slot, ECHO)
            for n in range(20):
                live.type(b"%d\n" % n)
                live.hear_until(b"%d\n" % n)
            live.end_input()
            report = live.report()
            self.assertEqual((report.verdict, report.stdout, report.stderr), ("exited 0", b"", b""))
            self.assertEqual(live.out[STDOUT], b"".join(b"%d\n" % n for n in range(20)) + b"end\n")

    def test_a_signal_reaches_the_program(self):
        script = "import os, signal\nsignal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})\n" \
                 "os.write(1, b'ready')\nsignal.sigwait({signal.SIGINT})\nos.write(1, b'caught')\nsignal.pause()"
        live = Live(self.slot, script)
        live.hear_until(b"ready")
        live.signal(signal.SIGINT)
        live.hear_until(b"caught")
        live.signal(signal.SIGTERM)
        self.assertEqual(live.report().verdict, "signalled 15")


# Leaves a socket on its way through itself.
IN_FLIGHT = """
import array, socket
ends = socket.socketpair(type=socket.SOCK_DGRAM)
ends[0].sendmsg([b'x'], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array('i', [end.fileno() for end in ends]))])
"""


class Lives(Talks):
    def test_a_signal_is_not_lost_with_the_box_that_it_found(self):
        """The launcher ends after a run that left a socket, so the next run, which is here already, begins twice."""
        for turn in range(10):
            with self.subTest(turn):
                leaving = run_request(["/usr/bin/python3", "-c", IN_FLIGHT])
                waiting = run_request(["/usr/bin/python3", "-c", "import signal; signal.pause()"], live=True, wall=5.0)
                self.slot.send(leaving + waiting + frame(SIGNAL, bytes([signal.SIGTERM])))
                self.expect("exited 0", self.slot.report())
                self.assertEqual("signalled 15", Live.of(self.slot).report().verdict)

    def test_both_streams_are_told_apart(self):
        live = Live(self.slot, "import sys\nprint('out')\nprint('err', file=sys.stderr)")
        self.assertEqual(live.report().verdict, "exited 0")
        self.assertEqual(live.out, {STDOUT: b"out\n", STDERR: b"err\n"})

    def test_runs_before_and_after_are_as_ever(self):
        self.assertEqual(self.slot.shell("cat", stdin=b"alone").stdout, b"alone")
        Live(self.slot, "print(1)").report()
        self.assertEqual(self.slot.shell("cat; ls /proc/self/fd", stdin=b"a\n").stdout, b"a\n0\n1\n2\n3\n")

    def test_what_comes_after_the_end_is_passed_over(self):
        live = Live(self.slot, "print(1)")
        self.assertEqual(live.report().verdict, "exited 0")
        live.type(b"late")
        live.signal(9)
        live.end_input()
        self.assertEqual(self.slot.shell("echo 2").stdout, b"2\n")

    def test_much_input_waits_for_a_program_that_reads_late(self):
        size = 4 * MIB
        live = Live(self.slot, "import sys, time\ntime.sleep(0.3)\nprint(len(sys.stdin.read()))")
        live.type(b"x" * size)
        live.end_input()
        self.assertEqual(live.report().verdict, "exited 0")
        self.assertEqual(live.out[STDOUT], b"%d\n" % size)

    def test_a_client_that_sends_without_end_holds_up_no_limit(self):
        live = Live(self.slot, "import time\ntime.sleep(60)", wall=0.5)
        begun, flood = time.monotonic(), frame(SIGNAL, bytes([signal.SIGURG])) * 10000
        self.slot.socket.settimeout(0.1)
        while time.monotonic() - begun < 3 * SLOWNESS:
            try:
                self.slot.socket.sendall(flood)
            except OSError:
                break
        self.slot.socket.settimeout(None)
        report = live.report()
        self.assertEqual("limit wall", report.verdict)
        self.assertLess(report.wall, 1.5 * SLOWNESS)

    def test_limits_hold_while_input_waits_that_nobody_reads(self):
        live = Live(self.slot, "import time\ntime.sleep(60)", wall=0.5)
        live.type(b"x" * (4 * 65536))
        self.assertEqual(live.report().verdict, "limit wall")

    def test_limits_hold_while_the_client_does_not_read(self):
        live = Live(self.slot, "while True: print('x' * 1000)", stdout=8 * MIB)
        time.sleep(0.5)
        self.assertEqual(live.report().verdict, "limit output")
        self.assertEqual(len(live.out[STDOUT]), 8 * MIB)

    def test_input_for_one_who_has_closed_it_harms_nobody(self):
        live = Live(self.slot, "import os\nos.close(0)\nprint('closed', flush=True)\nimport time\ntime.sleep(0.3)")
        live.hear_until(b"closed")
        live.type(b"x" * (3 * 65536))
        self.assertEqual(live.report().verdict, "exited 0")

    def test_half_a_frame_does_not_stop_the_clock(self):
        live = Live(self.slot, "import time\ntime.sleep(60)", wall=0.5)
        self.slot.send(frame(INPUT, b"x" * 100)[:50])
        begin = time.monotonic()
        self.assertEqual(live.report().verdict, "limit wall")
        self.assertLess(time.monotonic() - begin, 8)

    def test_input_after_its_end_is_passed_over(self):
        live = Live(self.slot, ECHO)
        live.type(b"1\n")
        live.end_input()
        live.end_input()
        live.type(b"2\n")
        self.assertEqual(live.report().verdict, "exited 0")
        self.assertEqual(live.out[STDOUT], b"1\nend\n")

    def test_a_signal_reaches_what_the_program_has_started(self):
        live = Live(self.slot, "import subprocess\nprint('ready', flush=True)\n"
                               "print(subprocess.call(['/bin/sh', '-c', 'echo began; exec sleep 60']))")
        live.hear_until(b"began")
        live.signal(signal.SIGINT)
        self.assertIn(live.report().verdict, ("signalled 2", "exited 130"))

    def test_a_signal_before_the_program_began_is_kept(self):
        live = Live(self.slot, "import time\ntime.sleep(60)")
        live.signal(signal.SIGKILL)
        self.assertEqual(live.report().verdict, "signalled 9")

    def test_what_means_nothing_ends_the_slot(self):
        for wrong in (frame(SIGNAL, b"\0"), frame(SIGNAL, b"\x20"), frame(SIGNAL), frame(INPUT_END, b"x"), frame(REPORT)):
            slot = self.daemon.free_slot()
            live = Live(slot, "import time\ntime.sleep(60)")
            slot.send(wrong)
            with self.assertRaises(Failure):
                while live.hear() is not None:
                    pass
                size, kind = struct.unpack(">IB", live.rest)
                self.assertEqual(kind, 0x83)
                raise Failure(slot.exactly(size))
            slot.close()

    def test_a_live_run_has_no_other_stdin(self):
        for options in ({"stdin": b"x"}, {"join": (1, bytes(16))}, {"stored_input": bytes(32)}):
            slot = self.daemon.free_slot()
            slot.send(run_request(["/bin/cat"], live=True, **options))
            with self.assertRaises(Failure):
                slot.report()
            slot.close()

    def test_it_ends_with_its_client(self):
        slot = self.daemon.free_slot()
        before = len(children(self.daemon.process.pid))
        live = Live(slot, "import time\nprint('ready', flush=True)\ntime.sleep(60)")
        live.hear_until(b"ready")
        slot.close()
        wait_until(lambda: len(children(self.daemon.process.pid)) < before, "the end of a slot", 9)


if __name__ == "__main__":
    unittest.main()
