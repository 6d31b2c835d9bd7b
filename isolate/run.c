/* A run from the supervisor's side: lets a waiting box start, drains its output, watches the limits with one
 * timer that is set again each time it fires, ends the run, and makes the report. */
#include "box.h"
#include "cgroup.h"
#include "log.h"
#include "protocol.h"
#include "run.h"
#include "run_limits.h"
#include "slot.h"
#include "store.h"

#include <errno.h>
#include <linux/futex.h>
#include <poll.h>
#include <signal.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#define SETUP_NS (20 * NANOS_PER_SECOND)
#define STOP_NS (2 * NANOS_PER_SECOND)
#define KILL_NS (20 * NANOS_PER_SECOND)
/* There is no polling loop: the timer is set to the earliest time at which all processors together could reach the limit,
 * and set again when it fires. So it rarely fires far from the limit; near it, the steps are these divided by the number
 * of processors. A process tree may exceed the limit by the first step, on all processors together. A tree that sleeps
 * just below the limit wakes the supervisor once per second step: measured 180 times a second on two processors. */
#define CPU_STEP_NS (2 * NANOS_PER_MILLI)
#define CPU_IDLE_STEP_NS (8 * NANOS_PER_MILLI)
#define EXEC_CHECK_NS NANOS_PER_MILLI
/* Most runs end within this time and then cost the supervisor one wake-up instead of one for each stream. */
#define LAZY_NS NANOS_PER_MILLI

enum {
    FRAMES_AT_ONCE = 64,
    WORTH_A_LOOK = 16384,  /* bytes; a program that writes fewer is not looked at again for LAZY_NS, which fit into a pipe */
};

enum { WATCH_CLIENT, WATCH_DONE, WATCH_LAUNCHER, WATCH_OUTPUT, WATCH_ERROR, WATCH_PEER, WATCH_FORWARD, WATCH_INPUT, WATCHES };

struct run {
    struct slot *slot;
    struct exchange *exchange;
    struct channel *client;
    const struct artifact *artifact;  /* or NULL */
    unsigned exceeded;
    bool client_gone;
    bool client_waits;  /* more of what it sent may be here */
    bool launcher_gone;
    bool killed;
    uint64_t started;
    uint64_t cpu_check;
    uint64_t cpu_seen;
    uint64_t stop_until;  /* when a stopped run is killed, or a killed one given up; 0 while it may continue */
};

static struct capture output, error;
static struct join join = {.peer = NO_FD, .forward = NO_FD};
static struct live live = {.input = NO_FD};

/* A signal to a box that is just being replaced reaches nobody: the next one looks at `stop` before it sleeps. */
static void signal_init(const struct run *run, int number)
{
    syscall(SYS_pidfd_send_signal, run->exchange->init_pidfd, number, NULL, 0);
}

static void stop(struct run *run, unsigned exceeded)
{
    run->exceeded |= exceeded;
    if (run->stop_until)
        return;
    run->stop_until = now_ns() + STOP_NS;
    run->exchange->stop = run->slot->run;
    signal_init(run, SIGUSR1);
}

static uint64_t cpu_used(const struct run *run)
{
    if (!run->exchange->exec_at)
        return 0;  /* cpu_at_start is not known yet */
    return cpu_counted_ns(run->exchange) - run->exchange->cpu_at_start;
}

static void check_cpu(struct run *run, uint64_t now)
{
    uint64_t limit = run->exchange->limits.cpu_us * NANOS_PER_MICRO;
    uint64_t used = run->cpu_check ? cpu_used(run) : 0;
    if (used >= limit) {
        stop(run, EXCEEDED_CPU);
        return;
    }
    uint64_t step = used > run->cpu_seen ? CPU_STEP_NS : CPU_IDLE_STEP_NS;
    run->cpu_check = now + limits_shortest_ns(limit - used > step ? limit - used : step, UINT64_MAX);
    run->cpu_seen = used;
}

/* Enforces the limits that are due by now. */
static void check_time(struct run *run, uint64_t now)
{
    uint64_t exec_at = run->exchange->exec_at;
    if (run->stop_until) {
        if (now < run->stop_until)
            return;
        if (run->killed)
            sandbox_failure("a killed box does not end");
        signal_init(run, SIGKILL);
        run->killed = true;
        run->stop_until = now + KILL_NS;
        return;
    }
    if (!exec_at) {
        if (now >= run->started + SETUP_NS)
            sandbox_failure("the box was not ready in time");
        return;
    }
    if (now >= exec_at + run->exchange->limits.wall_us * NANOS_PER_MICRO)
        stop(run, EXCEEDED_WALL);
    else if (cpu_counted(run->exchange) && now >= run->cpu_check)
        check_cpu(run, now);
}

static uint64_t next_check(const struct run *run)
{
    uint64_t exec_at = run->exchange->exec_at;
    if (run->stop_until)
        return run->stop_until;
    /* Nothing wakes the supervisor when the program starts, but no limit can be reached before this time. */
    uint64_t due = (exec_at ? exec_at : run->started) + run->exchange->limits.wall_us * NANOS_PER_MICRO;
    if (cpu_counted(run->exchange) && run->cpu_check < due)
        due = run->cpu_check;
    uint64_t now = now_ns();
    return exec_at || due > now ? due : now + EXEC_CHECK_NS;
}

static void drain(struct run *run, bool whole)
{
    const struct limits *limits = &run->exchange->limits;
    if (!capture_drain(&output, limits->stdout_bytes, whole))
        stop(run, EXCEEDED_OUTPUT);
    if (!capture_drain(&error, limits->stderr_bytes + ERROR_FLOOD, whole))
        stop(run, EXCEEDED_OUTPUT);
    if (join.peer >= 0) {
        join_listen(&join);
        join_forward(&join, &output);
    }
}

static bool ended(const struct run *run)
{
    return run->exchange->done == run->slot->run || run->exchange->abandoned == run->slot->run
           || run->launcher_gone;
}

static short events_of_client(const struct run *run)
{
    short events = POLLRDHUP;
    if (run->exchange->live && !live_feeding(&live))
        events |= POLLIN;
    return live_telling(&live) ? events | POLLOUT : events;
}

/* Of a live run. However much the client sends, the limits of time are looked at in between. */
static void serve_client(struct run *run)
{
    int number, heard = 0;
    live_tell(&live, &output, &error);
    live_feed(&live);
    while (heard < FRAMES_AT_ONCE && live_listen(&live, &number)) {
        heard++;
        if (number) {
            atomic_fetch_or(&run->exchange->signals, 1U << number);
            signal_init(run, SIGUSR1);
        }
    }
    run->client_waits = heard == FRAMES_AT_ONCE;
}

static void wait_once(struct run *run, uint64_t until, bool streams)
{
    struct pollfd watches[WATCHES] = {
        [WATCH_CLIENT] = {.fd = run->client_gone ? -1 : run->client->fd, .events = events_of_client(run)},
        [WATCH_DONE] = {.fd = run->slot->done_event, .events = POLLIN},
        [WATCH_LAUNCHER] = {.fd = run->slot->launcher_pidfd, .events = POLLIN},
        [WATCH_OUTPUT] = {.fd = output.fd, .events = POLLIN},
        [WATCH_ERROR] = {.fd = error.fd, .events = POLLIN},
        [WATCH_PEER] = {.fd = join.peer_ended ? -1 : join.peer, .events = POLLIN},
        [WATCH_FORWARD] = {.fd = join_pending(&join, &output) ? join.forward : -1, .events = POLLOUT},
        [WATCH_INPUT] = {.fd = live_feeding(&live) ? live.input : -1, .events = POLLOUT},
    };
    if (run->exceeded & EXCEEDED_OUTPUT)
        streams = false;  /* further output is not kept, and its writer is being ended */
    uint64_t now = now_ns();
    uint64_t wait = until > now && !run->client_waits ? until - now : 0;
    struct timespec timeout = {(time_t)(wait / NANOS_PER_SECOND), (long)(wait % NANOS_PER_SECOND)};
    if (ppoll(watches, streams ? WATCHES : WATCH_OUTPUT, &timeout, NULL) < 0 && errno != EINTR)
        sandbox_failure("cannot watch a run: %s", strerror(errno));
    if (watches[WATCH_CLIENT].revents & (POLLRDHUP | POLLHUP | POLLERR)) {
        run->client_gone = true;
        stop(run, 0);
    }
    run->launcher_gone = watches[WATCH_LAUNCHER].revents;
    eventfd_t ends;
    if (watches[WATCH_DONE].revents)
        eventfd_read(run->slot->done_event, &ends);  /* of this run, or late of the previous one */
    if (streams)
        drain(run, false);
    if (run->exchange->live && !run->client_gone)
        serve_client(run);
}

static void watch(struct run *run)
{
    uint64_t lazy_until = run->started + LAZY_NS;
    check_cpu(run, run->started);
    bool awaited = run->exchange->join.asked || run->exchange->live;  /* somebody reads it meanwhile */
    bool streams = awaited;
    if (run->exchange->live)
        serve_client(run);  /* what came with the request wakes nobody */
    while (!ended(run)) {
        uint64_t until = next_check(run), before = output.seen + error.seen;
        wait_once(run, streams || until < lazy_until ? until : lazy_until, streams);
        uint64_t now = now_ns(), came = output.seen + error.seen - before;
        if (came > 0 && came < WORTH_A_LOOK && !awaited) {
            streams = false;
            lazy_until = now + LAZY_NS;
        }
        streams |= now >= lazy_until;
        if (!ended(run))
            check_time(run, now);
    }
    if (!(run->exceeded & EXCEEDED_OUTPUT))
        drain(run, true);
}

/* Reaps a dead launcher and everything it had started; fails if the launcher left an error. */
static void bury_launcher(struct slot *slot)
{
    launcher_reap(slot);
    if (slot->exchange->error_text[0])
        sandbox_failure("%s", slot->exchange->error_text);
}

static void estimate_end(struct run *run, uint64_t cpu_ns)
{
    struct exchange *exchange = run->exchange;
    exchange->end_at = now_ns();
    exchange->program_end.wait_status = SIGKILL;
    exchange->cpu_ns = cpu_ns;
    exchange->largest_rss_kib = 0;
}

static void measure(struct run *run, struct report *report)
{
    struct exchange *exchange = run->exchange;
    struct cgroup_usage usage;
    bool reported = exchange->done == run->slot->run;
    cgroup_finish_run(&run->exchange->group, run->slot->run, &usage);
    if (usage.killed_outside)
        sandbox_failure("a process was killed below its run's limit: the host, or a group above, is out of memory");
    if (usage.oom_killed)
        run->exceeded |= EXCEEDED_MEMORY;
    uint64_t cpu_ns = !reported && cpu_counted(exchange) ? cpu_used(run) : 0;
    if (run->launcher_gone && !reported)
        bury_launcher(run->slot);
    if (!reported) {
        if (!run->exceeded && !run->killed)
            sandbox_failure("the box ended without a report");
        estimate_end(run, cpu_ns);
    }
    uint64_t exec_at = exchange->exec_at ? exchange->exec_at : exchange->end_at;
    report->cpu_us = exchange->cpu_ns / NANOS_PER_MICRO;
    report->wall_us = (exchange->end_at - exec_at) / NANOS_PER_MICRO;
    /* The group counts in steps of at least 256 KiB, so the largest process is more exact for a small program. */
    report->peak_by_group = cgroup_has_peak();
    report->peak_kib = usage.peak_bytes / 1024;
    report->warm = exchange->started_warm;
    report->beyond_machine = exchange->beyond_machine;
    uint64_t largest_kib = exchange->largest_rss_kib + exchange->files_kib;
    if (report->peak_kib < largest_kib)
        report->peak_kib = largest_kib;
    if (report->peak_kib > exchange->limits.memory_bytes / 1024)  /* by charges in advance, or by files that it mapped */
        report->peak_kib = exchange->limits.memory_bytes / 1024;
    if (exchange->program_end.exec_error == ENOMEM)  /* the command alone needs more memory than the limit */
        run->exceeded |= EXCEEDED_MEMORY;
    if (!cgroup_has_memory() && exchange->largest_rss_kib > exchange->limits.memory_bytes / 1024)
        run->exceeded |= EXCEEDED_MEMORY;
    if (report->cpu_us > exchange->limits.cpu_us)
        run->exceeded |= EXCEEDED_CPU;
    if (run->exceeded & EXCEEDED_CPU && report->cpu_us < exchange->limits.cpu_us)
        report->cpu_us = exchange->limits.cpu_us;  /* it was ended by a count that had some microseconds of init in it */
    if (report->wall_us > exchange->limits.wall_us)
        run->exceeded |= EXCEEDED_WALL;
}

/* The box is given the artifact's mount unless it is known to have it already. */
static void offer_artifact(struct run *run)
{
    struct exchange *exchange = run->exchange;
    exchange->artifact = run->artifact ? run->artifact->number : 0;
    bool mounted = exchange->ready == exchange->go + 1 && exchange->mounted == exchange->artifact;
    close_given(&exchange->artifact_mount);
    if (run->artifact && !mounted)
        exchange->artifact_mount = mounts_artifact(run->artifact->directory);
}

static void let_go(struct run *run)
{
    struct exchange *exchange = run->exchange;
    offer_artifact(run);
    exchange->exec_at = 0;
    exchange->files_kib = 0;
    exchange->started_warm = false;
    exchange->beyond_machine = false;
    exchange->program_end.exec_error = 0;
    run->launcher_gone = false;
    run->started = now_ns();
    running_begin(run->slot->uid, exchange->live);
    run->slot->run = exchange->go + 1;
    exchange->go = run->slot->run;
    syscall(SYS_futex, &exchange->go, FUTEX_WAKE, 1, NULL, NULL, 0);
}

/* A new launcher; with a new group if earlier runs left kernel memory in the old one. */
static void replace_launcher(struct slot *slot)
{
    struct cgroup *group = &slot->exchange->group;
    bury_launcher(slot);
    if (!cgroup_serves_on(group, slot->uid)) {
        cgroup_close(group);
        cgroup_create(group, slot->uid, false);
    }
    launcher_start(slot);
}

static void revive_launcher(struct slot *slot)
{
    bool outdated = mounts_outdated();  /* its boxes would see the host as it was */
    struct pollfd launcher = {.fd = slot->launcher_pidfd, .events = POLLIN};
    if (outdated)
        mounts_own_root();
    if (slot->launcher_pidfd < 0)
        launcher_start(slot);
    else if (outdated || slot->exchange->refused == slot->exchange->go + 1 || poll(&launcher, 1, 0) != 0)
        replace_launcher(slot);
}

static void start_and_watch(struct run *run)
{
    let_go(run);
    watch(run);
    if (run->exchange->refused != run->slot->run || run->client_gone)
        return;
    replace_launcher(run->slot);
    let_go(run);
    watch(run);
}

bool run_program(struct slot *slot, struct channel *client, const struct artifact *artifact, struct report *report)
{
    struct run run = {.slot = slot, .exchange = slot->exchange, .client = client, .artifact = artifact};
    struct exchange *exchange = slot->exchange;
    exchange->signals = 0;  /* once: those that come while its box is replaced are for the next one */
    revive_launcher(slot);
    cgroup_forget_kills(&exchange->group);
    exchange->core = pin_take();
    if (exchange->join.asked && !join_meet(&join, &exchange->join, slot->user, client->fd, &exchange->talk))
        return false;
    if (exchange->live)
        live_open(&live, client, slot->user, &exchange->talk);
    capture_open(&output, exchange->limits.stdout_bytes, slot->user, &exchange->output);
    capture_open(&error, exchange->limits.stderr_bytes, slot->user, &exchange->error);
    start_and_watch(&run);
    running_end(slot->uid);
    if (run.client_gone && exchange->refused == slot->run)
        return false;
    if (exchange->join.asked && !run.client_gone)
        run.client_gone = !join_end(&join, &output, client->fd);
    if (exchange->live && !run.client_gone)
        live_finish(&live, &output, &error);
    measure(&run, report);
    if (exchange->program_end.exec_error && !exchange->exec_at)
        sandbox_failure("cannot prepare the program's process: %s", strerror(exchange->program_end.exec_error));
    report->ending = limits_verdict(run.exceeded, exchange->program_end, &report->value);
    report->exceeded = run.exceeded;
    report->peer_was_first = join.peer_was_first;
    capture_report(&output, &error, report);
    if (exchange->live)
        report->output_size = report->error_size = 0;  /* it has told it */
    return !run.client_gone;
}

void run_clean_up(struct slot *slot)
{
    struct exchange *exchange = slot->exchange;
    pin_release(getpid());
    capture_close(&output);
    capture_close(&error);
    close_given(&exchange->output);
    close_given(&exchange->error);
    input_close(exchange);
    close_given(&exchange->talk);
    join_close(&join);
    live_close(&live);
    close_given(&exchange->artifact_mount);
    close_given(&exchange->box);
}
