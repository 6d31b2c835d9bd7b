/* The folders that a program may change: /box and /tmp, each a tmpfs of its own. One that a run has not touched is kept,
 * any other is mounted anew. The queues of the box's IPC namespace are a folder, too, so they are looked at the same way.
 *
 * Every change of a folder is seen in its status: a new or removed name in its size and times, a mode, an owner or an
 * attribute in itself and in the time of change, which no program can set. The clock behind these times may stand still
 * for some milliseconds, but a name that is left also shows in the size and in the count of inodes. */
#include "box.h"
#include "log.h"
#include "slot.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/vfs.h>
#include <sys/xattr.h>
#include <unistd.h>

enum { BOX_INODES = 16384 };
enum { BOX, TMP, QUEUES, FOLDERS };

#define FIRST_FILE_BYTES (64ULL << 20)
#define SCRATCH_FLAGS (MS_NOSUID | MS_NODEV | MS_NODIRATIME)

/* What tells whether a folder was touched. */
struct state {
    struct stat status;
    uint64_t inodes, blocks;
    ssize_t attributes;
};

static const char *const paths[] = {"/box", "/tmp"};
static struct state as_new[FOLDERS];
static uint64_t bytes;

#define check(result, what) check_result(result, "init cannot %s", what)

void mount_with_cookie(const struct slot *slot, const char *kind, const char *target, unsigned long flags, const char *options)
{
    check(syscall(SYS_mount, kind, target, kind, flags, options, slot->cookie), target);
}

static void mount_folder(const struct slot *slot, int i, unsigned long flags)
{
    assert(i == BOX || i == TMP);
    char options[128];
    snprintf(options, sizeof options, "size=%llu,nr_inodes=%d,mode=700,uid=%u,gid=%u", (unsigned long long)bytes,
             BOX_INODES, slot->user, slot->user);
    mount_with_cookie(slot, "tmpfs", paths[i], SCRATCH_FLAGS | flags, options);
}

static struct state state_of(const struct slot *slot, int i)
{
    struct state state = {0};
    struct statfs room;
    if (i == QUEUES) {
        check(fstat(slot->exchange->queues, &state.status), "look at the message queues");
        return state;
    }
    check(lstat(paths[i], &state.status), "look at a folder");
    check(statfs(paths[i], &room), "look at a folder's room");
    state.inodes = room.f_files - room.f_ffree;
    state.blocks = room.f_blocks - room.f_bfree;
    state.attributes = listxattr(paths[i], NULL, 0);
    return state;
}

static bool same_time(struct timespec left, struct timespec right)
{
    return left.tv_sec == right.tv_sec && left.tv_nsec == right.tv_nsec;
}

static bool untouched(const struct slot *slot, int i)
{
    struct state now = state_of(slot, i), new = as_new[i];
    return same_time(now.status.st_ctim, new.status.st_ctim) && same_time(now.status.st_mtim, new.status.st_mtim)
           && same_time(now.status.st_atim, new.status.st_atim) && now.status.st_mode == new.status.st_mode
           && now.status.st_uid == new.status.st_uid && now.status.st_gid == new.status.st_gid
           && now.status.st_nlink == new.status.st_nlink && now.status.st_size == new.status.st_size
           && now.inodes == new.inodes && now.blocks == new.blocks && now.attributes == new.attributes;
}

static void unmount(const struct slot *slot, const char *path)
{
    check(syscall(SYS_umount2, path, MNT_DETACH, 0, 0, 0, slot->cookie), "unmount a folder");
}

/* The queues are looked at through a mount that no program sees. A kernel without them has no such file system. */
static void watch_queues(const struct slot *slot)
{
    if (syscall(SYS_mount, "mqueue", "/old", "mqueue", MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL, slot->cookie) < 0) {
        check(errno == ENODEV ? 0 : -1, "watch the message queues");
        return;
    }
    slot->exchange->queues = open("/old", O_PATH | O_DIRECTORY | O_CLOEXEC);
    check(slot->exchange->queues, "watch the message queues");
    as_new[QUEUES] = state_of(slot, QUEUES);
    unmount(slot, "/old");
}

static void make(const struct slot *slot, int i)
{
    mount_folder(slot, i, 0);
    as_new[i] = state_of(slot, i);
}

void scratch_make(const struct slot *slot)
{
    uint64_t asked = slot->exchange->limits.file_bytes;
    bytes = asked ? asked : FIRST_FILE_BYTES;
    make(slot, BOX);
    make(slot, TMP);
    watch_queues(slot);
}

void scratch_resize(const struct slot *slot, uint64_t wanted)
{
    if (bytes == wanted)
        return;
    bytes = wanted;
    mount_folder(slot, BOX, MS_REMOUNT);
    mount_folder(slot, TMP, MS_REMOUNT);
}

bool scratch_renew(const struct slot *slot)
{
    if (slot->exchange->queues >= 0 && !untouched(slot, QUEUES))
        return false;
    for (int i = BOX; i <= TMP; i++)
        if (!untouched(slot, i)) {
            unmount(slot, paths[i]);
            make(slot, i);
        }
    return true;
}
