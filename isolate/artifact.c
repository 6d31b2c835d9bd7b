/* Writing an artifact: its files come one after another, and its digest is known at the end. If the disk has no room left
 * even without the artifacts that nobody leases, the rest is received or read all the same, but not kept. */
#include "log.h"
#include "protocol.h"
#include "sha256.h"
#include "store.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* What a file costs besides its bytes: inode and block. */
enum { FILE_OVERHEAD = 4096 };

struct part {
    char *name;
    bool executable;
    uint64_t size;
    uint8_t digest[SHA256_BYTES];
};

struct artifact_writer {
    char draft[32];
    int directory;
    int file;
    struct sha256 hash;
    struct part *parts;
    unsigned count;
    uint64_t bytes;  /* on disk */
    bool full;       /* the disk */
};

bool artifact_name_valid(const char *name)
{
    size_t length = strlen(name);
    if (length == 0 || length >= FILE_NAME_MAX)
        return false;
    int depth = 0;
    for (const char *at = name; at; at = strchr(at, '/') ? strchr(at, '/') + 1 : NULL) {
        size_t part = strcspn(at, "/");
        bool dots = (part == 1 && at[0] == '.') || (part == 2 && at[0] == '.' && at[1] == '.');
        if (part == 0 || part > 255 || dots || ++depth > 16)
            return false;
    }
    return true;
}

/* Two files with the same name, or one below the other. */
static _Noreturn void cannot_make(const char *name)
{
    if (errno == EEXIST || errno == ENOTDIR || errno == EISDIR)
        malformed("two files have the same name");
    sandbox_failure("cannot write an artifact's file %s: %s", name, strerror(errno));
}

/* After a call that failed because of the disk's end: true if there is more room now, so it is worth repeating. */
static bool make_room(struct artifact_writer *writer, const char *name)
{
    if (errno != ENOSPC && errno != EDQUOT)
        cannot_make(name);
    writer->full = !store_evict_one();
    if (writer->full)
        log_event("the store's disk is full");
    return !writer->full;
}

struct artifact_writer *artifact_begin(void)
{
    struct artifact_writer *writer = calloc(1, sizeof *writer);
    if (!writer || !(writer->parts = calloc(ARTIFACT_FILES_MAX, sizeof writer->parts[0])))
        sandbox_failure("out of memory");
    snprintf(writer->draft, sizeof writer->draft, "%d", (int)getpid());
    while ((writer->directory = store_draft(writer->draft)) < 0 && make_room(writer, "/"))
        ;
    writer->file = -1;
    return writer;
}

static void end_file(struct artifact_writer *writer)
{
    if (writer->file < 0)
        return;
    sha256_finish(&writer->hash, writer->parts[writer->count - 1].digest);
    close(writer->file);
    writer->file = -1;
}

/* False if the disk is full. */
static bool make_parents(struct artifact_writer *writer, const char *name)
{
    char path[FILE_NAME_MAX];
    for (const char *slash = strchr(name, '/'); slash; slash = strchr(slash + 1, '/')) {
        memcpy(path, name, (size_t)(slash - name));
        path[slash - name] = 0;
        int made;
        while ((made = mkdirat(writer->directory, path, 0755)) < 0 && errno != EEXIST)
            if (!make_room(writer, name))
                return false;
        writer->bytes += made == 0 ? FILE_OVERHEAD : 0;
    }
    return true;
}

void artifact_file(struct artifact_writer *writer, const char *name, bool executable)
{
    end_file(writer);
    if (writer->full || !make_parents(writer, name))
        return;
    if (writer->count == ARTIFACT_FILES_MAX)
        sandbox_failure("malformed request: too many files");
    mode_t mode = executable ? 0755 : 0644;
    int flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC;
    while ((writer->file = openat(writer->directory, name, flags, mode)) < 0)
        if (!make_room(writer, name))
            return;
    struct part *part = &writer->parts[writer->count++];
    *part = (struct part){.name = strdup(name), .executable = executable};
    if (!part->name)
        sandbox_failure("out of memory");
    writer->bytes += FILE_OVERHEAD;
    sha256_start(&writer->hash);
}

void artifact_append(struct artifact_writer *writer, const void *bytes, size_t size)
{
    if (writer->full)
        return;
    struct part *part = &writer->parts[writer->count - 1];
    while (!pwrite_all(writer->file, bytes, size, (off_t)part->size))
        if (!make_room(writer, part->name))
            return;
    sha256_add(&writer->hash, bytes, size);
    part->size += size;
    writer->bytes += size;
}

void artifact_hole(struct artifact_writer *writer, uint64_t size)
{
    static const uint8_t zeros[CHUNK_MAX];
    if (writer->full)
        return;
    struct part *part = &writer->parts[writer->count - 1];
    while (ftruncate(writer->file, (off_t)(part->size + size)) < 0)
        if (!make_room(writer, part->name))
            return;
    part->size += size;
    for (uint64_t left = size, step; left > 0; left -= step) {
        step = left < sizeof zeros ? left : sizeof zeros;
        sha256_add(&writer->hash, zeros, step);
    }
}

static int by_name(const void *left, const void *right)
{
    return strcmp(((const struct part *)left)->name, ((const struct part *)right)->name);
}

static void add_number(struct sha256 *hash, uint64_t number)
{
    uint8_t bytes[8];
    for (int i = 0; i < 8; i++)
        bytes[i] = (uint8_t)(number >> (56 - 8 * i));
    sha256_add(hash, bytes, sizeof bytes);
}

static void digest_parts(struct artifact_writer *writer, uint8_t digest[SHA256_BYTES])
{
    struct sha256 hash;
    sha256_start(&hash);
    qsort(writer->parts, writer->count, sizeof writer->parts[0], by_name);
    for (unsigned i = 0; i < writer->count; i++) {
        const struct part *part = &writer->parts[i];
        add_number(&hash, strlen(part->name));
        sha256_add(&hash, part->name, strlen(part->name));
        add_number(&hash, part->executable);
        add_number(&hash, part->size);
        sha256_add(&hash, part->digest, SHA256_BYTES);
    }
    sha256_finish(&hash, digest);
}

static void free_writer(struct artifact_writer *writer)
{
    for (unsigned i = 0; i < writer->count; i++)
        free(writer->parts[i].name);
    close_given(&writer->directory);
    free(writer->parts);
    free(writer);
}

bool artifact_publish(struct artifact_writer *writer, uint8_t digest[SHA256_BYTES])
{
    end_file(writer);
    bool stored = false;
    if (writer->full) {
        store_discard(writer->draft);
    } else {
        digest_parts(writer, digest);
        stored = store_adopt(writer->draft, digest, writer->bytes);
    }
    free_writer(writer);
    return stored;
}

void artifact_abandon(struct artifact_writer *writer)
{
    end_file(writer);
    store_discard(writer->draft);
    free_writer(writer);
}
