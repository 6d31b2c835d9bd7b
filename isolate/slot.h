/* The processes of a slot, and the memory that they share. */
#pragma once

#include "box.h"
#include "cgroup.h"
#include "protocol.h"
#include "run_limits.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/* ---- enter.c: how a process of a box becomes that of a program ---- */

/* What it has to know about its run. */
struct program_start {
    struct limits limits;
    uid_t user;
    int nice;
    int core;  /* the program's only core, or ANY_CORE */
};

/* Leaves the process nothing that a program must not have: root's user, capabilities, priority, limits. */
void enter_as_user(const struct program_start *start);
/* stdin, stdout, stderr, and further ones that only some programs have (else NO_FD): what was sent, files of the store. */
enum { STREAM_SENT = 3, STREAM_GIVEN, STREAMS = STREAM_GIVEN + GIVEN_MAX };
/* Gives it its streams, closes all other descriptors, and lets signals in. False with errno. */
bool enter_with_streams(const struct program_start *start, const int streams[STREAMS]);

/* ---- the exchange: memory shared by supervisor, launcher and init of a slot ---- */

enum { ERROR_TEXT = 160, JOIN_NAME_BYTES = 16 };

/* Whether a run is one of a pair, and how it finds the other one. */
struct join_request {
    bool asked;
    bool listens;  /* one of the two; the other one connects */
    uint8_t name[JOIN_NAME_BYTES];
};

struct exchange {
    struct cgroup group;    /* opened by the supervisor; init starts runs in it */

    /* supervisor to init */
    _Atomic uint32_t go;    /* futex: number of the run that may start */
    _Atomic uint32_t stop;  /* number of the run that must end now */
    struct limits limits;
    int input, output, error;
    int given[GIVEN_MAX];   /* files of the store, the program's descriptors from STREAM_GIVEN on; else NO_FD */
    int talk;               /* stdin of a joined run, whose input is descriptor 3 then, or of a live one; else NO_FD */
    struct join_request join;
    bool live;              /* the client takes part, see live.c */
    _Atomic uint32_t signals;  /* that init is to send to the program, bit n for signal n */
    uint32_t artifact;      /* number of the lease, 0 for none */
    int artifact_mount;     /* of it, unless the box has it mounted already */
    bool collect;
    bool fill;              /* /box begins with the files of the artifact */
    int core;               /* the program's only core, or ANY_CORE */
    char *arguments[ARGUMENTS_MAX + 1];
    char *environment[ARGUMENTS_MAX + 1];
    bool warm;              /* the program may be started by an interpreter that runs already */
    char *modules[ARGUMENTS_MAX + 1];  /* which that has imported before */
    int interpreter[2];     /* sockets between init and the interpreter, made outside the box's network; or NO_FD */
    char strings[CHUNK_MAX];

    /* launcher and init to supervisor */
    int init_pidfd;
    int interpreter_watch;       /* pidfd of the box's warm interpreter */
    int cpu_counter;             /* see cpu.c; -1 if there is none or a group counts */
    int asked;                   /* by which the filter asks the launcher, or NO_FD: see asking.c */
    int launcher_watch;          /* pidfd of the launcher, by which init notices its death */
    struct network network;      /* of the launcher, to find out what a run left in it */
    int last_pid;                /* file by which init has the kernel number processes from the start again, or NO_FD */
    int queues;                  /* folder of the box's POSIX message queues, or NO_FD */
    int box;                     /* /box, opened for collecting */
    _Atomic uint32_t mounted;    /* the artifact that the box has mounted */
    _Atomic uint32_t ready;      /* number of the run that the box waits for */
    _Atomic uint32_t entered;    /* number of the last run that init started on */
    _Atomic uint32_t done;       /* number of the last run that init reported */
    _Atomic uint32_t cleared;    /* number of the last run after which no socket was left */
    _Atomic uint32_t abandoned;  /* number of the last run whose init died without a report */
    _Atomic uint32_t refused;    /* number of the last run that needs a new launcher, and perhaps a new group */
    _Atomic uint64_t exec_at;    /* CLOCK_MONOTONIC, 0 before exec */
    _Atomic uint64_t cpu_at_start;
    uint64_t end_at;
    uint64_t cpu_ns;             /* of the whole process tree, from the group's counter if there is one */
    uint64_t largest_rss_kib;
    uint64_t files_kib;          /* of files that a cold start would have mapped into the program besides */
    bool started_warm;
    bool beyond_machine;         /* it asked at once for more memory than the machine has */
    struct program_end program_end;
    char error_text[ERROR_TEXT]; /* why launcher or init failed */
};

/* ---- cpu.c ---- */

/* Whether the kernel lets this process count CPU time without a control group. */
bool cpu_counter_works(void);
/* Called by the launcher before it installs the filter: counts everything it is going to start. */
void cpu_count_launcher(struct exchange *exchange);
bool cpu_counted(const struct exchange *exchange);
/* CPU time of the launcher and of all processes that it ever started. */
uint64_t cpu_counted_ns(const struct exchange *exchange);

/* ---- pin.c ---- */

enum { ANY_CORE = -1 };

/* Called once, in the daemon. */
void pin_prepare(void);
/* Called by a supervisor for a run: returns ANY_CORE without --pin, or while other runs have all cores. */
int pin_take(void);
/* Gives back what a supervisor took. */
void pin_release(pid_t supervisor);
/* Called in the program's process, whose children inherit it. False if the core no longer exists. */
bool pin_to(int core);

/* ---- running.c: how many programs run at a time ---- */

/* Called once, in the daemon. */
void running_prepare(void);
/* Called for a slot that lets its program go, and again when that has ended or the slot is dead. */
void running_begin(uid_t uid, bool live);
void running_end(uid_t uid);

/* ---- launcher.c and init.c ---- */

/* After this many runs the launcher is replaced, and with it the box, the network namespace and the kernel's counters in it. */
enum { RUNS_PER_LAUNCHER = 1000 };

struct slot {
    uid_t uid;             /* names its lease and its control groups */
    uid_t user;            /* the program's user: the same, or the daemon's with config.one_user */
    int nice;              /* of the programs; supervisor, launcher and init go first */
    int lease;
    struct exchange *exchange;
    int done_event;        /* eventfd: a run ended */
    int launcher_pidfd;
    uint64_t cookie;
    uint32_t run;          /* number of the current run */
};

/* Starts a launcher and waits until its first box is ready. */
void launcher_start(struct slot *slot);
/* Reaps a dead launcher, waits for the end of its boxes, and closes the files it had opened. */
void launcher_reap(struct slot *slot);

/* Steps by which the calling process isolates itself. */
void offer_to_oom_killer(void);
void default_signals(void);
void drop_bounding_set(void);

/* What the launcher passes to init. */
struct box_task {
    const struct slot *slot;
    uint32_t first;  /* the number of its first run */
    bool announce;   /* the launcher's first box: tell the supervisor that it is ready */
};

_Noreturn void init_main(const struct box_task *task);

/* ---- clone.c: system calls that the C library does not offer ---- */

enum { STACK_SIZE = 64 << 10 };

/* A system call that leaves errno alone: the result, or the error as a negative number. */
long call_without_errno(long number, long a, long b, long c, long d, long e, long f);
/* clone(2) onto a stack of its own of STACK_SIZE bytes, with the cookie as sixth argument. */
long clone_onto(unsigned long flags, void *stack_top, int *pidfd, uint64_t cookie,
                void (*start)(void *), void *argument);
