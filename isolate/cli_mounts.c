/* The root of a box: a small read-only tmpfs with what the directory rules add. */
#include "box.h"
#include "cli.h"
#include "log.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/mount.h>
#include <linux/openat2.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <unistd.h>

enum { TMP_INODES = 65536, DEV_MODE = 0666 };

static const struct box *box;
static int root, base;   /* the box's root; its folder on the host, to which rules may be relative */
static int temporary;    /* a file system below the root for all temporary folders together */
static dev_t root_device;

#define check(result, what, name) check_result(result, "cannot %s %s", what, name)

int folder_step(int folder, const char *name)
{
    struct open_how how = {
        .flags = O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC,
        .resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS,
    };
    return (int)syscall(SYS_openat2, folder, name, &how, sizeof how);
}

static bool is_own(int folder)
{
    struct stat status;
    return fstat(folder, &status) == 0 && status.st_dev == root_device;
}

/* Which names exist below a bound folder is only revealed to those who may look themselves: the caller, and in folders
 * of the box's user the program. */
static int step(int folder, const char *name)
{
    struct stat status;
    bool of_box = fstat(folder, &status) == 0 && status.st_uid == box->uid;
    return of_box ? folder_step(folder, name) : caller_step(folder, name);
}

/* Opens the place of a rule in the box. Creates missing folders in the box's own root, never in a bound folder. */
static int open_place(const char *inside)
{
    char path[PATH_MAX];
    char *rest;
    if (strlen(inside) >= sizeof path)
        sandbox_failure("a directory rule is too long");
    strcpy(path, inside);
    int at = dup(root);
    for (char *name = strtok_r(path, "/", &rest); name; name = strtok_r(NULL, "/", &rest)) {
        int next = step(at, name);
        if (next < 0 && errno == ENOENT && is_own(at)) {
            check(mkdirat(at, name, 0755), "make a place for", inside);
            next = step(at, name);
        }
        check(next, "find the place of", inside);
        close(at);
        at = next;
    }
    return at;
}

static void mount_at(int place, const char *kind, unsigned long flags, const char *options)
{
    check(fchdir(place), "enter the place of", kind);
    check(mount(kind, ".", kind, flags | MS_NOSUID, options), "mount", kind);
    check(fchdir(root), "leave the place of", kind);
}

static void move_to(int tree, int place, const char *what)
{
    check(syscall(SYS_move_mount, tree, "", place, "", MOVE_MOUNT_F_EMPTY_PATH | MOVE_MOUNT_T_EMPTY_PATH), "bind", what);
    close(tree);
}

static void mount_temporary(int place, uint64_t attributes)
{
    static unsigned count;
    struct mount_attr attr = {.attr_set = MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV | attributes};
    char name[16];
    snprintf(name, sizeof name, "%u", count++);
    check(mkdirat(temporary, name, 0700), "make", "a temporary folder");
    check(fchownat(temporary, name, box->uid, box->gid, AT_SYMLINK_NOFOLLOW), "give away", "a temporary folder");
    int tree = (int)syscall(SYS_open_tree, temporary, name, OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC);
    check(tree, "open", "a temporary folder");
    check(syscall(SYS_mount_setattr, tree, "", AT_EMPTY_PATH, &attr, sizeof attr), "restrict", "a temporary folder");
    move_to(tree, place, "a temporary folder");
}

static uint64_t attributes_of(const struct rule *rule)
{
    return (rule->flags & RULE_WRITE ? 0 : MOUNT_ATTR_RDONLY) | (rule->flags & RULE_NO_EXEC ? MOUNT_ATTR_NOEXEC : 0);
}

/* Root may mount any file system; other callers only those that can do no harm. */
static void check_kind(const char *kind)
{
    static const char *const harmless[] = {"proc", "sysfs", "tmpfs", "mqueue", "devpts"};
    for (size_t i = 0; i < sizeof harmless / sizeof harmless[0]; i++)
        if (strcmp(kind, harmless[i]) == 0)
            return;
    if (!caller_is_root())
        sandbox_failure("a file system of kind %s is for root only", kind);
}

static void mount_file_system(const struct rule *rule)
{
    const char *kind = rule->outside;
    unsigned long flags = (rule->flags & RULE_WRITE ? 0 : MS_RDONLY) | (rule->flags & RULE_NO_EXEC ? MS_NOEXEC : 0) | MS_NODEV;
    int place = open_place(rule->inside);
    check_kind(kind);
    if (strcmp(kind, "proc") == 0)
        mount_at(place, kind, flags | MS_NOEXEC, rule->flags & RULE_OWN ? BOX_PROC_OPTIONS : "hidepid=invisible");
    else if (strcmp(kind, "tmpfs") == 0)
        mount_temporary(place, attributes_of(rule));
    else
        mount_at(place, kind, flags, NULL);
    close(place);
}

static int clone_tree(const struct rule *rule, int outside)
{
    unsigned recursive = rule->flags & RULE_NOT_RECURSIVE ? 0 : AT_RECURSIVE;
    struct mount_attr attributes = {
        .attr_set = MOUNT_ATTR_NOSUID | (rule->flags & RULE_DEVICES ? 0 : MOUNT_ATTR_NODEV) | attributes_of(rule),
    };
    int tree = (int)syscall(SYS_open_tree, outside, "", OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | AT_EMPTY_PATH | recursive);
    check(tree, "bind", rule->outside);
    check(syscall(SYS_mount_setattr, tree, "", AT_EMPTY_PATH | recursive, &attributes, sizeof attributes),
          "restrict", rule->outside);
    return tree;
}

/* The host's /dev contains shared memory and message queues of all its users. */
static void cover_shared(void)
{
    static const char *const shared[] = {"dev/shm", "dev/mqueue"};
    for (size_t i = 0; i < sizeof shared / sizeof shared[0]; i++) {
        int place = folder_step(root, shared[i]);
        if (place < 0)
            continue;
        if (i == 0)
            mount_temporary(place, 0);
        else
            mount_at(place, "mqueue", MS_NODEV | MS_NOEXEC, NULL);
        close(place);
    }
}

static void bind(const struct rule *rule)
{
    int outside = caller_open(rule->outside[0] == '/' ? AT_FDCWD : base, rule->outside, O_PATH | O_DIRECTORY, 0);
    if (outside < 0 && errno == ENOENT && (rule->flags & RULE_MAYBE))
        return;
    check(outside, "open", rule->outside);
    int place = open_place(rule->inside);
    int tree = clone_tree(rule, outside);
    move_to(tree, place, rule->outside);
    close(place);
    close(outside);
    if (strcmp(rule->inside, "dev") == 0)
        cover_shared();
}

static void make_own_dev(void)
{
    mounts_make_dev();
    if (cli.tty_hack) {
        check(mknod("dev/tty", S_IFCHR | DEV_MODE, makedev(5, 0)), "make", "/dev/tty");
        check(chmod("dev/tty", DEV_MODE), "open", "/dev/tty");
    }
}

static void apply(const struct rule *rule)
{
    if (!rule->outside)
        return;
    if (rule->flags & RULE_FILE_SYSTEM) {
        mount_file_system(rule);
    } else if (rule->flags & RULE_TEMPORARY) {
        int place = open_place(rule->inside);
        mount_temporary(place, attributes_of(rule));
        close(place);
    } else if (rule->flags & RULE_OWN) {
        make_own_dev();
    } else {
        bind(rule);
    }
}

void box_mounts_build(const struct box *given)
{
    char path[PATH_MAX], size[96];
    struct stat status;
    unsigned count;
    box = given;
    const struct rule *rules = rules_list(&count);
    snprintf(path, sizeof path, "%s/root", box->path);
    check(unshare(CLONE_NEWNS), "make a mount namespace for", "the box");
    check(mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL), "make mounts private in", "the box");
    check(base = open(box->path, O_PATH | O_DIRECTORY | O_CLOEXEC), "open", box->path);
    snprintf(size, sizeof size, "size=%llu,nr_inodes=%d,mode=755", (unsigned long long)cli_config.tmp_bytes, TMP_INODES);
    check(mount("evalx-temporary", path, "tmpfs", MS_NOSUID | MS_NODEV, size), "mount", "temporary folders");
    check(temporary = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC), "open", path);
    check(mount("evalx-root", path, "tmpfs", MS_NOSUID, "size=1m,nr_inodes=4096,mode=755"), "mount", path);
    check(chdir(path), "enter", path);
    check(root = open(".", O_PATH | O_DIRECTORY | O_CLOEXEC), "open", path);
    check(fstat(root, &status), "look at", path);
    root_device = status.st_dev;
    for (unsigned i = 0; i < count; i++)
        apply(&rules[i]);
}

void box_mounts_enter(void)
{
    struct mount_attr attributes = {.attr_set = MOUNT_ATTR_RDONLY | MOUNT_ATTR_NOSUID};
    check(syscall(SYS_pivot_root, ".", "."), "enter", "the box");
    check(umount2(".", MNT_DETACH), "leave", "the host's mounts");
    check(chdir("/"), "enter", "/");
    check(syscall(SYS_mount_setattr, root, "", AT_EMPTY_PATH, &attributes, sizeof attributes), "make read-only", "/");
    close(root);
    close(base);
    close(temporary);
}
