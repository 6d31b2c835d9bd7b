/* The daemon of an ordinary user: it is root in a user namespace of its own.
 *
 * With subordinate users and groups (subuid(5)), which newuidmap(1) maps, each slot has a box user of its own, as
 * with a daemon of root. Without them, everything runs as the caller's user. */
#include "config.h"
#include "log.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define check(result, what) check_result(result, "cannot %s", what)

/* Reads /etc/passwd itself, because a statically linked program cannot use the C library's name services. */
static bool find_name(uid_t uid, char name[256])
{
    char line[1024];
    unsigned number;
    FILE *file = fopen("/etc/passwd", "re");
    bool found = false;
    while (file && !found && fgets(line, sizeof line, file))
        found = sscanf(line, "%255[^:]:%*[^:]:%u:", name, &number) == 2 && number == uid;
    if (file)
        fclose(file);
    return found;
}

bool subid_range(const char *path, const char *user, const char *number, unsigned long *first, unsigned long *count)
{
    char line[512], name[256];
    bool found = false;
    FILE *file = fopen(path, "re");
    while (file && !found && fgets(line, sizeof line, file))
        found = sscanf(line, "%255[^:]:%lu:%lu", name, first, count) == 3
                && (strcmp(name, user) == 0 || strcmp(name, number) == 0);
    if (file)
        fclose(file);
    return found;
}

static bool own_range(const char *path, unsigned long *first, unsigned long *count)
{
    char name[256], number[32];
    snprintf(number, sizeof number, "%u", getuid());
    return subid_range(path, find_name(getuid(), name) ? name : number, number, first, count);
}

static bool map_by(const char *program, const char *ranges, pid_t daemon, uid_t own)
{
    unsigned long first, count, wanted = config.last_uid - config.first_uid + 1UL;
    char text[5][32];
    if (!own_range(ranges, &first, &count) || count < config.connections)
        return false;
    snprintf(text[0], sizeof text[0], "%d", (int)daemon);
    snprintf(text[1], sizeof text[1], "%u", own);
    snprintf(text[2], sizeof text[2], "%u", config.first_uid);
    snprintf(text[3], sizeof text[3], "%lu", first);
    snprintf(text[4], sizeof text[4], "%lu", count < wanted ? count : wanted);
    char *arguments[] = {(char *)program, text[0], "0", text[1], "1", text[2], text[3], text[4], NULL};
    static char *const environment[] = {NULL};
    int status;
    pid_t pid = fork();
    if (pid == 0) {
        execve(program, arguments, environment);
        _exit(127);
    }
    return pid > 0 && waitpid(pid, &status, 0) == pid && status == 0;
}

/* A helper outside the namespace maps the subordinate users, once the daemon has made the namespace. */
static pid_t start_helper(int *begin)
{
    int ends[2];
    pid_t daemon = getpid();
    check(pipe2(ends, O_CLOEXEC), "make a pipe");
    pid_t helper = fork();
    check(helper, "start a helper");
    if (helper == 0) {
        char byte;
        close(ends[1]);
        _exit(!(read(ends[0], &byte, 1) == 1 && map_by("/usr/bin/newgidmap", "/etc/subgid", daemon, getgid())
                && map_by("/usr/bin/newuidmap", "/etc/subuid", daemon, getuid())));
    }
    close(ends[0]);
    *begin = ends[1];
    return helper;
}

static void map_one(int process, uid_t uid, gid_t gid)
{
    char text[64];
    write_file_at(process, "setgroups", "deny");  /* fails if it is denied already */
    snprintf(text, sizeof text, "0 %u 1", gid);
    if (!write_file_at(process, "gid_map", text) && errno != EPERM)
        sandbox_failure("cannot map a group into a user namespace: %s", strerror(errno));
    snprintf(text, sizeof text, "0 %u 1", uid);
    if (!write_file_at(process, "uid_map", text))
        sandbox_failure("cannot map a user into a user namespace: %s", strerror(errno));
}

static int open_own_process(void)
{
    int process = open("/proc/self", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    check(process, "open /proc/self");
    return process;
}

void userns_enter(void)
{
    uid_t uid = getuid();
    gid_t gid = getgid();
    int begin, status;
    if (config.client_uid != uid || config.client_gid != gid)
        sandbox_failure("an ordinary user's daemon serves that user and group only: --client-uid %u --client-gid %u", uid, gid);
    leases_of_user(uid);
    pid_t helper = start_helper(&begin);
    if (unshare(CLONE_NEWUSER) < 0)
        sandbox_failure("neither root nor able to make a user namespace: %s", strerror(errno));
    bool begun = write(begin, "", 1) == 1;
    close(begin);
    check(waitpid(helper, &status, 0), "wait for the helper");
    config.user_namespace = true;
    config.one_user = !begun || status != 0;
    if (config.one_user) {
        int process = open_own_process();
        map_one(process, uid, gid);
        close(process);
    }
    check(setresgid(0, 0, 0), "become the namespace's group");
    check(setresuid(0, 0, 0), "become the namespace's root");
    config.client_uid = 0;
    config.client_gid = 0;
}

/* The kernel counts processes by user and namespace, so with a namespace for each slot, slots do not count each other's. */
void userns_for_slot(int process)
{
    check(unshare(CLONE_NEWUSER), "make a slot's user namespace");
    map_one(process, 0, 0);
}
