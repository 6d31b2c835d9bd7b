/* The limits of a run: what a request may ask for, what the kernel enforces, and how the run ended. */
#include "cgroup.h"
#include "config.h"
#include "log.h"
#include "protocol.h"
#include "run_limits.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#define HOUR_US (3600ULL * 1000 * 1000)
#define MEMORY_MIN (4ULL << 20)
#define MEMORY_MAX (64ULL << 30)
/* Without a memory group, each process may map a bounded amount, and its largest resident set decides. Thread stacks
 * are mapped at the size of the stack limit, so that gets the usual size, with some room for those of runtimes. */
#define THREAD_STACK (8ULL << 20)
#define UNTOUCHED (128ULL << 20)
#define FILE_MIN 4096ULL
#define FILE_MAX (16ULL << 30)
#define STACK_MIN (64ULL << 10)

enum {
    PROCESSES_MAX = 8192,
    OPEN_FILES_MAX = 1024,
    OPEN_FILES_MIN = 512,
    OPEN_FILES_OF_ALL = 128 << 10,
    UNREAPED = 64,
};

void limits_take(struct frame *frame, struct limits *limits)
{
    limits->cpu_us = take_u64_between(frame, 1000, HOUR_US, "cpu limit");
    limits->wall_us = take_u64_between(frame, 1000, HOUR_US, "wall limit");
    limits->memory_bytes = take_u64_between(frame, MEMORY_MIN, MEMORY_MAX, "memory limit");
    limits->stdout_bytes = take_u64_between(frame, 0, CAPTURE_MAX, "stdout limit");
    limits->stderr_bytes = take_u64_between(frame, 0, CAPTURE_MAX, "stderr limit");
    limits->file_bytes = take_u64_between(frame, FILE_MIN, FILE_MAX, "file limit");
    limits->stack_bytes = take_u64_between(frame, STACK_MIN, MEMORY_MAX, "stack limit");
    limits->processes = (uint32_t)take_u64_between(frame, 1, PROCESSES_MAX, "process limit");
}

void set_limit(int resource, uint64_t value)
{
    struct rlimit limit;
    if (getrlimit((__rlimit_resource_t)resource, &limit) < 0)
        sandbox_failure("getrlimit %d: %s", resource, strerror(errno));
    if (value > limit.rlim_max)
        value = limit.rlim_max;  /* without CAP_SYS_RESOURCE a hard limit can only be lowered */
    limit.rlim_cur = limit.rlim_max = value;
    if (setrlimit((__rlimit_resource_t)resource, &limit) < 0)
        sandbox_failure("setrlimit %d: %s", resource, strerror(errno));
}

/* Unlike 0, a limit of 1 also keeps the host's core dump helper from being started. Sudo starts commands
 * with 0, which only CAP_SYS_RESOURCE can raise. */
bool limits_no_core_helper(void)
{
    static const struct rlimit one = {1, 1};
    if (setrlimit(RLIMIT_CORE, &one) == 0)
        return true;
    char first = '|';
    int pattern = open("/proc/sys/kernel/core_pattern", O_RDONLY | O_CLOEXEC);
    if (pattern >= 0) {
        if (read(pattern, &first, 1) < 0)
            first = '|';
        close(pattern);
    }
    return first != '|';
}

void limits_of_stack(uint64_t bytes)
{
    struct rlimit limit;
    if (getrlimit(RLIMIT_STACK, &limit) < 0)
        sandbox_failure("getrlimit of the stack: %s", strerror(errno));
    limit.rlim_cur = bytes < limit.rlim_max ? bytes : limit.rlim_max;
    if (setrlimit(RLIMIT_STACK, &limit) < 0)
        sandbox_failure("setrlimit of the stack: %s", strerror(errno));
}

void limits_for_slot(void)
{
    limits_no_core_helper();
    set_limit(RLIMIT_MEMLOCK, 0);  /* by mmap; the filter has an answer to mlock */
    /* A namespace may only use a third of it, so the next box has enough, whatever the last one left. */
    set_limit(RLIMIT_MSGQUEUE, 64 << 20);
    set_limit(RLIMIT_SIGPENDING, 32);  /* and timers, whose interrupts are charged to whoever runs in that moment */
    set_limit(RLIMIT_NICE, 0);
    set_limit(RLIMIT_RTPRIO, 0);
}

/* No group counts what the kernel has read of an open folder, some 13 KiB, nor timers and epolls, so a program with many
 * processes has fewer descriptors in each. */
static uint64_t open_files(const struct limits *limits)
{
    uint64_t each = OPEN_FILES_OF_ALL / limits->processes;
    return each < OPEN_FILES_MIN ? OPEN_FILES_MIN : each > OPEN_FILES_MAX ? OPEN_FILES_MAX : each;
}

void limits_of_cpu(uint64_t cpu_us)
{
    enum { NET_SECONDS = 2 };
    set_limit(RLIMIT_CPU, cpu_us / 1000000 + NET_SECONDS);
}

void limits_of_program(const struct limits *limits)
{
    limits_of_cpu(limits->cpu_us);
    set_limit(RLIMIT_FSIZE, limits->file_bytes);
    /* Only now: launcher and init have the supervisor's descriptors, such as those of leases. */
    set_limit(RLIMIT_NOFILE, open_files(limits));
}

void limits_for_run(const struct limits *limits)
{
    limits_of_program(limits);
    if (cgroup_has_memory())
        limits_of_stack(limits->stack_bytes);
    else
        set_limit(RLIMIT_STACK, limits->stack_bytes < THREAD_STACK ? limits->stack_bytes : THREAD_STACK);
    /* Launcher and init count as processes of this user if there is only one. If a group counts processes exactly, this is
     * only a backup, with room for dead processes of the user's previous slot that are not reaped yet. */
    set_limit(RLIMIT_NPROC, limits->processes + (config.one_user ? 2ULL : 0ULL) + (cgroup_has_pids() ? UNREAPED : 0));
    if (!cgroup_has_memory())
        set_limit(RLIMIT_DATA, limits->memory_bytes + UNTOUCHED);
}

uint64_t limits_shortest_ns(uint64_t cpu_ns, uint64_t tasks)
{
    static uint64_t processors;
    if (!processors)
        processors = (uint64_t)sysconf(_SC_NPROCESSORS_ONLN);
    return cpu_ns / (tasks < processors ? tasks : processors);
}

enum ending limits_verdict(unsigned exceeded, struct program_end end, uint32_t *value)
{
    static const enum exceeded precedence[] = {EXCEEDED_OUTPUT, EXCEEDED_MEMORY, EXCEEDED_CPU, EXCEEDED_WALL};
    if (end.exec_error && !(exceeded & EXCEEDED_MEMORY)) {
        *value = (uint32_t)end.exec_error;
        return ENDING_NOT_STARTED;
    }
    for (size_t i = 0; i < sizeof precedence / sizeof precedence[0]; i++)
        if (exceeded & precedence[i]) {
            *value = (uint32_t)i;
            return ENDING_LIMIT;
        }
    if (WIFEXITED(end.wait_status)) {
        *value = (uint32_t)WEXITSTATUS(end.wait_status);
        return ENDING_EXITED;
    }
    *value = (uint32_t)WTERMSIG(end.wait_status);
    return ENDING_SIGNALLED;
}
