/* How a process of a box becomes that of a program: the only code that does it, whether the process goes on to execute the
 * program (init.c) or was forked by an interpreter that runs it (warm/python.c). It may be in the memory of init, so it
 * needs no state of the C library. */
#include "log.h"
#include "run_limits.h"
#include "slot.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#define check(result, what) check_result(result, "a program's process cannot %s", what)

/* The change of user has left it those that an interpreter inherits, and all where root is the box user. */
static void give_up_capabilities(void)
{
    struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
    static const struct __user_cap_data_struct none[_LINUX_CAPABILITY_U32S_3];
    check(syscall(SYS_capset, &header, none), "give up capabilities");
}

void enter_as_user(const struct program_start *start)
{
    limits_for_run(&start->limits);
    check(setpgid(0, 0), "make a process group");
    check(setpriority(PRIO_PROCESS, 0, start->nice), "take the programs' priority");
    check(syscall(SYS_setresuid, start->user, start->user, start->user), "become the box user");
    give_up_capabilities();
    check(prctl(PR_SET_DUMPABLE, 0, 0, 0, 0), "hide its memory");  /* regardless of fs.suid_dumpable */
    check(chdir("/box"), "enter /box");
}

bool enter_with_streams(const struct program_start *start, const int streams[STREAMS])
{
    int from[STREAMS];
    unsigned count = STREAMS;
    sigset_t none;
    sigemptyset(&none);
    while (streams[count - 1] < 0)
        count--;
    for (unsigned i = 0; i < count; i++) {
        bool in_a_place = streams[i] >= 0 && streams[i] < STREAMS;  /* perhaps in another's */
        from[i] = in_a_place ? fcntl(streams[i], F_DUPFD, STREAMS) : streams[i];
        if (in_a_place && from[i] < 0)
            return false;
    }
    for (unsigned i = 0; i < count; i++) {
        if (from[i] < 0)
            close((int)i);
        else if (dup2(from[i], (int)i) != (int)i)
            return false;
    }
    return syscall(SYS_close_range, count, ~0U, 0) == 0 && pin_to(start->core) && sigprocmask(SIG_SETMASK, &none, NULL) == 0;
}
