"""Programs that take everything they can get: each ends in time, with a verdict, and the next run is not affected."""

import os
import time
import unittest

from attacks import WithAttacks
from evalx_isolate import MIB, SLOWNESS, children, processes_of, wait_until
from shared import FIRST_UID, LAST_UID

def cpu_of(pid):
    """CPU time that a process has used, in seconds."""
    with open(f"/proc/{pid}/schedstat", encoding="ascii") as file:
        return int(file.read().split()[0]) / 1e9


# Takes memory in one way until it has 512 MiB or gets no more, then says how much in MiB.
TAKE = r"""
#include <netinet/in.h>

enum { STEP = 1 << 20, MOST = 512 };
static char block[STEP];

static int deep(int level)
{
    volatile char room[65536];
    for (int i = 0; i < sizeof room; i += 4096)
        room[i] = 1;
    return level ? deep(level - 1) + room[level % 16 * 4096] : 0;
}

static size_t into_pipes(int (*make)(int ends[2]))
{
    size_t got = 0;
    int ends[2];
    while (got < (size_t)MOST << 20 && make(ends) >= 0) {
        fcntl(ends[1], F_SETFL, O_NONBLOCK);
        fcntl(ends[1], F_SETPIPE_SZ, STEP);
        for (ssize_t n; (n = write(ends[1], block, 65536)) > 0;)
            got += n;
    }
    return got;
}

static int a_pipe(int ends[2]) { return pipe(ends); }
static int a_pair(int ends[2])
{
    int size = 64 << 20;
    if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends) < 0)
        return -1;
    setsockopt(ends[1], SOL_SOCKET, SO_SNDBUF, &size, sizeof size);
    return 0;
}

/* A connection is not waited for where no memory is left for it. */
static int a_connection(int ends[2])
{
    static int listener;
    static struct sockaddr_in address = {.sin_family = AF_INET};
    struct timeval soon = {.tv_usec = 300000};
    socklen_t size = sizeof address;
    if (!listener) {
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        listener = socket(AF_INET, SOCK_STREAM, 0);
        setsockopt(listener, SOL_SOCKET, SO_RCVTIMEO, &soon, sizeof soon);
        if (bind(listener, (struct sockaddr *)&address, size) < 0 || listen(listener, 1) < 0)
            return -1;
        getsockname(listener, (struct sockaddr *)&address, &size);
    }
    if ((ends[1] = socket(AF_INET, SOCK_STREAM, 0)) < 0)
        return -1;
    setsockopt(ends[1], SOL_SOCKET, SO_SNDTIMEO, &soon, sizeof soon);
    if (connect(ends[1], (struct sockaddr *)&address, size) < 0)
        return -1;
    return ends[0] = accept(listener, 0, 0);
}

int main(int argc, char **argv)
{
    const char *way = argv[1];
    size_t got = 0, most = (size_t)MOST << 20;
    memset(block, 1, sizeof block);
    if (!strcmp(way, "heap"))
        for (char *at; got < most && (at = malloc(STEP)); got += STEP)
            memset(at, 1, STEP);
    else if (!strcmp(way, "stack"))
        got = (size_t)deep(8192) * 65536;
    else if (!strcmp(way, "mmap") || !strcmp(way, "shared")) {
        int kind = !strcmp(way, "mmap") ? MAP_PRIVATE : MAP_SHARED;
        for (char *at; got < most && (at = mmap(0, STEP, 3, kind | MAP_ANONYMOUS, -1, 0)) != MAP_FAILED; got += STEP)
            memset(at, 1, STEP);
    } else if (!strcmp(way, "locked")) {
        for (char *at; got < most && (at = mmap(0, STEP, 3, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)) != MAP_FAILED; got += STEP)
            mlock(at, STEP), memset(at, 1, STEP);
    } else if (!strcmp(way, "memfd") || way[0] == '/') {
        int fd = way[0] == '/' ? open(way, O_CREAT | O_WRONLY, 0600) : memfd_create("x", 0);
        for (ssize_t n; got < most && (n = write(fd, block, STEP)) > 0;) {
            got += n;
            if (way[0] != '/' && got % (32 << 20) == 0)
                fd = memfd_create("x", 0);  /* a file must not be larger than the file limit */
        }
    } else if (!strcmp(way, "pipes"))
        got = into_pipes(a_pipe);
    else if (!strcmp(way, "sockets"))
        got = into_pipes(a_pair);
    else if (!strcmp(way, "tcp"))
        got = into_pipes(a_connection);
    else if (!strcmp(way, "pages")) {
        /* Page tables: one byte in each 2 MiB costs a page, and 4 KiB for the table. */
        char *at = mmap(0, 1ULL << 40, 3, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
        madvise(at, 1ULL << 40, MADV_NOHUGEPAGE);
        for (; got < most; got += 8192, at += 2 << 20)
            *at = 1;
    } else if (!strcmp(way, "areas")) {
        /* Each page of other rights is an area of its own. */
        for (; got < most; got += 4096 + 256) {
            char *at = mmap(0, 4096, 3, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
            if (at == MAP_FAILED)
                break;
            *at = 1;
            mprotect(at, 4096, 1 + got / 4352 % 2 * 2);
        }
    } else if (!strcmp(way, "signals")) {
        sigset_t all;
        sigfillset(&all);
        sigprocmask(SIG_SETMASK, &all, 0);
        union sigval value = {0};
        while (got < most && sigqueue(getpid(), SIGRTMIN, value) == 0)
            got += 128;
    } else if (!strcmp(way, "timers")) {
        struct sigevent event = {.sigev_notify = SIGEV_NONE};
        timer_t timer;
        while (got < most && timer_create(CLOCK_MONOTONIC, &event, &timer) == 0)
            got += 256;
    } else if (!strcmp(way, "cache")) {
        /* What is read from the host is nobody's need: it must give way. */
        char path[] = "/usr/bin/python3";
        DIR *folder = opendir("/usr/bin");
        for (struct dirent *e; got < most && (e = readdir(folder));) {
            int fd = openat(dirfd(folder), e->d_name, O_RDONLY);
            for (ssize_t n; fd >= 0 && (n = read(fd, block, STEP)) > 0;)
                got += n;
            close(fd);
        }
    }
    printf("%zu\n", got >> 20);
    return 0;
}
"""

# Fills pipes with zeros that nobody had to hold before, in many processes at once, and says how much in MiB.
FILL_WITH_ZEROS = r"""
#include <sys/sendfile.h>

static size_t fill_pipes(int zeros)
{
    size_t got = 0;
    int ends[2];
    while (pipe(ends) == 0) {
        fcntl(ends[1], F_SETFL, O_NONBLOCK);
        fcntl(ends[1], F_SETPIPE_SZ, 1 << 20);
        for (ssize_t n; (n = sendfile(ends[1], zeros, NULL, 1 << 20)) > 0;)
            got += n;
    }
    return got;
}

int main(int argc, char **argv)
{
    int zeros = open("/dev/zero", O_RDONLY), told[2], count = atoi(argv[1]);
    size_t got = 0, part;
    pipe(told);
    for (int i = 0; i < count; i++)
        if (fork() == 0) {
            part = fill_pipes(zeros);
            write(told[1], &part, sizeof part);
            pause();
        }
    while (count-- && read(told[0], &part, sizeof part) > 0)
        got += part;
    printf("%zu\n", got >> 20);
    return 0;
}
"""

ENDS = [  # way, whether the limit ends it, else the most it may get in MiB
    ("heap", None), ("stack", None), ("mmap", None), ("shared", None), ("memfd", None), ("pages", None),
    ("locked", None), ("areas", 64), ("/box/f", 64), ("/tmp/f", 64), ("pipes", 64), ("sockets", 64), ("tcp", 64), ("signals", 1),
    ("timers", 1),
]


class Memory(WithAttacks):
    def test_ways(self):
        for way, most in ENDS:
            with self.subTest(way):
                report = self.attack(TAKE, way, memory=64 * MIB, stack=1024 * MIB, file=1024 * MIB, cpu=10, processes=4)
                if report.verdict != "limit memory":
                    self.assertIsNotNone(most, report)
                    self.expect("exited 0", report)
                    self.assertLessEqual(int(report.stdout.split()[0]), most, report)
                self.assertLess(report.peak_kib, 70 * 1024, report)
                self.expect("exited 0", self.slot.shell("exit 0", memory=64 * MIB))

    def test_pipes_filled_without_a_copy(self):
        for processes in (1, 60):
            with self.subTest(processes):
                report = self.attack(FILL_WITH_ZEROS, str(processes), memory=64 * MIB, cpu=10, processes=64)
                self.expect("exited 0", report)
                self.assertEqual(b"0\n", report.stdout)

    def test_page_cache_is_no_ones_need(self):
        self.expect("exited 0", self.attack(TAKE, "cache", memory=32 * MIB, cpu=10))


class Room(WithAttacks):
    """The disk of a box."""

    ROOM = r"""
        int main(int argc, char **argv)
        {
            char name[NAME_MAX + 1];
            signal(SIGXFSZ, SIG_IGN);
            int fd = open("sparse", O_CREAT | O_RDWR, 0600);
            say("a terabyte", ftruncate(fd, 1LL << 40));
            say("reserved", fallocate(fd, 0, 0, 1LL << 40));
            say("at the end", pwrite(fd, "x", 1, 1LL << 40));
            int made = 0;
            while (mkdir("d", 0700) == 0 && chdir("d") == 0)
                made++;
            chdir("/box");
            for (int i = 1; i < 256; i++) {
                memset(name, i == '/' ? '.' : i, NAME_MAX);
                name[NAME_MAX] = 0;
                close(open(name, O_CREAT | O_RDWR, i));
            }
            mkdir("many", 0);
            chmod("many", 0700);
            for (int i = 0; i < 100000; i++) {
                sprintf(name, "many/\n\033[2J\"';$(id)`id`%d", i);
                if (link("sparse", name) < 0)
                    break;
            }
            for (int i = 0; i < 100000; i++) {
                sprintf(name, "/tmp/%d", i);
                if (symlink("/etc/passwd", name) < 0)
                    break;
            }
            printf("made %s\n", made < 17000 ? "some" : "more");
            return 0;
        }"""

    def test_sizes_numbers_depths_and_names(self):
        started = time.monotonic()
        for collect in (False, True):
            report = self.attack(self.ROOM, cpu=10, file=8 * MIB, memory=256 * MIB, collect=collect)
            self.expect("exited 0", report)
            self.assertEqual(b"a terabyte EFBIG\nreserved EFBIG\nat the end EFBIG\nmade some\n", report.stdout)
            self.assertIsNone(report.collected)
            self.assertEqual(b"", self.slot.shell("ls -A /box /tmp | grep -v :").stdout.strip())
        self.assertLess(time.monotonic() - started, 20)
        self.assertEqual([], os.listdir(f"{self.daemon.folder}/store/drafts"))

    def test_links_out_of_the_box(self):
        report = self.attack(r"""
            int main(void)
            {
                say("hard link", link("/usr/bin/env", "/box/env"));
                say("through a descriptor", linkat(open("/usr/bin/env", O_PATH), "", AT_FDCWD, "/box/e", AT_EMPTY_PATH));
                say("rename", rename("/usr/bin/env", "/box/env"));
                symlink("/usr/bin/env", "/box/link");
                say("through a link", open("/box/link", O_WRONLY | O_TRUNC));
                say("truncate", truncate("/box/link", 0));
                say("mode", chmod("/box/link", 0777));
                say("reopened for writing", open("/proc/self/exe", O_WRONLY));
                int fd = open("/usr/bin/env", O_RDONLY);
                char path[32];
                sprintf(path, "/proc/self/fd/%d", fd);
                say("through proc", open(path, O_RDWR));
                void *at = mmap(0, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
                say("mapped", at == MAP_FAILED ? -1 : 0);
                return 0;
            }""")
        answers = [line.rsplit(" ", 1)[1] for line in report.stdout.decode().splitlines()]
        self.assertEqual(9, len(answers), report)
        self.assertLessEqual(set(answers), {"EXDEV", "ENOENT", "EROFS", "EPERM", "EACCES", "ETXTBSY"}, report)


# Goes on for ever in a way that is hard to end.
BOMBS = {
    "sessions and double forks": r"""
        int main(void) { for (;;) if (fork() == 0) { setsid(); if (fork()) _exit(0); } }""",
    "deaf to every signal": r"""
        int main(void)
        {
            for (int number = 1; number < 65; number++)
                signal(number, SIG_IGN);
            sigset_t all;
            sigfillset(&all);
            sigprocmask(SIG_SETMASK, &all, 0);
            for (;;) fork();
        }""",
    "stopped": r"""
        int main(void) { for (;;) { if (fork() == 0) { setsid(); raise(SIGSTOP); } else kill(-1, SIGSTOP); } }""",
    "stops itself": r"""int main(void) { for (;;) kill(getpid(), SIGSTOP); }""",
    "its own init": r"""
        int main(void)
        {
            prctl(PR_SET_CHILD_SUBREAPER, 1);
            for (;;) if (syscall(SYS_clone, CLONE_PARENT | SIGCHLD, 0, 0, 0, 0) == 0) { prctl(PR_SET_CHILD_SUBREAPER, 1); fork(); }
        }""",
    "children without a signal": r"""
        int main(void) { for (;;) if (syscall(SYS_clone, 0, 0, 0, 0, 0) == 0) { setsid(); for (;;) fork(); } }""",
    "vfork": r"""
        int main(void) { for (;;) if (vfork() == 0) { signal(SIGTERM, SIG_IGN); for (;;) pause(); } }""",
    "execs": r"""
        int main(int argc, char **argv) { fork(); execv("/proc/self/exe", argv); for (;;) pause(); }""",
    "kills its kin": r"""
        int main(void) { signal(SIGCHLD, SIG_IGN); for (;;) { if (fork() == 0) { setsid(); kill(getppid(), SIGKILL); } } }""",
    "timers": r"""
        #include <sys/timerfd.h>
        static void nothing(int n) {}
        int main(void)
        {
            signal(SIGALRM, nothing);
            struct itimerval often = {{0, 1}, {0, 1}};
            struct itimerspec now = {{0, 1}, {0, 1}};
            struct sigevent event = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGALRM};
            timer_t timer;
            setitimer(ITIMER_REAL, &often, 0);
            for (int fd; (fd = timerfd_create(CLOCK_MONOTONIC, 0)) >= 0;)
                timerfd_settime(fd, 0, &now, 0);
            while (timer_create(CLOCK_MONOTONIC, &event, &timer) == 0)
                timer_settime(timer, 0, &now, 0);
            for (;;) pause();
        }""",
}


class Processes(WithAttacks):
    def test_bombs(self):
        with self.daemon.slot() as neighbour:
            neighbour.shell("exit 0")
            for name, source in BOMBS.items():
                with self.subTest(name):
                    started = time.monotonic()
                    self.slot.start(**self.command(source), cpu=1, wall=1, processes=64)
                    self.expect("exited 0", neighbour.shell("exit 0", wall=10))
                    report = self.slot.report()
                    self.assertIn(report.ending, ("limit", "signalled"), report)
                    self.assertLess(time.monotonic() - started, 10)
                    self.expect("exited 0", self.slot.shell("exit 0"))
        self.slot.close()
        wait_until(lambda: not processes_of(FIRST_UID, LAST_UID), "all their processes end")

    def test_the_peace_after_the_program(self):
        """A program that exits with 0 and leaves processes, which must end with it."""
        report = self.attack(r"""
            int main(void)
            {
                for (int i = 0; i < 20; i++)
                    if (fork() == 0) {
                        setsid();
                        for (int number = 1; number < 65; number++)
                            signal(number, SIG_IGN);
                        if (i % 2)
                            raise(SIGSTOP);
                        for (;;)
                            i % 3 ? pause() : 0;
                    }
                return 3;
            }""", processes=30)
        self.expect("exited 3", report)
        self.assertLess(report.wall, 2)
        self.slot.close()
        wait_until(lambda: not processes_of(FIRST_UID, LAST_UID), "all its processes end")


class Streams(WithAttacks):
    FLOOD = r"""
        int main(int argc, char **argv)
        {
            static char block[65536];
            for (int i = 0; i < 4; i++)
                fork();
            fcntl(1, F_SETPIPE_SZ, 1 << 20);
            fcntl(2, F_SETPIPE_SZ, 1 << 20);
            for (int i = 0;; i++)
                if (write(argv[1][i % strlen(argv[1])] - '0', block, sizeof block) < 0)
                    return 1;
        }"""

    def supervisor_kib(self):
        with open(f"/proc/{children(self.daemon.process.pid)[0]}/status", encoding="utf-8") as status:
            return int(status.read().split("VmHWM:")[1].split()[0])

    def test_floods(self):
        for streams in ("1", "2", "12"):
            with self.subTest(streams):
                report = self.attack(self.FLOOD, streams, stdout=MIB, stderr=MIB, processes=20, wall=10, cpu=8)
                self.expect("limit output", report)
                self.assertLess(report.wall, 5)
                self.assertLessEqual(len(report.stdout), MIB)
                self.assertLessEqual(len(report.stderr), MIB)
        self.assertLess(self.supervisor_kib(), 32 << 10)

    DRIP = r"""
        int main(int argc, char **argv)
        {
            struct timespec used;
            int fd = atoi(argv[1]), bytes = 0;
            do
                for (int i = 0; i < 1000; i++)
                    bytes += write(fd, "x", 1);
            while (clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used) == 0 && used.tv_sec == 0);
            dprintf(1 + 2 - fd, "%d", bytes);
            return 0;
        }"""

    def test_a_byte_at_a_time(self):
        """The supervisor, whose time is nobody's, does not look at each: a program pays for what it makes others do."""
        for fd in ("1", "2"):
            with self.subTest(fd):
                self.expect("exited 0", self.slot.shell("exit 0"))
                supervisor = children(self.daemon.process.pid)[0]
                before = cpu_of(supervisor)
                report = self.attack(self.DRIP, fd, stdout=32 * MIB, stderr=32 * MIB, cpu=10 * SLOWNESS, wall=60 * SLOWNESS)
                self.expect("exited 0", report)
                drip, told = (report.stdout, report.stderr) if fd == "1" else (report.stderr, report.stdout)
                self.assertEqual(int(told), len(drip))
                self.assertLess(cpu_of(supervisor) - before, 0.1)

    def test_packets(self):
        """A pipe whose reads are as short as its writes is read to its end."""
        report = self.attack(r"""
            int main(void)
            {
                fcntl(1, F_SETFL, fcntl(1, F_GETFL) | O_DIRECT);
                for (int i = 0; i < 100; i++)
                    write(1, "x", 1);
                return 0;
            }""", stdout=MIB)
        self.assertEqual(b"x" * 100, report.stdout, report)

    def test_closed_and_exhausted_descriptors(self):
        report = self.attack(r"""
            int main(void)
            {
                fcntl(1, F_SETPIPE_SZ, 4096);
                write(1, "kept", 4);
                shutdown(1, 2);
                for (int fd = 0; fd < 1024; fd++)
                    close(fd);
                return 4;
            }""")
        self.assertEqual((b"kept", "exited 4"), (report.stdout, report.verdict), report)
        report = self.attack(r"""
            int main(void)
            {
                int pair[2], fds[1000];
                while (dup(1) >= 0) ;
                say("dup", dup(1));
                say("pipe", pipe(pair));
                say("open", open("/dev/null", O_RDONLY));
                say("raise", setrlimit(RLIMIT_NOFILE, &(struct rlimit){4096, 4096}));
                return 0;
            }""")
        self.assertEqual(b"dup EMFILE\npipe EMFILE\nopen EMFILE\nraise EPERM\n", report.stdout, report)

    def test_descriptors_of_the_whole_box(self):
        """What no group counts is bounded by them: 128 Ki, or 512 for each process."""
        for processes, each in ((1, 1024), (128, 1024), (200, 655), (256, 512), (4096, 512)):
            report = self.slot.shell("ulimit -Sn; ulimit -Hn", processes=processes)
            self.assertEqual(f"{each}\n{each}\n".encode(), report.stdout, processes)

    def test_stdin_is_only_read(self):
        report = self.attack(r"""
            int main(void)
            {
                char got[4] = "";
                say("write", write(0, "x", 1));
                say("reopened", write(open("/proc/self/fd/0", O_RDWR), "x", 1));
                say("truncate", ftruncate(0, 0));
                say("seals", fcntl(0, F_ADD_SEALS, F_SEAL_EXEC));
                say("mapped", mmap(0, 4096, PROT_WRITE, MAP_SHARED, 0, 0) == MAP_FAILED ? -1 : 0);
                read(0, got, 3);
                puts(got);
                return 0;
            }""".replace("F_SEAL_EXEC", "0x20"), stdin=b"abc")
        self.assertEqual(b"write EPERM\nreopened EPERM\ntruncate EPERM\nseals EPERM\nmapped EPERM\nabc\n", report.stdout, report)


class Clocks(WithAttacks):
    def test_they_stay(self):
        source = r"""
            #include <sys/timex.h>
            int main(void)
            {
                struct timeval now;
                struct timespec later;
                struct timex change = {.modes = ADJ_FREQUENCY};
                gettimeofday(&now, 0);
                clock_gettime(CLOCK_REALTIME, &later);
                say("settimeofday", settimeofday(&now, 0));
                say("clock_settime", clock_settime(CLOCK_REALTIME, &later));
                say("adjtimex", adjtimex(&change));
                say("clock_adjtime", syscall(SYS_clock_adjtime, CLOCK_REALTIME, &change));
                change.modes = 0;
                say("adjtimex read", adjtimex(&change));
                say("clock", clock_gettime(CLOCK_MONOTONIC, &later));
                return 0;
            }"""
        self.assertEqual(["EPERM"] * 5 + ["ok"],
                         [line.rsplit(" ", 1)[1] for line in self.attack(source).stdout.decode().splitlines()])


if __name__ == "__main__":
    unittest.main()
