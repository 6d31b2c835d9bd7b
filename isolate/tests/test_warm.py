"""A box serves many runs, and none of them sees anything of another: what a program looks at is the same after every
kind of run as in a new slot, and what cannot be made as new is made anew."""

import os
import random
import re
import signal
import unittest

from attacks import WithAttacks, answers
from evalx_isolate import MIB, children
from shared import WithDaemon
from test_leftovers import NAMES_IN_FLIGHT
import shared

# Everything that a program can tell about its surroundings, but for times and numbers that the whole host shares.
VIEW = r"""
import os, re, resource, signal
def listing(path):
    return sorted((name, os.lstat(os.path.join(path, name)).st_mode) for name in os.listdir(path))
def state(path):
    s = os.stat(path)
    room = os.statvfs(path)
    try:
        attributes = os.listxattr(path)
    except OSError:
        attributes = []
    return (oct(s.st_mode), s.st_uid == os.getuid(), s.st_nlink, s.st_size, s.st_mtime == s.st_ctime, attributes,
            room.f_blocks - room.f_bfree, room.f_files - room.f_ffree, room.f_blocks)
print('ids', os.getpid(), os.getppid(), os.getsid(0), os.getpgid(0), os.getgroups(), os.umask(0))
for path in ('/box', '/tmp', '/app', '/dev/shm'):
    print(path, listing(path), state(path) if path != '/app' else '')
print('cwd', os.getcwd(), sorted(os.environ), sorted(os.listdir('/proc/self/fd')))
print('processes', sorted(filter(str.isdigit, os.listdir('/proc'))))
status = open('/proc/self/status').read()
print([line for line in status.splitlines() if re.match('Sig|Shd|Cap|Seccomp|NoNew|Cpus_allowed:|Threads|Uid|Gid', line)])
print('limits', [resource.getrlimit(n) for n in range(16)])
print('schedule', os.sched_getscheduler(0), sorted(os.sched_getaffinity(0)), os.nice(0), open('/proc/self/timerslack_ns').read())
for mount in sorted(re.sub(r'^\d+ \d+ \S+', '', line).strip() for line in open('/proc/self/mountinfo')):
    print('mount', mount)
"""

MARKS = r"""
int main(int argc, char **argv)
{
    chmod("/box", 0777), chmod("/tmp", 01777);
    setxattr("/box", "user.left", "left", 4, 0);
    utimensat(AT_FDCWD, "/box", (struct timespec[]){{1, 0}, {2, 0}}, 0);
    return 0;
}
"""

# The number of a new object of System V, after some were made and removed.
SYSTEM_V = r"""
int main(int argc, char **argv)
{
    for (int i = 0; i < atoi(argv[1]); i++)
        shmctl(shmget(IPC_PRIVATE, 4096, IPC_CREAT | 0600), IPC_RMID, 0);
    for (int i = 0; i < atoi(argv[2]); i++)
        msgctl(msgget(IPC_PRIVATE, IPC_CREAT | 0600), IPC_RMID, 0);
    for (int i = 0; i < atoi(argv[3]); i++)
        semctl(semget(IPC_PRIVATE, 1, IPC_CREAT | 0600), 0, IPC_RMID);
    printf("%d %d %d\n", shmget(IPC_PRIVATE, 4096, IPC_CREAT | 0600), msgget(IPC_PRIVATE, IPC_CREAT | 0600),
           semget(IPC_PRIVATE, 1, IPC_CREAT | 0600));
    return 0;
}
"""

# Makes so many queues that the numbers of System V come round, and leaves one; or says what it finds of that.
WRAPPED = r"""
#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/wait.h>
enum { LIVE = 43, KEY = 0x4711, SEQUENCES = 65535, MAX_TURNS = 3000000 };
static int passing(void)
{
    int id = msgget(IPC_PRIVATE, 0600 | IPC_CREAT);
    msgctl(id, IPC_RMID, NULL);
    return id;
}
int main(int argc, char **argv)
{
    int live[LIVE], first = passing(), last = first >> 15 ? (first >> 15) - 1 : SEQUENCES - 1, turns = 0;
    if (!strcmp(argv[1], "look"))
        return msgget(KEY, 0600) >= 0;
    for (int i = 0; i < LIVE; i++)
        live[i] = msgget(IPC_PRIVATE, 0600 | IPC_CREAT);
    /* With so many objects the sequence grows every 21 numbers instead of every 64. */
    while (passing() >> 15 != last && turns++ < MAX_TURNS)
        ;
    for (int i = 0; i < LIVE; i++)
        msgctl(live[i], IPC_RMID, NULL);
    for (int i = 0; i < 8; i++)
        passing();  /* the next place is not that of the numbers to come */
    msgget(KEY, 0600 | IPC_CREAT);
    while (passing() != first - 1 && turns++ < MAX_TURNS)
        ;
    printf("%s", turns < MAX_TURNS ? "came round" : "did not");
    fflush(stdout);
    usleep(400000);
    return 0;
}
"""

QUEUE = r"""
#include <mqueue.h>
int main(int argc, char **argv)
{
    struct mq_attr small = {.mq_maxmsg = 1, .mq_msgsize = 8};
    say("open", mq_open("/left", O_CREAT | O_RDWR, 0600, &small));
    if (argc > 1)
        mq_unlink("/left");
    return 0;
}
"""

CONNECTIONS = r"""
import socket
for family, host in ((socket.AF_INET, '127.0.0.1'), (socket.AF_INET6, '::1')):
    server = socket.create_server((host, 4711), family=family)
    client = socket.create_connection((host, 4711))
    server.accept()[0].close()
    client.close()
"""

LOCKS = r"""
import ctypes, fcntl, os
held = os.open('/usr/bin/env', os.O_RDONLY)
fcntl.flock(held, fcntl.LOCK_SH)
fcntl.lockf(os.open('/box/f', os.O_RDWR | os.O_CREAT), fcntl.LOCK_EX)
libc = ctypes.CDLL(None)
for folder in (b'/usr/bin', b'/box', b'/etc'):
    libc.inotify_add_watch(libc.inotify_init(), folder, 0x3ff)
if os.fork() == 0:
    os.setsid()
    os.execv('/bin/sleep', ['sleep', '60'])
"""

# What a program may try on init, which would change later runs.
INIT = r"""
int main(void)
{
    struct rlimit none = {0, 0};
    int signals[] = {SIGKILL, SIGTERM, SIGSTOP, SIGUSR1, SIGUSR2, SIGCHLD, SIGRTMIN};
    for (int i = 0; i < 7; i++)
        kill(1, signals[i]);
    prlimit(1, RLIMIT_NOFILE, &none, NULL);
    prlimit(1, RLIMIT_NPROC, &none, NULL);
    setpriority(PRIO_PROCESS, 1, 19);
    cpu_set_t one;
    CPU_ZERO(&one);
    CPU_SET(0, &one);
    sched_setaffinity(1, sizeof one, &one);
    sched_setscheduler(1, SCHED_IDLE, &(struct sched_param){0});
    say("ptrace", syscall(SYS_ptrace, 16, 1, 0, 0));
    say("memory", open("/proc/1/mem", O_RDWR));
    say("files", open("/proc/1/fd", O_RDONLY));
    return 0;
}
"""


class Warm(WithAttacks):
    def setUp(self):
        super().setUp()
        self.fresh = self.view()

    def view(self, slot=None, **options):
        report = (slot or self.slot).python(VIEW, **options)
        self.expect("exited 0", report)
        return report.stdout.decode()

    def init(self):
        """The box's init, when it waits for a run."""
        return children(self.daemon.process.pid)[2]

    def expect_as_new(self):
        self.assertEqual(self.fresh, self.view())

    def test_the_box_is_kept(self):
        before = self.init()
        for _ in range(10):
            self.expect("exited 0", self.slot.shell("exit 0"))
            self.expect("exited 3", self.slot.shell("exit 3"))
            self.expect("exited 0", self.slot.shell("echo x > /tmp/f; mkdir d; sleep 60 & exit 0"))
            self.expect_as_new()
        self.assertEqual(before, self.init())

    def test_a_new_slot_looks_the_same(self):
        self.slot.shell("echo x > f")
        with self.daemon.slot() as other:
            self.assertEqual(*(re.sub(r"6\d{4}", "user", seen) for seen in (self.fresh, self.view(other))))

    def test_init_has_few_capabilities(self):
        with open(f"/proc/{self.init()}/status", encoding="utf-8") as status:
            held = {line.split()[0]: int(line.split()[1], 16) for line in status if line.startswith("Cap")}
        self.assertEqual((1 << 21 | 1 << 7 | 1 << 5, 0), (held["CapPrm:"], held["CapBnd:"]))

    def dirty(self):
        """Runs of every kind that leaves something, by name."""
        shell, python = self.slot.shell, self.slot.python
        return {
            "files": lambda: shell("echo x > f; mkdir -p a/b/c; ln -s / root; echo y > /tmp/g; mkfifo /tmp/p"),
            "files that are gone again": lambda: shell("echo x > f; rm f; mkdir d; rmdir d"),
            "an unnamed file": lambda: python("import os; os.write(os.open('/box', os.O_TMPFILE | os.O_RDWR), b'x' * 9999)"),
            "marks": lambda: self.attack(MARKS),
            "processes": lambda: shell("for i in 1 2 3; do setsid sleep 60 & sleep 60 & done; kill -STOP $!; exit 0", processes=32),
            "many processes": lambda: shell("i=0; while [ $i -lt 50 ]; do /bin/true; i=$((i+1)); done"),
            "a limit of time": lambda: shell("while :; do :; done", cpu=0.05),
            "a limit of memory": lambda: python("bytearray(200 << 20)", memory=64 * MIB),
            "a limit of output": lambda: shell("yes", stdout=100),
            "a signal": lambda: shell("kill -9 $$"),
            "objects of System V": lambda: self.attack(SYSTEM_V, "3", "4", "5"),
            "a queue": lambda: self.attack(QUEUE),
            "a queue that is gone again": lambda: self.attack(QUEUE, "unlink"),
            "attempts on init": lambda: self.attack(INIT),
            "another size": lambda: shell("head -c 3000000 /dev/zero > f; exit 0", file=4 * MIB),
            "another artifact": lambda: shell("cat /app/f", artifact=self.slot.store({"f": os.urandom(8)})),
            "no program": lambda: self.slot.run(["/bin/none"]),
            "collected files": lambda: shell("echo x > f", collect=True),
            "a filled folder": lambda: shell("echo y >> f", artifact=self.slot.store({"f": os.urandom(8)}), fill=True),
            "connections": lambda: python(CONNECTIONS),
            "locks and watches": lambda: python(LOCKS),
            "a raised limit": lambda: python("import resource as r; r.setrlimit(r.RLIMIT_STACK, (r.getrlimit(r.RLIMIT_STACK)[1],) * 2)"),
        }

    def test_every_kind_of_run(self):
        for name, run in self.dirty().items():
            for turn in range(3):
                with self.subTest(name, turn=turn):
                    run()
                    self.expect_as_new()

    def test_any_order(self):
        chance, runs = random.Random(shared.seed), list(self.dirty().values())
        for turn in range(150):
            for _ in range(chance.randrange(3)):
                chance.choice(runs)()
            with self.subTest(turn):
                self.expect_as_new()

    def test_each_program_runs_once(self):
        """Also the first one of a launcher that replaces another."""
        for turn in range(5):
            with self.subTest(turn):
                self.assertEqual(b"bind ok\nsent ok\n", self.attack(NAMES_IN_FLIGHT, "leave").stdout)
                self.assertEqual(b"once\n", self.slot.shell("echo once").stdout)
                self.assertEqual(b"once\n", self.slot.shell("echo once").stdout)

    def test_numbers_of_system_v(self):
        """They ascend: those of a run that follows others would tell how many these made."""
        self.attack(SYSTEM_V, "0", "0", "0")
        first = self.attack(SYSTEM_V, "0", "0", "0").stdout
        for made in (("1", "0", "0"), ("0", "2", "0"), ("0", "0", "3"), ("64", "0", "0"), ("9", "128", "17")):
            with self.subTest(made):
                self.attack(SYSTEM_V, *made)
                self.assertEqual(first, self.attack(SYSTEM_V, "0", "0", "0").stdout)

    def test_numbers_of_system_v_that_come_round(self):
        self.attack(WRAPPED, "look")
        for _ in range(2):
            self.assertEqual(b"came round", self.attack(WRAPPED, "leave", cpu=20, wall=60).stdout)
            self.expect("exited 0", self.attack(WRAPPED, "look"))

    def test_queues(self):
        for arguments in ((), ("unlink",)):
            for _ in range(3):
                self.assertEqual({"open": "ok"}, answers(self.attack(QUEUE, *arguments).stdout))

    def test_init_is_out_of_reach(self):
        before = self.init()
        for _ in range(5):
            tried = answers(self.attack(INIT).stdout)
            self.assertNotIn("ok", tried.values())
        self.expect_as_new()
        self.assertEqual(before, self.init())

    def test_artifacts_take_turns(self):
        first, second = (self.slot.store({"name": name}) for name in (b"first", b"second"))
        expected = {first: b"first", second: b"second", None: b""}
        for artifact in (first, first, None, None, second, first, second, second, None, first):
            report = self.slot.shell("cat /app/* 2>/dev/null; exit 0", artifact=artifact)
            self.assertEqual(expected[artifact], report.stdout, report)

    def test_a_filled_folder(self):
        """Each run begins with the files as they were sent, and changes none for the next or in /app."""
        files = {"f": (b"as sent", False), "d/e": (b"inner", False), "x": (b"#!/bin/sh\necho run", True)}
        artifact = self.slot.store(files)
        script = "cat f d/e; ./x; readlink x; echo changed > f; rm -r d; cat /app/f; stat -c %U:%a f | sed s/6..../user/"
        for turn in range(5):
            with self.subTest(turn):
                report = self.slot.shell(script, artifact=artifact, fill=True)
                self.assertEqual(b"as sentinnerrun\n/app/x\nas sentboxuser:644\n", report.stdout, report)
                self.assertEqual(b"f x", b" ".join(self.slot.shell("cd /app; ls -d f x; ls /box", artifact=artifact).stdout.split()))
        with self.subTest("it takes the run's memory"):
            large = self.slot.store({"f": bytes(30 * MIB)})
            report = self.slot.shell("wc -c < f", artifact=large, fill=True, memory=128 * MIB)
            self.assertEqual(b"31457280\n", report.stdout, report)
            self.assertGreater(report.peak_kib, 30 << 10)
        with self.subTest("it takes the run's room for files"):
            for files in ({"f": bytes(8 * MIB)}, {"f": bytes(3 * MIB), "g": bytes(3 * MIB)}):
                report = self.slot.shell("echo ran", artifact=self.slot.store(files), fill=True, file=4 * MIB)
                self.assertEqual(("signalled 25", b""), (report.verdict, report.stdout))
                self.expect("exited 0", self.slot.shell("exit 0"))

    def test_the_artifact_after_the_box_died(self):
        artifact = self.slot.store({"name": b"kept"})
        for _ in range(5):
            self.assertEqual(b"kept", self.slot.shell("cat /app/name", artifact=artifact).stdout)
            try:
                os.kill(self.init(), signal.SIGKILL)
            except (IndexError, ProcessLookupError):
                pass  # it died before it had looked at what the run left, and the launcher with it

    def test_the_size_of_each_run(self):
        for size in (4, 64, 2, 8, 8):
            report = self.slot.shell("head -c 100000000 /dev/zero > /tmp/f; wc -c < /tmp/f", file=size * MIB, memory=256 * MIB)
            self.assertLessEqual(int(report.stdout or 0), size * MIB)
            report = self.slot.shell(f"head -c {size * MIB - 65536} /dev/zero > f && echo ok", file=size * MIB, memory=256 * MIB)
            self.assertEqual(b"ok\n", report.stdout, report)


class WarmWithoutGroups(WithDaemon):
    options = ("--cgroups", "none")

    def test_figures_are_of_one_run(self):
        for _ in range(3):
            large = self.slot.python("x = b'x' * (60 << 20); sum(range(3000000))", memory=256 * MIB)
            small = self.slot.shell("exit 0")
            self.assertGreater(large.peak_kib, 60 * 1024)
            self.assertLess(small.peak_kib, 20 * 1024)
            self.assertLess(small.cpu, large.cpu)


if __name__ == "__main__":
    unittest.main()
