"""What a box leaves or reveals to another: the next of its slot, or one that runs at the same time."""

import math
import os
import select
import subprocess
import tempfile
import time
import unittest

from attacks import WithAttacks, answers, compiled, outside
from evalx_isolate import MIB, SLOWNESS, children, wait_until
from test_lifetimes import groups
import shared

# Creates one of each with "leave", otherwise prints which of them exist.
SHARED_THINGS = r"""
#include <mqueue.h>
#include <semaphore.h>

int main(int argc, char **argv)
{
    int flags = !strcmp(argv[1], "leave") ? IPC_CREAT | O_CREAT : 0;
    struct sockaddr_un a = {AF_UNIX, "\0evalx-left"};
    say("shm", shmget(0x51, flags ? 4096 : 0, flags | 0666));
    say("sem", semget(0x52, flags ? 1 : 0, flags | 0666));
    say("msg", msgget(0x53, flags | 0666));
    say("mq", mq_open("/evalx", flags | O_RDWR, 0666, NULL));
    say("shm_open", shm_open("/evalx", flags | O_RDWR, 0666));
    sem_t *semaphore = sem_open("/evalx", flags, 0666, 0);
    say("sem_open", semaphore == SEM_FAILED ? -1 : 0);
    say("/tmp", open("/tmp/left", flags | O_RDWR, 0666));
    say("/box", open("/box/left", flags | O_RDWR, 0666));
    int fd = socket(AF_UNIX, SOCK_DGRAM, 0);
    say("socket", (flags ? bind : connect)(fd, (struct sockaddr *)&a, sizeof a.sun_family + 11));
    struct shm_info info;
    struct msginfo queues;
    struct seminfo sets;
    if (!flags)
        printf("listed %s\n", shmctl(0, SHM_INFO, (void *)&info) + semctl(0, 0, SEM_INFO, &sets)
                              + msgctl(0, MSG_INFO, (void *)&queues) + info.used_ids ? "some" : "nothing");
    if (flags && argc > 2) {
        write(1, "x", 1);
        poll(NULL, 0, 1000);
    }
    return 0;
}
"""

# Fills memory that outlives a process, as far as possible, and leaves it.
FILL = r"""
int main(int argc, char **argv)
{
    size_t most = atol(argv[2]) << 20, got = 0;
    if (!strcmp(argv[1], "shm"))
        while (got < most) {
            int id = shmget(IPC_PRIVATE, 1 << 20, IPC_CREAT | 0600);
            char *at = shmat(id, NULL, 0);
            if (id < 0 || at == (void *)-1)
                break;
            memset(at, 1, 1 << 20);
            shmdt(at);
            got += 1 << 20;
        }
    if (!strcmp(argv[1], "msg")) {
        struct { long type; char text[8000]; } message = {1};
        while (got < most) {
            int id = msgget(IPC_PRIVATE, IPC_CREAT | 0600);
            if (id < 0)
                break;
            while (msgsnd(id, &message, sizeof message.text, IPC_NOWAIT) == 0)
                got += sizeof message.text;
        }
    }
    if (!strcmp(argv[1], "sem"))
        while (got < most && semget(IPC_PRIVATE, 16000, IPC_CREAT | 0600) >= 0)
            got += 16000 * 64;
    if (!strcmp(argv[1], "heap"))
        for (char *at; got < most && (at = malloc(1 << 20)); got += 1 << 20)
            memset(at, 1, 1 << 20);
    printf("%zu\n", got >> 20);
    return 0;
}
"""

# Locks a range of a file, or prints whether it is locked.
LOCK = r"""
int main(int argc, char **argv)
{
    int fd = open(argv[2], O_RDONLY), commands[] = {F_SETLK, F_OFD_SETLK};
    if (!strcmp(argv[1], "lock")) {
        for (int i = 0; i < 2; i++)
            fcntl(fd, commands[i], &(struct flock){.l_type = F_RDLCK, .l_start = 10 * i, .l_len = 1});
        write(1, "x", 1);
        poll(NULL, 0, 1000);
        return 0;
    }
    for (int i = 0; i < 2; i++) {
        struct flock seen = {.l_type = F_WRLCK, .l_start = 10 * i, .l_len = 1};
        say("asked", fcntl(fd, i ? F_OFD_GETLK : F_GETLK, &seen));
        printf("lock %s\n", seen.l_type == F_UNLCK || seen.l_pid == 0 && !strcmp(argv[1], "inside") && seen.l_type == F_WRLCK
                            ? "unseen" : "seen");
    }
    return 0;
}
"""

# Looks up names that do not exist: each leaves an entry in the kernel's name cache, charged to the group.
LOOK_UP = r"""
int main(int argc, char **argv)
{
    char name[400];
    struct stat found;
    for (long i = 0; i < atol(argv[1]); i++) {
        snprintf(name, sizeof name, "/usr/%ld-%s%0190ld", i, argv[2], i);
        stat(name, &found);
    }
    return 0;
}
"""

# Leaves sockets in flight within themselves: they and their data live on until the kernel collects them.
IN_FLIGHT = r"""
static void put(int via, int fd)
{
    static char data[60000];
    char control[CMSG_SPACE(sizeof fd)] = {0};
    struct iovec part = {data, sizeof data};
    struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof control};
    *CMSG_FIRSTHDR(&message) = (struct cmsghdr){CMSG_LEN(sizeof fd), SOL_SOCKET, SCM_RIGHTS};
    *(int *)CMSG_DATA(CMSG_FIRSTHDR(&message)) = fd;
    sendmsg(via, &message, MSG_DONTWAIT);
}

int main(int argc, char **argv)
{
    int size = 200000;
    for (int i = 0; i < atoi(argv[1]); i++) {
        int pair[2];
        socketpair(AF_UNIX, SOCK_DGRAM, 0, pair);
        for (int end = 0; end < 2; end++)
            setsockopt(pair[end], SOL_SOCKET, SO_SNDBUF, &size, sizeof size);
        for (int end = 0; end < 2; end++) {
            put(pair[end], pair[end]);
            put(pair[end], pair[!end]);
        }
        close(pair[0]);
        close(pair[1]);
    }
    return 0;
}
"""

# Leaves bound sockets on their way through themselves, or looks for them.
NAMES_IN_FLIGHT = r"""
int main(int argc, char **argv)
{
    struct sockaddr_un name = {AF_UNIX, "\0evalx-in-flight"};
    int fd = socket(AF_UNIX, SOCK_DGRAM, 0), pair[2];
    say("bind", bind(fd, (struct sockaddr *)&name, sizeof name.sun_family + 16));
    if (!strcmp(argv[1], "look"))
        return 0;
    socketpair(AF_UNIX, SOCK_DGRAM, 0, pair);
    int carried[] = {fd, pair[0], pair[1]};
    char byte = 0, control[CMSG_SPACE(sizeof carried)] = {0};
    struct iovec part = {&byte, 1};
    struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof control};
    *CMSG_FIRSTHDR(&message) = (struct cmsghdr){CMSG_LEN(sizeof carried), SOL_SOCKET, SCM_RIGHTS};
    memcpy(CMSG_DATA(CMSG_FIRSTHDR(&message)), carried, sizeof carried);
    say("sent", sendmsg(pair[0], &message, 0));
    return 0;
}
"""

# Says what the devices have counted, and then uses one in some way.
DEVICES = r"""
#include <linux/if.h>
#include <linux/if_link.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <netinet/in.h>
static const char *name;
static unsigned sent, lost, up;
static unsigned long failed;
static void look(const struct rtattr *at, int size, void (*each)(const struct rtattr *))
{
    for (; RTA_OK(at, size); at = RTA_NEXT(at, size))
        each(at);
}
static void inside_ipv6(const struct rtattr *at)
{
    const uint64_t *counters = RTA_DATA(at);
    if (at->rta_type == IFLA_INET6_STATS || at->rta_type == IFLA_INET6_ICMP6STATS)
        for (uint64_t i = 1; i < counters[0]; i++)
            failed += counters[i];
}
static void inside_family(const struct rtattr *at)
{
    if (at->rta_type == AF_INET6)
        look(RTA_DATA(at), RTA_PAYLOAD(at), inside_ipv6);
}
static void inside_device(const struct rtattr *at)
{
    const struct rtnl_link_stats *stats = RTA_DATA(at);
    if (at->rta_type == IFLA_IFNAME)
        name = RTA_DATA(at);
    if (at->rta_type == IFLA_STATS)
        sent = stats->tx_packets, lost = stats->rx_dropped + stats->tx_dropped + stats->rx_errors + stats->tx_errors;
    if (at->rta_type == IFLA_AF_SPEC)
        look(RTA_DATA(at), RTA_PAYLOAD(at), inside_family);
}
static void list_devices(void)
{
    static char buffer[65536] __attribute__((aligned(16)));
    struct { struct nlmsghdr header; struct ifinfomsg device; } all = {
        {sizeof all, RTM_GETLINK, NLM_F_REQUEST | NLM_F_DUMP, 1, 0}, {0}};
    int fd = socket(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE), size;
    send(fd, &all, sizeof all, 0);
    for (;;) {
        size = recv(fd, buffer, sizeof buffer, 0);
        for (struct nlmsghdr *part = (void *)buffer; NLMSG_OK(part, size); part = NLMSG_NEXT(part, size)) {
            if (part->nlmsg_type != RTM_NEWLINK)
                return;
            const struct ifinfomsg *device = NLMSG_DATA(part);
            sent = lost = failed = 0, up = device->ifi_flags & IFF_UP;
            look(IFLA_RTA(device), IFLA_PAYLOAD(part), inside_device);
            printf("%s %s,sent=%u,lost=%u,failed=%lu\n", name, up ? "up" : "down", sent, lost, failed);
        }
    }
}
int main(int argc, char **argv)
{
    struct sockaddr_in to = {AF_INET, htons(9), {htonl(INADDR_LOOPBACK)}};
    struct sockaddr_in6 to6 = {.sin6_family = AF_INET6, .sin6_port = htons(9), .sin6_addr = IN6ADDR_LOOPBACK_INIT};
    int fd = socket(AF_INET, SOCK_DGRAM, 0), fd6 = socket(AF_INET6, SOCK_DGRAM, 0);
    if (*argv[1] == 'l')
        list_devices();
    say("use", *argv[1] == 's' ? sendto(fd, "x", 1, 0, (void *)&to, sizeof to)
               : *argv[1] == 'f' ? sendto(fd6, (void *)8, 100, 0, (void *)&to6, sizeof to6) : 0);
    return 0;
}
"""

JOIN_GROUPS = r"""
#include <netinet/in.h>
int main(int argc, char **argv)
{
    struct ip_mreqn group = {.imr_multiaddr = {htonl(0xef010203)}, .imr_ifindex = 1};
    struct ipv6_mreq group6 = {{{{0xff, 2, [15] = 99}}}, 1};
    say("4", setsockopt(socket(AF_INET, SOCK_DGRAM, 0), IPPROTO_IP, IP_ADD_MEMBERSHIP, &group, sizeof group));
    say("6", setsockopt(socket(AF_INET6, SOCK_DGRAM, 0), IPPROTO_IPV6, IPV6_JOIN_GROUP, &group6, sizeof group6));
    return 0;
}
"""

LONG = {"cpu": 30 * SLOWNESS, "wall": 60 * SLOWNESS}
RUNS_AFTER = 10
TRIES = 5

HELLO = 'int main(void) { puts("hello"); return 0; }'


# Reads a file once, so that its pages are charged to this slot, if they were cold.
READ_FILE = r"""
int main(int argc, char **argv)
{
    static char buffer[1 << 20];
    int file = open(argv[1], O_RDONLY);
    while (read(file, buffer, sizeof buffer) > 0)
        ;
    return file < 0;
}
"""

# Keeps one page of each 128 KiB of a file in pipes, with which the kernel keeps all that it caches in one piece.
PIN_FILE = r"""
#include <sys/sendfile.h>

int main(int argc, char **argv)
{
    int file = open(argv[1], O_RDONLY), ends[2] = {-1, -1};
    off_t size = lseek(file, 0, SEEK_END);
    for (off_t at = 0, next; at < size; at += 128 << 10) {
        next = at;
        if (ends[1] >= 0 && sendfile(ends[1], file, &next, 4096) > 0)
            continue;
        if (pipe(ends) < 0)
            break;
        fcntl(ends[1], F_SETFL, O_NONBLOCK);
        sendfile(ends[1], file, &next, 4096);
    }
    puts("holds it");
    fflush(stdout);
    poll(NULL, 0, 60000);
    return 0;
}
"""

# Tries to do the same in a box, in each way that there is.
HOLD_FILE = r"""
#include <sys/sendfile.h>
#include <sys/syscall.h>

static long locked(void)
{
    char line[100];
    long kib = -1;
    FILE *status = fopen("/proc/self/status", "r");
    while (fgets(line, sizeof line, status))
        sscanf(line, "VmLck: %ld", &kib);
    fclose(status);
    return kib;
}

int main(int argc, char **argv)
{
    int file = open("/usr/bin/env", O_RDONLY), ends[2], pair[2];
    pipe(ends);
    socketpair(AF_UNIX, SOCK_STREAM, 0, pair);
    say("splice", splice(file, NULL, ends[1], NULL, 4096, 0));
    say("sendfile to a pipe", sendfile(ends[1], file, NULL, 4096));
    say("sendfile to a socket", sendfile(pair[1], file, NULL, 4096));
    char *page = mmap(0, 4096, PROT_READ, MAP_SHARED, file, 0);
    mlock(page, 4096);
    syscall(SYS_mlock2, page, 4096, 0);
    mlockall(MCL_CURRENT | MCL_FUTURE);
    mmap(0, 4096, PROT_READ, MAP_SHARED, file, 0);
    printf("locked %ld\n", locked());
    say("mapped and locked", mmap(0, 4096, PROT_READ, MAP_SHARED | MAP_LOCKED, file, 0) == MAP_FAILED ? -1 : 0);
    return 0;
}
"""


class PageCache(WithAttacks):
    """Page cache that a slot's group is charged with, and somebody else holds on to."""

    def test_no_program_holds_on_to_a_file(self):
        held = answers(self.attack(HOLD_FILE).stdout)
        self.assertEqual({"splice": "EINVAL", "sendfile to a pipe": "EINVAL", "sendfile to a socket": "EINVAL", "locked": "0",
                          "mapped and locked": "EPERM"}, held)

    def hold(self, file):
        """As a process of the host may."""
        with tempfile.TemporaryDirectory(prefix="sbx-attack-") as folder:
            path = f"{folder}/holder"
            with open(path, "wb") as program:
                program.write(compiled(PIN_FILE))
            os.chmod(path, 0o755)
            holder = subprocess.Popen([path, file], stdout=subprocess.PIPE)
        self.addCleanup(holder.communicate)
        self.addCleanup(holder.kill)
        self.assertEqual(b"holds it\n", holder.stdout.readline())

    def test_who_holds_on_to_a_file_takes_none_of_a_limit(self):
        file = subprocess.check_output(["gcc", "-print-prog-name=cc1plus"], text=True).strip()
        self.expect("exited 0", self.attack(HELLO))
        with open(file, "rb") as cold:
            os.posix_fadvise(cold.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
        self.expect("exited 0", self.attack(READ_FILE, file, memory=512 * MIB))
        self.hold(file)
        for limit, used in ((64, 40), (16, 4)):
            with self.subTest(limit):
                self.expect("exited 0", self.attack(FILL, "heap", str(used), memory=limit * MIB))


class KernelMemory(WithAttacks):
    """Kernel memory that a run leaves neither delays a later run of its slot nor changes its figures."""

    MAX_DELAY = 0.05 * SLOWNESS

    def setUp(self):
        super().setUp()
        self.clean = self.daemon.slot()
        self.addCleanup(self.clean.close)
        for slot in (self.slot, self.clean):
            self.expect("exited 0", self.timed(slot)[1])

    def timed(self, slot):
        command = self.command(HELLO, slot=slot)
        start = time.monotonic()
        report = slot.run(memory=64 * MIB, **command)
        return time.monotonic() - start, report

    def expect_no_trace(self, attack):
        """Alternates with a slot that has run nothing else. The best of some tries counts for each run after the attack,
        because a delay in every try is not the busy machine's."""
        delays = [math.inf] * RUNS_AFTER
        for _ in range(TRIES):
            attack()
            for turn in range(RUNS_AFTER):
                usual, without = self.timed(self.clean)
                seconds, report = self.timed(self.slot)
                self.expect("exited 0", report)
                self.assertAlmostEqual(without.peak_kib, report.peak_kib, delta=1024)
                delays[turn] = min(delays[turn], seconds - usual)
            if max(delays) < self.MAX_DELAY:
                return
        self.fail(f"delays of the runs after it: {delays}")

    def expect_exact_limit(self):
        for slot in (self.slot, self.clean):
            self.expect("exited 0", self.attack(FILL, "heap", "60", memory=64 * MIB, slot=slot))
            self.expect("limit memory", self.attack(FILL, "heap", "65", memory=64 * MIB, slot=slot))

    def fresh_names(self, count):
        self.expect("exited 0", self.attack(LOOK_UP, str(count), os.urandom(4).hex(), memory=256 * MIB, **LONG))

    def test_names_that_do_not_exist(self):
        for count in (4000, 20000, 100000):
            with self.subTest(count):
                self.expect_no_trace(lambda names=count: self.fresh_names(names))

    def test_the_limit_after_names_that_do_not_exist(self):
        for count in (2000, 4000, 100000):
            with self.subTest(count):
                self.fresh_names(count)
                self.expect_exact_limit()

    def test_the_peak_after_names_that_do_not_exist(self):
        expected = self.attack(FILL, "heap", "40", memory=64 * MIB, slot=self.clean).peak_kib
        for count in (2000, 4000, 100000):
            with self.subTest(count):
                self.fresh_names(count)
                self.assertAlmostEqual(expected, self.attack(FILL, "heap", "40", memory=64 * MIB).peak_kib, delta=1536)

    def test_a_walk_over_all_files(self):
        def walk():
            report = self.slot.python("import os; sum(1 for _ in os.walk('/usr'))", memory=256 * MIB, **LONG)
            self.expect("exited 0", report)

        self.expect_no_trace(walk)
        self.expect_exact_limit()

    def test_many_small_files_read(self):
        def read():
            script = "find /usr -type f -size -200k -print0 2>/dev/null | head -z -n 20000 | xargs -0 cat >/dev/null"
            self.expect("exited 0", self.slot.shell(script, memory=256 * MIB, processes=32, **LONG))

        self.expect_no_trace(read)
        self.expect_exact_limit()

    def test_a_socket_uses_no_group_up(self):
        """A program reads what nobody has read before, and the kernel keeps the removed group that was charged for it."""
        if not shared.starts_warm(self.slot):
            self.skipTest("without groups, or with one for each run")
        seen = set()
        for _ in range(20):
            self.expect("exited 0", self.attack(NAMES_IN_FLIGHT, "leave"))
            seen.add(frozenset(os.stat(path).st_ino for path in groups()))
        self.assertLess(len(seen), 10)

    def test_sockets_in_flight(self):
        for count in (10, 100, 400):
            with self.subTest(count):
                self.expect_no_trace(lambda cycles=count: self.in_flight(cycles))
                self.in_flight(count)
                self.expect_exact_limit()

    def in_flight(self, count):
        self.expect("exited 0", self.attack(IN_FLIGHT, str(count), memory=256 * MIB))


class Leftovers(WithAttacks):
    refused = {}  # what a box has not at all here

    def setUp(self):
        super().setUp()
        self.expect("exited 0", self.slot.shell("exit 0"))

    def test_shared_things(self):
        made = answers(self.attack(SHARED_THINGS, "leave").stdout)
        self.assertEqual({**{name: "ok" for name in made}, **self.refused}, made)
        self.nothing_seen()

    def test_shared_things_at_the_same_time(self):
        with self.daemon.slot() as other:
            other.start(**self.command(SHARED_THINGS, "leave", "wait", slot=other))
            wait_until(lambda: len(children(self.daemon.process.pid)) >= 7, "the neighbour runs")
            self.nothing_seen()
            self.expect("exited 0", other.report())

    def nothing_seen(self):
        seen = answers(self.attack(SHARED_THINGS, "look").stdout)
        self.assertEqual("nothing", seen.pop("listed"))
        self.assertLessEqual(self.refused.items(), seen.items())
        self.assertEqual({"ENOENT", "ECONNREFUSED"}, {seen[name] for name in seen if name not in self.refused}, seen)

    def test_names_in_flight(self):
        """Such a socket lives on without a process, until the kernel happens to collect it."""
        for turn in range(10):
            with self.subTest(turn):
                left = self.attack(NAMES_IN_FLIGHT, "leave")
                self.assertEqual({"bind": "ok", "sent": "ok"}, answers(left.stdout))
                self.assertEqual({"bind": "ok"}, answers(self.attack(NAMES_IN_FLIGHT, "look").stdout))

    def test_memory_that_outlives_its_process(self):
        """The next run of the slot has all its memory, even if its limit is smaller."""
        for kind in sorted({"shm", "msg", "sem"} - self.refused.keys()):
            for turn in range(5):
                with self.subTest(kind=kind, turn=turn):
                    left = self.attack(FILL, kind, "150", memory=256 * MIB)
                    self.expect("exited 0", left)
                    self.assertGreater(int(left.stdout), 60, "the attack left memory")
                    self.expect("exited 0", self.attack(FILL, "heap", "48", memory=64 * MIB))

    def test_files_that_outlive_their_process(self):
        for turn in range(5):
            self.expect("exited 0", self.slot.shell("head -c 60000000 /dev/zero > /tmp/f; head -c 60000000 /dev/zero > f",
                                                    memory=256 * MIB))
            self.expect("exited 0", self.attack(FILL, "heap", "48", memory=64 * MIB))

    def test_locks(self):
        """On the host's inode they would be visible outside and in other boxes, and slow down every close()."""
        for path in ("/usr/bin/env", "/etc/passwd", "/dev/null", "/usr", "/"):
            with self.subTest(path), self.daemon.slot() as other:
                other.start(**self.command(LOCK, "lock", path, slot=other))
                wait_until(lambda: len(children(self.daemon.process.pid)) >= 7, "the neighbour runs")
                seen = outside(LOCK, "look", path) + self.attack(LOCK, "look", path).stdout
                self.assertNotIn(b"seen\n", seen.replace(b"unseen", b""))
                self.expect("exited 0", other.report())

    def test_watches(self):
        """They show what the own box does with a shared file, and nothing of what others do."""
        watch = """
import ctypes, os, select
libc = ctypes.CDLL(None)
watches = libc.inotify_init1(0x800)
for path in (b'/usr/bin', b'/usr/bin/env', b'/dev', b'/dev/null', b'/etc', b'/'):
    assert libc.inotify_add_watch(watches, path, 0xfff) > 0, path
print('watching', flush=True)
select.select([watches], [], [], 3)
try: print(os.read(watches, 65536))
except BlockingIOError: print('nothing')
"""
        if b"locks: " in self.slot.hello:
            self.assertNotIn(b"watching", self.slot.python(watch).stdout)
            return
        with self.daemon.slot() as other:
            other.start(["/usr/bin/python3", "-c", watch])
            wait_until(lambda: len(children(self.daemon.process.pid)) >= 7, "the neighbour runs")
            while not select.select([other.socket], [], [], 0.1)[0]:
                self.slot.shell("/usr/bin/env true; cat /etc/passwd /dev/null; ls / /etc /dev")
            self.assertEqual(b"watching\nnothing\n", other.report().stdout)

    def test_connections(self):
        """A port that a connection still has, and what the device has counted, stay in their namespace."""
        serve = """
import socket
for family, host in ((socket.AF_INET, '127.0.0.1'), (socket.AF_INET6, '::1')):
    server = socket.socket(family)
    server.bind((host, 4711))
    server.listen()
    client = socket.socket(family)
    client.connect((host, 4711))
    accepted = server.accept()[0]
    accepted.close()
    assert client.recv(1) == b''
    client.close()
print('served')
"""
        if b"loopback: " in self.slot.hello:
            self.skipTest("no loopback here")
        for _ in range(3):
            report = self.slot.python(serve)
            self.assertEqual((b"served\n", "exited 0"), (report.stdout, report.verdict), report)

    def test_what_the_device_counted(self):
        """Any other device, such as a tunnel that the kernel makes in each namespace, is down and has counted nothing."""
        if b"loopback: " in self.slot.hello:
            self.skipTest("no loopback here")
        for use, said in (("nothing", "ok"), ("send", "ok"), ("fail", "EFAULT"), ("fail", "EFAULT"), ("send", "ok")):
            with self.subTest(use):
                self.assertEqual({"use": said}, answers(self.attack(DEVICES, use).stdout))
                report = self.attack(DEVICES, "list")
                devices = answers(report.stdout)
                self.assertEqual(len(report.stdout.splitlines()), len(devices), report)
                self.assertEqual(("ok", "up,sent=0,lost=0,failed=0"), (devices.pop("use"), devices.pop("lo")), report)
                self.assertLessEqual(set(devices.values()), {"down,sent=0,lost=0,failed=0"}, report)

    def test_nothing_is_sent_after_a_run(self):
        """The kernel would report a group that a program has joined some seconds after its end."""
        if b"loopback: " in self.slot.hello:
            self.skipTest("no loopback here")
        self.assertEqual({"4": "ENOPROTOOPT", "6": "ENOPROTOOPT"}, answers(self.attack(JOIN_GROUPS).stdout))

    def test_locks_work_within_a_box(self):
        """A program that locks its own file, as databases do, works."""
        report = self.slot.python("""
import sqlite3, fcntl
base = sqlite3.connect('/box/data')
base.execute('create table t (n)')
base.execute('insert into t values (42)')
base.commit()
print(base.execute('select n from t').fetchone()[0])
with open('/tmp/l', 'w') as f, open('/tmp/l', 'w') as g:
    fcntl.lockf(f, fcntl.LOCK_EX)
    fcntl.flock(f, fcntl.LOCK_EX)
    try: fcntl.flock(g, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError: print('locked')
""")
        if b"locks: " in self.slot.hello:  # said, instead of a lock without effect
            self.assertIn(b"OperationalError", report.stderr)
        else:
            self.assertEqual(b"42\nlocked\n", report.stdout, report)

    def test_marks_on_shared_files(self):
        """Write hints would stay on the inode; leases and watches would show how other boxes use it."""
        report = self.attack(r"""
            int main(void)
            {
                int fd = open("/usr/bin/env", O_RDONLY), folder = open("/usr/bin", O_RDONLY);
                uint64_t hint = 2;
                say("hint", fcntl(fd, 1036, &hint));
                say("file hint", fcntl(fd, 1038, &hint));
                say("lease", fcntl(fd, F_SETLEASE, F_RDLCK));
                say("notify", fcntl(folder, F_NOTIFY, DN_ACCESS));
                say("times", futimens(fd, NULL));
                struct stat before, after;
                char byte;
                fstat(fd, &before);
                read(fd, &byte, 1);
                fstat(fd, &after);
                say("access time", memcmp(&before.st_atim, &after.st_atim, sizeof before.st_atim) ? 0 : (errno = EROFS, -1));
            }""")
        self.assertEqual({"hint": "EPERM", "file hint": "EPERM", "lease": "EPERM", "notify": "EPERM", "times": "EROFS",
                          "access time": "EROFS"}, answers(report.stdout))

    def test_the_host_is_not_flushed(self):
        """fsync of a host's file would reach its disk, and fadvise would evict it from the cache: both do nothing."""
        report = self.attack(r"""
            int main(void)
            {
                int pipe_ends[2];
                pipe(pipe_ends);
                say("fsync", fsync(pipe_ends[0]));
                say("fdatasync", fdatasync(pipe_ends[0]));
                say("sync_file_range", sync_file_range(pipe_ends[0], 0, 0, 7));
                say("fadvise", (errno = posix_fadvise(pipe_ends[0], 0, 0, POSIX_FADV_DONTNEED)) ? -1 : 0);
                return 0;
            }""")
        self.assertEqual({"ok"}, set(answers(report.stdout).values()), report)

    def test_only_its_own_settings(self):
        report = self.attack(r"""
            extern char **environ;
            int main(int argc, char **argv)
            {
                char names[390];
                for (char **e = environ; *e; e++)
                    puts(*e);
                printf("%d %d\n", argc, (int)umask(0));
                uname((void *)names);
                puts(names + 65);
                puts(names + 325);
                FILE *groups = fopen("/proc/self/cgroup", "r");
                char line[4096];
                while (fgets(line, sizeof line, groups))
                    if (strcmp(strrchr(line, ':'), ":/\n"))
                        printf("group %s", line);
            }""", env=["ONLY=this"])
        self.assertEqual(b"ONLY=this\n1 18\nbox\n(none)\n", report.stdout, report)


if __name__ == "__main__":
    unittest.main()
