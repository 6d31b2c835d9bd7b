/* The file system of a box.
 *
 * The read-only root of all boxes is built once, in the daemon's private mount namespace: a small tmpfs with
 * /dev and an excerpt of /etc, and read-only binds of the system's directories. A launcher enters a namespace
 * with these few mounts and none of the host's, because the cost of cloning a namespace grows with the number
 * of its mounts. What a run adds (/proc, /box, /tmp, /app) is in init.c. */
#include "isolate.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/mount.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <sys/wait.h>
#include <unistd.h>

enum { ETC_DEPTH = 6, ETC_FILE_MAX = 4 << 20 };

/* A folder without files beside the root, relative to it. */
#define NOTHING "../nothing"

static char root_path[4096];
static const char *bound[8];  /* the system's directories in the root */
static unsigned bound_count;

/* Copied from the host's /etc: settings of the loader and of languages, never secrets. */
static const char *const etc_names[] = {
    "alternatives", "ld.so.cache", "ld.so.conf", "ld.so.conf.d", "localtime", "timezone", "os-release",
    "debian_version", "mime.types", "protocols", "services",
};
static const char *const etc_prefixes[] = {"java-", "openjdk-", "python3"};

static void check(long result, const char *what)
{
    if (result < 0)
        sandbox_failure("cannot %s for the boxes' root: %s", what, strerror(errno));
}

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
    DIR *listing = fdopendir(from);
    if (!listing)
        sandbox_failure("cannot list /etc: %s", strerror(errno));
    struct dirent *entry;
    while ((entry = readdir(listing))) {
        const char *name = entry->d_name;
        struct stat status;
        char target[4096];
        if (strcmp(name, ".") == 0 || strcmp(name, "..") == 0 || (depth == 0 && !etc_allowed(name))
            || fstatat(from, name, &status, AT_SYMLINK_NOFOLLOW) < 0)
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

static void make_etc(void)
{
    check(mkdir("etc", 0755), "make /etc");
    int from = open("/etc", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int to = open("etc", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    check(from < 0 || to < 0 ? -1 : 0, "open /etc");
    copy_tree(from, to, 0);
    make_users(to);
    close(to);
}

static void make_device(const char *name, unsigned minor_number)
{
    char path[64], host[64];
    snprintf(path, sizeof path, "dev/%s", name);
    if (mknod(path, S_IFCHR | 0666, makedev(1, minor_number)) == 0) {
        check(chmod(path, 0666), "open a device to boxes");
        return;
    }
    /* In a user namespace, the host's node is bound instead. */
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    check(fd, "make a device");
    close(fd);
    snprintf(host, sizeof host, "/dev/%s", name);
    check(mount(host, path, NULL, MS_BIND, NULL), "bind a device");
}

void mounts_make_dev(void)
{
    check(mkdir("dev", 0755), "make /dev");
    make_device("null", 3);
    make_device("zero", 5);
    make_device("full", 7);
    make_device("random", 8);
    make_device("urandom", 9);
    check(symlink("/proc/self/fd", "dev/fd"), "make /dev/fd");
    check(symlink("/proc/self/fd/0", "dev/stdin"), "make /dev/stdin");
    check(symlink("/proc/self/fd/1", "dev/stdout"), "make /dev/stdout");
    check(symlink("/proc/self/fd/2", "dev/stderr"), "make /dev/stderr");
    check(symlink("/tmp", "dev/shm"), "make /dev/shm");
}

static void set_read_only(int mount_fd, unsigned flags, uint64_t attributes)
{
    struct mount_attr attr = {.attr_set = attributes | MOUNT_ATTR_RDONLY | MOUNT_ATTR_NOSUID};
    check(syscall(SYS_mount_setattr, mount_fd, "", AT_EMPTY_PATH | flags, &attr, sizeof attr), "make a mount read-only");
}

static void move_to(int tree, const char *name)
{
    check(syscall(SYS_move_mount, tree, "", AT_FDCWD, name, MOVE_MOUNT_F_EMPTY_PATH), "bind a directory");
    close(tree);
}

static void bind_read_only(const char *host, const char *name)
{
    check(mkdir(name, 0755), "make a mount point");
    int tree = (int)syscall(SYS_open_tree, AT_FDCWD, host, OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | AT_RECURSIVE);
    check(tree, "open a system directory");
    set_read_only(tree, AT_RECURSIVE, MOUNT_ATTR_NODEV);
    move_to(tree, name);
    bound[bound_count++] = name;
}

/* Shows a system directory, or copies it if it is a link (/bin -> usr/bin). */
static void make_system_directory(const char *name)
{
    char host[64], target[4096];
    struct stat status;
    snprintf(host, sizeof host, "/%s", name);
    if (lstat(host, &status) < 0)
        return;
    ssize_t length = S_ISLNK(status.st_mode) ? readlink(host, target, sizeof target - 1) : -1;
    if (length > 0) {
        target[length] = 0;
        check(symlink(target, name), "make a link");
        return;
    }
    bind_read_only(host, name);
}

/* Shows files prepared for compilers and runtimes. These trust them, so only root may have made them. */
static void make_toolchain(void)
{
    struct stat status;
    if (!config.toolchain_path)
        return;
    check(lstat(config.toolchain_path, &status), "look at the toolchain");
    if (!S_ISDIR(status.st_mode) || status.st_uid != 0 || (status.st_mode & (S_IWGRP | S_IWOTH)))
        sandbox_failure("%s must be a folder that only root can write", config.toolchain_path);
    bind_read_only(config.toolchain_path, "toolchain");
}

/* Finds out whether boxes can have a /proc, by mounting one for a PID namespace that ends at once. In a user namespace
 * it stays mounted, because the kernel allows a new /proc only if one is visible already; init covers it. */
static void try_proc(void)
{
    int status;
    pid_t pid = (pid_t)syscall(SYS_clone, CLONE_NEWPID | SIGCHLD, NULL, NULL, NULL, NULL);
    check(pid, "make a namespace of processes");
    if (pid == 0)
        _exit(mount("proc", "proc", "proc", BOX_PROC_FLAGS, BOX_PROC_OPTIONS) < 0);
    config.box_proc = waitpid(pid, &status, 0) == pid && status == 0;
    if (config.box_proc && !config.user_namespace)
        check(umount2("proc", MNT_DETACH), "unmount /proc");
}

/* An overlay shows nothing of what is mounted below a folder. */
static bool try_overlay(const char *name)
{
    char path[sizeof root_path + 16];
    snprintf(path, sizeof path, "%s/%s", root_path, name);
    int tree = overlay_covers(path) ? overlay_of(name, NOTHING, 0) : -1;
    if (tree >= 0)
        close(tree);
    return tree >= 0;
}

/* In a user namespace, devices are mounts too, which an overlay of the root would not show. */
static void try_own_inodes(void)
{
    int root = config.user_namespace ? -1 : overlay_of(".", NOTHING, 0);
    config.own_inodes = root >= 0;
    for (unsigned i = 0; config.own_inodes && i < bound_count; i++)
        config.own_inodes = try_overlay(bound[i]);
    if (root >= 0)
        close(root);
}

void mounts_prepare_root(void)
{
    static const char *const system_directories[] = {"usr", "bin", "sbin", "lib", "lib32", "lib64", "libx32"};
    static const char *const mount_points[] = {"box", "tmp", "proc", "app", "old"};
    char nothing[sizeof root_path];
    check(unshare(CLONE_NEWNS), "make a mount namespace");
    check(mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL), "make mounts private");
    snprintf(root_path, sizeof root_path, "%s/root", config.store_path);
    check(mkdir(root_path, 0755) < 0 && errno != EEXIST ? -1 : 0, "make the mount point");
    snprintf(nothing, sizeof nothing, "%s/nothing", config.store_path);
    check(mkdir(nothing, 0755) < 0 && errno != EEXIST ? -1 : 0, "make a folder for nothing");
    check(mount("evalx-root", root_path, "tmpfs", MS_NOSUID, "size=32m,mode=755"), "mount a tmpfs");
    check(chdir(root_path), "enter the mount point");
    for (size_t i = 0; i < sizeof system_directories / sizeof system_directories[0]; i++)
        make_system_directory(system_directories[i]);
    for (size_t i = 0; i < sizeof mount_points / sizeof mount_points[0]; i++)
        check(mkdir(mount_points[i], 0755), "make a mount point");
    make_toolchain();
    make_etc();
    mounts_make_dev();
    try_proc();
    try_own_inodes();
    check(chdir("/"), "leave the mount point");
}

/* Puts overlays over the root and all system directories in it. */
static void take_own_inodes(void)
{
    int trees[sizeof bound / sizeof bound[0]];
    int root = overlay_of(".", NOTHING, 0);
    check(root, "overlay the root");
    for (unsigned i = 0; i < bound_count; i++)
        check(trees[i] = overlay_of(bound[i], NOTHING, MOUNT_ATTR_NODEV), "overlay a system directory");
    move_to(root, root_path);
    check(chdir(root_path), "enter the root");
    for (unsigned i = 0; i < bound_count; i++)
        move_to(trees[i], bound[i]);
}

void mounts_enter_root(void)
{
    check(unshare(CLONE_NEWNS), "make a slot's mount namespace");
    check(chdir(root_path), "enter the root");
    if (config.own_inodes)
        take_own_inodes();
    check(syscall(SYS_pivot_root, ".", "old"), "change the root");
    check(umount2("old", MNT_DETACH), "leave the host's mounts");
    check(chdir("/"), "enter the root");
    int root = open("/", O_PATH | O_DIRECTORY | O_CLOEXEC);
    check(root, "open the root");
    set_read_only(root, 0, 0);
    close(root);
}

int mounts_artifact(int directory)
{
    int tree = (int)syscall(SYS_open_tree, directory, "", OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | AT_EMPTY_PATH);
    check(tree, "open an artifact");
    set_read_only(tree, 0, MOUNT_ATTR_NODEV);
    return tree;
}
