/* Frames of the socket, as PROTOCOL.md specifies them. Numbers are big-endian. */
#include "log.h"
#include "protocol.h"
#include "sha256.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
    IN_SIZE = 2 * (FRAME_HEADER + CHUNK_MAX),
    OUT_SIZE = 2 * (FRAME_HEADER + CHUNK_MAX),
    PROGRESS_MS = 10000,  /* for each further part of a request or a reply */
};

void channel_open(struct channel *channel, int fd)
{
    *channel = (struct channel){.fd = fd, .reply_fd = fd, .in = malloc(IN_SIZE), .out = malloc(OUT_SIZE)};
    if (!channel->in || !channel->out)
        sandbox_failure("out of memory");
}

void malformed(const char *what)
{
    sandbox_failure("malformed request: %s", what);
}

static void make_room(struct channel *channel)
{
    if (channel->in_start > 0) {
        memmove(channel->in, channel->in + channel->in_start, channel->in_end - channel->in_start);
        channel->in_end -= channel->in_start;
        channel->in_start = 0;
    }
}

/* Reads what is available. False at the end of the stream. */
static bool fill(struct channel *channel, bool idle)
{
    make_room(channel);
    struct pollfd wait = {.fd = channel->fd, .events = POLLIN};
    if (!idle && poll(&wait, 1, PROGRESS_MS) <= 0)
        malformed("the rest did not come in time");
    ssize_t count = read(channel->fd, channel->in + channel->in_end, IN_SIZE - channel->in_end);
    if (count < 0 && errno != ECONNRESET)
        sandbox_failure("cannot read from the client: %s", strerror(errno));
    if (count <= 0)
        return false;
    channel->in_end += (size_t)count;
    return true;
}

static uint32_t big_endian_u32(const uint8_t *bytes)
{
    return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
}

/* Returns a frame whose payload is valid until the next call. */
static bool next_frame(struct channel *channel, struct frame *frame, bool idle)
{
    while (channel->in_end - channel->in_start < FRAME_HEADER) {
        bool between = idle && channel->in_end == channel->in_start;
        if (!fill(channel, between)) {
            if (between)
                return false;
            malformed("the client left in the middle of it");
        }
    }
    const uint8_t *header = channel->in + channel->in_start;
    uint32_t size = big_endian_u32(header);
    if (size > CHUNK_MAX)
        malformed("a frame is too long");
    while (channel->in_end - channel->in_start < FRAME_HEADER + size)
        if (!fill(channel, false))
            malformed("the client left in the middle of it");
    header = channel->in + channel->in_start;
    frame->type = header[4];
    frame->at = header + FRAME_HEADER;
    frame->end = frame->at + size;
    channel->in_start += FRAME_HEADER + size;
    must_hold(channel->in_start <= channel->in_end);
    return true;
}

bool channel_next_request(struct channel *channel, struct frame *frame)
{
    return next_frame(channel, frame, true);
}

void channel_next_part(struct channel *channel, struct frame *frame, uint8_t type)
{
    next_frame(channel, frame, false);
    if (frame->type != type)
        malformed("unexpected frame within a request");
}

static bool has_frame(const struct channel *channel)
{
    size_t size = channel->in_end - channel->in_start;
    return size >= FRAME_HEADER && size - FRAME_HEADER >= big_endian_u32(channel->in + channel->in_start);
}

/* The end of the stream is for others to notice. */
bool channel_next_ready(struct channel *channel, struct frame *frame)
{
    if (!has_frame(channel)) {
        make_room(channel);
        ssize_t count = recv(channel->fd, channel->in + channel->in_end, IN_SIZE - channel->in_end, MSG_DONTWAIT);
        channel->in_end += count > 0 ? (size_t)count : 0;
        if (channel->in_end >= FRAME_HEADER && big_endian_u32(channel->in) > CHUNK_MAX)
            malformed("a frame is too long");
    }
    return has_frame(channel) && next_frame(channel, frame, false);
}

const uint8_t *take_bytes(struct frame *frame, size_t size)
{
    if ((size_t)(frame->end - frame->at) < size)
        malformed("a frame ends too early");
    const uint8_t *bytes = frame->at;
    frame->at += size;
    return bytes;
}

uint8_t take_u8(struct frame *frame)
{
    return *take_bytes(frame, 1);
}

uint16_t take_u16(struct frame *frame)
{
    const uint8_t *bytes = take_bytes(frame, 2);
    return (uint16_t)(bytes[0] << 8 | bytes[1]);
}

uint32_t take_u32(struct frame *frame)
{
    return big_endian_u32(take_bytes(frame, 4));
}

uint64_t take_u64(struct frame *frame)
{
    uint64_t high = take_u32(frame);
    return high << 32 | take_u32(frame);
}

uint64_t take_u64_between(struct frame *frame, uint64_t min, uint64_t max, const char *name)
{
    uint64_t value = take_u64(frame);
    if (value < min || value > max)
        sandbox_failure("malformed request: %s %llu is not between %llu and %llu", name,
                        (unsigned long long)value, (unsigned long long)min, (unsigned long long)max);
    return value;
}

size_t take_string(struct frame *frame, char *buffer, size_t size)
{
    size_t length = take_u16(frame);
    const uint8_t *bytes = take_bytes(frame, length);
    if (length >= size)
        malformed("a string is too long");
    if (memchr(bytes, 0, length))
        malformed("a string contains a NUL");
    memcpy(buffer, bytes, length);
    buffer[length] = 0;
    return length;
}

void take_end(struct frame *frame)
{
    if (frame->at != frame->end)
        malformed("a frame is longer than its fields");
}

static ssize_t send_part(int fd, const uint8_t *bytes, size_t size)
{
    ssize_t count = send(fd, bytes, size, MSG_NOSIGNAL | MSG_DONTWAIT);
    return count < 0 && errno == ENOTSOCK ? write(fd, bytes, size) : count;
}

void reply_send(struct channel *channel)
{
    size_t sent = 0;
    while (sent < channel->out_end) {
        ssize_t count = send_part(channel->reply_fd, channel->out + sent, channel->out_end - sent);
        if (count < 0 && errno == EAGAIN) {
            struct pollfd wait = {.fd = channel->reply_fd, .events = POLLOUT};
            if (poll(&wait, 1, PROGRESS_MS) > 0)
                continue;
        }
        if (count < 0)
            _exit(0);  /* the client is gone or does not read, so the slot ends */
        sent += (size_t)count;
    }
    channel->out_end = 0;
}

size_t channel_room(const struct channel *channel)
{
    return OUT_SIZE - channel->out_end;
}

bool channel_send_ready(struct channel *channel)
{
    size_t sent = 0;
    while (sent < channel->out_end) {
        ssize_t count = send_part(channel->reply_fd, channel->out + sent, channel->out_end - sent);
        if (count < 0 && errno != EINTR)
            break;  /* that the client is gone is for others to notice */
        sent += count > 0 ? (size_t)count : 0;
    }
    memmove(channel->out, channel->out + sent, channel->out_end - sent);
    channel->out_end -= sent;
    return channel->out_end == 0;
}

void reply_bytes(struct channel *channel, const void *bytes, size_t size)
{
    if (channel->out_end + size > OUT_SIZE)
        reply_send(channel);
    memcpy(channel->out + channel->out_end, bytes, size);
    channel->out_end += size;
}

void reply_u8(struct channel *channel, uint8_t value)
{
    reply_bytes(channel, &value, 1);
}

void reply_u16(struct channel *channel, uint16_t value)
{
    reply_bytes(channel, (uint8_t[]){(uint8_t)(value >> 8), (uint8_t)value}, 2);
}

void reply_u32(struct channel *channel, uint32_t value)
{
    reply_u16(channel, (uint16_t)(value >> 16));
    reply_u16(channel, (uint16_t)value);
}

void reply_u64(struct channel *channel, uint64_t value)
{
    reply_u32(channel, (uint32_t)(value >> 32));
    reply_u32(channel, (uint32_t)value);
}

void reply_string(struct channel *channel, const char *text)
{
    size_t length = strlen(text);
    reply_u16(channel, (uint16_t)length);
    reply_bytes(channel, text, length);
}

void reply_start(struct channel *channel, uint8_t type, size_t payload)
{
    reply_u32(channel, (uint32_t)payload);
    reply_u8(channel, type);
}

void reply_blob(struct channel *channel, const uint8_t *bytes, uint64_t size)
{
    while (size > 0) {
        size_t part = size < CHUNK_MAX ? (size_t)size : CHUNK_MAX;
        reply_start(channel, FRAME_DATA, part);
        reply_bytes(channel, bytes, part);
        bytes += part;
        size -= part;
    }
}

void reply_file(struct channel *channel, int fd, uint64_t size)
{
    static uint8_t buffer[CHUNK_MAX];
    while (size > 0) {
        size_t part = size < CHUNK_MAX ? (size_t)size : CHUNK_MAX;
        ssize_t count = read(fd, buffer, part);
        if (count <= 0)
            sandbox_failure("an artifact's file is shorter than it was");
        reply_blob(channel, buffer, (uint64_t)count);
        size -= (uint64_t)count;
    }
}

void reply_digest(struct channel *channel, uint8_t type, const uint8_t digest[SHA256_BYTES])
{
    reply_start(channel, type, SHA256_BYTES);
    reply_bytes(channel, digest, SHA256_BYTES);
    reply_send(channel);
}
