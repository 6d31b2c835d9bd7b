/* Writes that are complete or fail with the true errno. */
#include "log.h"

#include <errno.h>
#include <unistd.h>

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
