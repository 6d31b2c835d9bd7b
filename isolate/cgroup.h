/* Where control groups are: shared by cgroup_probe.c, which finds out, and cgroup.c, which uses them. */
#pragma once

#include "isolate.h"

#include <limits.h>

enum controller { MEMORY, PIDS, CPU, CONTROLLERS };

#define GROUP_PREFIX "evalx-"

struct cgroup_roots {
    int version;                       /* 1, 2, or 0 where there is none */
    char root[CONTROLLERS][PATH_MAX];  /* empty: not usable */
    bool peak;                         /* the memory peak can be read and reset */
};

extern struct cgroup_roots cgroups;

void cgroup_path(char *path, int controller, uid_t uid, const char *file);
bool cgroup_write(const char *path, const char *text);
