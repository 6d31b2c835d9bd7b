"""What must not work from inside a box. Each attack prints what it achieved, which must be nothing."""

import ctypes
import os
import shutil
import socket
import stat
import subprocess
import tempfile
import unittest
from pathlib import Path

from evalx_isolate import MIB, Daemon, Slot, children, wait_until
from shared import FIRST_UID, LAST_UID, WithDaemon, core_limit
import shared

CALLS = """
import ctypes, errno, os
libc = ctypes.CDLL(None, use_errno=True)
def call(number, *arguments):
    result = libc.syscall(number, *[ctypes.c_long(a) if isinstance(a, int) else a for a in arguments])
    return 'ok' if result >= 0 else errno.errorcode[ctypes.get_errno()]
"""

# x86-64 numbers: name, number, arguments
REFUSED = [
    ("ptrace", 101, (0, 0, 0, 0)), ("process_vm_readv", 310, (1, 0, 0, 0, 0, 0)),
    ("process_vm_writev", 311, (1, 0, 0, 0, 0, 0)), ("mount", 165, (0, 0, 0, 0, 0)), ("umount2", 166, (0, 0)),
    ("pivot_root", 155, (0, 0)), ("chroot", 161, (0,)), ("unshare", 272, (0x10000000,)), ("setns", 308, (0, 0)),
    ("open_by_handle_at", 304, (0, 0, 0)), ("name_to_handle_at", 303, (0, 0, 0, 0, 0)), ("keyctl", 250, (0, 0)),
    ("add_key", 248, (0, 0, 0, 0, 0)), ("request_key", 249, (0, 0, 0, 0)), ("bpf", 321, (0, 0, 0)),
    ("perf_event_open", 298, (0, 0, 0, 0, 0)), ("userfaultfd", 323, (0,)), ("io_uring_setup", 425, (1, 0)),
    ("io_uring_enter", 426, (0, 0, 0, 0)), ("io_uring_register", 427, (0, 0, 0, 0)), ("kexec_load", 246, (0, 0, 0, 0)),
    ("kexec_file_load", 320, (0, 0, 0, 0, 0)), ("init_module", 175, (0, 0, 0)), ("finit_module", 313, (0, 0, 0)),
    ("delete_module", 176, (0, 0)), ("reboot", 169, (0, 0, 0, 0)), ("swapon", 167, (0, 0)), ("settimeofday", 164, (0, 0)),
    ("clock_settime", 227, (0, 0)), ("adjtimex", 159, (0,)), ("sethostname", 170, (0, 0)), ("acct", 163, (0,)),
    ("quotactl", 179, (0, 0, 0, 0)), ("ioperm", 173, (0, 1, 1)), ("iopl", 172, (3,)), ("fanotify_init", 300, (0, 0)),
    ("sched_setattr", 314, (0, 0, 0)), ("seccomp", 317, (0, 0, 0)), ("vmsplice", 278, (1, 0, 0, 0)), ("pidfd_getfd", 438, (0, 0, 0)), ("kcmp", 312, (1, 1, 0, 0, 0)),
    ("open_tree", 428, (-100, 0, 1)), ("move_mount", 429, (0, 0, 0, 0, 0)), ("fsopen", 430, (0, 0)),
    ("fsconfig", 431, (0, 0, 0, 0, 0)), ("fsmount", 432, (0, 0, 0)), ("fspick", 433, (0, 0, 0)),
    ("mount_setattr", 442, (0, 0, 0, 0, 0)), ("personality", 135, (0x0400000,)), ("modify_ldt", 154, (0, 0, 0)),
    ("lookup_dcookie", 212, (0, 0, 0)), ("syslog", 103, (3, 0, 0)), ("vhangup", 153, ()), ("memfd_secret", 447, (0,)),
    ("clone newuser", 56, (0x10000011, 0, 0, 0, 0)), ("clone newns", 56, (0x00020011, 0, 0, 0, 0)),
    ("clone newpid", 56, (0x20000011, 0, 0, 0, 0)), ("clone newnet", 56, (0x40000011, 0, 0, 0, 0)),
]


class SystemCalls(WithDaemon):
    def test_refused(self):
        script = CALLS + f"for name, number, arguments in {REFUSED!r}:\n  print(name, call(number, *arguments))\n"
        report = self.slot.python(script, cpu=5)
        self.expect("exited 0", report)
        answers = [line.rsplit(" ", 1) for line in report.stdout.decode().splitlines()]
        self.assertEqual([[name, "EPERM"] for name, _, _ in REFUSED], answers)

    def test_init_is_left_alone(self):
        """Init has the program's user: signals to it must not make a run a failure of the sandbox."""
        script = CALLS + """
import struct
pair = struct.pack('QQ', 1, 1)
one = struct.pack('i', 0)
mask = struct.pack('Q', 1)
def each(pid):
    return [call(302, pid, 0, pair, 0) if pid == 1 else call(302, pid, 0, 0, 0), call(144, pid, 0, one),
            call(142, pid, one), call(203, pid, 8, mask), call(141, 0, pid, 19), call(62, pid, 0), call(200, pid, 0),
            call(234, pid, pid, 0), call(434, pid, 0)]
print(*each(1))
print(call(302, (1 << 32) + 1, 0, pair, 0), call(141, 1, 1, 19), call(141, 2, 0, 19))
print(*each(os.getpid()))
"""
        report = self.slot.python(script)
        self.assertEqual([["EPERM"] * 9, ["EPERM"] * 3, ["ok"] * 9],
                         [line.split() for line in report.stdout.decode().splitlines()], report)
        self.expect("exited 0", report)

    def test_shared_files_carry_no_word(self):
        script = CALLS + """
folder, file = os.open('/usr/bin', os.O_RDONLY), os.open('/usr/bin/env', os.O_RDONLY)
print(call(72, folder, 1026, 2), call(72, file, 1024, 0), call(72, file, 1, 0))
"""
        self.assertEqual(b"EPERM EPERM ok\n", self.slot.python(script).stdout)

    def test_unknown(self):
        script = CALLS + "print(call(435, 0, 0), call(451, 0), call(600), call(0x40000000 + 39), call(-1))"
        report = self.slot.python(script)
        self.assertEqual(b"ENOSYS ENOSYS ENOSYS ENOSYS ENOSYS\n", report.stdout, report)

    def test_the_cookie_is_not_there_to_find(self):
        script = CALLS + "print(call(165, 0, 0, 0, 0, 0, 0), call(165, 0, 0, 0, 0, 0, -1))"
        self.assertEqual(b"EPERM EPERM\n", self.slot.python(script).stdout)

    def test_a_32_bit_call_kills(self):
        code = b"\x7fELF\x01\x01\x01" + bytes(9)
        code += (2).to_bytes(2, "little") + (3).to_bytes(2, "little") + (1).to_bytes(4, "little")
        code += (0x08048054).to_bytes(4, "little") + (52).to_bytes(4, "little") + bytes(8)
        code += (52).to_bytes(2, "little") + (32).to_bytes(2, "little") + (1).to_bytes(2, "little") + bytes(6)
        body = bytes.fromhex("b801000000bb07000000cd80")  # exit(7) through int 0x80
        size = 0x54 + len(body)
        code += b"".join(n.to_bytes(4, "little") for n in (1, 0, 0x08048000, 0x08048000, size, size, 5, 0x1000))
        artifact = self.slot.store({"old": (code + body, True)})
        report = self.slot.run(["/app/old"], artifact=artifact)
        self.assertIn(report.verdict, ("signalled 31", "not started ENOEXEC", "signalled 11"), report)

    def test_nothing_is_written_out(self):
        self.assertEqual(b"ok ok\n", self.slot.python(CALLS + "print(call(162), call(306, 0))").stdout)


class Network(WithDaemon):
    def test_families(self):
        script = """
import socket
for family in range(0, 46):
    for kind in (1, 2, 3, 5):
        try:
            socket.socket(family, kind, 0)
            print(family, kind)
        except OSError:
            pass
"""
        unix, ip, ip6, interfaces = b"1 1\n1 2\n1 3\n1 5\n", b"2 1\n2 2\n", b"10 1\n10 2\n", b"16 2\n16 3\n"
        self.assertEqual(unix + ip + ip6 + interfaces, self.slot.python(script).stdout)

    def test_what_no_group_counts_is_little(self):
        """Connections that nobody accepts, and what waits in them."""
        script = """
import select, socket
listener = socket.socket()
room = listener.getsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF)
listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 30)
listener.bind(('127.0.0.1', 0))
listener.listen(4000)
clients = [socket.socket() for _ in range(200)]
for client in clients:
    client.setblocking(False)
    client.connect_ex(listener.getsockname())
connected = select.select([], clients, [], 0.5)[1]
print(listener.getsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF) == room <= 65536, 0 < len(connected) <= 32)
"""
        self.assertEqual(b"True True\n", self.slot.python(script).stdout)

    def test_abstract_sockets_of_the_host(self):
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind("\0evalx-isolate-test")
            listener.listen()
            report = self.slot.python(
                "import socket\ntry:\n  socket.socket(socket.AF_UNIX).connect('\\0evalx-isolate-test')\n  print('in')\n"
                "except OSError as e:\n  print(e.strerror)")
        self.assertEqual(b"Connection refused\n", report.stdout)

    def test_proc_net_is_unreadable(self):
        report = self.slot.shell(
            "for f in /proc/self/net/* /proc/self/net/*/* /proc/self/task/*/net/*; do cat $f && echo $f; done 2>/dev/null")
        self.assertEqual(b"", report.stdout)


class Files(WithDaemon):
    def test_only_what_is_listed(self):
        report = self.slot.shell("cd /; echo *; cd /dev; echo *; ls /old /app")
        system = {name for name in ("bin", "lib", "lib32", "lib64", "libx32", "sbin", "usr") if Path("/", name).exists()}
        self.assertEqual(
            " ".join(sorted(system | {"app", "box", "dev", "etc", "old", "proc", "tmp"})) + "\n"
            "fd full null random shm stderr stdin stdout urandom zero\n/app:\n\n/old:\n", report.stdout.decode())

    def test_settings_keep_their_times(self):
        """Bytecode and caches are only valid for a source with that time."""
        files = [path for path in (Path("/etc/ld.so.cache"), *Path("/etc").glob("python3*/*")) if path.is_file()]
        report = self.slot.run(["/usr/bin/stat", "-c", "%n %Y", *map(str, files)])
        self.assertEqual("".join(f"{path} {int(path.stat().st_mtime)}\n" for path in files), report.stdout.decode())

    def test_nothing_can_be_written(self):
        report = self.slot.shell(
            "for f in /x /usr/x /etc/x /dev/x /app/x /proc/x /lib/x /old/x /bin/sh /etc/passwd; do"
            " (echo x >> $f) 2>/dev/null && echo $f; done; mkdir /usr/d /d 2>/dev/null && echo made")
        self.assertEqual(b"", report.stdout)

    def test_secrets(self):
        report = self.slot.shell(
            "for f in /etc/shadow /etc/gshadow /etc/ssh /etc/ssl /root /home /run /var /sys /boot /mnt /srv /opt /work"
            " /proc/1/environ /proc/1/cmdline /proc/1/root /proc/1/maps /proc/1/mem /proc/1/fd /proc/self/net/unix"
            " /dev/mem /dev/kmsg /dev/vda /dev/tty /dev/kvm; do cat $f 2>/dev/null && echo $f;"
            " ls $f >/dev/null 2>&1 && echo listed $f; done;"
            " for f in kcore kmsg sysrq-trigger timer_list slabinfo vmallocinfo; do cat /proc/$f 2>/dev/null && echo $f; done;"
            " cat /proc/keys; grep -v ^0000000000000000 /proc/kallsyms | head -n 1")
        self.assertEqual(b"", report.stdout.replace(b"listed /proc/self/net/unix\n", b""))

    def test_keys_of_the_session_in_which_the_daemon_was_started(self):
        libc = ctypes.CDLL(None)
        libc.syscall(250, 1, b"evalx-test-session")  # keyctl: join
        libc.syscall(248, b"user", b"evalx-test-key", b"x", 1, -3)  # add_key, to this session
        with open("/proc/keys", "rb") as keys:
            self.assertIn(b"evalx-test-key", keys.read())
        daemon = Daemon(shared.binary, uids="62000-62100")
        self.addCleanup(daemon.remove)
        self.addCleanup(daemon.stop)
        with daemon.slot() as slot:
            self.assertEqual(b"", slot.shell("cat /proc/keys").stdout)

    def test_settings_of_the_kernel_cannot_be_changed(self):
        report = self.slot.shell("find /proc/sys /proc/self/ -maxdepth 3 -type f -writable 2>/dev/null | head -n 3;"
                                 " echo 1 2>/dev/null > /proc/sys/kernel/ns_last_pid && echo changed; true")
        self.assertEqual(b"", report.stdout)

    def test_escapes(self):
        report = self.slot.shell(
            "cd /box; ln -s / up; cat up/../../../etc/hostname; cat /proc/self/root/etc/hostname;"
            " cat /proc/self/cwd/../../../../etc/hostname; ls /proc/*/root/root 2>/dev/null")
        self.assertEqual(b"box\nbox\nbox\n", report.stdout)

    def test_devices(self):
        report = self.slot.shell("mknod n c 1 3 2>/dev/null && echo made; mkfifo f && echo fifo; : > /dev/null && echo null")
        self.assertEqual(b"fifo\nnull\n", report.stdout)

    def test_setuid(self):
        report = self.slot.shell("cp /bin/sh s; chmod 6755 s; ./s -c 'id -u; id -ru'; grep -c . /proc/self/status;"
                                 " find /usr/bin -perm -4000 -exec {} --help \\; >/dev/null 2>&1; id -u")
        lines = report.stdout.decode().split()
        self.assertTrue(FIRST_UID <= int(lines[0]) <= LAST_UID, lines)
        self.assertEqual(lines[0], lines[1])

    def test_room_is_bounded(self):
        report = self.slot.python("""
import os
def fill(folder):
    size = count = 0
    try:
        with open(folder + '/big', 'wb', buffering=0) as f:
            while True: size += f.write(bytes(65536))
    except OSError: pass
    os.unlink(folder + '/big')
    try:
        while True:
            open(f'{folder}/{count}', 'w').close()
            count += 1
    except OSError: pass
    return size, count
for folder in ('/box', '/tmp'): print(*fill(folder))
""", file=4 * MIB, cpu=10)
        for line in report.stdout.decode().splitlines():
            size, count = map(int, line.split())
            self.assertLessEqual(size, 4 * MIB)
            self.assertLess(count, 16400)
        self.assertEqual(2, len(report.stdout.splitlines()), report)

    def test_nothing_is_left_for_the_next_run(self):
        self.slot.shell("touch /box/a /tmp/b /dev/shm/c; ipcmk -M 100 -Q -S 1; mkfifo /tmp/f")
        report = self.slot.shell("find /box /tmp /dev/shm/ -mindepth 1; ipcs | grep -c 0x; true")
        self.assertEqual(b"0\n", report.stdout)

    def test_input_of_others(self):
        with self.daemon.slot() as other:
            other.start(["/bin/sleep", "9"], stdin=b"the secret\n", env=["SECRET=1"])
            report = self.slot.shell("ls /proc | grep '^[0-9]*$' | wc -l; cat /proc/*/environ | tr '\\0' '\\n' | grep SECRET")
            self.assertLess(int(report.stdout), 8)


class Answers(WithDaemon):
    """What judges read lies in the store, beside the programs that they judge."""

    # Prints the marks in all that it can read: files, descriptors and memory of every process that it sees.
    SEARCH = """
import os, re, stat
found = set()
system = {"/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32"}
def look(path, places=((0, 1 << 20),)):
    try:
        file = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    except OSError:
        return
    for at, size in places if stat.S_ISREG(os.fstat(file).st_mode) else ():
        try:
            found.update(re.findall(rb"mark-[0-9a-f]{32}", os.pread(file, size, at)))
        except (OSError, OverflowError):
            pass
    os.close(file)
for folder, folders, files in os.walk("/"):
    folders[:] = [name for name in folders if os.path.join(folder, name) not in system]
    for name in files:
        look(os.path.join(folder, name))
for pid in filter(str.isdigit, os.listdir("/proc")):
    for fd in range(64):
        look(f"/proc/{pid}/fd/{fd}")
    try:
        areas = [line.split()[0].split("-") for line in open(f"/proc/{pid}/maps")]
    except OSError:
        continue
    look(f"/proc/{pid}/mem", [(int(a, 16), min(int(b, 16) - int(a, 16), 8 << 20)) for a, b in areas])
print(*(mark.decode() for mark in found))
"""

    def test_not_found_by_the_program_that_is_judged(self):
        mark = b"mark-" + os.urandom(16).hex().encode()
        answer = self.slot.store({"stdin": mark})
        program = self.slot.store({"main.py": self.SEARCH.encode()})
        command, options = ["/usr/bin/python3", "/app/main.py"], {"artifact": program, "cpu": 10}
        with self.daemon.slot() as judge:
            judge.start(["/bin/sh", "-c", "echo begun; exec sleep 9"], live=True, given=(answer,))
            judge.receive()
            report = self.slot.run(command, **options)
        self.assertEqual((b"\n", "exited 0"), (report.stdout, report.verdict), report)
        self.assertEqual(mark + b"\n", self.slot.run(command, given=(answer,), **options).stdout)  # where it is there, it is found


class Toolchain(WithDaemon):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp(prefix="sbx-toolchain-", dir="/tmp")
        cls.addClassCleanup(shutil.rmtree, cls.folder)
        os.chmod(cls.folder, 0o755)
        ready = Path(cls.folder, "ready")
        ready.write_text("made ahead", encoding="ascii")
        ready.chmod(0o666)
        cls.options = ("--toolchain", cls.folder)
        super().setUpClass()

    def test_what_is_ready_can_be_read_and_not_written(self):
        report = self.slot.shell("cat /toolchain/ready; echo x >/toolchain/ready")
        self.assertEqual(b"made ahead", report.stdout)
        self.assertIn(b"Read-only file system", report.stderr)

    def test_only_root_may_have_made_it(self):
        self.addCleanup(os.chown, self.folder, 0, 0)
        self.addCleanup(os.chmod, self.folder, 0o755)
        os.chmod(self.folder, 0o777)
        refused(self, self.daemon)
        os.chmod(self.folder, 0o755)
        os.chown(self.folder, 1, 0)
        refused(self, self.daemon)


class ShownFolders(WithDaemon):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp(prefix="sbx-shown-", dir="/opt")
        cls.addClassCleanup(shutil.rmtree, cls.folder)
        os.chmod(cls.folder, 0o755)
        inner = Path(cls.folder, "inner")
        inner.mkdir()
        Path(inner, "ready").write_text("made ahead", encoding="ascii")
        cls.options = ("--show", cls.folder, "--show", str(inner), "--show", "/opt/that/is/not/there")
        super().setUpClass()

    def test_boxes_see_them_where_they_are_and_nothing_beside_them(self):
        report = self.slot.shell(f"cat {self.folder}/inner/ready; ls /opt; echo x >{self.folder}/inner/ready")
        self.assertEqual(f"made ahead{os.path.basename(self.folder)}\n".encode(), report.stdout)
        self.assertIn(b"Read-only file system", report.stderr)

    def test_only_root_may_have_made_them(self):
        self.addCleanup(os.chmod, self.folder, 0o755)
        os.chmod(self.folder, 0o777)
        refused(self, self.daemon)


class FolderOfTheSocket(WithDaemon):
    @classmethod
    def make_daemon(cls):
        class AmongOthers(Daemon):
            def start(self):
                os.mkdir(f"{self.folder}/socket")
                os.chmod(f"{self.folder}/socket", 0o1777)
                super().start()

        return AmongOthers(shared.binary, uids=f"{FIRST_UID}-{LAST_UID}")

    def test_one_that_was_there_is_left_as_it_is(self):
        """It may be /run."""
        self.assertEqual(0o1777, stat.S_IMODE(os.stat(f"{self.daemon.folder}/socket").st_mode))
        self.assertEqual(0o660, stat.S_IMODE(os.stat(self.daemon.path).st_mode))


class FolderMadeForTheSocket(WithDaemon):
    def test_only_the_clients_group_may_enter(self):
        self.assertEqual(0o750, stat.S_IMODE(os.stat(f"{self.daemon.folder}/socket").st_mode))


def refused(test, daemon):
    """Another daemon with the same folders does not start."""
    arguments = [*daemon.arguments]
    arguments[arguments.index("--store") + 1] += "-of-another"
    arguments[arguments.index("--socket") + 1] += "-of-another"
    ended = subprocess.run(arguments, capture_output=True, timeout=30, check=False)
    test.assertNotEqual(0, ended.returncode)
    test.assertIn(b"only root can write", ended.stderr)


class Processes(WithDaemon):
    def test_how_it_waits_and_where_it_runs_is_not_its_to_choose(self):
        """Else it could be so many interrupts, or moves, that others have no time."""
        script = """
import ctypes, os
libc = ctypes.CDLL(None)
where = os.sched_getaffinity(0)
os.sched_setaffinity(0, {min(where)})
print(libc.prctl(29, 1), libc.prctl(30), os.sched_getaffinity(0) == where)
"""
        self.assertEqual(b"0 1000000 True\n", self.slot.python(script).stdout)

    def test_locks_of_all_boxes_are_not_shown(self):
        self.assertEqual(b"no\n", self.slot.shell("cat /proc/locks 2>&- || echo no").stdout)

    def test_credentials(self):
        report = self.slot.shell("grep -E '^(Cap|Groups|NoNewPrivs|Seccomp:)' /proc/self/status")
        text = report.stdout.decode()
        self.assertEqual(5, text.count("0000000000000000"), text)
        self.assertIn("NoNewPrivs:\t1", text)
        self.assertIn("Seccomp:\t2", text)
        self.assertEqual("", text.split("Groups:")[1].split("\n")[0].strip())

    def test_signals_stay_inside(self):
        with self.daemon.slot() as other:
            other.start(["/bin/sleep", "1"])
            self.slot.shell("trap '' HUP TERM; kill -HUP -1; kill -KILL 1; kill -STOP 1; kill -USR1 1; kill -KILL -1")
            self.expect("exited 0", other.report())
        self.expect("exited 0", self.slot.shell("exit 0"))

    def test_its_group(self):
        self.expect("signalled 9", self.slot.shell("kill -KILL 0"))
        self.expect("exited 0", self.slot.shell("exit 0"))

    def test_oom_score(self):
        report = self.slot.shell("cat /proc/self/oom_score_adj; echo 0 > /proc/self/oom_score_adj; cat /proc/self/oom_score_adj")
        self.assertEqual(b"1000\n1000\n", report.stdout)

    def test_limits_cannot_be_raised(self):
        report = self.slot.python("""
import resource
for name in dir(resource):
    if name.startswith('RLIMIT_'):
        number = getattr(resource, name)
        soft, hard = resource.getrlimit(number)
        try:
            if hard >= 0:
                resource.setrlimit(number, (hard + 1, hard + 1))
                if resource.getrlimit(number)[1] != hard: print(name)
        except (OSError, ValueError): pass
""")
        self.assertEqual((b"", "exited 0"), (report.stdout, report.verdict), report)

    def test_no_core_dump_helper(self):
        """The host's helper is started whatever the limit, unless it is exactly 1; so it must stay 1. Under sudo,
        which sets 0, only a right that not every root has brings it to 1. Sanitizers and graders set it and must succeed."""
        limit = core_limit(1)
        report = self.slot.python("""
import ctypes, resource
print(resource.getrlimit(resource.RLIMIT_CORE))
for limit in ((0, 0), (0, 1), (1, 1)):
    resource.setrlimit(resource.RLIMIT_CORE, limit)
pair = (ctypes.c_ulong * 2)(0, 0)
print(ctypes.CDLL(None).syscall(160, 4, pair), resource.getrlimit(resource.RLIMIT_CORE))
""")
        stays = f"({limit}, {limit})\n0 ({limit}, {limit})\n"
        self.assertEqual(stays, report.stdout.decode(), report)
        helper = Path("/proc/sys/kernel/core_pattern").read_text().startswith("|")
        self.assertEqual(limit == 0 and helper, b"core dumps" in self.slot.hello)
        self.expect("signalled 11", self.slot.shell("kill -SEGV $$"))

    def test_the_number_of_processes_is_bounded(self):
        report = self.slot.python("""
import os, time
count = 0
try:
    while True:
        if os.fork() == 0:
            time.sleep(9)
            os._exit(0)
        count += 1
except OSError: pass
print(count)
""", processes=10)
        self.assertEqual((b"9\n", "exited 0"), (report.stdout, report.verdict), report)

    def test_descriptors(self):
        report = self.slot.python("import os\nprint([f for f in range(200) if os.path.exists(f'/proc/self/fd/{f}')])")
        self.assertIn(report.stdout, (b"[0, 1, 2]\n", b"[0, 1, 2, 3]\n"))
        report = self.slot.python("import os\ntry:\n  while True: os.dup(0)\nexcept OSError as e: print(e.errno)")
        self.assertEqual(b"24\n", report.stdout)

    def test_a_bomb_of_orphans(self):
        report = self.slot.python("""
import os, signal
for n in range(1, 65):
    try: signal.signal(n, signal.SIG_IGN)
    except (OSError, ValueError): pass
while True:
    try:
        if os.fork() == 0: os.setsid()
    except OSError: pass
""", cpu=1, wall=3, processes=50)
        self.assertEqual("limit", report.ending)
        self.expect("exited 0", self.slot.shell("exit 0"))

    def test_namespaces_differ_from_the_host_and_between_boxes(self):
        script = "readlink /proc/self/ns/mnt /proc/self/ns/pid /proc/self/ns/ipc /proc/self/ns/net /proc/self/ns/uts"
        host = [os.readlink(f"/proc/self/ns/{name}") for name in ("mnt", "pid", "ipc", "net", "uts")]
        self.expect("exited 0", self.slot.shell("exit 0"))  # starts the processes of its slot
        with self.daemon.slot() as other:
            # At the same time, because the kernel reuses the numbers of namespaces that have ended.
            other.start(["/bin/sh", "-c", f"{script}; sleep 2"], env=["PATH=/usr/bin"])
            wait_until(lambda: len(children(self.daemon.process.pid)) >= 7, "the neighbour runs")
            own = self.slot.shell(script).stdout.decode().split()
            others = other.report().stdout.decode().split()
        self.assertEqual((5, 5), (len(own), len(others)))
        self.assertFalse(set(own) & set(host))
        self.assertFalse(set(own) & set(others))


class Accounts(WithDaemon):
    def test_the_peer_must_be_the_client(self):
        os.chmod(self.daemon.folder, 0o755)
        os.chmod(os.path.dirname(self.daemon.path), 0o755)
        os.chmod(self.daemon.path, 0o666)
        pid = os.fork()
        if pid == 0:
            os.setuid(12345)
            try:
                Slot(self.daemon.path)
                os._exit(1)
            except BaseException:
                os._exit(0)
        self.assertEqual(0, os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
        wait_until(lambda: "refused a connection of user 12345" in self.daemon.text(), "the refusal is in the log")
        os.chmod(os.path.dirname(self.daemon.path), 0o750)

    def test_slots_have_users_of_their_own(self):
        users = set()
        slots = [self.daemon.slot() for _ in range(8)]
        for slot in slots:
            users.add(slot.shell("id -u").stdout)
        for slot in slots:
            slot.close()
        self.assertEqual(8, len(users))

    def test_nothing_shows_on_the_host(self):
        self.slot.shell("exit 0")
        with open("/proc/mounts", encoding="utf-8") as mounts:
            self.assertNotIn(self.daemon.folder, mounts.read())


if __name__ == "__main__":
    unittest.main()
