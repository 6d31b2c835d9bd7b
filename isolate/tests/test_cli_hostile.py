"""Programs that attack the command, its caller and the host from inside a box."""

import os
import signal
import subprocess
import unittest

from cli_boxes import WithBoxes, groups_left
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

    def test_setuid_files_lose_it(self):
        self.shell("cp /bin/true s; chmod 6755 s; mkdir d; chmod 7777 d; chmod 777 .")
        status = os.stat(f"{self.box}/s")
        self.assertEqual((0, 0), (status.st_uid, status.st_mode & 0o6000))
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
        self.shell("test $(id -u) = $(/usr/bin/find /usr/bin -perm -4000 | head -1 >/dev/null; id -u)")

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
        self.assertEqual(b"1 2 10\n", self.python(helper + script).stdout)
        self.assertEqual(b"1 2 10\n", self.python(helper + script, ["--share-net"]).stdout)

    def test_typing_into_the_terminal(self):
        script = "import fcntl\ntry: fcntl.ioctl(0, 0x5412, b'x')\nexcept OSError as e: print(e.errno)"
        self.assertEqual(b"1\n", self.python(script).stdout)

    def test_closing_everything_and_flooding(self):
        process = self.start("--cg", "-w", "1", "--run", "--", "/usr/bin/yes", stdout=subprocess.PIPE)
        self.assertEqual(1, process.wait(30), process.stderr.read())  # nobody reads: the wall limit ends it
        process.stdout.close()
        self.python("import os\nfor n in range(64):\n  try: os.close(n)\n  except OSError: pass")


BOMB = "trap '' TERM HUP; for i in 1 2 3; do (setsid sleep 30 &) ; sleep 30 & done; echo ready; sleep 30"


class Kills(WithBoxes):
    groups = True

    def running(self):
        process = self.start("--cg", "-p", "-o", "out", "--run", "--", "/bin/sh", "-c", BOMB)
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
            process, chain = self.running()
            process.send_signal(number)
            self.assertEqual(2, process.wait(30))
            self.nothing_left(chain)
            self.assertEqual([], groups_left())
            os.unlink(f"{self.box}/out")

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
