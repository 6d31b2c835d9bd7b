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
    size_t size = 2 + 8 + 2 + strlen(EVALX_ISOLATE_VERSION) + 2 + strlen(cgroup_name()) + lacks_size();
    reply_start(&channel, FRAME_HELLO, size);
    reply_u16(&channel, PROTOCOL_VERSION);
    reply_u64(&channel, config.instance);
    reply_string(&channel, EVALX_ISOLATE_VERSION);
    reply_string(&channel, cgroup_name());
    lacks_reply(&channel);
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
    slot.exchange->artifact_mount = slot.exchange->box = slot.exchange->cpu_counter = NO_FD;
    slot.done_event = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (slot.done_event < 0 || getrandom(&slot.cookie, sizeof slot.cookie, 0) != sizeof slot.cookie)
        sandbox_failure("cannot prepare the slot: %s", strerror(errno));
    cgroup_create(&slot.exchange->group, slot.uid, false);
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
        close_given(&exchange->input);
        reply_digest(&channel, FRAME_MISSING, digest);
        return;
    }
    struct report report = {0};
    if (!run_program(&slot, channel.fd, flags & FLAG_ARTIFACT ? &current : NULL, &report))
        _exit(0);
    if (exchange->collect && report.ending == ENDING_EXITED && report.value == 0)
        collect_box(exchange->box, &report);
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
        answer_store(&channel, frame);
        break;
    case FRAME_RUN:
        handle_run(frame);
        break;
    case FRAME_LEASE:
        answer_lease(&channel, frame);
        break;
    case FRAME_RELEASE:
        answer_release(&channel, frame);
        break;
    case FRAME_FETCH:
        answer_fetch(&channel, frame);
        break;
    default:
        malformed("an unknown request");
    }
}

void supervisor_answer(int client)
{
    leases_prepare();
    channel_open(&channel, client);
    fail_through(tell_client);
    reply_hello();
    struct frame frame;
    while (channel_next_request(&channel, &frame))
        handle(&frame);
}

void supervise(uid_t uid, int lease, int client)
{
    slot.uid = uid;
    slot.user = config.one_user ? 0 : uid;
    slot.lease = lease;
    supervisor_answer(client);
    _exit(0);
}
