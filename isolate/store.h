/* Artifacts: the store, how they are written, and the requests about them. */
#pragma once

#include "sha256.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct channel;
struct exchange;
struct frame;
struct report;

/* ---- store.c: artifacts, which are directories named by their content ---- */

struct artifact {
    uint8_t digest[SHA256_BYTES];
    int directory;    /* has a shared flock while leased, else -1 */
    uint32_t number;  /* of the lease, from 1: by it a box knows what it has mounted */
};

/* Called once, in the daemon: empties the store and shares its index with all slots. */
void store_prepare(void);
/* Keeps the directory until lease_end. False if there is no such artifact. */
bool lease_start(struct artifact *artifact, const uint8_t digest[SHA256_BYTES]);
void lease_end(struct artifact *artifact);
/* A draft is a folder that becomes an artifact or is discarded. Returns -1 with errno if the disk has no room for it. */
int store_draft(const char *draft);
/* False if leased artifacts leave no room. */
bool store_adopt(const char *draft, const uint8_t digest[SHA256_BYTES], uint64_t bytes);
/* Removes the least recently used artifact that is not leased. False if there is none. */
bool store_evict_one(void);
void store_discard(const char *draft);
/* Discards the drafts that a dead slot left. */
void store_discard_of(pid_t supervisor);

/* ---- artifact.c: writing an artifact ---- */

struct artifact_writer;

struct artifact_writer *artifact_begin(void);
/* Creates a file and its directories; artifact_name_valid must accept the name. */
void artifact_file(struct artifact_writer *writer, const char *name, bool executable);
void artifact_append(struct artifact_writer *writer, const void *bytes, size_t size);
/* Appends zeros that take no space in the store. */
void artifact_hole(struct artifact_writer *writer, uint64_t size);
/* Publishes the artifact under the digest of all names, modes and contents. False if the store or its disk has no room
 * for it, even without the artifacts that nobody leases; what was written is gone then. */
bool artifact_publish(struct artifact_writer *writer, uint8_t digest[SHA256_BYTES]);
void artifact_abandon(struct artifact_writer *writer);
bool artifact_name_valid(const char *name);

/* ---- input.c: stdin and other files from the store ---- */

/* The name of the only file of an artifact that is one of them. */
#define INPUT_NAME "stdin"

/* Opens it for a program. False if there is no such artifact. */
bool input_open(const uint8_t digest[SHA256_BYTES], int *input);
/* Closes all that a run reads, or would have read. */
void input_close(struct exchange *exchange);

/* ---- filing.c: requests about artifacts ---- */

void leases_prepare(void);
/* The answer to a request whose artifact finds no room. */
void reply_full(struct channel *channel);
void answer_store(struct channel *channel, struct frame *frame);
void answer_lease(struct channel *channel, struct frame *frame);
void answer_release(struct channel *channel, struct frame *frame);
void answer_fetch(struct channel *channel, struct frame *frame);
/* Makes the files of a box an artifact, if they are not too many or too large. All processes of the box are dead. */
void collect_box(int box, struct report *report);
