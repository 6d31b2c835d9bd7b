"""Users of the command line: set-user-ID, locks between users and processes, and what the caller may not reach."""

import os
import shutil
import subprocess
import tempfile
import unittest

import shared
from cli_boxes import WithBoxes, become, private_etc
from evalx_isolate import processes_of, wait_until
from shared import FIRST_UID

ANN, BEN = 12345, 12346


class Users(WithBoxes):
    """The binary is root's and set-user-ID; Ann and Ben are ordinary users."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.program = f"{cls.folder}/evalx-isolate"
        shutil.copy(shared.binary, cls.program)
        os.chmod(cls.program, 0o4755)
        cls.home = tempfile.mkdtemp(prefix="home-", dir=cls.folder)
        os.chown(cls.home, ANN, ANN)
        os.chmod(cls.home, 0o755)

    def setUp(self):
        self.user = ANN
        self.groups_of_user = ()
        super().setUp()

    def tearDown(self):
        self.user = 0
        super().tearDown()

    def command(self, *arguments):
        return [self.program, *arguments]

    def prepare(self):
        with open(self.config, encoding="utf-8") as config:
            text = config.read()
        user, groups = self.user, self.groups_of_user

        def as_user():
            private_etc(text)
            become(user, groups)
        return as_user

    def isolate(self, *arguments, **options):
        return super().isolate(*arguments, preexec_fn=self.prepare(), **options)

    def start(self, *arguments, **options):
        return super().start(*arguments, preexec_fn=self.prepare(), **options)

    def run_in_box(self, *command, options=(), code=0, **more):
        return self.isolate(*options, "--run", "--", *command, code=code, **more)

    def by(self, user, *arguments, code=0):
        self.user = user
        return self.isolate(*arguments, code=code)


class Ordinary(Users):
    def test_a_whole_cycle(self):
        self.assertEqual((ANN, 0o700), (os.stat(self.box).st_uid, os.stat(self.box).st_mode & 0o777))
        self.by(ANN, "--cg", "--init")
        self.put("in", b"hello\n")
        os.chown(f"{self.box}/in", ANN, ANN)
        outcome = self.shell("cat; id -u; id -G", ["--cg", "-M", f"{self.home}/meta", "-i", "in", "-o", "out"])
        self.assertTrue(outcome.stderr.startswith("OK"))
        self.assertEqual(f"hello\n{FIRST_UID}\n{FIRST_UID}\n".encode(), self.read("out"))
        self.assertEqual({ANN}, {os.stat(path).st_uid for path in (
            f"{self.box}/in", f"{self.box}/out", self.box, f"{self.home}/meta")})
        self.isolate("--cleanup")
        self.assertFalse(os.path.exists(self.box))

    def test_others_boxes(self):
        self.assertIn(f"belongs to user {ANN}", self.by(BEN, "--run", "--", "/bin/true", code=2).stderr)
        self.by(BEN, "--init", code=2)
        self.by(BEN, "--cleanup", code=2)
        self.by(ANN, "--run", "--", "/bin/true")
        self.by(0, "--run", "--", "/bin/true")
        self.by(ANN, "--cleanup")
        self.by(BEN, "--init")
        self.by(ANN, "--run", "--", "/bin/true", code=2)
        self.by(0, "--cleanup")

    def test_the_callers_mask(self):
        self.by(ANN, "--cleanup")
        shutil.rmtree(f"{self.folder}/boxes")
        shutil.rmtree(f"{self.folder}/locks")
        user = self.prepare()

        def masked():
            user()
            os.umask(0o077)
        for arguments in (["--init"], ["-M", f"{self.home}/masked", "--run", "-o", "out", "--", "/bin/true"]):
            subprocess.run(self.command(*arguments), preexec_fn=masked, check=True, stdout=subprocess.DEVNULL,
                           stderr=subprocess.DEVNULL)
        self.assertEqual(0o600, os.stat(f"{self.home}/masked").st_mode & 0o777)
        self.assertEqual(0o644, os.stat(f"{self.box}/out").st_mode & 0o777)
        self.assertEqual({0o755}, {os.stat(f"{self.folder}/{name}").st_mode & 0o777 for name in ("boxes", "boxes/0", "locks")})

    def test_on_behalf_of(self):
        self.by(ANN, "--as-uid=12346", "--as-gid=12346", "--init", code=2)
        self.by(0, "--cleanup")
        self.by(0, f"--as-uid={BEN}", f"--as-gid={BEN}", "--init")
        self.assertEqual((BEN, BEN), (os.stat(self.box).st_uid, os.stat(self.box).st_gid))
        self.by(BEN, "--run", "-o", "out", "--", "/bin/true")
        self.assertEqual(BEN, os.stat(f"{self.box}/out").st_uid)
        self.by(ANN, "--cleanup", code=2)
        self.by(0, f"--as-uid={ANN}", f"--as-gid={ANN}", "--cleanup", code=2)
        self.by(BEN, "--cleanup")

    def test_restricted_init(self):
        self.write_config(restricted_init=1)
        self.addCleanup(self.write_config)
        self.by(ANN, "--run", "--", "/bin/true")
        self.by(ANN, "--init", code=2)
        self.by(0, f"--as-uid={ANN}", f"--as-gid={ANN}", "--init")
        self.by(ANN, "--run", "--", "/bin/true")
        self.by(ANN, "--cleanup")

    def test_the_configuration_is_the_administrators(self):
        with open(f"{self.home}/own.conf", "w", encoding="utf-8") as config:
            config.write("num_boxes = 7\n")
        environment = {"ISOLATE_CONFIG_FILE": f"{self.home}/own.conf"}
        self.assertIn(b"num_boxes = 40", self.isolate("--check-config", environment=environment).stdout)

    def test_quotas_are_the_administrators_to_bound(self):
        self.write_config(quota_max=1000)
        self.addCleanup(self.write_config)
        for quota in ("1001,5", "5,1001", "1099511627776,5"):
            self.assertIn("at most", self.by(ANN, "-q", quota, "--init", code=2).stderr)
        self.by(ANN, "-q", "1000,1000", "--init")
        self.by(0, "-q", "2000,2000", "--init")
        self.by(0, "--cleanup")

    def test_it_does_not_serve(self):
        self.assertIn("does not serve", self.isolate("--serve", "--socket", f"{self.home}/s", "--store", f"{self.home}/store",
                                                     "--client-uid", str(ANN), "--client-gid", str(ANN), code=2).stderr)
        self.assertFalse(os.path.exists(f"{self.home}/store"))


class Limits(Users):
    """The caller's control group has a memory limit, if the controller has a hierarchy of its own."""

    GROUP = "/sys/fs/cgroup/memory/evalx-test-caller"

    def setUp(self):
        if not os.path.exists("/sys/fs/cgroup/memory/cgroup.procs"):
            self.skipTest("the memory controller is not of version 1")
        os.mkdir(self.GROUP)
        self.addCleanup(os.rmdir, self.GROUP)
        with open(f"{self.GROUP}/memory.limit_in_bytes", "w", encoding="utf-8") as limit:
            limit.write(str(96 << 20))
        super().setUp()

    def init(self, *options):
        return super().init("--cg", *options)

    def prepare(self):
        user = super().prepare()

        def in_group():
            with open(f"{self.GROUP}/cgroup.procs", "w", encoding="utf-8") as members:
                members.write("0")
            user()
        return in_group

    def test_the_callers_limit_holds(self):
        meta = ["-M", f"{self.home}/meta"]
        self.isolate("--cg", *meta, "--run", "--", "/usr/bin/python3", "-c", "bytearray(200 << 20)", code=1)
        with open(f"{self.home}/meta", encoding="utf-8") as text:
            self.assertIn("exitsig:9\n", text.read())
        self.isolate("--cg", "--cg-mem=1000000", *meta, "--run", "--", "/usr/bin/python3", "-c", "bytearray(200 << 20)", code=2)
        with open(f"{self.home}/meta", encoding="utf-8") as text:
            self.assertIn("status:XX\nmessage:a process was killed below the limit of --cg-mem", text.read())
        self.isolate("--cg", "--cg-mem=1000000", "--run", "--", "/usr/bin/python3", "-c", "bytearray(20 << 20)")
        self.user = 0
        self.isolate("--cg", "--cg-mem=1000000", "--run", "--", "/usr/bin/python3", "-c", "bytearray(200 << 20)")


class Reach(Users):
    """The command opens no file for the caller that the caller cannot open."""

    def secret(self, name="secret", mode=0o600):
        path = f"{self.folder}/{name}"
        with open(path, "w", encoding="utf-8") as file:
            file.write("root's\n")
        os.chmod(path, mode)
        return path

    def test_the_meta_file(self):
        secret = self.secret()
        os.symlink(secret, f"{self.home}/link")
        for path in (secret, f"{self.home}/link", f"{self.folder}/new", "/etc/new"):
            self.assertIn("ermission denied", self.isolate("-M", path, "--run", "--", "/bin/true", code=2).stderr)
        with open(secret, encoding="utf-8") as file:
            self.assertEqual("root's\n", file.read())

    def test_the_meta_file_with_the_callers_groups(self):
        path = self.secret("group", 0o660)
        os.chown(path, 0, 4242)
        self.isolate("-M", path, "--run", "--", "/bin/true", code=2)
        self.groups_of_user = (4242,)
        self.isolate("-M", path, "--run", "--", "/bin/true")
        self.assertEqual(b"", self.shell("id -G | grep 4242", code=1).stdout)

    def test_redirections(self):
        secret = self.secret()
        rule = ["-d", f"out={self.folder}:rw"]
        self.shell("cat", [*rule, "-i", "/out/secret"], code=2)
        self.shell("echo x", [*rule, "-o", "/out/secret"], code=2)
        self.shell("echo x", [*rule, "-r", "/out/new"], code=2)
        self.assertFalse(os.path.exists(f"{self.folder}/new"))
        with open(secret, encoding="utf-8") as file:
            self.assertEqual("root's\n", file.read())

    def test_folders_behind_closed_ones(self):
        os.makedirs(f"{self.folder}/closed/open")
        os.chmod(f"{self.folder}/closed", 0o700)
        os.chmod(f"{self.folder}/closed/open", 0o755)
        self.secret("closed/open/file", 0o644)
        outcome = self.shell("cat /in/file", ["-d", f"in={self.folder}/closed/open"], code=2)
        self.assertIn("ermission denied", outcome.stderr)
        self.user = 0
        self.by(0, "--run", "-d", f"in={self.folder}/closed/open", "--", "/bin/cat", "/in/file")

    def test_places_behind_closed_folders(self):
        """Existing and missing files must look the same, as they do to the caller."""
        os.makedirs(f"{self.folder}/open/closed/inner")
        self.addCleanup(shutil.rmtree, f"{self.folder}/open")
        os.chmod(f"{self.folder}/open/closed", 0o700)
        rule = ["-d", f"in={self.folder}/open"]
        said = [self.shell("", [*rule, "-d", f"in/closed/{name}=/usr"], code=2).stderr.replace(name, "?")
                for name in ("inner", "none")]
        self.assertEqual(said[0].split("]")[1], said[1].split("]")[1])
        os.mkdir(f"{self.folder}/open/seen")
        self.shell("test -e /in/seen/bin", [*rule, "-d", "in/seen=/usr"])
        os.mkdir(f"{self.box}/mine", 0o700)
        os.chown(f"{self.box}/mine", ANN, ANN)
        self.shell("test -e mine/bin", ["-d", "box/mine=/usr"])

    def test_kinds_of_file_systems(self):
        self.shell("", ["-d", "debug=debugfs:fs"], code=2)
        self.shell("", ["-d", "ram=ramfs:fs:rw"], code=2)
        self.shell("ls /sys", ["-d", "sys=sysfs:fs"])

    def test_hard_links_to_others_files(self):
        secret = self.secret()
        os.link(secret, f"{self.box}/linked")
        self.shell("cat linked", code=1)
        self.assertEqual(0, os.stat(secret).st_uid)
        self.by(ANN, "--cleanup")
        self.assertTrue(os.path.exists(secret))

    def test_others_files_that_were_moved_into_the_box(self):
        closed = f"{self.folder}/boxes/0/box/closed"  # same file system: as from a folder of root's that all may write
        os.mkdir(closed, 0o755)
        for path in (f"{self.box}/secret", f"{closed}/inner"):
            with open(path, "w", encoding="utf-8"):
                os.chmod(path, 0o600)
        with open(f"{closed}/anns", "w", encoding="utf-8"):
            os.chown(f"{closed}/anns", ANN, ANN)
        self.shell("cat secret", code=1)
        self.assertEqual({0}, {os.stat(path).st_uid for path in (f"{self.box}/secret", closed, f"{closed}/inner")})
        self.assertEqual(ANN, os.stat(f"{closed}/anns").st_uid)
        for command in ("--cleanup", "--init"):
            self.assertIn("another user's", self.by(ANN, command, code=2).stderr)
        self.assertTrue(os.path.exists(f"{closed}/inner"))
        shutil.rmtree(closed)
        self.by(ANN, "--cleanup")

    def test_others_folders_deep_in_the_box_stay_where_they_are(self):
        path = self.box
        for _ in range(100):
            path += "/d"
            os.mkdir(path)
            os.chown(path, ANN, ANN)
        os.makedirs(f"{path}/closed/inner")
        self.assertIn("another user's", self.by(ANN, "--cleanup", code=2).stderr)
        self.assertTrue(os.path.exists(f"{path}/closed/inner"))
        shutil.rmtree(f"{path}/closed")

    def test_others_files_in_a_box_that_root_runs_for_its_owner(self):
        with open(f"{self.box}/secret", "w", encoding="utf-8"):
            os.chmod(f"{self.box}/secret", 0o600)
        for on_behalf in ([], [f"--as-uid={ANN}", f"--as-gid={ANN}"]):
            self.by(0, *on_behalf, "--run", "--", "/bin/true")
            self.assertEqual(0, os.stat(f"{self.box}/secret").st_uid)

    def test_a_box_whose_lock_was_lost_with_a_start_of_the_host(self):
        for user in (BEN, ANN):
            os.mkdir(f"{self.box}/folder")
            self.put("folder/file", b"")
            for name in ("folder", "folder/file"):
                os.chown(f"{self.box}/{name}", os.stat(self.box).st_uid, 0)
            shutil.rmtree(f"{self.folder}/locks")
            self.by(user, "--init")
            self.assertEqual((user, []), (os.stat(self.box).st_uid, os.listdir(self.box)))

    def test_a_planted_link_above_the_output(self):
        os.mkdir(f"{self.folder}/victim")
        os.chmod(f"{self.folder}/victim", 0o777)
        os.symlink(f"{self.folder}/victim", f"{self.box}/dir")
        self.shell("echo x", ["-o", "dir/out"], code=2)
        self.assertEqual([], os.listdir(f"{self.folder}/victim"))
        os.rmdir(f"{self.folder}/victim")

    def test_signals_to_the_keeper(self):
        process = self.start("-p", "-w", "20", "--run", "--", "/bin/sleep", "20")
        wait_until(lambda: processes_of(FIRST_UID, FIRST_UID), "the program runs")
        keeper = next(pid for pid in os.listdir("/proc") if pid.isdigit() and parent_of(pid) == process.pid)
        done = subprocess.run(["/bin/kill", "-9", keeper], preexec_fn=lambda: become(ANN), stderr=subprocess.PIPE, check=False)
        self.assertNotEqual(0, done.returncode)
        subprocess.run(["/bin/kill", "-9", str(process.pid)], preexec_fn=lambda: become(ANN), check=True)
        process.wait(30)
        self.isolate("--run", "--", "/bin/true")
        self.assertEqual([], processes_of(FIRST_UID, FIRST_UID))

    def test_a_full_pipe_holds_no_keeper(self):
        read, write = os.pipe()
        os.set_blocking(write, False)
        try:
            while True:
                os.write(write, bytes(4096))
        except BlockingIOError:
            pass
        os.set_blocking(write, True)
        process = subprocess.Popen(self.command("-M", "-", "--run", "--", "/bin/true"), stdout=write,
                                   stderr=write, preexec_fn=self.prepare())
        wait_until(lambda: not processes_of(FIRST_UID, FIRST_UID) and os.path.exists(f"/proc/{process.pid}"), "it ends")
        wait_until(lambda: not [pid for pid in os.listdir("/proc") if pid.isdigit() and parent_of(pid) == process.pid
                                and state_of(pid) != "Z"] or process.poll() is not None, "the keeper ends")
        process.kill()
        process.wait(30)
        os.close(read)
        os.close(write)


def stat_of(pid):
    try:
        with open(f"/proc/{pid}/stat", encoding="utf-8") as stat:
            return stat.read().rsplit(")", 1)[1].split()
    except OSError:
        return ["Z", "0"]


def parent_of(pid):
    return int(stat_of(pid)[1])


def state_of(pid):
    return stat_of(pid)[0]


class Locks(Users):
    def running(self, seconds):
        process = self.start("-p", "--run", "--", "/bin/sleep", seconds)
        wait_until(lambda: processes_of(FIRST_UID, FIRST_UID), "the program runs")
        return process

    def test_busy(self):
        process = self.running("20")
        for command in (["--run", "--", "/bin/true"], ["--init"], ["--cleanup"]):
            self.assertIn("in use", self.isolate(*command, code=2).stderr)
        self.isolate("-b", "1", "--init")
        self.isolate("-b", "1", "--run", "--", "/bin/true")
        self.isolate("-b", "1", "--cleanup")
        process.terminate()
        self.assertEqual(1, process.wait(30))

    def test_waiting(self):
        process = self.running("0.5")
        outcome = self.isolate("--wait", "--run", "--", "/bin/echo", "late")
        self.assertEqual(b"late\n", outcome.stdout)
        self.assertEqual(0, process.wait(30))

    def test_busy_for_another_user(self):
        process = self.running("20")
        self.assertIn("in use", self.by(BEN, "--init", code=2).stderr)
        process.terminate()
        process.wait(30)


if __name__ == "__main__":
    unittest.main()
