/* Boxes: a folder, a lock and an owner each.
 *
 * <lock_root>/N is locked by the current command and its keeper until both are dead. It contains the owner's user
 * and group from --init to --cleanup, and the command's process number. <box_root>/N belongs to root; in it, `box`
 * belongs to the owner, and to the program while one runs; on `root` a run mounts its own root, in its own namespace. */
#include "cli.h"
#include "log.h"
#include "tree.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

enum { DYING_SECONDS = 20 };

static void make_parents(const char *path)
{
    char part[PATH_MAX];
    snprintf(part, sizeof part, "%s", path);
    for (char *slash = strchr(part + 1, '/');; slash = strchr(slash + 1, '/')) {
        if (slash)
            *slash = 0;
        if (mkdir(part, 0755) < 0 && errno != EEXIST)
            sandbox_failure("cannot make %s: %s", part, strerror(errno));
        if (!slash)
            return;
        *slash = '/';
    }
}

/* Opens a folder that only root can have moved or replaced. */
static int open_trusted(const char *path)
{
    make_parents(path);
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int at = fd;
    struct stat status, above;
    for (;;) {
        if (at < 0 || fstat(at, &status) < 0)
            sandbox_failure("cannot open %s: %s", path, strerror(errno));
        if (status.st_uid != 0 || (status.st_mode & 022))
            sandbox_failure("%s and all folders above it must be root's, and no one else's to write", path);
        int up = openat(at, "..", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        if (at != fd)
            close(at);
        at = up;
        if (at < 0 || fstat(at, &above) < 0)
            sandbox_failure("cannot open what is above %s: %s", path, strerror(errno));
        if (above.st_dev == status.st_dev && above.st_ino == status.st_ino)
            break;
    }
    close(at);
    return fd;
}

static void name_box(struct box *box)
{
    if (cli.box >= cli_config.boxes)
        sandbox_failure("there are boxes 0 to %u", cli_config.boxes - 1);
    box->id = cli.box;
    box->uid = cli_config.first_uid + cli.box;
    box->gid = cli_config.first_gid + cli.box;
    if (snprintf(box->path, sizeof box->path, "%s/%u", cli_config.box_root, box->id) >= (int)sizeof box->path)
        sandbox_failure("box_root is too long");
}

/* The record is "OWNER GROUP COMMAND GROUPS" for an initialised box, else "- - COMMAND". */
static pid_t read_record(struct box *box)
{
    char text[128];
    int command = 0, groups = 0;
    if (pread_text(box->lock, text, sizeof text) < 0)
        sandbox_failure("cannot read the lock of box %u: %s", box->id, strerror(errno));
    box->initialised = sscanf(text, "%u %u %d %d", &box->owner_uid, &box->owner_gid, &command, &groups) == 4;
    box->groups = groups;
    if (!box->initialised)
        sscanf(text, "- - %d", &command);
    return command;
}

static void write_record(const struct box *box)
{
    char text[128];
    int length = box->initialised
                     ? snprintf(text, sizeof text, "%u %u %d %d\n", box->owner_uid, box->owner_gid, (int)getpid(), box->groups)
                     : snprintf(text, sizeof text, "- - %d\n", (int)getpid());
    if (!pwrite_all(box->lock, text, (size_t)length, 0) || ftruncate(box->lock, length) < 0)
        sandbox_failure("cannot write the lock of box %u: %s", box->id, strerror(errno));
}

/* The keeper of a killed command ends the run and then releases the lock. */
static bool is_dying(struct box *box)
{
    pid_t command = read_record(box);
    return command > 0 && kill(command, 0) < 0 && errno == ESRCH;
}

/* The handler only has to interrupt the wait. */
static void give_up_waiting(int number)
{
    (void)number;
}

static void take_lock(struct box *box)
{
    if (flock(box->lock, LOCK_EX | LOCK_NB) == 0)
        return;
    bool dying = errno == EWOULDBLOCK && is_dying(box);
    if (!cli.wait && !dying)
        sandbox_failure("box %u is in use", box->id);
    if (!cli.wait) {
        sigaction(SIGALRM, &(struct sigaction){.sa_handler = give_up_waiting}, NULL);
        alarm(DYING_SECONDS);
    }
    if (flock(box->lock, LOCK_EX) < 0)
        sandbox_failure("cannot lock box %u: %s", box->id, strerror(errno));
    alarm(0);
}

void box_lock(struct box *box)
{
    char name[16];
    name_box(box);
    int folder = open_trusted(cli_config.lock_root);
    snprintf(name, sizeof name, "%u", box->id);
    box->lock = openat(folder, name, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (box->lock < 0)
        sandbox_failure("cannot open the lock of box %u: %s", box->id, strerror(errno));
    close(folder);
    take_lock(box);
    read_record(box);
    bool any = caller_is_root() && !cli.as_somebody;
    if (box->initialised && !any && box->owner_uid != caller_uid())
        sandbox_failure("box %u belongs to user %u", box->id, box->owner_uid);
    write_record(box);
}

static void delete_tree(int parent, const char *name, const struct tree_owners *owners)
{
    int folder = tree_open(parent, name, O_RDONLY | O_DIRECTORY);
    if (folder < 0 && errno == ENOENT)
        return;
    if (folder < 0 || !tree_empty(folder, owners) || unlinkat(parent, name, AT_REMOVEDIR) < 0)
        sandbox_failure("cannot remove %s of a box: %s", name,
                        errno == EACCES ? "move away the folder in it that is another user's" : strerror(errno));
    close(folder);
}

/* Opens root's folder of the box, which contains the owner's. Only root can have set its owner, so that is valid even if
 * the record was lost because the host was restarted. */
static void delete_box(int root, const struct box *box)
{
    char name[16];
    struct stat status;
    snprintf(name, sizeof name, "%u", box->id);
    int folder = tree_open(root, name, O_RDONLY | O_DIRECTORY);
    if (folder >= 0) {
        uid_t owner = box->owner_uid;
        if (!box->initialised)
            owner = fstatat(folder, "box", &status, AT_SYMLINK_NOFOLLOW) == 0 ? status.st_uid : 0;
        delete_tree(folder, "box", &(struct tree_owners){.from = box->uid, .to = owner, .roots_box = owner == 0});
        close(folder);
    }
    delete_tree(root, name, &(struct tree_owners){.roots_box = true});
}

void box_remove(struct box *box)
{
    char path[PATH_MAX];
    int root = open_trusted(cli_config.box_root);
    snprintf(path, sizeof path, "%s/box", box->path);
    while (umount2(path, MNT_DETACH | UMOUNT_NOFOLLOW) == 0)
        ;  /* until EINVAL or ENOENT: nothing is mounted there */
    delete_box(root, box);
    close(root);
    box->initialised = false;
    write_record(box);
}

/* Quotas need a file system that is set up for them; a file system of the box's own always works. */
static void mount_quota(const struct box *box, const char *path)
{
    char options[160];
    bool too_much = cli.quota_blocks > cli_config.quota_max || cli.quota_inodes > cli_config.quota_max;
    if (too_much && !caller_is_root())
        sandbox_failure("--quota can be %llu at most", (unsigned long long)cli_config.quota_max);
    snprintf(options, sizeof options, "size=%lluk,nr_inodes=%llu,mode=700,uid=%u,gid=%u",
             (unsigned long long)cli.quota_blocks, (unsigned long long)cli.quota_inodes, box->owner_uid, box->owner_gid);
    if (mount("evalx-box", path, "tmpfs", MS_NOSUID | MS_NODEV, options) < 0)
        sandbox_failure("cannot mount a file system for the quota: %s", strerror(errno));
}

static void make(int parent, const char *name, mode_t mode)
{
    if (mkdirat(parent, name, mode) < 0)
        sandbox_failure("cannot make %s of the box: %s", name, strerror(errno));
}

void box_create(struct box *box)
{
    char path[PATH_MAX], name[16];
    box_remove(box);
    int root = open_trusted(cli_config.box_root);
    snprintf(name, sizeof name, "%u", box->id);
    make(root, name, 0755);
    int folder = tree_open(root, name, O_RDONLY | O_DIRECTORY);
    if (folder < 0)
        sandbox_failure("cannot open the box: %s", strerror(errno));
    box->owner_uid = caller_uid();
    box->owner_gid = caller_gid();
    make(folder, "root", 0700);
    make(folder, "box", 0700);
    snprintf(path, sizeof path, "%s/box", box->path);
    if (cli.quota_blocks)
        mount_quota(box, path);
    else if (fchownat(folder, "box", box->owner_uid, box->owner_gid, AT_SYMLINK_NOFOLLOW) < 0)
        sandbox_failure("cannot give the box to its owner: %s", strerror(errno));
    close(folder);
    close(root);
    box->initialised = true;
    box->groups = cli.groups;
    write_record(box);
}

/* The folder above belongs to root alone, and the quota's file system may be mounted on this one. */
static int open_box(const struct box *box)
{
    char path[PATH_MAX];
    snprintf(path, sizeof path, "%s/box", box->path);
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (fd < 0)
        sandbox_failure("cannot open %s: %s", path, strerror(errno));
    return fd;
}

static void give(const struct box *box, const struct tree_owners *owners)
{
    int fd = open_box(box);
    tree_give(fd, owners);
    close(fd);
}

void box_take(const struct box *box)
{
    give(box, &(struct tree_owners){.from = box->owner_uid, .to = box->uid, .to_gid = box->gid,
                                    .roots_box = box->owner_uid == 0, .keep_special = true});
}

void box_give_back(const struct box *box)
{
    give(box, &(struct tree_owners){.from = box->uid, .to = box->owner_uid, .to_gid = box->owner_gid,
                                    .roots_box = box->owner_uid == 0, .keep_special = cli.special_files});
}
