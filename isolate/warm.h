/* What init and an interpreter tell each other, over a socket of packets: the names of modules, each with its zero; the
 * interpreter's readiness; then for each run a start with three descriptors, and what the program's process says before
 * it goes on as the program. */
#pragma once

#include "slot.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

enum warm_kind { WARM_READY, WARM_STARTED, WARM_FAILED };

struct warm_message {
    enum warm_kind kind;
    pid_t process;         /* that started */
    uint64_t at;           /* when it started: CLOCK_MONOTONIC */
    uint64_t cpu_ns;       /* what its process had used before */
    uint64_t files_kib;    /* what a ready interpreter has mapped of files and a fork of it has not */
    char text[ERROR_TEXT]; /* why it failed */
};

/* Comes before the arguments of the command: CPython prints its version and ends. What is preloaded takes it away. */
#define WARM_GUARD "-V"

enum {
    WARM_SOCKET = 3,      /* of the interpreter */
    WARM_PRELOADED = 4,   /* the file that makes it one */
    WARM_STREAMS = 3,
    WARM_MODULES_MAX = 4096,
};

/* The interpreter of a box, as init knows it. */
struct interpreter {
    pid_t process;          /* 0: none */
    unsigned runs;
    uint64_t files_kib;
    uint64_t stack_bytes;
    size_t size;
    char made_for[CHUNK_MAX + 3];  /* command, environment and modules: all strings of a request, and what ends a list */
};

extern struct interpreter interpreter;

/* warm_failures.c: whether any start has failed lately, and whether those that were asked for this have done so too often;
 * and how one ended. */
bool warm_any_failed(void);
bool warm_given_up(const char *asked, size_t size, const struct limits *limits);
void warm_remember(const char *asked, size_t size, const struct limits *limits, bool started);

/* False when the interpreter has ended, or after a time. */
bool warm_await_message(const struct exchange *exchange, int timeout_ms, struct warm_message *message);

/* ---- warm.c and warm_program.c: what the daemon and init call ---- */

/* Called once, in the daemon. */
void warm_prepare(void);
/* Whether this host has what interpreters need, so that any run may be started by one. */
bool warm_possible(void);
/* Called by a supervisor: makes what init and its interpreters talk through. */
void warm_connect(struct exchange *exchange);
/* Called by init before a run. Whether the run may be started by an interpreter, and by the one that is running. */
bool warm_wanted(const struct slot *slot);
bool warm_fits(const struct slot *slot);
/* Starts another one that fits, if it can. The run's group must have begun to count. */
void warm_begin(const struct slot *slot);
/* Whether the interpreter starts the program. */
bool warm_choose(const struct slot *slot);
enum { NO_PROGRAM = -1 };
/* Has it start the program. Returns the program's process; 0 if that ended, or has to end, before the program began; or
 * NO_PROGRAM if there was none, because the interpreter had ended. */
pid_t warm_start_program(const struct slot *slot, uint32_t run);
/* Called by init for a new box. */
void warm_forget(struct exchange *exchange);
/* Takes note of the end of a process. True if that was the interpreter, which is no part of a run. */
bool warm_ended(pid_t pid);
/* Whether nothing but launcher, init and interpreter is left in the slot's group. */
bool warm_alone(const struct slot *slot);
/* How many processes the interpreter is, and the CPU time that it has used. */
unsigned warm_tasks(void);
uint64_t warm_cpu_ns(void);
