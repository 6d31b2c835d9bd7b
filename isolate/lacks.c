/* What the host lacks, found by trying, and what replaces it: for the log, the client, and --strict. */
#include "box.h"
#include "cgroup.h"
#include "config.h"
#include "log.h"
#include "protocol.h"
#include "run_limits.h"
#include "slot.h"

#include <string.h>

enum { LACKS_MAX = 12 };

static const char *lacks[LACKS_MAX];
static unsigned count;

static void lack(bool is_there, const char *text)
{
    if (!is_there && count < LACKS_MAX)
        lacks[count++] = text;
}

static bool host_swaps(void)
{
    char text[1024];
    const char *line = read_text("/proc/swaps", text, sizeof text) < 0 ? NULL : strchr(text, '\n');
    return line && line[1];  /* more than the heading */
}

void lacks_find(void)
{
    count = 0;
    lack(cgroup_has_memory(), "memory: no control group, but the largest resident set and RLIMIT_DATA of each process, small "
                              "tmpfs, stacks of 8 MiB, and memory shared through files only");
    lack(!cgroup_has_memory() || cgroup_has_peak(), "peak memory: no counter of a control group, but the largest resident set");
    lack(!cgroup_has_memory() || cgroup_bounds_swap() || !host_swaps(), "swap: not counted; memory that the host, but not "
                                                                        "the program's limit, moves to swap is unbounded");
    lack(cgroup_has_pids(), "processes: no control group, but RLIMIT_NPROC");
    lack(cgroup_has_cpu() || !cpu_counter_works(), "CPU time: no control group, but a performance counter and RLIMIT_CPU");
    lack(cgroup_has_cpu() || cpu_counter_works(), "CPU time: no control group, but a timer on the first process and RLIMIT_CPU");
    lack(cgroup_has_shares(), "shares of the processors: no control group; a program with many "
                              "processes or sessions slows down others");
    lack(limits_no_core_helper(), "core dumps: the hard limit of 0 cannot be raised to 1, so a crash starts the host's core dump helper");
    lack(!config.one_user, "users: neither root nor subordinate users, so all boxes have the daemon's user");
    lack(config.box_proc, "/proc: cannot be mounted, so only languages that work without it are offered, "
                           "and no files of the store are given");
    config.internet = cgroup_bounds_sockets();
    lack(config.internet, "loopback: no control group bounds the buffers of TCP and UDP sockets, so these are refused");
    config.answering = launcher_can_answer();
    lack(config.answering, "netlink: its sockets cannot be counted (Linux before 5.14, or another listener), so memory that no "
                               "limit includes is bounded by descriptors and processes alone");
    lack(config.own_inodes, "locks: no overlay of the system's directories, so locks and watches of files are refused");
    config.unshared = !cgroup_has_memory();
    for (unsigned i = 0; i < count; i++)
        log_event("this host lacks: %s", lacks[i]);
    if (config.strict && count)
        sandbox_failure("--strict: this host lacks %u things that a box needs; the first is %s", count, lacks[0]);
}

size_t lacks_size(void)
{
    size_t size = 1;
    for (unsigned i = 0; i < count; i++)
        size += 2 + strlen(lacks[i]);
    return size;
}

void lacks_reply(struct channel *channel)
{
    reply_u8(channel, (uint8_t)count);
    for (unsigned i = 0; i < count; i++)
        reply_string(channel, lacks[i]);
}
