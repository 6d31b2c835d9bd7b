/* stdin and other files from the store: a program reads a stored file without a copy of it.
 *
 * The file is opened through a read-only mount, so that a program that has the daemon's user in its box cannot change
 * it either, by no descriptor and not through /proc/self/fd. Where programs may lock and watch files, the mount is an
 * overlay with an inode of this run's own: runs of others may read the same file at the same time. Where the kernel
 * cannot make one, the file is copied. */
#include "box.h"
#include "config.h"
#include "log.h"
#include "protocol.h"
#include "sha256.h"
#include "slot.h"
#include "store.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

#define check(result, what) check_result(result, "cannot %s for a stored file", what)

static int copy(int directory)
{
    struct stat status;
    int from = openat(directory, INPUT_NAME, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    if (from < 0 || fstat(from, &status) < 0 || !S_ISREG(status.st_mode))
        malformed("the artifact is no file alone");
    int to = memfd_create("stdin", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    check(to, "make a file");
    for (off_t left = status.st_size; left > 0;) {
        ssize_t count = sendfile(to, from, NULL, (size_t)left);
        check(count > 0 ? 0 : -1, "copy a file");
        left -= count;
    }
    close(from);
    check(fcntl(to, F_ADD_SEALS, F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE), "seal a file");
    check(lseek(to, 0, SEEK_SET), "rewind a file");
    return to;
}

/* The file keeps its mount. */
static int open_in(int tree)
{
    struct stat status;
    int file = openat(tree, INPUT_NAME, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    close(tree);
    if (file < 0 || fstat(file, &status) < 0 || !S_ISREG(status.st_mode))
        malformed("the artifact is no file alone");
    return file;
}

static int overlay(int directory)
{
    char folder[64], nothing[4096];
    snprintf(folder, sizeof folder, "/proc/self/fd/%d", directory);
    snprintf(nothing, sizeof nothing, "%s/nothing", config.store_path);
    return overlay_of(folder, nothing, 0);
}

bool input_open(const uint8_t digest[SHA256_BYTES], int *input)
{
    struct artifact artifact;
    if (!lease_start(&artifact, digest))
        return false;
    int tree = config.own_inodes ? overlay(artifact.directory) : mounts_artifact(artifact.directory);
    *input = tree < 0 ? copy(artifact.directory) : open_in(tree);
    lease_end(&artifact);  /* what is open stays, also when it is evicted */
    return true;
}

void input_close(struct exchange *exchange)
{
    close_given(&exchange->input);
    for (unsigned i = 0; i < GIVEN_MAX; i++)
        close_given(&exchange->given[i]);
}
