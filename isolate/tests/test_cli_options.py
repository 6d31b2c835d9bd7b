"""Each option of the command line, what it prints, its exit codes and its meta file."""

import os
import re
import socket
import subprocess
import unittest

from cli_boxes import WithBoxes, groups_left, parsed, private_etc
from evalx_isolate import wait_until
from shared import FIRST_UID
import shared


class Commands(WithBoxes):
    def test_version_and_help(self):
        self.assertIn(b"evalx-isolate ", self.isolate("--version").stdout)
        self.assertIn(b"--no-default-dirs", self.isolate("--help").stdout)

    def test_the_manual_page_has_every_option(self):
        page = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "evalx-isolate.1")
        with open(page, encoding="utf-8") as file:
            text = file.read()
        options = set(re.findall(r"--([a-z-]+)", self.isolate("--help").stdout.decode()))
        self.assertGreater(len(options), 35)
        self.assertEqual([], [option for option in options if f"-{option} " not in text.replace("\n", " ")])

    def test_wrong_usage(self):
        for arguments in ([], ["--init", "--run"], ["--no-such"], ["--run"], ["--init", "word"], ["-t", "x", "--run", "--", "/bin/true"],
                          ["-t-1", "--run", "--", "/bin/true"], ["-m", "-1", "--run", "--", "/bin/true"],
                          ["-b", "40", "--init"], ["-b", "4294967297", "--init"], ["--as-uid=1", "--init"],
                          ["--stderr-to-stdout", "-r", "e", "--run", "--", "/bin/true"], ["-q", "5", "--init"],
                          ["-d", "../up", "--init"], ["-d", "/=", "--init"], ["-d", "x=/:bad", "--init"],
                          ["-d", "x=/y:tmp", "--init"], ["-E", "=1", "--init"]):
            self.assertNotEqual("", self.isolate(*arguments, code=2).stderr, arguments)

    def test_check_config(self):
        self.assertIn(f"first_uid = {FIRST_UID}".encode(), self.isolate("--check-config").stdout)
        for text in ("box_root = relative\n", "first_uid = 5\n", "no_such = 1\n", "no equals\n", "num_boxes = 0\n",
                     "restricted_init = 2\n", "first_uid = 4294967290\n"):
            bad = f"{self.folder}/bad.conf"
            with open(bad, "w", encoding="utf-8") as config:
                config.write(text)
            self.isolate("--check-config", code=2, environment={"ISOLATE_CONFIG_FILE": bad})
        self.isolate("--check-config", code=2, environment={"ISOLATE_CONFIG_FILE": f"{self.folder}/none"})
        os.chmod(self.config, 0o666)
        self.isolate("--check-config", code=2)
        os.chmod(self.config, 0o644)

    def test_ranges_of_subordinate_users(self):
        self.write_config(subid_user="isolate")
        self.addCleanup(self.write_config)
        self.assertIn("subid_user", self.isolate("--check-config", code=2, preexec_fn=lambda: private_etc("")).stderr)
        ranges = {"subuid": "isolated:5:5\nisolate:70000:30\nisolate:1:1\n", "subgid": "isolate:80000:90\n"}
        seen = self.isolate("--check-config", preexec_fn=lambda: private_etc("", **ranges)).stdout.decode()
        self.assertLessEqual({"first_uid = 70000", "first_gid = 80000", "num_boxes = 30"}, set(seen.splitlines()))
        self.write_config()

    def test_processors_of_boxes(self):
        processor = max(os.sched_getaffinity(0))
        keys = {"box0.cpus": processor, "box0.mems": "0", "box1.cpus": "0-3,7"}
        self.write_config(**keys)
        self.addCleanup(self.write_config)
        script = """
import os
print(os.sched_getaffinity(0))
try: os.sched_setaffinity(0, range(64))
except OSError as e: print(e.strerror)
with open('/proc/self/status') as status: print(*[line for line in status if line.startswith('Cpus_allowed_list')])
"""
        seen = self.python(script).stdout.decode().split("\n")
        self.assertEqual([f"{{{processor}}}", "Operation not permitted", f"Cpus_allowed_list:\t{processor}"], seen[:3])
        for bad in ("x", "1-", "2-1", "1024", "1,,2", ""):
            self.write_config(**{"box3.cpus": bad})
            self.assertIn("box3.cpus", self.isolate("--check-config", code=2).stderr, bad)
        self.write_config()

    def test_system_call_flags(self):
        script = """
import ctypes, fcntl, os
first, second = open('f', 'w'), open('f', 'w')
try:
    fcntl.flock(first, fcntl.LOCK_EX)
    fcntl.flock(second, fcntl.LOCK_EX | fcntl.LOCK_NB); print('both')
except OSError as e: print(e.strerror)
print('watches' if ctypes.CDLL(None).inotify_init1(0) >= 0 else 'none')
"""
        refused, allowed = b"No locks available\nnone\n", b"Resource temporarily unavailable\nwatches\n"
        for option, expected in ((["--syscalls=65535"], refused), (["--syscalls=65531"], allowed), ([], refused)):
            self.assertEqual(expected, self.python(script, option).stdout)
        self.write_config(syscall_flags=0)
        self.addCleanup(self.write_config)
        self.assertIn(b"unavailable", self.python(script).stdout)
        self.assertIn(b"No locks", self.python(script, ["--syscalls=4"]).stdout)
        self.python("import ctypes; exit(ctypes.CDLL(None).mount(0, 0, 0, 0, 0) != -1)", ["--syscalls=0"])

    def test_print_cg_root(self):
        root = self.isolate("--print-cg-root").stdout.decode().strip()
        self.assertTrue(os.path.isdir(root), root)

    def test_a_named_cg_root(self):
        """Taken when it is one of version 2; what is none is refused."""
        found = self.isolate("--print-cg-root").stdout.decode().strip()
        second = os.path.exists(f"{found}/cgroup.controllers")
        self.addCleanup(self.write_config)
        for folder, good in ((f"{self.folder}/shared", False), (found, second)):
            with open(f"{self.folder}/cgroup", "w", encoding="utf-8") as file:
                file.write(f"{folder}\n")
            for text in (folder, f"auto:{self.folder}/cgroup"):
                self.write_config(cg_root=text)
                outcome = self.isolate("--print-cg-root", code=0 if good else 2)
                self.assertIn(folder, outcome.stdout.decode() if good else outcome.stderr)
        self.write_config(cg_root=f"auto:{self.folder}/none")
        self.isolate("--print-cg-root", code=2)

    def test_init_prints_the_box_and_empties_it(self):
        self.put("left", b"")
        self.assertEqual(f"{self.folder}/boxes/0/box", self.box)
        self.init()
        self.assertEqual([], os.listdir(self.box))

    def test_cleanup_twice_and_run_without_init(self):
        self.isolate("--cleanup")
        self.isolate("--cleanup")
        self.assertFalse(os.path.exists(os.path.dirname(self.box)))
        outcome = self.run_in_box("/bin/true", code=2)
        self.assertEqual("XX", outcome.meta["status"])
        self.assertIn("not initialised", outcome.meta["message"])

    def test_control_groups_at_init_and_run(self):
        self.assertIn("initialised without --cg", self.isolate("--cg", "--run", "--", "/bin/true", code=2).stderr)
        self.init("--cg")
        self.assertIn("initialised with --cg", self.run_in_box("/bin/true", code=2).meta["message"])
        self.isolate("--cg", "--run", "--", "/bin/true")
        self.init()
        self.run_in_box("/bin/true")

    def test_a_link_named_isolate(self):
        link = f"{self.folder}/isolate"
        os.symlink(shared.binary, link)
        self.addCleanup(os.unlink, link)
        done = subprocess.run([link, "-b3", "--init"], env={"ISOLATE_CONFIG_FILE": self.config}, stdout=subprocess.PIPE, check=True)
        self.assertEqual(f"{self.folder}/boxes/3\n".encode(), done.stdout)
        self.isolate("-b3", "--cleanup")

    def test_boxes_whose_folder_others_can_move(self):
        os.mkdir(f"{self.folder}/open")
        os.chmod(f"{self.folder}/open", 0o777)
        self.write_config(box_root=f"{self.folder}/open/boxes")
        self.isolate("--init", code=2)
        self.write_config()


class Endings(WithBoxes):
    def test_fine(self):
        outcome = self.run_in_box("/bin/true")
        self.assertRegex(outcome.stderr, r"^OK \(\d+\.\d{3} sec real, \d+\.\d{3} sec wall\)\n$")
        self.assertEqual({"time", "time-wall", "max-rss", "csw-voluntary", "csw-forced", "exitcode"}, set(outcome.meta))
        self.assertEqual("0", outcome.meta["exitcode"])
        for key in ("time", "time-wall"):
            self.assertTrue(re.fullmatch(r"\d+\.\d{3}", outcome.meta[key]), outcome.meta)

    def test_exit_code(self):
        outcome = self.shell("exit 7", code=1)
        self.assertEqual(("7", "RE", "Exited with error status 7"),
                         (outcome.meta["exitcode"], outcome.meta["status"], outcome.meta["message"]))
        self.assertEqual("Exited with error status 7\n", outcome.stderr)

    def test_signal(self):
        outcome = self.shell("kill -SEGV $$", code=1)
        self.assertEqual(("11", "SG", "Caught fatal signal 11"),
                         (outcome.meta["exitsig"], outcome.meta["status"], outcome.meta["message"]))
        self.assertNotIn("exitcode", outcome.meta)

    def test_what_cannot_be_executed(self):
        self.put("text", b"no program", 0o755)
        for command, error in (("/box/none", "No such file or directory"), ("./text", "Exec format error"),
                               ("/box", "Permission denied")):
            outcome = self.run_in_box(command, code=2)
            self.assertEqual({"status": "XX", "message": f'execve("{command}"): {error}'}, outcome.meta)

    def test_names_with_line_feeds_are_no_lines_of_the_meta_file(self):
        forged = "none\nstatus:OK\x1b\nexitcode:0\nmessage:x"
        for options, command in (([], f"/box/{forged}"), (["-i", forged], "/bin/true"), (["-c", forged], "/bin/true")):
            meta = self.run_in_box(command, options=options, code=2).meta
            self.assertEqual({"status", "message"}, set(meta))
            self.assertEqual("XX", meta["status"])
            self.assertIn("none?status:OK??exitcode:0", meta["message"])

    def test_meta_on_stdout_and_silence(self):
        outcome = self.isolate("-s", "-M", "-", "--run", "/bin/sh", "-c", "exit 3", code=1)
        self.assertEqual("3", parsed(outcome.stdout.decode())["exitcode"])
        self.assertEqual("", outcome.stderr)

    def test_verbose(self):
        self.assertIn("/box is ./box", self.isolate("-v", "--run", "--", "/bin/true").stderr)

    def test_orphans_do_not_outlive_it(self):
        self.shell("(setsid sleep 50 &) ; (trap '' HUP TERM; sleep 50) & exit 0")


class Streams(WithBoxes):
    def test_redirections_start_in_the_box(self):
        self.put("in", b"words\n")
        outcome = self.shell("cat; echo wrong >&2; pwd >&2", ["-i", "in", "--stdout=out", "-r", "err"])
        self.assertEqual((b"", b"words\n", b"wrong\n/box\n"), (outcome.stdout, self.read("out"), self.read("err")))
        self.assertEqual(0, os.stat(f"{self.box}/out").st_uid)

    def test_stderr_to_stdout(self):
        self.shell("echo a; echo b >&2", ["-o", "out", "--stderr-to-stdout"])
        self.assertEqual(b"a\nb\n", self.read("out"))

    def test_inherited(self):
        with open(self.config, "rb") as stdin:
            outcome = self.shell("head -c 8; echo wrong >&2", stdin=stdin)
        self.assertEqual(b"box_root", outcome.stdout)
        self.assertTrue(outcome.stderr.startswith("wrong\nOK "), outcome.stderr)

    def test_chdir(self):
        self.assertEqual(b"/usr/bin\n", self.shell("pwd", ["-c", "usr/bin"]).stdout)
        self.assertEqual(b"/usr\n", self.shell("pwd", ["--chdir=/usr"]).stdout)
        self.assertIn("chdir", self.shell("pwd", ["-c", "none"], code=2).meta["message"])

    def test_what_is_not_there(self):
        self.assertEqual('open("none"): No such file or directory', self.shell("", ["-i", "none"], code=2).meta["message"])

    def test_a_fifo_waits_for_its_writer_only_as_long_as_the_wall_limit(self):
        os.mkfifo(f"{self.folder}/shared/fifo", 0o666)
        os.chmod(f"{self.folder}/shared/fifo", 0o666)
        process = self.start("-d", f"pipes={self.folder}/shared:rw", "-i", "/pipes/fifo", "--run", "--", "/bin/cat",
                             stdout=subprocess.PIPE)
        with open(f"{self.folder}/shared/fifo", "wb") as fifo:
            fifo.write(b"late\n")
        self.assertEqual(b"late\n", process.stdout.read())
        process.stdout.close()
        self.assertEqual(0, process.wait(30))

    def test_descriptors(self):
        script = "import os\nprint(*[f for f in range(3, 100) if os.path.exists(f'/proc/self/fd/{f}')])"
        read, write = os.pipe()
        os.set_inheritable(write, True)
        self.assertEqual(0, len(set(self.python(script, pass_fds=[write]).stdout.split()) - {b"3"}))
        self.python(f"import os\nos.write({write}, b'through')", ["--inherit-fds"], pass_fds=[write])
        os.close(write)
        self.assertEqual(b"through", os.read(read, 100))
        os.close(read)

    def test_tty_hack(self):
        script = "import os\nprint(os.tcgetpgrp(0) == os.getpgrp(), os.isatty(0), os.path.exists('/dev/tty'))"
        for option, expected in (("--tty-hack", b"True True True"), ("-v", b"Inappropriate ioctl")):
            self.assertIn(expected, self.in_terminal(option, "--run", "--", "/usr/bin/python3", "-c", script))


class Environment(WithBoxes):
    def variables(self, *options):
        outcome = self.run_in_box("/usr/bin/env", options=options, environment={"GIVEN": "1", "OTHER": "2"})
        return dict(line.split("=", 1) for line in outcome.stdout.decode().splitlines())

    def test_rules(self):
        fixed = {"LIBC_FATAL_STDERR_": "1"}
        self.assertEqual(fixed, self.variables())
        self.assertEqual(fixed | {"GIVEN": "1"}, self.variables("-E", "GIVEN", "-ENONE"))
        self.assertEqual(fixed | {"A": "b=c"}, self.variables("--env=A=a", "--env=A=b=c"))
        self.assertEqual(fixed, self.variables("-EA=1", "-EA="))
        self.assertEqual({}, self.variables("-ELIBC_FATAL_STDERR_="))

    def test_full_environment_comes_first(self):
        seen = self.variables("-E", "OTHER=", "-EGIVEN=3", "-e")
        self.assertNotIn("OTHER", seen)
        self.assertEqual("3", seen["GIVEN"])
        self.assertEqual(self.config, seen["ISOLATE_CONFIG_FILE"])


class Folders(WithBoxes):
    def setUp(self):
        super().setUp()
        self.out = f"{self.folder}/shared/out"
        os.makedirs(f"{self.out}/inner", exist_ok=True)
        os.chmod(self.out, 0o777)
        with open(f"{self.out}/file", "w", encoding="utf-8") as file:
            file.write("shown\n")

    def test_defaults(self):
        seen = self.shell("cd /; echo *; cd dev; echo *; : > /tmp/x; : > /box/x; (: > /usr/x) 2>&1", code=1).stdout
        self.assertEqual(b"bin box dev lib lib64 proc tmp usr\nfd full null random shm stderr stdin stdout urandom zero\n"
                         b"/bin/sh: 1: cannot create /usr/x: Read-only file system\n", seen)

    def test_bound_read_only_and_writable(self):
        self.assertEqual(b"shown\n", self.shell("cat /in/file", ["-d", f"in={self.out}"]).stdout)
        self.shell(": > /in/new", ["-d", f"in={self.out}"], code=1)
        self.shell(": > /in/new", ["-d", f"in={self.out}:rw"])
        self.assertTrue(os.path.exists(f"{self.out}/new"))
        self.assertEqual(b"shown\n", self.shell(f"cat {self.out}/file", [f"--dir={self.out}"]).stdout)

    def test_a_place_below_another(self):
        self.assertEqual(b"a\n", self.shell("echo a; ls /deep/er", ["-d", f"deep/er={self.out}/inner"]).stdout)
        rules = ["-d", f"in={self.out}", "-d", "in/inner=/usr/bin"]
        self.assertEqual(b"env\n", self.shell("cd /in/inner; echo env", rules).stdout)
        rules = ["-d", f"in={self.out}", "-d", "in/none=/usr/bin"]
        self.assertIn("in/none", self.shell("", rules, code=2).meta["message"])
        self.assertFalse(os.path.exists(f"{self.out}/none"))

    def test_a_place_through_a_link(self):
        os.symlink("/", f"{self.out}/up")
        self.addCleanup(os.unlink, f"{self.out}/up")
        self.shell("", ["-d", f"in={self.out}:rw", "-d", "in/up/usr=/usr/bin"], code=2)

    def test_maybe_and_removal(self):
        self.shell("", ["-d", "none=/no/such"], code=2)
        self.shell("test ! -e /none", ["-d", "none=/no/such:maybe"])
        self.shell("test ! -e /tmp", ["-d", "tmp="])
        self.assertEqual(b"shown\n", self.shell("cat /tmp/file", ["-d", "tmp=", "-d", f"tmp={self.out}"]).stdout)

    def test_noexec(self):
        self.put("program", b"#!/bin/sh\necho ran\n", 0o755)
        self.assertEqual(b"ran\n", self.shell("./program").stdout)
        self.shell("./program", ["--dir=box=./box:rw:noexec"], code=1)

    def test_devices(self):
        os.mknod(f"{self.out}/zero", 0o20666, os.makedev(1, 5))
        os.chmod(f"{self.out}/zero", 0o666)
        self.addCleanup(os.unlink, f"{self.out}/zero")
        self.shell("head -c 1 /in/zero", ["-d", f"in={self.out}"], code=1)
        self.shell("head -c 1 /in/zero", ["-d", f"in={self.out}:dev"])

    def test_file_systems(self):
        self.shell("test ! -e /proc/cpuinfo; test -e /proc/self/status")
        self.shell("test -e /proc/cpuinfo", ["-d", "proc=proc:fs"])
        self.shell("test -e /sys/kernel", ["-d", "sys=sysfs:fs"])
        self.shell("test -e /sysfs/kernel", ["-d", "sysfs:fs"])
        self.shell("", ["-d", "x=nosuchfs:fs"], code=2)

    def test_temporary(self):
        self.shell(": > /t/x", ["-d", "t:tmp"])
        self.shell("test ! -e /t/x", ["-d", "t:tmp"])

    def test_the_size_of_temporary_folders(self):
        self.write_config(tmp_size=64)
        self.addCleanup(self.write_config)
        self.shell("head -c 60000 /dev/zero > /tmp/x")
        self.shell("head -c 70000 /dev/zero > /tmp/x", code=1)

    def test_not_recursive(self):
        subprocess.run(["mount", "-t", "tmpfs", "tmpfs", f"{self.out}/inner"], check=True)
        self.addCleanup(subprocess.run, ["umount", f"{self.out}/inner"], check=True)
        with open(f"{self.out}/inner/file", "w", encoding="utf-8"):
            pass
        self.shell("test -e /in/inner/file", ["-d", f"in={self.out}"])
        self.shell(": > /in/inner/file", ["-d", f"in={self.out}"], code=1)
        self.shell("test -d /in/inner -a ! -e /in/inner/file", ["-d", f"in={self.out}:norec"])

    def test_no_default_folders(self):
        self.assertEqual(b"bin box lib lib64 usr\n", self.shell(
            "cd /; echo *", ["-D", "-dbin", "-dusr", "-dlib", "-dlib64", "-dbox=./box:rw"]).stdout)

    def test_the_hosts_dev(self):
        outcome = self.shell("test -e /dev/mem; find /dev/shm /dev/mqueue -mindepth 1", ["-d", "dev=/dev:dev"], code=None)
        self.assertEqual(b"", outcome.stdout)

    def test_special_files(self):
        script = "mkdir d; ln -s / d/link; mkfifo d/fifo; : > d/file; python3 -c 'import socket; socket.socket(1).bind(\"s\")'"
        self.shell(script)
        self.assertEqual((["d"], ["file"]), (os.listdir(self.box), os.listdir(f"{self.box}/d")))
        self.init()
        self.shell(script, ["--special-files"])
        self.assertEqual({"link", "fifo", "file"}, set(os.listdir(f"{self.box}/d")))
        self.assertEqual(0, os.lstat(f"{self.box}/d/link").st_uid)


class Network(WithBoxes):
    def test_a_loopback_of_its_own(self):
        with socket.create_server(("127.0.0.1", 0)) as server:
            port = server.getsockname()[1]
            script = f"""
import socket, threading
for port in ({port}, 0):
    try:
        if port == 0:
            own = socket.create_server(('127.0.0.1', 0))
            port = own.getsockname()[1]
        socket.create_connection(('127.0.0.1', port), 5)
        print('connected')
    except OSError as e: print(e.strerror)
"""
            self.assertEqual(b"Connection refused\nconnected\n", self.python(script).stdout)
            self.assertEqual(b"connected\nconnected\n", self.python(script, ["--share-net"]).stdout)


class Groups(WithBoxes):
    groups = True

    def test_meta(self):
        outcome = self.run_in_box("/bin/true", options=["--cg-timing"])
        self.assertIn("cg-mem", outcome.meta)
        self.assertNotIn("cg-oom-killed", outcome.meta)
        self.assertEqual([], groups_left())

    def test_box_users_are_leased(self):
        import fcntl
        with open(f"/run/evalx-isolate/uid-{FIRST_UID}", "w", encoding="utf-8") as lease:
            fcntl.flock(lease, fcntl.LOCK_EX)
            self.assertIn("in use", self.run_in_box("/bin/true", code=2).stderr)

    def test_figures_start_anew(self):
        grown = self.python("b = bytearray(80 << 20)\nfor _ in range(4000000): pass")
        small = self.run_in_box("/bin/true")
        self.assertGreater(int(grown.meta["cg-mem"]), 80 << 10)
        self.assertLess(int(small.meta["cg-mem"]), 10 << 10)
        self.assertLess(float(small.meta["time"]), float(grown.meta["time"]) / 2)

    def test_the_daemon_leaves_the_boxes_alone(self):
        from evalx_isolate import Daemon
        process = self.start("--cg", "-p", "-o", "out", "--run", "--", "/bin/sh", "-c", "echo up; sleep 1; echo done")
        wait_until(lambda: os.path.exists(f"{self.box}/out") and self.read("out") == b"up\n", "the program runs")
        daemon = Daemon(shared.binary, uids=f"{FIRST_UID}-{FIRST_UID + 20}", connections=2)
        self.addCleanup(daemon.remove)
        with daemon.slot() as slot:
            self.assertNotEqual(str(FIRST_UID).encode(), slot.shell("id -u").stdout.strip())
        daemon.stop()
        self.assertEqual(0, process.wait(30), process.stderr.read())
        self.assertEqual(b"up\ndone\n", self.read("out"))


if __name__ == "__main__":
    unittest.main()
