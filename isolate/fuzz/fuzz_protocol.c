/* The daemon's parser under libFuzzer: an input is everything that a client sends on one connection. All code between
 * the socket and the box is the product's own, including the store on disk; a run is a stub that checks what the
 * parser passes on. What ends a slot (a malformed request, a client that leaves) ends the input.
 *
 * The Makefile renames read, send, malloc, calloc, strdup, free and _exit in the product's files to those here. */
#include "box.h"
#include "cgroup.h"
#include "config.h"
#include "log.h"
#include "protocol.h"
#include "run.h"
#include "run_limits.h"
#include "slot.h"
#include "store.h"
#include "warm.h"

#include <fcntl.h>
#include <sched.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FIRST_FD = 900, ALLOCATIONS_MAX = 3 * ARTIFACT_FILES_MAX, ARTIFACTS = 16 };

struct config config = {.store_bytes = 4 << 20, .store_artifacts = ARTIFACTS, .cgroups = "none"};

static jmp_buf end_of_input;
static void (*tell)(const char *message);
static const uint8_t *input_at, *input_end;
static uint32_t chance;
static int client_fd, box_template;
static void *allocations[ALLOCATIONS_MAX];
static size_t allocation_count;

static void expect(bool holds, const char *what)
{
    if (holds)
        return;
    fprintf(stderr, "broken: %s\n", what);
    abort();
}

/* ---- what the product's files call ---- */

ssize_t fuzz_read(int fd, void *buffer, size_t size);
ssize_t fuzz_send(int fd, const void *bytes, size_t size, int flags);
void *fuzz_malloc(size_t size);
void *fuzz_calloc(size_t count, size_t size);
char *fuzz_strdup(const char *text);
void fuzz_free(void *block);
_Noreturn void fuzz__exit(int status);
/* one_slot.c */
void fuzz_new_slot(void);

/* The client's bytes arrive in pieces of any size. */
ssize_t fuzz_read(int fd, void *buffer, size_t size)
{
    if (fd != client_fd)
        return read(fd, buffer, size);
    chance = chance * 1664525 + 1013904223;
    size_t left = (size_t)(input_end - input_at);
    size_t max = chance >> 30 ? left : 1 + (chance >> 8) % 64;
    size_t count = left < size ? left : size;
    count = count < max ? count : max;
    memcpy(buffer, input_at, count);
    input_at += count;
    return (ssize_t)count;
}

/* Checks that replies are frames, whatever the request was. */
ssize_t fuzz_send(int fd, const void *bytes, size_t size, int flags)
{
    static uint8_t header[FRAME_HEADER];
    static size_t have, payload;
    (void)flags;
    if (!bytes) {  /* a new connection */
        have = payload = 0;
        return 0;
    }
    expect(fd == client_fd, "a reply to somebody else");
    for (const uint8_t *at = bytes, *end = at + size; at < end;) {
        if (payload > 0) {
            size_t part = payload < (size_t)(end - at) ? payload : (size_t)(end - at);
            at += part;
            payload -= part;
            continue;
        }
        header[have++] = *at++;
        if (have < FRAME_HEADER)
            continue;
        have = 0;
        payload = (size_t)header[0] << 24 | (size_t)header[1] << 16 | (size_t)header[2] << 8 | header[3];
        expect(payload <= CHUNK_MAX, "a reply's frame is too long");
        expect(header[4] >= FRAME_OK || header[4] == FRAME_HELLO || header[4] == FRAME_DATA || header[4] == FRAME_FILE,
               "a reply of an unknown type");
    }
    return (ssize_t)size;
}

static void *keep(void *block)
{
    expect(block != NULL, "there is memory");
    expect(allocation_count < ALLOCATIONS_MAX, "one connection's memory is bounded");
    return allocations[allocation_count++] = block;
}

void *fuzz_malloc(size_t size)
{
    return keep(malloc(size));
}

void *fuzz_calloc(size_t count, size_t size)
{
    return keep(calloc(count, size));
}

char *fuzz_strdup(const char *text)
{
    return keep(strdup(text));
}

void fuzz_free(void *block)
{
    for (size_t i = allocation_count; i-- > 0;)
        if (allocations[i] == block) {
            allocations[i] = allocations[--allocation_count];
            break;
        }
    free(block);
}

void fuzz__exit(int status)
{
    (void)status;
    longjmp(end_of_input, 1);
}

/* ---- log.c ---- */

void log_event(const char *format, ...)
{
    (void)format;
}

void fail_through(void (*through)(const char *message))
{
    tell = through;
}

void sandbox_failure(const char *format, ...)
{
    char text[512];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    expect(strncmp(text, "out of ", 7) != 0 && strncmp(text, "cannot ", 7) != 0, text);
    if (tell)
        tell(text);
    longjmp(end_of_input, 1);
}

uint64_t now_ns(void)
{
    static uint64_t now;
    return ++now;
}

void close_given(int *fd)
{
    if (*fd >= 0)
        expect(close(*fd) == 0, "a descriptor is closed once");
    *fd = NO_FD;
}

/* ---- the run ---- */

static void expect_strings(const struct exchange *exchange, char *const *list)
{
    for (int i = 0; list[i]; i++) {
        expect(i < ARGUMENTS_MAX, "the list of strings ends");
        expect(list[i] >= exchange->strings && list[i] < exchange->strings + sizeof exchange->strings,
               "a string lies in the exchange");
        expect(memchr(list[i], 0, (size_t)(exchange->strings + sizeof exchange->strings - list[i])) != NULL,
               "a string ends in the exchange");
    }
}

bool run_program(struct slot *run_slot, struct channel *client, const struct artifact *artifact, struct report *report)
{
    static const uint8_t written[3 * CHUNK_MAX];
    const struct exchange *exchange = run_slot->exchange;
    const struct limits *limits = &exchange->limits;
    expect(client->fd == client_fd, "the client is this one");
    expect(exchange->arguments[0] && exchange->arguments[0][0] == '/', "the command is absolute");
    expect_strings(exchange, exchange->arguments);
    expect_strings(exchange, exchange->environment);
    expect_strings(exchange, exchange->modules);
    expect(exchange->warm || !exchange->modules[0], "modules are those of a warm start");
    expect(limits->stdout_bytes <= CAPTURE_MAX && limits->stderr_bytes <= CAPTURE_MAX && limits->processes >= 1
               && limits->cpu_us >= 1000 && limits->wall_us >= 1000 && limits->memory_bytes >= 4 << 20,
           "limits are in their ranges");
    expect(!artifact || artifact->directory >= 0, "the artifact is leased");
    report->output = report->error = written;
    report->output_size = limits->stdout_bytes < sizeof written ? limits->stdout_bytes : sizeof written;
    report->error_size = limits->stderr_bytes < sizeof written ? limits->stderr_bytes : sizeof written;
    if (exchange->collect)
        run_slot->exchange->box = fcntl(box_template, F_DUPFD_CLOEXEC, 0);
    return limits->wall_us % 64 != 63;
}

void run_clean_up(struct slot *run_slot)
{
    input_close(run_slot->exchange);
    close_given(&run_slot->exchange->box);
}

int mounts_artifact(int directory)
{
    return fcntl(directory, F_DUPFD_CLOEXEC, 0);
}

int overlay_of(const char *folder, const char *empty, uint64_t attributes)
{
    (void)folder, (void)empty, (void)attributes;
    return -1;
}

void cgroup_create(struct cgroup *group, uid_t uid, bool one_run)
{
    (void)group, (void)uid;
}

void warm_connect(struct exchange *exchange)
{
    (void)exchange;
}

bool warm_possible(void)
{
    return false;
}

const char *cgroup_name(void)
{
    return "none";
}

bool cgroup_has_memory(void)
{
    return false;
}

bool cgroup_has_pids(void)
{
    return false;
}

bool cgroup_has_cpu(void)
{
    return false;
}

bool cgroup_has_shares(void)
{
    return false;
}

bool cgroup_has_peak(void)
{
    return false;
}

size_t lacks_size(void)
{
    return 1;
}

void lacks_reply(struct channel *channel)
{
    reply_u8(channel, 0);
}

/* ---- the fuzzer's side ---- */

/* What a run may have left in /box. */
static int make_box(const char *folder)
{
    int box = open(folder, O_RDONLY | O_DIRECTORY);
    expect(box >= 0 && mkdirat(box, "d", 0755) == 0 && mkdirat(box, "d/e", 0700) == 0, "folders are made");
    expect(symlinkat("/etc/passwd", box, "link") == 0 && mkfifoat(box, "d/fifo", 0666) == 0, "odd files are made");
    for (int i = 0; i < 3; i++) {
        static const char *const names[] = {"a", "d/b", "d/e/c"};
        int fd = openat(box, names[i], O_WRONLY | O_CREAT, 0755);
        expect(fd >= 0 && ftruncate(fd, i * 40000) == 0 && close(fd) == 0, "a file is made");
    }
    return box;
}

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* All files are on a tmpfs that ends with this process. */
int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void)argc, (void)argv;
    expect(unshare(CLONE_NEWNS) == 0 && mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0
               && mount("fuzz", "/mnt", "tmpfs", 0, "size=256m") == 0,
           "the fuzzer has root's rights");
    expect(mkdir("/mnt/store", 0700) == 0 && mkdir("/mnt/box", 0700) == 0, "folders are made");
    config.store_path = "/mnt/store";
    store_prepare();
    box_template = make_box("/mnt/box");
    return 0;
}

/* Releases what the end of the slot's process would release. */
static void end_slot(void)
{
    close_range(FIRST_FD, ~0U, 0);
    fuzz_new_slot();
    while (allocation_count > 0)
        free(allocations[--allocation_count]);
    store_discard_of(getpid());
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    /* Everything that an input opens is above the fuzzer's own descriptors. */
    static int fillers;
    for (; fillers < FIRST_FD; fillers++)
        if (fcntl(fillers, F_GETFD) < 0)
            dup2(box_template, fillers);
    client_fd = open("/dev/null", O_RDWR | O_CLOEXEC);
    input_at = data;
    input_end = data + size;
    chance = (uint32_t)size;
    fuzz_send(client_fd, NULL, 0, 0);
    if (setjmp(end_of_input) == 0)
        supervisor_answer(client_fd);
    end_slot();
    return 0;
}
