/* The precedence of verdicts: a failed exec, output, memory, CPU time, wall time, the program. */
#include "cgroup.h"
#include "config.h"
#include "log.h"
#include "protocol.h"
#include "run_limits.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

struct config config;

/* What limits.c calls besides, in other files; no verdict comes here. */
void sandbox_failure(const char *format, ...)
{
    puts(format);
    exit(1);
}

uint64_t take_u64_between(struct frame *frame, uint64_t min, uint64_t max, const char *name)
{
    sandbox_failure("%s is not taken from a frame here (%p, %llu, %llu)", name, (void *)frame, (unsigned long long)min,
                    (unsigned long long)max);
}

bool cgroup_has_memory(void)
{
    return true;
}

bool cgroup_has_pids(void)
{
    return true;
}

enum { EXIT_3 = 3 << 8, EXIT_127 = 127 << 8, SEGV = 11, SEGV_CORE = 11 | 128 };

static const struct {
    unsigned exceeded;
    struct program_end end;
    enum ending ending;
    uint32_t value;
} table[] = {
    {0, {0, 0}, ENDING_EXITED, 0},
    {0, {EXIT_3, 0}, ENDING_EXITED, 3},
    {0, {SEGV, 0}, ENDING_SIGNALLED, 11},
    {0, {SEGV_CORE, 0}, ENDING_SIGNALLED, 11},
    {EXCEEDED_OUTPUT, {0, 0}, ENDING_LIMIT, 0},
    {EXCEEDED_MEMORY, {EXIT_3, 0}, ENDING_LIMIT, 1},
    {EXCEEDED_CPU, {SEGV, 0}, ENDING_LIMIT, 2},
    {EXCEEDED_WALL, {SEGV, 0}, ENDING_LIMIT, 3},
    {EXCEEDED_WALL | EXCEEDED_CPU, {SEGV, 0}, ENDING_LIMIT, 2},
    {EXCEEDED_WALL | EXCEEDED_CPU | EXCEEDED_MEMORY, {SEGV, 0}, ENDING_LIMIT, 1},
    {EXCEEDED_WALL | EXCEEDED_CPU | EXCEEDED_MEMORY | EXCEEDED_OUTPUT, {SEGV, 0}, ENDING_LIMIT, 0},
    {0, {EXIT_127, ENOENT}, ENDING_NOT_STARTED, ENOENT},
    {EXCEEDED_WALL | EXCEEDED_CPU, {EXIT_127, EACCES}, ENDING_NOT_STARTED, EACCES},
    {EXCEEDED_MEMORY, {EXIT_127, ENOMEM}, ENDING_LIMIT, 1},
    {0, {EXIT_127, 0}, ENDING_EXITED, 127},
};

int main(void)
{
    int failed = 0;
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        uint32_t value = 99;
        enum ending ending = limits_verdict(table[i].exceeded, table[i].end, &value);
        if (ending != table[i].ending || value != table[i].value) {
            printf("row %zu: ending %d, value %u\n", i, ending, value);
            failed = 1;
        }
    }
    return failed;
}
