"""Functions of the scripts, one by one."""

import os
import socket
import subprocess
import sys
import tempfile
import threading
import unittest

from functions import ROOT, bash


class PidFileTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.state = f"{folder.name}/state"
        os.makedirs(f"{self.state}/run")

    def test_a_part_is_found_while_it_lives(self):
        nap = subprocess.Popen(["sleep", "60"])
        try:
            bash("write_pid_file nap $1", nap.pid, STATE=self.state)
            self.assertEqual(bash("pid_of nap", STATE=self.state), (0, str(nap.pid)))
        finally:
            nap.kill()
            nap.wait()
        self.assertEqual(bash("pid_of nap", STATE=self.state), (1, ""))

    def test_after_a_reboot_nothing_is_found(self):
        bash("write_pid_file nap $1", os.getpid(), STATE=self.state)
        with open(f"{self.state}/run/nap.pid", encoding="ascii") as file:
            pid, started, identity = file.read().split()
        device, inode, _ = identity.split(":")
        with open(f"{self.state}/run/nap.pid", "w", encoding="ascii") as file:
            file.write(f"{pid} {started} {device}:{inode}:another-boot\n")
        self.assertEqual(bash("pid_of nap", STATE=self.state), (1, ""))

    def test_a_copy_of_the_state_does_not_end_the_originals_parts(self):
        nap = subprocess.Popen(["sleep", "60"])
        try:
            bash("write_pid_file nap $1", nap.pid, STATE=self.state)
            subprocess.run(["cp", "-a", self.state, f"{self.state}-copy"], check=True)
            self.assertEqual(bash("pid_of nap", STATE=f"{self.state}-copy"), (1, ""))
            self.assertEqual(bash("stop_part nap 1", STATE=f"{self.state}-copy"), (0, ""))
            self.assertIsNone(nap.poll())
            bash("stop_part nap 5", STATE=self.state)
            self.assertIsNotNone(nap.wait(5))
        finally:
            nap.kill()


class PackagesTest(unittest.TestCase):
    def lists(self, answers):
        """What comes of an apt-get that answers so, one after the other, and how often it was asked."""
        with tempfile.TemporaryDirectory() as folder:
            cases = "".join(f'{number}) echo "{said}"; exit {status} ;;' for number, (status, said) in enumerate(answers))
            with open(f"{folder}/apt-get", "w", encoding="utf-8") as script:
                script.write(f'#!/bin/sh\ncase $(wc -l <{folder}/asked) in {cases} esac\n')
            os.chmod(f"{folder}/apt-get", 0o755)
            line = f'PATH={folder}:$PATH; as_root() {{ "$@"; local s=$?; echo >>{folder}/asked; return $s; }}; : >{folder}/asked'
            status, shown = bash(f"{line}; update_package_lists {folder}/log || {{ cat {folder}/log; false; }}")
            with open(f"{folder}/asked", encoding="ascii") as asked:
                return status, shown, len(asked.readlines())

    def test_another_apt_is_waited_for(self):
        busy = 100, "E: Could not get lock /var/lib/apt/lists/lock. It is held by process 7 (apt-get)"
        self.assertEqual(self.lists([busy, busy, (0, "")]), (0, "", 3))

    def test_what_does_not_pass_is_told_at_once(self):
        self.assertEqual(self.lists([(100, "E: no network")]), (1, "E: no network", 1))


class LaterHeadersTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.state = f"{folder.name}/state"
        os.makedirs(f"{self.state}/run")
        self.pids = f"{folder.name}/pids"
        with open(f"{folder.name}/evalx", "w", encoding="ascii") as maker:
            maker.write(f"#!/bin/sh\nsleep 60 & echo $$ $! >{self.pids}.new; mv {self.pids}.new {self.pids}; wait\n")
        os.chmod(maker.name, 0o755)
        self.begin = f"ROOT={folder.name}; exec {{LOCK}}</dev/null; begin_later_headers"

    def test_nobody_makes_them_who_was_not_asked(self):
        self.assertEqual(bash(f"{self.begin}; pid_of headers", STATE=self.state), (1, ""))

    def test_who_makes_them_ends_with_what_it_has_begun(self):
        open(f"{self.state}/run/later-headers", "w", encoding="ascii").close()
        wait = f"until [[ -e {self.pids} ]]; do sleep 0.05; done"
        self.assertEqual(bash(f"{self.begin}; {wait}; end_later_headers", STATE=self.state), (0, ""))
        with open(self.pids, encoding="ascii") as pids:
            for pid in pids.read().split():
                self.assertEqual(bash("start_time $1", pid), (1, ""))


class BackupToBucketTest(unittest.TestCase):
    def test_an_upload_that_fails_leaves_no_archive(self):
        stubs = "keep_settings() { :; }; as_root() { echo backup; }; send_to_bucket() { fail 'S3 is away.'; }"
        with tempfile.TemporaryDirectory() as folder:
            status, output = bash(f"{stubs}; backup_to_bucket s3://b", STATE="", TMPDIR=folder)
            self.assertEqual((status, output.splitlines()[-1]), (1, "evalx: S3 is away."))
            self.assertEqual(os.listdir(folder), [])


class PortsTest(unittest.TestCase):
    def setUp(self):
        self.taken = socket.create_server(("127.0.0.1", 0))
        self.addCleanup(self.taken.close)
        self.port = self.taken.getsockname()[1]

    def test_who_listens(self):
        self.assertEqual(bash("listeners $1", self.port), (0, str(os.getpid())))
        self.taken.close()
        self.assertEqual(bash("listeners $1", self.port), (0, ""))

    def test_a_free_port_is_none_that_another_part_has_or_will_have(self):
        line = "free_port NAME '' $1 $(($1 + 1)) $(($1 + 2))"
        status, port = bash(line, self.port, PORT=str(self.port + 3))
        self.assertEqual(status, 0)
        self.assertGreater(int(port), self.port + 3)

    def test_two_that_are_the_same_are_told_before_anything_is_built(self):
        line = "APP_USER=me; need_port() { :; }; need_address() { :; }; choose_settings"
        said = "evalx: {} and {} are both {}: each needs a port of its own."
        for first, second in [
            ("PORT", "BROKER_PORT"),
            ("PORT", "AMQP_PORT"),
            ("REDIS_PORT", "CACHE_PORT"),
            ("BROKER_PORT", "CONSOLE_PORT"),
        ]:
            with self.subTest(first=first, second=second):
                settings = {first: "4000", second: "4000", "STATE": "/none"}
                self.assertEqual(bash(line, **settings), (1, said.format(second, first, 4000)))
        self.assertEqual(bash(line, BROKER_PORT="3000", STATE="/none"), (1, said.format("BROKER_PORT", "PORT", 3000)))
        self.assertEqual(bash(line, PORT="4000", BROKER_PORT="4001", AMQP_PORT="4002", STATE="/none"), (0, ""))

    def test_no_port_that_another_name_asks_for_is_chosen(self):
        wanted = {"WANTED_BROKER_PORT": str(self.port + 1), "WANTED_AMQP_PORT": str(self.port + 2)}
        status, port = bash("free_port REDIS_PORT '' $1", self.port, PORT="1", **wanted)
        self.assertEqual(status, 0)
        self.assertGreater(int(port), self.port + 2)

    def test_where_the_broker_cannot_listen_is_told_before_anything_is_built(self):
        line = "APP_USER=$(id -un); need_port() { [[ $1 != AMQP_PORT ]] || fail \"$1 $2 $3\"; }; choose_settings"
        given = {"PORT": "1", "BROKER_HOST": "203.0.113.77", "STATE": "/none"}
        status, output = bash(f"is_ours() {{ :; }}; {line}", **given)
        self.assertEqual((status, "203.0.113.77, port 0 (BROKER_HOST, BROKER_PORT)" in output), (1, True), output)
        status, output = bash(f"is_ours() {{ :; }}; {line}", AMQP_PORT="5672", **given)
        self.assertEqual((status, output), (1, "evalx: AMQP_PORT 5672 203.0.113.77"))
        elsewhere = {"AMQP_PORT": "5672", "ARTEMIS_URL": "tcp://mq"}
        self.assertEqual(bash(f"is_ours() {{ :; }}; {line}", **given, **elsewhere), (0, ""))

    def test_a_child_of_a_part_listens_for_it(self):
        self.assertEqual(bash("descends_from $$ $1", os.getpid())[0], 0)
        self.assertEqual(bash("descends_from $1 $$", os.getpid())[0], 1)

    def test_another_programs_port_is_a_conflict_and_the_parts_own_is_none(self):
        check = "ports_of() { echo NAME 127.0.0.1 $PORT; }; pid_of() { echo $PART; }; port_conflict part"
        with open("/proc/self/comm", encoding="ascii") as comm:
            name = f"process {os.getpid()} ({comm.read().strip()})"
        self.assertEqual(
            bash(check, PORT=str(self.port), PART="1000000"),
            (0, f"port {self.port} (NAME) is taken by {name}"),
        )
        self.assertEqual(bash(check, PORT=str(self.port), PART=str(os.getpid())), (1, ""))
        self.taken.close()
        self.assertEqual(bash(check, PORT=str(self.port), PART="1000000"), (1, ""))


class SettingsTest(unittest.TestCase):
    def warnings(self, **environment):
        status, output = bash("step() { echo \"$@\"; }; warn_of_unknown_settings", **environment)
        self.assertEqual(status, 0)
        return output.replace("Warning: ", "").splitlines()

    def test_a_misspelled_setting_is_named(self):
        for name, sentence in [
            ("MAX_QUEUE_DEPHT", "MAX_QUEUE_DEPHT is not a setting; did you mean MAX_QUEUE_DEPTH?"),
            ("RESULTTTL", "RESULTTTL is not a setting; did you mean RESULT_TTL?"),
            ("PORTS", "PORTS is not a setting; did you mean PORT?"),
            ("API_TOKEN", "API_TOKEN is not a setting; did you mean API_TOKENS?"),
            ("EVALX_PORT", "EVALX_PORT is not a setting; did you mean PORT?"),
            ("EVALX_COLOUR", "EVALX_COLOUR is not a setting (./evalx help)"),
            ("ARTEMIS_HOME_PAGE", "ARTEMIS_HOME_PAGE is not a setting (./evalx help)"),
        ]:
            with self.subTest(name):
                self.assertEqual(self.warnings(**{name: "1"}), [sentence])

    def test_settings_and_other_programs_variables_are_not(self):
        usual = dict.fromkeys(("HOME", "HOSTNAME", "LANG", "TERM", "USER", "REDIS_HOST", "JAVA_OPTS", "SHELL"), "1")
        ours = dict.fromkeys(("PORT", "API_TOKENS_FILE", "REDIS_PORT", "EVALX_STATE", "ROLE", "JAVA_HOME"), "1")
        self.assertEqual(self.warnings(**usual, **ours), [])


class EnvironmentTest(unittest.TestCase):
    USER = "APP_USER=$(id -un); "

    def test_ports_are_not_taken_from_an_earlier_start(self):
        line = self.USER + "BROKER_PORT=61616 PORT=3000; app_environment"
        self.assertEqual(bash(line, ROLE="all", TASK_TTL="60"), (0, "ROLE=all\nTASK_TTL=60"))

    def test_a_file_is_named_by_its_whole_path(self):
        with tempfile.TemporaryDirectory() as folder:
            with open(f"{folder}/tokens", "w", encoding="ascii") as file:
                file.write("a\n")
            line = self.USER + "cd $1; app_environment"
            self.assertEqual(bash(line, folder, API_TOKENS_FILE="tokens"), (0, f"API_TOKENS_FILE={folder}/tokens"))

    def test_a_file_that_the_server_cannot_read_is_refused(self):
        status, output = bash("APP_USER=me; as_app() { false; }; app_environment", API_TOKENS_FILE="/f")
        self.assertEqual((status, output), (1, "evalx: API_TOKENS_FILE is /f, which the user me cannot read."))

    def test_an_earlier_start_decides_nothing_but_the_ports_that_nobody_asked_for(self):
        with tempfile.TemporaryDirectory() as state:
            with open(f"{state}/settings", "w", encoding="ascii") as file:
                file.write("JAVA=/old\nAPP_USER=old\nPORT=1\nREDIS_PORT=6395\nSERVER=liberty\n")
            line = "JAVA=/new APP_USER=new; need_port() { :; }; need_address() { :; }; choose_settings; "
            names = "JAVA APP_USER PORT REDIS_PORT SERVER"
            _, output = bash(f"{line} for name in {names}; do echo ${{!name}}; done", STATE=state)
        self.assertEqual(output.split(), ["/new", "new", "3000", "6395", "payara"])


class AddressTest(unittest.TestCase):
    def check(self, host, port):
        return bash("APP_USER=$(id -un); need_address $1 $2 HOST PORT", host, port)

    def test_an_address_of_this_machine(self):
        self.assertEqual(self.check("127.0.0.1", 0), (0, ""))
        self.assertEqual(self.check("localhost", 0), (0, ""))

    def test_another_machines_address(self):
        sentence = "evalx: The server cannot listen at 203.0.113.77, port 0 (HOST, PORT): Cannot assign requested address"
        self.assertEqual(self.check("203.0.113.77", 0), (1, sentence))

    def test_a_name_that_means_nothing(self):
        status, output = self.check("no.such.name.invalid", 0)
        self.assertEqual((status, output.count("\n")), (1, 0))
        self.assertIn("cannot listen at no.such.name.invalid", output)


class JavaHomeTest(unittest.TestCase):
    REMEDY = "name a JDK 17 or newer, or unset it to use the newest one under /usr/lib/jvm."

    def assert_refused(self, home, problem):
        sentence = f"evalx: JAVA_HOME is {home}, {problem}: {self.REMEDY}"
        self.assertEqual(bash("choose_jdk", JAVA_HOME=home), (1, sentence))

    def test_what_is_no_jdk_is_refused(self):
        with tempfile.TemporaryDirectory() as folder:
            self.assert_refused(f"{folder}/none", "which is no folder")
            self.assert_refused(folder, "which has no bin/javac and so is no JDK")
            os.mkdir(f"{folder}/bin")
            os.symlink("/bin/true", f"{folder}/bin/javac")
            with open(f"{folder}/release", "w", encoding="ascii") as release:
                release.write('JAVA_VERSION="11.0.2"\n')
            self.assert_refused(folder, "which is a JDK 11")

    def test_the_newest_jdk_is_found(self):
        self.assertEqual(bash('choose_jdk; test -x "$JAVA/bin/javac"'), (0, ""))


class ServerFailureTest(unittest.TestCase):
    UNLOADED = "java.lang.ClassCastException: class com.sun.enterprise.deployment.ConnectorDescriptor cannot be cast\n"

    def failure(self, log):
        with tempfile.TemporaryDirectory() as state:
            os.mkdir(f"{state}/log")
            with open(f"{state}/log/server.log", "w", encoding="utf-8") as file:
                file.write(log)
            return bash("SERVER_LOG_START=0; server_failure", STATE=state)

    def test_a_server_that_loads_has_no_failure(self):
        self.assertEqual(self.failure(self.UNLOADED + "evalx was successfully deployed\n"), (1, ""))

    def test_the_most_specific_reason_is_told(self):
        for log, sentence in [
            (
                "jakarta.resource.spi.ResourceAdapterInternalException: The broker did not start: PORT must be\n"
                "Caused by: evalx.config.BadSetting: PORT must be a number\n"
                "SEVERE javax.enterprise.system.core: Exception while loading the app\n",
                "A setting cannot be used: PORT must be a number",
            ),
            (
                "INFO evalx.adapter.JobResourceAdapter: The embedded broker keeps its journal in /data\n"
                + self.UNLOADED
                + "org.apache.catalina.LifecycleException: java.io.UncheckedIOException: it cannot be read\n"
                "Caused by: java.io.UncheckedIOException: it cannot be read\n"
                "Caused by: java.lang.IllegalArgumentException: languages.json: c: timeout is missing\n"
                "SEVERE javax.enterprise.system.core: Exception while loading the app\n"
                "java.lang.IllegalStateException: This web container has not yet been started\n",
                "The server could not load EvalX: languages.json: c: timeout is missing",
            ),
            (
                "E SRVE0283E: Exception caught while initializing context: java.lang.IllegalArgumentException: c: x\n"
                "java.lang.IllegalArgumentException: c: x\n"
                "A CWWKZ0012I: The application evalx was not started.\n",
                "The server could not load EvalX: c: x",
            ),
        ]:
            with self.subTest(sentence):
                self.assertEqual(self.failure(log), (0, sentence))

    def test_the_broker_refuses_the_account(self):
        log = "ERROR evalx.adapter.Inbound: Cannot take messages: the broker refuses the account 'me': check ARTEMIS_USER\n"
        self.assertEqual(self.failure(log), (0, "The broker refuses the account 'me': check ARTEMIS_USER"))

    def test_a_producer_with_a_wrong_password_ends_no_start(self):
        log = "WARN org.apache.activemq.artemis.core.server: AMQ229031: Unable to validate user from /127.0.0.1\n"
        self.assertEqual(self.failure(log), (1, ""))


class EmptyServerTest(unittest.TestCase):
    def test_a_server_without_evalx_is_ended(self):
        with tempfile.TemporaryDirectory() as state:
            os.mkdir(f"{state}/log")
            line = "SERVER_LOG_START=0; stop_part() { echo ended $1; }; log_event() { echo $*; }; end_empty_server"
            with open(f"{state}/log/server.log", "w", encoding="utf-8") as log:
                log.write("Caused by: java.io.IOException: the embedded broker cannot start: no space\n")
                log.flush()
                self.assertEqual(bash(line, STATE=state), (0, ""), "it may still load")
                log.write("SEVERE: Exception while loading the app\n")
                log.flush()
                reason = "The server could not load EvalX: the embedded broker cannot start: no space"
                self.assertEqual(
                    bash(line, STATE=state), (0, f"the server is started again: {reason}\nended server")
                )


class SlowStartTest(unittest.TestCase):
    """A server that runs from a folder in which its classes may be archived."""

    def said(self, **archives):
        with tempfile.TemporaryDirectory() as folder:
            for name, content in archives.items():
                with open(f"{folder}/classes.{name}", "w", encoding="ascii") as file:
                    file.write(content)
            server = subprocess.Popen(["sh", "-c", "read line", "-jar", f"{folder}/launch-micro.jar", "--port"], stdin=subprocess.PIPE)
            try:
                status, output = bash(f"pid_of() {{ echo {server.pid}; }}; slow_start", STATE="/state")
            finally:
                server.communicate(b"\n")
            self.assertEqual(status, 0, output)
            return output.replace(folder, "FOLDER")

    def test_an_archive_that_could_not_be_made_is_told_with_its_remedy(self):
        said = self.said(jsa="")
        self.assertIn("the server starts more slowly than it could", said)
        self.assertIn("/state/log/rehearsal.log", said)
        self.assertIn("delete FOLDER as root", said)

    def test_one_that_is_there_and_a_server_without_any_are_not(self):
        self.assertEqual(self.said(jsa="archive"), "")
        self.assertEqual(self.said(aot="archive", jsa=""), "")
        self.assertEqual(self.said(), "")


class CheckBrokerTest(unittest.TestCase):
    def check(self, status, said="", **environment):
        line = f"run_adapter() {{ echo '{said}'; return {status}; }}; check_own_broker"
        return bash(line, **environment)

    def test_the_account_is_refused_before_anything_starts(self):
        said = "the broker refuses the account 'me'".replace("'", "'\\''")
        self.assertEqual(self.check(3, said, ARTEMIS_URL="tcp://mq"), (1, "evalx: The broker refuses the account 'me'"))
        self.assertEqual(self.check(0, ARTEMIS_URL="tcp://mq"), (0, ""))

    def test_a_broker_that_is_away_may_come(self):
        status, output = self.check(2, "the broker is away", ARTEMIS_URL="tcp://mq")
        self.assertEqual((status, output.split("  ")[-1]), (0, "Warning: the broker is away"))

    def test_a_jvm_that_cannot_ask_refuses_nothing(self):
        status, output = self.check(1, ARTEMIS_URL="tcp://mq")
        self.assertEqual((status, output.split("  ")[-1]), (0, "Warning: the broker could not be asked"))

    def test_the_embedded_one_and_what_only_the_server_can_read_are_left_to_it(self):
        self.assertEqual(self.check(3), (0, ""))
        self.assertEqual(self.check(3, ARTEMIS_URL="tcp://mq", ARTEMIS_PASSWORD_FILE="/of/root"), (0, ""))


class CheckRedisTest(unittest.TestCase):
    """A Redis of one answer to each command."""

    def check(self, user_part, *answers):
        with socket.create_server(("127.0.0.1", 0)) as server:

            def serve():
                connection, _ = server.accept()
                with connection:
                    for answer in answers:
                        self.asked.append(connection.recv(1000))
                        connection.sendall(answer + b"\r\n")

            self.asked = []
            thread = threading.Thread(target=serve)
            thread.start()
            done = subprocess.run(
                [sys.executable, f"{ROOT}/script/client/check_redis.py"],
                input=f"redis://{user_part}127.0.0.1:{server.getsockname()[1]}/0\n".encode(),
                stdout=subprocess.PIPE,
                timeout=60,
                check=False,
            )
            thread.join(10)
        return done.returncode, done.stdout.decode().strip()

    def test_the_account_is_taken(self):
        self.assertEqual(self.check("me:p%40ss@", b"+OK", b"+PONG"), (0, ""))
        self.assertIn(b"$4\r\np@ss\r\n", self.asked[0])
        self.assertEqual(self.check("", b"+PONG"), (0, ""))

    def test_the_account_is_refused(self):
        self.assertEqual(self.check(":bad@", b"-WRONGPASS invalid"), (1, "WRONGPASS invalid"))
        self.assertEqual(self.check("", b"-NOAUTH required"), (1, "NOAUTH required"))

    def test_a_redis_that_still_loads_its_data_is_no_refusal(self):
        self.assertEqual(self.check("", b"-LOADING wait"), (0, ""))


if __name__ == "__main__":
    unittest.main()
