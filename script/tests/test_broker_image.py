"""start-broker.sh of the broker's image, with a program in the place of Artemis."""

import os
import subprocess
import tempfile
import unittest

from functions import ROOT

ARTEMIS = """#!/bin/sh
case $1 in
create) mkdir -p "$2/bin" "$2/etc" && cp "$0" "$2/bin" ;;
run) echo "$JAVA_ARGS_APPEND" ;;
esac
"""


class BrokerImageTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name
        with open(f"{ROOT}/deploy/images/start-broker.sh", encoding="ascii") as file:
            script = file.read()
        for there in ("/opt/artemis", "/opt/evalx", "/var/lib/artemis"):
            script = script.replace(there, self.folder)
        os.mkdir(f"{self.folder}/bin")
        for name, text in {"start-broker.sh": script, "bin/artemis": ARTEMIS, "broker.xml": "<configuration/>"}.items():
            with open(f"{self.folder}/{name}", "w", encoding="ascii") as file:
                file.write(text)
            os.chmod(f"{self.folder}/{name}", 0o755)

    def start(self, **environment):
        account = {"ARTEMIS_USER": "evalx", "ARTEMIS_PASSWORD": "secret"}
        return subprocess.run(
            [f"{self.folder}/start-broker.sh"],
            env={"PATH": os.environ["PATH"], **account, **environment},
            capture_output=True,
            text=True,
            check=False,
        )

    def limits(self, **environment):
        done = self.start(**environment)
        self.assertEqual(done.returncode, 0, done.stderr)
        return [word for word in done.stdout.split() if "max-queue" in word or "ttl" in word]

    def test_its_limits_are_those_of_the_nodes(self):
        self.assertEqual(self.limits(), ["-Devalx.max-queue-depth=10000", "-Devalx.task-ttl-millis=3600000"])
        self.assertEqual(
            self.limits(MAX_QUEUE_DEPTH="77", TASK_TTL="099"),
            ["-Devalx.max-queue-depth=77", "-Devalx.task-ttl-millis=99000"],
        )

    def test_what_it_cannot_use_is_named(self):
        for environment, problem in (
            ({"TASK_TTL": "1h"}, "TASK_TTL must be a number, not '1h'."),
            ({"ARTEMIS_USER": ""}, "ARTEMIS_USER is needed, or ARTEMIS_USER_FILE"),
        ):
            done = self.start(**environment)
            self.assertNotEqual(done.returncode, 0)
            self.assertIn(problem, done.stderr)


if __name__ == "__main__":
    unittest.main()
