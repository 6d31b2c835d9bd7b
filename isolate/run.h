/* A run from the supervisor's side: how it is asked for, watched, and reported. */
#pragma once

#include "protocol.h"
#include "run_limits.h"
#include "sha256.h"

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

struct artifact;
struct exchange;
struct join_request;
struct slot;

struct report {
    bool peer_was_first;  /* of a joined run: the other one had ended before */
    bool warm;            /* its interpreter was running already */
    bool beyond_machine;  /* it asked at once for more memory than the machine has */
    enum ending ending;
    uint32_t value;
    unsigned exceeded;
    uint64_t cpu_us, wall_us, peak_kib;
    bool peak_by_group;
    const uint8_t *output, *error;
    uint64_t output_size, error_size;
    bool output_truncated, error_truncated;
    bool collected;
    bool store_full;  /* it would have been collected */
    uint8_t digest[SHA256_BYTES];
};

/* ---- capture.c: what a box wrote to one stream ---- */

struct capture {
    int fd;
    uint8_t *bytes;
    uint64_t size, limit, seen;
    bool closed;  /* set by the watcher when all writers are gone */
};

/* Reads what is available: all that a writer has written, which must have ended then, or what one that goes on had written
 * before, but no more than a pipe holds, so that the caller looks at its clocks in between. False if more than `max` bytes
 * came in all. */
bool capture_drain(struct capture *capture, uint64_t max, bool whole);
/* Makes a pipe to or from a program. Its end, 0 or 1, belongs to its user, so that it can open it again as /dev/stdin,
 * /dev/stdout or /dev/stderr; the other one does not block. */
void stream_open(int ends[2], int theirs, uid_t user);
void capture_open(struct capture *capture, uint64_t limit, uid_t writer, int *write_end);
void capture_close(struct capture *capture);
void capture_report(const struct capture *output, const struct capture *error, struct report *report);

/* ---- run.c ---- */

/* Runs the program of the request. False if the client went away, which ends the run too. */
bool run_program(struct slot *slot, struct channel *client, const struct artifact *artifact, struct report *report);
/* Closes what run_program left open, after the report has been sent. */
void run_clean_up(struct slot *slot);

/* ---- join.c: two runs that talk to each other ---- */

struct join {
    int peer;             /* socket to the other supervisor, or NO_FD */
    int forward;          /* stdin of the other program, or NO_FD once nobody reads it or nothing more comes */
    uint64_t sent;        /* bytes of the output that were passed on */
    bool peer_ended;
    bool peer_was_first;
};

/* Waits for the other run, and makes this run's stdin, whose owner is the reader. False if the client has gone. */
bool join_meet(struct join *join, const struct join_request *request, uid_t reader, int client, int *input);
/* Whether there is output that was not passed on yet. */
bool join_pending(const struct join *join, const struct capture *output);
/* Passes on what the other program has room for. */
void join_forward(struct join *join, const struct capture *output);
/* Takes note if the other run has ended. */
void join_listen(struct join *join);
/* This run has ended: says so, passes on the rest, and closes the other program's stdin. False if the client has gone. */
bool join_end(struct join *join, const struct capture *output, int client);
void join_close(struct join *join);

/* ---- live.c: runs in which the client takes part ---- */

struct live {
    struct channel *channel;  /* to the client, or NULL */
    int input;                /* the program's stdin, or NO_FD after its end */
    struct frame pending;     /* input that the program had no room for; valid until the next frame is taken */
    uint64_t output_told, error_told;  /* bytes that are with the client, or on their way */
};

/* Makes the program's stdin, whose owner is the reader. */
void live_open(struct live *live, struct channel *channel, uid_t reader, int *input);
/* Whether there is input that the program had no room for: then nothing more is taken from the client. */
bool live_feeding(const struct live *live);
/* Gives the program the input that it has room for. */
void live_feed(struct live *live);
/* Takes a frame from the client; a signal that it wants is left in `number`. False if none has come. */
bool live_listen(struct live *live, int *number);
/* Whether there is output that the client had no room for. */
bool live_telling(const struct live *live);
/* Sends the client the output that it has room for. */
void live_tell(struct live *live, const struct capture *output, const struct capture *error);
/* Sends the rest after the end. */
void live_finish(struct live *live, const struct capture *output, const struct capture *error);
void live_close(struct live *live);

/* ---- request.c ---- */

/* What a request to run takes from the store. */
struct stored {
    bool artifact, input;
    unsigned given;
    uint8_t artifact_digest[SHA256_BYTES], input_digest[SHA256_BYTES], given_digests[GIVEN_MAX][SHA256_BYTES];
};

/* Reads a request to run, including its stdin unless that is in the store. */
void request_run(struct channel *channel, struct frame *frame, struct exchange *exchange, struct stored *stored);
void reply_report(struct channel *channel, const struct report *report);
/* Sends the regular files of a directory that nobody changes meanwhile. */
void reply_files(struct channel *channel, int directory);

/* ---- supervisor.c and serve.c ---- */

_Noreturn void supervise(uid_t uid, int lease, int client);
/* Answers requests until the client closes the connection. */
void supervisor_answer(int client);
int serve(void);
