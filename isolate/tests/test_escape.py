"""Ways out of the root, and calls that need no capability outside but must be refused inside."""

import os
import shutil
import socket
import struct
import subprocess
import tempfile
import unittest

from attacks import WithAttacks, answers, compiled, outside
from evalx_isolate import children, wait_until
from shared import FIRST_UID, LAST_UID

SOMEBODY = 12345

# Prints each way by which the file named first can be opened.
WAYS_OUT = r"""
static const char *secret;

static void try_at(const char *how, int folder, const char *way)
{
    char path[8192];
    snprintf(path, sizeof path, "%s%s", way, secret);
    int fd = openat(folder, path, O_RDONLY);
    if (fd >= 0)
        printf("out: %s %s\n", how, path);
}

int main(int argc, char **argv)
{
    secret = argv[1];
    char up[1024] = "";
    for (int i = 0; i < 60; i++)
        strcat(up, "../");
    try_at("as it is", AT_FDCWD, "");
    try_at("up", AT_FDCWD, up);
    mkdir("a", 0777);
    symlink("/", "a/root");
    symlink(up, "a/up");
    symlink("/proc/self/root", "a/proc");
    symlink("/proc/1/root", "a/init");
    try_at("link", AT_FDCWD, "a/root");
    try_at("link", AT_FDCWD, "a/up/");
    try_at("link", AT_FDCWD, "a/proc");
    try_at("link", AT_FDCWD, "a/init");
    for (int pid = 0; pid < 200; pid++) {
        static const char *const doors[] = {"root", "cwd", "fd/0", "fd/3", "task/1/root", "map_files"};
        for (int i = 0; i < 6; i++) {
            char door[64];
            snprintf(door, sizeof door, "/proc/%d/%s/", pid, doors[i]);
            try_at("proc", AT_FDCWD, door);
            strcat(door, "../../../../../../..");
            try_at("proc", AT_FDCWD, door);
        }
    }
    for (int fd = 0; fd < 1024; fd++)
        for (int i = 0; i < 2; i++)
            try_at("descriptor", fd, i ? up : ".");
    /* A folder that is moved while a process stands in it. */
    mkdir("b", 0777);
    mkdir("b/c", 0777);
    int inner = open("b/c", O_RDONLY | O_DIRECTORY);
    rename("b/c", "c");
    fchdir(inner);
    try_at("moved", AT_FDCWD, up);
    rename("/box/c", "/tmp/c");
    try_at("moved", inner, up);
    rmdir("../c");
    try_at("removed", inner, up);
    int root = open("/", O_PATH);
    fchdir(root);
    try_at("path", root, "../..");
    try_at("old", AT_FDCWD, "/old");
    return 0;
}
"""

# Calls that an ordinary user may make outside.
UNPRIVILEGED = r"""
#include <linux/aio_abi.h>
#include <linux/fs.h>
#include <linux/io_uring.h>
#include <linux/keyctl.h>
#include <linux/perf_event.h>
#include <sys/personality.h>
#include <sys/ptrace.h>
#include <sys/uio.h>

static long in_child(long (*call)(void))
{
    pid_t pid = fork();
    int status;
    if (pid == 0)
        _exit(call() < 0 ? errno : 0);
    waitpid(pid, &status, 0);
    errno = WEXITSTATUS(status);
    return errno ? -1 : 0;
}

static long trace_me(void) { return ptrace(PTRACE_TRACEME, 0, 0, 0); }
static long new_user(void) { return unshare(CLONE_NEWUSER); }
static long share_nothing(void) { return unshare(CLONE_FS); }
static long executable_data(void) { return personality(READ_IMPLIES_EXEC); }

int main(void)
{
    char here[8], there[8];
    struct iovec from = {here, sizeof here}, to = {there, sizeof there};
    struct { struct file_handle handle; char room[128]; } handle = {.handle.handle_bytes = 128};
    struct io_uring_params ring = {0};
    aio_context_t context = 0;
    int mount;
    say("ptrace", in_child(trace_me));
    say("user namespace", in_child(new_user));
    say("unshare", in_child(share_nothing));
    say("personality", in_child(executable_data));
    say("process_vm_readv", process_vm_readv(getpid(), &to, 1, &from, 1, 0));
    say("process_vm_writev", process_vm_writev(getpid(), &to, 1, &from, 1, 0));
    say("keyctl", syscall(SYS_keyctl, KEYCTL_GET_KEYRING_ID, KEY_SPEC_SESSION_KEYRING, 1));
    say("add_key", syscall(SYS_add_key, "user", "name", "x", 1, KEY_SPEC_PROCESS_KEYRING));
    say("name_to_handle_at", name_to_handle_at(AT_FDCWD, "/", &handle.handle, &mount, 0));
    say("io_uring", syscall(SYS_io_uring_setup, 1, &ring));
    say("aio", syscall(SYS_io_setup, 1, &context));
    say("kcmp", syscall(SYS_kcmp, getpid(), getpid(), 0, 0, 0));
    say("pidfd_getfd", syscall(SYS_pidfd_getfd, syscall(SYS_pidfd_open, getpid(), 0), 0, 0));
    say("set_mempolicy", syscall(SYS_set_mempolicy, 0, NULL, 0));
    say("move_pages", syscall(SYS_move_pages, 0, 0, NULL, NULL, NULL, 0));
    say("ioprio_set", syscall(SYS_ioprio_set, 1, 0, 0));
    int file = open("/usr/bin/env", O_RDONLY), version = 0;
    say("ioctl of a file system", ioctl(file, FS_IOC_GETFLAGS, &version));
    return 0;
}
"""


class Root(WithAttacks):
    harmless = {}  # what needs no capability for the user that a box has here

    def test_ways_out(self):
        secret = f"{self.daemon.folder}/secret"
        with open(secret, "w", encoding="utf-8") as file:
            file.write("the secret")
        self.assertIn(b"out: proc", outside(WAYS_OUT, secret))
        report = self.attack(WAYS_OUT, secret, cpu=5)
        self.assertEqual((b"", "exited 0"), (report.stdout, report.verdict), report)

    def test_a_handle_opens_nothing(self):
        """A file handle that root obtained on the host is useless inside."""
        source = r"""
            int main(int argc, char **argv)
            {
                struct { struct file_handle handle; char room[128]; } h = {.handle.handle_bytes = 128};
                int mount;
                if (argc == 1)
                    return name_to_handle_at(AT_FDCWD, "/usr/bin/env", &h.handle, &mount, 0) < 0
                           || write(1, &h, sizeof h) < 0;
                read(0, &h, sizeof h);
                int folder = open("/usr", O_RDONLY);
                say("open", open_by_handle_at(folder, &h.handle, O_RDONLY));
            }"""
        handle = outside(source)
        self.assertEqual(b"open EPERM\n", self.attack(source, "open", stdin=handle).stdout)

    def test_calls_that_need_no_capability(self):
        """Only the filter refuses these calls."""
        free = answers(outside(UNPRIVILEGED, uid=SOMEBODY))
        inside = answers(self.attack(UNPRIVILEGED).stdout)
        self.assertEqual({**{name: "EPERM" for name in free}, "ioctl of a file system": "ENOTTY"}, inside)
        refused_anyway = {name for name, answer in free.items() if answer != "ok"}
        self.assertLessEqual(refused_anyway, {"user namespace", "io_uring", "kcmp", "aio"}, free)

    def test_capabilities(self):
        """The filter allows these calls, but a program has no capability for them."""
        source = r"""
            #include <linux/capability.h>
            #include <linux/xattr.h>
            #include <sys/xattr.h>
            int main(void)
            {
                struct vfs_cap_data caps = {VFS_CAP_REVISION_2 | VFS_CAP_FLAGS_EFFECTIVE, {{~0U, 0}, {0, 0}}};
                struct ifreq { char name[16]; short flags; char rest[22]; } lo = {"lo", 1};
                close(open("f", O_WRONLY | O_CREAT, 0755));
                say("file capability", setxattr("f", "security.capability", &caps, sizeof caps, 0));
                say("setuid", setuid(0));
                say("setgid", setgid(0));
                say("setgroups", setgroups(1, (gid_t[]){0}));
                say("chown", chown("f", 0, 0));
                say("node", mknod("n", S_IFBLK | 0666, 0xfe00));
                say("bounding set", prctl(PR_CAPBSET_DROP, 0, 0, 0, 0));
                say("ambient", prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, 21, 0, 0));
                say("interface up", ioctl(socket(AF_UNIX, SOCK_DGRAM, 0), 0x8914, &lo));
                say("nice", setpriority(PRIO_PROCESS, 0, -5));
                say("real time", sched_setscheduler(0, SCHED_FIFO, &(struct sched_param){1}));
                say("new privileges", prctl(PR_SET_NO_NEW_PRIVS, 0, 0, 0, 0));
                say("core scheduling", prctl(62, 1, 0, 0, 0));
                return 0;
            }"""
        inside = answers(self.attack(source).stdout)
        self.assertEqual({"new privileges": "EINVAL", "nice": "EACCES", "interface up": "ENOTTY", **self.harmless},
                         {name: answer for name, answer in inside.items() if answer != "EPERM"})
        self.assertEqual(13, len(inside))
        as_root = answers(outside(source))
        for name in ("file capability", "setuid", "chown", "node", "interface up"):
            self.assertEqual("ok", as_root[name], name)

    def test_setuid_programs(self):
        """As everybody may run them outside, and with a setuid bit of their own."""
        source = r"""
            int main(int argc, char **argv)
            {
                if (argc > 1)
                    return printf("%u %u\n", getuid() == geteuid(), getgid() == getegid()) < 0;
                int in = open("/proc/self/exe", O_RDONLY), out = open("/tmp/s", O_CREAT | O_WRONLY, 0700);
                char buffer[65536];
                for (ssize_t n; (n = read(in, buffer, sizeof buffer)) > 0;)
                    write(out, buffer, n);
                fchmod(out, 06777);
                close(out);
                execl("/tmp/s", "s", "x", NULL);
            }"""
        self.assertEqual(b"1 1\n", self.attack(source).stdout)
        report = self.slot.shell("find / -xdev -perm /6000 -type f 2>/dev/null | head -n 1; ls /usr/bin/su && su -c id 2>&1;"
                                 " grep -c nosuid /proc/self/mounts; grep -v ' /dev/' /proc/self/mounts | grep -vc nosuid")
        self.assertNotIn(b"uid=0", report.stdout)
        self.assertTrue(report.stdout.endswith(b"\n0\n"), report)


class FileCapabilities(WithAttacks):
    """Programs to which root gave capabilities by their files, in each folder of the host that a box shows."""

    SOURCE = r"""
        int main(void)
        {
            char line[256];
            FILE *status = fopen("/proc/self/status", "r");
            while (fgets(line, sizeof line, status))
                if (!strncmp(line, "CapPrm", 6) || !strncmp(line, "CapEff", 6))
                    printf("%lld\n", strtoll(line + 8, NULL, 16));
            say("chown", chown("/proc/self/exe", 0, 0));
            say("shadow", open("/etc/shadow", O_RDONLY));
            return 0;
        }"""
    # struct vfs_cap_data: revision 2, effective; permitted are chown, dac_override and dac_read_search
    CAPABILITIES = struct.pack("<5I", 0x02000001, 7, 0, 0, 0)

    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp(prefix="sbx-caps-", dir="/tmp")
        cls.addClassCleanup(shutil.rmtree, cls.folder)
        os.chmod(cls.folder, 0o755)
        cls.options = ("--toolchain", cls.folder)
        cls.program = f"{cls.folder}/capable"
        with open(cls.program, "wb") as program:
            program.write(compiled(cls.SOURCE))
        os.chmod(cls.program, 0o755)
        os.setxattr(cls.program, "security.capability", cls.CAPABILITIES)
        super().setUpClass()

    def test_they_are_capable_outside(self):
        """Otherwise the test below would prove nothing."""
        printed = subprocess.run([self.program], user=SOMEBODY, group=SOMEBODY, extra_groups=[], check=True,
                                 stdout=subprocess.PIPE, timeout=60).stdout
        self.assertTrue(printed.startswith(b"7\n7\n"), printed)
        self.assertIn(b"shadow ok\n", printed)

    def expect_no_gain(self, report):
        self.assertEqual("exited 0", report.verdict, report)
        self.assertTrue(report.stdout.startswith(b"0\n0\n"), report)
        self.assertNotIn(b"ok\n", report.stdout)

    def test_in_a_folder_of_the_host(self):
        self.expect_no_gain(self.slot.run(["/toolchain/capable"]))

    def test_in_an_artifact(self):
        request = self.command(self.SOURCE)
        os.setxattr(f"{self.daemon.folder}/store/artifacts/{request['artifact'].hex()}/attack", "security.capability",
                    self.CAPABILITIES)
        self.expect_no_gain(self.slot.run(**request))


# Prints the processes it can see by any call, with its own and init's left out.
SEES = r"""
int main(void)
{
    int seen = 0;
    for (pid_t pid = 2; pid < 40000; pid++) {
        struct sched_param parameter;
        if (pid == getpid())
            continue;
        int found = kill(pid, 0) == 0 || errno == EPERM;
        found |= sched_getparam(pid, &parameter) == 0;
        found |= getpgid(pid) >= 0;
        found |= getsid(pid) >= 0;
        found |= syscall(SYS_pidfd_open, pid, 0) >= 0;
        errno = 0;
        found |= getpriority(PRIO_PROCESS, pid) >= 0 && errno == 0;
        struct rlimit limit;
        found |= prlimit(pid, RLIMIT_CPU, NULL, &limit) == 0;
        seen += found;
    }
    DIR *proc = opendir("/proc");
    for (struct dirent *e; proc && (e = readdir(proc));)
        if (e->d_name[0] >= '0' && e->d_name[0] <= '9' && atoi(e->d_name) != getpid() && atoi(e->d_name) != 1)
            seen++;
    printf("%d\n", seen);
    return 0;
}
"""


def read_proc(pid, name):
    try:
        with open(f"/proc/{pid}/{name}", "rb") as file:
            return file.read()
    except OSError:
        return b""


class Others(WithAttacks):
    """Processes outside: the neighbour, its supervisor, the daemon."""

    def test_they_are_not_seen(self):
        with self.daemon.slot() as other:
            other.start(["/bin/sleep", "1"])
            wait_until(lambda: len(children(self.daemon.process.pid)) >= 4, "the neighbour runs")
            self.assertGreater(int(outside(SEES)), 10)
            self.assertEqual(b"0\n", self.attack(SEES, cpu=5).stdout)
            self.expect("exited 0", other.report())

    def test_their_command_lines_are_not_read(self):
        """Nor environment, name or open files: by every number that a process of the host has."""
        source = r"""
            int main(int argc, char **argv)
            {
                static const char *const words[] = {"cmdline", "environ", "comm", "stat", "status", "fd", "cwd"};
                for (int arg = 1; arg < argc; arg++)
                    for (int i = 0; i < 7; i++) {
                        char path[64], text[4096] = "";
                        snprintf(path, sizeof path, "/proc/%s/%s", argv[arg], words[i]);
                        if (atoi(argv[arg]) == getpid() || atoi(argv[arg]) == 1 && i > 1)
                            continue;
                        int file = open(path, O_RDONLY);
                        ssize_t size = file < 0 ? -1 : read(file, text, sizeof text - 1);
                        for (ssize_t at = 0; at + 1 < size; at++)
                            text[at] = text[at] ? text[at] : ' ';
                        if (file >= 0 && printf("%s %s\n", path, text) < 0)
                            return 9;
                        close(file);
                    }
                return 0;
            }"""
        with self.daemon.slot() as other:
            other.start(["/bin/sleep", "00060.5"], env=["WORD=the-word-of-another"], wall=60)
            wait_until(lambda: any(b"00060.5" in read_proc(pid, "cmdline") for pid in children(self.daemon.process.pid)),
                       "the neighbour runs")
            everybody = list(filter(str.isdigit, os.listdir("/proc")))
            seen = outside(source, *everybody)
            self.assertIn(b"00060.5", seen)
            self.assertIn(b"the-word-of-another", seen)
            report = self.attack(source, *everybody)
            self.assertEqual((b"", "exited 0"), (report.stdout, report.verdict), report)

    def test_they_are_not_signalled(self):
        """Every number that a process of the host has, by every call that sends a signal."""
        source = r"""
            int main(int argc, char **argv)
            {
                signal(SIGTERM, SIG_IGN);
                union sigval value = {0};
                for (int i = 1; i < argc; i++) {
                    pid_t pid = atoi(argv[i]);
                    int ends[2];
                    if (kill(pid, SIGTERM) == 0 && pid != getpid() && pid != 1)
                        printf("kill %d\n", pid);
                    if (sigqueue(pid, SIGTERM, value) == 0 && pid != getpid() && pid != 1)
                        printf("sigqueue %d\n", pid);
                    if (syscall(SYS_tkill, pid, SIGTERM) == 0 && pid != getpid() && pid != 1)
                        printf("tkill %d\n", pid);
                    kill(-pid, SIGTERM);
                    pipe(ends);
                    fcntl(ends[0], F_SETSIG, SIGTERM);
                    fcntl(ends[0], F_SETFL, O_ASYNC);
                    if (fcntl(ends[0], F_SETOWN, pid) == 0 && pid != getpid() && pid != 1)
                        printf("owner %d\n", pid);
                    write(ends[1], "x", 1);
                }
                kill(-1, SIGKILL);
                return 0;
            }"""
        with self.daemon.slot() as other:
            other.start(["/bin/sleep", "1"])
            wait_until(lambda: len(children(self.daemon.process.pid)) >= 4, "the neighbour runs")
            targets = [str(pid) for pid in [self.daemon.process.pid, *children(self.daemon.process.pid), os.getpid()]]
            report = self.attack(source, *targets)
            self.assertEqual((b"", "exited 0"), (report.stdout, report.verdict), report)
            self.expect("exited 0", other.report())
        self.assertIsNone(self.daemon.process.poll())

    def test_init_outlives_its_program(self):
        """Init has the program's user, so signals reach it: none may end a run without a verdict."""
        source = r"""
            int main(int argc, char **argv)
            {
                for (int number = 1; number < 65; number++)
                    if (number != SIGUSR1 && number != SIGUSR2)
                        for (int i = 0; i < 100; i++)
                            kill(1, number);
                union sigval value = {0};
                for (int i = 0; i < 5000; i++)
                    sigqueue(1, SIGUSR1, value), sigqueue(1, SIGRTMIN, value), sigqueue(1, SIGCHLD, value);
                say("watched", syscall(SYS_pidfd_open, 1, 0));
                char path[64];
                for (const char **name = (const char *[]){"mem", "maps", "environ", "fd/0", "exe", "root", "cwd", "ns/mnt",
                                                          "auxv", "stack", "syscall", "pagemap", NULL}; *name; name++) {
                    snprintf(path, sizeof path, "/proc/1/%s", *name);
                    if (open(path, O_RDONLY) >= 0 || readlink(path, path, sizeof path) >= 0)
                        printf("opened %s\n", *name);
                }
                return 7;
            }"""
        report = self.attack(source)
        self.assertEqual((b"watched EPERM\n", "exited 7"), (report.stdout, report.verdict), report)
        self.expect("exited 0", self.slot.shell("exit 0"))

    def test_users_on_the_host_have_nothing(self):
        for path in ("/tmp", "/var/tmp", "/dev/shm", "/run"):
            for name in os.listdir(path):
                self.assertFalse(FIRST_UID <= os.lstat(f"{path}/{name}").st_uid <= LAST_UID, f"{path}/{name}")


class Sockets(WithAttacks):
    CONNECT = r"""
        int main(int argc, char **argv)
        {
            for (int i = 1; i < argc; i++)
                for (int kind = SOCK_STREAM; kind <= SOCK_SEQPACKET; kind++) {
                    int fd = socket(AF_UNIX, kind, 0);
                    struct sockaddr_un a = {AF_UNIX};
                    strcpy(a.sun_path + (argv[i][0] == '@'), argv[i] + (argv[i][0] == '@'));
                    socklen_t size = offsetof(struct sockaddr_un, sun_path) + strlen(argv[i]);
                    if (connect(fd, (struct sockaddr *)&a, size) == 0)
                        printf("connected\n");
                }
        }"""
    BIND = r"""
        int main(int argc, char **argv)
        {
            int fd = socket(AF_UNIX, SOCK_STREAM, 0);
            struct sockaddr_un a = {AF_UNIX};
            strcpy(a.sun_path + (argv[1][0] == '@'), argv[1] + (argv[1][0] == '@'));
            if (bind(fd, (struct sockaddr *)&a, offsetof(struct sockaddr_un, sun_path) + strlen(argv[1])) < 0)
                return 1;
            listen(fd, 5);
            write(1, "x", 1);
            struct pollfd wait = {fd, POLLIN};
            return poll(&wait, 1, 1000) != 0;
        }"""

    def test_of_the_host(self):
        path = f"{self.daemon.folder}/open"
        with socket.socket(socket.AF_UNIX) as named, socket.socket(socket.AF_UNIX) as abstract:
            os.chmod(self.daemon.folder, 0o755)
            named.bind(path)
            abstract.bind("\0evalx-escape-test")
            named.listen()
            abstract.listen()
            os.chmod(path, 0o777)
            self.assertEqual(b"connected\n" * 2, outside(self.CONNECT, path, "@evalx-escape-test", uid=SOMEBODY))
            report = self.attack(self.CONNECT, path, "@evalx-escape-test", self.daemon.path, "/run/dbus/system_bus_socket")
        self.assertEqual((b"", "exited 0"), (report.stdout, report.verdict))

    def test_of_other_boxes(self):
        with self.daemon.slot() as other:
            for name in ("@evalx-box", "/tmp/socket", "/dev/shm/socket"):
                other.start(**self.command(self.BIND, name, slot=other))
                wait_until(lambda: len(children(self.daemon.process.pid)) >= 4, "the neighbour runs")
                self.assertEqual(b"", self.attack(self.CONNECT, name).stdout)
                self.expect("exited 0", other.report())

    def test_loopback(self):
        with socket.socket() as listener:
            listener.bind(("127.0.0.1", 0))
            listener.listen()
            report = self.slot.python(f"import socket\nsocket.create_connection(('127.0.0.1', {listener.getsockname()[1]}))")
        self.assertRegex(report.stderr, b"Connection refused|Address family not supported")

    def test_beyond_loopback(self):
        """There is no way to any other address, be it of this host, of its network or of everybody."""
        with open("/proc/net/fib_trie", encoding="utf-8") as routes:
            own = {line.split()[1] for line in routes if "|--" in line and not line.split()[1].startswith(("127.", "0."))}
        script = f"""
import socket
for address in {sorted(own | {"192.0.2.1", "255.255.255.255", "224.0.0.1"})!r} + ['2001:db8::1', 'fe80::1', 'ff02::1']:
    for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM):
        try:
            socket.socket(socket.AF_INET6 if ':' in address else socket.AF_INET, kind).connect((address, 9))
            print(address, kind)
        except OSError: pass
"""
        self.assertEqual(b"", self.slot.python(script, cpu=5).stdout)

    def test_no_interface_is_shown(self):
        source = r"""
            struct conf { int size; char *room; };
            int main(void)
            {
                char room[4096], name[40] = "eth0";
                struct conf conf = {sizeof room, room};
                int fd = socket(AF_UNIX, SOCK_DGRAM, 0), pair[2];
                int listed = ioctl(fd, 0x8912, &conf) == 0 ? conf.size : 0;
                for (int index = 1; index < 100; index++) {
                    memcpy(name + 16, &index, sizeof index);
                    if (ioctl(fd, 0x8910, name) == 0 && strcmp(name, "lo") != 0)
                        printf("interface %s\n", name);
                }
                printf("%d\n", listed);
                say("pair", socketpair(AF_INET, SOCK_STREAM, 0, pair));
            }"""
        self.assertIn(self.attack(source).stdout, (b"0\npair EAFNOSUPPORT\n", b"40\npair EAFNOSUPPORT\n"))  # 40: "lo" alone


if __name__ == "__main__":
    unittest.main()
