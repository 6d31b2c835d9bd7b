/* PID 1 of a box: makes the box ahead of time, and then serves run after run: it waits for one, starts its program, kills
 * and reaps everything that is left, reports, and makes the box as new for the next.
 *
 * A box is kept only while that can be proved. No process is left, because wait(2) says that there is none. Folders that a
 * run changed in any way are mounted anew. A run that used System V objects or POSIX queues, that was ended by force, or
 * that left a socket, is the last one of its box; then everything is made anew. THREATS.md tells what is kept.
 *
 * Init keeps three capabilities and root's user, so a program can neither signal it nor change its limits or priority.
 * It shares memory and descriptors with the launcher, which only answers programs meanwhile (asking.c), so it may only call
 * functions that need no state of the C library. The program has its own memory after exec and cannot look into PID 1,
 * which is not dumpable; the filter refuses ptrace and similar calls. */
#include "box.h"
#include "cgroup.h"
#include "config.h"
#include "log.h"
#include "slot.h"
#include "warm.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/futex.h>
#include <linux/mount.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { OWN_TASKS = 2 /* launcher and init */ };

/* What a run has used, as far as its processes have been reaped. */
struct used {
    uint64_t cpu_ns;
    uint64_t largest_rss_kib;
};

#define check(result, what) check_result(result, "init cannot %s", what)

/* The parent may die before this is set. */
static void tie_to_launcher(const struct exchange *exchange)
{
    check(prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0), "tie its life to the launcher");
    struct pollfd parent = {.fd = exchange->launcher_watch, .events = POLLIN};
    if (poll(&parent, 1, 0) != 0)
        _exit(1);
}

static void cover(const struct slot *slot, const char *path)
{
    mount_with_cookie(slot, "/dev/null", path, MS_BIND, NULL);
    mount_with_cookie(slot, "/dev/null", path, MS_REMOUNT | MS_BIND | BOX_PROC_FLAGS, NULL);
}

/* The locks of all boxes are in one list, and whoever reads it keeps everybody from locking. Keys are those of the session
 * in which the daemon was started, and of its user. */
static void mount_proc(const struct slot *slot)
{
    mount_with_cookie(slot, "proc", "/proc", BOX_PROC_FLAGS, BOX_PROC_OPTIONS);
    cover(slot, "/proc/locks");
    cover(slot, "/proc/keys");
}

static void wait_for_go(struct exchange *exchange, uint32_t run)
{
    uint32_t seen;
    while ((seen = exchange->go) != run)
        syscall(SYS_futex, &exchange->go, FUTEX_WAIT, seen, NULL, NULL, 0);
}

/* The run begins with another launcher, another group, or both. */
static _Noreturn void refuse(struct exchange *exchange, uint32_t run)
{
    exchange->refused = run;
    _exit(0);
}

/* The artifact of the previous run stays mounted if this run has the same. */
static void bind_artifact(const struct slot *slot, uint32_t run)
{
    struct exchange *exchange = slot->exchange;
    if (exchange->mounted == exchange->artifact)
        return;
    if (exchange->mounted)
        check(syscall(SYS_umount2, "/app", MNT_DETACH, 0, 0, 0, slot->cookie), "unmount the artifact");
    exchange->mounted = 0;
    if (!exchange->artifact)
        return;
    if (exchange->artifact_mount < 0)
        refuse(exchange, run);  /* the box that had it mounted died while it waited */
    check(syscall(SYS_move_mount, exchange->artifact_mount, "", AT_FDCWD, "/app", MOVE_MOUNT_F_EMPTY_PATH, slot->cookie),
          "bind the artifact");
    exchange->mounted = exchange->artifact;
}

static void begin_counting(struct exchange *exchange, uint32_t run)
{
    uint64_t tasks = exchange->limits.processes + OWN_TASKS + warm_tasks();
    if (!cgroup_start_run(&exchange->group, run, exchange->limits.memory_bytes, tasks))
        refuse(exchange, run);
}

static void enter_run(const struct slot *slot, uint32_t run)
{
    struct exchange *exchange = slot->exchange;
    if (warm_wanted(slot) && !warm_fits(slot)) {
        begin_counting(exchange, run);
        warm_begin(slot);
    }
    exchange->started_warm = warm_choose(slot);
    begin_counting(exchange, run);
    bind_artifact(slot, run);
    exchange->entered = run;
    scratch_resize(slot, exchange->limits.file_bytes);
    exchange->box = NO_FD;
    if (exchange->collect)
        check(exchange->box = open("/box", O_PATH | O_DIRECTORY | O_CLOEXEC), "open /box");
}

/* Runs in the program's process before exec, still in the launcher's memory, which stays hidden when the user changes. */
static void become_box_user(const struct slot *slot, const struct program_start *start)
{
    enter_as_user(start);
    if (!slot->exchange->fill)
        return;
    fill_work_folder();
    if (cpu_counted(slot->exchange))  /* the program's time begins with it */
        slot->exchange->cpu_at_start = cpu_counted_ns(slot->exchange);
}

/* What was sent for stdin is another descriptor of a joined run, whose stdin is the other's output. */
static void start_program(void *argument)
{
    const struct slot *slot = argument;
    struct exchange *exchange = slot->exchange;
    int input = exchange->talk >= 0 ? exchange->talk : exchange->input >= 0 ? exchange->input : open("/dev/null", O_RDONLY);
    int streams[STREAMS] = {input, exchange->output, exchange->error, exchange->talk >= 0 ? exchange->input : NO_FD};
    memcpy(streams + STREAM_GIVEN, exchange->given, sizeof exchange->given);
    struct program_start start = {exchange->limits, slot->user, slot->nice, exchange->core};
    become_box_user(slot, &start);
    if (enter_with_streams(&start, streams)) {
        exchange->exec_at = now_ns();
        execve(exchange->arguments[0], exchange->arguments, exchange->environment);
    }
    exchange->program_end.exec_error = errno;
    _exit(127);
}

/* If no group counts CPU time, a timer on the program's CPU clock ends the run; its children have RLIMIT_CPU. */
static bool arm_cpu_timer(const struct exchange *exchange, pid_t program, timer_t *timer)
{
    clockid_t clock;
    struct sigevent event = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGUSR2};
    uint64_t limit = exchange->limits.cpu_us;
    struct itimerspec time = {.it_value = {(time_t)(limit / 1000000), (long)(limit % 1000000 * 1000)}};
    if (cgroup_has_cpu() || clock_getcpuclockid(program, &clock) != 0 || timer_create(clock, &event, timer) != 0)
        return false;
    timer_settime(*timer, 0, &time, NULL);
    return true;
}

/* A signal that it has sent already would end the next run. */
static void disarm(timer_t timer)
{
    sigset_t sent;
    struct timespec at_once = {0};
    timer_delete(timer);
    sigemptyset(&sent);
    sigaddset(&sent, SIGUSR2);
    while (sigtimedwait(&sent, NULL, &at_once) > 0)
        ;
}

/* Reaps one process of any kind. Its usage includes that of the descendants that it reaped itself. */
static pid_t reap(struct used *used, int *status, int options)
{
    struct rusage usage;
    pid_t pid = wait4(-1, status, options | __WALL, &usage);
    if (pid <= 0 || warm_ended(pid))
        return pid;
    used->cpu_ns += ((uint64_t)usage.ru_utime.tv_sec + (uint64_t)usage.ru_stime.tv_sec) * NANOS_PER_SECOND
                    + ((uint64_t)usage.ru_utime.tv_usec + (uint64_t)usage.ru_stime.tv_usec) * NANOS_PER_MICRO;
    if (used->largest_rss_kib < (uint64_t)usage.ru_maxrss)
        used->largest_rss_kib = (uint64_t)usage.ru_maxrss;
    return pid;
}

/* What the client of a live run sends. The program may have left its process group, or not made it yet. */
static void send_signals(struct exchange *exchange, pid_t program)
{
    uint32_t signals = exchange->signals ? atomic_exchange(&exchange->signals, 0) : 0;
    for (int number = 1; signals >> number; number++)
        if (signals >> number & 1 && kill(-program, number) < 0)
            kill(program, number);
}

/* Reaps until the program has ended, or until the supervisor or the CPU timer ends the run. */
static void wait_for_program(struct exchange *exchange, uint32_t run, pid_t program, struct used *used)
{
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGCHLD);
    sigaddset(&signals, SIGUSR1);
    if (!cgroup_has_cpu())
        sigaddset(&signals, SIGUSR2);
    while (exchange->stop != run) {  /* may be set before there was an init to signal */
        send_signals(exchange, program);
        int number = sigwaitinfo(&signals, NULL);
        int status;
        pid_t pid;
        while ((pid = reap(used, &status, WNOHANG)) > 0)
            if (pid == program) {
                exchange->program_end.wait_status = status;
                return;
            }
        if (number == SIGUSR2)
            break;
    }
    exchange->program_end.wait_status = SIGKILL;
}

/* Afterwards init is the only process of the box, but for an interpreter that nothing else is left beside. */
static void end_everything(const struct slot *slot, struct used *used)
{
    pid_t pid;
    while ((pid = reap(used, NULL, WNOHANG)) > 0)
        ;
    if ((pid < 0 && errno == ECHILD) || warm_alone(slot))
        return;
    if (getpid() != 1)
        sandbox_failure("init is not PID 1, so it must not kill everything it sees");
    kill(-1, SIGKILL);
    while (reap(used, NULL, 0) > 0 || errno == EINTR)
        ;
    if (errno != ECHILD)
        sandbox_failure("init cannot reap its box: %s", strerror(errno));
}

static pid_t start_cold(const struct slot *slot)
{
    static char stack[STACK_SIZE] __attribute__((aligned(16)));
    long program = clone_onto(CLONE_VM | SIGCHLD, stack + STACK_SIZE, NULL, 0, start_program, (void *)slot);
    check(program, "start the program");
    return (pid_t)program;
}

static pid_t start(const struct slot *slot, uint32_t run)
{
    struct exchange *exchange = slot->exchange;
    pid_t program = exchange->started_warm ? warm_start_program(slot, run) : NO_PROGRAM;
    if (program != NO_PROGRAM)
        return program;
    exchange->started_warm = false;
    exchange->files_kib = 0;
    return start_cold(slot);
}

static void run_program_in_box(const struct slot *slot, uint32_t run)
{
    struct exchange *exchange = slot->exchange;
    struct used used = {0};
    timer_t timer;
    uint64_t own_before = clock_ns(CLOCK_PROCESS_CPUTIME_ID), warm_before = warm_cpu_ns();
    exchange->program_end.wait_status = SIGKILL;
    exchange->cpu_at_start = cpu_counted(exchange) ? cpu_counted_ns(exchange) : 0;
    pid_t program = start(slot, run);
    bool timed = program && arm_cpu_timer(exchange, program, &timer);
    if (program)
        wait_for_program(exchange, run, program, &used);
    exchange->end_at = now_ns();
    uint64_t warm = warm_cpu_ns();
    end_everything(slot, &used);
    if (timed)
        disarm(timer);
    exchange->cpu_ns = cgroup_has_cpu() ? 0 : used.cpu_ns;
    if (cpu_counted(exchange)) {
        uint64_t own = clock_ns(CLOCK_PROCESS_CPUTIME_ID) - own_before + (warm > warm_before ? warm - warm_before : 0);
        uint64_t all = cpu_counted_ns(exchange) - exchange->cpu_at_start;
        if (all > own + exchange->cpu_ns)
            exchange->cpu_ns = all - own;
    }
    exchange->largest_rss_kib = used.largest_rss_kib;
    if (exchange->error_text[0])
        _exit(1);  /* the program's process could not be prepared */
}

/* Ended by itself, not by a limit or for want of memory. */
static bool ended_well(const struct exchange *exchange, uint32_t run)
{
    int status = exchange->program_end.wait_status;
    return exchange->stop != run && !(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
}

/* Makes the box as new. False if it cannot prove that it is: then the box ends. Without clearing the run, the launcher
 * ends too, because the network namespace is its. */
static bool make_as_new(const struct slot *slot, uint32_t run)
{
    struct exchange *exchange = slot->exchange;
    bool unused = ipc_unused();
    if (!network_unused(&exchange->network) || run % RUNS_PER_LAUNCHER == 0)
        return false;
    exchange->cleared = run;
    bool same_user = config.one_user;  /* its programs may have left signals for init, or changed its limits */
    return unused && !same_user && getpid() == 1 && ended_well(exchange, run) && scratch_renew(slot)
           && exchange->last_pid >= 0 && pwrite(exchange->last_pid, "1", 1, 0) == 1;
}

void init_main(const struct box_task *task)
{
    const struct slot *slot = task->slot;
    struct exchange *exchange = slot->exchange;
    sigset_t all;
    sigfillset(&all);
    sigprocmask(SIG_SETMASK, &all, NULL);
    tie_to_launcher(exchange);
    check(prctl(PR_SET_DUMPABLE, 0, 0, 0, 0), "hide its memory");
    setsid();
    exchange->mounted = 0;
    warm_forget(exchange);
    if (config.box_proc)
        mount_proc(slot);
    scratch_make(slot);
    ipc_unused();
    for (uint32_t run = exchange->entered + 1;; run++) {
        cgroup_enter_run(&exchange->group, run);
        exchange->ready = run;
        if (task->announce && run == task->first)
            eventfd_write(slot->done_event, 1);
        wait_for_go(exchange, run);
        enter_run(slot, run);
        run_program_in_box(slot, run);
        exchange->done = run;
        eventfd_write(slot->done_event, 1);
        if (!make_as_new(slot, run))
            _exit(0);
    }
}
