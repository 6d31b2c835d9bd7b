/* How much is read of what a program has written, before the supervisor looks at its clocks again. */
#include "../capture.c"

#include <stdio.h>

enum { WRITTEN = 8 * PIPE_ROOM };

static unsigned failures;

static void expect(bool fine, const char *what)
{
    if (!fine) {
        printf("FAILED: %s\n", what);
        failures++;
    }
}

/* A file has always more to read, as the pipe of a program that writes faster than it is read. */
static struct capture of_a_file(void)
{
    int fd = memfd_create("written", MFD_CLOEXEC);
    expect(ftruncate(fd, WRITTEN) == 0, "a file is made");
    return (struct capture){.fd = fd, .limit = WRITTEN};
}

int main(void)
{
    struct capture capture = of_a_file();
    expect(capture_drain(&capture, WRITTEN, false) && capture.seen == PIPE_ROOM, "no more than a pipe holds at once");
    for (unsigned turn = 2; turn <= WRITTEN / PIPE_ROOM; turn++)
        expect(capture_drain(&capture, WRITTEN, false) && capture.seen == turn * PIPE_ROOM, "and the rest in turns");
    capture_close(&capture);
    capture = of_a_file();
    expect(capture_drain(&capture, WRITTEN, true) && capture.size == WRITTEN, "all of it after the end");
    capture_close(&capture);
    capture = of_a_file();
    expect(!capture_drain(&capture, PIPE_ROOM, true), "more than the limit");
    capture_close(&capture);
    printf("capture: %u failures\n", failures);
    return failures != 0;
}
