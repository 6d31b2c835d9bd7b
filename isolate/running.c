/* How many programs run, and the most that ever ran at a time: the log shows whether clients keep to the number of cores.
 * Runs in which a client takes part are counted apart, because they mostly wait for it. The counts are in memory shared by
 * the slots; the daemon takes a dead slot's run off. */
#include "config.h"
#include "log.h"
#include "slot.h"

#include <stdatomic.h>
#include <stdint.h>
#include <sys/mman.h>

enum kind { ALONE, LIVE, KINDS };

static struct shared {
    _Atomic uint32_t now[KINDS], most[KINDS];
    _Atomic uint8_t counted[];  /* by box user: one more than the kind of its run, or 0 */
} *shared;

void running_prepare(void)
{
    size_t size = sizeof *shared + config.last_uid - config.first_uid + 1;
    shared = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (shared == MAP_FAILED)
        sandbox_failure("out of memory");
}

static void note(enum kind kind, uint32_t now)
{
    uint32_t most = shared->most[kind];
    while (now > most)
        if (atomic_compare_exchange_weak(&shared->most[kind], &most, now)) {
            log_event("%u %s at a time, the most so far", now, kind == LIVE ? "live runs" : "programs run");
            return;
        }
}

void running_begin(uid_t uid, bool live)
{
    enum kind kind = live ? LIVE : ALONE;
    if (atomic_exchange(&shared->counted[uid - config.first_uid], (uint8_t)(1 + kind)) == 0)
        note(kind, atomic_fetch_add(&shared->now[kind], 1) + 1);
}

void running_end(uid_t uid)
{
    uint8_t counted = atomic_exchange(&shared->counted[uid - config.first_uid], 0);
    if (counted)
        atomic_fetch_sub(&shared->now[counted - 1], 1);
}
