"""`up` where EvalX runs: the functions that tell what is to change, and what of the machine is its own."""

import json
import os
import shutil
import socket
import subprocess
import tempfile
import unittest

from functions import bash
from test_languages import ENTRY


class State(unittest.TestCase):
    """The state of an EvalX that runs."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.state = folder.name
        os.chmod(self.state, 0o755)
        for name in ("run", "secrets"):
            os.mkdir(f"{self.state}/{name}")

    def write(self, name, content):
        with open(f"{self.state}/{name}", "w", encoding="utf-8") as file:
            file.write(content)

    def bash(self, line, *arguments, **environment):
        return bash(line, *arguments, STATE=self.state, **environment)


class OwnPortTest(State):
    def listen(self, host):
        listener = socket.create_server((host, 0))
        self.addCleanup(listener.close)
        return listener.getsockname()[1]

    def test_a_port_of_any_part_at_any_address_is_its_own(self):
        line = "APP_USER=$(id -un); need_port NAME $1 $2 && need_address $2 $1 HOST PORT"
        for part, host in (("server", "127.0.0.2"), ("broker", "127.0.0.1"), ("redis", "127.0.0.1")):
            with self.subTest(part=part, host=host):
                self.bash("write_pid_file $1 $2", part, os.getpid())
                port = self.listen(host)
                self.assertEqual(self.bash(line, port, host, REPLACES="true"), (0, ""))
                os.remove(f"{self.state}/run/{part}.pid")
                self.assertEqual(self.bash(line, port, host, REPLACES="true")[0], 1)

    def test_a_new_address_must_be_one_of_this_machine(self):
        self.bash("write_pid_file server $1", os.getpid())
        port = self.listen("127.0.0.1")
        line = "APP_USER=$(id -un); need_address 203.0.113.77 $1 HOST PORT"
        problem = f"at 203.0.113.77, port {port} (HOST, PORT): Cannot assign requested address"
        self.assertEqual(self.bash(line, port, REPLACES="true"), (1, f"evalx: The server cannot listen {problem}"))

    def test_the_broker_keeps_its_port(self):
        self.bash("write_pid_file broker $1", os.getpid())
        port = self.listen("127.0.0.1")
        free = self.bash("free_port BROKER_PORT '' $1", port, PORT="1", REPLACES="true")
        self.assertEqual(free, (0, str(port)))

    def test_nothing_is_its_own_where_none_runs(self):
        self.bash("write_pid_file server $1", os.getpid())
        self.assertEqual(self.bash("is_ours $1", self.listen("127.0.0.1"), REPLACES="false"), (1, ""))


class ChangesTest(State):
    """Why an EvalX that runs is replaced; what it was built from is as it was."""

    LINE = "choose_jdk; build_is_current() { :; }; memory_changed() { :; }; keep_settings; what_changed || exit"

    JAVA = bash("find_jdk")[1]

    def running(self, environment="", **settings):
        self.write("secrets/environment", environment)
        usual = {"HOST": "127.0.0.1", "PORT": "3000", "SERVER": "payara", "PARTS": "redis server", "JAVA": self.JAVA}
        settings = {**usual, **settings}
        self.write("settings", "".join(f"{name}={value}\n" for name, value in settings.items()))
        self.bash('contents <"$STATE/secrets/environment" >"$STATE/run/contents"')

    def changes(self, **environment):
        status, output = self.bash(self.LINE, **environment)
        self.assertEqual(status, 0, output)
        return output.splitlines()

    def test_what_is_not_given_stays(self):
        self.running("MAX_TEST_CASES=7\n", HOST="::1", PORT="3001", BACKUP_TO="s3://a/b", PARTS="redis broker server")
        self.assertEqual(self.changes(), [])
        self.assertEqual(self.changes(MAX_TEST_CASES="8", HOST="127.0.0.1"), ["HOST", "MAX_TEST_CASES"])

    def test_ports_of_its_own_broker(self):
        self.running(CONSOLE_PORT="8161", BROKER_PORT="61616")
        self.assertEqual(self.changes(CONSOLE_PORT="8162", BROKER_PORT="61617"), ["BROKER_PORT"])
        self.running(CONSOLE_PORT="8161", PARTS="redis broker server")
        self.assertEqual(self.changes(CONSOLE_PORT="8162"), ["CONSOLE_PORT"])

    def test_another_jdk(self):
        self.assertEqual(self.bash("mkdir -p $STATE/jdk; ln -s $(find_jdk)/* $STATE/jdk"), (0, ""))
        self.running(JAVA=f"{self.state}/jdk")
        self.assertEqual(self.changes(), [])
        self.assertEqual(self.changes(JAVA_HOME=f"{self.state}/jdk"), [])
        self.assertEqual(self.changes(JAVA_HOME=""), ["JAVA_HOME"])
        shutil.rmtree(f"{self.state}/jdk")
        self.assertEqual(self.changes(), ["JAVA_HOME"])

    def test_a_jdk_of_an_empty_name_is_none(self):
        self.running(JAVA="")
        self.assertEqual(self.bash("JAVA=/new; keep_settings; echo $JAVA"), (0, "/new"))

    def test_files_that_settings_name(self):
        tokens, keys = f"{self.state}/tokens", f"{self.state}/keys.p12"
        for file in ("tokens", "keys.p12"):
            self.write(file, "old")
        self.running(f"API_TOKENS_FILE={tokens}\nBROKER_KEYSTORE={keys}\nFILE_STORE={self.state}\nROLE=all\n")
        self.assertEqual(self.changes(), [])
        self.write("tokens", "new")
        self.assertEqual(self.changes(), ["API_TOKENS_FILE"])
        self.write("keys.p12", "new")
        self.assertEqual(self.changes(), ["API_TOKENS_FILE", "BROKER_KEYSTORE"])

    def test_entries_of_an_operators_own(self):
        self.running()
        for folder in ("languages.d", "hints.d"):
            os.mkdir(f"{self.state}/{folder}")
        self.assertEqual(self.changes(), [])
        self.write("hints.d/mine.json", "[]")
        self.assertEqual(self.changes(), [f"{self.state}/hints.d"])
        self.write("languages.d/mine.json", "[]")
        self.write("languages.d/mine.py", "beside it")
        self.running()
        self.write("languages.d/mine.py", "another")
        self.assertEqual(self.changes(), [f"{self.state}/languages.d"])

    def test_an_older_evalx_did_not_write_what_files_held(self):
        self.running()
        os.remove(f"{self.state}/run/contents")
        self.assertEqual(self.changes(), [])

    def test_a_broker_of_its_own_comes_and_goes(self):
        self.running()
        self.assertEqual(self.changes(WANTED_BROKER="true"), ["--broker"])
        self.assertEqual(self.changes(WANTED_BROKER="false"), [])
        self.running(PARTS="redis broker server")
        self.assertEqual(self.changes(WANTED_BROKER="true"), [])
        self.assertEqual(self.changes(WANTED_BROKER="false"), ["--no-broker"])


class BrokerChoiceTest(State):
    LINE = "need_port() { :; }; need_address() { :; }; keep_settings; choose_settings; echo $PARTS"

    def test_it_stays_where_it_runs_or_ran(self):
        self.write("settings", "PARTS=redis cache sandbox broker server\n")
        self.assertEqual(self.bash(self.LINE), (0, "redis cache sandbox broker server"))
        self.assertEqual(self.bash(self.LINE, WANTED_BROKER="false"), (0, "redis cache sandbox server"))
        self.write("settings", "PARTS=redis cache sandbox server\n")
        self.assertEqual(self.bash(self.LINE), (0, "redis cache sandbox server"))

    def test_it_goes_with_no_other_brokers_address(self):
        self.write("settings", "PARTS=redis cache sandbox broker server\n")
        status, output = self.bash(self.LINE, ARTEMIS_URL="tcp://b:61616")
        self.assertEqual((status, output[:36]), (1, "evalx: --broker sets ARTEMIS_URL its"))
        self.assertIn("--no-broker", output)
        self.assertEqual(self.bash(self.LINE, ARTEMIS_URL="tcp://b:61616", WANTED_BROKER="false")[0], 0)


class UpWhereItRunsTest(State):
    RUNNING = (
        "need_root() { :; }; need_usable_state() { :; }; supervised() { :; }; starting() { return 1; }; "
        "what_changed() { :; }; unready() { return 1; }; step() { echo $*; }; install_packages() { echo packages $*; }; "
    )
    ALREADY = "EvalX already runs at http://127.0.0.1:3000"

    def setUp(self):
        super().setUp()
        self.write("settings", "HOST=127.0.0.1\nPORT=3000\n")

    def up(self, **environment):
        return self.bash(self.RUNNING + "up true", WANTED_BROKER="", **environment)

    def test_a_setting_that_means_nothing_is_told(self):
        status, output = self.up(MAX_QUEUE_DEPHT="5", WANTED_LANGUAGES="")
        self.assertEqual(status, 0)
        self.assertIn("Warning: MAX_QUEUE_DEPHT is not a setting; did you mean MAX_QUEUE_DEPTH?", output)
        self.assertIn(self.ALREADY, output)

    def test_a_jdk_that_is_none_is_refused(self):
        status, output = self.up(JAVA_HOME="/nope", WANTED_LANGUAGES="")
        self.assertEqual(status, 1)
        self.assertIn("JAVA_HOME is /nope, which is no folder", output)

    def test_languages_are_installed(self):
        os.mkdir(f"{self.state}/languages.d")
        entry = {**ENTRY, "tools": ["/no/such/tool"], "packages": {"apt": ["no-such-package"]}}
        self.write("languages.d/sed.json", json.dumps(entry))
        status, output = self.up(WANTED_LANGUAGES="sed")
        self.assertEqual(status, 0)
        self.assertRegex(output, f"(?s)packages missing no-such-package\n.*{self.ALREADY}")
        status, output = self.up(WANTED_LANGUAGES="nonsense")
        self.assertEqual((status, output.splitlines()[-1][:36]), (1, "evalx: There is no language nonsense"))


class CheckReplacementTest(State):
    def check(self, status, **environment):
        line = "run_class() { echo $* $LANGUAGES_FOLDER $HINTS_FOLDER ${ARTEMIS_URL:+broker}${A_FILE:-}; return $1; }; check_replacement"
        return self.bash(line.replace("$1", str(status)), **environment)

    def test_the_new_server_is_asked_before_the_old_one_ends(self):
        said = f"evalx: evalx.node.CheckStart {self.state}/languages.d /hints{{}} (EvalX runs on as it was)"
        self.assertEqual(self.check(1, REPLACES="true", PARTS="server", HINTS_FOLDER="/hints"), (1, said.format("")))
        self.assertEqual(self.check(1, REPLACES="true", PARTS="broker server", HINTS_FOLDER="/hints"), (1, said.format(" broker")))
        self.assertEqual(self.check(0, REPLACES="true", PARTS="server"), (0, ""))

    def test_what_only_the_server_can_read_is_left_to_it(self):
        for file, said in (("/dev/null", "/dev/null"), ("/of/root", "")):
            _, problem = self.check(1, REPLACES="true", PARTS="server", A_FILE=file)
            self.assertIn(f"hints.d {said} (EvalX" if said else "hints.d (EvalX", problem)

    def test_a_first_start_asks_nothing(self):
        self.assertEqual(self.check(1, REPLACES="false", PARTS="server"), (0, ""))


class NewBuildTest(State):
    """Sources of which a build exists, and the copies that run."""

    SOURCES = ("pom.xml", ".mvn/config", "artemis/broker.xml", "src/main/Main.java", "isolate/main.c")
    BUILT = {
        "artemis-rar.rar": "target/artemis-rar.rar",
        "evalx.war": "target/evalx.war",
        "evalx-isolate": "isolate/build/evalx-isolate",
        "payara-micro.jar": "target/server/payara-micro.jar",
    }

    def setUp(self):
        super().setUp()
        os.mkdir(f"{self.state}/program")
        for at, names in ((1000, self.SOURCES), (2000, self.BUILT.values())):
            for name in names:
                os.makedirs(os.path.dirname(f"{self.state}/root/{name}"), exist_ok=True)
                self.touch(f"root/{name}", at)
        for name in self.BUILT:
            self.touch(f"program/{name}", 2000)
        self.write("root/isolate/Makefile", "build/evalx-isolate: main.c\n\tfalse\n")
        for folder, _, _ in os.walk(f"{self.state}/root"):
            os.utime(folder, (1000, 1000))

    def touch(self, name, at):
        if not os.path.exists(f"{self.state}/{name}"):
            self.write(name, name)
        os.utime(f"{self.state}/{name}", (at, at))

    def is_current(self):
        return self.bash("ROOT=$STATE/root; build_is_current", SERVER="payara") == (0, "")

    def test_each_source_makes_a_new_build(self):
        self.assertTrue(self.is_current())
        for name in self.SOURCES:
            with self.subTest(name):
                self.touch(f"root/{name}", 3000)
                self.assertFalse(self.is_current())
                self.touch(f"root/{name}", 1000)

    def test_a_build_that_does_not_run_yet_is_new(self):
        for name in ("artemis-rar.rar", "evalx.war", "evalx-isolate"):
            with self.subTest(name):
                self.touch(f"program/{name}", 1500)
                self.assertFalse(self.is_current())
                self.touch(f"program/{name}", 2000)
        self.assertTrue(self.is_current())


@unittest.skipIf(os.geteuid(), "a state belongs to root")
class CopiedStateTest(State):
    def test_an_up_of_a_copy_neither_replaces_nor_ends_the_original(self):
        with subprocess.Popen(["sleep", "60"]) as server:
            self.addCleanup(server.kill)
            self.bash("write_pid_file server $1", server.pid)
            copy = f"{self.state}-copy"
            self.addCleanup(shutil.rmtree, copy)
            subprocess.run(["cp", "-a", self.state, copy], check=True)
            self.assertEqual(bash("begin_up; echo $REPLACES", STATE=copy), (0, "false"))
            self.assertIsNone(server.poll())
            self.assertEqual(self.bash("begin_up; echo $REPLACES"), (0, "false"), "no supervisor, so what it left is ended")
            self.assertIsNotNone(server.wait(10))


class PortsOfTwoStartsTest(State):
    """A start waits until the parts of another one, which has chosen its ports, listen."""

    LINE = """
        CACHE=$STATE WANTED_REDIS_PORT= WANTED_CACHE_PORT= WANTED_BROKER_PORT= WANTED_CONSOLE_PORT=
        port_taken() { [[ -e $STATE/listens && $2 == 6390 ]]; }
        exec {other}<"$STATE/ports"
        flock "$other"
        (exec {other}<&-; choose_ports; echo $REDIS_PORT) &
        until pgrep -P $! -x flock >/dev/null || ! kill -0 $!; do sleep 0.02; done
        touch "$STATE/listens"
        exec {other}<&-
        wait $!
    """

    def test_they_do_not_choose_the_same_port(self):
        os.mkdir(f"{self.state}/ports")
        self.assertEqual(self.bash(self.LINE, HOST="127.0.0.1", PORT="1"), (0, "6391"))


if __name__ == "__main__":
    unittest.main()
