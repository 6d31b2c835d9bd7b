/* The request to run, and the replies with a report or files: shared by all servers of the protocol. */
#include "log.h"
#include "protocol.h"
#include "run.h"
#include "run_limits.h"
#include "sha256.h"
#include "slot.h"
#include "tree.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum {
    FLAG_COLLECT = 1,
    FLAG_ARTIFACT = 2,
    FLAG_FILL = 4,
    FLAG_JOIN = 8,
    FLAG_STORED_INPUT = 16,
    FLAG_LIVE = 32,
    FLAG_WARM = 64,
    FLAG_GIVEN = 128,
};

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

/* Receives stdin as a sealed file in memory, in which the program can only read and seek. */
static int receive_stdin(struct channel *channel, uint64_t size)
{
    if (size == 0)
        return NO_FD;
    int fd = memfd_create("stdin", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    if (fd < 0)
        sandbox_failure("cannot create stdin: %s", strerror(errno));
    struct frame frame;
    for (uint64_t at = 0; at < size;) {
        channel_next_part(channel, &frame, FRAME_DATA);
        size_t part = (size_t)(frame.end - frame.at);
        if (part == 0 || part > size - at)
            malformed("a chunk does not fit stdin");
        if (!pwrite_all(fd, frame.at, part, (off_t)at))
            sandbox_failure("cannot write stdin: %s", strerror(errno));
        at += part;
    }
    if (fcntl(fd, F_ADD_SEALS, F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE) < 0)
        sandbox_failure("cannot seal stdin: %s", strerror(errno));
    return fd;
}

static void take_join(struct frame *frame, uint8_t flags, struct join_request *join)
{
    *join = (struct join_request){.asked = flags & FLAG_JOIN};
    if (!join->asked)
        return;
    join->listens = take_u8(frame);
    memcpy(join->name, take_bytes(frame, JOIN_NAME_BYTES), JOIN_NAME_BYTES);
}

/* Files that the program is given besides its stdin. */
static void take_given(struct frame *frame, uint8_t flags, struct stored *stored)
{
    stored->given = flags & FLAG_GIVEN ? take_u8(frame) : 0;
    if (stored->given > GIVEN_MAX)
        malformed("too many files are given");
    for (unsigned i = 0; i < stored->given; i++)
        memcpy(stored->given_digests[i], take_bytes(frame, SHA256_BYTES), SHA256_BYTES);
}

/* What an interpreter imports before it starts programs. */
static void take_modules(struct frame *frame, uint8_t flags, struct exchange *exchange, char **room)
{
    exchange->warm = flags & FLAG_WARM;
    exchange->modules[0] = NULL;
    if (exchange->warm)
        take_strings(frame, exchange->modules, room, exchange->strings + sizeof exchange->strings);
}

void request_run(struct channel *channel, struct frame *frame, struct exchange *exchange, struct stored *stored)
{
    char *room = exchange->strings;
    limits_take(frame, &exchange->limits);
    uint8_t flags = take_u8(frame);
    exchange->collect = flags & FLAG_COLLECT;
    exchange->fill = flags & FLAG_FILL;
    stored->artifact = flags & FLAG_ARTIFACT;
    if (stored->artifact)
        memcpy(stored->artifact_digest, take_bytes(frame, SHA256_BYTES), SHA256_BYTES);
    take_join(frame, flags, &exchange->join);
    stored->input = flags & FLAG_STORED_INPUT;
    if (stored->input)
        memcpy(stored->input_digest, take_bytes(frame, SHA256_BYTES), SHA256_BYTES);
    take_given(frame, flags, stored);
    exchange->live = flags & FLAG_LIVE;
    if (exchange->live && (exchange->join.asked || stored->input))
        malformed("a live run has no other stdin");
    uint64_t input = take_u64_between(frame, 0, stored->input || exchange->live ? 0 : STDIN_MAX, "stdin size");
    take_strings(frame, exchange->arguments, &room, exchange->strings + sizeof exchange->strings);
    take_strings(frame, exchange->environment, &room, exchange->strings + sizeof exchange->strings);
    take_modules(frame, flags, exchange, &room);
    take_end(frame);
    if (!exchange->arguments[0] || exchange->arguments[0][0] != '/')
        malformed("the command is not an absolute path");
    exchange->input = receive_stdin(channel, input);
}

void reply_report(struct channel *channel, const struct report *report)
{
    reply_start(channel, FRAME_REPORT, 1 + 4 + 1 + 8 + 8 + 8 + 1 + 1 + SHA256_BYTES + 8 + 8);
    reply_u8(channel, (uint8_t)report->ending);
    reply_u32(channel, report->value);
    reply_u8(channel, (uint8_t)report->exceeded);
    reply_u64(channel, report->cpu_us);
    reply_u64(channel, report->wall_us);
    reply_u64(channel, report->peak_kib);
    reply_u8(channel, report->peak_by_group);
    reply_u8(channel, (uint8_t)(report->output_truncated | report->error_truncated << 1 | report->collected << 2
                                 | report->peer_was_first << 3 | report->warm << 4
                                 | report->beyond_machine << 5));
    reply_bytes(channel, report->digest, SHA256_BYTES);
    reply_u64(channel, report->output_size);
    reply_u64(channel, report->error_size);
    reply_blob(channel, report->output, report->output_size);
    reply_blob(channel, report->error, report->error_size);
    reply_send(channel);
}

static bool count_file(void *context, const struct tree_file *file)
{
    (void)file;
    ++*(uint32_t *)context;
    return true;
}

static bool send_file(void *context, const struct tree_file *file)
{
    struct channel *channel = context;
    reply_start(channel, FRAME_FILE, 2 + strlen(file->name) + 1 + 8);
    reply_string(channel, file->name);
    reply_u8(channel, file->executable);
    reply_u64(channel, file->size);
    reply_file(channel, file->fd, file->size);
    return true;
}

void reply_files(struct channel *channel, int directory)
{
    uint32_t count = 0;
    if (!tree_walk(directory, count_file, &count))
        sandbox_failure("cannot read an artifact");
    reply_start(channel, FRAME_FILES, 4);
    reply_u32(channel, count);
    tree_walk(directory, send_file, channel);
    reply_send(channel);
}
