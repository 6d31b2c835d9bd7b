"""How ./evalx test runs both parts of the core at the same time."""

import os
import signal
import subprocess
import tempfile
import time
import unittest

from functions import ROOT


class CoreTests(unittest.TestCase):
    """The parts are replaced by programs that write their group's number, and end only when they are told to."""

    endless = 'echo $BASHPID >"$FOLDER/{0}"; sleep 100 & wait $!'

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name

    def start(self, sandbox, server):
        line = f"""
set -euo pipefail
source "$ROOT/script/common.sh"
source "$ROOT/script/core_tests.sh"
test_sandbox() {{ {sandbox}; }}
test_server() {{ {server}; }}
test_core
echo passed
"""
        # In the background of a script SIGINT may be ignored, which no trap changes.
        return subprocess.Popen(["env", "--default-signal=INT", "bash", "-c", line], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                                env={"PATH": os.environ["PATH"], "ROOT": ROOT, "FOLDER": self.folder,
                                     "EVALX_IT_STATES": self.folder})

    def groups(self, *names):
        """The process groups of parts, once they run."""
        paths = [os.path.join(self.folder, name) for name in names]
        deadline = time.monotonic() + 30
        while not all(os.path.exists(path) and os.path.getsize(path) for path in paths):
            self.assertLess(time.monotonic(), deadline, "the parts start")
            time.sleep(0.01)
        groups = []
        for path in paths:
            with open(path, encoding="ascii") as file:
                groups.append(int(file.read()))
        return groups

    def expect(self, status, last_line, run):
        """bash may tell first that a part has ended."""
        output = run.communicate(timeout=60)[0]
        self.assertEqual(last_line, output.splitlines()[-1])
        self.assertEqual(status, run.returncode)

    def expect_no_states(self):
        self.assertEqual([], [name for name in os.listdir(self.folder) if name.startswith("evalx-core")])

    def expect_gone(self, group):
        """Zombies count as gone: who collects them is not ours."""
        listed = subprocess.run(["ps", "-eo", "pgid=,stat="], stdout=subprocess.PIPE, text=True, check=True).stdout
        left = [line for line in listed.splitlines() if line.split()[0] == str(group) and "Z" not in line.split()[1]]
        self.assertEqual([], left)

    def test_both_pass(self):
        run = self.start("sleep 0.1", "true")
        self.expect(0, "passed", run)
        self.expect_no_states()

    def test_the_first_failure_ends_the_other(self):
        wait = 'until [[ -s "$FOLDER/{0}" ]]; do sleep 0.01; done; fail broken'
        for name, parts in (("server", (wait.format("server"), self.endless.format("server"))),
                            ("sandbox", (self.endless.format("sandbox"), wait.format("sandbox")))):
            with self.subTest(f"the {name} is ended"):
                run = self.start(*parts)
                self.expect(1, "evalx: broken", run)
                self.expect_gone(self.groups(name)[0])
                self.expect_no_states()

    def test_a_failure_after_the_others_success(self):
        run = self.start("true", "sleep 0.3; fail broken")
        self.expect(1, "evalx: broken", run)

    def test_a_signal_ends_both(self):
        for number in (signal.SIGINT, signal.SIGTERM):
            with self.subTest(number.name):
                run = self.start(self.endless.format("sandbox"), self.endless.format("server"))
                groups = self.groups("sandbox", "server")
                run.send_signal(number)
                run.communicate(timeout=60)
                self.assertEqual(128 + number, run.returncode)
                for group in groups:
                    self.expect_gone(group)
                for name in ("sandbox", "server"):
                    os.remove(os.path.join(self.folder, name))


if __name__ == "__main__":
    unittest.main()
