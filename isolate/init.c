/* PID 1 of a box: makes the box ahead of time, waits for a run, becomes the box user, starts the program, and
 * kills and reaps everything that is left in the box at the end.
 *
 * It shares memory and descriptors with the launcher, which sleeps meanwhile, so it may only call functions
 * that need no state of the C library. The program has its own memory after exec and cannot look into PID 1,
 * which is not dumpable; the filter refuses ptrace and similar calls. */
#include "isolate.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/futex.h>
#include <linux/mount.h>
#include <poll.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { BOX_INODES = 16384, OWN_TASKS = 2 /* launcher and init */ };

#define FIRST_FILE_BYTES (64ULL << 20)

static void check(long result, const char *what)
{
    if (result < 0)
        sandbox_failure("init cannot %s: %s", what, strerror(errno));
}

/* Must be repeated after each change of user, which clears the death signal. The parent may die before it is set. */
static void tie_to_launcher(const struct box_task *task)
{
    check(prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0), "tie its life to the launcher");
    struct pollfd parent = {.fd = task->slot->exchange->launcher_watch, .events = POLLIN};
    if (poll(&parent, 1, 0) != 0)
        _exit(1);
}

static void mount_with_cookie(const struct slot *slot, const char *kind, const char *target, unsigned long flags,
                              const char *options)
{
    check(syscall(SYS_mount, kind, target, kind, flags, options, slot->cookie), target);
}

/* In a user namespace the program may have the user of the daemon, whose keys are not the program's. */
static void mount_proc(const struct slot *slot)
{
    mount_with_cookie(slot, "proc", "/proc", BOX_PROC_FLAGS, BOX_PROC_OPTIONS);
    if (!config.user_namespace)
        return;
    mount_with_cookie(slot, "/dev/null", "/proc/keys", MS_BIND, NULL);
    mount_with_cookie(slot, "/dev/null", "/proc/keys", MS_REMOUNT | MS_BIND | BOX_PROC_FLAGS, NULL);
}

static void mount_scratch(const struct slot *slot, uint64_t bytes, unsigned long flags)
{
    char options[128];
    snprintf(options, sizeof options, "size=%llu,nr_inodes=%d,mode=700,uid=%u,gid=%u", (unsigned long long)bytes,
             BOX_INODES, slot->user, slot->user);
    mount_with_cookie(slot, "tmpfs", "/box", MS_NOSUID | MS_NODEV | flags, options);
    mount_with_cookie(slot, "tmpfs", "/tmp", MS_NOSUID | MS_NODEV | flags, options);
}

static void wait_for_go(struct exchange *exchange, uint32_t run)
{
    uint32_t seen;
    while ((seen = exchange->go) != run)
        syscall(SYS_futex, &exchange->go, FUTEX_WAIT, seen, NULL, NULL, 0);
}

static void enter_run(const struct box_task *task)
{
    const struct slot *slot = task->slot;
    struct exchange *exchange = slot->exchange;
    if (exchange->artifact_mount >= 0)
        check(syscall(SYS_move_mount, exchange->artifact_mount, "", AT_FDCWD, "/app", MOVE_MOUNT_F_EMPTY_PATH,
                      slot->cookie), "bind the artifact");
    exchange->box = NO_FD;
    if (exchange->collect)
        check(exchange->box = open("/box", O_RDONLY | O_DIRECTORY | O_CLOEXEC), "open /box");
    check(syscall(SYS_setresuid, slot->user, slot->user, slot->user), "become the box user");
    check(prctl(PR_SET_DUMPABLE, 0, 0, 0, 0), "hide its memory");  /* regardless of fs.suid_dumpable */
    tie_to_launcher(task);
    check(chdir("/box"), "enter /box");
    limits_for_run(&exchange->limits);
    if (exchange->fill)
        fill_work_folder();
}

/* Runs in the program's process before exec, still in the launcher's memory. */
static void start_program(void *argument)
{
    const struct slot *slot = argument;
    struct exchange *exchange = slot->exchange;
    int input = exchange->input >= 0 ? exchange->input : open("/dev/null", O_RDONLY);
    sigset_t none;
    sigemptyset(&none);
    setsid();
    if (setpriority(PRIO_PROCESS, 0, slot->nice) == 0
        && dup2(input, 0) == 0 && dup2(exchange->output, 1) == 1 && dup2(exchange->error, 2) == 2
        && syscall(SYS_close_range, 3, ~0U, 0) == 0 && pin_to(exchange->core) && sigprocmask(SIG_SETMASK, &none, NULL) == 0) {
        exchange->exec_at = now_ns();
        execve(exchange->arguments[0], exchange->arguments, exchange->environment);
    }
    exchange->program_end.exec_error = errno;
    _exit(127);
}

static uint64_t own_cpu_ns(void)
{
    struct timespec time;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return (uint64_t)time.tv_sec * NANOS_PER_SECOND + (uint64_t)time.tv_nsec;
}

/* If no group counts CPU time, a timer on the program's CPU clock ends the run; its children have RLIMIT_CPU. */
static void arm_cpu_timer(const struct exchange *exchange, pid_t program)
{
    clockid_t clock;
    timer_t timer;
    struct sigevent event = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGUSR2};
    uint64_t limit = exchange->limits.cpu_us;
    struct itimerspec time = {.it_value = {(time_t)(limit / 1000000), (long)(limit % 1000000 * 1000)}};
    if (clock_getcpuclockid(program, &clock) == 0 && timer_create(clock, &event, &timer) == 0)
        timer_settime(timer, 0, &time, NULL);
}

/* Reaps until the program has ended, or until the supervisor or the CPU timer ends the run. */
static void wait_for_program(struct exchange *exchange, uint32_t run, pid_t program, const sigset_t *signals)
{
    while (exchange->stop != run) {  /* may be set before there was an init to signal */
        int number = sigwaitinfo(signals, NULL);
        int status;
        pid_t pid;
        while ((pid = waitpid(-1, &status, WNOHANG)) > 0)
            if (pid == program) {
                exchange->program_end.wait_status = status;
                return;
            }
        if (number == SIGUSR2)
            break;
    }
    exchange->program_end.wait_status = SIGKILL;
}

static void end_everything(void)
{
    if (waitpid(-1, NULL, WNOHANG) < 0 && errno == ECHILD)
        return;
    if (getpid() != 1)
        sandbox_failure("init is not PID 1, so it must not kill everything it sees");
    kill(-1, SIGKILL);
    while (waitpid(-1, NULL, 0) > 0 || errno == EINTR)
        ;
}

static uint64_t children_cpu_ns(void)
{
    struct rusage usage;
    getrusage(RUSAGE_CHILDREN, &usage);
    return ((uint64_t)usage.ru_utime.tv_sec + (uint64_t)usage.ru_stime.tv_sec) * NANOS_PER_SECOND
           + ((uint64_t)usage.ru_utime.tv_usec + (uint64_t)usage.ru_stime.tv_usec) * NANOS_PER_MICRO;
}

static void run_program_in_box(const struct box_task *task, const sigset_t *signals)
{
    static char stack[STACK_SIZE] __attribute__((aligned(16)));
    struct exchange *exchange = task->slot->exchange;
    uint64_t own_before = own_cpu_ns();
    exchange->cpu_at_start = cpu_counted(exchange) ? cpu_counted_ns(exchange) : 0;
    long program = clone_onto(CLONE_VM | SIGCHLD, stack + STACK_SIZE, NULL, 0, start_program, (void *)task->slot);
    check(program, "start the program");
    if (!cgroup_has_cpu())
        arm_cpu_timer(exchange, (pid_t)program);
    wait_for_program(exchange, task->run, (pid_t)program, signals);
    exchange->end_at = now_ns();
    end_everything();
    ipc_remove_all();
    exchange->cpu_ns = cgroup_has_cpu() ? 0 : children_cpu_ns();
    if (cpu_counted(exchange)) {
        uint64_t own = own_cpu_ns() - own_before;
        uint64_t all = cpu_counted_ns(exchange) - exchange->cpu_at_start;
        if (all > own + exchange->cpu_ns)
            exchange->cpu_ns = all - own;
    }
    struct rusage usage;
    getrusage(RUSAGE_CHILDREN, &usage);
    exchange->largest_rss_kib = (uint64_t)usage.ru_maxrss;
}

void init_main(const struct box_task *task)
{
    const struct slot *slot = task->slot;
    struct exchange *exchange = slot->exchange;
    sigset_t all, signals;
    sigfillset(&all);
    sigprocmask(SIG_SETMASK, &all, NULL);
    sigemptyset(&signals);
    sigaddset(&signals, SIGCHLD);
    sigaddset(&signals, SIGUSR1);
    sigaddset(&signals, SIGUSR2);
    tie_to_launcher(task);
    cgroup_enter_run(&exchange->group, task->run);
    uint64_t file_bytes = exchange->limits.file_bytes ? exchange->limits.file_bytes : FIRST_FILE_BYTES;
    if (config.box_proc)
        mount_proc(slot);
    mount_scratch(slot, file_bytes, 0);
    if (task->announce)
        eventfd_write(slot->done_event, 1);
    wait_for_go(exchange, task->run);
    if (!cgroup_start_run(&exchange->group, task->run, exchange->limits.memory_bytes, exchange->limits.processes + OWN_TASKS)) {
        exchange->refused = task->run;
        _exit(0);
    }
    exchange->entered = task->run;
    if (exchange->limits.file_bytes != file_bytes)
        mount_scratch(slot, exchange->limits.file_bytes, MS_REMOUNT);
    enter_run(task);
    run_program_in_box(task, &signals);
    if (!network_unused(&exchange->network))
        exchange->last = task->run;
    exchange->done = task->run;
    eventfd_write(slot->done_event, 1);
    _exit(0);
}
