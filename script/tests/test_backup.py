"""backup and restore of a state with a Redis, and with a process in the place of the server."""

import io
import os
import shutil
import socket
import subprocess
import tarfile
import tempfile
import time
import unittest

from functions import ROOT, bash

PASSWORD = "secret-of-the-tests"
FILES = {
    "secrets/environment": "MAX_TEST_CASES=7\nDATA_DIR={state}/data\n",
    "secrets/redis-password": PASSWORD,
    "secrets/producer-password": "producer",
    "secrets/webhook-secret": "whsec_",
    "secrets/redis.conf": "port 1\nmaxmemory 123mb\nmaxmemory-policy noeviction\n",
    "secrets/cache.conf": "port 1\nmaxmemory {default}\nmaxmemory-policy allkeys-lru\n",
    "data/artemis/journal/one": "a job",
    "data/history/history.mv.db": "history",
    "data/files/store/ab/abcd": "a file",
    "data/files/cache/abcd": "a copy of a file",
    "languages.d/mine.json": "{}",
    "hints.d/mine.json": "[]",
}


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@unittest.skipIf(os.geteuid(), "a state belongs to root")
class BackupTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name
        os.chmod(self.folder, 0o755)
        self.state = f"{self.folder}/state"
        self.port = free_port()
        memory = bash("redis_memory")[1]
        for name, content in FILES.items():
            self.write(f"{self.state}/{name}", content.replace("{state}", self.state).replace("{default}", memory))
        self.write(f"{self.state}/settings", f"REDIS_PORT={self.port}\nPARTS=redis server\n")
        os.makedirs(f"{self.state}/run")
        os.makedirs(f"{self.state}/redis")
        self.redis = self.start_redis(self.state, self.port)
        self.ask(self.port, "SET", "evalx:state:1", "In Queue")
        self.server = self.start(["sleep", "600"])
        for part, process in (("redis", self.redis), ("server", self.server)):
            status, output = bash(f"write_pid_file {part} {process.pid}", STATE=self.state)
            self.assertEqual((status, output), (0, ""))

    def write(self, path, content):
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="ascii") as file:
            file.write(content)

    def start(self, command):
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        return process

    def start_redis(self, state, port):
        options = {"port": port, "bind": "127.0.0.1", "dir": f"{state}/redis", "requirepass": PASSWORD}
        options.update({"appendonly": "yes", "save": ""})
        process = self.start(["redis-server", *(word for name, value in options.items() for word in (f"--{name}", str(value)))])
        self.wait_for(lambda: self.ask(port, "PING") == "PONG")
        return process

    def wait_for(self, condition):
        deadline = time.monotonic() + 60
        while not condition():
            self.assertLess(time.monotonic(), deadline)
            time.sleep(0.05)

    def ask(self, port, *words):
        done = subprocess.run(
            ["redis-cli", "-p", str(port), *words],
            env={"PATH": os.environ["PATH"], "REDISCLI_AUTH": PASSWORD},
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            check=False,
        )
        return done.stdout.decode().strip()

    def evalx(self, *words, **streams):
        return subprocess.run(
            [f"{ROOT}/evalx", *words], stderr=subprocess.PIPE, timeout=120, check=False, **streams
        )

    def backup(self):
        done = self.evalx("make-backup", "--state", self.state, stdout=subprocess.PIPE)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout

    def restore(self, backup, state):
        self.write(f"{self.folder}/backup", "")
        with open(f"{self.folder}/backup", "wb") as file:
            file.write(backup)
        done = self.evalx("restore", f"{self.folder}/backup", "--state", state, stdout=subprocess.PIPE)
        return done.returncode, done.stderr.decode()

    def process_state(self, process):
        with open(f"/proc/{process.pid}/stat", encoding="ascii") as file:
            return file.read().rsplit(")", 1)[1].split()[0]

    def test_what_was_there_is_there_again(self):
        backup = self.backup()
        self.assertNotEqual(self.process_state(self.server), "T", "the server goes on")
        self.assertFalse(os.path.exists(f"{self.state}/backup.draft"))
        with tarfile.open(fileobj=io.BytesIO(backup)) as archive:
            self.assertEqual(archive.getnames()[0], "manifest")
            self.assertNotIn("data/files/cache/abcd", archive.getnames())
            self.assertNotIn("secrets/broker-password", archive.getnames())
        self.ask(self.port, "SET", "evalx:state:2", "later")

        other = f"{self.folder}/other"
        self.assertEqual(self.restore(backup, other), (0, ""))
        made_anew = {"secrets/redis.conf", "secrets/cache.conf"}
        for name in set(FILES) - {"secrets/environment", "data/files/cache/abcd"} - made_anew:
            with open(f"{other}/{name}", encoding="ascii") as file:
                self.assertEqual(file.read(), FILES[name])
        with open(f"{other}/secrets/environment", encoding="ascii") as file:
            self.assertEqual(file.read(), "MAX_TEST_CASES=7\n")
        self.assertEqual(os.stat(f"{other}/secrets").st_mode & 0o077, 0)
        port = free_port()
        self.start_redis(other, port)
        self.assertEqual(self.ask(port, "MGET", "evalx:state:1", "evalx:state:2"), "In Queue")

        status, message = self.restore(backup, other)
        self.assertEqual((status, "holds data already" in message), (1, True), message)

    def test_entries_that_are_links_are_kept_and_come_over_those_that_are_there(self):
        os.rename(f"{self.state}/hints.d/mine.json", f"{self.folder}/hints")
        os.symlink(f"{self.folder}/hints", f"{self.state}/hints.d/mine.json")
        other = f"{self.folder}/other"
        self.write(f"{other}/hints.d/mine.json", "older")

        self.assertEqual(self.restore(self.backup(), other), (0, ""))

        with open(f"{other}/hints.d/mine.json", encoding="ascii") as file:
            self.assertEqual(file.read(), FILES["hints.d/mine.json"])

    def test_accounts_of_the_broker_are_kept_where_there_are_some(self):
        accounts = ("secrets/broker-password", "secrets/console-password")
        for name in accounts:
            self.write(f"{self.state}/{name}", name)
        self.assertEqual(self.restore(self.backup(), f"{self.folder}/other"), (0, ""))
        for name in accounts:
            with open(f"{self.folder}/other/{name}", encoding="ascii") as file:
                self.assertEqual(file.read(), name)

    def test_the_settings_of_the_backup_hold_unless_others_are_given(self):
        line = "keep_settings; echo $MAX_TEST_CASES ${BACKUP_HOURS:-none}"
        self.assertEqual(bash(line, STATE=self.state)[1], "7 none")
        self.assertEqual(bash(line, STATE=self.state, MAX_TEST_CASES="9")[1], "9 none")
        self.assertEqual(bash("keep_settings; echo -$MAX_TEST_CASES-", STATE=self.state, MAX_TEST_CASES="")[1], "--")

    def test_memory_that_redis_was_given_stays_and_what_follows_from_the_machine_does_again(self):
        other = f"{self.folder}/other"
        self.assertEqual(self.restore(self.backup(), other), (0, ""))
        line = "keep_settings; echo ${REDIS_MAX_MEMORY:-default} ${REDIS_CACHE_MEMORY:-default}"
        self.assertEqual(bash(line, STATE=other)[1], "123mb default")
        self.assertEqual(bash(line, STATE=other, REDIS_MAX_MEMORY="")[1], "default default")
        machine = int(bash("redis_memory")[1].removesuffix("mb"))
        for memory, follows in ((machine - 9, 0), (machine * 2, 1), (machine // 2, 1)):
            self.assertEqual(bash(f"follows_from_machine {memory}mb")[0], follows, memory)
        self.assertEqual(bash("follows_from_machine 4gb")[0], 1)
        self.assertEqual(bash(line, STATE=other, REDIS_MAX_MEMORY="9mb", REDIS_CACHE_MEMORY="8mb")[1], "9mb 8mb")

    def test_what_is_no_whole_backup_of_this_version_is_refused(self):
        backup = self.backup()
        for bad, words in [
            (backup[: len(backup) // 2], "damaged"),
            (self.changed(backup, b"state=2\n", b"state=9\n"), "made by a newer EvalX"),
            (self.changed(backup, b"format=1\n", b"format=x\n"), "no backup of EvalX"),
        ]:
            with self.subTest(words):
                status, message = self.restore(bad, f"{self.folder}/other")
                self.assertEqual((status, words in message), (1, True), message)
                self.assertEqual(os.listdir(f"{self.folder}/other"), [])

    def test_two_at_once(self):
        """The first cannot end while nobody takes what it writes, and the second waits for it."""
        with open(f"{self.state}/data/artemis/journal/two", "wb") as file:
            file.write(os.urandom(2**20))
        first = self.begin_backup()
        beginning = first.stdout.read(1)
        second = self.begin_backup()
        line = second.stderr.readline()
        self.assertIn(b"Another backup", line)

        for process, begun in ((first, beginning), (second, b"")):
            backup = begun + process.stdout.read()
            self.assertEqual(process.wait(60), 0)
            with tarfile.open(fileobj=io.BytesIO(backup)) as archive:
                self.assertIn("data/artemis/journal/two", archive.getnames())

    def begin_backup(self):
        command = [f"{ROOT}/evalx", "make-backup", "--state", self.state]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        for cleanup in (process.wait, process.stdout.close, process.stderr.close, process.kill):
            self.addCleanup(cleanup)
        return process

    def test_a_backup_has_the_journal_unless_the_broker_is_elsewhere(self):
        os.rename(f"{self.state}/data/artemis", f"{self.folder}/artemis")
        done = self.evalx("make-backup", "--state", self.state, stdout=subprocess.PIPE)
        self.assertEqual((done.returncode, done.stdout), (1, b""))
        self.assertIn(b"The backup lacks data/artemis", done.stderr)

        self.write(f"{self.state}/secrets/environment", "ARTEMIS_URL=tcp://broker:61616\n")
        self.assertEqual(self.restore(self.backup(), f"{self.folder}/other"), (0, ""))

    def test_what_was_restored_can_be_wiped(self):
        other = f"{self.folder}/other"
        self.assertEqual(self.restore(self.backup(), other), (0, ""))
        self.expect_wiped(other)
        self.assertEqual(self.restore(self.backup(), other), (0, ""))
        shutil.rmtree(f"{other}/secrets")  # as if the restore had been killed before
        self.expect_wiped(other)

    def expect_wiped(self, state):
        done = self.evalx("down", "--wipe", "--state", state, stdout=subprocess.PIPE)
        self.assertEqual((done.returncode, os.path.exists(state)), (0, False), done.stderr)

    def test_only_a_state_is_wiped(self):
        self.write(f"{self.folder}/other/data/mine", "of another program")
        self.write(f"{self.folder}/other/version", "1.2")
        self.write(f"{self.folder}/other/secrets/mine", "of another program")
        done = self.evalx("down", "--wipe", "--state", f"{self.folder}/other", stdout=subprocess.PIPE)
        self.assertIn(b"EvalX is not running", done.stdout)
        self.assertTrue(os.path.exists(f"{self.folder}/other/data/mine"))

    def changed(self, backup, old, new):
        written = io.BytesIO()
        with tarfile.open(fileobj=io.BytesIO(backup)) as source, tarfile.open(fileobj=written, mode="w:gz") as target:
            for member in source:
                content = source.extractfile(member).read() if member.isfile() else b""
                if member.name == "manifest":
                    content = content.replace(old, new)
                member.size = len(content)
                target.addfile(member, io.BytesIO(content))
        return written.getvalue()


if __name__ == "__main__":
    unittest.main()
