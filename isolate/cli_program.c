/* The program's process, from the keeper's clone to exec: it isolates itself step by step and loses privileges with each
 * step. Files in the box that the caller named are opened in the box, as the box's user. */
#include "box.h"
#include "cgroup.h"
#include "cli.h"
#include "log.h"
#include "run_limits.h"
#include "slot.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/close_range.h>
#include <linux/magic.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/vfs.h>
#include <unistd.h>

static const struct cli_run *run;

#define check(result, what) check_result(result, "cannot %s", what)

static void tell_keeper(const char *message)
{
    snprintf(run->exchange->failure, sizeof run->exchange->failure, "%s", message);
    _exit(2);
}

/* Must be repeated after a change of user, which clears the death signal. */
static void tie_to_keeper(void)
{
    check(prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0), "tie its life to the keeper");
    if (getppid() != 0)  /* 0 means the keeper, which is in the namespace above; a process that adopted this one has a number */
        _exit(2);
}

static void take_standard_descriptors(void)
{
    for (int i = 0; i < 3; i++)
        check(dup2(run->standard[i], i), "take the caller's descriptors");
}

static void enter_namespaces(void)
{
    check(unshare(CLONE_NEWIPC | CLONE_NEWUTS), "make its namespaces");
    check(sethostname("box", 3), "name the host");
    if (!cli.share_net)
        network_loopback();
    box_mounts_build(&run->box);
    offer_to_oom_killer();
    if (!cli.core)
        limits_no_core_helper();
    if (cli.groups)
        cgroup_enter(run->box.uid);
    check(unshare(CLONE_NEWCGROUP), "make its namespaces");
    box_mounts_enter();
}

/* Starts a session, so that it controls no terminal; with --tty-hack, takes the foreground of the caller's instead. */
static void take_terminal(void)
{
    if (!cli.tty_hack) {
        setsid();
        return;
    }
    signal(SIGTTOU, SIG_IGN);
    setpgid(0, 0);
    for (int fd = 0; fd < 3; fd++)
        if (isatty(fd) && tcsetpgrp(fd, getpgrp()) == 0)
            break;
    signal(SIGTTOU, SIG_DFL);
}

/* Lets the program open /dev/stdout and /dev/stderr again, if they are pipes without a name that are the caller's own. */
static void give_pipes(void)
{
    for (int fd = 1; fd < 3; fd++) {
        struct stat status;
        struct statfs system;
        if (fstat(fd, &status) == 0 && S_ISFIFO(status.st_mode) && status.st_uid == getuid() && fstatfs(fd, &system) == 0
            && system.f_type == PIPEFS_MAGIC)
            check(fchown(fd, run->box.uid, (gid_t)-1), "give a pipe to the program");
    }
}

static void become_box_user(void)
{
    give_pipes();
    check(syscall(SYS_setgroups, 0, NULL), "leave its groups");
    check(syscall(SYS_setresgid, run->box.gid, run->box.gid, run->box.gid), "change its group");
    drop_bounding_set();
    check(syscall(SYS_setresuid, run->box.uid, run->box.uid, run->box.uid), "change its user");
    tie_to_keeper();
}

static void redirect(int target, const char *path, int flags)
{
    if (!path)
        return;
    int fd = open(path, flags | O_NOCTTY | O_CLOEXEC, 0666);
    if (fd < 0)
        sandbox_failure("open(\"%s\"): %s", path, strerror(errno));
    check(dup2(fd, target), "redirect");
    close(fd);
}

static void redirect_all(void)
{
    const char *folder = cli.folder ? cli.folder : "box";
    if (chdir("/") < 0 || chdir(folder) < 0)
        sandbox_failure("chdir(\"%s\"): %s", folder, strerror(errno));
    redirect(0, cli.input, O_RDONLY);
    redirect(1, cli.output, O_WRONLY | O_CREAT | O_TRUNC);
    redirect(2, cli.error, O_WRONLY | O_CREAT | O_TRUNC);
    if (cli.error_to_output)
        check(dup2(1, 2), "redirect");
}

static uint64_t or_unlimited(uint64_t value)
{
    return value ? value : RLIM_INFINITY;
}

static void set_limits(void)
{
    set_limit(RLIMIT_AS, or_unlimited(cli.address_space));
    limits_of_stack(or_unlimited(cli.stack));
    set_limit(RLIMIT_FSIZE, or_unlimited(cli.file_size));
    set_limit(RLIMIT_NOFILE, or_unlimited(cli.open_files));
    set_limit(RLIMIT_NPROC, or_unlimited(cli.processes));
    if (cli.core)
        set_limit(RLIMIT_CORE, cli.core);
    set_limit(RLIMIT_MEMLOCK, 0);
    set_limit(RLIMIT_MSGQUEUE, 64 << 10);
    set_limit(RLIMIT_SIGPENDING, 1024);
    set_limit(RLIMIT_NICE, 0);
    set_limit(RLIMIT_RTPRIO, 0);
    if (cli.time_us)
        limits_of_cpu(cli.time_us + cli.extra_us);
}

static _Noreturn void execute(void)
{
    uint64_t cookie;
    check(getrandom(&cookie, sizeof cookie, 0) == sizeof cookie ? 0 : -1, "get randomness");
    if (!cli.inherit_fds)
        check(syscall(SYS_close_range, 3, ~0U, CLOSE_RANGE_CLOEXEC), "close descriptors");
    set_limits();
    unsigned refused = cli.given_syscall_flags ? cli.syscall_flags : cli_config.syscall_flags;
    seccomp_for_command_line(!(refused & SYSCALLS_LOCKS), cli_config.processors.given);
    seccomp_install(cookie);
    run->exchange->cpu_at_start = cli.groups ? cgroup_cpu_ns(&run->exchange->group) : clock_ns(CLOCK_PROCESS_CPUTIME_ID);
    run->exchange->exec_at = now_ns();
    execve(cli.program[0], cli.program, run->environment);
    int error = errno;
    run->exchange->exec_at = 0;
    sandbox_failure("execve(\"%s\"): %s", cli.program[0], strerror(error));
}

void program_main(const struct cli_run *given)
{
    run = given;
    fail_through(tell_keeper);
    tie_to_keeper();
    default_signals();
    enter_namespaces();
    take_standard_descriptors();
    take_terminal();
    processors_settle();
    become_box_user();
    redirect_all();
    execute();
}
