/* Reads what a program writes into bounded memory, whatever the client does meanwhile. */
#include "log.h"
#include "protocol.h"
#include "run.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* Programs that write without waiting, as those of Node.js do, lose on exit what the pipe has no room for. */
enum { PIPE_CHUNK = 65536, PIPE_ROOM = 1 << 20 };

#define check(result, what) check_result(result, "cannot %s", what)

void stream_open(int ends[2], int theirs, uid_t user)
{
    check(pipe2(ends, O_CLOEXEC), "make a pipe");
    check(fchown(ends[theirs], user, (gid_t)-1), "give a pipe to the program");
    check(fcntl(ends[!theirs], F_SETFL, O_NONBLOCK), "set up a pipe");
}

void capture_open(struct capture *capture, uint64_t limit, uid_t writer, int *write_end)
{
    int ends[2];
    stream_open(ends, 1, writer);
    if (limit > PIPE_CHUNK)
        (void)fcntl(ends[0], F_SETPIPE_SZ, PIPE_ROOM);  /* else it has the usual room */
    *capture = (struct capture){.fd = ends[0], .limit = limit};
    *write_end = ends[1];
}

/* Maps the maximum size at once; the kernel provides pages as they are filled. */
static void reserve(struct capture *capture)
{
    if (capture->bytes)
        return;
    void *bytes = mmap(NULL, CAPTURE_MAX + PIPE_CHUNK, PROT_READ | PROT_WRITE,
                       MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (bytes == MAP_FAILED)
        sandbox_failure("out of memory");
    capture->bytes = bytes;
}

bool capture_drain(struct capture *capture, uint64_t max, bool whole)
{
    static uint8_t first[PIPE_CHUNK];
    ssize_t count = PIPE_CHUNK;
    uint64_t enough = capture->seen + PIPE_ROOM;
    while (capture->seen <= max && (whole || (count == PIPE_CHUNK && capture->seen < enough))) {
        uint8_t *target = capture->bytes ? capture->bytes + capture->size : first;
        do
            count = read(capture->fd, target, PIPE_CHUNK);
        while (count < 0 && errno == EINTR);
        if (count <= 0)
            return true;
        if (!capture->bytes) {
            reserve(capture);
            memcpy(capture->bytes, first, (size_t)count);
        }
        capture->seen += (uint64_t)count;
        uint64_t kept = capture->size + (uint64_t)count;
        capture->size = kept < capture->limit ? kept : capture->limit;
    }
    return capture->seen <= max;
}

void capture_report(const struct capture *output, const struct capture *error, struct report *report)
{
    report->output = output->bytes;
    report->output_size = output->size;
    report->output_truncated = output->seen > output->size;
    report->error = error->bytes;
    report->error_size = error->size;
    report->error_truncated = error->seen > error->size;
}

void capture_close(struct capture *capture)
{
    if (capture->bytes)
        munmap(capture->bytes, CAPTURE_MAX + PIPE_CHUNK);
    close(capture->fd);
    *capture = (struct capture){.fd = NO_FD};
}
