/* What init and an interpreter tell each other, over a socket of packets: the names of modules, each with its zero; the
 * interpreter's readiness; then for each run a start with three descriptors, and what the program's process says before
 * it goes on as the program. */
#pragma once

#include "isolate.h"

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
