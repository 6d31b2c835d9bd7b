/* The configuration file: lines of KEY = VALUE; # starts a comment. All keys have defaults. */
#include "cgroup.h"
#include "cgroup.h"
#include "cli.h"
#include "config.h"
#include "log.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define CONFIG_FILE "/etc/evalx-isolate.conf"
#define CONFIG_VARIABLE "ISOLATE_CONFIG_FILE"

struct cli_config cli_config = {
    .box_root = "/var/lib/evalx-isolate/boxes",
    .lock_root = "/run/evalx-isolate/locks",
    .first_uid = 1000000,
    .first_gid = 1000000,
    .boxes = 1000,
    .tmp_bytes = 256 << 20,
    .quota_max = 1 << 20,
    .syscall_flags = SYSCALLS_ALL,
};

static const char *config_path = CONFIG_FILE;

static uint64_t number(const char *key, const char *value, uint64_t min, uint64_t max)
{
    char *end;
    errno = 0;
    uint64_t result = strtoull(value, &end, 10);
    if (*value < '0' || *value > '9' || *end || errno || result < min || result > max)
        sandbox_failure("%s: %s must be a number from %llu to %llu", config_path, key, (unsigned long long)min,
                        (unsigned long long)max);
    return result;
}

static void take_path(char *target, size_t size, const char *key, const char *value)
{
    bool needs_root = strcmp(key, "cg_root") != 0 || strncmp(value, "auto:", 5) != 0;
    if (needs_root && value[0] != '/')
        sandbox_failure("%s: %s must be an absolute path", config_path, key);
    if (strlen(value) >= size)
        sandbox_failure("%s: %s is too long", config_path, key);
    strcpy(target, value);
}

/* Takes boxN.cpus and boxN.mems. */
static bool take_of_box(const char *key, const char *value)
{
    struct number_set other = {0};
    unsigned box;
    int at = 0;
    if (sscanf(key, "box%u.%n", &box, &at) != 1 || !at)
        return false;
    bool processors = strcmp(key + at, "cpus") == 0;
    if (!processors && strcmp(key + at, "mems") != 0)
        return false;
    numbers_take(box != cli.box ? &other : processors ? &cli_config.processors : &cli_config.nodes, key, value);
    return true;
}

static void take(const char *key, const char *value)
{
    if (strcmp(key, "box_root") == 0)
        take_path(cli_config.box_root, sizeof cli_config.box_root, key, value);
    else if (strcmp(key, "lock_root") == 0)
        take_path(cli_config.lock_root, sizeof cli_config.lock_root, key, value);
    else if (strcmp(key, "cg_root") == 0)
        take_path(cli_config.cg_root, sizeof cli_config.cg_root, key, value);
    else if (strcmp(key, "first_uid") == 0)
        cli_config.first_uid = (uid_t)number(key, value, 1000, UINT32_MAX - 2);
    else if (strcmp(key, "first_gid") == 0)
        cli_config.first_gid = (gid_t)number(key, value, 1000, UINT32_MAX - 2);
    else if (strcmp(key, "num_boxes") == 0)
        cli_config.boxes = (unsigned)number(key, value, 1, 1 << 30);
    else if (strcmp(key, "restricted_init") == 0)
        cli_config.restricted_init = number(key, value, 0, 1);
    else if (strcmp(key, "tmp_size") == 0)
        cli_config.tmp_bytes = number(key, value, 4, 1ULL << 40) * 1024;
    else if (strcmp(key, "quota_max") == 0)
        cli_config.quota_max = number(key, value, 0, 1ULL << 40);
    else if (strcmp(key, "syscall_flags") == 0)
        cli_config.syscall_flags = (unsigned)number(key, value, 0, SYSCALLS_ALL);
    else if (strcmp(key, "subid_user") == 0 && strlen(value) < sizeof cli_config.subid_user)
        strcpy(cli_config.subid_user, value);
    else if (!take_of_box(key, value))
        sandbox_failure("%s: unknown key %s", config_path, key);
}

static char *trimmed(char *text)
{
    text += strspn(text, " \t");
    size_t length = strlen(text);
    while (length && strchr(" \t\r\n", text[length - 1]))
        text[--length] = 0;
    return text;
}

static void take_line(char *line)
{
    line[strcspn(line, "#")] = 0;
    char *key = trimmed(line);
    if (!*key)
        return;
    char *equals = strchr(key, '=');
    if (!equals)
        sandbox_failure("%s: not KEY = VALUE: %s", config_path, key);
    *equals = 0;
    take(trimmed(key), trimmed(equals + 1));
}

/* A user who could write to it could name any folder to be deleted. */
static void check_owner(int fd)
{
    struct stat status;
    if (fstat(fd, &status) < 0 || !S_ISREG(status.st_mode) || status.st_uid != 0 || (status.st_mode & 022))
        sandbox_failure("%s must be a file that only root can write", config_path);
}

/* The first user or group of subid_user's range. There are no more boxes than it has users. */
static unsigned long take_range(const char *path)
{
    const char *user = cli_config.subid_user;
    unsigned long first, count;
    if (!subid_range(path, user, user, &first, &count) || first < 1000 || first > UINT32_MAX - 2 || !count)
        sandbox_failure("%s: %s has no range for subid_user %s", config_path, path, user);
    if (count < cli_config.boxes)
        cli_config.boxes = (unsigned)count;
    return first;
}

void cli_read_config(void)
{
    const char *named = caller_is_root() ? getenv(CONFIG_VARIABLE) : NULL;
    if (named)
        config_path = named;
    FILE *file = fopen(config_path, "re");
    if (!file && (named || errno != ENOENT))
        sandbox_failure("cannot open %s: %s", config_path, strerror(errno));
    if (file) {
        char line[PATH_MAX];
        check_owner(fileno(file));
        while (fgets(line, sizeof line, file))
            take_line(line);
        fclose(file);
    }
    if (cli_config.subid_user[0]) {
        cli_config.first_uid = (uid_t)take_range("/etc/subuid");
        cli_config.first_gid = (gid_t)take_range("/etc/subgid");
    }
    if (cli_config.first_uid > UINT32_MAX - 2 - cli_config.boxes || cli_config.first_gid > UINT32_MAX - 2 - cli_config.boxes)
        sandbox_failure("%s: no room for so many boxes", config_path);
}

void cli_find_groups(void)
{
    char folder[sizeof cli_config.cg_root];
    snprintf(folder, sizeof folder, "%s", cli_config.cg_root);
    if (strncmp(folder, "auto:", 5) == 0) {
        if (read_text(cli_config.cg_root + 5, folder, sizeof folder) < 0)
            sandbox_failure("cannot read %s: %s", cli_config.cg_root + 5, strerror(errno));
        folder[strcspn(folder, "\n")] = 0;
    }
    if (!folder[0] && caller_is_root())
        cgroup_probe();
    else if (!folder[0])
        cgroup_probe_below_own();  /* whose limits then apply */
    else if (!cgroup_use(folder))
        sandbox_failure("control groups cannot be made in %s", folder);
    if (!cgroup_has_memory() || !cgroup_has_cpu())
        sandbox_failure("control groups for memory and CPU time are not there%s",
                        folder[0] || caller_is_root() ? "" : " below the caller's own, and cg_root is not configured");
}
