"""Programs that an interpreter starts which runs already: the same as after a cold start in all that can be told."""

import os
import re
import signal
import time
import unittest

from attacks import compiled
from evalx_isolate import MIB, SLOWNESS, STDOUT, Failure, children, descriptors, run_request, wait_until
from python_programs import PROGRAMS
from shared import WithDaemon
from test_live import Live
import shared

PYTHON = "/usr/bin/python3"
ENVIRONMENT = ("PATH=/usr/bin:/bin", "HOME=/box", "TMPDIR=/tmp", "LANG=C.UTF-8")

# Has that many processes of 1 MiB each, and says whether all of them lived.
MANY = r"""
int main(int argc, char **argv)
{
    static char block[1 << 20];
    int told[2], count = atoi(argv[1]);
    pipe(told);
    for (int i = 0; i < count; i++)
        if (fork() == 0) {
            memset(block, 1, sizeof block);
            write(told[1], block, 1);
            pause();
        }
    close(told[1]);
    for (int i = 0; i < count && waitpid(-1, NULL, WNOHANG) == 0; i++)
        read(told[0], block, 1);
    puts(waitpid(-1, NULL, WNOHANG) == 0 ? "all" : "some");
    return 0;
}
"""

# What differs from start to start: places of memory, and names of temporary files.
CHANCE = ((rb"0x[0-9a-f]{6,}", b"0x"), (rb"/tmp/tmp\w+", b"/tmp/tmp"))


class WithInterpreter(WithDaemon):
    def setUp(self):
        super().setUp()
        if not shared.starts_warm(self.slot) and "none" not in self.options:
            self.skipTest("nothing starts warm on this host")

    def run_python(self, source, warm, *, options=("-B",), args=(), env=(), modules=(), slot=None, **limits):
        slot = slot or self.slot
        source = source if isinstance(source, bytes) else source.encode()
        artifact = slot.store({"main.py": source})
        limits.setdefault("memory", 192 * MIB)
        return slot.run([PYTHON, *options, "/app/main.py", *args], env=[*ENVIRONMENT, *env], artifact=artifact,
                        warm=modules if warm else None, **limits)

    def warm(self, source="print('x')", **options):
        report = self.run_python(source, True, **options)
        self.assertTrue(report.warm, report)
        return report


class Programs(WithInterpreter):
    def expect_same(self, name, cold, warm):
        for part in ("ending", "value", "stdout_truncated"):
            self.assertEqual(getattr(cold, part), getattr(warm, part), (name, cold, warm))
        if cold.verdict != "limit output":
            self.assertEqual(self.without_chance(cold.stdout), self.without_chance(warm.stdout), name)
        self.assertEqual(self.without_chance(cold.stderr), self.without_chance(warm.stderr), name)

    def expect_same_figures(self, name, cold, warm):
        """Peaks of memory, but of programs that a limit ended; and no more time, but for what a loaded machine adds."""
        if cold.ending == "limit":
            return
        self.assertLess(abs(cold.peak_kib - warm.peak_kib), 2048 + cold.peak_kib / 8, (name, cold.peak_kib, warm.peak_kib))
        self.assertLess(warm.cpu, 1.5 * cold.cpu + 0.1 * SLOWNESS, (name, cold.cpu, warm.cpu))

    @staticmethod
    def without_chance(text):
        for pattern, instead in CHANCE:
            text = re.sub(pattern, instead, text)
        return text

    def test_programs(self):
        self.assertGreaterEqual(len(PROGRAMS), 120)
        programs = list(PROGRAMS.items())
        for name, program in programs if shared.everything else programs[::3]:  # --all: all of them
            source, options = program if isinstance(program, tuple) else (program, {})
            options = dict(options)
            figures = options.pop("figures", True)
            options["options"] = ["-B", *options.get("options", ())]
            with self.subTest(name):
                cold = self.run_python(source, False, **options)
                self.assertFalse(cold.warm)
                for _ in range(2 if shared.everything else 1):
                    warm = self.run_python(source, True, **options)
                    self.assertTrue(warm.warm, warm)
                    self.expect_same(name, cold, warm)
                    if figures:
                        self.expect_same_figures(name, cold, warm)


class Interpreter(WithInterpreter):
    """The process that starts them."""

    def box(self):
        """The processes of the box, by their numbers on the host: init, then the interpreter if there is one."""
        return children(self.daemon.process.pid)[2:]

    def interpreter(self):
        """One that waits for a run: a killed one may still be dying, and a busy host may renew the box, at the run before."""
        wait_until(lambda: self.run_python("print('x')", True).warm and len(self.box()) == 2, "an interpreter waits")
        return self.box()[1]

    def test_one_starts_many_programs(self):
        first = self.warm("import os\nprint(os.getpid(), os.getppid())")
        before = self.box()
        self.assertEqual(2, len(before))
        for _ in range(20):
            report = self.warm("import os\nprint(os.getpid(), os.getppid())")
            self.assertEqual((b"2 1\n", first.verdict), (report.stdout, report.verdict))
        self.assertEqual(before, self.box())

    def test_each_program_has_chance_of_its_own(self):
        source = """
import random, uuid, secrets, tempfile, os
print(random.random(), uuid.uuid4(), secrets.token_hex(), tempfile.mktemp(), os.urandom(8).hex(), random.Random().random())
"""
        seen = [part for _ in range(5) for part in self.warm(source).stdout.split()]
        self.assertEqual(len(set(seen)), len(seen))

    def test_numbers_of_numpy_and_of_random_that_were_imported_before(self):
        source = "import random\nimport numpy as np\nprint(random.random(), np.random.rand(), np.random.default_rng().random())"
        seen = [part for _ in range(4) for part in self.warm(source, modules=("random", "numpy")).stdout.split()]
        self.assertEqual(12, len(set(seen)))

    def test_seeds_of_hashes_change(self):
        seeds = {self.warm("print(hash('a'))").stdout for _ in range(250)}
        self.assertIn(len(seeds), range(3, 10))  # an interpreter serves 100 runs at most

    def test_another_command_environment_stack_or_module(self):
        self.warm()
        for other in ({"options": ("-B", "-O")}, {"env": ("A=b",)}, {"stack": 32 * MIB}, {"modules": ("json",)}, {"args": ("x",)}):
            with self.subTest(other):
                self.warm(**other)
                self.warm()

    def expect_warm_after(self, slot, **options):
        """A kill ends the box, so that the next run's interpreter has to start."""
        reports = [self.run_python("import os\nos.kill(os.getpid(), 9)", True, slot=slot, **options) for _ in range(5)]
        self.warm(slot=slot)
        return {report.warm for report in reports}

    def test_a_start_needs_no_processes_of_its_run(self):
        for modules in ((), ("numpy",)):
            with self.subTest(modules), self.daemon.slot() as slot:
                self.assertEqual({True}, self.expect_warm_after(slot, processes=1, modules=modules))

    def test_starts_that_fail_are_nobody_elses(self):
        for options in ({"env": ("PYTHONHASHSEED=none",)}, {"modules": ("no_such_module",)}, {"options": ("-X", "utf8=none")}):
            with self.subTest(options), self.daemon.slot() as slot:
                self.assertEqual({False}, self.expect_warm_after(slot, **options))

    def test_what_fails_is_tried_three_times(self):
        before = self.daemon.text().count("starts cold")
        for _ in range(3):
            self.assertFalse(self.run_python("print('x')", True, modules=("no_such_module",)).warm)
            self.assertFalse(self.run_python("print('x')", True, modules=("neither_this",)).warm)
            self.warm()
        self.assertEqual(before + 6, self.daemon.text().count("starts cold"))
        for _ in range(2):
            self.run_python("print('x')", True, modules=("no_such_module",))
            self.run_python("print('x')", True, modules=("neither_this",))
        self.assertEqual(before + 6, self.daemon.text().count("starts cold"))

    def test_modules_are_there_before(self):
        source = "import sys\nprint('json' in sys.modules, 'numpy' in sys.modules)"
        self.assertEqual(b"True False\n", self.warm(source, modules=("json",)).stdout)
        self.assertEqual(b"False False\n", self.warm(source).stdout)

    def test_what_is_collected_is_the_same(self):
        """Such a program may be a compiler: its interpreter has the text that does the work, and finds the source in /app."""
        text = ("import marshal, sys\nwith open('/app/main.py') as source, open('/box/main.bin', 'wb') as file:\n"
                "    marshal.dump(compile(source.read(), '/app/main.py', 'exec'), file)\n")
        for source in ("print('x')", "def f(a, *b, c=(1, 'two', b'3')):\n    return {a: b for a in 'x y'.split() if 1.5}", "x = ("):
            artifact = self.slot.store({"main.py": source.encode()})
            reports = [self.slot.run([PYTHON, "-I", "-c", text, "main.py"], env=ENVIRONMENT, artifact=artifact, memory=192 * MIB,
                                     collect=True, warm=warm) for warm in (None, ("marshal",), ("marshal",))]
            self.assertEqual([False, True, True], [report.warm for report in reports])
            told = {(report.verdict, report.stdout, report.stderr, report.collected) for report in reports}
            self.assertEqual(1, len(told), (source, told))
            self.assertEqual(source != "x = (", reports[0].collected is not None)

    def test_other_programs_in_between(self):
        self.warm()
        before = self.box()
        for _ in range(3):
            self.expect("exited 4", self.slot.shell("exit 4"))
            self.assertFalse(self.run_python("print(1)", False).warm)
            self.assertEqual(b"x\n", self.warm().stdout)
        self.assertEqual(before, self.box())

    def test_what_starts_cold(self):
        """What an interpreter cannot have, no program notices."""
        cases = {
            "no such module": {"modules": ("no_such_module",)},
            "a module that fails": {"modules": ("this.is.none", "json")},
            "a folder to fill": {"fill": True},
            "too many names": {"modules": ("x" * 1000,) * 5},
        }
        for name, options in cases.items():
            with self.subTest(name), self.daemon.slot() as slot:
                for _ in range(2):
                    report = self.run_python("print('cold')", True, slot=slot, **options)
                    self.assertEqual((False, b"cold\n", "exited 0"), (report.warm, report.stdout, report.verdict))

    def test_a_live_run_starts_cold(self):
        """Its client may signal it at any time, which is only known to work for a process that init made itself."""
        self.warm()
        before = self.box()
        live = Live(self.slot, "print(input())", env=ENVIRONMENT, warm=())
        live.type(b"live\n")
        report = live.report()
        self.assertEqual((False, "exited 0", b"live\n"), (report.warm, report.verdict, live.out[STDOUT]))
        self.assertEqual(b"x\n", self.warm().stdout)
        self.assertEqual(before, self.box())

    def test_variables_that_are_odd(self):
        files = {"main.py": b"print('main')", "sitecustomize.py": b"print('site')",
                 ".local/lib/python3.11/site-packages/usercustomize.py": b"print('user')"}
        for variable, printed in (("PYTHONPATH=/app", b"site\nmain\n"), ("HOME=/app", b"user\nmain\n"),
                                  ("LD_LIBRARY_PATH=/app", b"main\n"), ("PYTHONHOME=/none", b""),
                                  ("OMP_NUM_THREADS=1", b"main\n"), ("TZ=:/app/zone", b"main\n"), ("PYTHONSTARTUP=/app/main.py", b"main\n")):
            with self.subTest(variable), self.daemon.slot() as slot:
                artifact = slot.store(files)
                for _ in range(2):
                    report = slot.run([PYTHON, "/app/main.py"], artifact=artifact, env=[variable], warm=())
                    self.assertEqual((False, printed), (report.warm, report.stdout), report)

    def test_no_file_of_a_submission_is_there_when_it_starts(self):
        """A module of the folder of a run before would else be imported with the interpreter's rights."""
        files = {"main.py": b"import planted", "planted.py": b"print(open('/proc/self/status').read())"}
        artifact = self.slot.store(files)
        for _ in range(2):
            report = self.slot.run([PYTHON, "-B", "/app/main.py"], env=[*ENVIRONMENT, "A=" + os.urandom(4).hex()],
                                   warm=("planted",), artifact=artifact)
            self.assertFalse(report.warm)
            self.assertIn(b"Uid:\t6", report.stdout)

    def test_a_command_that_is_no_interpreter(self):
        for command in (["/bin/echo", "x"], ["/bin/none"], ["/bin/sleep", "0"]):
            with self.subTest(command[0]), self.daemon.slot() as slot:
                report = slot.run(command, warm=())
                self.assertEqual(("not started ENOENT" if command[0] == "/bin/none" else "exited 0", False),
                                 (report.verdict, report.warm))

    def test_names_that_are_no_modules(self):
        for names in (("../x",), ("os; import sys",), ("x" * 5000,), ("",)):
            with self.subTest(names), self.daemon.slot() as slot:
                try:
                    self.assertFalse(self.run_python("print(1)", True, slot=slot, modules=names).warm)
                except Failure as failure:
                    self.assertIn("malformed", str(failure))

    def test_processes_that_are_left(self):
        """They end with the run, and the interpreter with them; the next run has another."""
        for turn in range(5):
            with self.subTest(turn):
                self.expect("exited 0", self.warm("import os, time\nfor _ in range(3):\n    if os.fork() == 0:\n"
                                                  "        os.setsid()\n        time.sleep(60)"))
                self.assertEqual(b"[2]\n", self.warm("import os\nprint([os.getpid()])").stdout)

    def test_limits_are_those_of_each_run(self):
        for size in (64, 32, 128, 48):
            fits = self.warm(f"x = bytearray({size - 12} << 20)", memory=size * MIB)
            self.expect("exited 0", fits)
            self.expect("limit memory", self.warm(f"x = bytearray({size} << 20)", memory=size * MIB))
        for cpu in (0.2, 1, 0.3):
            report = self.warm("while True:\n    pass", cpu=cpu)
            self.expect("limit cpu", report)
            self.assertLess(report.cpu, cpu + 0.2 * SLOWNESS)

    def test_time_begins_with_the_program(self):
        report = self.warm("import time\nprint(time.process_time())", modules=("numpy",))
        self.assertLess(float(report.stdout), 0.1 * SLOWNESS)
        self.assertLess(report.cpu, 0.3 * SLOWNESS)

    def test_it_is_out_of_reach(self):
        """A program that guesses its number can do nothing to it."""
        source = """
import os, resource, signal, ctypes
number, libc, done = int(open('/proc/sys/kernel/ns_last_pid').read()), ctypes.CDLL(None, use_errno=True), []
def attempt(name, call, *arguments):
    try:
        call(*arguments)
        done.append(name)
    except (OSError, ValueError):
        pass
others = [pid for pid in range(2, 32768) if pid != os.getpid() and libc.getpgid(pid) >= 0]
for pid in others:
    for n in (signal.SIGKILL, signal.SIGSTOP, signal.SIGTERM, signal.SIGUSR1):
        attempt(f'signal {n}', os.kill, pid, n)
    attempt('limit', resource.prlimit, pid, resource.RLIMIT_NOFILE, (0, 0))
    attempt('priority', os.setpriority, os.PRIO_PROCESS, pid, 19)
    processors = os.sched_getaffinity(pid)
    os.sched_setaffinity(pid, {0})
    if os.sched_getaffinity(pid) != processors:
        done.append('processors')
    attempt('scheduler', os.sched_setscheduler, pid, os.SCHED_IDLE, os.sched_param(0))
    attempt('group', os.setpgid, pid, pid)
    for name in ('mem', 'environ', 'maps', 'fd', 'status'):
        attempt(name, os.open, f'/proc/{pid}/{name}', os.O_RDONLY)
    if libc.ptrace(16, pid, 0, 0) == 0:
        done.append('ptrace')
print(len(others), done)
"""
        self.warm()
        before = self.box()
        self.assertEqual(b"1 []\n", self.warm(source, cpu=5 * SLOWNESS).stdout)
        self.assertEqual(before, self.box())

    def test_it_has_few_rights(self):
        interpreter = self.interpreter()
        with open(f"/proc/{interpreter}/status", encoding="utf-8") as status:
            has = dict(line.split(":\t", 1) for line in status.read().splitlines() if ":\t" in line)
        self.assertEqual((1 << 7, 1 << 7, 0), tuple(int(has[name], 16) for name in ("CapPrm", "CapEff", "CapBnd")))
        self.assertEqual(("1", "2"), (has["NoNewPrivs"], has["Seccomp"]))
        folder = f"/proc/{interpreter}/fd"
        names = sorted(os.readlink(f"{folder}/{fd}").split(":")[0] for fd in os.listdir(folder))
        self.assertEqual(["/dev/null", "pipe", "pipe", "socket"], names)

    def test_a_program_has_no_capabilities(self):
        report = self.warm("print(*(l.split()[1] for l in open('/proc/self/status') if l.startswith('Cap')))")
        self.assertEqual([b"0" * 16] * 5, report.stdout.split())
        cold = self.slot.shell("grep ^Cap /proc/self/status | cut -f2")
        self.assertEqual([b"0" * 16] * 5, cold.stdout.split())

    def test_killed_between_runs(self):
        for _ in range(3):
            os.kill(self.interpreter(), signal.SIGKILL)
            self.assertEqual(b"x\n", self.run_python("print('x')", True).stdout)

    def test_killed_for_the_memory_of_a_program(self):
        """The kernel kills what is largest, and leaves room for a program whose processes are all small: none of them is
        missing, and yet its memory was exceeded."""
        files = {"main.py": b"import os, sys\nos.execv('/app/many', sys.argv)", "many": (compiled(MANY), True)}
        artifact = self.slot.store(files)
        for count in range(45, 100):
            report = self.slot.run([PYTHON, "-B", "/app/main.py", str(count)], env=ENVIRONMENT, artifact=artifact, warm=(),
                                   memory=64 * MIB, processes=128)
            self.assertTrue(report.warm)
            if report.verdict != "exited 0":
                break
        self.assertEqual(("limit memory", b"all\n"), (report.verdict, report.stdout), report)
        self.assertEqual(b"x\n", self.warm().stdout)

    def test_killed_while_a_program_runs(self):
        source = "import time\nprint('begun', flush=True)\ntime.sleep(0.3)\nprint('done')"
        for _ in range(3):
            interpreter = self.interpreter()
            self.slot.send(self.request(source))
            wait_until(lambda: len(self.box()) == 3, "the program runs")
            os.kill(interpreter, signal.SIGKILL)
            self.assertEqual(("exited 0", b"begun\ndone\n"), (lambda r: (r.verdict, r.stdout))(self.slot.report()))

    def test_killed_at_any_moment(self):
        """Before, while or after it forks: the program runs once, and its run ends well."""
        for turn in range(60 if shared.everything else 20):
            interpreter = self.interpreter()
            self.slot.send(self.request("print('x')"))
            time.sleep(turn % 20 * 0.00025)
            try:
                os.kill(interpreter, signal.SIGKILL)
            except ProcessLookupError:
                pass  # its box has ended
            report = self.slot.report()
            self.assertEqual(("exited 0", b"x\n"), (report.verdict, report.stdout), turn)

    def test_less_memory_than_an_interpreter_needs(self):
        """A fork that finds no room has the verdict of a cold start, and is no failure of ours."""
        for size in (4, 5, 6, 7, 8):
            for _ in range(2):
                cold, warm = (self.run_python("x = bytearray(8 << 20)", start, memory=size * MIB) for start in (False, True))
                self.assertEqual(("limit memory", "limit memory"), (cold.verdict, warm.verdict), size)

    def request(self, source):
        return run_request([PYTHON, "-B", "/app/main.py"], env=ENVIRONMENT, memory=192 * MIB, warm=(),
                           artifact=self.slot.store({"main.py": source.encode()}))

    def test_no_descriptor_is_left_open(self):
        self.warm()
        supervisor = children(self.daemon.process.pid)[0]
        seen = []
        wait_until(lambda: seen.append(descriptors(supervisor)) or seen[-3:] == seen[-1:] * 3, "a box waits for its run")
        for turn in range(12):
            self.warm(cpu=2 + turn % 3, modules=("json",) if turn % 2 else ())
            self.warm("while True:\n    pass", cpu=0.05)
        self.warm()
        wait_until(lambda: descriptors(supervisor) <= seen[-1], "nothing more is open")


class Ability(WithDaemon):
    def test_the_daemon_says_whether_programs_start_warm(self):
        _, groups, _ = shared.hello_of(self.slot)
        release = tuple(int(part) for part in os.uname().release.split("-")[0].split(".")[:2])
        expected = groups == "v1" or (groups == "v2" and release >= (6, 12))
        self.assertEqual(expected, shared.starts_warm(self.slot))
        self.assertEqual(expected, self.slot.python("print('x')", warm=()).warm)


class WithoutGroups(WithInterpreter):
    options = ("--cgroups", "none")

    def test_everything_starts_cold(self):
        self.assertFalse(shared.starts_warm(self.slot))
        report = self.run_python("print('x')", True)
        self.assertEqual((False, b"x\n"), (report.warm, report.stdout))


if __name__ == "__main__":
    unittest.main()
