/* Files that untrusted code has written, and that the caller may be changing meanwhile. A name is always resolved one step
 * below an open folder, never through a link or onto another mount, and only opened files are changed. */
#include "cli.h"
#include "log.h"
#include "tree.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { DEPTH_MAX = 100 };

/* Even in root's boxes, a file of another user that has a second name elsewhere must not change its owner. */
static bool is_of_box(const struct stat *status, const struct tree_owners *owners)
{
    return status->st_uid == owners->from || status->st_uid == owners->to
           || (owners->roots_box && (S_ISDIR(status->st_mode) || status->st_nlink == 1));
}

/* ---- deleting ---- */

struct emptying {
    const struct tree_owners *owners;
    int top;
    unsigned moved;
    bool foreign;  /* found a folder of another user */
};

static void empty(struct emptying *emptying, int directory, int depth);

static void move_to_top(struct emptying *emptying, int parent, const char *name)
{
    char top_name[32];
    do {
        snprintf(top_name, sizeof top_name, ".deep-%u", emptying->moved++);
    } while (renameat(parent, name, emptying->top, top_name) < 0 && (errno == EEXIST || errno == ENOTEMPTY || errno == ENOTDIR));
}

/* Moves folders that are too deep to the top first, so that the number of descriptors is bounded at any depth. */
static void delete_folder(struct emptying *emptying, int parent, const char *name, int depth)
{
    struct stat status;
    int inner = tree_open(parent, name, O_RDONLY | O_DIRECTORY);
    bool foreign = inner >= 0 && (fstat(inner, &status) < 0 || !is_of_box(&status, emptying->owners));
    bool too_deep = inner >= 0 && !foreign && depth >= DEPTH_MAX;
    if (foreign || too_deep)
        close(inner);
    else if (inner >= 0)
        empty(emptying, inner, depth + 1);
    if (too_deep)
        move_to_top(emptying, parent, name);
    else if (unlinkat(parent, name, AT_REMOVEDIR) < 0 && foreign)
        emptying->foreign = true;
}

/* Closes the directory. */
static void empty(struct emptying *emptying, int directory, int depth)
{
    DIR *listing = tree_list(directory);
    struct dirent *entry;
    if (!listing)
        return;
    while ((entry = tree_next(listing)))
        if (unlinkat(directory, entry->d_name, 0) < 0 && (errno == EISDIR || errno == EPERM))
            delete_folder(emptying, directory, entry->d_name, depth);
    closedir(listing);
}

static bool is_empty(int directory)
{
    DIR *listing = tree_list(directory);
    bool none = listing && !tree_next(listing);
    if (listing)
        closedir(listing);
    return none;
}

bool tree_empty(int directory, const struct tree_owners *owners)
{
    struct emptying emptying;
    do {
        emptying = (struct emptying){.owners = owners, .top = directory};
        int own = tree_open(directory, ".", O_RDONLY | O_DIRECTORY);
        if (own < 0)
            return false;
        empty(&emptying, own, 0);
    } while (emptying.moved);
    int own = tree_open(directory, ".", O_RDONLY | O_DIRECTORY);
    bool done = is_empty(own);
    errno = emptying.foreign ? EACCES : ENOTEMPTY;
    return done;
}

/* ---- giving to another user ---- */

static void give_folder(int directory, const struct tree_owners *owners, int depth);

static void delete_entry(int directory, const char *name, const struct tree_owners *owners)
{
    if (unlinkat(directory, name, 0) < 0 && (errno == EISDIR || errno == EPERM)) {
        int inner = tree_open(directory, name, O_RDONLY | O_DIRECTORY);
        if (inner >= 0 && tree_empty(inner, owners))
            unlinkat(directory, name, AT_REMOVEDIR);
        if (inner >= 0)
            close(inner);
    }
}

static void give_entry(int directory, const char *name, const struct tree_owners *owners, int depth)
{
    struct stat status;
    int fd = tree_open(directory, name, O_PATH);
    if (fd < 0 && (errno == ENOENT || errno == EXDEV))
        return;
    if (fd < 0 || fstat(fd, &status) < 0)
        sandbox_failure("cannot open a file of the box: %s", strerror(errno));
    bool folder = S_ISDIR(status.st_mode);
    bool too_deep = folder && depth >= DEPTH_MAX;
    bool ours = is_of_box(&status, owners);
    if ((too_deep && ours) || (!owners->keep_special && !folder && !S_ISREG(status.st_mode))) {
        close(fd);
        delete_entry(directory, name, owners);
        return;
    }
    if (ours && fchownat(fd, "", owners->to, owners->to_gid, AT_EMPTY_PATH) < 0)
        sandbox_failure("cannot give a file of the box to user %u: %s", owners->to, strerror(errno));
    int inner = ours && folder ? tree_open(fd, ".", O_RDONLY | O_DIRECTORY) : NO_FD;
    close(fd);
    if (inner >= 0)
        give_folder(inner, owners, depth + 1);
}

/* Closes the directory. */
static void give_folder(int directory, const struct tree_owners *owners, int depth)
{
    DIR *listing = tree_list(directory);
    struct dirent *entry;
    if (!listing)
        sandbox_failure("cannot list a folder of the box: %s", strerror(errno));
    while ((entry = tree_next(listing)))
        give_entry(directory, entry->d_name, owners, depth);
    closedir(listing);
}

void tree_give(int directory, const struct tree_owners *owners)
{
    int own = tree_open(directory, ".", O_RDONLY | O_DIRECTORY);
    if (own < 0)
        sandbox_failure("cannot open the box: %s", strerror(errno));
    give_folder(own, owners, 0);
    if (fchmod(directory, 0700) < 0 || fchown(directory, owners->to, owners->to_gid) < 0)
        sandbox_failure("cannot give the box to user %u: %s", owners->to, strerror(errno));
}
