/* Empties the places that a run can write to, as the same user: /box, /tmp, /dev/shm, message queues and System V
 * objects.
 *
 * A hostile tree may be thousands of levels deep, so this does not descend: the entries of a folder are moved up
 * next to it until it is empty. No process is left that could change the tree meanwhile. */
#include "wipe.h"

#include "box.h"
#include "log.h"
#include "tree.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static unsigned long moved;

static DIR *open_listing(int parent, const char *name)
{
    int fd = openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    DIR *listing = tree_list(fd);
    if (!listing)
        sandbox_failure("cannot empty the container: %s", strerror(errno));
    return listing;
}

/* False for a directory, which only becomes accessible. */
static bool remove_file(int parent, const char *name)
{
    struct stat status;
    if (fstatat(parent, name, &status, AT_SYMLINK_NOFOLLOW) < 0)
        return true;
    if (S_ISDIR(status.st_mode)) {
        if (fchmodat(parent, name, 0700, 0) < 0)
            sandbox_failure("cannot empty the container: %s", strerror(errno));
        return false;
    }
    unlinkat(parent, name, 0);
    return true;
}

static void move_up(int top, const char *name)
{
    DIR *listing = open_listing(top, name);
    struct dirent *entry;
    char target[32];
    while ((entry = tree_next(listing)))
        if (!remove_file(dirfd(listing), entry->d_name))
            do {
                snprintf(target, sizeof target, "wiped-%lu", moved++);
            } while (renameat(dirfd(listing), entry->d_name, top, target) < 0
                     && (errno == EEXIST || errno == ENOTEMPTY || errno == ENOTDIR));
    closedir(listing);
    unlinkat(top, name, AT_REMOVEDIR);
}

static bool empty_once(const char *path)
{
    DIR *listing = open_listing(AT_FDCWD, path);
    struct dirent *entry;
    bool empty = true;
    while ((entry = tree_next(listing))) {
        empty = false;
        if (!remove_file(dirfd(listing), entry->d_name))
            move_up(dirfd(listing), entry->d_name);
    }
    closedir(listing);
    return empty;
}

static void empty(const char *path)
{
    enum { ROUNDS_MAX = 100000 };
    for (int round = 0; round < ROUNDS_MAX; round++)
        if (empty_once(path))
            return;
    sandbox_failure("cannot empty %s of the container", path);
}

void wipe_container(void)
{
    static const char *const places[] = {"/box", "/tmp", "/dev/shm", "/dev/mqueue"};
    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++)
        if (access(places[i], F_OK) == 0)
            empty(places[i]);
    ipc_remove_all();
}
