"""status, logs, doctor and completion, as far as they need no running EvalX."""

import http.server
import json
import os
import subprocess
import sys
import tempfile
import threading
import unittest

from functions import ROOT, bash

sys.path.append(f"{ROOT}/script/client")
import arguments


class Health(http.server.BaseHTTPRequestHandler):
    """Answers each request as its server is told."""

    def log_message(self, *words):
        pass

    def do_GET(self):
        status, body = self.server.answer
        self.send_response(status)
        self.end_headers()
        self.wfile.write(json.dumps(body).encode())


class HealthTest(unittest.TestCase):
    def setUp(self):
        self.server = http.server.HTTPServer(("127.0.0.1", 0), Health)
        threading.Thread(target=self.server.serve_forever, args=(0.05,)).start()
        for end in (self.server.server_close, self.server.shutdown):
            self.addCleanup(end)

    def ask(self, line, status, checks, **body):
        self.server.answer = status, {"status": "x", "checks": checks, **body}
        return bash(line, HOST="127.0.0.1", PORT=str(self.server.server_address[1]), PARTS="redis sandbox server")

    def test_ready(self):
        self.assertEqual(self.ask("unready", 200, [{"name": "redis", "status": "UP"}]), (1, ""))

    def test_what_is_down_is_told_with_its_remedy(self):
        checks = [{"name": "redis", "status": "DOWN", "data": {"reason": "away"}}, {"name": "broker", "status": "UP"}]
        self.assertEqual(self.ask("unready", 503, checks), (0, "redis is not ready: away (see ./evalx logs redis)"))

    def test_without_a_token_it_is_said_that_one_is_needed(self):
        self.assertEqual(
            self.ask("unready", 503, []),
            (0, "the server does not say why without an administrator's token (set ADMIN_TOKEN)"),
        )

    def test_a_proxy_is_not_asked(self):
        self.server.answer = 200, {"checks": []}
        port = str(self.server.server_address[1])
        proxy = "http://127.0.0.1:1"
        line = 'api "$(base_url)" && unready'
        output = bash(line, HOST="127.0.0.1", PORT=port, PARTS="", http_proxy=proxy, HOME="/nonexistent")
        self.assertEqual(output, (1, '{"checks": []}'))

    def test_nobody_answers(self):
        status, output = bash("unready", HOST="127.0.0.1", PORT="1", PARTS="server")
        self.assertEqual((status, output[:26]), (0, "the server does not answer"))

    def test_doctor_without_a_token(self):
        self.server.answer = 401, {"title": "Unauthorized", "status": 401}
        _, output = bash("FAILURES=0; check_health", HOST="127.0.0.1", PORT=str(self.server.server_address[1]))
        self.assertEqual(
            output,
            "ok    the server is ready\n"
            "warn  the server does not say more without an administrator's token: set ADMIN_TOKEN",
        )

    def test_doctor_names_a_host_without_warm_starts(self):
        for data, told in [
            ({"driver": "native", "warm_starts": True}, False),
            ({"driver": "native", "warm_starts": False}, True),
            ({"driver": "native"}, False),
            ({"driver": "docker", "warm_starts": False}, False),
        ]:
            with self.subTest(data):
                self.server.answer = 200, {"checks": [{"name": "sandbox", "status": "UP", "data": data}]}
                _, output = bash("FAILURES=0; check_health", HOST="127.0.0.1", PORT=str(self.server.server_address[1]))
                self.assertIn("ok    sandbox is UP", output)
                self.assertEqual(told, "this host has no warm starts" in output, output)

    def test_waiting_and_running_jobs(self):
        for data, line in [
            (
                {"waiting": 3, "waiting_by_language": "c 1, java 2", "running": 2, "places": 4},
                "3 wait (c 1, java 2), 2 of 4 places in use",
            ),
            (
                {"waiting": 0, "waiting_by_language": "", "running": 0, "places": 4},
                "0 wait, 0 of 4 places in use",
            ),
            ({"waiting": 1, "waiting_by_language": "c 1"}, "1 wait (c 1)"),
            ({"degraded": "x"}, ""),
        ]:
            with self.subTest(line):
                checks = [{"name": "broker", "status": "UP", "data": data}]
                self.assertEqual(self.ask("jobs_now", 200, checks), (0, line))
        self.assertEqual(self.ask("jobs_now", 200, []), (0, ""))


class LogsTest(unittest.TestCase):
    def logs(self, state):
        done = subprocess.run(
            [f"{ROOT}/evalx", "logs", "--state", state],
            stdin=subprocess.PIPE,
            capture_output=True,
            timeout=60,
            check=False,
        )
        return done.returncode, done.stderr.decode().strip()

    def test_a_folder_without_logs(self):
        with tempfile.TemporaryDirectory() as state:
            self.assertEqual(
                self.logs(state), (1, f"evalx: There are no logs: EvalX was never started with its data in {state}.")
            )
            os.mkdir(f"{state}/log")
            self.assertEqual(self.logs(state), (1, f"evalx: There are no logs in {state}/log yet."))

    def test_a_folder_that_others_may_not_read(self):
        if os.geteuid():
            self.skipTest("root alone can become another user")
        with tempfile.TemporaryDirectory() as state:
            os.chmod(state, 0o755)
            os.mkdir(f"{state}/log", 0o700)
            open(f"{state}/log/server.log", "w", encoding="ascii").close()
            status, output = bash(
                "setpriv --reuid nobody --regid nogroup --clear-groups bash -c \"$1; logs\"",
                "fail() { echo $*; exit 1; }; choose_state() { :; }; " + function("logs"),
                STATE=state,
            )
        self.assertEqual((status, output), (1, f"You may not read the logs in {state}/log: use sudo."))


def function(name):
    """The source of a function, for a user who cannot read this checkout."""
    return bash(f"declare -f {name}")[1]


class AboutToStartTest(unittest.TestCase):
    """An `up` holds the lock, and has not started the supervisor yet."""

    def command(self, *words):
        with tempfile.TemporaryDirectory() as state:
            os.mkdir(f"{state}/run")
            done = subprocess.run(
                ["flock", state, f"{ROOT}/evalx", *words, "--state", state],
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                timeout=60,
                check=False,
            )
            self.assertTrue(os.path.isdir(state))
        return done.returncode, done.stdout.decode()

    def test_down_stops_nothing_halfway(self):
        status, output = self.command("down", "--wipe")
        self.assertEqual(status, 1)
        self.assertIn("./evalx up is about to start EvalX", output)

    def test_status_says_so(self):
        status, output = self.command("status")
        self.assertEqual(status, 1)
        self.assertIn("EvalX is about to start", output)


class IsolateTest(unittest.TestCase):
    """What doctor says of a program with isolate's command line."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.path = f"{folder.name}/isolate"

    def make(self, mode):
        with open(self.path, "w", encoding="ascii") as file:
            file.write("#!/bin/sh\n")
        os.chmod(self.path, mode)

    def check(self, **settings):
        return bash("FAILURES=0; check_isolate", **{"ISOLATE_PATH": self.path, **settings})[1]

    def test_none(self):
        self.assertEqual(self.check(), f"FAIL  ISOLATE_PATH is {self.path}, which is no program")

    def test_none_named(self):
        status, output = bash("FAILURES=0; check_isolate; echo end")
        self.assertEqual((status, output.splitlines()[-1]), (0, "end"))

    def test_one_that_cannot_become_root(self):
        self.make(0o755)
        self.assertEqual(
            self.check(),
            f"warn  {self.path} cannot make boxes, because it is not set-user-ID of root:"
            f" chown root {self.path} && chmod u+s {self.path}",
        )

    def test_one_that_nobody_uses(self):
        self.make(0o755)
        self.assertEqual(self.check(SANDBOX="native"), "")
        self.assertEqual(self.check(USE_ISOLATE="false"), "")

    def test_one_that_works(self):
        if os.geteuid():
            self.skipTest("the program must be root's")
        self.make(0o4755)
        self.assertEqual(self.check(), f"ok    {self.path} is set-user-ID of root")


class CompletionTest(unittest.TestCase):
    def complete(self, *words):
        line = 'source <("$1/evalx" completion bash); shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _evalx'
        done = subprocess.run(
            ["bash", "-c", line + '; printf "%s\n" "${COMPREPLY[@]}"', "bash", ROOT, "evalx", *words],
            capture_output=True,
            timeout=60,
            check=True,
        )
        return done.stdout.decode().split()

    def test_commands_and_options(self):
        self.assertEqual(self.complete("st"), ["status"])
        self.assertEqual(self.complete("up", ""), ["--state", "--detach", "--broker", "--no-broker", "--languages"])
        self.assertEqual(self.complete("logs", "s"), ["supervisor", "server", "sandbox"])
        self.assertEqual(self.complete("submit", "a.py", "--exp"), ["--expected"])

    def test_values_of_options(self):
        self.assertEqual(self.complete("submit", "a.py", "--language", "j"), ["java", "javascript"])
        with open(f"{ROOT}/src/main/resources/languages.json", encoding="utf-8") as file:
            languages = [entry["id"] for entry in json.load(file)]
        self.assertEqual(self.complete("submit", "--language", ""), languages)
        for words in [("up", "--state"), ("submit", "--stdin"), ("bench", "--json"), ("chaos", "--json")]:
            with self.subTest(words):
                self.assertEqual(self.complete(*words, ""), [], "files")

    def test_submit_has_the_words_of_its_command_line(self):
        actions = arguments.parser()._actions
        options = {name: action for action in actions for name in action.option_strings if name.startswith("--")}
        self.assertEqual(sorted(self.complete("submit", "--")), sorted([*options, "--state"]))
        checkers = self.complete("submit", "--checker", "")
        self.assertEqual(options["--checker"].help.split(", float:")[0].split(", "), checkers)
        for name in {name for name, action in options.items() if action.nargs is None} - {"--language", "--checker"}:
            with self.subTest(name):
                self.assertEqual(self.complete("submit", name, ""), [], "files")


if __name__ == "__main__":
    unittest.main()
