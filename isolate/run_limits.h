/* The limits of a run, and how it ended: limits.c. (The C library has a limits.h.) */
#pragma once

#include <stdbool.h>
#include <stdint.h>

struct frame;

struct limits {
    uint64_t cpu_us;
    uint64_t wall_us;
    uint64_t memory_bytes;
    uint64_t stdout_bytes;
    uint64_t stderr_bytes;
    uint64_t file_bytes;
    uint64_t stack_bytes;
    uint32_t processes;
};

enum exceeded { EXCEEDED_OUTPUT = 1, EXCEEDED_MEMORY = 2, EXCEEDED_CPU = 4, EXCEEDED_WALL = 8 };
enum ending { ENDING_EXITED, ENDING_SIGNALLED, ENDING_LIMIT, ENDING_NOT_STARTED };

/* Sets the soft and the hard limit, not above the current hard limit. */
void set_limit(int resource, uint64_t value);
void limits_take(struct frame *frame, struct limits *limits);
/* Keeps crashes of this process and its children from starting a core dump helper of the host. False if it cannot. */
bool limits_no_core_helper(void);
/* Sets the limits that are the same for all requests: once per slot. */
void limits_for_slot(void);
/* Sets the limits of a request: called in the program's process. */
void limits_for_run(const struct limits *limits);
/* Those of them that are the same wherever the program runs. */
void limits_of_program(const struct limits *limits);
/* RLIMIT_CPU, which only backs timers up, because it has whole seconds. */
void limits_of_cpu(uint64_t cpu_us);
/* The program may raise the limit of its stack again, because its memory is bounded anyway. */
void limits_of_stack(uint64_t bytes);
/* The shortest time in which so many processes and threads can use so much CPU time: when all processors run them. */
uint64_t limits_shortest_ns(uint64_t cpu_ns, uint64_t tasks);

/* How the program's process ended: its wait(2) status, and the errno of exec, 0 if that succeeded. */
struct program_end {
    int wait_status;
    int exec_error;
};

/* The only function that decides how a run ended. Precedence: memory if exec ran out of it, a failed exec, output,
 * memory, CPU time, wall time, the program's own end. */
enum ending limits_verdict(unsigned exceeded, struct program_end end, uint32_t *value);
