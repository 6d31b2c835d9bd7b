/* Directory walks. Untrusted code may have written the directories, so a name is always resolved below an open
 * directory, never through a link or onto another mount. */
#include "log.h"
#include "protocol.h"
#include "tree.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { DEPTH_MAX = 16 };

struct walk {
    char name[FILE_NAME_MAX];
    bool (*visit)(void *context, const struct tree_file *file);
    void *context;
};

int tree_open(int directory, const char *name, uint64_t flags)
{
    struct open_how how = {
        .flags = flags | O_NOFOLLOW | O_CLOEXEC | (flags & O_PATH ? 0 : O_NONBLOCK | O_NOCTTY),
        .resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_XDEV | RESOLVE_NO_MAGICLINKS,
    };
    return (int)syscall(SYS_openat2, directory, name, &how, sizeof how);
}

DIR *tree_list(int directory)
{
    DIR *listing = fdopendir(directory);
    if (!listing && directory >= 0) {
        int error = errno;
        close(directory);
        errno = error;
    }
    return listing;
}

struct dirent *tree_next(DIR *listing)
{
    struct dirent *entry;
    while ((entry = readdir(listing)))
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
            return entry;
    return NULL;
}

/* Part of a folder must not pass as all of it because the host has no descriptor or memory left. */
static void check(bool opened)
{
    if (!opened && (errno == EMFILE || errno == ENFILE || errno == ENOMEM || errno == EIO))
        sandbox_failure("cannot read a folder: %s", strerror(errno));
}

static bool visit_file(struct walk *walk, int directory, const char *name)
{
    int fd = tree_open(directory, name, O_RDONLY);
    check(fd >= 0);
    if (fd < 0)
        return true;  /* its owner made it unreadable even for root, so it is not collected */
    struct stat status;
    bool more = true;
    if (fstat(fd, &status) == 0 && S_ISREG(status.st_mode)) {
        struct tree_file file = {walk->name, fd, (uint64_t)status.st_size, status.st_mode & 0111};
        more = walk->visit(walk->context, &file);
    }
    close(fd);
    return more;
}

static bool walk_directory(struct walk *walk, int directory, size_t length, int depth);

static bool walk_entry(struct walk *walk, int directory, const char *name, size_t length, int depth)
{
    struct stat status;
    if (fstatat(directory, name, &status, AT_SYMLINK_NOFOLLOW) < 0)
        return true;
    if (!S_ISREG(status.st_mode) && !S_ISDIR(status.st_mode))
        return true;  /* links, FIFOs, sockets and devices are never opened */
    int written = snprintf(walk->name + length, sizeof walk->name - length, "%s%s", length ? "/" : "", name);
    if (written < 0 || length + (size_t)written >= sizeof walk->name)
        return false;
    if (S_ISREG(status.st_mode))
        return visit_file(walk, directory, name);
    int inner = tree_open(directory, name, O_RDONLY | O_DIRECTORY);
    check(inner >= 0);
    return inner < 0 || walk_directory(walk, inner, length + (size_t)written, depth + 1);
}

static bool walk_directory(struct walk *walk, int directory, size_t length, int depth)
{
    DIR *listing = tree_list(directory);
    check(listing);
    if (!listing)
        return false;
    bool more = depth <= DEPTH_MAX;
    struct dirent *entry;
    while (more && (entry = tree_next(listing)))
        more = walk_entry(walk, directory, entry->d_name, length, depth);
    closedir(listing);
    return more;
}

bool tree_walk(int directory, bool (*visit)(void *context, const struct tree_file *file), void *context)
{
    struct walk walk = {.visit = visit, .context = context};
    int own = tree_open(directory, ".", O_RDONLY | O_DIRECTORY);
    check(own >= 0);
    return own >= 0 && walk_directory(&walk, own, 0, 0);
}

static void remove_entries(int directory)
{
    DIR *listing = tree_list(directory);
    struct dirent *entry;
    if (!listing)
        return;
    while ((entry = tree_next(listing)))
        if (unlinkat(directory, entry->d_name, 0) < 0 && (errno == EISDIR || errno == EPERM))
            tree_remove(directory, entry->d_name);
    closedir(listing);
}

bool tree_remove(int parent, const char *name)
{
    int directory = tree_open(parent, name, O_RDONLY | O_DIRECTORY);
    if (directory < 0)
        return false;
    remove_entries(directory);
    if (unlinkat(parent, name, AT_REMOVEDIR) < 0)
        log_event("cannot remove %s: %s", name, strerror(errno));
    return true;
}
