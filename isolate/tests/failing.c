/* The daemon with calls that fail when a test says so: the linker puts these functions in the place of the C library's
 * (--wrap), only where the daemon's own code calls them. So a program in a box is never touched. The test chooses the kind
 * of call and which one, by a file that all processes of the daemon map. */
#include "log.h"
#include "slot.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

/* In the order of KINDS in test_failing.py. */
enum kind { NONE, PROCESS, MOUNT, OPEN, FOLDER, WRITE, MEMORY, RIGHTS, READ, WAIT, TALK, KINDS };

static const int errors[] = {0, EAGAIN, ENOMEM, EMFILE, ENOSPC, ENOSPC, ENOMEM, EPERM, EIO, EINTR, ENOBUFS};

static struct plan {
    _Atomic uint32_t kind;
    _Atomic int32_t left;    /* the call that fails when this becomes 0 */
    _Atomic uint32_t number; /* how many have failed */
    _Atomic uint32_t calls[KINDS];
} no_plan, *plan = &no_plan;

__attribute__((constructor)) static void read_plan(void)
{
    const char *path = getenv("EVALX_FAILING");
    int fd = path ? open(path, O_RDWR | O_CLOEXEC) : NO_FD;
    void *shared = fd < 0 ? MAP_FAILED : mmap(NULL, sizeof *plan, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (shared == MAP_FAILED)
        _exit(2);
    close(fd);
    plan = shared;
}

static bool fails(enum kind kind)
{
    plan->calls[kind]++;
    if (kind == NONE || plan->kind != kind || atomic_fetch_sub(&plan->left, 1) != 1)
        return false;
    plan->number++;
    errno = errors[kind];
    return true;
}

#define FAILING(kind, type, failed, name, parameters, arguments) \
    type __real_##name parameters; \
    type __wrap_##name parameters; \
    type __wrap_##name parameters \
    { \
        return fails(kind) ? (failed) : __real_##name arguments; \
    }

FAILING(PROCESS, pid_t, -1, fork, (void), ())
FAILING(PROCESS, int, -1, unshare, (int flags), (flags))
FAILING(PROCESS, int, -1, setns, (int fd, int kind), (fd, kind))
FAILING(MOUNT, int, -1, mount, (const char *source, const char *target, const char *type, unsigned long flags,
                                const void *options), (source, target, type, flags, options))
FAILING(MOUNT, int, -1, umount2, (const char *target, int flags), (target, flags))
FAILING(MOUNT, int, -1, chroot, (const char *path), (path))
FAILING(MOUNT, int, -1, chdir, (const char *path), (path))
FAILING(MOUNT, int, -1, fchdir, (int fd), (fd))
FAILING(OPEN, int, -1, open, (const char *path, int flags, mode_t mode), (path, flags, mode))
FAILING(OPEN, int, -1, openat, (int folder, const char *path, int flags, mode_t mode), (folder, path, flags, mode))
FAILING(OPEN, int, -1, pipe, (int ends[2]), (ends))
FAILING(OPEN, int, -1, socketpair, (int family, int type, int protocol, int ends[2]), (family, type, protocol, ends))
FAILING(OPEN, int, -1, signalfd, (int fd, const void *signals, int flags), (fd, signals, flags))
FAILING(OPEN, int, -1, fcntl, (int fd, int command, long given), (fd, command, given))
FAILING(OPEN, int, -1, dup, (int fd), (fd))
FAILING(OPEN, void *, NULL, fopen, (const char *path, const char *mode), (path, mode))
FAILING(OPEN, void *, NULL, opendir, (const char *path), (path))
FAILING(OPEN, int, -1, pipe2, (int ends[2], int flags), (ends, flags))
FAILING(OPEN, int, -1, eventfd, (unsigned value, int flags), (value, flags))
FAILING(OPEN, int, -1, memfd_create, (const char *name, unsigned flags), (name, flags))
FAILING(OPEN, int, -1, socket, (int family, int type, int protocol), (family, type, protocol))
FAILING(OPEN, int, -1, dup2, (int from, int to), (from, to))
FAILING(OPEN, int, -1, accept4, (int fd, void *address, void *size, int flags), (fd, address, size, flags))
FAILING(FOLDER, int, -1, mkdir, (const char *path, mode_t mode), (path, mode))
FAILING(FOLDER, int, -1, mkdirat, (int folder, const char *path, mode_t mode), (folder, path, mode))
FAILING(FOLDER, int, -1, symlinkat, (const char *to, int folder, const char *path), (to, folder, path))
FAILING(FOLDER, int, -1, symlink, (const char *to, const char *path), (to, path))
FAILING(FOLDER, int, -1, mknod, (const char *path, mode_t mode, dev_t device), (path, mode, device))
FAILING(FOLDER, int, -1, rmdir, (const char *path), (path))
FAILING(FOLDER, int, -1, unlink, (const char *path), (path))
FAILING(FOLDER, int, -1, unlinkat, (int folder, const char *path, int flags), (folder, path, flags))
FAILING(FOLDER, int, -1, flock, (int fd, int operation), (fd, operation))
FAILING(FOLDER, int, -1, futimens, (int fd, const struct timespec times[2]), (fd, times))
FAILING(FOLDER, int, -1, renameat, (int from, const char *name, int to, const char *as), (from, name, to, as))
FAILING(WRITE, ssize_t, -1, write, (int fd, const void *bytes, size_t size), (fd, bytes, size))
FAILING(WRITE, ssize_t, -1, pwrite, (int fd, const void *bytes, size_t size, off_t at), (fd, bytes, size, at))
FAILING(WRITE, ssize_t, -1, sendfile, (int to, int from, off_t *at, size_t size), (to, from, at, size))
FAILING(WRITE, int, -1, ftruncate, (int fd, off_t size), (fd, size))
FAILING(MEMORY, void *, NULL, malloc, (size_t size), (size))
FAILING(MEMORY, void *, NULL, calloc, (size_t count, size_t size), (count, size))
FAILING(MEMORY, void *, MAP_FAILED, mmap, (void *address, size_t size, int protection, int flags, int fd, off_t at),
        (address, size, protection, flags, fd, at))
FAILING(MEMORY, void *, NULL, realloc, (void *at, size_t size), (at, size))
FAILING(MEMORY, void *, NULL, strdup, (const char *text), (text))
FAILING(MEMORY, int, -1, poll, (void *watches, unsigned long count, int timeout), (watches, count, timeout))
FAILING(MEMORY, int, -1, ppoll, (void *watches, unsigned long count, const void *timeout, const void *signals),
        (watches, count, timeout, signals))
FAILING(MEMORY, void *, NULL, fdopendir, (int fd), (fd))
FAILING(RIGHTS, int, -1, setrlimit, (int resource, const struct rlimit *limit), (resource, limit))
FAILING(RIGHTS, int, -1, setpriority, (int which, id_t who, int nice), (which, who, nice))
FAILING(RIGHTS, int, -1, setpgid, (pid_t process, pid_t group), (process, group))
FAILING(RIGHTS, int, -1, sethostname, (const char *name, size_t size), (name, size))
FAILING(RIGHTS, int, -1, setdomainname, (const char *name, size_t size), (name, size))
FAILING(RIGHTS, int, -1, chmod, (const char *path, mode_t mode), (path, mode))
FAILING(RIGHTS, int, -1, fchmod, (int fd, mode_t mode), (fd, mode))
FAILING(RIGHTS, int, -1, fchmodat, (int folder, const char *path, mode_t mode, int flags), (folder, path, mode, flags))
FAILING(RIGHTS, int, -1, chown, (const char *path, uid_t user, gid_t group), (path, user, group))
FAILING(RIGHTS, int, -1, fchownat, (int folder, const char *path, uid_t user, gid_t group, int flags),
        (folder, path, user, group, flags))
FAILING(RIGHTS, int, -1, ioctl, (int fd, unsigned long request, long given), (fd, request, given))
FAILING(RIGHTS, int, -1, setresuid, (uid_t real, uid_t effective, uid_t saved), (real, effective, saved))
FAILING(RIGHTS, int, -1, setresgid, (gid_t real, gid_t effective, gid_t saved), (real, effective, saved))
FAILING(RIGHTS, int, -1, timer_create, (clockid_t clock, void *event, void *timer), (clock, event, timer))
FAILING(RIGHTS, int, -1, timer_settime, (void *timer, int flags, const void *time, void *before), (timer, flags, time, before))
FAILING(RIGHTS, int, -1, fchown, (int fd, uid_t user, gid_t group), (fd, user, group))
FAILING(RIGHTS, int, -1, prctl, (int option, unsigned long a, unsigned long b, unsigned long c, unsigned long d),
        (option, a, b, c, d))

FAILING(READ, ssize_t, -1, read, (int fd, void *bytes, size_t size), (fd, bytes, size))
FAILING(READ, ssize_t, -1, pread, (int fd, void *bytes, size_t size, off_t at), (fd, bytes, size, at))
FAILING(READ, off_t, -1, lseek, (int fd, off_t at, int whence), (fd, at, whence))
FAILING(READ, int, -1, fstat, (int fd, void *status), (fd, status))
FAILING(READ, int, -1, stat, (const char *path, void *status), (path, status))
FAILING(READ, int, -1, lstat, (const char *path, void *status), (path, status))
FAILING(READ, int, -1, fstatat, (int folder, const char *path, void *status, int flags), (folder, path, status, flags))
FAILING(READ, int, -1, statfs, (const char *path, void *status), (path, status))
FAILING(READ, int, -1, fstatfs, (int fd, void *status), (fd, status))
FAILING(READ, ssize_t, -1, readlink, (const char *path, char *to, size_t size), (path, to, size))
FAILING(READ, ssize_t, -1, readlinkat, (int folder, const char *path, char *to, size_t size), (folder, path, to, size))
FAILING(READ, ssize_t, -1, getrandom, (void *bytes, size_t size, unsigned flags), (bytes, size, flags))
FAILING(READ, int, -1, getrlimit, (int resource, void *limit), (resource, limit))
/* The kernel interrupts nobody who does not wait. */
FAILING(options & WNOHANG ? NONE : WAIT, pid_t, -1, waitpid, (pid_t process, int *status, int options),
        (process, status, options))
FAILING(options & WNOHANG ? NONE : WAIT, pid_t, -1, wait4, (pid_t process, int *status, int options, void *usage),
        (process, status, options, usage))
FAILING(options & WNOHANG ? NONE : WAIT, int, -1, waitid, (int kind, id_t id, void *info, int options),
        (kind, id, info, options))
FAILING(WAIT, int, -1, sigwaitinfo, (const void *signals, void *info), (signals, info))
FAILING(TALK, ssize_t, -1, send, (int fd, const void *bytes, size_t size, int flags), (fd, bytes, size, flags))
FAILING(TALK, ssize_t, -1, sendmsg, (int fd, const void *message, int flags), (fd, message, flags))
FAILING(TALK, ssize_t, -1, recv, (int fd, void *bytes, size_t size, int flags), (fd, bytes, size, flags))
FAILING(TALK, ssize_t, -1, recvmsg, (int fd, void *message, int flags), (fd, message, flags))
FAILING(TALK, int, -1, connect, (int fd, const void *address, unsigned size), (fd, address, size))
FAILING(TALK, int, -1, bind, (int fd, const void *address, unsigned size), (fd, address, size))
FAILING(TALK, int, -1, listen, (int fd, int backlog), (fd, backlog))
FAILING(TALK, int, -1, getsockopt, (int fd, int level, int name, void *value, void *size), (fd, level, name, value, size))

static enum kind kind_of(long number)
{
    switch (number) {
    case SYS_clone:
        return PROCESS;
    case SYS_mount: case SYS_umount2: case SYS_fsopen: case SYS_fsconfig: case SYS_fsmount: case SYS_move_mount:
    case SYS_open_tree: case SYS_mount_setattr: case SYS_pivot_root:
        return MOUNT;
    case SYS_openat2: case SYS_pidfd_open: case SYS_perf_event_open: case SYS_close_range:
        return OPEN;
    case SYS_capget: case SYS_capset: case SYS_seccomp: case SYS_setgroups: case SYS_setresgid: case SYS_setresuid:
        return RIGHTS;
    default:
        return NONE;
    }
}

long __real_syscall(long number, ...);
long __wrap_syscall(long number, ...);
long __wrap_syscall(long number, ...)
{
    va_list list;
    long given[6];
    va_start(list, number);
    for (int i = 0; i < 6; i++)
        given[i] = va_arg(list, long);
    va_end(list);
    if (fails(kind_of(number)))
        return -1;
    return __real_syscall(number, given[0], given[1], given[2], given[3], given[4], given[5]);
}

/* See own_stacks.c, whose place this takes. */
void __asan_unpoison_memory_region(const volatile void *address, size_t size) __attribute__((weak));
long __real_clone_onto(unsigned long flags, void *stack_top, int *pidfd, uint64_t cookie, void (*entry)(void *),
                       void *argument);
long __wrap_clone_onto(unsigned long flags, void *stack_top, int *pidfd, uint64_t cookie, void (*entry)(void *),
                       void *argument);
long __wrap_clone_onto(unsigned long flags, void *stack_top, int *pidfd, uint64_t cookie, void (*entry)(void *),
                       void *argument)
{
    if (fails(PROCESS))
        return -1;
    if (__asan_unpoison_memory_region)
        __asan_unpoison_memory_region((char *)stack_top - STACK_SIZE, STACK_SIZE);
    return __real_clone_onto(flags, stack_top, pidfd, cookie, entry, argument);
}
