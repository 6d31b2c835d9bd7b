/* Only for the tests with AddressSanitizer: the linker puts this in the place of clone_onto (--wrap). A box that is
 * killed leaves its stack marked, and the next box, on the same stack, would be blamed for what it does there. */
#include "slot.h"

#include <sanitizer/asan_interface.h>

long __real_clone_onto(unsigned long flags, void *stack_top, int *pidfd, uint64_t cookie, void (*entry)(void *),
                       void *argument);
long __wrap_clone_onto(unsigned long flags, void *stack_top, int *pidfd, uint64_t cookie, void (*entry)(void *),
                       void *argument);

__attribute__((no_sanitize_address)) long __wrap_clone_onto(unsigned long flags, void *stack_top, int *pidfd,
                                                            uint64_t cookie, void (*entry)(void *), void *argument)
{
    ASAN_UNPOISON_MEMORY_REGION((char *)stack_top - STACK_SIZE, STACK_SIZE);
    return __real_clone_onto(flags, stack_top, pidfd, cookie, entry, argument);
}
