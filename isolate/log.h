/* Messages about itself, the one way to fail, and small reads and writes. */
#pragma once

#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/types.h>
#include <time.h>

#define NANOS_PER_MICRO 1000ULL
#define NANOS_PER_MILLI 1000000ULL
#define NANOS_PER_SECOND 1000000000ULL

enum { NO_FD = -1 };

/* Writes one line to stderr. */
void log_event(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* The sandbox failed. Logs the reason, tells the client if there is one (fail_through), and ends the process. */
_Noreturn void sandbox_failure(const char *format, ...) __attribute__((format(printf, 1, 2)));
void fail_through(void (*tell)(const char *message));
/* Fails for a reason, to which it adds errno's, if a call has failed. A macro, because then analyzers see what goes on. */
#define check_result(result, reason, ...) \
    ((result) < 0 ? sandbox_failure(reason ": %s", __VA_ARGS__, strerror(errno)) : (void)0)

/* Fails if something is not so that this code itself has made so. */
#define must_hold(condition) ((condition) ? (void)0 : sandbox_failure("cannot go on: %s does not hold", #condition))

/* Nanoseconds on a clock, 0 if there is none; and on CLOCK_MONOTONIC. */
uint64_t clock_ns(clockid_t clock);
uint64_t now_ns(void);

/* Closes a descriptor if there is one, and sets it to NO_FD. */
void close_given(int *fd);

/* ---- files.c ---- */

/* Reads a small file from its start into a zero-terminated buffer. Returns -1 with errno on failure. */
ssize_t read_text(const char *path, char *buffer, size_t size);
ssize_t pread_text(int fd, char *buffer, size_t size);
uint64_t pread_number(int fd);
bool pwrite_number(int fd, uint64_t value);
/* Writes a text to a file that is there, in an open folder or by its whole path. False with errno. */
bool write_file_at(int folder, const char *name, const char *text);
/* Writes everything, at the file's offset or at a given one. False with a true errno, which a short write(2) does not set. */
bool write_all(int fd, const void *bytes, size_t size);
bool pwrite_all(int fd, const void *bytes, size_t size, off_t at);
