/* The file system of a box.
 *
 * The read-only root of a slot's boxes is made in a mount namespace of the slot: a small tmpfs with /dev and an
 * excerpt of /etc, and the system's directories, read-only and with inodes of the slot's own (overlay.c). It is made
 * again when packages have changed, so that a box sees one state of the host. A launcher enters a namespace
 * with these few mounts and none of the host's, because the cost of cloning a namespace grows with the number
 * of its mounts. What a run adds (/proc, /box, /tmp, /app) is in init.c. */
#include "box.h"
#include "config.h"
#include "log.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/mount.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <sys/wait.h>
#include <unistd.h>

enum { PACKAGE_FILES = 3 };

/* A folder without files beside the root, relative to it. */
#define NOTHING "../nothing"

static char root_path[4096];

/* A mount namespace, and the root in it of who made it: entering a namespace leads to its topmost mount, which is another
 * one for a daemon that was started with chroot. */
struct mounts {
    int namespace, root;
};

static struct mounts own = {NO_FD, NO_FD};  /* of this slot's root */
static struct timespec packages[PACKAGE_FILES];

static const char *const system_directories[] = {"usr", "bin", "sbin", "lib", "lib32", "lib64", "libx32"};

#define check(result, what) check_result(result, "cannot %s for the boxes' root", what)

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
    int tree = config.own_inodes
                   ? overlay_of(host, NOTHING, MOUNT_ATTR_NODEV)
                   : (int)syscall(SYS_open_tree, AT_FDCWD, host, OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | AT_RECURSIVE);
    check(tree, "open a system directory");
    set_read_only(tree, AT_RECURSIVE, MOUNT_ATTR_NODEV);
    move_to(tree, name);
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

/* Makes the folders above a path, which begins with a slash, in the root. */
static void make_parents(const char *path)
{
    char parent[4096];
    for (const char *end = strchr(path + 1, '/'); end; end = strchr(end + 1, '/')) {
        snprintf(parent, sizeof parent, "%.*s", (int)(end - path - 1), path + 1);
        check(mkdir(parent, 0755) < 0 && errno != EEXIST ? -1 : 0, "make a folder");
    }
}

/* Shows the folders of compilers and runtimes that are outside the system's directories, as far as they are there. These
 * are trusted, so only root may have made them. */
static void make_shown(void)
{
    struct stat status;
    for (unsigned i = 0; i < config.shown_count; i++) {
        if (lstat(config.shown[i] + 1, &status) == 0 || lstat(config.shown[i], &status) < 0)
            continue;  /* it is in another one, or not there */
        if (!S_ISDIR(status.st_mode) || status.st_uid != 0 || (status.st_mode & (S_IWGRP | S_IWOTH)))
            sandbox_failure("%s must be a folder that only root can write", config.shown[i]);
        make_parents(config.shown[i]);
        bind_read_only(config.shown[i], config.shown[i] + 1);
    }
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

/* Whether all system directories can have inodes of the slot's own; an overlay shows nothing of what is mounted below a
 * folder. In a user namespace, devices are the host's, with its inodes. */
static bool may_have_own_inodes(void)
{
    bool possible = !config.user_namespace;
    for (size_t i = 0; possible && i < sizeof system_directories / sizeof system_directories[0]; i++) {
        char host[64];
        struct stat status;
        snprintf(host, sizeof host, "/%s", system_directories[i]);
        if (lstat(host, &status) < 0 || S_ISLNK(status.st_mode))
            continue;
        int tree = overlay_covers(host) ? overlay_of(host, NOTHING, 0) : -1;
        possible = tree >= 0;
        if (possible)
            close(tree);
    }
    for (unsigned i = 0; i < config.shown_count; i++)
        possible = possible && overlay_covers(config.shown[i]);
    return possible && (!config.toolchain_path || overlay_covers(config.toolchain_path));
}

/* Makes the root in the current folder. */
static void make_root(void)
{
    static const char *const mount_points[] = {"box", "tmp", "proc", "app", "old"};
    for (size_t i = 0; i < sizeof system_directories / sizeof system_directories[0]; i++)
        make_system_directory(system_directories[i]);
    for (size_t i = 0; i < sizeof mount_points / sizeof mount_points[0]; i++)
        check(mkdir(mount_points[i], 0755), "make a mount point");
    make_toolchain();
    make_shown();
    etc_make();
    mounts_make_dev();
}

static void enter_new_root(void)
{
    check(mount("evalx-root", root_path, "tmpfs", MS_NOSUID, "size=32m,mode=755"), "mount a tmpfs");
    check(chdir(root_path), "enter the mount point");
}

void mounts_prepare_root(void)
{
    char nothing[sizeof root_path];
    check(unshare(CLONE_NEWNS), "make a mount namespace");
    check(mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL), "make mounts private");
    snprintf(root_path, sizeof root_path, "%s/root", config.store_path);
    snprintf(nothing, sizeof nothing, "%s/nothing", config.store_path);
    check(mkdir(root_path, 0755) < 0 && errno != EEXIST ? -1 : 0, "make the mount point");
    check(mkdir(nothing, 0755) < 0 && errno != EEXIST ? -1 : 0, "make a folder for nothing");
    enter_new_root();
    config.own_inodes = may_have_own_inodes();
    make_root();
    try_proc();
    check(chdir("/"), "leave the mount point");
}

/* What packages change: an excerpt of /etc is copied, and names that an overlay has looked up stay as they were. */
static void look_at_packages(struct timespec seen[PACKAGE_FILES])
{
    static const char *const files[PACKAGE_FILES] = {"/etc/ld.so.cache", "/etc/alternatives", "/var/lib/dpkg/status"};
    struct stat status;
    for (int i = 0; i < PACKAGE_FILES; i++)
        seen[i] = stat(files[i], &status) == 0 ? status.st_mtim : (struct timespec){0};
}

bool mounts_outdated(void)
{
    struct timespec now[PACKAGE_FILES] = {0};
    if (config.user_namespace)
        return false;  /* the kernel allows a new /proc only beside the one that the daemon has mounted */
    look_at_packages(now);
    return own.namespace < 0 || memcmp(now, packages, sizeof now) != 0;
}

static struct mounts open_mounts(void)
{
    struct mounts mounts = {
        .namespace = open("/proc/self/ns/mnt", O_RDONLY | O_CLOEXEC),
        .root = open("/", O_PATH | O_DIRECTORY | O_CLOEXEC),
    };
    check(mounts.namespace < 0 ? -1 : mounts.root, "open a mount namespace");
    return mounts;
}

static void close_mounts(struct mounts *mounts)
{
    close_given(&mounts->namespace);
    close_given(&mounts->root);
}

static void enter_mounts(const struct mounts *mounts)
{
    check(setns(mounts->namespace, CLONE_NEWNS), "enter a mount namespace");
    check(fchdir(mounts->root) < 0 ? -1 : chroot("."), "enter the root of a mount namespace");
}

void mounts_own_root(void)
{
    close_mounts(&own);
    look_at_packages(packages);
    struct mounts daemon = open_mounts();
    check(unshare(CLONE_NEWNS), "make a mount namespace for a slot");
    check(umount2(root_path, MNT_DETACH), "leave the daemon's root");
    enter_new_root();
    make_root();
    own = open_mounts();
    enter_mounts(&daemon);  /* where the store's files are open */
    close_mounts(&daemon);
}

void mounts_enter_root(void)
{
    if (own.namespace >= 0)
        enter_mounts(&own);
    check(unshare(CLONE_NEWNS), "make a launcher's mount namespace");
    check(chdir(root_path), "enter the root");
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
