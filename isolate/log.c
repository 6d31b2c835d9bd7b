/* Log lines, the one way to fail, and small reads and writes of kernel files. */
#include "log.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { LINE_MAX_BYTES = 512, PAGE = 4096 };

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

uint64_t now_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * NANOS_PER_SECOND + (uint64_t)now.tv_nsec;
}

/* A small kernel file is read whole at once; a short read is its end. */
ssize_t pread_text(int fd, char *buffer, size_t size)
{
    size_t length = 0;
    ssize_t count;
    do {
        count = pread(fd, buffer + length, size - 1 - length, (off_t)length);
        if (count < 0)
            return -1;
        length += (size_t)count;
    } while (count >= PAGE && length < size - 1);
    buffer[length] = 0;
    return (ssize_t)length;
}

ssize_t read_text(const char *path, char *buffer, size_t size)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return -1;
    ssize_t length = pread_text(fd, buffer, size);
    close(fd);
    return length;
}

void close_given(int *fd)
{
    int given = *fd;
    *fd = NO_FD;  /* first, because a process that dies in between then leaks it, and cannot close one with the same number */
    if (given >= 0)
        close(given);
}

uint64_t pread_number(int fd)
{
    char text[32];
    ssize_t length = pread(fd, text, sizeof text - 1, 0);
    if (length < 0)
        sandbox_failure("cannot read a counter: %s", strerror(errno));
    text[length] = 0;
    return strtoull(text, NULL, 10);
}

bool pwrite_number(int fd, uint64_t value)
{
    char text[32];
    int length = snprintf(text, sizeof text, "%llu", (unsigned long long)value);
    return pwrite(fd, text, (size_t)length, 0) == length;
}
