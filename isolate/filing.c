/* Requests about artifacts, and artifacts made from the files that a run left. */
#include "log.h"
#include "protocol.h"
#include "run.h"
#include "sha256.h"
#include "store.h"
#include "tree.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

static struct artifact leases[LEASES_MAX];

void leases_prepare(void)
{
    for (int i = 0; i < LEASES_MAX; i++)
        leases[i].directory = NO_FD;
}

static void receive_file(struct channel *channel, struct artifact_writer *writer, uint64_t *room)
{
    struct frame frame;
    char name[FILE_NAME_MAX];
    channel_next_part(channel, &frame, FRAME_FILE);
    take_string(&frame, name, sizeof name);
    bool executable = take_u8(&frame) & 1;
    uint64_t left = take_u64_between(&frame, 0, *room, "file size");
    take_end(&frame);
    if (!artifact_name_valid(name))
        malformed("invalid file name");
    *room -= left;
    artifact_file(writer, name, executable);
    while (left > 0) {
        channel_next_part(channel, &frame, FRAME_DATA);
        size_t size = (size_t)(frame.end - frame.at);
        if (size == 0 || size > left)
            malformed("a chunk does not fit its file");
        artifact_append(writer, frame.at, size);
        left -= size;
    }
}

void reply_full(struct channel *channel)
{
    reply_start(channel, FRAME_FULL, 0);
    reply_send(channel);
}

void answer_store(struct channel *channel, struct frame *frame)
{
    uint32_t count = take_u32(frame);
    take_end(frame);
    if (count > ARTIFACT_FILES_MAX)
        malformed("too many files");
    uint8_t digest[SHA256_BYTES];
    uint64_t room = STORED_BYTES_MAX;
    struct artifact_writer *writer = artifact_begin();
    for (uint32_t i = 0; i < count; i++)
        receive_file(channel, writer, &room);
    if (artifact_publish(writer, digest))
        reply_digest(channel, FRAME_STORED, digest);
    else
        reply_full(channel);
}

static struct artifact *lease_of(const uint8_t *digest)
{
    for (int i = 0; i < LEASES_MAX; i++)
        if (leases[i].directory >= 0 && memcmp(leases[i].digest, digest, SHA256_BYTES) == 0)
            return &leases[i];
    return NULL;
}

static void reply_ok(struct channel *channel)
{
    reply_start(channel, FRAME_OK, 0);
    reply_send(channel);
}

void answer_lease(struct channel *channel, struct frame *frame)
{
    uint8_t digest[SHA256_BYTES];
    memcpy(digest, take_bytes(frame, SHA256_BYTES), SHA256_BYTES);
    take_end(frame);
    for (int i = 0; i < LEASES_MAX; i++)
        if (leases[i].directory < 0) {
            if (lease_start(&leases[i], digest))
                reply_ok(channel);
            else
                reply_digest(channel, FRAME_MISSING, digest);
            return;
        }
    sandbox_failure("too many leases on one connection");
}

void answer_release(struct channel *channel, struct frame *frame)
{
    struct artifact *lease = lease_of(take_bytes(frame, SHA256_BYTES));
    take_end(frame);
    if (!lease)
        malformed("release of an artifact that is not leased");
    lease_end(lease);
    reply_ok(channel);
}

void answer_fetch(struct channel *channel, struct frame *frame)
{
    struct artifact artifact;
    uint8_t digest[SHA256_BYTES];
    memcpy(digest, take_bytes(frame, SHA256_BYTES), SHA256_BYTES);
    take_end(frame);
    if (!lease_start(&artifact, digest)) {
        reply_digest(channel, FRAME_MISSING, digest);
        return;
    }
    reply_files(channel, artifact.directory);
    lease_end(&artifact);
}

struct collecting {
    struct artifact_writer *writer;
    uint64_t room;
    uint32_t files;
};

static bool copy_data(struct artifact_writer *writer, int fd, off_t from, off_t to)
{
    static uint8_t buffer[CHUNK_MAX];
    while (from < to) {
        size_t size = to - from < (off_t)sizeof buffer ? (size_t)(to - from) : sizeof buffer;
        ssize_t count = pread(fd, buffer, size, from);
        if (count <= 0)
            return false;
        artifact_append(writer, buffer, (size_t)count);
        from += count;
    }
    return true;
}

/* What the program never wrote takes no space in the store either. */
static bool copy_file(struct artifact_writer *writer, const struct tree_file *file)
{
    off_t end = (off_t)file->size;
    for (off_t at = 0, data, hole; at < end; at = hole) {
        data = lseek(file->fd, at, SEEK_DATA);
        if (data < 0 && errno != ENXIO)
            return false;
        data = data < 0 ? end : data;  /* only a hole is left */
        if (data > at)
            artifact_hole(writer, (uint64_t)(data - at));
        hole = data < end ? lseek(file->fd, data, SEEK_HOLE) : end;
        if (hole < 0 || !copy_data(writer, file->fd, data, hole))
            return false;
    }
    return true;
}

static bool collect_file(void *context, const struct tree_file *file)
{
    struct collecting *collecting = context;
    if (file->size > collecting->room || collecting->files == ARTIFACT_FILES_MAX || !artifact_name_valid(file->name))
        return false;
    collecting->room -= file->size;
    collecting->files++;
    artifact_file(collecting->writer, file->name, file->executable);
    return copy_file(collecting->writer, file);
}

/* All processes that could write to the box are dead. Too many or too large files make no artifact. */
void collect_box(int box, struct report *report)
{
    struct collecting collecting = {.writer = artifact_begin(), .room = ARTIFACT_BYTES_MAX};
    if (!tree_walk(box, collect_file, &collecting)) {
        artifact_abandon(collecting.writer);
        return;
    }
    report->collected = artifact_publish(collecting.writer, report->digest);
    report->store_full = !report->collected;
}
