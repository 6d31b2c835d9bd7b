/* The keeper of a run: entirely root, so that the caller cannot signal it. It holds the box's lock, starts the program,
 * ends it at a limit or when the command dies, and leaves nothing behind. */
#include "cgroup.h"
#include "cli.h"
#include "config.h"
#include "log.h"
#include "run_limits.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define LEASE_NS (5 * NANOS_PER_SECOND)
#define GROUP_UNLIMITED (1ULL << 62)
#define CPU_CHECK_MIN_NS NANOS_PER_MILLI
#define SETUP_NS (5 * NANOS_PER_SECOND)

enum { TASKS_UNLIMITED = 4000000, RETRY_MS = 1 };

static struct cli_run *run;
static struct cli_exchange *exchange;
static pid_t init, program;
static int keeper_pidfd, program_pidfd, init_pidfd, before_exec, alive, terminal = NO_FD;
static pid_t foreground;
static bool group_made, killed;

#define check(result, what) check_result(result, "cannot %s", what)

static void become_root(void)
{
    check(setresgid(0, 0, 0), "become root's group");
    check(setresuid(0, 0, 0), "become root");
    check(prctl(PR_SET_DUMPABLE, 0, 0, 0, 0), "hide its memory");
    sigset_t all;
    sigfillset(&all);
    sigprocmask(SIG_SETMASK, &all, NULL);
    setpgid(0, 0);
}

/* Keeps the caller's descriptors for the program only: the keeper itself writes nothing and holds no pipe open. */
static void set_descriptors_aside(void)
{
    int null = open("/dev/null", O_RDWR | O_CLOEXEC);
    check(null, "open /dev/null");
    for (int i = 0; i < 3; i++) {
        check(run->standard[i] = fcntl(i, F_DUPFD_CLOEXEC, 3), "keep a descriptor");
        if (cli.tty_hack && terminal < 0 && (foreground = tcgetpgrp(i)) > 0)
            terminal = fcntl(i, F_DUPFD_CLOEXEC, 3);
        check(dup2(null, i), "set a descriptor aside");
    }
    close(null);
}

/* Leases the box's user, so that no daemon and no other command on this host uses it meanwhile. A process that removes the
 * groups of a dead one holds the lease for a moment. */
static void lease_user(void)
{
    uint64_t deadline = now_ns() + LEASE_NS;
    while (uid_lease(run->box.uid) < 0) {
        if (now_ns() > deadline)
            sandbox_failure("user %u of the box is in use", run->box.uid);
        poll(NULL, 0, RETRY_MS);
    }
}

static void make_group(void)
{
    if (!cli.groups)
        return;
    group_made = true;  /* first, because a failure leaves a part of it */
    cli_find_groups();
    cgroup_create(&exchange->group, run->box.uid, true);
    if (!cgroup_start_run(&exchange->group, 0, cli.group_memory ? cli.group_memory : GROUP_UNLIMITED,
                          cli.processes && cli.processes < TASKS_UNLIMITED ? cli.processes : TASKS_UNLIMITED))
        sandbox_failure("cannot set the limits of the group");
}

static void remove_group(void)
{
    if (!group_made)
        return;
    group_made = false;
    cgroup_remove_dying(run->box.uid);
    cgroup_leave();
}

/* PID 1 of the box: reaps orphans, and holds the box's lock and lease until all processes of the box are dead. */
static _Noreturn void init_main_of_box(void)
{
    struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
    struct __user_cap_data_struct none[_LINUX_CAPABILITY_U32S_3] = {0};
    sigset_t children;
    sigemptyset(&children);
    sigaddset(&children, SIGCHLD);
    struct pollfd keeper = {.fd = keeper_pidfd, .events = POLLIN};
    if (prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) < 0 || poll(&keeper, 1, 0) != 0)
        _exit(2);
    for (int i = 0; i < 3; i++)
        close(run->standard[i]);
    syscall(SYS_setgroups, 0, NULL);
    syscall(SYS_capset, &header, none);
    for (;;) {
        while (waitpid(-1, NULL, WNOHANG) > 0)
            ;
        sigwaitinfo(&children, NULL);
    }
}

static pid_t start(unsigned long flags, int *pidfd)
{
    long pid = syscall(SYS_clone, flags | CLONE_PIDFD | SIGCHLD, NULL, pidfd, NULL, NULL, 0);
    check(pid, "start a process");
    return (pid_t)pid;
}

static void start_box(void)
{
    check(keeper_pidfd = (int)syscall(SYS_pidfd_open, getpid(), 0), "watch itself");
    check(unshare(CLONE_NEWPID), "make a namespace of processes");
    if ((init = start(0, &init_pidfd)) == 0)
        init_main_of_box();
    int ends[2];
    check(pipe2(ends, O_CLOEXEC), "make a pipe");  /* its other end is closed by exec, which wakes the keeper */
    if ((program = start(0, &program_pidfd)) == 0)
        program_main(run);
    close(ends[1]);
    before_exec = ends[0];
    for (int i = 0; i < 3; i++)
        close_given(&run->standard[i]);
}

static uint64_t used_cpu_ns(void)
{
    clockid_t clock;
    if (cli.groups)
        return cgroup_cpu_ns(&exchange->group) - exchange->cpu_at_start;
    uint64_t used = clock_getcpuclockid(program, &clock) == 0 ? clock_ns(clock) : 0;
    return used ? used - exchange->cpu_at_start : 0;
}

/* The earliest time at which the limit can be reached. */
static uint64_t next_cpu_check(uint64_t now, uint64_t used)
{
    uint64_t limit = (cli.time_us + cli.extra_us) * NANOS_PER_MICRO;
    uint64_t pause = used < limit ? limits_shortest_ns(limit - used, cli.processes ? cli.processes : UINT64_MAX) : 0;
    return now + (pause > CPU_CHECK_MIN_NS ? pause : CPU_CHECK_MIN_NS);
}

/* Kills the run at a limit, and returns when to check again. Before exec, only redirections can take long. */
static uint64_t check_time(uint64_t started)
{
    uint64_t now = now_ns(), exec_at = exchange->exec_at, due = UINT64_MAX;
    uint64_t from = exec_at ? exec_at : started;
    if (killed)
        return UINT64_MAX;
    bool timed = exec_at && cli.time_us;
    if (cli.wall_us)
        due = from + cli.wall_us * NANOS_PER_MICRO + (exec_at ? 0 : SETUP_NS);
    uint64_t used = timed ? used_cpu_ns() : 0;
    if (now >= due || (timed && used >= (cli.time_us + cli.extra_us) * NANOS_PER_MICRO)) {
        killed = true;
        syscall(SYS_pidfd_send_signal, init_pidfd, SIGKILL, NULL, 0);
        return UINT64_MAX;
    }
    uint64_t cpu_check = timed ? next_cpu_check(now, used) : UINT64_MAX;
    return cpu_check < due ? cpu_check : due;
}

/* Waits until the program has ended. False if the command is gone or ends the run. */
static bool watch(uint64_t started)
{
    for (;;) {
        uint64_t next = check_time(started), now = now_ns();
        struct pollfd watches[] = {
            {.fd = program_pidfd, .events = POLLIN},
            {.fd = alive, .events = POLLIN},
            {.fd = before_exec, .events = POLLIN},
        };
        uint64_t wait = next > now ? next - now : 0;
        struct timespec timeout = {(time_t)(wait / NANOS_PER_SECOND), (long)(wait % NANOS_PER_SECOND)};
        ppoll(watches, 3, next == UINT64_MAX ? NULL : &timeout, NULL);
        if (watches[0].revents)
            return true;
        if (watches[1].revents)
            return false;
        if (watches[2].revents)
            close_given(&before_exec);
    }
}

static void end_box(struct verdict *verdict)
{
    syscall(SYS_pidfd_send_signal, init_pidfd, SIGKILL, NULL, 0);
    while (wait4(program, &verdict->wait_status, 0, &verdict->usage) < 0 && errno == EINTR)
        ;
    while (waitpid(init, NULL, 0) < 0 && errno == EINTR)
        ;  /* it is reaped when all processes of the namespace are dead */
    program = 0;
    if (terminal >= 0)
        tcsetpgrp(terminal, foreground);
}

/* Cleans up after its own failures too; a second failure ends it at once. */
static void tell_command(const char *message)
{
    struct verdict none;
    snprintf(exchange->failure, sizeof exchange->failure, "%s", message);
    if (program > 0)
        end_box(&none);
    remove_group();
    _exit(2);
}

static uint64_t micros(struct timeval time)
{
    return (uint64_t)time.tv_sec * 1000000 + (uint64_t)time.tv_usec;
}

static void measure(struct verdict *verdict, uint64_t end_at)
{
    uint64_t before = exchange->cpu_at_start / NANOS_PER_MICRO;
    uint64_t all = micros(verdict->usage.ru_utime) + micros(verdict->usage.ru_stime);
    if (cli.groups)
        all = cgroup_cpu_ns(&exchange->group) / NANOS_PER_MICRO;
    verdict->cpu_us = all > before ? all - before : 0;
    verdict->wall_us = (end_at - exchange->exec_at) / NANOS_PER_MICRO;
    verdict->killed = killed;
    if (cli.groups)
        cgroup_finish_run(&exchange->group, 0, &verdict->group);
}

void keeper_main(struct cli_run *given, int alive_end)
{
    struct verdict verdict = {0};
    run = given;
    exchange = run->exchange;
    alive = alive_end;
    fail_through(tell_command);
    become_root();
    set_descriptors_aside();
    lease_user();
    box_take(&run->box);
    make_group();
    start_box();
    uint64_t started = now_ns();
    bool ended = watch(started);
    uint64_t end_at = now_ns();
    end_box(&verdict);
    verdict.interrupted = ended ? 0 : exchange->interrupted;
    if ((killed || verdict.interrupted) && !exchange->exec_at)
        exchange->exec_at = started;  /* a redirection did not finish */
    if ((ended || verdict.interrupted) && !exchange->failure[0])
        measure(&verdict, end_at);
    remove_group();
    box_give_back(&run->box);
    if (exchange->failure[0])
        _exit(2);
    if (!ended && !verdict.interrupted)
        sandbox_failure("the command was killed");
    if (cli.group_memory && verdict.group.killed_outside)
        sandbox_failure("a process was killed below the limit of --cg-mem: the host, or a group above, is out of memory");
    if (!exchange->exec_at)
        sandbox_failure("the box ended before the program was started");
    verdict_draw_up(&verdict, exchange);
    exchange->finished = true;
    _exit(0);
}
