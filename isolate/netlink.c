/* Sockets of netlink, by which programs list interfaces and addresses. What nobody reads from them is kernel memory that no
 * control group counts. So the filter asks for each (asking.c), and the launcher makes it: with small buffers, and only while
 * the box's network namespace has few of them.
 *
 * The kernel's count includes those that are bound to nothing yet or on their way through another socket. Nothing can
 * change between it and the new socket, because only the launcher makes any; of the call it looks at one number. The kernel
 * lets nobody change anything through the socket who has no rights himself. */
#include "box.h"
#include "slot.h"

#include <errno.h>
#include <linux/netlink.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

/* As many as a box has processes and threads by default, so that all of them may ask at the same time. The kernel doubles
 * the size of a buffer, and takes one more message while that is not full. */
enum { SOCKETS_MAX = 256, BUFFER = 8 << 10 };

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

/* What can be sent is bounded too, because a wrong request comes back. */
long netlink_socket(const struct slot *slot, int type)
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
