/* System calls that the C library does not offer in this form: clone(2) with a stack of its own and a sixth argument, and any
 * call without errno, which launcher and init have in common while both run. */
#include "slot.h"

#include <errno.h>
#include <sys/syscall.h>

long clone_onto(unsigned long flags, void *stack_top, int *pidfd, uint64_t cookie,
                void (*entry)(void *), void *argument)
{
    void **stack = stack_top;
    *--stack = argument;
    *--stack = (void *)entry;
#if defined(__x86_64__)
    register long result __asm__("rax") = SYS_clone;
    register void *child_tid __asm__("r10") = NULL;
    register void *tls __asm__("r8") = NULL;
    register uint64_t sixth __asm__("r9") = cookie;
    __asm__ volatile("syscall\n\t"
                     "test %%rax, %%rax\n\t"
                     "jnz 1f\n\t"
                     "xor %%ebp, %%ebp\n\t"
                     "pop %%rax\n\t"
                     "pop %%rdi\n\t"
                     "call *%%rax\n\t"
                     "ud2\n"
                     "1:"
                     : "+r"(result)
                     : "D"(flags), "S"(stack), "d"(pidfd), "r"(child_tid), "r"(tls), "r"(sixth)
                     : "rcx", "r11", "memory");
#elif defined(__aarch64__)
    register long number __asm__("x8") = SYS_clone;
    register unsigned long result __asm__("x0") = flags;
    register void *top __asm__("x1") = stack;
    register int *parent_tid __asm__("x2") = pidfd;
    register void *tls __asm__("x3") = NULL;
    register void *child_tid __asm__("x4") = NULL;
    register uint64_t sixth __asm__("x5") = cookie;
    __asm__ volatile("svc #0\n\t"
                     "cbnz x0, 1f\n\t"
                     "mov x29, xzr\n\t"
                     "ldp x1, x0, [sp], #16\n\t"
                     "blr x1\n\t"
                     "brk #0\n"
                     "1:"
                     : "+r"(result)
                     : "r"(number), "r"(top), "r"(parent_tid), "r"(tls), "r"(child_tid), "r"(sixth)
                     : "memory");
#endif
    if ((long)result < 0) {
        errno = (int)-(long)result;
        return -1;
    }
    return (long)result;
}

long call_without_errno(long number, long a, long b, long c, long d, long e, long f)
{
#if defined(__x86_64__)
    register long result __asm__("rax") = number;
    register long fourth __asm__("r10") = d;
    register long fifth __asm__("r8") = e;
    register long sixth __asm__("r9") = f;
    __asm__ volatile("syscall" : "+r"(result) : "D"(a), "S"(b), "d"(c), "r"(fourth), "r"(fifth), "r"(sixth) : "rcx", "r11", "memory");
#elif defined(__aarch64__)
    register long call __asm__("x8") = number;
    register long result __asm__("x0") = a;
    register long second __asm__("x1") = b;
    register long third __asm__("x2") = c;
    register long fourth __asm__("x3") = d;
    register long fifth __asm__("x4") = e;
    register long sixth __asm__("x5") = f;
    __asm__ volatile("svc #0"
                     : "+r"(result)
                     : "r"(call), "r"(second), "r"(third), "r"(fourth), "r"(fifth), "r"(sixth)
                     : "memory");
#endif
    return result;
}
