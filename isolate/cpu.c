/* The CPU time that a process tree has ever used: from the control group's counter or, without one, from a performance
 * event counter that everything started by the launcher inherits and adds to when it ends. (That counter stops for a
 * program file that is not readable, so a timer and RLIMIT_CPU back it up: see init.c. In a virtual machine it includes
 * the time that the host takes away from a running program, which a group's counter does not.) */
#include "cgroup.h"
#include "log.h"
#include "slot.h"

#include <errno.h>
#include <linux/perf_event.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

static int open_counter(void)
{
    struct perf_event_attr attributes = {
        .type = PERF_TYPE_SOFTWARE,
        .size = sizeof attributes,
        .config = PERF_COUNT_SW_TASK_CLOCK,
        .inherit = 1,
    };
    return (int)syscall(SYS_perf_event_open, &attributes, 0, -1, -1, PERF_FLAG_FD_CLOEXEC);
}

bool cpu_counter_works(void)
{
    static int works = -1;
    if (works < 0) {
        int fd = open_counter();
        works = fd >= 0;
        close_given(&fd);
    }
    return works;
}

void cpu_count_launcher(struct exchange *exchange)
{
    if (cgroup_has_cpu() || !cpu_counter_works())
        return;
    exchange->cpu_counter = open_counter();
    if (exchange->cpu_counter < 0)
        sandbox_failure("cannot count CPU time: %s", strerror(errno));
}

bool cpu_counted(const struct exchange *exchange)
{
    return cgroup_has_cpu() || exchange->cpu_counter >= 0;
}

uint64_t cpu_counted_ns(const struct exchange *exchange)
{
    uint64_t ns;
    if (cgroup_has_cpu())
        return cgroup_cpu_ns(&exchange->group);
    if (read(exchange->cpu_counter, &ns, sizeof ns) != sizeof ns)
        sandbox_failure("cannot read the CPU time: %s", strerror(errno));
    return ns;
}
