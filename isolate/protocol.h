/* Frames, as PROTOCOL.md specifies them. */
#pragma once

#include "sha256.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

enum {
    PROTOCOL_VERSION = 7,
    CHUNK_MAX = 65536,
    FRAME_HEADER = 5,
    ARGUMENTS_MAX = 256,
    FILE_NAME_MAX = 512,
    ARTIFACT_FILES_MAX = 4096,
    LEASES_MAX = 1024,
    GIVES_FILES = 1,  /* abilities that HELLO tells */
    STARTS_WARM = 2,
    GIVEN_MAX = 2,  /* files of the store that a program has open beside its stdin */
};

#define STDIN_MAX (64ULL << 20)
#define CAPTURE_MAX (64ULL << 20)
#define ARTIFACT_BYTES_MAX (64ULL << 20)
#define STORED_BYTES_MAX (512ULL << 20)  /* of an artifact that a client sends, such as a stdin */
#define ERROR_FLOOD (16ULL << 20)

enum frame_type {
    FRAME_HELLO = 0x01,
    FRAME_DATA = 0x02,
    FRAME_FILE = 0x03,
    FRAME_STORE = 0x10,
    FRAME_RUN = 0x11,
    FRAME_LEASE = 0x12,
    FRAME_RELEASE = 0x13,
    FRAME_FETCH = 0x14,
    FRAME_INPUT = 0x15,
    FRAME_INPUT_END = 0x16,
    FRAME_SIGNAL = 0x17,
    FRAME_OK = 0x80,
    FRAME_REPORT = 0x81,
    FRAME_MISSING = 0x82,
    FRAME_FAILURE = 0x83,
    FRAME_BUSY = 0x84,
    FRAME_STORED = 0x85,
    FRAME_FILES = 0x86,
    FRAME_FULL = 0x87,
    FRAME_STDOUT = 0x88,
    FRAME_STDERR = 0x89,
};

/* The payload of one frame, read from the front. A field beyond its end or maximum makes the frame malformed. */
struct frame {
    uint8_t type;
    const uint8_t *at;
    const uint8_t *end;
};

/* Both directions of a connection: a socket, or two pipes, of which reply_fd must be non-blocking. */
struct channel {
    int fd;
    int reply_fd;
    uint8_t *in;
    size_t in_start, in_end;
    uint8_t *out;
    size_t out_end;
};

void channel_open(struct channel *channel, int fd);
/* False if the client closed the connection between two requests. */
bool channel_next_request(struct channel *channel, struct frame *frame);
void channel_next_part(struct channel *channel, struct frame *frame, uint8_t type);
/* Takes a frame that has come, without waiting. False if there is none, or only a part of one. */
bool channel_next_ready(struct channel *channel, struct frame *frame);

_Noreturn void malformed(const char *what);
uint8_t take_u8(struct frame *frame);
uint16_t take_u16(struct frame *frame);
uint32_t take_u32(struct frame *frame);
uint64_t take_u64(struct frame *frame);
uint64_t take_u64_between(struct frame *frame, uint64_t min, uint64_t max, const char *name);
const uint8_t *take_bytes(struct frame *frame, size_t size);
/* Takes a u16 length and that many bytes without NUL; copies them zero-terminated and returns the length. */
size_t take_string(struct frame *frame, char *buffer, size_t size);
void take_end(struct frame *frame);

/* Replies are buffered until reply_send, so that a small one takes one system call. */
void reply_start(struct channel *channel, uint8_t type, size_t payload);
void reply_u8(struct channel *channel, uint8_t value);
void reply_u16(struct channel *channel, uint16_t value);
void reply_u32(struct channel *channel, uint32_t value);
void reply_u64(struct channel *channel, uint64_t value);
void reply_bytes(struct channel *channel, const void *bytes, size_t size);
void reply_string(struct channel *channel, const char *text);
void reply_blob(struct channel *channel, const uint8_t *bytes, uint64_t size);
/* Sends the rest of a regular file as DATA frames; it must be exactly `size` bytes. */
void reply_file(struct channel *channel, int fd, uint64_t size);
void reply_send(struct channel *channel);
/* Bytes that can be added to a reply without sending. */
size_t channel_room(const struct channel *channel);
/* Sends what the client has room for. True if that was all. */
bool channel_send_ready(struct channel *channel);
/* Sends a reply that consists of a digest. */
void reply_digest(struct channel *channel, uint8_t type, const uint8_t digest[SHA256_BYTES]);
