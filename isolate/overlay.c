/* Inodes of a slot's own for files that all boxes share.
 *
 * Locks and watches are attached to an inode. On a shared one they would tell one box about another, and many of them
 * would slow down every close of the file, on the whole host. An overlay of the shared folder alone, with nothing
 * above it, has inodes of its own, while the content stays shared with the host's page cache. */
#include "box.h"

#include <errno.h>
#include <linux/mount.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

static bool set(int context, const char *key, const char *value)
{
    return syscall(SYS_fsconfig, context, FSCONFIG_SET_STRING, key, value, 0) == 0;
}

int overlay_of(const char *folder, const char *empty, uint64_t attributes)
{
    char lower[8192];
    int context = (int)syscall(SYS_fsopen, "overlay", FSOPEN_CLOEXEC);
    if (context < 0)
        return -1;
    /* Without a layer above, the kernel asks for two. */
    snprintf(lower, sizeof lower, "%s:%s", folder, empty);
    int tree = -1;
    if (set(context, "lowerdir", lower) && set(context, "xino", "off")
        && syscall(SYS_fsconfig, context, FSCONFIG_CMD_CREATE, NULL, NULL, 0) == 0)
        tree = (int)syscall(SYS_fsmount, context, FSMOUNT_CLOEXEC, attributes | MOUNT_ATTR_RDONLY | MOUNT_ATTR_NOSUID);
    int error = errno;
    close(context);
    errno = error;
    return tree;
}

bool overlay_covers(const char *path)
{
    char line[8192], place[4096];
    size_t length = strlen(path);
    FILE *mounts = fopen("/proc/self/mountinfo", "re");
    bool alone = mounts != NULL;
    while (alone && fgets(line, sizeof line, mounts))
        alone = sscanf(line, "%*u %*u %*s %*s %4095s", place) != 1 || strncmp(place, path, length) != 0 || place[length] != '/';
    if (mounts)
        fclose(mounts);
    return alone;
}
