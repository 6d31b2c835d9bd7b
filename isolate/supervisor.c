/* The supervisor of a slot: one process per connection. It answers the client's requests one after
 * another and ends with the connection; whatever breaks in it costs this slot and no other. */
#include "isolate.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/random.h>
#include <unistd.h>

enum { FLAG_COLLECT = 1, FLAG_ARTIFACT = 2, COLLECT_NAMES_MAX = 64 << 10 };

static struct channel channel;
static struct slot slot = {.launcher_pidfd = NO_FD};
static struct artifact leases[LEASES_MAX];
/* The last artifact that ran stays leased, since a batch runs the same one many times. */
static struct artifact current = {.directory = NO_FD};

static void tell_client(const char *message)
{
    channel.out_end = 0;
    reply_start(&channel, FRAME_FAILURE, 2 + strlen(message));
    reply_string(&channel, message);
    reply_send(&channel);
}

static void reply_hello(void)
{
    const char *degraded[8];
    uint8_t count = 0;
    if (!cgroup_has_memory())
        degraded[count++] = "memory: no control group, RLIMIT_DATA per process and small tmpfs instead";
    if (cgroup_has_memory() && !cgroup_has_peak())
        degraded[count++] = "peak memory: no resettable counter, largest resident set instead";
    if (!cgroup_has_pids())
        degraded[count++] = "processes: no control group, RLIMIT_NPROC instead";
    if (!cgroup_has_cpu())
        degraded[count++] = "CPU time: no control group, a timer on the first process and RLIMIT_CPU instead";
    size_t size = 2 + 8 + 2 + strlen(EVALX_ISOLATE_VERSION) + 2 + strlen(cgroup_name()) + 1;
    for (uint8_t i = 0; i < count; i++)
        size += 2 + strlen(degraded[i]);
    reply_start(&channel, FRAME_HELLO, size);
    reply_u16(&channel, PROTOCOL_VERSION);
    reply_u64(&channel, config.instance);
    reply_string(&channel, EVALX_ISOLATE_VERSION);
    reply_string(&channel, cgroup_name());
    reply_u8(&channel, count);
    for (uint8_t i = 0; i < count; i++)
        reply_string(&channel, degraded[i]);
    reply_send(&channel);
}

/* A way to ask whether the daemon is still there. */
static void handle_hello(struct frame *frame)
{
    if (take_u16(frame) != PROTOCOL_VERSION)
        malformed("another protocol version");
    take_end(frame);
    reply_hello();
}

static void reply_digest(uint8_t type, const uint8_t digest[SHA256_BYTES])
{
    reply_start(&channel, type, SHA256_BYTES);
    reply_bytes(&channel, digest, SHA256_BYTES);
    reply_send(&channel);
}

static void receive_file(struct artifact_writer *writer, uint64_t *room)
{
    struct frame frame;
    char name[FILE_NAME_MAX];
    channel_next_part(&channel, &frame, FRAME_FILE);
    take_string(&frame, name, sizeof name);
    bool executable = take_u8(&frame) & 1;
    uint64_t left = take_u64_between(&frame, 0, *room, "file size");
    take_end(&frame);
    if (!artifact_name_valid(name))
        malformed("a file name that leads elsewhere");
    *room -= left;
    artifact_file(writer, name, executable);
    while (left > 0) {
        channel_next_part(&channel, &frame, FRAME_DATA);
        size_t size = (size_t)(frame.end - frame.at);
        if (size == 0 || size > left)
            malformed("a chunk does not fit its file");
        artifact_append(writer, frame.at, size);
        left -= size;
    }
}

static void handle_store(struct frame *frame)
{
    uint32_t count = take_u32(frame);
    take_end(frame);
    if (count > ARTIFACT_FILES_MAX)
        malformed("too many files");
    uint8_t digest[SHA256_BYTES];
    uint64_t room = ARTIFACT_BYTES_MAX;
    struct artifact_writer *writer = artifact_begin();
    for (uint32_t i = 0; i < count; i++)
        receive_file(writer, &room);
    if (!artifact_publish(writer, digest))
        sandbox_failure("the artifact store is full of leased artifacts");
    reply_digest(FRAME_STORED, digest);
}

static struct artifact *lease_of(const uint8_t *digest)
{
    for (int i = 0; i < LEASES_MAX; i++)
        if (leases[i].directory >= 0 && memcmp(leases[i].digest, digest, SHA256_BYTES) == 0)
            return &leases[i];
    return NULL;
}

static void reply_ok(void)
{
    reply_start(&channel, FRAME_OK, 0);
    reply_send(&channel);
}

static void handle_lease(struct frame *frame)
{
    uint8_t digest[SHA256_BYTES];
    memcpy(digest, take_bytes(frame, SHA256_BYTES), SHA256_BYTES);
    take_end(frame);
    for (int i = 0; i < LEASES_MAX; i++)
        if (leases[i].directory < 0) {
            if (lease_start(&leases[i], digest))
                reply_ok();
            else
                reply_digest(FRAME_MISSING, digest);
            return;
        }
    sandbox_failure("too many leases on one connection");
}

static void handle_release(struct frame *frame)
{
    struct artifact *lease = lease_of(take_bytes(frame, SHA256_BYTES));
    take_end(frame);
    if (!lease)
        malformed("a release of what is not leased");
    lease_end(lease);
    reply_ok();
}

static bool count_file(void *context, const struct tree_file *file)
{
    (void)file;
    ++*(uint32_t *)context;
    return true;
}

static bool send_file(void *context, const struct tree_file *file)
{
    (void)context;
    reply_start(&channel, FRAME_FILE, 2 + strlen(file->name) + 1 + 8);
    reply_string(&channel, file->name);
    reply_u8(&channel, file->executable);
    reply_u64(&channel, file->size);
    reply_file(&channel, file->fd, file->size);
    return true;
}

static void handle_fetch(struct frame *frame)
{
    struct artifact artifact;
    uint8_t digest[SHA256_BYTES];
    memcpy(digest, take_bytes(frame, SHA256_BYTES), SHA256_BYTES);
    take_end(frame);
    if (!lease_start(&artifact, digest)) {
        reply_digest(FRAME_MISSING, digest);
        return;
    }
    uint32_t count = 0;
    if (!tree_walk(artifact.directory, count_file, &count))
        sandbox_failure("cannot read an artifact");
    reply_start(&channel, FRAME_FILES, 4);
    reply_u32(&channel, count);
    tree_walk(artifact.directory, send_file, NULL);
    reply_send(&channel);
    lease_end(&artifact);
}

static void take_strings(struct frame *frame, char **list, char **room, const char *end)
{
    uint16_t count = take_u16(frame);
    if (count > ARGUMENTS_MAX)
        malformed("too many arguments");
    for (uint16_t i = 0; i < count; i++) {
        list[i] = *room;
        *room += take_string(frame, *room, (size_t)(end - *room)) + 1;
    }
    list[count] = NULL;
}

/* A sealed file in memory, at its start: the program can read it, seek in it, and nothing else. */
static int receive_stdin(uint64_t size)
{
    if (size == 0)
        return NO_FD;
    int fd = memfd_create("stdin", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    if (fd < 0)
        sandbox_failure("cannot make stdin: %s", strerror(errno));
    struct frame frame;
    for (uint64_t at = 0; at < size;) {
        channel_next_part(&channel, &frame, FRAME_DATA);
        size_t part = (size_t)(frame.end - frame.at);
        if (part == 0 || part > size - at)
            malformed("a chunk does not fit stdin");
        if (pwrite(fd, frame.at, part, (off_t)at) != (ssize_t)part)
            sandbox_failure("cannot write stdin: %s", strerror(errno));
        at += part;
    }
    if (fcntl(fd, F_ADD_SEALS, F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE) < 0)
        sandbox_failure("cannot seal stdin: %s", strerror(errno));
    return fd;
}

static void prepare_slot(void)
{
    slot.exchange = mmap(NULL, sizeof *slot.exchange, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (slot.exchange == MAP_FAILED)
        sandbox_failure("out of memory");
    slot.exchange->input = slot.exchange->output = slot.exchange->error = NO_FD;
    slot.exchange->artifact_mount = slot.exchange->box = NO_FD;
    slot.done_event = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (slot.done_event < 0 || getrandom(&slot.cookie, sizeof slot.cookie, 0) != sizeof slot.cookie)
        sandbox_failure("cannot prepare the slot: %s", strerror(errno));
    cgroup_create(&slot.group, slot.uid);
}

struct collecting {
    struct artifact_writer *writer;
    uint64_t room;
    uint32_t files;
};

static bool collect_file(void *context, const struct tree_file *file)
{
    static uint8_t buffer[CHUNK_MAX];
    struct collecting *collecting = context;
    if (file->size > collecting->room || collecting->files == ARTIFACT_FILES_MAX || !artifact_name_valid(file->name))
        return false;
    collecting->room -= file->size;
    collecting->files++;
    artifact_file(collecting->writer, file->name, file->executable);
    ssize_t count;
    while ((count = read(file->fd, buffer, sizeof buffer)) > 0)
        artifact_append(collecting->writer, buffer, (size_t)count);
    return count == 0;
}

/* Everybody who could write in the box is dead. Too many or too large files make no artifact. */
static void collect(struct report *report)
{
    struct collecting collecting = {.writer = artifact_begin(), .room = ARTIFACT_BYTES_MAX};
    if (!tree_walk(slot.exchange->box, collect_file, &collecting))
        artifact_abandon(collecting.writer);
    else if (!(report->collected = artifact_publish(collecting.writer, report->digest)))
        sandbox_failure("the artifact store is full of leased artifacts");
}

static void reply_report(const struct report *report)
{
    reply_start(&channel, FRAME_REPORT, 1 + 4 + 1 + 8 + 8 + 8 + 1 + 1 + SHA256_BYTES + 8 + 8);
    reply_u8(&channel, (uint8_t)report->ending);
    reply_u32(&channel, report->value);
    reply_u8(&channel, (uint8_t)report->exceeded);
    reply_u64(&channel, report->cpu_us);
    reply_u64(&channel, report->wall_us);
    reply_u64(&channel, report->peak_kib);
    reply_u8(&channel, report->peak_by_group);
    reply_u8(&channel, (uint8_t)(report->output_truncated | report->error_truncated << 1 | report->collected << 2));
    reply_bytes(&channel, report->digest, SHA256_BYTES);
    reply_u64(&channel, report->output_size);
    reply_u64(&channel, report->error_size);
    reply_blob(&channel, report->output, report->output_size);
    reply_blob(&channel, report->error, report->error_size);
    reply_send(&channel);
}

/* False when the artifact is missing; the one of the run before is kept while it is the same. */
static bool lease_current(const uint8_t *digest)
{
    if (current.directory >= 0 && memcmp(current.digest, digest, SHA256_BYTES) == 0)
        return true;
    lease_end(&current);
    return lease_start(&current, digest);
}

static void handle_run(struct frame *frame)
{
    if (!slot.exchange)
        prepare_slot();
    struct exchange *exchange = slot.exchange;
    char *room = exchange->strings;
    uint8_t digest[SHA256_BYTES] = {0};
    limits_take(frame, &exchange->limits);
    uint8_t flags = take_u8(frame);
    exchange->collect = flags & FLAG_COLLECT;
    if (flags & FLAG_ARTIFACT)
        memcpy(digest, take_bytes(frame, SHA256_BYTES), SHA256_BYTES);
    uint64_t input = take_u64_between(frame, 0, STDIN_MAX, "stdin size");
    take_strings(frame, exchange->arguments, &room, exchange->strings + sizeof exchange->strings);
    take_strings(frame, exchange->environment, &room, exchange->strings + sizeof exchange->strings);
    take_end(frame);
    if (!exchange->arguments[0] || exchange->arguments[0][0] != '/')
        malformed("the command is not an absolute path");
    exchange->input = receive_stdin(input);
    if ((flags & FLAG_ARTIFACT) && !lease_current(digest)) {
        reply_digest(FRAME_MISSING, digest);
        return;
    }
    struct report report = {0};
    if (!run_program(&slot, channel.fd, flags & FLAG_ARTIFACT ? &current : NULL, &report))
        _exit(0);
    if (exchange->collect && report.ending == ENDING_EXITED && report.value == 0)
        collect(&report);
    reply_report(&report);
    run_clean_up(&slot);
}

static void handle(struct frame *frame)
{
    switch (frame->type) {
    case FRAME_HELLO:
        handle_hello(frame);
        break;
    case FRAME_STORE:
        handle_store(frame);
        break;
    case FRAME_RUN:
        handle_run(frame);
        break;
    case FRAME_LEASE:
        handle_lease(frame);
        break;
    case FRAME_RELEASE:
        handle_release(frame);
        break;
    case FRAME_FETCH:
        handle_fetch(frame);
        break;
    default:
        malformed("an unknown request");
    }
}

void supervise(uid_t uid, int lease, int client)
{
    slot.uid = uid;
    slot.lease = lease;
    for (int i = 0; i < LEASES_MAX; i++)
        leases[i].directory = NO_FD;
    channel_open(&channel, client);
    fail_through(tell_client);
    reply_hello();
    struct frame frame;
    while (channel_next_request(&channel, &frame))
        handle(&frame);
    _exit(0);
}
