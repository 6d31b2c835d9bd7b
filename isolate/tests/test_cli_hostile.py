"""Programs that attack the command, its caller and the host from inside a box."""

import os
import shutil
import signal
import subprocess
import unittest

from cli_boxes import WithBoxes, groups_left, parsed
from evalx_isolate import children, processes_of, wait_until
from shared import FIRST_UID, LAST_UID
from test_closed import CALLS, REFUSED


class Planted(WithBoxes):
    def secret(self):
        path = f"{self.folder}/secret"
        with open(path, "w", encoding="utf-8") as file:
            file.write("root's\n")
        os.chmod(path, 0o600)
        return path

    def test_a_link_in_place_of_an_output(self):
        secret = self.secret()
        for target in (secret, "/etc/evalx-planted", f"/proc/1/root{secret}", "/proc/self/exe"):
            self.shell(f"ln -sf {target} out", ["--special-files"])
            outcome = self.shell("echo in", ["-o", "out"], code=2)
            self.assertIn('open("out")', outcome.meta["message"])
        self.assertFalse(os.path.exists("/etc/evalx-planted"))
        with open(secret, encoding="utf-8") as file:
            self.assertEqual("root's\n", file.read())

    def test_a_link_in_place_of_the_input(self):
        self.shell(f"ln -s {self.secret()} in; ln -s /proc/1/environ env", ["--special-files"])
        self.shell("cat", ["-i", "in"], code=2)
        self.shell("cat", ["-i", "env"], code=2)

    def test_a_link_that_stays_inside(self):
        self.shell("ln -s real out", ["--special-files"])
        self.shell("echo through", ["-o", "out", "--special-files"])
        self.assertEqual(b"through\n", self.read("real"))

    def test_a_link_in_place_of_a_folder(self):
        secret = self.secret()
        os.mkdir(f"{self.folder}/victim")
        self.shell(f"mkdir d; ln -s {self.folder}/victim d/link; ln -s {secret} d/file", ["--special-files"])
        self.shell("true")
        self.assertEqual((0, 0o600), (os.stat(secret).st_uid, os.stat(secret).st_mode & 0o777))
        self.assertEqual(0, os.stat(f"{self.folder}/victim").st_uid)
        os.rmdir(f"{self.folder}/victim")

    def test_set_id_files_cannot_be_made(self):
        """Neither in the box nor in a folder of the caller's, where others could run them."""
        shared = f"{self.folder}/writable"
        os.mkdir(shared)
        os.chmod(shared, 0o777)
        script = CALLS + """
import struct
os.chdir('/shared')
open('s', 'w')
fd = os.open('s', os.O_RDONLY)
how = struct.pack('QQQ', os.O_CREAT | os.O_WRONLY, 0o4755, 0)
for mode in 0o4755, 0o2755, 0o7777:
    print(call(90, b's', mode), call(91, fd, mode), call(268, -100, b's', mode), call(452, -100, b's', mode, 0),
          call(2, b'a', 0o101, mode), call(257, -100, b'b', 0o101, mode), call(257, -100, b'.', 0o20200001, mode),
          call(85, b'c', mode), call(437, -100, b'd', how, 24), call(133, b'g', 0o100000 | mode, 0),
          call(259, -100, b'h', 0o100000 | mode, 0))
print(call(90, b's', 0o1755), call(257, -100, b'i', 0o101, 0o644), call(257, -100, b's', 0, 0o4755), call(83, b'k', 0o1777))
"""
        lines = self.python(script, ["-d", f"shared={shared}:rw"]).stdout.decode().splitlines()
        unknown = {3, 8}  # fchmodat2, to which old kernel headers give no number, and openat2
        for line in lines[:3]:
            answers = line.split()
            self.assertEqual(["EPERM"] * 9, [answer for n, answer in enumerate(answers) if n not in unknown], line)
            self.assertTrue(answers[3] in ("EPERM", "ENOSYS") and answers[8] == "ENOSYS", line)
        self.assertEqual("ok ok ok ok", lines[3])
        self.assertEqual(["i", "k", "s"], sorted(os.listdir(shared)))

    def test_folders_with_a_set_group_id_bit_are_copied(self):
        """Their children inherit it, and cp -r asks for the same; the kernel makes no folder with one that is asked for."""
        os.mkdir(f"{self.box}/group")
        os.mkdir(f"{self.box}/group/sub")
        os.chmod(f"{self.box}/group", 0o2755)
        self.shell("cp -r group copy && mkdir -m 755 group/new")
        self.assertEqual({0o755}, {os.stat(f"{self.box}/{name}").st_mode & 0o7777 for name in ("copy", "copy/sub")})
        self.python("import os\nos.umask(0)\nos.mkdir('made', 0o7777)")
        self.assertEqual(0o1777, os.stat(f"{self.box}/made").st_mode & 0o7777)

    def test_set_id_files_of_roots_lose_it(self):
        self.put("s", b"", 0o6755)
        self.shell("chmod 777 .")
        self.assertEqual((0, 0o755), (os.stat(f"{self.box}/s").st_uid, os.stat(f"{self.box}/s").st_mode & 0o7777))
        self.assertEqual(0o700, os.stat(self.box).st_mode & 0o7777)

    def test_files_of_others_with_names_elsewhere(self):
        foreign = f"{self.folder}/foreign"
        with open(foreign, "w", encoding="utf-8"):
            pass
        os.chown(foreign, 12345, 12345)
        os.link(foreign, f"{self.box}/linked")
        self.shell("true")
        self.assertEqual(12345, os.stat(foreign).st_uid)


class Trees(WithBoxes):
    DEEP = "import os\nfor n in range({}):\n    os.mkdir('d'); os.chdir('d')\nopen('end', 'w')\n"

    def test_deep(self):
        self.python(self.DEEP.format(90))
        self.assertEqual(0, os.stat(self.box + "/d" * 90 + "/end").st_uid)
        self.python(self.DEEP.format(5000).replace("'d'", "'e'"))
        depth, path = 0, self.box
        while os.path.isdir(f"{path}/e"):
            depth, path = depth + 1, f"{path}/e"
        self.assertEqual(100, depth)

    def test_deep_when_it_is_removed(self):
        subprocess.run(["/usr/bin/python3", "-c", self.DEEP.format(3000)], cwd=self.box, check=True)
        self.isolate("--cleanup")
        self.assertFalse(os.path.exists(self.box))

    def test_many_odd_and_locked(self):
        self.python("""
import os
for n in range(5000): open(f'f{n}', 'w')
for name in ('\\n', ' ', '\\xff' * 120, '-rf', '..a', '...', '*', '\\\\'):
    os.mkdir(name); open(name + '/' + name, 'w'); os.chmod(name + '/' + name, 0); os.chmod(name, 0)
with open('sparse', 'w') as f: f.truncate(1 << 42)
os.link('f1', 'other')
""", ["-n", "100"])
        self.assertEqual({0}, {os.lstat(f"{self.box}/{name}").st_uid for name in os.listdir(self.box)})
        self.isolate("--cleanup")
        self.assertFalse(os.path.exists(self.box))


class Inside(WithBoxes):
    groups = True

    def test_system_calls(self):
        script = CALLS + f"for name, number, arguments in {REFUSED!r}:\n  print(name, call(number, *arguments))\n"
        answers = [line.rsplit(" ", 1) for line in self.python(script).stdout.decode().splitlines()]
        self.assertEqual([[name, "EPERM"] for name, _, _ in REFUSED], answers)

    def test_credentials(self):
        text = self.shell("grep -E '^(Uid|Gid|Cap|Groups|NoNewPrivs|Seccomp:)' /proc/self/status").stdout.decode()
        self.assertEqual(5, text.count("0000000000000000"), text)
        self.assertIn("NoNewPrivs:\t1", text)
        self.assertIn("Seccomp:\t2", text)
        self.assertIn("Uid:" + f"\t{FIRST_UID}" * 4, text)
        self.assertIn("Gid:" + f"\t{FIRST_UID}" * 4, text)
        self.assertEqual("", text.split("Groups:")[1].split("\n")[0].strip())

    def test_setuid_programs(self):
        """It makes anybody outside root, but nobody in a box, from where it can be reached."""
        folder = f"{self.folder}/shared"
        shutil.copy("/usr/bin/id", f"{folder}/id")
        os.chmod(f"{folder}/id", 0o4755)
        self.addCleanup(os.unlink, f"{folder}/id")
        outside = subprocess.run([f"{folder}/id", "-u"], user=12345, stdout=subprocess.PIPE, check=True)
        self.assertEqual(b"0\n", outside.stdout)
        for option in ("", ":rw", ":dev"):
            outcome = self.run_in_box("/in/id", "-u", options=["-d", f"in={folder}{option}"])
            self.assertEqual(f"{FIRST_UID}\n".encode(), outcome.stdout)

    def test_namespaces(self):
        names = ("mnt", "pid", "ipc", "net", "uts", "cgroup")
        seen = self.shell("readlink " + " ".join(f"/proc/self/ns/{name}" for name in names)).stdout.decode().split()
        self.assertFalse(set(seen) & {os.readlink(f"/proc/self/ns/{name}") for name in names})

    def test_nothing_of_the_host(self):
        outcome = self.shell(
            "for f in /etc /root /home /run /var /sys /old /proc/1/environ /proc/1/root /proc/1/maps /proc/1/fd /proc/kcore"
            " /dev/vda /dev/tty /dev/kvm; do ls $f 2>/dev/null && echo $f; done; cat /proc/1/cmdline; kill -9 1; kill -9 -1",
            code=None)
        self.assertEqual(b"", outcome.stdout)

    def test_families(self):
        script = """
import socket
print(*sorted({f for f in range(0, 46) for kind in (1, 2, 3, 5) if works(f, kind)}))
"""
        helper = "def works(f, k):\n  import socket\n  try: socket.socket(f, k, 0).close(); return True\n  except OSError: return False\n"
        self.assertEqual(b"1 2 10 16\n", self.python(helper + script).stdout)
        self.assertEqual(b"1 2 10 16\n", self.python(helper + script, ["--share-net"]).stdout)

    def test_what_may_be_asked_of_a_terminal(self):
        """Not to type into it, nor another line discipline; what programs and the C library ask is answered."""
        script = """
import fcntl, os, struct
def ask(command):
    try: return fcntl.ioctl(0, command, bytes(64)) and 'ok'
    except OSError as e: return os.strerror(e.errno)
print({ask(command) for command in (0x5401, 0x802c542a, 0x5413, 0x540f, 0x541b, 0x5411, 0x5429)})
import termios; termios.tcdrain(1); termios.tcflush(0, termios.TCIFLUSH)
print({ask(command) for command in (0x5412, 0x541c, 0x5423, 0x5424, 0x540e, 0x540c, 0x5422, 0x540a, 0x5425, 0x5432, 0x12345678)})
"""
        seen = self.in_terminal("--cg", "--tty-hack", "--run", "--", "/usr/bin/python3", "-c", script)
        self.assertIn(b"{'ok'}\r\n{'Inappropriate ioctl for device'}\r\n", seen)

    def test_closing_everything_and_flooding(self):
        process = self.start("--cg", "-w", "1", "--run", "--", "/usr/bin/yes", stdout=subprocess.PIPE)
        self.assertEqual(1, process.wait(30), process.stderr.read())  # nobody reads: the wall limit ends it
        process.stdout.close()
        self.python("import os\nfor n in range(64):\n  try: os.close(n)\n  except OSError: pass")


BOMB = "trap '' TERM HUP; for i in 1 2 3; do (setsid sleep 30 &) ; sleep 30 & done; echo ready; sleep 30"


class Kills(WithBoxes):
    groups = True

    def running(self, *options):
        process = self.start(*options, "--cg", "-p", "-o", "out", "--run", "--", "/bin/sh", "-c", BOMB)
        wait_until(lambda: os.path.exists(f"{self.box}/out") and self.read("out") == b"ready\n"
                   and len(processes_of(FIRST_UID, LAST_UID)) >= 7, "the run is under way")
        return process, children(process.pid)

    def nothing_left(self, chain):
        wait_until(lambda: not any(os.path.exists(f"/proc/{pid}") for pid in chain), "its processes end")
        self.assertEqual([], processes_of(FIRST_UID, LAST_UID))

    def test_the_command(self):
        process, chain = self.running()
        process.kill()
        process.wait()
        self.run_in_box("/bin/true")  # waits for the keeper, not for --wait
        self.nothing_left(chain)
        self.assertEqual(0, os.stat(f"{self.box}/out").st_uid)
        self.assertEqual([], groups_left())

    def test_terminate(self):
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            process, chain = self.running("-M", f"{self.folder}/meta")
            process.send_signal(signal.SIGUSR1)
            process.send_signal(number)
            self.assertEqual(1, process.wait(30))
            self.assertEqual(b"Interrupted\n", process.stderr.read())
            with open(f"{self.folder}/meta", encoding="utf-8") as file:
                meta = parsed(file.read())
            self.assertEqual(("SG", str(int(number)), "1", "Interrupted"),
                             tuple(meta[key] for key in ("status", "exitsig", "killed", "message")))
            self.assertIn("time-wall", meta)
            self.nothing_left(chain)
            self.assertEqual([], groups_left())
            os.unlink(f"{self.box}/out")

    def test_a_caller_that_ignores_the_end_of_children(self):
        self.isolate("--cg", "--run", "--", "/bin/false", code=1,
                     preexec_fn=lambda: signal.signal(signal.SIGCHLD, signal.SIG_IGN))

    def test_the_keeper(self):
        process, chain = self.running()
        os.kill(chain[0], signal.SIGKILL)
        self.assertEqual(2, process.wait(30))
        self.nothing_left(chain)
        self.run_in_box("/bin/true")
        self.assertEqual(0, os.stat(f"{self.box}/out").st_uid)
        self.assertEqual([], groups_left())

    def test_init(self):
        process, chain = self.running()
        os.kill(chain[1], signal.SIGKILL)
        self.assertEqual(1, process.wait(30))
        self.nothing_left(chain)


if __name__ == "__main__":
    unittest.main()
