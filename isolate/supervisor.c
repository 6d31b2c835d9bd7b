/* The supervisor of a slot: one process per connection. It answers the client's requests one after another
 * and ends with the connection. A failure in it affects no other slot. */
#include "box.h"
#include "cgroup.h"
#include "config.h"
#include "log.h"
#include "protocol.h"
#include "run.h"
#include "run_limits.h"
#include "sha256.h"
#include "slot.h"
#include "store.h"
#include "warm.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <unistd.h>

/* How much less nice supervisor, launcher and init are than programs. */
enum { PREFERENCE = 10 };

static struct channel channel;
static struct slot slot = {.launcher_pidfd = NO_FD};
/* The artifact of the last run stays leased, because the test cases of a submission share one. */
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
    size_t size = 2 + 8 + 2 + strlen(EVALX_ISOLATE_VERSION) + 2 + strlen(cgroup_name()) + 1 + lacks_size();
    reply_start(&channel, FRAME_HELLO, size);
    reply_u16(&channel, PROTOCOL_VERSION);
    reply_u64(&channel, config.instance);
    reply_string(&channel, EVALX_ISOLATE_VERSION);
    reply_string(&channel, cgroup_name());
    reply_u8(&channel, (uint8_t)((config.box_proc ? GIVES_FILES : 0) | (warm_possible() ? STARTS_WARM : 0)));
    lacks_reply(&channel);
    reply_send(&channel);
}

/* Lets a client check whether the daemon still answers. */
static void handle_hello(struct frame *frame)
{
    if (take_u16(frame) != PROTOCOL_VERSION)
        malformed("unsupported protocol version");
    take_end(frame);
    reply_hello();
}

static void prepare_slot(void)
{
    slot.exchange = mmap(NULL, sizeof *slot.exchange, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (slot.exchange == MAP_FAILED)
        sandbox_failure("out of memory");
    slot.exchange->input = slot.exchange->output = slot.exchange->error = slot.exchange->talk = NO_FD;
    for (unsigned i = 0; i < GIVEN_MAX; i++)
        slot.exchange->given[i] = NO_FD;
    slot.exchange->network = NO_NETWORK;
    slot.exchange->artifact_mount = slot.exchange->box = slot.exchange->cpu_counter = NO_FD;
    slot.done_event = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (slot.done_event < 0 || getrandom(&slot.cookie, sizeof slot.cookie, 0) != sizeof slot.cookie)
        sandbox_failure("cannot prepare the slot: %s", strerror(errno));
    warm_connect(slot.exchange);
    cgroup_create(&slot.exchange->group, slot.uid, false);
}

/* False if the artifact is missing. Keeps the lease of the previous run if the artifact is the same. */
static bool lease_current(const uint8_t *digest)
{
    if (current.directory >= 0 && memcmp(current.digest, digest, SHA256_BYTES) == 0)
        return true;
    lease_end(&current);
    current.number++;
    return lease_start(&current, digest);
}

/* Takes from the store what a run needs. Returns the digest of what is missing, or NULL. */
static const uint8_t *missing_of(const struct stored *stored)
{
    if (stored->artifact && !lease_current(stored->artifact_digest))
        return stored->artifact_digest;
    if (stored->input && !input_open(stored->input_digest, &slot.exchange->input))
        return stored->input_digest;
    for (unsigned i = 0; i < stored->given; i++)
        if (!input_open(stored->given_digests[i], &slot.exchange->given[i]))
            return stored->given_digests[i];
    return NULL;
}

static void handle_run(struct frame *frame)
{
    if (!slot.exchange)
        prepare_slot();
    struct exchange *exchange = slot.exchange;
    struct stored stored = {0};
    request_run(&channel, frame, exchange, &stored);
    if (stored.given && !config.box_proc)
        sandbox_failure("files cannot be given: boxes have no /proc, where programs find them");
    const uint8_t *missing = missing_of(&stored);
    if (missing) {
        input_close(exchange);
        reply_digest(&channel, FRAME_MISSING, missing);
        return;
    }
    struct report report = {0};
    if (!run_program(&slot, &channel, stored.artifact ? &current : NULL, &report))
        _exit(0);
    if (exchange->collect && report.ending == ENDING_EXITED && report.value == 0)
        collect_box(exchange->box, &report);
    if (report.store_full)
        reply_full(&channel);
    else
        reply_report(&channel, &report);
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
    case FRAME_INPUT:
    case FRAME_INPUT_END:
    case FRAME_SIGNAL:
        break;  /* for a live run that has ended meanwhile */
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

/* A limit is enforced in time although a box has many processes: what the supervisor and init do for it takes little
 * time, but must not wait for theirs. Some kernels weigh whole sessions. An ordinary user's daemon is not allowed to. */
static void go_first(void)
{
    char nice[16];
    slot.nice = getpriority(PRIO_PROCESS, 0);
    setsid();
    int session = open("/proc/self/autogroup", O_WRONLY | O_CLOEXEC);
    int length = snprintf(nice, sizeof nice, "%d", slot.nice - PREFERENCE);
    if (session >= 0 && write(session, nice, (size_t)length) < 0)
        log_event("a slot's supervisor has no better priority than programs: %s", strerror(errno));
    close_given(&session);
    setpriority(PRIO_PROCESS, 0, slot.nice - PREFERENCE);
}

void supervise(uid_t uid, int lease, int client)
{
    go_first();
    slot.uid = uid;
    slot.user = config.one_user ? 0 : uid;
    slot.lease = lease;
    supervisor_answer(client);
    _exit(0);
}
