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

#define LEASES "/run/evalx-isolate"

int uid_lease(uid_t uid)
{
    char path[64];
    if (mkdir(LEASES, 0755) < 0 && errno != EEXIST)
        sandbox_failure("cannot make %s: %s", LEASES, strerror(errno));
    snprintf(path, sizeof path, LEASES "/uid-%u", uid);
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
