/* Control groups of a slot: memory, number of processes, CPU time; version 1 or 2, found by trying.
 *
 * Version 1: a group evalx-<uid> in each of three hierarchies. Version 2: one group evalx-<uid> beside
 * the daemon's own leaf, because a group with processes may not have children with controllers.
 * A group carries its box user's number, so whoever holds that user's lease owns the group, and a
 * group whose lease can be taken is a dead predecessor's. */
#include "isolate.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MEMORY, PIDS, CPU, CONTROLLERS };

#define PREFIX "evalx-"
#define UNLIMITED UINT64_MAX
#define CACHE_WORTH (1 << 20)

static const char *const v1_controller[CONTROLLERS] = {"memory", "pids", "cpuacct"};
static char root[CONTROLLERS][PATH_MAX];  /* empty: not usable */
static int version;
static bool v2_peak;

const char *cgroup_name(void)
{
    return version == 2 ? "v2" : version == 1 ? "v1" : "none";
}

bool cgroup_has_memory(void)
{
    return root[MEMORY][0];
}

bool cgroup_has_pids(void)
{
    return root[PIDS][0];
}

bool cgroup_has_cpu(void)
{
    return root[CPU][0];
}

bool cgroup_has_peak(void)
{
    return cgroup_has_memory() && (version == 1 || v2_peak);
}

static void group_path(char *path, int controller, uid_t uid, const char *file)
{
    if (snprintf(path, PATH_MAX, "%s/" PREFIX "%u%s", root[controller], uid, file) >= PATH_MAX)
        sandbox_failure("the path of a control group is too long");
}

static bool write_text(const char *path, const char *text)
{
    int fd = open(path, O_WRONLY | O_CLOEXEC);
    if (fd < 0)
        return false;
    bool written = write(fd, text, strlen(text)) == (ssize_t)strlen(text);
    close(fd);
    return written;
}

static bool has_word(const char *list, const char *word)
{
    size_t length = strlen(word);
    for (const char *at = list; (at = strstr(at, word)); at += length)
        if ((at == list || strchr(", ", at[-1])) && strchr(", \n", at[length]))
            return true;
    return false;
}

/* Whether a group can be made and given up again under this folder. */
static bool try_root(const char *folder)
{
    char path[PATH_MAX];
    snprintf(path, sizeof path, "%.4000s/evalx-probe-%d", folder, (int)getpid());
    return mkdir(path, 0755) == 0 && rmdir(path) == 0;
}

static void probe_v1(const char *mount_point, const char *options)
{
    for (int i = 0; i < CONTROLLERS; i++)
        if (has_word(options, v1_controller[i]) && try_root(mount_point)) {
            snprintf(root[i], sizeof root[i], "%s", mount_point);
            version = 1;
        }
}

/* Hands memory and pids down to children of the folder, moving the daemon to a leaf where it is in the way. */
static bool delegate_v2(const char *folder)
{
    char path[PATH_MAX], list[512];
    snprintf(path, sizeof path, "%.4000s/cgroup.controllers", folder);
    if (read_text(path, list, sizeof list) < 0 || !has_word(list, "memory") || !has_word(list, "pids"))
        return false;
    snprintf(path, sizeof path, "%.4000s/cgroup.subtree_control", folder);
    if (write_text(path, "+memory +pids"))
        return try_root(folder);
    snprintf(path, sizeof path, "%.4000s/daemon", folder);
    if (mkdir(path, 0755) < 0 && errno != EEXIST)
        return false;
    snprintf(path, sizeof path, "%.4000s/daemon/cgroup.procs", folder);
    if (!write_text(path, "0"))
        return false;
    snprintf(path, sizeof path, "%.4000s/cgroup.subtree_control", folder);
    return write_text(path, "+memory +pids") && try_root(folder);
}

static void probe_v2(const char *mount_point)
{
    char own[PATH_MAX], folder[2 * PATH_MAX];
    if (version || read_text("/proc/self/cgroup", own, sizeof own) < 0)
        return;
    char *path = strstr(own, "0::");
    if (!path)
        return;
    path[strcspn(path, "\n")] = 0;
    snprintf(folder, sizeof folder, "%s%s", mount_point, strcmp(path + 3, "/") ? path + 3 : "");
    if (!delegate_v2(folder))
        return;
    for (int i = 0; i < CONTROLLERS; i++)
        snprintf(root[i], sizeof root[i], "%.4000s", folder);
    version = 2;
}

static void probe_mounts(bool second_version)
{
    static char text[1 << 18];
    if (read_text("/proc/self/mountinfo", text, sizeof text) < 0)
        return;
    char *rest;
    for (char *line = strtok_r(text, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest)) {
        char mount_point[PATH_MAX], kind[64], options[1024];
        char *separator = strstr(line, " - ");
        if (!separator || sscanf(line, "%*s %*s %*s %*s %4000s", mount_point) != 1
            || sscanf(separator, " - %63s %*s %1023s", kind, options) != 2)
            continue;
        if (!second_version && strcmp(kind, "cgroup") == 0)
            probe_v1(mount_point, options);
        if (second_version && strcmp(kind, "cgroup2") == 0)
            probe_v2(mount_point);
    }
}

static void kill_members(int controller, uid_t uid)
{
    char path[PATH_MAX], line[32];
    group_path(path, controller, uid, "/cgroup.procs");
    FILE *members = fopen(path, "re");
    if (!members)
        return;
    while (fgets(line, sizeof line, members)) {
        pid_t pid = (pid_t)strtol(line, NULL, 10);
        if (pid > 1)  /* 0 is a process of another PID namespace, never one of a dead predecessor's */
            kill(pid, SIGKILL);
    }
    fclose(members);
}

static void remove_stale(int controller)
{
    DIR *groups = opendir(root[controller]);
    struct dirent *entry;
    while (groups && (entry = readdir(groups))) {
        char *end;
        if (strncmp(entry->d_name, PREFIX, strlen(PREFIX)) != 0)
            continue;
        uid_t uid = (uid_t)strtoul(entry->d_name + strlen(PREFIX), &end, 10);
        int lease;
        if (*end || (lease = uid_lease(uid)) < 0)
            continue;
        kill_members(controller, uid);
        uint64_t deadline = now_ns() + 5 * NANOS_PER_SECOND;
        while (!cgroup_remove(uid) && now_ns() < deadline)
            usleep(1000);  /* killed processes leave their group a little later */
        log_event("removed the group of box user %u that a dead daemon left", uid);
        close(lease);
    }
    if (groups)
        closedir(groups);
}

void cgroup_probe(void)
{
    probe_mounts(false);
    if (!cgroup_has_memory()) {
        version = 0;
        probe_mounts(true);
    }
    for (int i = 0; i < CONTROLLERS; i++)
        if (root[i][0])
            remove_stale(i);
}

static int open_file(int controller, uid_t uid, const char *file, int flags)
{
    char path[PATH_MAX];
    if (!root[controller][0])
        return NO_FD;
    group_path(path, controller, uid, file);
    int fd = open(path, flags | O_CLOEXEC);
    return fd;
}

static int open_needed(int controller, uid_t uid, const char *file, int flags)
{
    int fd = open_file(controller, uid, file, flags);
    if (fd < 0 && root[controller][0])
        sandbox_failure("cannot open %s of a control group: %s", file, strerror(errno));
    return fd;
}

static void open_v1(struct cgroup *group, uid_t uid)
{
    group->memory_limit = open_needed(MEMORY, uid, "/memory.limit_in_bytes", O_WRONLY);
    group->memory_swap_limit = open_file(MEMORY, uid, "/memory.memsw.limit_in_bytes", O_WRONLY);
    group->memory_peak = open_needed(MEMORY, uid, "/memory.max_usage_in_bytes", O_RDWR);
    group->memory_usage = open_needed(MEMORY, uid, "/memory.usage_in_bytes", O_RDONLY);
    group->memory_events = open_needed(MEMORY, uid, "/memory.oom_control", O_RDONLY);
    group->cpu = open_needed(CPU, uid, "/cpuacct.usage", O_RDONLY);
}

static void open_v2(struct cgroup *group, uid_t uid)
{
    group->memory_limit = open_needed(MEMORY, uid, "/memory.max", O_WRONLY);
    group->memory_swap_limit = open_file(MEMORY, uid, "/memory.swap.max", O_WRONLY);
    if (group->memory_swap_limit >= 0)
        pwrite_number(group->memory_swap_limit, 0);
    group->memory_peak = open_file(MEMORY, uid, "/memory.peak", O_RDWR);
    v2_peak = group->memory_peak >= 0 && pwrite(group->memory_peak, "0", 1, 0) == 1;
    group->memory_usage = open_needed(MEMORY, uid, "/memory.current", O_RDONLY);
    group->memory_events = open_needed(MEMORY, uid, "/memory.events", O_RDONLY);
    group->cpu = open_needed(CPU, uid, "/cpu.stat", O_RDONLY);
}

void cgroup_create(struct cgroup *group, uid_t uid)
{
    char path[PATH_MAX];
    for (int i = 0; i < CONTROLLERS; i++) {
        group_path(path, i, uid, "");
        if (root[i][0] && mkdir(path, 0755) < 0 && errno != EEXIST)
            sandbox_failure("cannot make the control group %s: %s", path, strerror(errno));
    }
    *group = (struct cgroup){.limit_set = UNLIMITED, .processes_set = UNLIMITED};
    if (version == 2)
        open_v2(group, uid);
    else
        open_v1(group, uid);
    group->memory_stat = open_needed(MEMORY, uid, "/memory.stat", O_RDONLY);
    group->pids_max = open_needed(PIDS, uid, "/pids.max", O_WRONLY);
}

void cgroup_enter(uid_t uid)
{
    char path[PATH_MAX];
    for (int i = 0; i < (version == 2 ? 1 : CONTROLLERS); i++) {
        group_path(path, i, uid, "/cgroup.procs");
        if (root[i][0] && !write_text(path, "0"))
            sandbox_failure("cannot enter the control group %s: %s", path, strerror(errno));
    }
}

bool cgroup_remove(uid_t uid)
{
    char path[PATH_MAX];
    bool gone = true;
    for (int i = 0; i < CONTROLLERS; i++) {
        group_path(path, i, uid, "");
        gone = (!root[i][0] || rmdir(path) == 0 || errno == ENOENT) && gone;
    }
    return gone;
}

/* The number behind a name at the start of a line. */
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

/* Page cache that can be dropped at any time: what was read, not what lies on a tmpfs. */
static uint64_t file_cache(const struct cgroup *group)
{
    uint64_t cache = named_number(group->memory_stat, version == 2 ? "file" : "cache");
    uint64_t shared = named_number(group->memory_stat, "shmem");
    return cache > shared ? cache - shared : 0;
}

static void set_memory(struct cgroup *group, uint64_t bytes)
{
    if (!cgroup_has_memory() || bytes == group->limit_set)
        return;
    bool swap = version == 1 && group->memory_swap_limit >= 0;  /* never below the limit without swap */
    bool raised = bytes > group->limit_set || group->limit_set == UNLIMITED;
    if (swap && raised)
        pwrite_number(group->memory_swap_limit, bytes);
    if (!pwrite_number(group->memory_limit, bytes))
        sandbox_failure("cannot set the memory limit to %llu: %s", (unsigned long long)bytes, strerror(errno));
    if (swap)
        pwrite_number(group->memory_swap_limit, bytes);
    group->limit_set = bytes;
}

void cgroup_start_run(struct cgroup *group, uint64_t memory_bytes, unsigned processes)
{
    if (cgroup_has_pids() && processes != group->processes_set) {
        if (!pwrite_number(group->pids_max, processes + 2ULL))  /* launcher and init */
            sandbox_failure("cannot set the process limit: %s", strerror(errno));
        group->processes_set = processes;
    }
    if (!cgroup_has_memory())
        return;
    if (!group->base_bytes)
        group->base_bytes = pread_number(group->memory_usage);
    set_memory(group, memory_bytes + group->base_bytes);
    if (group->memory_peak >= 0 && pwrite(group->memory_peak, "0", 1, 0) != 1)
        sandbox_failure("cannot reset the memory peak: %s", strerror(errno));
    group->usage_at_start = pread_number(group->memory_usage);
}

/* The peak counts page cache, which is nobody's need: the cache that came in the run is taken off, and
 * where old cache had to give way, the program took its place. A run that stayed small changed no cache
 * worth a look at the statistics, which cost more than all other counters. */
void cgroup_finish_run(struct cgroup *group, struct cgroup_usage *usage)
{
    *usage = (struct cgroup_usage){0};
    if (!cgroup_has_memory())
        return;
    uint64_t oom_kills = named_number(group->memory_events, "oom_kill");
    usage->oom_kills = oom_kills - group->oom_kills;
    group->oom_kills = oom_kills;
    if (group->memory_peak < 0)
        return;
    uint64_t peak = pread_number(group->memory_peak);
    uint64_t others = group->usage_at_start;
    if (peak > group->usage_at_start + CACHE_WORTH) {
        uint64_t cache = file_cache(group);
        others = others - group->cache + cache;
        group->cache = cache;
    }
    usage->peak_bytes = peak > others ? peak - others : 0;
}

uint64_t cgroup_cpu_ns(const struct cgroup *group)
{
    if (version == 2)
        return named_number(group->cpu, "usage_usec") * NANOS_PER_MICRO;
    return pread_number(group->cpu);
}
