"""Whether the figures of a run are true, and its CPU limit exact: against what the programs read themselves from the
kernel's counters in the same run (figures.c), never against the wall clock."""

import os
import struct
import time
import unittest

from evalx_isolate import MIB, children, wait_until
from shared import TRIES, WithDaemon, stolen
from test_verdicts import compile_c

with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "figures.c"), encoding="utf-8") as source:
    FIGURES = compile_c(source.read())

TRUE_WITHIN = 0.05
EXACT_WITHIN = 0.02
# A process that is made and dies costs more than it can read of its own clock.
PROCESS_COSTS = 0.001
# Between exec and a program's first look at a clock, and between its last and its end.
BEGIN_AND_END_COST = 0.005


def records(report):
    """Process, its CPU time and the time of day, in seconds."""
    whole = len(report.stdout) // 24 * 24
    return [(process, cpu / 1e9, wall / 1e9) for process, cpu, wall in struct.iter_unpack("=qQQ", report.stdout[:whole])]


def clocks(report):
    """The last CPU time that each process reported about itself, in seconds."""
    return {process: cpu for process, cpu, _ in records(report)}


def own_wall(report):
    """From the first to the last report of the program itself, in seconds."""
    program = records(report)[0][0]
    times = [wall for process, _, wall in records(report) if process == program]
    return times[-1] - times[0]


class Figures(WithDaemon):
    options = ()

    def setUp(self):
        super().setUp()
        self.artifact = self.slot.store({"figures": (FIGURES, True)})

    def figures(self, *arguments, **options):
        before = stolen()
        report = self.slot.run(["/app/figures", *map(str, arguments)], artifact=self.artifact, stdout=8 * MIB, **options)
        self.stolen = stolen() - before
        return report

    def expect_true(self, check, *arguments, is_exact=lambda report: True, **options):
        """The CPU time of a run. A host that takes processors' time adds it to the counter of performance events, not
        to the clocks of processes, and tells it in hundredths of a second only: there one of some tries must be true.
        """
        for left in reversed(range(TRIES)):
            report = self.undisturbed(lambda: self.figures(*arguments, processes=64, **options), is_exact)
            check(report)
            own = clocks(report)
            total = sum(own.values())
            self.assertGreater(total, 0)
            delta = TRUE_WITHIN * total + PROCESS_COSTS * len(own) + (0 if report.by_group else self.stolen)
            if report.by_group or not left or abs(total - report.cpu) <= delta:
                self.assertAlmostEqual(total, report.cpu, delta=delta, msg=report.verdict)
                return

    table = [
        ("one process", "burn", 400),
        ("four threads", "threads", 100, 4),
        ("children at one time", "together", 100, 4),
        ("short-lived children", "short", 50, 8),
        ("children that nobody reaps", "unreaped", 50, 8),
        ("a vfork and exec chain", "chain", 50, 8),
        ("an orphan in a session of its own", "orphan", 400),
        ("an orphan that is killed at the end", "leave", 400),
    ]

    def test_cpu_time(self):
        for name, *arguments in self.table:
            with self.subTest(name):
                self.expect_true(lambda report: self.expect("exited 0", report), *arguments)

    def test_a_sleeper(self):
        report = self.figures("sleep", 400)
        self.expect("exited 0", report)
        self.assertLess(report.cpu, 0.01)

    def test_wall_time(self):
        """Never less than the program's own clock shows. More only by what a busy machine adds to begin and end, so
        the best of some tries counts: what is wrong in every run is not the machine's."""
        for name, *arguments in (("a sleeper", "sleep", 400), ("one that leaves an orphan", "leave", 400),
                                 ("a burner", "burn", 300)):
            with self.subTest(name):
                excesses = []
                for _ in range(TRIES):
                    report = self.figures(*arguments)
                    own = own_wall(report)
                    self.assertGreaterEqual(own, arguments[1] / 1000)
                    self.assertGreaterEqual(report.wall, own)
                    excesses.append(report.wall - own)
                    if excesses[-1] <= TRUE_WITHIN * own + BEGIN_AND_END_COST:
                        break
                else:
                    self.fail(f"more than the program's own {own} s by {excesses}")

    endless = [
        ("one process", "burn", "forever"),
        ("four threads", "threads", "forever", 4),
        ("children at one time", "together", "forever", 4),
        ("short-lived children", "short", 5, 100000),
        ("children that nobody reaps", "unreaped", 5, 100000),
        ("a vfork and exec chain", "chain", 15, 1000),
        ("an orphan in a session of its own", "orphan", "forever"),
    ]

    def test_cpu_limit(self):
        """Within 20 ms of CPU time: read by the programs themselves a quarter of a millisecond or less before death."""
        for name, *arguments in self.endless:
            with self.subTest(name):
                self.expect_true(self.expect_exact_limit, *arguments, is_exact=self.is_exact_limit, cpu=0.3, wall=20)

    def is_exact_limit(self, report):
        return sum(clocks(report).values()) < 0.3 + EXACT_WITHIN

    def expect_exact_limit(self, report):
        self.assertEqual("limit cpu", report.verdict)
        self.assertLess(sum(clocks(report).values()), 0.3 + EXACT_WITHIN, f"the host took {self.stolen} s")
        self.assertGreaterEqual(report.cpu, 0.3)

    def test_a_sleeper_at_its_limit_wakes_nobody(self):
        """The supervisor sleeps as long as the program does, however little is left of its CPU time.

        A twentieth more than the program's own clock shows is true, so the program leaves a little more.
        """
        self.figures("sleep", 1)
        wait_until(lambda: len(children(self.daemon.process.pid)) == 3, "there are supervisor, launcher and init")
        supervisor = children(self.daemon.process.pid)[0]
        self.slot.start(["/app/figures", "stall", "188"], artifact=self.artifact, cpu=0.2, wall=1.5)
        # While it still burns, the supervisor looks more often, for longer where other programs run.
        wait_until(lambda: any(map(stalls, children(self.daemon.process.pid))), "the program has come to its sleep")
        before, start = switches(supervisor), time.monotonic()
        report = self.slot.report()
        self.expect("limit wall", report)
        rate = (switches(supervisor) - before) / (time.monotonic() - start)
        self.assertLess(rate, 200 * os.cpu_count())

    def test_memory(self):
        for size in (20, 60, 180):
            script = f"""
import mmap
pages = mmap.mmap(-1, {size} << 20, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
for at in range(0, {size} << 20, 4096): pages[at] = 1
"""
            report = self.slot.python(script, memory=256 * MIB)
            self.expect("exited 0", report)
            empty = self.slot.python("import mmap", memory=256 * MIB)
            grown = (report.peak_kib - empty.peak_kib) / 1024
            self.assertAlmostEqual(size, grown, delta=max(1, TRUE_WITHIN * size))


class FiguresWithoutGroups(Figures):
    options = ("--cgroups", "none")


def stalls(pid):
    """Whether a process has used nearly all of the CPU time that `stall` burns, and sleeps."""
    try:
        with open(f"/proc/{pid}/stat", encoding="utf-8") as stat:
            state, *values = stat.read().rsplit(")", 1)[1].split()
    except OSError:
        return False
    return state == "S" and (int(values[10]) + int(values[11])) / os.sysconf("SC_CLK_TCK") >= 0.17


def switches(pid):
    """How often a process slept."""
    with open(f"/proc/{pid}/status", encoding="utf-8") as status:
        return int(status.read().split("\nvoluntary_ctxt_switches:")[1].split()[0])


if __name__ == "__main__":
    unittest.main()
