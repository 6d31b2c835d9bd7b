/* Where control groups are: found by cgroup_probe.c and used by cgroup.c. */
#pragma once

#include "cgroup.h"

#include <limits.h>
#include <stdbool.h>
#include <sys/types.h>

/* CPU counts processor time; SHARES divides the processors evenly among groups. */
enum controller { MEMORY, PIDS, CPU, SHARES, CONTROLLERS };

#define GROUP_PREFIX "evalx-"

struct cgroup_roots {
    int version;                       /* 1, 2, or 0 if there is none */
    char root[CONTROLLERS][PATH_MAX];  /* empty: not usable */
    bool bounds_swap;                  /* the memory group does */
    enum { NO_PEAK, PEAK_RESETS, PEAK_OF_NEW } peak;  /* of memory: can be reset, or only starts at zero in a new group */
};

extern struct cgroup_roots cgroups;

/* The groups below a slot's if each run has its own; the slot's group then has no processes itself. */
#define LEAVES {"launcher", "run-0", "run-1"}
enum { LAUNCHER_LEAF, RUN_LEAF, LEAVES_COUNT = 3 };

void cgroup_path(char *path, int controller, uid_t uid, const char *file);
