/* The daemon without one of its parts, to measure that part's cost: the linker replaces the product's functions with
 * these (--wrap). Only for measurements, never part of the product. */
#include "log.h"
#include "run.h"

#include <fcntl.h>
#include <stdarg.h>
#include <stdlib.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

int __wrap_seccomp_install(uint64_t cookie);
bool __wrap_cpu_counter_works(void);
void __wrap_capture_open(struct capture *capture, uint64_t limit, uid_t writer, int *write_end);
bool __wrap_capture_drain(struct capture *capture, uint64_t max, bool whole);
void __wrap_capture_close(struct capture *capture);
__attribute__((weak)) long __real_syscall(long number, ...);
long __wrap_syscall(long number, ...);
__attribute__((weak)) long __real_clone_onto(unsigned long flags, void *stack_top, int *pidfd, uint64_t cookie,
                       void (*entry)(void *), void *argument);
long __wrap_clone_onto(unsigned long flags, void *stack_top, int *pidfd, uint64_t cookie,
                       void (*entry)(void *), void *argument);

int __wrap_seccomp_install(uint64_t cookie)
{
    (void)cookie;
    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    return NO_FD;
}

/* Without groups, nothing else counts CPU time either. */
bool __wrap_cpu_counter_works(void)
{
    return false;
}

void __wrap_capture_open(struct capture *capture, uint64_t limit, uid_t writer, int *write_end)
{
    static int nowhere = NO_FD;
    (void)writer;
    if (nowhere < 0)
        nowhere = open("/dev/null", O_RDWR | O_CLOEXEC);
    *capture = (struct capture){.fd = NO_FD, .limit = limit};
    *write_end = fcntl(nowhere, F_DUPFD_CLOEXEC, 0);
}

bool __wrap_capture_drain(struct capture *capture, uint64_t max, bool whole)
{
    (void)capture, (void)max, (void)whole;
    return true;
}

void __wrap_capture_close(struct capture *capture)
{
    (void)capture;
}

/* Does not mount the file systems of a run. */
long __wrap_syscall(long number, ...)
{
    va_list list;
    long given[6];
    va_start(list, number);
    for (int i = 0; i < 6; i++)
        given[i] = va_arg(list, long);
    va_end(list);
    bool mounts = number == SYS_mount || number == SYS_umount2;
    return mounts ? 0 : __real_syscall(number, given[0], given[1], given[2], given[3], given[4], given[5]);
}

long __wrap_clone_onto(unsigned long flags, void *stack_top, int *pidfd, uint64_t cookie,
                       void (*entry)(void *), void *argument)
{
    unsigned long kept = flags & ~(unsigned long)WITHOUT_NAMESPACES;
    return __real_clone_onto(kept, stack_top, pidfd, cookie, entry, argument);
}
