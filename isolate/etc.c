/* The excerpt of the host's /etc that boxes see: settings of the loader and of languages, never secrets; and the users,
 * hosts and names of a box. */
#include "box.h"
#include "config.h"
#include "log.h"
#include "tree.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { ETC_DEPTH = 6, ETC_FILE_MAX = 4 << 20 };

static const char *const etc_names[] = {
    "alternatives", "ld.so.cache", "ld.so.conf", "ld.so.conf.d", "localtime", "timezone", "os-release",
    "debian_version", "mime.types", "protocols", "services", "R", "mono", "nim", "perl", "php", "racket",
};
static const char *const etc_prefixes[] = {"fpc", "gnucobol", "java-", "octave", "openjdk-", "python3"};

#define check(result, what) check_result(result, "cannot %s for the boxes' root", what)

static bool etc_allowed(const char *name)
{
    for (size_t i = 0; i < sizeof etc_names / sizeof etc_names[0]; i++)
        if (strcmp(name, etc_names[i]) == 0)
            return true;
    for (size_t i = 0; i < sizeof etc_prefixes / sizeof etc_prefixes[0]; i++)
        if (strncmp(name, etc_prefixes[i], strlen(etc_prefixes[i])) == 0)
            return true;
    return false;
}

/* Keeps the file's time, because Python only uses bytecode that names the time of its source. */
static void copy_file(int from, int to, const char *name, struct timespec changed)
{
    int source = openat(from, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    if (source < 0)
        return;  /* it has just been removed, and is optional */
    int target = openat(to, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
    check(target, "copy a file of /etc");
    static char buffer[65536];
    ssize_t count;
    while ((count = read(source, buffer, sizeof buffer)) > 0)
        check(write_all(target, buffer, (size_t)count) ? 0 : -1, "copy a file of /etc");
    check(futimens(target, (struct timespec[]){changed, changed}), "copy a file of /etc");
    close(source);
    close(target);
}

/* Copies symbolic links as links, and skips files that not everybody may read. */
static void copy_tree(int from, int to, int depth)
{
    DIR *listing = tree_list(from);
    if (!listing)
        sandbox_failure("cannot list /etc: %s", strerror(errno));
    struct dirent *entry;
    while ((entry = tree_next(listing))) {
        const char *name = entry->d_name;
        struct stat status;
        char target[4096];
        if ((depth == 0 && !etc_allowed(name)) || fstatat(from, name, &status, AT_SYMLINK_NOFOLLOW) < 0)
            continue;
        ssize_t length = S_ISLNK(status.st_mode) ? readlinkat(from, name, target, sizeof target - 1) : -1;
        if (length > 0) {
            target[length] = 0;
            check(symlinkat(target, to, name), "copy a link of /etc");
        } else if (S_ISREG(status.st_mode) && (status.st_mode & S_IROTH) && status.st_size <= ETC_FILE_MAX) {
            copy_file(from, to, name, status.st_mtim);
        } else if (S_ISDIR(status.st_mode) && depth < ETC_DEPTH) {
            check(mkdirat(to, name, 0755), "make a folder of /etc");
            int inner = openat(from, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
            int copy = openat(to, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
            check(inner < 0 || copy < 0 ? -1 : 0, "open a folder of /etc");
            copy_tree(inner, copy, depth + 1);
            close(copy);
        }
    }
    closedir(listing);
}

static void write_file(int folder, const char *name, const char *text)
{
    int fd = openat(folder, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
    check(fd, "write a file of /etc");
    check(write_all(fd, text, strlen(text)) ? 0 : -1, "write a file of /etc");
    close(fd);
}

static void make_users(int etc)
{
    size_t size = 256 + 64 * (size_t)(config.last_uid - config.first_uid + 1);
    char *users = malloc(size), *groups = malloc(size);
    check(users && groups ? 0 : -1, "make users");
    int u = snprintf(users, size, "root:x:0:0::/:/usr/sbin/nologin\n");
    int g = snprintf(groups, size, "root:x:0:\n");
    for (uid_t uid = config.first_uid; uid <= config.last_uid; uid++) {
        u += snprintf(users + u, size - (size_t)u, "box%u:x:%u:%u::/box:/usr/sbin/nologin\n", uid, uid, uid);
        g += snprintf(groups + g, size - (size_t)g, "box%u:x:%u:\n", uid, uid);
    }
    write_file(etc, "passwd", users);
    write_file(etc, "group", groups);
    free(users);
    free(groups);
    write_file(etc, "hosts", "127.0.0.1 localhost\n127.0.1.1 box\n::1 localhost ip6-localhost\n");
    write_file(etc, "nsswitch.conf", "passwd: files\ngroup: files\nhosts: files\n");
    write_file(etc, "hostname", "box\n");
}

void etc_make(void)
{
    check(mkdir("etc", 0755), "make /etc");
    int from = open("/etc", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int to = open("etc", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    check(from < 0 || to < 0 ? -1 : 0, "open /etc");
    copy_tree(from, to, 0);
    make_users(to);
    close(to);
}
