"""Limits of the command line, and what its figures are worth."""

import os
import unittest

from cli_boxes import WithBoxes
from evalx_isolate import MIB, processes_of, wait_until
from shared import FIRST_UID, core_limit

BURN = "import time\nend = time.process_time() + {}\nwhile time.process_time() < end: pass\nprint(time.process_time())"
TREE = """
import os, time
for _ in range({}):
    if os.fork() == 0:
        end = time.process_time() + {}
        while time.process_time() < end: pass
        os._exit(0)
"""
WAIT = "for _ in range({}): os.wait()\n"


class Times(WithBoxes):
    def test_cpu_time(self):
        outcome = self.python(BURN.format(30), ["-t", "0.3"], code=1)
        self.assertEqual(("TO", "1", "Time limit exceeded"),
                         (outcome.meta["status"], outcome.meta["killed"], outcome.meta["message"]))
        self.assertTrue(0.3 <= float(outcome.meta["time"]) < 0.32, outcome.meta)
        self.assertNotIn("exitcode", outcome.meta)

    def test_wall_time(self):
        outcome = self.run_in_box("/bin/sleep", "30", options=["--wall-time=0.3"], code=1)
        self.assertEqual(("TO", "1", "Time limit exceeded (wall clock)"),
                         (outcome.meta["status"], outcome.meta["killed"], outcome.meta["message"]))
        self.assertGreaterEqual(float(outcome.meta["time-wall"]), 0.3)
        self.assertLess(float(outcome.meta["time"]), 0.05)

    def test_extra_time(self):
        outcome = self.python(BURN.format(0.3), ["-t", "0.2", "-x", "5"], code=1)
        self.assertEqual(("TO", "0"), (outcome.meta["status"], outcome.meta["exitcode"]))
        self.assertNotIn("killed", outcome.meta)
        self.assertGreaterEqual(float(outcome.meta["time"]), 0.3)
        outcome = self.python(BURN.format(30), ["-t", "0.2", "-x", "0.2"], code=1)
        self.assertTrue(0.4 <= float(outcome.meta["time"]) < 0.42, outcome.meta)

    def test_the_truth_of_cpu_time(self):
        outcome = self.python(BURN.format(0.5), ["-t", "5"])
        own = float(outcome.stdout)
        self.assertTrue(own * 0.95 <= float(outcome.meta["time"]) <= own * 1.05 + 0.01, (own, outcome.meta))

    def test_children_that_are_waited_for(self):
        outcome = self.python(TREE.format(2, 0.2) + WAIT.format(2), ["-p", "-t", "5"])
        self.assertTrue(0.4 <= float(outcome.meta["time"]) < 0.5, outcome.meta)

    def test_a_redirection_that_never_ends(self):
        os.mkfifo(f"{self.box}/fifo")
        os.chmod(f"{self.box}/fifo", 0o666)
        outcome = self.run_in_box("/bin/cat", options=["-i", "fifo", "-w", "0.1"], code=1)
        self.assertEqual(("TO", "1"), (outcome.meta["status"], outcome.meta["killed"]))

    def test_a_redirection_that_blocks(self):
        os.mkfifo(f"{self.box}/fifo")
        os.chmod(f"{self.box}/fifo", 0o666)
        process = self.start(*["--cg"] * self.groups, "-i", "fifo", "--run", "--", "/bin/cat")
        wait_until(lambda: processes_of(FIRST_UID, FIRST_UID), "it waits for a writer")
        process.terminate()
        self.assertEqual(1, process.wait(30))
        self.assertEqual(b"Interrupted\n", process.stderr.read())


class GroupTimes(Times):
    groups = True

    def test_a_tree(self):
        outcome = self.python(TREE.format(4, 30) + WAIT.format(4), ["-p", "-t", "0.4"], code=1)
        self.assertEqual("TO", outcome.meta["status"])
        self.assertTrue(0.4 <= float(outcome.meta["time"]) < 0.44, outcome.meta)

    def test_orphans_count(self):
        script = "import os\nread, write = os.pipe()" + TREE.format(2, 0.2) + "os.close(write)\nos.read(read, 1)"
        outcome = self.python(script, ["-p", "-t", "5"])
        self.assertTrue(0.4 <= float(outcome.meta["time"]) < 0.5, outcome.meta)


class Resources(WithBoxes):
    def test_processes(self):
        script = "import os\ntry:\n  for n in range(50):\n    if os.fork() == 0:\n      import time; time.sleep(5)\nexcept OSError: print(n)"
        self.assertEqual(b"0\n", self.python(script).stdout)
        self.assertEqual(b"3\n", self.python(script, ["-p4"]).stdout)
        self.assertEqual(b"4\n", self.python(script, ["--processes=5"]).stdout)
        self.assertEqual(b"", self.python(script, ["--processes"]).stdout)

    def test_address_space(self):
        script = "try: bytearray(100 << 20); print('got')\nexcept MemoryError: print('refused')"
        self.assertEqual(b"got\n", self.python(script).stdout)
        self.assertEqual(b"refused\n", self.python(script, ["-m", "65536"]).stdout)
        self.assertEqual(b"refused\n", self.python(script, ["--mem=65536"]).stdout)

    def test_resident_set(self):
        rss = int(self.python("b = bytearray(60 << 20)").meta["max-rss"])
        self.assertTrue(60 << 10 <= rss < 80 << 10, rss)

    def test_limits_that_the_kernel_shows(self):
        def limit(name, *options):
            line = next(line for line in self.shell("cat /proc/self/limits", options).stdout.decode().splitlines()
                        if line.startswith(name))
            return line[len(name):].split()[:2]
        self.assertEqual(["64", "64"], limit("Max open files"))
        self.assertEqual(["100", "100"], limit("Max open files", "-n100"))
        self.assertEqual(["unlimited"] * 2, limit("Max stack size"))
        self.assertEqual([str(8 * MIB), "unlimited"], limit("Max stack size", "--stack=8192"))
        self.assertEqual(["unlimited"] * 2, limit("Max file size"))
        self.assertEqual([str(core_limit(1))] * 2, limit("Max core file size"))
        self.assertEqual([str(core_limit(2048))] * 2, limit("Max core file size", "--core=2"))

    def test_open_files(self):
        script = "import os\ntry:\n  while True: n = os.dup(0)\nexcept OSError as e: print(n, e.errno)"
        self.assertEqual(b"63 24\n", self.python(script).stdout)
        self.assertEqual(b"99 24\n", self.python(script, ["--open-files=100"]).stdout)
        self.assertGreater(int(self.python(script, ["-n", "0"]).stdout.split()[0]), 1000)

    def test_file_size(self):
        self.shell("head -c 2048 /dev/zero > f", ["-f", "2"])
        outcome = self.run_in_box("/usr/bin/head", "-c", "3000", "/dev/zero", options=["--fsize=2", "-o", "f"], code=1)
        self.assertEqual(("25", "SG"), (outcome.meta["exitsig"], outcome.meta["status"]))
        self.assertEqual(2048, os.path.getsize(f"{self.box}/f"))

    def test_quota(self):
        self.init("-q", "100,20")
        self.put("before", bytes(40 << 10))
        self.shell("head -c 60000 /dev/zero > a; test $(stat -c %s a) = 60000")
        self.shell("head -c 9000 /dev/zero > b", code=1)
        outcome = self.python("n = 0\ntry:\n  while True:\n    open(f'f{n}', 'w'); n += 1\nexcept OSError: print(n)")
        self.assertEqual(b"16\n", outcome.stdout)
        self.assertEqual(60000, os.path.getsize(f"{self.box}/a"))
        self.assertEqual(0, os.stat(f"{self.box}/a").st_uid)
        self.init()
        self.assertEqual([], os.listdir(self.box))


    def test_quotas_that_limit_nothing(self):
        for quota in ("0,5", "5,0"):
            self.isolate("--init", "-q", quota, code=2)
        self.init("-q", "0,0")

    def test_temporary_folders_share_their_limit(self):
        self.write_config(tmp_size=100)
        self.addCleanup(self.write_config)
        rules = ["-da:tmp", "-db:tmp", "-dc=tmpfs:fs:rw"]
        self.shell("for d in a b c tmp; do head -c 20000 /dev/zero > /$d/x || exit; done; test -e /a/x -a ! -e /a/y", rules)
        self.shell("for d in a b c tmp; do head -c 40000 /dev/zero > /$d/x || exit; done", rules, code=1)


class GroupMemory(WithBoxes):
    groups = True

    def test_killed_for_memory(self):
        outcome = self.python("b = bytearray(200 << 20)", ["--cg-mem=65536"], code=1)
        self.assertEqual(("1", "9", "SG"), (outcome.meta["cg-oom-killed"], outcome.meta["exitsig"], outcome.meta["status"]))
        self.assertTrue(50 << 10 < int(outcome.meta["cg-mem"]) <= 65536, outcome.meta)

    def test_all_processes_together(self):
        script = "import os, time\nfor _ in range(4):\n  if os.fork() == 0:\n    b = bytearray(30 << 20)\n    time.sleep(5)\n    os._exit(0)\n"
        outcome = self.python(script + WAIT.format(4), ["-p", "--cg-mem=65536"], code=None)
        self.assertEqual("1", outcome.meta["cg-oom-killed"])

    def test_figure(self):
        peak = int(self.python("b = bytearray(100 << 20)", ["--cg-mem=400000"]).meta["cg-mem"])
        self.assertTrue(100 << 10 <= peak < 120 << 10, peak)

    def test_processes(self):
        script = "import os\ntry:\n  for n in range(50):\n    if os.fork() == 0:\n      import time; time.sleep(5)\nexcept OSError: print(n)"
        self.assertEqual(b"0\n", self.python(script).stdout)
        self.assertEqual(b"3\n", self.python(script, ["-p4"]).stdout)
        self.assertEqual(b"", self.python(script, ["-p"]).stdout)

    def test_a_bomb_of_orphans(self):
        self.python("import os\nwhile True:\n  try:\n    if os.fork() == 0: os.setsid()\n  except OSError: pass",
                    ["-p60", "-t", "1", "-w", "5"], code=1)


if __name__ == "__main__":
    unittest.main()
