/* Control groups: counters and limits of a slot. */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

struct cgroup_usage {
    uint64_t peak_bytes;
    bool oom_killed;      /* a process was killed at the group's own limit */
    bool killed_outside;  /* a process was killed for want of memory elsewhere: the host's, or that of a group above */
};

/* The files that tell a run's memory: those of the slot's group, or of the run's own group. */
struct cgroup_counters {
    int peak, usage, stat;
};

struct cgroup {
    int memory_limit, memory_swap_limit, memory_events;
    int swap_peak;                       /* version 1: the peak of memory and swap together, else NO_FD */
    int pids_max, tasks, cpu;
    int folder;                          /* the slot's group if runs have groups of their own below it, else NO_FD */
    int usage, stat;                     /* memory of the whole group */
    struct cgroup_counters counters[2];  /* indexed by the run's last bit if runs have groups of their own, else the first */
    uint64_t base_bytes;                 /* what launcher and init use while nothing has run yet */
    uint64_t warm_bytes;                 /* what the warm interpreter uses while nothing runs */
    uint64_t warm_cache;                 /* page cache of the group then */
    uint64_t limit_set;
    uint64_t tasks_set;
    uint64_t usage_at_start;
    uint64_t oom_kills, calls_of_killer;  /* before the current run */
    uint64_t cache;      /* page cache in the group when its statistics were last read */
    bool spent;          /* a run could not start in it for the memory that is in use */
};

/* Finds out by trying which hierarchies are usable. */
void cgroup_probe(void);
/* The same, but only below this process's own group, so that its limits apply to all new groups. */
void cgroup_probe_below_own(void);
/* Removes the groups that dead daemons and commands left. */
void cgroup_remove_stale(void);
/* Uses a version 2 group that was delegated to us. False if no groups can be created in it. */
bool cgroup_use(const char *folder);
const char *cgroup_name(void);
bool cgroup_has_memory(void);
/* Whether its limit includes what the kernel moves to swap. */
bool cgroup_bounds_swap(void);
bool cgroup_has_pids(void);
bool cgroup_has_cpu(void);
/* Whether each slot has the same share of the processors, however many processes and sessions its box has. */
bool cgroup_has_shares(void);
bool cgroup_has_peak(void);
bool cgroup_resets_peak(void);
/* Whether buffers of Internet sockets are bounded for each slot, and not only for the whole host. */
bool cgroup_bounds_sockets(void);
/* Creates the group for many runs, which may need groups of their own below it, or for one run. */
void cgroup_create(struct cgroup *group, uid_t uid, bool one_run);
/* Closes the files of a group that has no processes any more. */
void cgroup_close(struct cgroup *group);
/* Moves the calling process into the groups; cgroup_enter_leaf, after it has made a cgroup namespace, into its leaf. */
void cgroup_enter(uid_t uid);
void cgroup_enter_leaf(const struct cgroup *group);
/* Called by init before its run: enters a group of its own if the memory peak cannot be reset. */
void cgroup_enter_run(struct cgroup *group, uint32_t run);
/* Called when the processes of the previous run are dead; `tasks` is the maximum number of processes and threads in the
 * group. False if earlier runs left so much kernel memory that the limit would not be exact: renew the group then. */
bool cgroup_start_run(struct cgroup *group, uint32_t run, uint64_t memory_bytes, uint64_t tasks);
/* Whether a group whose processes are dead may have a new launcher: what is left in it is too little to matter. */
bool cgroup_serves_on(struct cgroup *group, uid_t uid);
void cgroup_finish_run(struct cgroup *group, uint32_t run, struct cgroup_usage *usage);
/* Called by the supervisor before a run, so that earlier OOM kills do not count for it. */
void cgroup_forget_kills(struct cgroup *group);
/* Called by init while nothing runs: makes room for a warm interpreter that starts, and learns what it uses. */
void cgroup_make_room(struct cgroup *group, uint64_t bytes, uint64_t tasks);
void cgroup_count_warm(struct cgroup *group);
/* How many processes and threads the group has, with those that are dead but not reaped; 0 if nothing counts them. */
uint64_t cgroup_tasks(const struct cgroup *group);
/* CPU time of all processes that ever were in the group. Needs no capabilities. */
uint64_t cgroup_cpu_ns(const struct cgroup *group);
/* Removes the groups of a box user. False while a process is still in one of them. */
bool cgroup_remove(uid_t uid);
/* The same, for as long as killed processes may take to leave them. */
void cgroup_remove_dying(uid_t uid);
/* Undoes what the probe changed, after all groups have been removed. */
void cgroup_leave(void);
