/* Sockets of netlink, by which programs list interfaces and addresses. What nobody reads from them is kernel memory that no
 * control group counts. So the filter asks for each (seccomp_unotify(2)), and the launcher, which has nothing else to do
 * while there is a box, makes it: with small buffers, and only while the box's network namespace has few of them.
 *
 * The kernel's count includes those that are bound to nothing yet or on their way through another socket. Nothing can
 * change between it and the new socket, because only the launcher makes any; of the call it looks at one number. The kernel
 * lets nobody change anything through the socket who has no rights himself. What this takes of CPU time is the program's,
 * whose group the launcher is in. It may have to wait for the program's process, but init waits for neither.
 *
 * Init runs in the same memory meanwhile, so errno is left alone. */
#include "box.h"
#include "slot.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/netlink.h>
#include <linux/seccomp.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

/* Missing in some versions of the kernel's headers. */
#ifndef SECCOMP_ADDFD_FLAG_SEND
#define SECCOMP_ADDFD_FLAG_SEND (1UL << 1)
#endif

/* As many as a box has processes and threads by default, so that all of them may ask at the same time. The kernel doubles
 * the size of a buffer, and takes one more message while that is not full. */
enum { SOCKETS_MAX = 256, BUFFER = 8 << 10 };

/* In a process of its own, whose system calls are filtered from now on. */
static bool try_listener(void)
{
    struct sock_filter allow = {.code = BPF_RET | BPF_K, .k = SECCOMP_RET_ALLOW};
    struct sock_fprog filter = {.len = 1, .filter = &allow};
    struct seccomp_notif_sizes sizes = {0};
    struct seccomp_notif_addfd none = {.flags = SECCOMP_ADDFD_FLAG_SEND};
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0 || syscall(SYS_seccomp, SECCOMP_GET_NOTIF_SIZES, 0, &sizes) < 0
        || sizes.seccomp_notif > sizeof(struct seccomp_notif) || sizes.seccomp_notif_resp > sizeof(struct seccomp_notif_resp))
        return false;
    long listener = syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_NEW_LISTENER, &filter);
    return listener >= 0 && ioctl((int)listener, SECCOMP_IOCTL_NOTIF_ADDFD, &none) < 0 && errno == ENOENT;  /* no such call */
}

bool netlink_can_be_counted(void)
{
    int status = -1;
    pid_t child = fork();
    if (child == 0)
        _exit(!try_listener());
    while (child > 0 && waitpid(child, &status, 0) < 0 && errno == EINTR)
        ;
    return child > 0 && status == 0;
}

/* Returns what follows a word in a file of the kernel, which need not give all at one read, or NULL. */
static const char *find_in(int file, const char *word)
{
    static char text[32 << 10];
    long length = 0, more;
    do {
        more = call_without_errno(SYS_pread64, file, (long)text + length, (long)sizeof text - 1 - length, length, 0, 0);
        length += more > 0 ? more : 0;
    } while (more > 0);
    text[length] = 0;
    const char *at = strstr(text, word);
    return at ? at + strlen(word) : NULL;
}

static unsigned take_number(const char **at)
{
    unsigned number = 0;
    *at += strspn(*at, " ");
    for (; **at >= '0' && **at <= '9'; (*at)++)
        number = number * 10 + (unsigned)(**at - '0');
    return number;
}

/* The number of sockets of any kind, also of those that are closed but not freed yet, is seldom too high, and told at once.
 * The other file has a line for each protocol: its name, the size of its sockets, and how many there are. */
static bool has_room(const struct network *network)
{
    const char *at = find_in(network->sockets, "sockets: used ");
    if (at && take_number(&at) < SOCKETS_MAX)
        return true;
    at = find_in(network->protocols, "\nNETLINK ");
    return at && take_number(&at) && take_number(&at) < SOCKETS_MAX;
}

static long set_buffer(const struct slot *slot, long fd, int option)
{
    int size = BUFFER;
    return call_without_errno(SYS_setsockopt, fd, SOL_SOCKET, option, (long)&size, sizeof size, (long)slot->cookie);
}

/* Returns the socket or a negative error. What can be sent is bounded too, because a wrong request comes back. */
static long make_socket(const struct slot *slot, int type)
{
    if (!has_room(&slot->exchange->network))
        return -ENOBUFS;
    long fd = call_without_errno(SYS_socket, AF_NETLINK, type | SOCK_CLOEXEC, NETLINK_ROUTE, 0, 0, (long)slot->cookie);
    if (fd >= 0 && (set_buffer(slot, fd, SO_RCVBUF) < 0 || set_buffer(slot, fd, SO_SNDBUF) < 0)) {
        call_without_errno(SYS_close, fd, 0, 0, 0, 0, 0);
        return -ENOBUFS;
    }
    return fd;
}

static long listener(const struct slot *slot, unsigned long command, void *argument)
{
    return call_without_errno(SYS_ioctl, slot->exchange->asked, (long)command, (long)argument, 0, 0, (long)slot->cookie);
}

void netlink_answer(const struct slot *slot)
{
    struct seccomp_notif call = {0};
    if (listener(slot, SECCOMP_IOCTL_NOTIF_RECV, &call) < 0)
        return;  /* whoever asked has ended, or a signal has interrupted it */
    int type = (int)call.data.args[1];
    long fd = make_socket(slot, type), error = fd;
    if (fd >= 0) {
        struct seccomp_notif_addfd made = {.id = call.id, .flags = SECCOMP_ADDFD_FLAG_SEND, .srcfd = (uint32_t)fd,
                                           .newfd_flags = type & SOCK_CLOEXEC ? O_CLOEXEC : 0};
        error = listener(slot, SECCOMP_IOCTL_NOTIF_ADDFD, &made);  /* also EMFILE, if the program has no descriptor left */
        call_without_errno(SYS_close, fd, 0, 0, 0, 0, 0);
    }
    struct seccomp_notif_resp refused = {.id = call.id, .error = (int)error};
    if (error < 0)
        listener(slot, SECCOMP_IOCTL_NOTIF_SEND, &refused);
}
