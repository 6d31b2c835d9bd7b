/* The daemon: owns the socket and the processes, users and groups of all slots, and does nothing else. */
#include "box.h"
#include "cgroup.h"
#include "config.h"
#include "log.h"
#include "protocol.h"
#include "run.h"
#include "slot.h"
#include "store.h"
#include "warm.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/prctl.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

enum { BACKLOG = 1024, OTHER_FILES = 64 };
enum { BURY_RETRY_MS = 5, BURY_RETRY_MAX_MS = 640, ACCEPT_RETRY_MS = 20, END_MS = 10000, LOCK_MS = 5000, LOCK_RETRY_MS = 5 };

struct seat {
    uid_t uid;
    int lease;         /* -1: the seat is free */
    pid_t supervisor;  /* 0: dead, but its groups are not yet removed */
};

static struct seat *seats;
static bool *own_uids;  /* by offset from the first: leased by this daemon, so not worth a try */

#define check(result, what) check_result(result, "cannot %s", what)

/* There is one daemon per store. Its slots share the lock, so the next daemon waits until the last of them is dead,
 * and then finds their users and groups free. */
static void lock_store(void)
{
    check(mkdir(config.store_path, 0700) < 0 && errno != EEXIST ? -1 : 0, "create the store");
    int store = open(config.store_path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    check(store, "open the store");
    uint64_t deadline = now_ns() + LOCK_MS * NANOS_PER_MILLI;
    while (flock(store, LOCK_EX | LOCK_NB) < 0) {
        if (now_ns() > deadline)
            sandbox_failure("another daemon uses the store %s", config.store_path);
        poll(NULL, 0, LOCK_RETRY_MS);
    }
}

/* A folder that was there is left as it is: it may be everybody's, such as /run. */
static void prepare_socket_folder(void)
{
    char path[sizeof((struct sockaddr_un *)0)->sun_path];
    snprintf(path, sizeof path, "%s", config.socket_path);
    const char *folder = dirname(path);
    if (mkdir(folder, 0750) < 0) {
        check(errno == EEXIST ? 0 : -1, "create the socket's folder");
        return;
    }
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    check(fd, "open the socket's folder");
    check(fchown(fd, 0, config.client_gid), "give the socket's folder to the client's group");
    check(fchmod(fd, 0750), "restrict the socket's folder");
    close(fd);
}

static int listen_on_socket(void)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    if (strlen(config.socket_path) >= sizeof address.sun_path)
        sandbox_failure("the socket's path is too long");
    strcpy(address.sun_path, config.socket_path);
    prepare_socket_folder();
    int listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    check(listener, "create a socket");
    if (connect(listener, (struct sockaddr *)&address, sizeof address) == 0 || errno == EAGAIN)
        sandbox_failure("another daemon listens on %s", config.socket_path);
    close(listener);
    listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    check(listener, "create a socket");
    unlink(config.socket_path);
    mode_t before = umask(0177);
    check(bind(listener, (struct sockaddr *)&address, sizeof address), "bind the socket");
    umask(before);
    check(chown(config.socket_path, 0, config.client_gid), "give the socket to the client's group");
    check(chmod(config.socket_path, 0660), "open the socket to the client's group");
    check(listen(listener, BACKLOG), "listen");
    return listener;
}

static int watch_signals(void)
{
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGCHLD);
    sigprocmask(SIG_SETMASK, &signals, NULL);
    int fd = signalfd(-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK);
    check(fd, "watch for signals");
    return fd;
}

static bool peer_allowed(int client)
{
    struct ucred peer;
    socklen_t size = sizeof peer;
    if (getsockopt(client, SOL_SOCKET, SO_PEERCRED, &peer, &size) < 0)
        return false;
    if (peer.uid != config.client_uid)
        log_event("refused a connection of user %u", peer.uid);
    return peer.uid == config.client_uid;
}

static struct seat *free_seat(void)
{
    uid_t uid = config.first_uid;
    for (unsigned i = 0; i < config.connections; i++) {
        if (seats[i].lease >= 0)
            continue;
        for (; uid <= config.last_uid; uid++)
            if (!own_uids[uid - config.first_uid] && (seats[i].lease = uid_lease(uid)) >= 0) {
                own_uids[uid - config.first_uid] = true;
                seats[i].uid = uid;
                return &seats[i];
            }
        return NULL;
    }
    return NULL;
}

static void end_lease(struct seat *seat)
{
    own_uids[seat->uid - config.first_uid] = false;
    close_given(&seat->lease);
}

static void refuse_busy(int client)
{
    static const uint8_t busy[FRAME_HEADER] = {0, 0, 0, 0, FRAME_BUSY};
    if (send(client, busy, sizeof busy, MSG_NOSIGNAL | MSG_DONTWAIT) < 0)
        log_event("a client left before it was refused");
}

/* If the host has no process left, only this client is refused. */
static void give_up_seat(struct seat *seat, int client)
{
    log_event("cannot start a slot: %s", strerror(errno));
    seat->supervisor = 0;
    end_lease(seat);
    refuse_busy(client);
}

static void start_supervisor(struct seat *seat, int client, int listener, int signals)
{
    pid_t daemon_pid = getpid();
    seat->supervisor = fork();
    if (seat->supervisor < 0)
        give_up_seat(seat, client);
    if (seat->supervisor != 0 || seat->lease < 0)
        return;
    if (prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) < 0 || getppid() != daemon_pid)
        _exit(1);
    close(listener);
    close(signals);
    for (unsigned i = 0; i < config.connections; i++)
        if (&seats[i] != seat && seats[i].lease >= 0)
            close(seats[i].lease);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    supervise(seat->uid, seat->lease, client);
}

/* False if the host has no descriptor or memory left; the client then keeps waiting. */
static bool accept_client(int listener, int signals)
{
    static bool logged;
    int client = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
    bool lacking = client < 0 && (errno == EMFILE || errno == ENFILE || errno == ENOMEM || errno == ENOBUFS);
    if (lacking && !logged)
        log_event("cannot accept a client: %s", strerror(errno));
    logged = lacking;
    if (client < 0)
        return !lacking;
    struct seat *seat;
    if (peer_allowed(client)) {
        if ((seat = free_seat()))
            start_supervisor(seat, client, listener, signals);
        else
            refuse_busy(client);
    }
    close(client);
    return true;
}

/* False if no process is left below the daemon, boxes included, because it adopts orphans. */
static bool reap(void)
{
    pid_t pid;
    int status;
    while ((pid = waitpid(-1, &status, WNOHANG)) > 0)
        for (unsigned i = 0; i < config.connections; i++)
            if (seats[i].lease >= 0 && seats[i].supervisor == pid) {
                if (WIFSIGNALED(status))
                    log_event("slot of user %u ended by signal %d", seats[i].uid, WTERMSIG(status));
                seats[i].supervisor = 0;
                store_discard_of(pid);
                pin_release(pid);
                running_end(seats[i].uid);
            }
    return pid == 0;
}

/* Releases the users of dead slots. False if some of their processes are still dying. */
static bool bury(void)
{
    bool all = true;
    for (unsigned i = 0; i < config.connections; i++) {
        if (seats[i].lease < 0 || seats[i].supervisor != 0)
            continue;
        if (!cgroup_remove(seats[i].uid)) {
            all = false;
            continue;
        }
        end_lease(&seats[i]);
    }
    return all;
}

static bool asked_to_end(int signals)
{
    struct signalfd_siginfo info;
    bool end = false;
    while (read(signals, &info, sizeof info) == sizeof info)
        end |= info.ssi_signo != SIGCHLD;
    return end;
}

static void end_slots(int signals)
{
    uint64_t deadline = now_ns() + END_MS * NANOS_PER_MILLI;
    bool left = true;
    for (unsigned i = 0; i < config.connections; i++)
        if (seats[i].lease >= 0 && seats[i].supervisor > 0)
            kill(seats[i].supervisor, SIGKILL);
    while (left && now_ns() < deadline) {
        left = reap();
        left |= !bury();
        for (unsigned i = 0; i < config.connections; i++)
            left |= seats[i].lease >= 0;
        struct pollfd wait = {.fd = signals, .events = POLLIN};
        if (left)
            poll(&wait, 1, BURY_RETRY_MS);
        asked_to_end(signals);
    }
    if (left)
        log_event("some slots did not end in time");
}

/* Those of its caller would be the boxes' too, and end the daemon where it writes. An ordinary user cannot raise all of them. */
static void shed_limits(void)
{
    static const int resources[] = {RLIMIT_FSIZE, RLIMIT_CPU, RLIMIT_AS, RLIMIT_DATA, RLIMIT_STACK};
    for (size_t i = 0; i < sizeof resources / sizeof resources[0]; i++) {
        struct rlimit limit;
        check(getrlimit(resources[i], &limit), "read its limits");
        rlim_t soft = resources[i] == RLIMIT_STACK ? limit.rlim_cur : RLIM_INFINITY;  /* the kernel lays memory out by it */
        struct rlimit none = {soft, RLIM_INFINITY};
        limit.rlim_cur = soft < limit.rlim_max ? soft : limit.rlim_max;
        if (setrlimit(resources[i], &none) < 0)
            check(setrlimit(resources[i], &limit), "raise its limits");
    }
}

/* The daemon has a file open for each connection, and a slot one for each artifact that its client leases. Both may need
 * more than the usual soft limit of 1024. */
static void raise_file_limit(void)
{
    struct rlimit limit;
    rlim_t needed = config.connections + OTHER_FILES, wanted = LEASES_MAX + OTHER_FILES;
    wanted = wanted > needed ? wanted : needed;
    check(getrlimit(RLIMIT_NOFILE, &limit), "read the limit of open files");
    if (limit.rlim_max < wanted && setrlimit(RLIMIT_NOFILE, &(struct rlimit){wanted, wanted}) == 0)
        return;
    if (limit.rlim_max < needed)
        sandbox_failure("%u connections need %llu open files, but the hard limit is %llu", config.connections,
                        (unsigned long long)needed, (unsigned long long)limit.rlim_max);
    wanted = wanted < limit.rlim_max ? wanted : limit.rlim_max;
    if (limit.rlim_cur < wanted) {
        limit.rlim_cur = wanted;
        check(setrlimit(RLIMIT_NOFILE, &limit), "raise the limit of open files");
    }
}

int serve(void)
{
    shed_limits();
    raise_file_limit();
    seats = calloc(config.connections, sizeof *seats);
    own_uids = calloc(config.last_uid - config.first_uid + 1, sizeof *own_uids);
    if (!seats || !own_uids)
        sandbox_failure("out of memory");
    for (unsigned i = 0; i < config.connections; i++)
        seats[i].lease = NO_FD;
    if (getrandom(&config.instance, sizeof config.instance, 0) != sizeof config.instance)
        sandbox_failure("no randomness: %s", strerror(errno));
    /* The daemon reaps boxes whose launcher was killed. */
    check(prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0), "adopt orphans");
    lock_store();
    mounts_prepare_root();
    store_prepare();
    cgroup_probe();
    cgroup_remove_stale();
    lacks_find();
    pin_prepare();
    running_prepare();
    warm_prepare();
    int signals = watch_signals();
    int listener = listen_on_socket();
    log_event("listening on %s, control groups %s", config.socket_path, cgroup_name());
    bool buried = true, accepting = true;
    int retry = BURY_RETRY_MS;
    for (;;) {
        struct pollfd watches[] = {{.fd = accepting ? listener : -1, .events = POLLIN},
                                   {.fd = signals, .events = POLLIN}};
        bool woken = poll(watches, 2, !buried ? retry : accepting ? -1 : ACCEPT_RETRY_MS) > 0;
        retry = woken ? BURY_RETRY_MS : retry < BURY_RETRY_MAX_MS ? 2 * retry : retry;
        if (watches[1].revents && asked_to_end(signals))
            break;
        reap();
        buried = bury();
        accepting = !watches[0].revents || accept_client(listener, signals);
    }
    unlink(config.socket_path);
    close(listener);
    end_slots(signals);
    cgroup_leave();
    log_event("ended");
    return 0;
}
