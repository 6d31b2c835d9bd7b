"""The tests' side of the command line: a separate configuration, and boxes in it."""

import ctypes
import dataclasses
import glob
import os
import pty
import shutil
import signal
import subprocess
import tempfile
import unittest

import shared
from evalx_isolate import processes_of
from shared import FIRST_UID, LAST_UID, USERS

CLONE_NEWNS, MS_REC, MS_PRIVATE = 0x20000, 0x4000, 0x40000


@dataclasses.dataclass
class Outcome:
    code: int
    stdout: bytes
    stderr: str
    meta: dict


def parsed(text):
    return dict(line.split(":", 1) for line in text.splitlines())


class WithBoxes(unittest.TestCase):
    """A folder and a configuration for the class; box 0 is fresh for each test."""

    groups = False

    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp(prefix="evalx-cli-test-", dir="/run")
        os.chmod(cls.folder, 0o755)
        cls.config = f"{cls.folder}/isolate.conf"
        cls.write_config()
        os.mkdir(f"{cls.folder}/shared", 0o755)

    @classmethod
    def write_config(cls, **more):
        keys = {"box_root": f"{cls.folder}/boxes", "lock_root": f"{cls.folder}/locks", "first_uid": FIRST_UID,
                "first_gid": FIRST_UID, "num_boxes": USERS} | more
        with open(cls.config, "w", encoding="utf-8") as config:
            config.writelines(f"{key} = {value}\n" for key, value in keys.items())

    @classmethod
    def tearDownClass(cls):
        with open("/proc/mounts", encoding="utf-8") as mounts:
            assert cls.folder not in mounts.read(), "a mount is left"
        shutil.rmtree(cls.folder)
        left = processes_of(FIRST_UID, LAST_UID)
        assert not left, f"box processes left: {left}"
        assert not groups_left(), groups_left()

    def setUp(self):
        self.box = self.init(*["--cg"] if self.groups else [])

    def tearDown(self):
        self.isolate("--cleanup")

    def command(self, *arguments):
        return [shared.binary, *arguments]

    def isolate(self, *arguments, code=0, stdin=subprocess.DEVNULL, environment=None, **options):
        """Runs to the end; the exit code must be the expected one."""
        done = subprocess.run(
            self.command(*arguments), stdin=stdin, stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=120,
            env={"ISOLATE_CONFIG_FILE": self.config} | (environment or {}), check=False, **options)
        stderr = done.stderr.decode()
        for problem in ("ERROR: AddressSanitizer", "runtime error:"):
            self.assertNotIn(problem, stderr)
        if code is not None:
            self.assertEqual(code, done.returncode, (arguments, done.stdout, stderr))
        return Outcome(done.returncode, done.stdout, stderr, {})

    def init(self, *options):
        path = self.isolate("--init", *options).stdout.decode()
        self.assertTrue(path.endswith("\n"))
        return f"{path.strip()}/box"

    def run_in_box(self, *command, options=(), code=0, **more):
        """Runs a command in box 0, with its meta file."""
        meta = f"{self.folder}/meta"
        group = ["--cg"] if self.groups else []
        outcome = self.isolate(*group, "-M", meta, *options, "--run", "--", *command, code=code, **more)
        with open(meta, encoding="utf-8") as file:
            outcome.meta = parsed(file.read())
        os.unlink(meta)
        return outcome

    def shell(self, script, options=(), code=0, **more):
        return self.run_in_box("/bin/sh", "-c", script, options=["-p", "-EPATH=/usr/bin:/bin", *options], code=code, **more)

    def python(self, script, options=(), code=0, **more):
        return self.run_in_box("/usr/bin/python3", "-c", script, options=options, code=code, **more)

    def in_terminal(self, *arguments):
        """Everything that is written to a terminal of the command's own."""
        pid, terminal = pty.fork()
        if pid == 0:
            os.environ["ISOLATE_CONFIG_FILE"] = self.config
            os.execv(shared.binary, [shared.binary, *arguments])
        seen = b""
        try:
            while part := os.read(terminal, 4096):
                seen += part
        except OSError:  # how the end of a terminal reads
            pass
        os.waitpid(pid, 0)
        os.close(terminal)
        return seen

    def put(self, name, content, mode=0o644):
        with open(f"{self.box}/{name}", "wb") as file:
            file.write(content)
        os.chmod(f"{self.box}/{name}", mode)

    def read(self, name):
        with open(f"{self.box}/{name}", "rb") as file:
            return file.read()

    def start(self, *arguments, **options):
        process = subprocess.Popen(self.command(*arguments), env={"ISOLATE_CONFIG_FILE": self.config},
                                   stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, **options)
        self.addCleanup(process.stderr.close)
        self.addCleanup(stop, process)
        return process


def stop(process):
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
        process.wait(30)


def groups_left():
    return [path for uid in range(FIRST_UID, LAST_UID + 1)
            for path in glob.glob(f"/sys/fs/cgroup/**/evalx-{uid}", recursive=True)]


def private_etc(config, **more):
    """Called in a child before exec: replaces /etc by a folder with only the configuration and the given files."""
    libc = ctypes.CDLL(None, use_errno=True)
    os.unshare(CLONE_NEWNS) if hasattr(os, "unshare") else libc.unshare(CLONE_NEWNS)
    for arguments in ((b"none", b"/", None, MS_REC | MS_PRIVATE, None), (b"tmpfs", b"/etc", b"tmpfs", 0, b"mode=755")):
        if libc.mount(*arguments) != 0:
            raise OSError(ctypes.get_errno(), "mount")
    for name, text in ({"evalx-isolate.conf": config} | more).items():
        with open(f"/etc/{name}", "w", encoding="utf-8") as file:
            file.write(text)


def become(uid, groups=()):
    os.setgroups(groups)
    os.setresgid(uid, uid, uid)
    os.setresuid(uid, uid, uid)
