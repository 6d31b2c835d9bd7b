/* One unprivileged user per slot, leased by a lock that every daemon on this host respects.
 *
 * The lock lies on an open file description that supervisor, launcher and init of the slot share, so
 * the kernel returns the lease when the last of them is dead, however they died. */
#include "isolate.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

static char leases[64] = "/run/evalx-isolate";

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

int uid_lease(uid_t uid)
{
    char path[96];
    if (mkdir(leases, 0755) < 0 && errno != EEXIST)
        sandbox_failure("cannot make %s: %s", leases, strerror(errno));
    snprintf(path, sizeof path, "%s/uid-%u", leases, uid);
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0 && (errno == EMFILE || errno == ENFILE || errno == ENOMEM))
        return -1;  /* it passes */
    if (fd < 0)
        sandbox_failure("cannot open %s: %s", path, strerror(errno));
    if (flock(fd, LOCK_EX | LOCK_NB) < 0) {
        close(fd);
        return -1;
    }
    return fd;
}
