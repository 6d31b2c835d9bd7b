/* The artifact store: directories <store>/artifacts/<SHA-256>, written once, bounded in bytes and number.
 *
 * Every slot is a process of its own, so the index (size and last use) is in shared memory, protected by a robust
 * mutex. A lease is a shared flock on the directory, which the kernel releases when the holder dies. Eviction takes
 * the least recently used directory on which it gets an exclusive lock. The store starts empty: missing artifacts
 * are compiled or sent again, and nothing that a killed daemon left half-written is trusted. */
#include "config.h"
#include "log.h"
#include "sha256.h"
#include "store.h"
#include "tree.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum { ASIDE_NAME = 24 };

struct entry {
    _Atomic bool present;  /* set last and cleared first, whenever the slot may be killed */
    uint8_t digest[SHA256_BYTES];
    uint64_t bytes;
    uint64_t used_at;
};

struct index {
    pthread_mutex_t lock;
    uint64_t bytes;
    unsigned count;
    struct entry entries[];
};

static struct index *shared;
static int artifacts = -1, drafts = -1;
static unsigned set_aside;  /* folders of this slot's that are to be deleted */

/* A slot that was killed while it had the index left every entry valid, but perhaps not the sums. */
static void count_again(void)
{
    shared->bytes = shared->count = 0;
    for (unsigned i = 0; i < config.store_artifacts; i++)
        if (shared->entries[i].present) {
            shared->bytes += shared->entries[i].bytes;
            shared->count++;
        }
}

static void lock_index(void)
{
    if (pthread_mutex_lock(&shared->lock) != EOWNERDEAD)
        return;
    count_again();
    pthread_mutex_consistent(&shared->lock);
}

static void name_aside(char name[ASIDE_NAME], pid_t supervisor, unsigned number)
{
    snprintf(name, ASIDE_NAME, "%d-%u", (int)supervisor, number);
}

/* Deletes what was set aside meanwhile: not before, because that takes long, and all slots would wait. */
static void unlock_index(void)
{
    char name[ASIDE_NAME];
    pthread_mutex_unlock(&shared->lock);
    while (set_aside > 0) {
        name_aside(name, getpid(), --set_aside);
        tree_remove(drafts, name);
    }
}

/* Takes a folder out of the artifacts if it is there. */
static void put_aside(const char *artifact)
{
    char name[ASIDE_NAME];
    name_aside(name, getpid(), set_aside);
    if (renameat(artifacts, artifact, drafts, name) == 0)
        set_aside++;
    else if (errno != ENOENT)
        tree_remove(artifacts, artifact);
}

static int open_folder(const char *name)
{
    int store = open(config.store_path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (store < 0)
        sandbox_failure("cannot open %s: %s", config.store_path, strerror(errno));
    tree_remove(store, name);
    if (mkdirat(store, name, 0755) < 0)
        sandbox_failure("cannot make %s/%s: %s", config.store_path, name, strerror(errno));
    int folder = openat(store, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    close(store);
    if (folder < 0)
        sandbox_failure("cannot open %s/%s: %s", config.store_path, name, strerror(errno));
    return folder;
}

void store_prepare(void)
{
    artifacts = open_folder("artifacts");
    drafts = open_folder("drafts");
    size_t size = sizeof *shared + config.store_artifacts * sizeof shared->entries[0];
    shared = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (shared == MAP_FAILED)
        sandbox_failure("out of memory");
    pthread_mutexattr_t attributes;
    pthread_mutexattr_init(&attributes);
    pthread_mutexattr_setpshared(&attributes, PTHREAD_PROCESS_SHARED);
    pthread_mutexattr_setrobust(&attributes, PTHREAD_MUTEX_ROBUST);
    pthread_mutex_init(&shared->lock, &attributes);
}

static struct entry *find(const uint8_t digest[SHA256_BYTES])
{
    for (unsigned i = 0; i < config.store_artifacts; i++) {
        struct entry *entry = &shared->entries[i];
        if (entry->present && memcmp(entry->digest, digest, SHA256_BYTES) == 0)
            return entry;
    }
    return NULL;
}

static void forget(struct entry *entry)
{
    entry->present = false;
    shared->bytes -= entry->bytes;
    shared->count--;
}

bool lease_start(struct artifact *artifact, const uint8_t digest[SHA256_BYTES])
{
    char name[SHA256_HEX + 1];
    sha256_hex(digest, name);
    memcpy(artifact->digest, digest, SHA256_BYTES);
    artifact->directory = -1;
    lock_index();
    struct entry *entry = find(digest);
    int error = 0;
    if (entry) {
        entry->used_at = now_ns();
        artifact->directory = openat(artifacts, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        error = artifact->directory < 0 ? errno : 0;
        if (error == ENOENT)
            forget(entry);
        if (artifact->directory >= 0 && flock(artifact->directory, LOCK_SH | LOCK_NB) < 0)
            lease_end(artifact);
    }
    unlock_index();
    if (error && error != ENOENT)
        sandbox_failure("cannot open an artifact: %s", strerror(error));
    return artifact->directory >= 0;
}

void lease_end(struct artifact *artifact)
{
    if (artifact->directory >= 0)
        close(artifact->directory);
    artifact->directory = -1;
}

/* Removes the artifact unless it is leased, or cannot be told. The index is locked, so no lease can start meanwhile. */
static bool evict(struct entry *entry)
{
    char name[SHA256_HEX + 1];
    sha256_hex(entry->digest, name);
    int directory = openat(artifacts, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (directory < 0 && errno != ENOENT)
        return false;
    bool leased = directory >= 0 && flock(directory, LOCK_EX | LOCK_NB) < 0;
    if (!leased) {
        put_aside(name);
        forget(entry);
    }
    close_given(&directory);
    return !leased;
}

static struct entry *oldest_used_after(uint64_t time)
{
    struct entry *oldest = NULL;
    for (unsigned i = 0; i < config.store_artifacts; i++) {
        struct entry *entry = &shared->entries[i];
        if (entry->present && entry->used_at > time && (!oldest || entry->used_at < oldest->used_at))
            oldest = entry;
    }
    return oldest;
}

/* The index is locked. */
static bool evict_oldest(void)
{
    struct entry *entry;
    for (uint64_t passed = 0; (entry = oldest_used_after(passed)); passed = entry->used_at)
        if (evict(entry))
            return true;
    return false;
}

bool store_evict_one(void)
{
    lock_index();
    bool evicted = evict_oldest();
    unlock_index();
    return evicted;
}

/* False if leased artifacts leave no room, or if the store is too small. */
static bool make_room(uint64_t bytes)
{
    if (bytes > config.store_bytes)
        return false;
    while (shared->bytes + bytes > config.store_bytes || shared->count >= config.store_artifacts)
        if (!evict_oldest())
            return false;
    return true;
}

static bool no_room(int error)
{
    return error == ENOSPC || error == EDQUOT;
}

static struct entry *remember(const uint8_t digest[SHA256_BYTES], uint64_t bytes)
{
    for (unsigned i = 0; i < config.store_artifacts; i++) {
        struct entry *entry = &shared->entries[i];
        if (entry->present)
            continue;
        memcpy(entry->digest, digest, SHA256_BYTES);
        entry->bytes = bytes;
        entry->used_at = now_ns();
        shared->bytes += bytes;
        shared->count++;
        entry->present = true;
        return entry;
    }
    sandbox_failure("the store has more artifacts than it counts");
}

bool store_adopt(const char *draft, const uint8_t digest[SHA256_BYTES], uint64_t bytes)
{
    char name[SHA256_HEX + 1];
    sha256_hex(digest, name);
    lock_index();
    struct entry *entry = find(digest);
    bool stored = entry != NULL;
    int error = 0;
    if (entry)
        entry->used_at = now_ns();
    else if ((stored = make_room(bytes))) {
        put_aside(name);  /* of an entry that was forgotten because its folder could not be found */
        entry = remember(digest, bytes);  /* first: should the slot die now, the entry is forgotten when it is looked for */
        error = renameat(drafts, draft, artifacts, name) < 0 ? errno : 0;
        if (error)
            forget(entry);
    }
    if (no_room(error)) {
        stored = false;
        error = 0;
    }
    unlock_index();
    if (error)
        sandbox_failure("cannot publish an artifact: %s", strerror(error));
    tree_remove(drafts, draft);
    return stored;
}

int store_draft(const char *draft)
{
    tree_remove(drafts, draft);
    int folder = mkdirat(drafts, draft, 0755) < 0 ? NO_FD : openat(drafts, draft, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder < 0 && !no_room(errno))
        sandbox_failure("cannot make an artifact: %s", strerror(errno));
    return folder;
}

void store_discard(const char *draft)
{
    tree_remove(drafts, draft);
}

void store_discard_of(pid_t supervisor)
{
    char name[ASIDE_NAME];
    snprintf(name, sizeof name, "%d", (int)supervisor);
    tree_remove(drafts, name);
    unsigned number = 0;
    do
        name_aside(name, supervisor, number++);
    while (tree_remove(drafts, name));
}
