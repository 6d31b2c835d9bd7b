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
#include <unistd.h>

/* In the order of KINDS in test_failing.py. */
enum kind { NONE, PROCESS, MOUNT, OPEN, FOLDER, WRITE, MEMORY, RIGHTS };

static const int errors[] = {0, EAGAIN, ENOMEM, EMFILE, ENOSPC, ENOSPC, ENOMEM, EPERM};

static struct plan {
    _Atomic uint32_t kind;
    _Atomic int32_t left;    /* the call that fails when this becomes 0 */
    _Atomic uint32_t number; /* how many have failed */
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
FAILING(MOUNT, int, -1, mount, (const char *source, const char *target, const char *type, unsigned long flags,
                                const void *options), (source, target, type, flags, options))
FAILING(MOUNT, int, -1, umount2, (const char *target, int flags), (target, flags))
FAILING(MOUNT, int, -1, chroot, (const char *path), (path))
FAILING(MOUNT, int, -1, chdir, (const char *path), (path))
FAILING(MOUNT, int, -1, fchdir, (int fd), (fd))
FAILING(OPEN, int, -1, open, (const char *path, int flags, mode_t mode), (path, flags, mode))
FAILING(OPEN, int, -1, openat, (int folder, const char *path, int flags, mode_t mode), (folder, path, flags, mode))
FAILING(OPEN, int, -1, pipe2, (int ends[2], int flags), (ends, flags))
FAILING(OPEN, int, -1, eventfd, (unsigned value, int flags), (value, flags))
FAILING(OPEN, int, -1, memfd_create, (const char *name, unsigned flags), (name, flags))
FAILING(OPEN, int, -1, socket, (int family, int type, int protocol), (family, type, protocol))
FAILING(OPEN, int, -1, dup2, (int from, int to), (from, to))
FAILING(OPEN, int, -1, accept4, (int fd, void *address, void *size, int flags), (fd, address, size, flags))
FAILING(FOLDER, int, -1, mkdir, (const char *path, mode_t mode), (path, mode))
FAILING(FOLDER, int, -1, mkdirat, (int folder, const char *path, mode_t mode), (folder, path, mode))
FAILING(FOLDER, int, -1, symlinkat, (const char *to, int folder, const char *path), (to, folder, path))
FAILING(FOLDER, int, -1, renameat, (int from, const char *name, int to, const char *as), (from, name, to, as))
FAILING(WRITE, ssize_t, -1, write, (int fd, const void *bytes, size_t size), (fd, bytes, size))
FAILING(WRITE, ssize_t, -1, pwrite, (int fd, const void *bytes, size_t size, off_t at), (fd, bytes, size, at))
FAILING(WRITE, ssize_t, -1, sendfile, (int to, int from, off_t *at, size_t size), (to, from, at, size))
FAILING(WRITE, int, -1, ftruncate, (int fd, off_t size), (fd, size))
FAILING(MEMORY, void *, NULL, malloc, (size_t size), (size))
FAILING(MEMORY, void *, NULL, calloc, (size_t count, size_t size), (count, size))
FAILING(MEMORY, void *, MAP_FAILED, mmap, (void *address, size_t size, int protection, int flags, int fd, off_t at),
        (address, size, protection, flags, fd, at))
FAILING(MEMORY, void *, NULL, fdopendir, (int fd), (fd))
FAILING(RIGHTS, int, -1, setrlimit, (int resource, const struct rlimit *limit), (resource, limit))
FAILING(RIGHTS, int, -1, setpriority, (int which, id_t who, int nice), (which, who, nice))
FAILING(RIGHTS, int, -1, setpgid, (pid_t process, pid_t group), (process, group))
FAILING(RIGHTS, int, -1, sethostname, (const char *name, size_t size), (name, size))
FAILING(RIGHTS, int, -1, fchown, (int fd, uid_t user, gid_t group), (fd, user, group))
FAILING(RIGHTS, int, -1, prctl, (int option, unsigned long a, unsigned long b, unsigned long c, unsigned long d),
        (option, a, b, c, d))

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
    case SYS_capset: case SYS_seccomp: case SYS_setgroups: case SYS_setresgid: case SYS_setresuid:
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
