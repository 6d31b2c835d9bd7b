/* The memory of a program that was forked. */
#include "warm/python.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

/* Memory that a program has of its own from its start, as after a cold one, so that it counts the same: whole pages, as
 * they are when the interpreter is ready. */
struct range {
    uintptr_t from, to;
};

enum { RANGES_MAX = 4096, PAGES_AT_A_TIME = 512 };

static struct range ranges[RANGES_MAX];
static unsigned ranges_count;

static void add_page(uintptr_t page, uintptr_t size)
{
    if (ranges_count > 0 && ranges[ranges_count - 1].to == page) {
        ranges[ranges_count - 1].to += size;
        return;
    }
    check(ranges_count < RANGES_MAX, "remember its memory");
    ranges[ranges_count++] = (struct range){page, page + size};
}

static void add_mapping(int pagemap, uintptr_t from, uintptr_t to, uintptr_t size)
{
    static uint64_t pages[PAGES_AT_A_TIME];
    const uint64_t present = 1ULL << 63, file = 1ULL << 61;
    for (uintptr_t at = from; at < to; at += PAGES_AT_A_TIME * size) {
        size_t count = (to - at) / size < PAGES_AT_A_TIME ? (to - at) / size : PAGES_AT_A_TIME;
        ssize_t got = pread(pagemap, pages, count * sizeof *pages, (off_t)(at / size * sizeof *pages));
        check(got == (ssize_t)(count * sizeof *pages), "look at its memory");
        for (size_t i = 0; i < count; i++)
            if ((pages[i] & (present | file)) == present)
                add_page(at + i * size, size);
    }
}

void remember_own_memory(void)
{
    uintptr_t from, to, size = (uintptr_t)sysconf(_SC_PAGESIZE);
    char line[4096], rights[8];
    int pagemap = open("/proc/self/pagemap", O_RDONLY | O_CLOEXEC);
    FILE *maps = fopen("/proc/self/maps", "re");
    check(pagemap >= 0 && maps, "look at its memory");
    while (fgets(line, sizeof line, maps))
        if (sscanf(line, "%lx-%lx %7s", &from, &to, rights) == 3 && rights[1] == 'w' && rights[3] == 'p')
            add_mapping(pagemap, from, to, size);
    fclose(maps);
    close(pagemap);
}

void take_own_memory(void)
{
    for (unsigned i = 0; i < ranges_count; i++)
        madvise((void *)ranges[i].from, ranges[i].to - ranges[i].from, MADV_POPULATE_WRITE);
}

uint64_t largest_kib(void)
{
    struct rusage usage;
    check(getrusage(RUSAGE_SELF, &usage) == 0, "look at its memory");
    return (uint64_t)usage.ru_maxrss;
}
