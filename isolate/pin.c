/* --pin: each run gets a core of its own while there are free ones. Which run has which core is in memory shared by
 * the slots; the daemon releases the core of a dead slot. */
#include "config.h"
#include "log.h"
#include "slot.h"

#include <errno.h>
#include <sched.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static cpu_set_t cores;            /* the cores that the daemon may use */
static int cores_end;              /* one more than their highest number; 0 without --pin */
static _Atomic pid_t *supervisors; /* by core; 0: free */

void pin_prepare(void)
{
    if (!config.pin)
        return;
    if (sched_getaffinity(0, sizeof cores, &cores) < 0)
        sandbox_failure("cannot tell the cores: %s", strerror(errno));
    for (int core = 0; core < CPU_SETSIZE; core++)
        if (CPU_ISSET(core, &cores))
            cores_end = core + 1;
    supervisors = mmap(NULL, (size_t)cores_end * sizeof *supervisors, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (supervisors == MAP_FAILED)
        sandbox_failure("out of memory");
}

int pin_take(void)
{
    for (int core = 0; core < cores_end; core++) {
        pid_t nobody = 0;
        if (CPU_ISSET(core, &cores) && atomic_compare_exchange_strong(&supervisors[core], &nobody, getpid()))
            return core;
    }
    return ANY_CORE;
}

void pin_release(pid_t supervisor)
{
    for (int core = 0; core < cores_end; core++)
        if (CPU_ISSET(core, &cores))
            atomic_compare_exchange_strong(&supervisors[core], &(pid_t){supervisor}, 0);
}

bool pin_to(int core)
{
    cpu_set_t one;
    CPU_ZERO(&one);
    CPU_SET(core, &one);
    return core == ANY_CORE || sched_setaffinity(0, sizeof one, &one) == 0;
}
