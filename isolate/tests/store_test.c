/* The store's index while its slots are killed, and what keeps other slots waiting: nothing is deleted under its lock. */
#define tree_remove watched_remove
#include "../store.c"
#undef tree_remove

#include <dirent.h>
#include <sys/wait.h>

enum { PLACES = 3, SIZE = 100 };

struct config config = {.store_artifacts = PLACES, .store_bytes = PLACES * SIZE};

bool tree_remove(int parent, const char *name);

static bool die_deleting;
static unsigned under_lock, failures;

bool watched_remove(int parent, const char *name)
{
    if (shared && pthread_mutex_trylock(&shared->lock) == 0)
        pthread_mutex_unlock(&shared->lock);
    else if (shared)
        under_lock++;
    if (die_deleting && strchr(name, '-'))
        _exit(0);
    return tree_remove(parent, name);
}

static void expect(bool fine, const char *what)
{
    if (!fine) {
        printf("FAILED: %s\n", what);
        failures++;
    }
}

/* Artifacts of one byte each repeated, so that they are told apart. */
static bool store(uint8_t number)
{
    uint8_t digest[SHA256_BYTES];
    memset(digest, number, sizeof digest);
    char draft[16];
    snprintf(draft, sizeof draft, "%d", (int)getpid());
    close(store_draft(draft));
    return store_adopt(draft, digest, SIZE);
}

static bool has(uint8_t number)
{
    uint8_t digest[SHA256_BYTES];
    struct artifact artifact;
    memset(digest, number, sizeof digest);
    bool there = lease_start(&artifact, digest);
    lease_end(&artifact);
    return there;
}

static unsigned entries_of(int folder)
{
    unsigned count = 0;
    DIR *listing = fdopendir(openat(folder, ".", O_RDONLY | O_DIRECTORY));
    struct dirent *entry;
    while ((entry = readdir(listing)))
        count += entry->d_name[0] != '.';
    closedir(listing);
    return count;
}

/* What a slot does until it is killed; another one is the first to find the index as it left it. */
static void killed(void (*slot)(void))
{
    pid_t pid = fork();
    if (pid == 0) {
        slot();
        _exit(0);
    }
    waitpid(pid, NULL, 0);
    lock_index();
    unlock_index();
    store_discard_of(pid);
}

static void forget_halfway(void)
{
    lock_index();
    shared->entries[0].present = false;
}

static void remember_halfway(void)
{
    lock_index();
    shared->bytes += SIZE;
    shared->count++;
}

static void evict_halfway(void)
{
    die_deleting = true;
    store(10);
}

static void expect_sums(unsigned count, const char *what)
{
    lock_index();
    expect(shared->count == count && shared->bytes == count * SIZE, what);
    unlock_index();
}

int main(void)
{
    char folder[] = "/tmp/sbx-store-XXXXXX";
    config.store_path = mkdtemp(folder);
    store_prepare();
    for (uint8_t number = 1; number <= PLACES + 1; number++)
        expect(store(number), "it is stored");
    expect(!has(1) && has(2) && has(PLACES + 1), "the oldest made room");
    expect(under_lock == 0, "nothing is deleted while others wait for the index");
    expect(entries_of(artifacts) == PLACES && entries_of(drafts) == 0, "what made room is deleted");
    killed(evict_halfway);
    expect(has(10) && entries_of(artifacts) == PLACES && entries_of(drafts) == 0, "a dead slot's work is finished");
    killed(forget_halfway);
    expect_sums(PLACES - 1, "sums after a slot was killed while it forgot one");
    killed(remember_halfway);
    expect_sums(PLACES - 1, "sums after a slot was killed while it remembered one");
    for (uint8_t number = 20; number < 20 + 2 * PLACES; number++)
        expect(store(number), "the store is as usable as before");
    expect_sums(PLACES, "sums of a full store");
    tree_remove(AT_FDCWD, folder);
    printf("store: %u failures\n", failures);
    return failures != 0;
}
