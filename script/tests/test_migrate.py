"""States of other versions: older ones are migrated, newer ones refused."""

import os
import pwd
import socket
import subprocess
import tempfile
import unittest

from functions import ROOT, bash

MIGRATE = "write_file() { cat >$3; }; check_state_form && migrate_state && cat $STATE/version"
KEYS = {"result:1-2": "a", "evalx:state:1-2": "b", "result:{3-4}": "c", "evalx:exec:5": "d", "result:3-4": "older"}


@unittest.skipIf(os.geteuid(), "a state belongs to root")
class MigrateTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.state = f"{folder.name}/state"
        os.chmod(folder.name, 0o755)
        os.makedirs(f"{self.state}/run")
        os.makedirs(f"{self.state}/redis")

    def redis(self, *command):
        """What a command answers in a Redis with the state's data, which ends afterwards."""
        line = (
            "redis-server --port 0 --unixsocket $STATE/s --dir $STATE/redis --appendonly yes --save '' >/dev/null & "
            "until redis-cli -s $STATE/s ping 2>/dev/null | grep -q PONG; do sleep 0.05; done; "
            "redis-cli -s $STATE/s \"$@\"; redis-cli -s $STATE/s shutdown; wait"
        )
        done = subprocess.run(
            ["bash", "-c", line, "bash", *command],
            env={**os.environ, "STATE": self.state},
            stdout=subprocess.PIPE,
            timeout=60,
            check=True,
        )
        return done.stdout.decode().split()

    def migrate(self):
        return bash(MIGRATE, STATE=self.state, APP_USER=pwd.getpwuid(os.geteuid()).pw_name)

    def test_keys_without_braces_get_them_and_keep_what_they_hold(self):
        self.redis("MSET", *(word for pair in KEYS.items() for word in pair))
        status, output = self.migrate()
        self.assertEqual((status, output.splitlines()[-1]), (0, "2"), output)
        renamed = ("result:{1-2}", "evalx:state:{1-2}", "result:{3-4}", "evalx:exec:5")
        self.assertEqual(self.redis("MGET", *renamed), ["a", "b", "c", "d"])
        self.assertEqual(self.redis("EXISTS", "result:1-2", "evalx:state:1-2"), ["0"])
        self.assertEqual(os.listdir(f"{self.state}/run"), [])
        self.assertEqual(self.migrate(), (0, "2"), "it is of the newest form now")

    def test_what_a_killed_migration_left_is_ended_first(self):
        self.redis("SET", "result:1-2", "a")
        os.makedirs(f"{self.state}/run/migration")
        left = subprocess.Popen(
            ["redis-server", "--port", "0", "--unixsocket", f"{self.state}/run/migration/socket", "--dir", f"{self.state}/redis",
             "--appendonly", "yes", "--save", ""],
            stdout=subprocess.DEVNULL,
        )
        self.addCleanup(left.wait)
        self.addCleanup(left.kill)
        while subprocess.run(["redis-cli", "-s", f"{self.state}/run/migration/socket", "ping"], capture_output=True).stdout != b"PONG\n":
            self.assertIsNone(left.poll())
        status, output = self.migrate()
        self.assertEqual((status, output.splitlines()[-1]), (0, "2"), output)
        self.assertEqual(left.wait(timeout=10), 0)
        self.assertEqual(self.redis("GET", "result:{1-2}"), ["a"])

    def test_a_state_without_data_has_the_newest_form(self):
        self.assertEqual(self.migrate(), (0, "2"))

    def test_damaged_data_are_named_and_left(self):
        self.redis("SET", "result:1", "a")
        with open(f"{self.state}/redis/appendonlydir/appendonly.aof.manifest", "w", encoding="ascii") as file:
            file.write("nonsense\n")
        status, output = self.migrate()
        self.assertEqual((status, "could not be migrated" in output), (1, True), output)
        self.assertFalse(os.path.exists(f"{self.state}/version"), "the next up tries again")

    def test_a_state_of_a_newer_version_is_refused(self):
        with open(f"{self.state}/version", "w", encoding="ascii") as file:
            file.write("3")
        status, message = self.migrate()
        self.assertEqual((status, "were written by a newer EvalX (form 3" in message), (1, True), message)


class ServicesTest(unittest.TestCase):
    """deploy/migrate.sh, for services of one's own."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name
        self.state = f"{folder.name}/state"

    def migrate(self):
        done = subprocess.run(
            [f"{ROOT}/deploy/migrate.sh"],
            env={"PATH": os.environ["PATH"], "STATE": self.state, "REDIS_URL_FILE": f"{self.folder}/url"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=90,
            check=False,
        )
        return done.returncode, done.stdout.decode().strip()

    def number(self, *new):
        """The number of the data's form, or another one for it."""
        for number in new:
            os.makedirs(f"{self.state}/data", exist_ok=True)
            with open(f"{self.state}/version", "w", encoding="ascii") as file:
                file.write(number)
        with open(f"{self.state}/version", encoding="ascii") as file:
            return file.read().strip()

    def name(self, url):
        with open(f"{self.folder}/url", "w", encoding="ascii") as file:
            file.write(f"{url}\n")

    def start_redis(self, user="", database=""):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = str(free.getsockname()[1])
        self.name(f"redis://{user}:secret@127.0.0.1:{port}{database}")
        redis = subprocess.Popen(
            ["redis-server", "--port", port, "--requirepass", "secret", "--dir", self.folder, "--save", ""], stdout=subprocess.DEVNULL
        )
        self.addCleanup(redis.wait)
        self.addCleanup(redis.kill)

        def command(*words):
            return subprocess.run(
                ["redis-cli", "-p", port, *words], env={**os.environ, "REDISCLI_AUTH": "secret"}, capture_output=True, check=False
            ).stdout.decode().split()

        while command("ping") != ["PONG"]:
            self.assertIsNone(redis.poll())
        return command

    def test_a_new_installation_has_the_newest_form_before_redis_has_anything(self):
        self.assertEqual(self.migrate()[0], 0)
        self.assertEqual(self.number(), "2")

    def test_data_of_the_first_form_and_those_without_a_number_are_migrated(self):
        redis = self.start_redis()
        redis("MSET", *(word for pair in KEYS.items() for word in pair))
        os.makedirs(f"{self.state}/data")
        self.assertEqual(self.migrate(), (0, f"The data in {self.state} have the form 2."))
        renamed = ("result:{1-2}", "evalx:state:{1-2}", "result:{3-4}", "evalx:exec:5")
        self.assertEqual(redis("MGET", *renamed), ["a", "b", "c", "d"])
        self.assertEqual(self.number(), "2")
        redis("SET", "result:7-8", "e")
        self.assertEqual(self.number("1"), "1")
        self.assertEqual(self.migrate()[0], 0)
        self.assertEqual(redis("GET", "result:{7-8}"), ["e"])

    def test_data_of_a_newer_version_and_nonsense_are_refused(self):
        for number, said in (("3", "were written by a newer EvalX (form 3, this one knows 2)"), ("x", "holds no number")):
            self.number(number)
            status, message = self.migrate()
            self.assertEqual((status, said in message), (1, True), message)
            self.assertEqual(self.number(), number)

    def test_a_redis_of_another_kind_is_not_migrated_and_a_cluster_needs_no_migration(self):
        for url in ("rediss://:p@a:6379", "redis-sentinel://a:26379/main"):
            self.number("1")
            self.name(url)
            status, message = self.migrate()
            self.assertEqual((status, "only a Redis of one server without TLS is migrated" in message), (1, True), message)
            self.assertEqual(self.number(), "1")
        self.name("redis-cluster://a:6379,b:6379")
        self.assertEqual(self.migrate()[0], 0)
        self.assertEqual(self.number(), "2")

    def test_a_user_and_a_database_of_the_url_are_taken(self):
        redis = self.start_redis("default", "/3")
        redis("-n", "3", "SET", "result:7-8", "e")
        self.number("1")
        self.assertEqual(self.migrate()[0], 0)
        self.assertEqual(redis("-n", "3", "GET", "result:{7-8}"), ["e"])

    def test_nothing_is_written_through_a_link(self):
        os.makedirs(f"{self.state}/data")
        os.symlink(f"{self.folder}/elsewhere", f"{self.state}/version")
        self.assertEqual(self.migrate(), (1, f"{self.state}/version is a link: delete it."))
        self.assertFalse(os.path.exists(f"{self.folder}/elsewhere"))


if __name__ == "__main__":
    unittest.main()
