/* Joins the runs of two slots: what one program writes to stdout, the other reads from stdin. The supervisors meet on a
 * socket of the host's network, which boxes do not share, under a name that the client has made up for this pair; each
 * checks that the other has its own user. They exchange the write ends of their programs' stdins, and nothing else: the
 * programs have no descriptor in common, and no box can tell what the other one is.
 *
 * All that a program writes goes through its own supervisor, which counts it against the limit of the run, keeps it for
 * the report as ever, and passes it on from there. So neither program can fill more memory than its limit of stdout, or
 * delay the other by not reading. When a run has ended, its supervisor says so to the other before it closes the pipe:
 * of two runs, the one whose supervisor hears that while its own goes on, has ended second. */
#include "log.h"
#include "run.h"
#include "slot.h"

#include <errno.h>
#include <poll.h>
#include <stddef.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#define MEET_NS (10 * NANOS_PER_SECOND)

#define GONE "the other run of the pair has gone before it began"

enum { RETRY_MS = 2, GREETING = 1, ENDED = 2 };

#define check(result, what) check_result(result, "cannot %s to join two runs", what)

static socklen_t address_of(const uint8_t name[JOIN_NAME_BYTES], struct sockaddr_un *address)
{
    static const char prefix[] = "evalx-join-";
    *address = (struct sockaddr_un){.sun_family = AF_UNIX};
    memcpy(address->sun_path + 1, prefix, sizeof prefix - 1);  /* abstract: no file is left of it */
    memcpy(address->sun_path + sizeof prefix, name, JOIN_NAME_BYTES);
    return (socklen_t)(offsetof(struct sockaddr_un, sun_path) + sizeof prefix + JOIN_NAME_BYTES);
}

/* Waits for an event or the end of a moment. False if the client has gone. */
static bool wait_for(int fd, short events, int milliseconds, int client)
{
    struct pollfd watches[] = {{.fd = client, .events = POLLRDHUP}, {.fd = fd, .events = events}};
    if (poll(watches, 2, milliseconds) < 0 && errno != EINTR)
        sandbox_failure("cannot wait for the other run: %s", strerror(errno));
    return !watches[0].revents;
}

static bool is_ours(int peer)
{
    struct ucred user;
    socklen_t size = sizeof user;
    return getsockopt(peer, SOL_SOCKET, SO_PEERCRED, &user, &size) == 0 && user.uid == geteuid();
}

/* A client that never sends the other request must not keep this slot. */
static void check_deadline(uint64_t deadline)
{
    if (now_ns() > deadline)
        sandbox_failure("the other run of the pair did not come");
}

/* Returns NO_FD if the client has gone. */
static int await_peer(const struct sockaddr_un *address, socklen_t size, uint64_t deadline, int client)
{
    int listener = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    check(listener, "make a socket");
    check(bind(listener, (const struct sockaddr *)address, size), "take a name");
    check(listen(listener, 1), "listen");
    int peer = NO_FD;
    while (peer < 0 && wait_for(listener, POLLIN, RETRY_MS * 100, client)) {
        check_deadline(deadline);
        peer = accept4(listener, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
        if (peer >= 0 && !is_ours(peer))
            close_given(&peer);
    }
    close(listener);
    return peer;
}

static int reach_peer(const struct sockaddr_un *address, socklen_t size, uint64_t deadline, int client)
{
    int peer = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    check(peer, "make a socket");
    while (connect(peer, (const struct sockaddr *)address, size) < 0) {
        if (errno != ECONNREFUSED && errno != EAGAIN && errno != EINTR)
            check(-1, "reach the other run");
        check_deadline(deadline);
        if (!wait_for(NO_FD, 0, RETRY_MS, client)) {
            close(peer);
            return NO_FD;
        }
    }
    if (!is_ours(peer))
        sandbox_failure("another user has the name of a pair of runs");
    return peer;
}

static void give(int peer, int descriptor)
{
    char room[CMSG_SPACE(sizeof descriptor)] = {0};
    char byte = GREETING;
    struct iovec data = {&byte, 1};
    struct msghdr message = {.msg_iov = &data, .msg_iovlen = 1, .msg_control = room, .msg_controllen = sizeof room};
    struct cmsghdr *header = CMSG_FIRSTHDR(&message);
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(sizeof descriptor);
    memcpy(CMSG_DATA(header), &descriptor, sizeof descriptor);
    long sent = sendmsg(peer, &message, MSG_NOSIGNAL);
    if (sent < 0 && (errno == EPIPE || errno == ECONNRESET))
        sandbox_failure(GONE);
    check(sent, "give a pipe");
}

static int take(int peer)
{
    char room[CMSG_SPACE(sizeof(int))];
    char byte = 0;
    int descriptor;
    struct iovec data = {&byte, 1};
    struct msghdr message = {.msg_iov = &data, .msg_iovlen = 1, .msg_control = room, .msg_controllen = sizeof room};
    if (recvmsg(peer, &message, MSG_CMSG_CLOEXEC) != 1)
        sandbox_failure(GONE);
    struct cmsghdr *header = CMSG_FIRSTHDR(&message);
    if (!header || header->cmsg_type != SCM_RIGHTS || byte != GREETING)
        sandbox_failure("the other run of the pair gave no pipe");
    memcpy(&descriptor, CMSG_DATA(header), sizeof descriptor);
    return descriptor;
}

bool join_meet(struct join *join, const struct join_request *request, uid_t reader, int client, int *input)
{
    struct sockaddr_un address;
    socklen_t size = address_of(request->name, &address);
    uint64_t deadline = now_ns() + MEET_NS;
    int ends[2];
    *join = (struct join){.peer = NO_FD, .forward = NO_FD};
    join->peer = (request->listens ? await_peer : reach_peer)(&address, size, deadline, client);
    if (join->peer < 0)
        return false;
    stream_open(ends, 0, reader);
    *input = ends[0];
    give(join->peer, ends[1]);
    close(ends[1]);
    struct pollfd peer = {.fd = join->peer, .events = POLLIN};
    while (poll(&peer, 1, RETRY_MS * 100) <= 0)
        check_deadline(deadline);
    join->forward = take(join->peer);
    return true;
}

bool join_pending(const struct join *join, const struct capture *output)
{
    return join->forward >= 0 && join->sent < output->size;
}

void join_forward(struct join *join, const struct capture *output)
{
    while (join_pending(join, output)) {
        ssize_t count = write(join->forward, output->bytes + join->sent, output->size - join->sent);
        if (count > 0)
            join->sent += (uint64_t)count;
        else if (count < 0 && errno == EPIPE)
            close_given(&join->forward);  /* the other program reads no more */
        else if (count < 0 && errno != EINTR)
            return;
    }
}

void join_listen(struct join *join)
{
    char byte = 0;
    if (join->peer < 0 || join->peer_ended)
        return;
    ssize_t count = recv(join->peer, &byte, 1, MSG_DONTWAIT);
    if (count == 1 && byte == ENDED)
        join->peer_ended = true;
    else if (count >= 0 || (errno != EAGAIN && errno != EINTR))
        sandbox_failure("the other run of the pair broke");
}

bool join_end(struct join *join, const struct capture *output, int client)
{
    char byte = ENDED;
    join_listen(join);
    join->peer_was_first = join->peer_ended;
    if (send(join->peer, &byte, 1, MSG_NOSIGNAL) < 0 && !join->peer_ended)
        sandbox_failure("the other run of the pair broke: %s", strerror(errno));
    /* Its reader's limit of time bounds this. */
    for (join_forward(join, output); join_pending(join, output) && !join->peer_ended; join_forward(join, output)) {
        struct pollfd watches[] = {{.fd = client, .events = POLLRDHUP},
                                   {.fd = join->peer, .events = POLLIN},
                                   {.fd = join->forward, .events = POLLOUT}};
        if (poll(watches, 3, -1) < 0 && errno != EINTR)
            sandbox_failure("cannot wait for the other run: %s", strerror(errno));
        if (watches[0].revents)
            return false;
        join_listen(join);
    }
    close_given(&join->forward);
    return true;
}

void join_close(struct join *join)
{
    close_given(&join->forward);
    close_given(&join->peer);
}
