/* The launcher of a slot: isolates itself once, then makes a box, and another each time one ends.
 *
 * It is in the slot's control groups, so that its children start there. It may therefore be OOM-killed at any
 * time and has no state except the number of the run. It shares the supervisor's descriptor table, so nothing
 * has to be passed between the two. It stays small, because the peak memory of a clone starts at its parent's. */
#include "box.h"
#include "cgroup.h"
#include "config.h"
#include "log.h"
#include "run_limits.h"
#include "slot.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum { IDLE_DEATHS_MAX = 3, READY_MS = 30000, END_MS = 20000, TIMER_SLACK_NS = 1000000 };

static struct exchange *exchange;

static void report_to_supervisor(const char *message)
{
    snprintf(exchange->error_text, sizeof exchange->error_text, "%s", message);
}

#define check(result, what) check_result(result, "launcher cannot %s", what)

void offer_to_oom_killer(void)
{
    check(write_file_at(AT_FDCWD, "/proc/self/oom_score_adj", "1000") ? 0 : -1, "offer itself to the OOM killer");
}

void default_signals(void)
{
    for (int number = 1; number < NSIG; number++)
        signal(number, SIG_DFL);  /* fails for SIGKILL and SIGSTOP, which always have the default */
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
}

static void set_capabilities(const struct __user_cap_data_struct *set)
{
    struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
    check(syscall(SYS_capset, &header, set), "give up capabilities");
}

/* An interpreter that init executes needs a capability to become the box user, as init does. It gets that by inheritance,
 * because the bounding set is empty; a program gives up what it inherited (enter.c). */
static void let_interpreters_inherit(void)
{
    struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
    struct __user_cap_data_struct own[_LINUX_CAPABILITY_U32S_3];
    check(syscall(SYS_capget, &header, own), "tell its capabilities");
    own[0].inheritable = 1U << CAP_SETUID;
    own[1].inheritable = 0;
    set_capabilities(own);
}

/* What the launcher and init still need: namespaces and mounts, the box user, and the end of its processes. */
static void keep_few_capabilities(void)
{
    struct __user_cap_data_struct kept[_LINUX_CAPABILITY_U32S_3] = {0};
    kept[0].permitted = kept[0].effective = 1U << CAP_SYS_ADMIN | 1U << CAP_SETUID | 1U << CAP_KILL;
    kept[0].inheritable = config.one_user ? 0 : 1U << CAP_SETUID;
    set_capabilities(kept);
}

void drop_bounding_set(void)
{
    for (unsigned long capability = 0; capability <= CAP_LAST_CAP; capability++)
        if (prctl(PR_CAPBSET_DROP, capability, 0, 0, 0) < 0 && errno != EINVAL)
            sandbox_failure("launcher cannot drop a capability: %s", strerror(errno));
}

/* Must be repeated after a change of user or group, which clears the death signal. */
static void tie_to_supervisor(pid_t supervisor)
{
    check(prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0), "tie its life to the supervisor");
    if (getppid() != supervisor)
        _exit(1);
}

static void close_in(const struct slot *slot, pid_t supervisor)
{
    tie_to_supervisor(supervisor);
    default_signals();
    umask(022);
    setsid();
    cgroup_enter(slot->uid);
    offer_to_oom_killer();
    network_close(&exchange->network);
    check(unshare(CLONE_NEWUTS | CLONE_NEWCGROUP), "make its namespaces");
    cgroup_enter_leaf(&exchange->group);
    check(sethostname("box", 3), "name the host");
    check(setdomainname("(none)", 6), "name the domain");
    int process = config.one_user ? open("/proc/self", O_RDONLY | O_DIRECTORY | O_CLOEXEC) : NO_FD;
    exchange->last_pid = open("/proc/sys/kernel/ns_last_pid", O_WRONLY | O_CLOEXEC);
    mounts_enter_root();
    cpu_count_launcher(slot->exchange);
    if (config.one_user)
        userns_for_slot(process);
    close_given(&process);
    limits_for_slot();
    if (!config.one_user)  /* otherwise it cannot leave them, but a box has nothing that they may write to */
        check(syscall(SYS_setgroups, 0, NULL), "leave its groups");
    check(syscall(SYS_setresgid, slot->user, slot->user, slot->user), "change its group");
    tie_to_supervisor(supervisor);
    if (!config.one_user)
        let_interpreters_inherit();
    drop_bounding_set();
    keep_few_capabilities();
    check(prctl(PR_SET_TIMERSLACK, TIMER_SLACK_NS, 0, 0, 0), "let timers wait for each other");
    exchange->asked = seccomp_install(slot->cookie);
}

static void enter_init(void *task)
{
    init_main(task);
}

static void await_end_of_box(const struct slot *slot, pid_t init)
{
    struct pollfd watches[] = {{.fd = exchange->init_pidfd, .events = POLLIN}, {.fd = exchange->asked, .events = POLLIN}};
    while (call_without_errno(SYS_ppoll, (long)watches, 2, 0, 0, 0, 0) > 0 && !watches[0].revents)
        launcher_answer(slot);
    while (waitpid(init, NULL, 0) < 0 && errno == EINTR)
        ;
}

/* Returns when the box has ended, and the next may take its place: it has served as many runs as it could. */
static void make_box(const struct slot *slot, bool announce)
{
    static char stack[STACK_SIZE] __attribute__((aligned(16)));
    struct box_task task = {slot, exchange->entered + 1, announce};
    unsigned long flags = CLONE_VM | CLONE_FILES | CLONE_PIDFD | CLONE_NEWPID | CLONE_NEWNS
                          | CLONE_NEWIPC | SIGCHLD;
    long init = clone_onto(flags, stack + STACK_SIZE, &exchange->init_pidfd, slot->cookie, enter_init, &task);
    check(init, "make a box");
    await_end_of_box(slot, (pid_t)init);
    close_given(&exchange->init_pidfd);
    close_given(&exchange->queues);
    if (exchange->error_text[0])
        _exit(1);
    uint32_t last = exchange->entered;
    must_hold(last <= exchange->go);
    if (exchange->cleared != last)  /* it left a socket, or nobody has looked */
        exchange->refused = last + 1;
    if (exchange->done != last) {
        exchange->abandoned = last;
        eventfd_write(slot->done_event, 1);
    }
    if (exchange->refused == last + 1)
        _exit(0);
}

static _Noreturn void launcher_main(const struct slot *slot, pid_t supervisor)
{
    fail_through(report_to_supervisor);
    close_in(slot, supervisor);
    exchange->launcher_watch = (int)syscall(SYS_pidfd_open, getpid(), 0);
    check(exchange->launcher_watch, "watch itself");
    uint32_t none = exchange->go;
    exchange->entered = exchange->cleared = exchange->done = exchange->ready = none;
    int idle_deaths = 0;
    while (idle_deaths < IDLE_DEATHS_MAX) {
        uint32_t before = exchange->entered;
        make_box(slot, exchange->ready == none);  /* the first that is ready says so, which need not be the first made */
        idle_deaths = exchange->entered == before ? idle_deaths + 1 : 0;
    }
    sandbox_failure("boxes die before they are used");
}

void launcher_start(struct slot *slot)
{
    exchange = slot->exchange;
    exchange->error_text[0] = 0;
    exchange->refused = 0;  /* by the one before; else the run that caused this start would be repeated after its end */
    exchange->init_pidfd = exchange->launcher_watch = exchange->cpu_counter = NO_FD;
    exchange->last_pid = exchange->queues = exchange->interpreter_watch = exchange->asked = NO_FD;
    exchange->network = NO_NETWORK;
    eventfd_t ready;
    eventfd_read(slot->done_event, &ready);  /* from an earlier run, not from the new launcher */
    pid_t supervisor = getpid();
    long pid = syscall(SYS_clone, CLONE_FILES | CLONE_PIDFD | SIGCHLD, NULL, &slot->launcher_pidfd, NULL, NULL, 0);
    if (pid < 0)
        sandbox_failure("cannot start a launcher: %s", strerror(errno));
    if (pid == 0)
        launcher_main(slot, supervisor);
    struct pollfd watches[] = {{.fd = slot->done_event, .events = POLLIN},
                               {.fd = slot->launcher_pidfd, .events = POLLIN}};
    if (poll(watches, 2, READY_MS) <= 0 || watches[1].revents)
        sandbox_failure("%s", exchange->error_text[0] ? exchange->error_text : "the launcher did not start");
    eventfd_read(slot->done_event, &ready);
}

/* A box that outlives its launcher could take a run of the next launcher's. */
static void await_end(int *init_pidfd)
{
    struct pollfd init = {.fd = *init_pidfd, .events = POLLIN};
    if (init.fd >= 0 && poll(&init, 1, END_MS) <= 0)
        sandbox_failure("a box does not end with its launcher");
    close_given(init_pidfd);
}

void launcher_reap(struct slot *slot)
{
    siginfo_t info;
    syscall(SYS_pidfd_send_signal, slot->launcher_pidfd, SIGKILL, NULL, 0);  /* it may be leaving, but nobody needs it any more */
    while (waitid(P_PIDFD, (id_t)slot->launcher_pidfd, &info, WEXITED) < 0 && errno == EINTR)
        ;
    close_given(&slot->launcher_pidfd);
    /* Its descriptors are still open, because it shared the table. */
    await_end(&slot->exchange->init_pidfd);
    close_given(&slot->exchange->asked);
    close_given(&slot->exchange->queues);
    close_given(&slot->exchange->interpreter_watch);
    close_given(&slot->exchange->last_pid);
    network_leave(&slot->exchange->network);
    close_given(&slot->exchange->launcher_watch);
    close_given(&slot->exchange->cpu_counter);
}
