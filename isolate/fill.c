/* Fills a box's working folder with the files of its artifact, so that a program finds what was sent along under the names
 * it was sent by. Data is copied, because a program may change it; an executable is linked, because only its own run needs
 * it. Called in the box, as its user; runs in init, so it needs no state of the C library. */
#include "box.h"
#include "log.h"
#include "protocol.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { DEPTH_MAX = 16, LISTING_BYTES = 1024, COPY_BYTES = 16384, PATH_BYTES = sizeof "/app/" + FILE_NAME_MAX };

struct entry {
    uint64_t inode;
    int64_t offset;
    uint16_t size;
    uint8_t type;
    char name[];
};

/* What the program was sent with does not fit into its limit of files: as if it had written them itself. */
static _Noreturn void end_over_limit(void)
{
    sigset_t none;
    sigemptyset(&none);
    signal(SIGXFSZ, SIG_DFL);
    sigprocmask(SIG_SETMASK, &none, NULL);
    kill(getpid(), SIGXFSZ);
    _exit(128 + SIGXFSZ);
}

static void check(long result)
{
    if (result >= 0)
        return;
    if (errno == ENOSPC || errno == EDQUOT || errno == EFBIG)
        end_over_limit();
    sandbox_failure("cannot fill the working folder: %s", strerror(errno));
}

/* Not by sendfile, which the filter refuses to a box, nor by copy_file_range, which needs one file system. */
static void copy(int source, int to, const char *name)
{
    char bytes[COPY_BYTES];
    ssize_t count;
    int target = openat(to, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
    check(target);
    while ((count = read(source, bytes, sizeof bytes)) > 0)
        check(write_all(target, bytes, (size_t)count) ? 0 : -1);
    check(count);
    close(target);
}

static void fill_folder(int from, int to, const char *path, int depth);

static void put(int from, int to, const char *folder, const char *name, int depth)
{
    char path[PATH_BYTES];
    struct stat status = {0};
    int source = openat(from, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    check(source < 0 ? -1 : fstat(source, &status));
    int length = snprintf(path, sizeof path, "%s/%s", folder, name);
    if (length >= (int)sizeof path)  /* no artifact has such a name; a link to the first part of it would be another file's */
        sandbox_failure("an artifact has a name that is too long for the working folder");
    if (S_ISDIR(status.st_mode)) {
        check(mkdirat(to, name, 0755));
        int target = openat(to, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
        check(target);
        fill_folder(source, target, path, depth + 1);
        close(target);
    } else if (status.st_mode & 0111) {
        check(symlinkat(path, to, name));
    } else {
        copy(source, to, name);
    }
    close(source);
}

static void fill_folder(int from, int to, const char *path, int depth)
{
    char listing[LISTING_BYTES] __attribute__((aligned(8)));
    long size;
    if (depth > DEPTH_MAX)
        sandbox_failure("an artifact is too deep for the working folder");
    while ((size = syscall(SYS_getdents64, from, listing, sizeof listing)) > 0)
        for (long at = 0; at < size;) {
            const struct entry *entry = (const struct entry *)(const void *)(listing + at);
            at += entry->size;
            if (strcmp(entry->name, ".") != 0 && strcmp(entry->name, "..") != 0)
                put(from, to, path, entry->name, depth);
        }
    check(size);
}

void fill_work_folder(void)
{
    int from = open("/app", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int to = open("/box", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    check(from < 0 || to < 0 ? -1 : 0);
    fill_folder(from, to, "/app", 0);
    close(from);
    close(to);
}
