/* The control groups of a slot: limits and counters of memory, processes and CPU time, and its share of the processors. */
#include "cgroup_roots.h"
#include "log.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define UNLIMITED UINT64_MAX
#define CACHE_WORTH (1 << 20)
#define DYING_NS (5 * NANOS_PER_SECOND)
#define FREEING_NS (20 * NANOS_PER_MILLI)
/* Memory left by earlier runs that is too little to matter: the counters are no more exact than that. */
#define LEFT_WORTH (1 << 20)
#define LEFT_SHARE 8
/* How much the kernel charges to a group in advance on each processor: 64 pages (MEMCG_CHARGE_BATCH). */
#define CHARGE_BATCH (256ULL << 10)
/* Of version 1, for TCP and UDP alike. */
#define SOCKET_LIMIT "/memory.kmem.tcp.limit_in_bytes"
#define SOCKET_BYTES (16ULL << 20)
#define SOCKET_USAGE "/memory.kmem.tcp.usage_in_bytes"

const char *cgroup_name(void)
{
    return cgroups.version == 2 ? "v2" : cgroups.version == 1 ? "v1" : "none";
}

bool cgroup_has_memory(void)
{
    return cgroups.root[MEMORY][0];
}

bool cgroup_bounds_swap(void)
{
    return cgroups.bounds_swap;
}

bool cgroup_has_pids(void)
{
    return cgroups.root[PIDS][0];
}

bool cgroup_has_cpu(void)
{
    return cgroups.root[CPU][0];
}

bool cgroup_has_shares(void)
{
    return cgroups.root[SHARES][0];
}

bool cgroup_has_peak(void)
{
    return cgroup_has_memory() && cgroups.peak != NO_PEAK;
}

bool cgroup_resets_peak(void)
{
    return cgroup_has_memory() && cgroups.peak == PEAK_RESETS;
}

void cgroup_path(char *path, int controller, uid_t uid, const char *file)
{
    if (snprintf(path, PATH_MAX, "%s/" GROUP_PREFIX "%u%s", cgroups.root[controller], uid, file) >= PATH_MAX)
        sandbox_failure("the path of a control group is too long");
}

static int open_file(int controller, uid_t uid, const char *file, int flags)
{
    char path[PATH_MAX];
    if (!cgroups.root[controller][0])
        return NO_FD;
    cgroup_path(path, controller, uid, file);
    return open(path, flags | O_CLOEXEC);
}

static int open_needed(int controller, uid_t uid, const char *file, int flags)
{
    int fd = open_file(controller, uid, file, flags);
    if (fd < 0 && cgroups.root[controller][0])
        sandbox_failure("cannot open %s of a control group: %s", file, strerror(errno));
    return fd;
}

bool cgroup_bounds_sockets(void)
{
    char path[PATH_MAX + sizeof SOCKET_LIMIT];
    if (cgroups.version == 2 || !cgroup_has_memory())
        return cgroup_has_memory();
    snprintf(path, sizeof path, "%s%s", cgroups.root[MEMORY], SOCKET_LIMIT);
    return access(path, W_OK) == 0;
}

/* Version 1 counts buffers of Internet sockets apart from other memory, and only in groups with such a limit. */
static void bound_sockets(uid_t uid)
{
    int limit = open_file(MEMORY, uid, SOCKET_LIMIT, O_WRONLY);
    if (limit >= 0 && !pwrite_number(limit, SOCKET_BYTES))
        sandbox_failure("cannot limit the buffers of sockets: %s", strerror(errno));
    close_given(&limit);
}

/* Where the host does not count swap, the group's limit ends a program instead of moving it to swap. */
static void keep_off_swap(uid_t uid)
{
    int swappiness = open_file(MEMORY, uid, "/memory.swappiness", O_WRONLY);
    if (swappiness >= 0 && !pwrite_number(swappiness, 0))
        log_event("cannot keep a group off swap: %s", strerror(errno));
    close_given(&swappiness);
}

static void open_v1(struct cgroup *group, uid_t uid)
{
    bound_sockets(uid);
    group->memory_limit = open_needed(MEMORY, uid, "/memory.limit_in_bytes", O_WRONLY);
    group->memory_swap_limit = open_file(MEMORY, uid, "/memory.memsw.limit_in_bytes", O_WRONLY);
    if (group->memory_swap_limit < 0)
        keep_off_swap(uid);
    group->counters[0].peak = open_needed(MEMORY, uid, "/memory.max_usage_in_bytes", O_RDWR);
    group->usage = open_needed(MEMORY, uid, "/memory.usage_in_bytes", O_RDONLY);
    group->counters[0].usage = open_needed(MEMORY, uid, "/memory.usage_in_bytes", O_RDONLY);
    group->memory_events = open_needed(MEMORY, uid, "/memory.oom_control", O_RDONLY);
    group->swap_peak = open_file(MEMORY, uid, "/memory.memsw.max_usage_in_bytes", O_RDWR);
    group->cpu = open_needed(CPU, uid, "/cpuacct.usage", O_RDONLY);
}

static void open_v2(struct cgroup *group, uid_t uid, bool one_run)
{
    group->memory_limit = open_needed(MEMORY, uid, "/memory.max", O_WRONLY);
    group->memory_swap_limit = open_file(MEMORY, uid, "/memory.swap.max", O_WRONLY);
    if (group->memory_swap_limit >= 0)
        pwrite_number(group->memory_swap_limit, 0);
    if (cgroups.peak == PEAK_RESETS || (cgroups.peak == PEAK_OF_NEW && one_run))
        group->counters[0].peak = open_needed(MEMORY, uid, "/memory.peak", cgroups.peak == PEAK_RESETS ? O_RDWR : O_RDONLY);
    group->usage = open_needed(MEMORY, uid, "/memory.current", O_RDONLY);
    group->counters[0].usage = open_needed(MEMORY, uid, "/memory.current", O_RDONLY);
    if (cgroups.peak == PEAK_OF_NEW && !one_run)
        group->folder = open_needed(MEMORY, uid, "", O_RDONLY | O_DIRECTORY);
    group->memory_events = open_needed(MEMORY, uid, "/memory.events", O_RDONLY);
    group->cpu = open_needed(CPU, uid, "/cpu.stat", O_RDONLY);
}

/* Removes a group with its leaves. False with errno while a process is still in one. */
static bool remove_group(const char *path)
{
    static const char *const leaves[] = LEAVES;
    for (int i = 0; cgroups.version == 2 && i < LEAVES_COUNT; i++) {
        char leaf[PATH_MAX + 16];
        snprintf(leaf, sizeof leaf, "%s/%s", path, leaves[i]);
        if (rmdir(leaf) < 0 && errno != ENOENT)
            return false;
    }
    return rmdir(path) == 0;
}

/* Killed processes leave their group with a small delay, and the kernel frees their memory with one. False when that has
 * taken too long, or something else has failed. */
static bool may_try_again(uint64_t deadline)
{
    if (errno != EBUSY || now_ns() > deadline)
        return false;
    usleep(1000);
    return true;
}

/* The holder of the user's lease owns the group. One that exists already is a dead daemon's, with its limits and counts,
 * and is replaced. */
static void make_group(const char *path)
{
    uint64_t deadline = now_ns() + DYING_NS;
    while (!remove_group(path) && may_try_again(deadline))
        ;
    if (mkdir(path, 0755) < 0)
        sandbox_failure("cannot create the control group %s: %s", path, strerror(errno));
}

void cgroup_create(struct cgroup *group, uid_t uid, bool one_run)
{
    char path[PATH_MAX];
    for (int i = 0; i < (cgroups.version == 2 ? 1 : CONTROLLERS); i++) {
        cgroup_path(path, i, uid, "");
        if (cgroups.root[i][0])
            make_group(path);
    }
    *group = (struct cgroup){.limit_set = UNLIMITED, .tasks_set = UNLIMITED, .folder = NO_FD,
                             .tasks = NO_FD, .memory_limit = NO_FD, .memory_swap_limit = NO_FD, .memory_events = NO_FD,
                             .swap_peak = NO_FD,
                             .counters = {{NO_FD, NO_FD, NO_FD}, {NO_FD, NO_FD, NO_FD}}};
    if (cgroups.version == 2)
        open_v2(group, uid, one_run);
    else
        open_v1(group, uid);
    group->stat = open_needed(MEMORY, uid, "/memory.stat", O_RDONLY);
    group->counters[0].stat = open_needed(MEMORY, uid, "/memory.stat", O_RDONLY);
    group->pids_max = open_needed(PIDS, uid, "/pids.max", O_WRONLY);
    group->tasks = open_needed(PIDS, uid, "/pids.current", O_RDONLY);
}

void cgroup_close(struct cgroup *group)
{
    int *files[] = {&group->memory_limit, &group->memory_swap_limit, &group->memory_events, &group->swap_peak, &group->pids_max,
                    &group->cpu, &group->tasks, &group->folder, &group->usage, &group->stat};
    for (size_t i = 0; i < sizeof files / sizeof *files; i++)
        close_given(files[i]);
    for (int i = 0; i < 2; i++) {
        close_given(&group->counters[i].peak);
        close_given(&group->counters[i].usage);
        close_given(&group->counters[i].stat);
    }
}

void cgroup_enter(uid_t uid)
{
    char path[PATH_MAX];
    if (cgroups.peak == PEAK_OF_NEW) {  /* the previous launcher left it unable to contain processes */
        cgroup_path(path, MEMORY, uid, "/cgroup.subtree_control");
        write_file_at(AT_FDCWD, path, "-memory");
    }
    for (int i = 0; i < (cgroups.version == 2 ? 1 : CONTROLLERS); i++) {
        cgroup_path(path, i, uid, "/cgroup.procs");
        if (cgroups.root[i][0] && !write_file_at(AT_FDCWD, path, "0"))
            sandbox_failure("cannot enter the control group %s: %s", path, strerror(errno));
    }
}

void cgroup_enter_leaf(const struct cgroup *group)
{
    static const char *const leaves[] = LEAVES;
    if (group->folder < 0)
        return;
    for (int i = 0; i < LEAVES_COUNT; i++)
        if (mkdirat(group->folder, leaves[i], 0755) < 0 && errno != EEXIST)
            sandbox_failure("cannot create the control group %s: %s", leaves[i], strerror(errno));
    if (!write_file_at(group->folder, "launcher/cgroup.procs", "0")
        || !write_file_at(group->folder, "cgroup.subtree_control", "+memory"))
        sandbox_failure("cannot enter the launcher's control group: %s", strerror(errno));
}

static int open_leaf(const struct cgroup *group, const char *leaf, const char *file)
{
    char path[64];
    snprintf(path, sizeof path, "%s/%s", leaf, file);
    int fd = openat(group->folder, path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        sandbox_failure("cannot open %s of a run's control group: %s", file, strerror(errno));
    return fd;
}

/* The peak of a new group starts at zero. */
void cgroup_enter_run(struct cgroup *group, uint32_t run)
{
    static const char *const leaves[] = LEAVES;
    if (group->folder < 0)
        return;
    struct cgroup_counters *counters = &group->counters[run & 1];
    const char *leaf = leaves[RUN_LEAF + (run & 1)];
    char procs[64];
    close_given(&counters->peak);
    close_given(&counters->usage);
    close_given(&counters->stat);
    uint64_t deadline = now_ns() + DYING_NS;
    while (unlinkat(group->folder, leaf, AT_REMOVEDIR) < 0 && may_try_again(deadline))
        ;
    snprintf(procs, sizeof procs, "%s/cgroup.procs", leaf);
    if (mkdirat(group->folder, leaf, 0755) < 0 || !write_file_at(group->folder, procs, "0"))
        sandbox_failure("cannot create a run's control group: %s", strerror(errno));
    counters->peak = open_leaf(group, leaf, "memory.peak");
    counters->usage = open_leaf(group, leaf, "memory.current");
    counters->stat = open_leaf(group, leaf, "memory.stat");
}

static struct cgroup_counters *counters_of(struct cgroup *group, uint32_t run)
{
    return &group->counters[group->folder >= 0 ? run & 1 : 0];
}

bool cgroup_remove(uid_t uid)
{
    char path[PATH_MAX];
    bool gone = true;
    for (int i = 0; i < CONTROLLERS; i++) {
        cgroup_path(path, i, uid, "");
        gone = (!cgroups.root[i][0] || remove_group(path) || errno == ENOENT) && gone;
    }
    return gone;
}

void cgroup_remove_dying(uid_t uid)
{
    uint64_t deadline = now_ns() + DYING_NS;
    while (!cgroup_remove(uid) && now_ns() < deadline)
        usleep(1000);
}

/* The number that follows a name at the start of a line. */
static uint64_t named_number(int fd, const char *name)
{
    char text[8192];
    if (pread_text(fd, text, sizeof text) < 0)
        sandbox_failure("cannot read a control group: %s", strerror(errno));
    size_t length = strlen(name);
    for (const char *line = text; line; line = strchr(line, '\n') ? strchr(line, '\n') + 1 : NULL)
        if (strncmp(line, name, length) == 0 && line[length] == ' ')
            return strtoull(line + length, NULL, 10);
    return 0;
}

/* Page cache that the kernel can drop at any time: files that were read, but not those on a tmpfs. */
static uint64_t file_cache(int stat)
{
    uint64_t cache = named_number(stat, cgroups.version == 2 ? "file" : "cache");
    uint64_t shared = named_number(stat, "shmem");
    return cache > shared ? cache - shared : 0;
}

/* A limit cannot be set below current use. */
static bool write_until_freed(int fd, uint64_t value)
{
    uint64_t deadline = now_ns() + FREEING_NS;
    bool written;
    while (!(written = pwrite_number(fd, value)) && may_try_again(deadline))
        ;
    return written;
}

/* False if more is in use, and stays. */
static bool set_memory(struct cgroup *group, uint64_t bytes)
{
    if (!cgroup_has_memory() || bytes == group->limit_set)
        return true;
    bool swap = cgroups.version == 1 && group->memory_swap_limit >= 0;  /* it may never be below the other limit */
    bool raised = bytes > group->limit_set || group->limit_set == UNLIMITED;
    if (swap && raised)
        pwrite_number(group->memory_swap_limit, bytes);
    if (!write_until_freed(group->memory_limit, bytes)) {
        if (errno == EBUSY)
            return false;
        sandbox_failure("cannot set the memory limit to %llu: %s", (unsigned long long)bytes, strerror(errno));
    }
    if (swap)
        pwrite_number(group->memory_swap_limit, bytes);
    group->limit_set = bytes;
    return true;
}

/* Memory in use beyond what launcher and init need, without page cache. The statistics cost more to read than all other
 * counters, so they are read only if the page cache as last known does not explain the use. */
static uint64_t left_bytes(struct cgroup *group)
{
    uint64_t usage = pread_number(group->usage);
    if (usage > group->base_bytes + group->warm_bytes + group->cache + LEFT_WORTH)
        group->cache = file_cache(group->stat);
    uint64_t others = group->base_bytes + group->warm_bytes + group->cache;
    return usage > others ? usage - others : 0;
}

/* Waits for the memory of dead processes, tmpfs and System V objects, which is freed within milliseconds. When the use no
 * longer falls, the rest is kernel memory that stays until the host needs it, such as the cache of looked-up names. */
static uint64_t left_when_freed(struct cgroup *group)
{
    uint64_t deadline = now_ns() + FREEING_NS;
    uint64_t left = left_bytes(group);
    while (left > LEFT_WORTH && now_ns() < deadline) {
        usleep(1000);
        uint64_t now_left = left_bytes(group);
        if (now_left >= left)
            return now_left;
        left = now_left;
    }
    return left;
}

/* With many processors, charges in advance add up, and what the kernel frees after a grace period is that of many short
 * runs in a row: neither means that a run left anything. */
static uint64_t tolerated_bytes(uint64_t memory_bytes)
{
    static uint64_t batches;
    if (!batches)
        batches = (uint64_t)sysconf(_SC_NPROCESSORS_CONF) * CHARGE_BATCH;
    uint64_t tolerated = batches > 2 * LEFT_WORTH ? batches : 2 * LEFT_WORTH;
    return tolerated < memory_bytes / LEFT_SHARE ? tolerated : memory_bytes / LEFT_SHARE;
}

/* Page cache is the first that a group gives up for a program, unless a program of another box holds on to it: with little
 * of it in the group, a program has its limit for itself. */
static bool holds_cache(struct cgroup *group, uint64_t tolerated)
{
    if (group->cache <= group->warm_cache + tolerated)
        return false;
    group->cache = file_cache(group->stat);
    return group->cache > group->warm_cache + tolerated;
}

/* How often the kernel's killer was called for this group, which version 1 does not tell. */
static uint64_t calls_of_killer(const struct cgroup *group)
{
    return cgroups.version == 2 ? named_number(group->memory_events, "oom") : 0;
}

/* The kernel counts all kills alike, whether the group, one above it, or the host is out of memory. With version 1, a group
 * whose use was never near its limit is not; one that page cache has filled may be innocent too. */
static bool was_full(const struct cgroup *group, const struct cgroup_counters *counters)
{
    if (cgroups.version == 2)
        return calls_of_killer(group) > group->calls_of_killer;
    uint64_t nearly = group->limit_set - tolerated_bytes(group->limit_set);
    return pread_number(counters->peak) >= nearly || (group->swap_peak >= 0 && pread_number(group->swap_peak) >= nearly);
}

static void set_tasks(struct cgroup *group, uint64_t tasks)
{
    if (!cgroup_has_pids() || tasks == group->tasks_set)
        return;
    if (!pwrite_number(group->pids_max, tasks))
        sandbox_failure("cannot set the process limit: %s", strerror(errno));
    group->tasks_set = tasks;
}

uint64_t cgroup_tasks(const struct cgroup *group)
{
    return group->tasks < 0 ? 0 : pread_number(group->tasks);
}

/* Of TCP and UDP, where no other figure has them. */
static bool has_sockets(uid_t uid)
{
    int usage = cgroups.version == 1 ? open_file(MEMORY, uid, SOCKET_USAGE, O_RDONLY) : NO_FD;
    bool has = usage >= 0 && pread_number(usage) > 0;
    close_given(&usage);
    return has;
}

/* The kernel keeps a removed group for as long as there is page cache that was charged to it, so no more are made than runs
 * need. A group whose runs have groups of their own is not set up twice. */
bool cgroup_serves_on(struct cgroup *group, uid_t uid)
{
    if (group->spent || group->folder >= 0 || cgroup_tasks(group) > 0 || has_sockets(uid))
        return false;
    if (!cgroup_has_memory())
        return true;
    group->cache = file_cache(group->stat);
    return pread_number(group->usage) <= group->cache + LEFT_WORTH;
}

bool cgroup_start_run(struct cgroup *group, uint32_t run, uint64_t memory_bytes, uint64_t tasks)
{
    set_tasks(group, tasks);
    if (!cgroup_has_memory())
        return true;
    const struct cgroup_counters *counters = counters_of(group, run);
    if (!group->base_bytes)
        group->base_bytes = pread_number(group->usage);
    uint64_t left = left_when_freed(group);
    /* Whether the rest is freed during the run or not, the limit is true within LEFT_WORTH. */
    group->spent = left > tolerated_bytes(memory_bytes) || holds_cache(group, memory_bytes / LEFT_SHARE)
                   || !set_memory(group, memory_bytes + group->base_bytes + group->warm_bytes
                                             + (left > LEFT_WORTH ? left - LEFT_WORTH : 0));
    if (group->spent)
        return false;
    if (cgroups.peak == PEAK_RESETS && counters->peak >= 0 && pwrite(counters->peak, "0", 1, 0) != 1)
        sandbox_failure("cannot reset the memory peak: %s", strerror(errno));
    if (group->swap_peak >= 0 && pwrite(group->swap_peak, "0", 1, 0) != 1)
        sandbox_failure("cannot reset the peak of memory and swap: %s", strerror(errno));
    group->usage_at_start = pread_number(counters->usage);
    return true;
}

void cgroup_make_room(struct cgroup *group, uint64_t bytes, uint64_t tasks)
{
    must_hold(group->tasks_set != UNLIMITED && group->limit_set != UNLIMITED && group->limit_set >= group->base_bytes);
    set_tasks(group, group->tasks_set + tasks);
    if (!set_memory(group, group->limit_set + bytes))
        sandbox_failure("cannot raise the memory limit: %s", strerror(errno));
}

void cgroup_count_warm(struct cgroup *group)
{
    group->cache = group->warm_cache = file_cache(group->stat);
    uint64_t usage = pread_number(group->usage), others = group->base_bytes + group->cache;
    group->warm_bytes = usage > others ? usage - others : 0;
}

/* The peak includes page cache, which no program needs. So the cache that the run added is subtracted; if older cache was
 * dropped during the run, the program used that memory instead. After a run with a small peak the statistics are not
 * read, because they cost more than all other counters and the cache cannot have changed much. */
void cgroup_finish_run(struct cgroup *group, uint32_t run, struct cgroup_usage *usage)
{
    const struct cgroup_counters *counters = counters_of(group, run);
    *usage = (struct cgroup_usage){0};
    if (!cgroup_has_memory())
        return;
    bool killed = named_number(group->memory_events, "oom_kill") > group->oom_kills;
    usage->oom_killed = killed && was_full(group, counters);
    usage->killed_outside = killed && !usage->oom_killed;
    if (counters->peak < 0)
        return;
    uint64_t peak = pread_number(counters->peak);
    uint64_t others = group->usage_at_start;
    if (peak > group->usage_at_start + CACHE_WORTH) {
        uint64_t cache = file_cache(counters->stat);
        uint64_t cache_before = group->folder < 0 ? group->cache : 0;  /* a run's own group starts without any */
        others = others - (cache_before < others ? cache_before : others) + cache;
        if (group->folder < 0)
            group->cache = cache;
    }
    usage->peak_bytes = peak > others ? peak - others : 0;
}

void cgroup_forget_kills(struct cgroup *group)
{
    if (!cgroup_has_memory())
        return;
    group->oom_kills = named_number(group->memory_events, "oom_kill");
    group->calls_of_killer = calls_of_killer(group);
}

uint64_t cgroup_cpu_ns(const struct cgroup *group)
{
    if (cgroups.version == 2)
        return named_number(group->cpu, "usage_usec") * NANOS_PER_MICRO;
    return pread_number(group->cpu);
}
