/* Processors and memory nodes that the administrator set for a box. This needs no cpuset: they are set before the program
 * is executed, its children inherit them, and the system call filter refuses to change them. */
#include "cli.h"
#include "log.h"

#include <errno.h>
#include <linux/mempolicy.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { WORD_BITS = 8 * sizeof(unsigned long) };

void numbers_take(struct number_set *set, const char *key, const char *list)
{
    char *end;
    for (const char *at = list;; at = end + 1) {
        unsigned long first = strtoul(at, &end, 10), last = first;
        bool valid = *at >= '0' && *at <= '9';
        if (valid && *end == '-' && end[1] >= '0' && end[1] <= '9')
            last = strtoul(end + 1, &end, 10);
        if (!valid || last < first || last >= NUMBERS_MAX || (*end && *end != ','))
            sandbox_failure("%s must be a list as 0,2-3: %s", key, list);
        for (unsigned long n = first; n <= last; n++)
            set->words[n / WORD_BITS] |= 1UL << n % WORD_BITS;
        if (!*end)
            break;
    }
    set->given = true;
}

void processors_settle(void)
{
    const struct number_set *processors = &cli_config.processors, *nodes = &cli_config.nodes;
    if (processors->given && syscall(SYS_sched_setaffinity, 0, sizeof processors->words, processors->words) < 0)
        sandbox_failure("cannot take the processors of box %u: %s", cli.box, strerror(errno));
    if (nodes->given && syscall(SYS_set_mempolicy, MPOL_BIND, nodes->words, NUMBERS_MAX) < 0)
        sandbox_failure("cannot take the memory nodes of box %u: %s", cli.box, strerror(errno));
}
