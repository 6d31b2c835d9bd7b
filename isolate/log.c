/* Log lines, the one way to fail, and what every file needs besides: the time, and descriptors that are closed once. */
#include "log.h"

#include <stdarg.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

enum { LINE_MAX_BYTES = 512 };

static void (*tell_client)(const char *message);

static void write_line(const char *text)
{
    char line[LINE_MAX_BYTES + 64];
    int length = snprintf(line, sizeof line, "evalx-isolate[%d]: %s\n", (int)getpid(), text);
    if (write(STDERR_FILENO, line, (size_t)length) < 0)
        return;  /* nobody reads the log, so there is nobody to tell */
}

void log_event(const char *format, ...)
{
    char text[LINE_MAX_BYTES];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    write_line(text);
}

void fail_through(void (*tell)(const char *message))
{
    tell_client = tell;
}

void sandbox_failure(const char *format, ...)
{
    char text[LINE_MAX_BYTES];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    write_line(text);
    void (*tell)(const char *message) = tell_client;
    tell_client = NULL;  /* a failure while telling must not end up here again */
    if (tell)
        tell(text);
    _exit(1);
}

uint64_t clock_ns(clockid_t clock)
{
    struct timespec time;
    if (clock_gettime(clock, &time) < 0)
        return 0;
    return (uint64_t)time.tv_sec * NANOS_PER_SECOND + (uint64_t)time.tv_nsec;
}

uint64_t now_ns(void)
{
    return clock_ns(CLOCK_MONOTONIC);
}

void close_given(int *fd)
{
    int given = *fd;
    *fd = NO_FD;  /* first, because a process that dies in between then leaks it, and cannot close one with the same number */
    if (given >= 0)
        close(given);
}
