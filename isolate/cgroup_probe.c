/* Finds out by trying which control groups are usable on this host, and removes those that dead daemons left.
 *
 * Version 1: a group evalx-<uid> in each of four hierarchies. Version 2: one group evalx-<uid> next to the
 * daemon's own leaf, because a group that contains processes may not have children with controllers. If the
 * memory peak cannot be reset, it has leaves for the launcher and for each run. New groups have equal weights.
 * A group is named after its box user: the holder of that user's lease owns the group, and if the lease is
 * free, the group was left by a dead daemon. */
#include "cgroup_roots.h"
#include "config.h"
#include "log.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

struct cgroup_roots cgroups;

static const char *const v1_controller[CONTROLLERS] = {"memory", "pids", "cpuacct", "cpu"};
enum { MOVES = 10, PROBES = 10 };
#define PROBE_PREFIX GROUP_PREFIX "probe-"

static bool in_leaf;  /* version 2: the daemon is in a group of its own next to those of the slots */
static bool stay_below;

static bool has_word(const char *list, const char *word)
{
    size_t length = strlen(word);
    for (const char *at = list; (at = strstr(at, word)); at += length)
        if ((at == list || strchr(", ", at[-1])) && strchr(", \n", at[length]))
            return true;
    return false;
}

/* Makes a group to try things in, locked for as long as this process has it open: nobody holds one that a dead daemon left.
 * Makes another where one has the name, which PID namespaces and dead daemons may share, or was taken for a dead daemon's
 * before it was locked. */
static int make_probe(char *path, const char *folder)
{
    for (int i = 0; i < PROBES; i++) {
        snprintf(path, PATH_MAX, "%.4000s/" PROBE_PREFIX "%d-%d", folder, (int)getpid(), i);
        if (mkdir(path, 0755) < 0 && errno == EEXIST)
            continue;
        int group = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        if (group >= 0 && flock(group, LOCK_SH | LOCK_NB) == 0 && faccessat(group, "cgroup.procs", F_OK, 0) == 0)
            return group;
        close_given(&group);
        rmdir(path);
    }
    return NO_FD;
}

/* Whether a group can be created and removed in this folder, whether its memory peak can be reset, and its swap bounded. */
static bool try_root(const char *folder)
{
    static const char *const swap_limits[] = {"memory.memsw.limit_in_bytes", "memory.swap.max"};
    char path[PATH_MAX];
    int group = make_probe(path, folder);
    if (group < 0)
        return false;
    if (write_file_at(group, "memory.peak", "0"))
        cgroups.peak = PEAK_RESETS;  /* version 2, from Linux 6.12 */
    else if (faccessat(group, "memory.peak", R_OK, 0) == 0)
        cgroups.peak = PEAK_OF_NEW;  /* from Linux 5.19 */
    for (size_t i = 0; i < sizeof swap_limits / sizeof swap_limits[0]; i++)
        cgroups.bounds_swap |= faccessat(group, swap_limits[i], W_OK, 0) == 0;
    bool removed = rmdir(path) == 0 || errno == ENOENT;  /* another of this number was in it too */
    close(group);
    return removed;
}

/* Finds the folder of this process's group in a version 1 hierarchy; a container may see only a part of it. */
static bool find_own(char *folder, const char *mount_root, const char *mount_point, const char *controller)
{
    char text[PATH_MAX];
    char *rest;
    size_t hidden = strcmp(mount_root, "/") == 0 ? 0 : strlen(mount_root);
    if (read_text("/proc/self/cgroup", text, sizeof text) < 0)
        return false;
    for (char *line = strtok_r(text, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest)) {
        char *list = strchr(line, ':');
        char *path = list ? strchr(list + 1, ':') : NULL;
        if (!path)
            continue;
        *path++ = '\n';  /* ends the list for has_word */
        if (!has_word(list + 1, controller))
            continue;
        bool seen = strncmp(path, mount_root, hidden) == 0 && (path[hidden] == '/' || !path[hidden]);
        snprintf(folder, PATH_MAX, "%.2000s%.2000s", mount_point, strcmp(path, "/") == 0 ? "" : path + hidden);
        return seen;
    }
    return false;
}

static void probe_v1(const char *mount_root, const char *mount_point, const char *options)
{
    char folder[PATH_MAX];
    snprintf(folder, sizeof folder, "%s", mount_point);
    for (int i = 0; i < CONTROLLERS; i++)
        if (has_word(options, v1_controller[i])
            && (!stay_below || find_own(folder, mount_root, mount_point, v1_controller[i])) && try_root(folder)) {
            snprintf(cgroups.root[i], sizeof cgroups.root[i], "%s", folder);
            cgroups.version = 1;
            cgroups.peak = PEAK_RESETS;
        }
}

static bool write_in(const char *folder, const char *file, const char *text)
{
    char path[PATH_MAX];
    snprintf(path, sizeof path, "%.4000s/%s", folder, file);
    return write_file_at(AT_FDCWD, path, text);
}

static bool hand_down(const char *folder)
{
    return write_in(folder, "cgroup.subtree_control", "+memory +pids");
}

/* Shares of the processors are optional: some hosts do not delegate them. */
static bool hand_shares_down(const char *folder)
{
    return write_in(folder, "cgroup.subtree_control", "+cpu");
}

/* Moves the processes of one group to another: those of a container, whose top group belongs to it alone. */
static void move_all(const char *from, const char *to)
{
    char path[PATH_MAX], line[32];
    snprintf(path, sizeof path, "%.4000s/cgroup.procs", from);
    FILE *members = fopen(path, "re");
    while (members && fgets(line, sizeof line, members))
        write_in(to, "cgroup.procs", line);
    if (members)
        fclose(members);
}

static void leave_leaf(const char *folder)
{
    char leaf[PATH_MAX];
    snprintf(leaf, sizeof leaf, "%.4000s/daemon", folder);
    write_in(folder, "cgroup.subtree_control", "-memory -pids");
    write_in(folder, "cgroup.subtree_control", "-cpu");
    move_all(leaf, folder);
    if (rmdir(leaf) < 0)
        log_event("cannot leave the control group %s: %s", leaf, strerror(errno));
    in_leaf = false;
}

/* Enables memory and pids for children of the folder; if processes are in the way, moves the daemon to a leaf first. */
static bool delegate_v2(const char *folder, bool container)
{
    char path[PATH_MAX], list[512];
    snprintf(path, sizeof path, "%.4000s/cgroup.controllers", folder);
    if (read_text(path, list, sizeof list) < 0 || !has_word(list, "memory") || !has_word(list, "pids"))
        return false;
    if (hand_down(folder))
        return try_root(folder);
    snprintf(path, sizeof path, "%.4000s/daemon", folder);
    if (mkdir(path, 0755) < 0 && errno != EEXIST)
        return false;
    in_leaf = write_in(path, "cgroup.procs", "0");
    for (int i = 0; i < MOVES && in_leaf && container && !hand_down(folder); i++)
        move_all(folder, path);  /* repeatedly, because they may be forking */
    if (in_leaf && hand_down(folder) && try_root(folder))
        return true;
    leave_leaf(folder);
    return false;
}

static bool use_v2(const char *folder, bool container)
{
    if (!delegate_v2(folder, container))
        return false;
    bool shares = hand_shares_down(folder);
    for (int i = 0; i < CONTROLLERS; i++)
        snprintf(cgroups.root[i], sizeof cgroups.root[i], "%.4000s", i != SHARES || shares ? folder : "");
    cgroups.version = 2;
    return true;
}

bool cgroup_use(const char *folder)
{
    return use_v2(folder, false);
}

/* Tries the daemon's own group first, which systemd or a container may delegate, then the top of the hierarchy. */
static void probe_v2(const char *mount_point)
{
    char own[PATH_MAX], folder[2 * PATH_MAX];
    if (cgroups.version == 2 || read_text("/proc/self/cgroup", own, sizeof own) < 0)
        return;
    char *path = strstr(own, "0::");
    if (!path)
        return;
    path[strcspn(path, "\n")] = 0;
    bool top = strcmp(path + 3, "/") == 0;
    snprintf(folder, sizeof folder, "%s%s", mount_point, top ? "" : path + 3);
    if (!use_v2(folder, top && !stay_below) && !top && !stay_below)
        use_v2(mount_point, false);
}

void cgroup_leave(void)
{
    if (in_leaf)
        leave_leaf(cgroups.root[MEMORY]);
}

static void probe_mounts(bool second_version)
{
    static char text[1 << 18];
    if (read_text("/proc/self/mountinfo", text, sizeof text) < 0)
        return;
    char *rest;
    for (char *line = strtok_r(text, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest)) {
        char mount_root[PATH_MAX], mount_point[PATH_MAX], kind[64], options[1024];
        char *separator = strstr(line, " - ");
        if (!separator || sscanf(line, "%*s %*s %*s %4000s %4000s", mount_root, mount_point) != 2
            || sscanf(separator, " - %63s %*s %1023s", kind, options) != 2)
            continue;
        if (!second_version && strcmp(kind, "cgroup") == 0)
            probe_v1(mount_root, mount_point, options);
        if (second_version && strcmp(kind, "cgroup2") == 0)
            probe_v2(mount_point);
    }
}

/* Whether a process is in a group of this box user, in any hierarchy. */
static bool is_member(pid_t pid, uid_t uid)
{
    char path[64], text[PATH_MAX], group[64];
    snprintf(path, sizeof path, "/proc/%d/cgroup", (int)pid);
    snprintf(group, sizeof group, "/" GROUP_PREFIX "%u", uid);
    if (read_text(path, text, sizeof text) < 0)
        return false;
    size_t length = strlen(group);
    for (const char *at = text; (at = strstr(at, group)); at += length)
        if (at[length] == '\n' || at[length] == '/')
            return true;
    return false;
}

/* Uses a descriptor, because the number may belong to another process by now. */
static void kill_member(pid_t pid, uid_t uid)
{
    int pidfd = (int)syscall(SYS_pidfd_open, pid, 0);
    if (pidfd < 0)
        return;
    if (is_member(pid, uid))
        syscall(SYS_pidfd_send_signal, pidfd, SIGKILL, NULL, 0);
    close(pidfd);
}

static void kill_members(int controller, uid_t uid, const char *leaf)
{
    char path[PATH_MAX], file[64], line[32];
    snprintf(file, sizeof file, "/%s/cgroup.procs", leaf);
    cgroup_path(path, controller, uid, file);
    FILE *members = fopen(path, "re");
    if (!members)
        return;
    while (fgets(line, sizeof line, members)) {
        pid_t pid = (pid_t)strtol(line, NULL, 10);
        if (pid > 1)  /* 0 is a process of another PID namespace, which no dead daemon left */
            kill_member(pid, uid);
    }
    fclose(members);
}

static void kill_all_members(int controller, uid_t uid)
{
    static const char *const leaves[] = LEAVES;
    char path[PATH_MAX];
    cgroup_path(path, controller, uid, "/cgroup.kill");
    if (write_file_at(AT_FDCWD, path, "1"))  /* version 2 from Linux 5.14; includes all groups below */
        return;
    kill_members(controller, uid, ".");
    for (int i = 0; i < LEAVES_COUNT; i++)
        kill_members(controller, uid, leaves[i]);
}

static void remove_stale_probe(DIR *groups, const char *name)
{
    int group = openat(dirfd(groups), name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (group >= 0 && flock(group, LOCK_EX | LOCK_NB) == 0 && unlinkat(dirfd(groups), name, AT_REMOVEDIR) == 0)
        log_event("removed the group %s that a dead daemon left", name);
    close_given(&group);
}

static void remove_stale(int controller)
{
    DIR *groups = opendir(cgroups.root[controller]);
    struct dirent *entry;
    while (groups && (entry = readdir(groups))) {
        char *end;
        if (strncmp(entry->d_name, PROBE_PREFIX, strlen(PROBE_PREFIX)) == 0)
            remove_stale_probe(groups, entry->d_name);
        if (strncmp(entry->d_name, GROUP_PREFIX, strlen(GROUP_PREFIX)) != 0)
            continue;
        uid_t uid = (uid_t)strtoul(entry->d_name + strlen(GROUP_PREFIX), &end, 10);
        int lease;
        if (*end || (lease = uid_lease(uid)) < 0)
            continue;
        kill_all_members(controller, uid);
        cgroup_remove_dying(uid);
        log_event("removed the group of box user %u that a dead daemon left", uid);
        close(lease);
    }
    if (groups)
        closedir(groups);
}

static bool wanted(const char *name)
{
    return strcmp(config.cgroups, "auto") == 0 || strcmp(config.cgroups, name) == 0;
}

void cgroup_probe_below_own(void)
{
    stay_below = true;
    cgroup_probe();
}

void cgroup_probe(void)
{
    if (wanted("v1"))
        probe_mounts(false);
    if (!cgroup_has_memory() && wanted("v2"))
        probe_mounts(true);
}

void cgroup_remove_stale(void)
{
    for (int i = 0; i < CONTROLLERS; i++)
        if (cgroups.root[i][0])
            remove_stale(i);
}
