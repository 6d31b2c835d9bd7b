"""Sockets of netlink: programs list interfaces as often as they like, and hold little of the kernel's memory."""

import time
import unittest

from attacks import WithAttacks, answers
from evalx_isolate import MIB, SLOWNESS, Daemon, WarmSlot
from shared import FIRST_UID, LAST_UID, starts_warm
import shared

SOCKETS_MAX = 256
NETLINK = r"""
#include <arpa/inet.h>
#include <ifaddrs.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <linux/sock_diag.h>
#include <net/if.h>
#include <netdb.h>
#include <pthread.h>
#ifndef SO_MEMINFO
#define SO_MEMINFO 55
#endif
static int a_socket(void) { return socket(AF_NETLINK, SOCK_RAW | SOCK_NONBLOCK, NETLINK_ROUTE); }
"""

# Processes that take all sockets they get, before they bind any, and then leave as many answers in them as there is room
# for: small ones, and refusals that come with the whole request. Says how many sockets they have, and how much is in those.
HOARD = NETLINK + r"""
enum { PROCESSES = 8, EACH = 150, REQUESTS = 300 };
struct held { long sockets, bytes; };
static char request[192 << 10];
static unsigned held_by(int fd)
{
    unsigned info[SK_MEMINFO_VARS] = {0};
    socklen_t size = sizeof info;
    getsockopt(fd, SOL_SOCKET, SO_MEMINFO, info, &size);
    return info[SK_MEMINFO_RMEM_ALLOC];
}
static void fill(int fd)
{
    struct nlmsghdr *header = (void *)request;
    for (int size = sizeof request; size >= 64; size /= 2)
        for (int i = 0; i < REQUESTS; i++) {
            unsigned before = held_by(fd);
            *header = (struct nlmsghdr){size, RTM_SETLINK, NLM_F_REQUEST | NLM_F_ACK, i};
            if (send(fd, request, size, 0) < 0 || held_by(fd) <= before)
                break;
        }
}
static struct held hoard(void)
{
    struct held held = {0};
    int fds[EACH], count = 0, size = 64 << 20;
    while (count < EACH && (fds[count] = a_socket()) >= 0)
        count++;
    if (count < EACH && errno != ENOBUFS)
        say("socket", -1);
    for (int i = 0; i < count; i++) {
        setsockopt(fds[i], SOL_SOCKET, SO_RCVBUF, &size, sizeof size);
        setsockopt(fds[i], SOL_SOCKET, SO_SNDBUF, &size, sizeof size);
        fill(fds[i]);
        held.bytes += held_by(fds[i]);
    }
    held.sockets = count;
    return held;
}
int main(void)
{
    struct held one, all = {0};
    int told[2];
    pipe(told);
    for (int i = 0; i < PROCESSES; i++)
        if (fork() == 0) {
            one = hoard();
            write(told[1], &one, sizeof one);
            pause();
        }
    for (int i = 0; i < PROCESSES && read(told[0], &one, sizeof one) == sizeof one; i++)
        all.sockets += one.sockets, all.bytes += one.bytes;
    printf("%ld %ld\n", all.sockets, all.bytes);
    return 0;
}
"""

# Sockets that no process has: on their way through another one.
IN_FLIGHT = NETLINK + r"""
enum { AT_ONCE = 200 };
int main(void)
{
    int pair[2], carried[AT_ONCE], more = 0;
    socketpair(AF_UNIX, SOCK_DGRAM, 0, pair);
    for (int i = 0; i < AT_ONCE; i++)
        carried[i] = a_socket();
    static char byte, control[CMSG_SPACE(sizeof carried)] __attribute__((aligned(8)));
    struct iovec part = {&byte, 1};
    struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof control};
    *CMSG_FIRSTHDR(&message) = (struct cmsghdr){CMSG_LEN(sizeof carried), SOL_SOCKET, SCM_RIGHTS};
    memcpy(CMSG_DATA(CMSG_FIRSTHDR(&message)), carried, sizeof carried);
    say("sent", sendmsg(pair[0], &message, 0));
    for (int i = 0; i < AT_ONCE; i++)
        close(carried[i]);
    while (a_socket() >= 0)
        more++;
    printf("more %d\n", more);
    return 0;
}
"""

# What ordinary programs do, as often as asked, in as many threads as asked.
LIST = NETLINK + r"""
static int times;
static _Atomic int failed;
static void *list(void *unused)
{
    struct addrinfo hints = {.ai_flags = AI_ADDRCONFIG, .ai_socktype = SOCK_STREAM}, *found;
    struct ifaddrs *interfaces;
    for (int i = 0; i < times; i++) {
        if (getifaddrs(&interfaces) == 0)
            freeifaddrs(interfaces);
        else
            failed++;
        if (getaddrinfo("127.0.0.1", "80", &hints, &found) == 0)
            freeaddrinfo(found);
        else
            failed++;
    }
    return 0;
}
int main(int argc, char **argv)
{
    int threads = atoi(argv[2]);
    pthread_t thread[threads];
    pthread_attr_t small;
    times = atoi(argv[1]);
    pthread_attr_init(&small);
    pthread_attr_setstacksize(&small, 256 << 10);
    for (int i = 0; i < threads; i++)
        if (pthread_create(&thread[i], &small, list, 0) != 0)
            return 2;
    for (int i = 0; i < threads; i++)
        pthread_join(thread[i], 0);
    printf("failed %d\n", failed);
    return 0;
}
"""

# The call behaves as the kernel's, and what it gives has no rights.
CALLS = NETLINK + r"""
int main(void)
{
    struct { struct nlmsghdr header; struct ifinfomsg device; } down = {
        {sizeof down, RTM_NEWLINK, NLM_F_REQUEST | NLM_F_ACK, 1}, {.ifi_index = 1, .ifi_change = IFF_UP}};
    struct { struct nlmsghdr header; struct nlmsgerr error; char rest[256]; } answer = {0};
    int fd = socket(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE);
    int other = socket(AF_NETLINK, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, NETLINK_ROUTE);
    printf("flags %d %d\n", fcntl(fd, F_GETFD), fcntl(fd, F_GETFL) & O_NONBLOCK);
    printf("others %d %d\n", fcntl(other, F_GETFD), (fcntl(other, F_GETFL) & O_NONBLOCK) == O_NONBLOCK);
    send(fd, &down, sizeof down, 0);
    recv(fd, &answer, sizeof answer, 0);
    errno = -answer.error.error;
    say("down", answer.error.error);
    say("type", socket(AF_NETLINK, SOCK_STREAM, NETLINK_ROUTE));
    say("flag", socket(AF_NETLINK, SOCK_RAW | 0x10, NETLINK_ROUTE));
    setrlimit(RLIMIT_NOFILE, &(struct rlimit){5, 5});
    say("room", socket(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE));
    return 0;
}
"""

# Asks without end, in many processes, of which some are interrupted or killed while they ask.
SPAM = NETLINK + r"""
static void nothing(int number) {}
int main(void)
{
    struct sigaction action = {.sa_handler = nothing};
    struct itimerval often = {{0, 50}, {0, 50}};
    for (int i = 0; i < 8; i++)
        if (fork() == 0) {
            sigaction(SIGALRM, &action, 0);
            if (i % 2)
                setitimer(ITIMER_REAL, &often, 0);
            for (;;)
                close(a_socket());
        }
    for (;;) {
        pid_t child = fork();
        if (child == 0)
            for (;;)
                close(a_socket());
        usleep(500);
        kill(child, SIGKILL);
        waitpid(child, 0, 0);
    }
}
"""


# Becomes the daemon, after a filter whose calls this process could answer.
LISTEN = """
import ctypes, os, struct, sys
SECCOMP, SET_MODE_FILTER, NEW_LISTENER = {"x86_64": 317, "aarch64": 277}[os.uname().machine], 1, 8
allow = ctypes.create_string_buffer(struct.pack("=HBBI", 6, 0, 0, 0x7fff0000))
program = ctypes.create_string_buffer(struct.pack("=HxxxxxxQ", 1, ctypes.addressof(allow)))
listener = ctypes.CDLL(None).syscall(SECCOMP, SET_MODE_FILTER, NEW_LISTENER, program)
os.set_inheritable(listener, True)
os.execv(sys.argv[1], sys.argv[1:])
"""


class Netlink(WithAttacks):
    LONG = {"cpu": 20 * SLOWNESS, "wall": 60 * SLOWNESS}

    def test_what_a_run_holds_is_bounded(self):
        for _ in range(2):  # the next run may have as many
            report = self.attack(HOARD, memory=256 * MIB, **self.LONG)
            self.expect("exited 0", report)
            sockets, held = map(int, report.stdout.split())
            self.assertEqual(SOCKETS_MAX, sockets)
            self.assertLess(held, 24 * MIB)

    def test_sockets_on_their_way_count(self):
        report = self.attack(IN_FLIGHT)
        self.assertEqual({"sent": "ok", "more": str(SOCKETS_MAX - 200)}, answers(report.stdout), report)

    def test_programs_list_interfaces_as_often_as_they_like(self):
        self.assertEqual(b"failed 0\n", self.attack(LIST, "10000", "1", **self.LONG).stdout)
        self.assertEqual(b"failed 0\n", self.attack(LIST, "20", "200", processes=256, memory=512 * MIB, **self.LONG).stdout)

    def test_the_call_is_the_kernels(self):
        self.assertEqual({"flags 0": "0", "others 1": "1", "down": "EPERM", "type": "ESOCKTNOSUPPORT", "flag": "EINVAL",
                          "room": "EMFILE"}, answers(self.attack(CALLS).stdout))


class Limits(WithAttacks):
    def test_asking_without_end_ends_at_the_limit(self):
        """The time it takes to answer is the program's."""
        started = time.monotonic()
        report = self.attack(SPAM, cpu=1, wall=20 * SLOWNESS)
        self.expect("limit cpu", report)
        self.assertLess(report.wall, 5 * SLOWNESS)
        self.assertLess(time.monotonic() - started, 10 * SLOWNESS)
        self.assertEqual(b"failed 0\n", self.attack(LIST, "1", "1").stdout)


class WarmNetlink(Netlink):
    """The same in boxes that have an interpreter, and in Python itself."""

    @classmethod
    def make_daemon(cls):
        daemon = super().make_daemon()
        daemon.kind = WarmSlot
        return daemon

    def test_python(self):
        script = """
import socket
for _ in range(10000):
    assert socket.if_nameindex() == [(1, "lo")] and socket.getaddrinfo("127.0.0.1", 80)
"""
        for _ in range(3):
            report = self.slot.python(script, **self.LONG)
            self.expect("exited 0", report)
        if starts_warm(self.slot):
            self.assertTrue(report.warm)


class AnotherListener(WithAttacks):
    """A host on which calls are answered by somebody else already."""

    @classmethod
    def make_daemon(cls):
        return Daemon(shared.binary, uids=f"{FIRST_UID}-{LAST_UID}", before=["/usr/bin/python3", "-c", LISTEN])

    def test_it_is_named_and_programs_list_interfaces(self):
        self.assertIn(b"netlink: ", self.slot.hello)
        self.assertEqual(b"failed 0\n", self.attack(LIST, "10", "2").stdout)


if __name__ == "__main__":
    unittest.main()
