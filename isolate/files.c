/* Small files of the kernel, which are read and written whole, and writes that are complete or fail with the true errno. */
#include "log.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { PAGE = 4096 };

/* A counter is read whole at once; a short read is its end. */
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
    /* A list, such as that of mounts, comes in parts of a page at most, in which no line is cut. */
    size_t length = 0;
    ssize_t count;
    while ((count = read(fd, buffer + length, size - 1 - length)) > 0)
        length += (size_t)count;
    close(fd);
    buffer[length] = 0;
    return count < 0 ? -1 : (ssize_t)length;
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

bool write_file_at(int folder, const char *name, const char *text)
{
    int fd = openat(folder, name, O_WRONLY | O_CLOEXEC);
    bool written = fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text);
    if (fd >= 0)
        close(fd);
    return written;
}

/* A short write does not tell its reason, but the write of the rest does. */
static ssize_t written(ssize_t count)
{
    if (count < 0 && errno == EINTR)
        return 0;
    if (count == 0)
        errno = EIO;
    return count > 0 ? count : -1;
}

bool write_all(int fd, const void *bytes, size_t size)
{
    for (size_t done = 0; done < size;) {
        ssize_t count = written(write(fd, (const char *)bytes + done, size - done));
        if (count < 0)
            return false;
        done += (size_t)count;
    }
    return true;
}

bool pwrite_all(int fd, const void *bytes, size_t size, off_t at)
{
    for (size_t done = 0; done < size;) {
        ssize_t count = written(pwrite(fd, (const char *)bytes + done, size - done, at + (off_t)done));
        if (count < 0)
            return false;
        done += (size_t)count;
    }
    return true;
}
