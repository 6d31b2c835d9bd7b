"""start-worker.sh of the worker's image, with programs in the place of the server and the sandbox daemon."""

import errno
import os
import signal
import subprocess
import sys
import tempfile
import time
import unittest

from functions import ROOT

PART = """#!{python}
import os, signal, sys

def say(what):
    with open("{folder}/log", "a") as log:
        log.write("the {name} " + what + "\\n")

def end(*_):
    say("ended")
    sys.exit()

signal.signal(signal.SIGTERM, {heard})
say("started")
open("{folder}/end-{name}").read()
end()
"""

SETPRIV = r"""#!/usr/bin/env bash
exec "${@: -1}"
"""

# Signals to one process may become one before it hears them, so that they are counted where they are sent.
KILL = r"""() { [[ $1 == -0 ]] || echo "$1 to the $([[ $2 == "$server" ]] && echo server || echo sandbox)" >>"$FOLDER/log"
  builtin kill "$@"
}"""
WAIT = r"""() { [[ $1 == -n ]] && echo "waits for both" >>"$FOLDER/log" || echo "waits" >>"$FOLDER/log"
  builtin wait "$@"
}"""


class WorkerTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name
        with open(f"{ROOT}/deploy/images/start-worker.sh", encoding="ascii") as file:
            worker = file.read().replace("/opt/evalx", self.folder)
        for name, text in {
            "start-worker.sh": worker,
            "start-server.sh": self.part("server", "lambda *_: None"),
            "start-sandbox.sh": self.part("sandbox", "end"),
            "setpriv": SETPRIV,
        }.items():
            with open(f"{self.folder}/{name}", "w", encoding="ascii") as file:
                file.write(text)
            os.chmod(f"{self.folder}/{name}", 0o755)
        for name in ("end-server", "end-sandbox"):
            os.mkfifo(f"{self.folder}/{name}")
        self.worker = subprocess.Popen(
            [f"{self.folder}/start-worker.sh"],
            env={
                "PATH": f"{self.folder}:{os.environ['PATH']}",
                "FOLDER": self.folder,
                "BASH_FUNC_kill%%": KILL,
                "BASH_FUNC_wait%%": WAIT,
            },
            start_new_session=True,
        )
        self.addCleanup(self.worker.wait)
        self.addCleanup(self.end_all)
        for line in ("waits for both", "the server started", "the sandbox started"):
            self.wait_for(line)

    def end_all(self):
        try:
            os.killpg(self.worker.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass

    def part(self, name, heard):
        return PART.format(python=sys.executable, folder=self.folder, name=name, heard=heard)

    def end(self, name):
        deadline = time.monotonic() + 30
        while True:
            try:
                os.close(os.open(f"{self.folder}/end-{name}", os.O_WRONLY | os.O_NONBLOCK))
                return
            except OSError as nobody_reads:
                self.assertEqual(nobody_reads.errno, errno.ENXIO)
            self.assertLess(time.monotonic(), deadline, self.log())
            time.sleep(0.02)

    def log(self):
        try:
            with open(f"{self.folder}/log", encoding="ascii") as file:
                return file.read().splitlines()
        except FileNotFoundError:
            return []

    def wait_for(self, line, times=1):
        deadline = time.monotonic() + 30
        while self.log().count(line) < times:
            self.assertLess(time.monotonic(), deadline, self.log())
            time.sleep(0.02)

    def assert_ended(self, *lines):
        self.worker.wait(30)
        told = [line for line in self.log() if not line.startswith("waits") and not line.endswith("started")]
        self.assertEqual(told, list(lines))

    def test_the_server_hears_one_signal_and_has_its_sandbox_until_it_ends(self):
        self.worker.terminate()
        self.wait_for("waits")
        self.end("server")
        self.assert_ended("-TERM to the server", "the server ended", "-TERM to the sandbox", "the sandbox ended")

    def test_a_second_signal_is_passed_on_too(self):
        self.worker.terminate()
        self.wait_for("waits")
        self.worker.terminate()
        self.wait_for("-TERM to the server", 2)
        self.wait_for("waits", 2)
        self.end("server")
        self.assert_ended(
            *["-TERM to the server"] * 2, "the server ended", "-TERM to the sandbox", "the sandbox ended"
        )

    def test_without_its_sandbox_the_server_ends(self):
        self.end("sandbox")
        self.wait_for("-TERM to the server")
        self.wait_for("waits")
        self.end("server")
        self.assert_ended("the sandbox ended", "-TERM to the server", "the server ended", "-TERM to the sandbox")

    def test_without_its_server_the_sandbox_ends(self):
        self.end("server")
        self.assert_ended(
            "the server ended", "-TERM to the server", "-TERM to the sandbox", "the sandbox ended"
        )


class SandboxTest(unittest.TestCase):
    """start-sandbox.sh, with a program in the place of the daemon."""

    def options(self, *further, **environment):
        with tempfile.TemporaryDirectory() as folder:
            with open(f"{ROOT}/deploy/images/start-sandbox.sh", encoding="ascii") as file:
                script = file.read().replace("/opt/evalx", folder)
            stubs = {name: "#!/bin/sh\n" for name in ("mount", "install")}
            for name, text in {**stubs, "start": script, "evalx-isolate": '#!/bin/sh\necho "$@"\n'}.items():
                with open(f"{folder}/{name}", "w", encoding="ascii") as file:
                    file.write(text)
                os.chmod(f"{folder}/{name}", 0o755)
            done = subprocess.run(
                [f"{folder}/start", *further],
                env={"PATH": f"{folder}:{os.environ['PATH']}", **environment},
                stdout=subprocess.PIPE,
                text=True,
                check=True,
            )
        return done.stdout.split()

    def test_settings_that_are_the_daemons_reach_it(self):
        self.assertEqual(self.options("--connections", "16")[-2:], ["--connections", "16"])
        for setting, option in (("PIN_CORES", "--pin"), ("SANDBOX_STRICT", "--strict")):
            self.assertNotIn(option, self.options())
            self.assertNotIn(option, self.options(**{setting: "false"}))
            self.assertIn(option, self.options("--connections", "16", **{setting: "true"}))


if __name__ == "__main__":
    unittest.main()
