/* PID 1 of a container of the Docker driver: answers requests to run over its stdin and stdout, in the frames of
 * PROTOCOL.md. One container serves all test cases of a submission.
 *
 * Docker provides the namespaces, the file system, the filter and the limits of the group. This program adds the
 * limits and figures of a single run, and cleans the container for the next run.
 *
 * It has no privileges, and the programs it runs have the same user. They cannot forge a report: PID 1 cannot be
 * signalled from within the container; its memory and descriptors are inaccessible, because it is not dumpable;
 * and programs inherit none of its descriptors. All processes of a run are killed and reaped before the report is
 * made. */
#include "box.h"
#include "config.h"
#include "log.h"
#include "protocol.h"
#include "run.h"
#include "run_limits.h"
#include "sha256.h"
#include "slot.h"
#include "wipe.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define CPU_CHECK_MIN_NS NANOS_PER_MILLI
#define END_NS (20 * NANOS_PER_SECOND)

enum { END_POLL_MS = 100, NEARLY_SHARE = 8 };
enum { WATCH_CLIENT, WATCH_CHILDREN, WATCH_OUTPUT, WATCH_ERROR, WATCHES };

static struct channel channel;
static struct exchange *exchange; /* shared with the child until its exec */
static struct capture output, error;
static int children; /* a signalfd for SIGCHLD */
static int cpu_counter = NO_FD, kill_counter = NO_FD;
/* Version 1: memory alone, and with swap; peaks are since the container's start. */
static int memory_peaks[2] = {NO_FD, NO_FD}, memory_limits[2] = {NO_FD, NO_FD};
static const char *hierarchy = "none";

struct run {
    pid_t program;
    unsigned exceeded;
    bool ended;
    uint64_t cpu_before, own_before, kills_before, killer_before, cpu_check;
};

static void tell_client(const char *message)
{
    channel.out_end = 0;
    reply_start(&channel, FRAME_FAILURE, 2 + strlen(message));
    reply_string(&channel, message);
    reply_send(&channel);
}

/* ---- the container's counters ---- */

static int open_counter(const char *path)
{
    return open(path, O_RDONLY | O_CLOEXEC);
}

static void open_counters(void)
{
    if ((cpu_counter = open_counter("/sys/fs/cgroup/cpu.stat")) >= 0) {
        hierarchy = "v2";
        kill_counter = open_counter("/sys/fs/cgroup/memory.events");
        return;
    }
    cpu_counter = open_counter("/sys/fs/cgroup/cpuacct/cpuacct.usage");
    if (cpu_counter < 0)
        cpu_counter = open_counter("/sys/fs/cgroup/cpu,cpuacct/cpuacct.usage");
    kill_counter = open_counter("/sys/fs/cgroup/memory/memory.oom_control");
    memory_peaks[0] = open_counter("/sys/fs/cgroup/memory/memory.max_usage_in_bytes");
    memory_limits[0] = open_counter("/sys/fs/cgroup/memory/memory.limit_in_bytes");
    memory_peaks[1] = open_counter("/sys/fs/cgroup/memory/memory.memsw.max_usage_in_bytes");
    memory_limits[1] = open_counter("/sys/fs/cgroup/memory/memory.memsw.limit_in_bytes");
    if (cpu_counter >= 0)
        hierarchy = "v1";
}

static uint64_t counter_in(int fd, const char *key)
{
    char text[4096];
    if (fd < 0 || pread_text(fd, text, sizeof text) < 0)
        return 0;
    const char *at = strstr(text, key);
    return at ? strtoull(at + strlen(key), NULL, 10) : 0;
}

static uint64_t container_cpu_ns(void)
{
    if (strcmp(hierarchy, "v2") == 0)
        return counter_in(cpu_counter, "usage_usec ") * NANOS_PER_MICRO;
    return counter_in(cpu_counter, "");
}

/* Without what the program's process needed before it became the program. */
static uint64_t run_cpu_ns(const struct run *run)
{
    uint64_t all = container_cpu_ns() - run->cpu_before;
    uint64_t others = clock_ns(CLOCK_PROCESS_CPUTIME_ID) - run->own_before + exchange->cpu_at_start;
    return exchange->exec_at && all > others ? all - others : 0;
}

/* The line break keeps counters whose names end the same from matching. */
static uint64_t oom_kills(void)
{
    return counter_in(kill_counter, "\noom_kill ");
}

/* How often the kernel's killer was called for this container, which version 1 does not tell. */
static uint64_t calls_of_killer(void)
{
    return counter_in(kill_counter, "\noom ");
}

/* Whether the container's own limit was met, and not that of the host or of a group above: see cgroup.c. */
static bool was_full(const struct run *run)
{
    if (strcmp(hierarchy, "v2") == 0)
        return calls_of_killer() > run->killer_before;
    for (int i = 0; i < 2; i++) {
        uint64_t limit = counter_in(memory_limits[i], "");
        if (memory_limits[i] >= 0 && counter_in(memory_peaks[i], "") >= limit - limit / NEARLY_SHARE)
            return true;
    }
    return false;
}

/* ---- the program ---- */

/* The container limits the number of processes; RLIMIT_NPROC would count those of other containers too. That of core dumps
 * is inherited, see reply_hello. */
static void set_limits(const struct limits *limits)
{
    limits_of_program(limits);
    limits_of_stack(limits->stack_bytes);
}

/* In the program's process: only its parent talks to the client. */
static void tell_parent(const char *message)
{
    snprintf(exchange->error_text, sizeof exchange->error_text, "%s", message);
}

static _Noreturn void become_program(const int streams[3])
{
    int input = streams[0] >= 0 ? streams[0] : open("/dev/null", O_RDONLY);
    sigset_t none;
    sigemptyset(&none);
    fail_through(tell_parent);
    setsid();
    write_file_at(AT_FDCWD, "/proc/self/oom_score_adj", "1000");  /* the first to be killed when memory runs out */
    signal(SIGPIPE, SIG_DFL);
    set_limits(&exchange->limits);
    if (exchange->fill)
        fill_work_folder();
    if (chdir("/box") == 0 && dup2(input, 0) == 0 && dup2(streams[1], 1) == 1
        && dup2(streams[2], 2) == 2 && syscall(SYS_close_range, 3, ~0U, 0) == 0
        && sigprocmask(SIG_SETMASK, &none, NULL) == 0) {
        exchange->cpu_at_start = clock_ns(CLOCK_PROCESS_CPUTIME_ID);
        exchange->exec_at = now_ns();
        execve(exchange->arguments[0], exchange->arguments, exchange->environment);
    }
    exchange->program_end.exec_error = errno;
    _exit(127);
}

/* False if there is no process left to reap. */
static bool reap(struct run *run)
{
    int status;
    struct rusage usage;
    pid_t pid;
    while ((pid = wait4(-1, &status, WNOHANG, &usage)) > 0) {
        if (pid == run->program) {
            run->program = 0; /* the number may be reused */
            run->ended = true;
            exchange->program_end.wait_status = status;
            exchange->end_at = now_ns();
        }
        if ((uint64_t)usage.ru_maxrss > exchange->largest_rss_kib)
            exchange->largest_rss_kib = (uint64_t)usage.ru_maxrss;
    }
    return pid == 0;
}

/* ---- a run ---- */

static void stop(struct run *run, unsigned exceeded)
{
    run->exceeded |= exceeded;
    run->ended = true;
    exchange->end_at = now_ns();
}

static void check_time(struct run *run, uint64_t now)
{
    uint64_t exec_at = exchange->exec_at;
    if (exec_at && now >= exec_at + exchange->limits.wall_us * NANOS_PER_MICRO) {
        stop(run, EXCEEDED_WALL);
        return;
    }
    if (now < run->cpu_check)
        return;
    uint64_t limit = exchange->limits.cpu_us * NANOS_PER_MICRO;
    uint64_t used = run_cpu_ns(run);
    if (used >= limit) {
        stop(run, EXCEEDED_CPU);
        return;
    }
    uint64_t pause = limits_shortest_ns(limit - used, UINT64_MAX);
    run->cpu_check = now + (pause > CPU_CHECK_MIN_NS ? pause : CPU_CHECK_MIN_NS);
}

static void drain(struct run *run, bool whole)
{
    if (!capture_drain(&output, exchange->limits.stdout_bytes, whole)
        || !capture_drain(&error, exchange->limits.stderr_bytes + ERROR_FLOOD, whole))
        stop(run, EXCEEDED_OUTPUT);
}

static uint64_t next_check(const struct run *run, uint64_t now)
{
    uint64_t exec_at = exchange->exec_at ? exchange->exec_at : now;
    uint64_t due = exec_at + exchange->limits.wall_us * NANOS_PER_MICRO;
    return run->cpu_check < due ? run->cpu_check : due;
}

static void wait_once(struct run *run)
{
    struct pollfd watches[WATCHES] = {
        [WATCH_CLIENT] = {.fd = channel.fd},
        [WATCH_CHILDREN] = {.fd = children, .events = POLLIN},
        [WATCH_OUTPUT] = {.fd = output.fd, .events = POLLIN},
        [WATCH_ERROR] = {.fd = error.fd, .events = POLLIN},
    };
    /* A stream without writers would wake this loop again and again. */
    if (output.closed)
        watches[WATCH_OUTPUT].fd = -1;
    if (error.closed)
        watches[WATCH_ERROR].fd = -1;
    uint64_t now = now_ns();
    uint64_t until = next_check(run, now);
    uint64_t wait = until > now ? until - now : 0;
    struct timespec timeout = {(time_t)(wait / NANOS_PER_SECOND), (long)(wait % NANOS_PER_SECOND)};
    if (ppoll(watches, WATCHES, &timeout, NULL) < 0 && errno != EINTR)
        sandbox_failure("cannot watch a run: %s", strerror(errno));
    if (watches[WATCH_CLIENT].revents)
        _exit(0); /* nobody waits for the report; the end of PID 1 ends the container */
    struct signalfd_siginfo news;
    if (watches[WATCH_CHILDREN].revents && read(children, &news, sizeof news) > 0)
        reap(run);
    output.closed = watches[WATCH_OUTPUT].revents == POLLHUP || output.closed;
    error.closed = watches[WATCH_ERROR].revents == POLLHUP || error.closed;
    drain(run, false);
}

/* Kills what is left of a run, which is every other process of the container, and reaps it. */
static void end_everything(struct run *run)
{
    uint64_t end_at = exchange->end_at;
    uint64_t deadline = now_ns() + END_NS;
    struct pollfd deaths = {.fd = children, .events = POLLIN};
    struct signalfd_siginfo news;
    for (kill(-1, SIGKILL); reap(run); kill(-1, SIGKILL)) {
        if (now_ns() > deadline)
            sandbox_failure("a killed program does not end");
        if (poll(&deaths, 1, END_POLL_MS) > 0 && read(children, &news, sizeof news) < 0)
            sandbox_failure("cannot watch a run end: %s", strerror(errno));
    }
    exchange->end_at = end_at;
}

static void start(struct run *run)
{
    exchange->exec_at = exchange->cpu_at_start = 0;
    exchange->error_text[0] = 0;
    exchange->program_end.exec_error = 0;
    exchange->largest_rss_kib = 0;
    exchange->program_end.wait_status = SIGKILL;
    capture_open(&output, exchange->limits.stdout_bytes, getuid(), &exchange->output);
    capture_open(&error, exchange->limits.stderr_bytes, getuid(), &exchange->error);
    run->kills_before = oom_kills();
    run->killer_before = calls_of_killer();
    run->own_before = clock_ns(CLOCK_PROCESS_CPUTIME_ID);
    run->cpu_before = container_cpu_ns();
    run->cpu_check = now_ns();
    const int streams[] = {exchange->input, exchange->output, exchange->error};
    run->program = fork();
    if (run->program < 0)
        sandbox_failure("cannot start the program: %s", strerror(errno));
    if (run->program == 0)
        become_program(streams);
    close_given(&exchange->output);
    close_given(&exchange->error);
    close_given(&exchange->input);
}

static void measure(struct run *run, struct report *report)
{
    uint64_t exec_at = exchange->exec_at ? exchange->exec_at : exchange->end_at;
    bool killed = oom_kills() > run->kills_before;
    if (killed && !was_full(run))
        sandbox_failure("a process was killed below the container's limit: the host, or a group above, is out of memory");
    /* The container's limit includes memory for the box, so a single process must be checked against the run's limit. */
    if (killed || exchange->program_end.exec_error == ENOMEM
        || exchange->largest_rss_kib > exchange->limits.memory_bytes / 1024)
        run->exceeded |= EXCEEDED_MEMORY;
    report->cpu_us = run_cpu_ns(run) / NANOS_PER_MICRO;
    report->wall_us = (exchange->end_at - exec_at) / NANOS_PER_MICRO;
    report->peak_kib = exchange->largest_rss_kib;
    if (report->cpu_us > exchange->limits.cpu_us)
        run->exceeded |= EXCEEDED_CPU;
    if (report->wall_us > exchange->limits.wall_us)
        run->exceeded |= EXCEEDED_WALL;
}

static void run_and_report(struct frame *frame)
{
    struct run run = {0};
    struct report report = {0};
    struct stored stored = {0};
    request_run(&channel, frame, exchange, &stored);
    if (stored.input || stored.given)
        malformed("a container has no store");
    if (exchange->join.asked)
        malformed("runs of two containers cannot be joined");
    if (exchange->live)
        malformed("a container has no live runs");
    wipe_container();
    start(&run);
    while (!run.ended) {
        wait_once(&run);
        if (!run.ended)
            check_time(&run, now_ns());
    }
    end_everything(&run);
    if (!(run.exceeded & EXCEEDED_OUTPUT))
        drain(&run, true);
    measure(&run, &report);
    if (exchange->error_text[0])
        sandbox_failure("%s", exchange->error_text);
    if (exchange->program_end.exec_error && !exchange->exec_at)
        sandbox_failure("cannot prepare the program's process: %s", strerror(exchange->program_end.exec_error));
    report.ending = limits_verdict(run.exceeded, exchange->program_end, &report.value);
    report.exceeded = run.exceeded;
    report.collected = exchange->collect && report.ending == ENDING_EXITED && report.value == 0;
    capture_report(&output, &error, &report);
    reply_report(&channel, &report);
    capture_close(&output);
    capture_close(&error);
}

/* Sends the files that the last run left in /box. */
static void send_box(struct frame *frame)
{
    take_bytes(frame, SHA256_BYTES);
    take_end(frame);
    int box = open("/box", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (box < 0)
        sandbox_failure("cannot open /box: %s", strerror(errno));
    reply_files(&channel, box);
    close(box);
}

static void reply_hello(void)
{
    static const char *const lacks[] = {
        "peak memory: the largest resident set of a process",
        "core dumps: the hard limit of 0 cannot be raised to 1, so a crash starts the host's core dump helper",
    };
    uint8_t count = limits_no_core_helper() ? 1 : 2;
    size_t size = 2 + 8 + 2 + strlen(EVALX_ISOLATE_VERSION) + 2 + strlen(hierarchy) + 1 + 1;
    for (uint8_t i = 0; i < count; i++)
        size += 2 + strlen(lacks[i]);
    uint64_t instance;
    if (getrandom(&instance, sizeof instance, 0) != sizeof instance)
        sandbox_failure("no random numbers: %s", strerror(errno));
    reply_start(&channel, FRAME_HELLO, size);
    reply_u16(&channel, PROTOCOL_VERSION);
    reply_u64(&channel, instance);
    reply_string(&channel, EVALX_ISOLATE_VERSION);
    reply_string(&channel, hierarchy);
    reply_u8(&channel, 0);  /* no abilities */
    reply_u8(&channel, count);
    for (uint8_t i = 0; i < count; i++)
        reply_string(&channel, lacks[i]);
    reply_send(&channel);
}

/* Moves stdin and stdout to descriptors that no program inherits. */
static void prepare(void)
{
    sigset_t all;
    sigfillset(&all);
    sigprocmask(SIG_SETMASK, &all, NULL);
    sigset_t child;
    sigemptyset(&child);
    sigaddset(&child, SIGCHLD);
    children = signalfd(-1, &child, SFD_CLOEXEC | SFD_NONBLOCK);
    signal(SIGPIPE, SIG_IGN);
    umask(022);
    channel_open(&channel, fcntl(0, F_DUPFD_CLOEXEC, 3));
    channel.reply_fd = fcntl(1, F_DUPFD_CLOEXEC, 3);
    int nothing = open("/dev/null", O_RDWR | O_CLOEXEC);
    exchange = mmap(NULL, sizeof *exchange, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) < 0 || children < 0 || exchange == MAP_FAILED
        || dup2(nothing, 0) < 0 || dup2(nothing, 1) < 0 || fcntl(channel.reply_fd, F_SETFL, O_NONBLOCK) < 0)
        sandbox_failure("cannot prepare the container: %s", strerror(errno));
    exchange->input = exchange->output = exchange->error = NO_FD;
    fail_through(tell_client);
    open_counters();
    if (cpu_counter < 0 || kill_counter < 0)
        sandbox_failure("the container does not show its control group in /sys/fs/cgroup");
}

int main(void)
{
    if (getpid() != 1) {
        fputs("evalx-docker-box is the first process of a container of EvalX\n", stderr);
        return 2;
    }
    prepare();
    reply_hello();
    struct frame frame;
    while (channel_next_request(&channel, &frame)) {
        if (frame.type == FRAME_RUN)
            run_and_report(&frame);
        else if (frame.type == FRAME_FETCH)
            send_box(&frame);
        else
            malformed("an unknown request");
    }
    return 0;
}
