/* Each slot has an unprivileged user, leased by a lock that every daemon on this host respects.
 *
 * The lock belongs to an open file description that supervisor, launcher and init of the slot share, so the
 * kernel releases the lease when the last of them is dead, however they died. */
#include "config.h"
#include "log.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

static char leases[64] = "/run/evalx-isolate";

/* Far above the users of people, services and systemd-homed, and above those of the command line's boxes. */
enum { FIRST_UID = 1010000, UIDS = 5000 };
/* For user namespaces of 65536 users, which are usual in containers. */
enum { FIRST_LOW_UID = 60000, LOW_UIDS = 1000 };

/* Whether these users exist in this process's user namespace. */
static bool range_exists(uid_t first, uid_t count)
{
    unsigned inside, outside, size;
    bool found = false;
    FILE *map = fopen("/proc/self/uid_map", "re");
    while (map && !found && fscanf(map, "%u %u %u", &inside, &outside, &size) == 3)
        found = first >= inside && first - inside <= size && count <= size - (first - inside);
    if (map)
        fclose(map);
    return found;
}

void uids_choose_range(void)
{
    bool high = geteuid() != 0 || range_exists(FIRST_UID, UIDS);  /* an ordinary user's daemon maps the chosen range itself */
    config.first_uid = high ? FIRST_UID : FIRST_LOW_UID;
    config.last_uid = config.first_uid + (high ? UIDS : LOW_UIDS) - 1;
}

void leases_of_user(uid_t uid)
{
    struct stat status;
    snprintf(leases, sizeof leases, "/run/user/%u", uid);
    bool own = lstat(leases, &status) == 0 && S_ISDIR(status.st_mode) && status.st_uid == uid;
    snprintf(leases, sizeof leases, own ? "/run/user/%u/evalx-isolate" : "/tmp/evalx-isolate-%u", uid);
    if (mkdir(leases, 0700) < 0 && errno != EEXIST)
        sandbox_failure("cannot make %s: %s", leases, strerror(errno));
    if (lstat(leases, &status) < 0 || !S_ISDIR(status.st_mode) || status.st_uid != uid)
        sandbox_failure("%s is not a folder of this user", leases);
}

/* For the moment. */
static bool host_is_full(int error)
{
    return error == EMFILE || error == ENFILE || error == ENOMEM || error == ENOSPC || error == EDQUOT;
}

int uid_lease(uid_t uid)
{
    char path[96];
    bool made = mkdir(leases, 0755) == 0 || errno == EEXIST;
    if (!made && host_is_full(errno))
        return -1;
    if (!made)
        sandbox_failure("cannot make %s: %s", leases, strerror(errno));
    snprintf(path, sizeof path, "%s/uid-%u", leases, uid);
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0 && host_is_full(errno))
        return -1;
    if (fd < 0)
        sandbox_failure("cannot open %s: %s", path, strerror(errno));
    if (flock(fd, LOCK_EX | LOCK_NB) < 0) {
        close(fd);
        return -1;
    }
    return fd;
}
