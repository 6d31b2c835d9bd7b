/* A slot has a loopback device and no other network.
 *
 * Its namespace is kept for many runs, because a new one costs as much as the rest of a box. What remains is
 * /proc/PID/net, whose counters would tell one run about another. The files there belong to the namespace, so removing
 * their mode bits once makes them unreadable in every mount of /proc that shows this namespace.
 *
 * A socket outlives all processes if it is on its way through itself, and a connection keeps its port for a minute. Two
 * files, opened before they are hidden, count the namespace's sockets and what the device has sent: a run that leaves any,
 * or has sent anything, is the last one in it. */
#include "isolate.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

static void hide_entries(int directory)
{
    DIR *listing = fdopendir(directory);
    if (!listing)
        sandbox_failure("cannot list /proc/net: %s", strerror(errno));
    struct dirent *entry;
    while ((entry = readdir(listing)))
        if (entry->d_name[0] != '.' && fchmodat(directory, entry->d_name, 0, 0) < 0)
            sandbox_failure("cannot hide /proc/net/%s: %s", entry->d_name, strerror(errno));
    closedir(listing);
}

static void start_loopback(void)
{
    struct ifreq request = {.ifr_name = "lo", .ifr_flags = IFF_UP | IFF_RUNNING};
    int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (fd < 0 || ioctl(fd, SIOCSIFFLAGS, &request) < 0)
        sandbox_failure("cannot bring the loopback device up: %s", strerror(errno));
    close(fd);
}

static int open_counter(int directory, const char *name)
{
    int counter = openat(directory, name, O_RDONLY | O_CLOEXEC);
    if (counter < 0)
        sandbox_failure("cannot open /proc/net/%s: %s", name, strerror(errno));
    return counter;
}

void network_close(struct network *network)
{
    if (unshare(CLONE_NEWNET) < 0)
        sandbox_failure("cannot make a network namespace: %s", strerror(errno));
    int directory = open("/proc/thread-self/net", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (directory < 0)
        sandbox_failure("cannot open /proc/net: %s", strerror(errno));
    network->sockets = open_counter(directory, "sockstat");
    network->traffic = open_counter(directory, "dev");
    hide_entries(directory);
    start_loopback();
}

static bool says_zero(const char *text, const char *name)
{
    const char *at = strstr(text, name);
    return at && strtoul(at + strlen(name), NULL, 10) == 0;
}

bool network_unused(const struct network *network)
{
    char sockets[1024], traffic[1024];
    if (pread_text(network->sockets, sockets, sizeof sockets) < 0 || pread_text(network->traffic, traffic, sizeof traffic) < 0)
        sandbox_failure("cannot look at what a run left in its network: %s", strerror(errno));
    return says_zero(sockets, "sockets: used ") && says_zero(sockets, " tw ")  /* tw: closed, but still has its port */
           && says_zero(traffic, "lo:");
}

void network_leave(struct network *network)
{
    close_given(&network->sockets);
    close_given(&network->traffic);
}

void network_loopback(void)
{
    if (unshare(CLONE_NEWNET) < 0)
        sandbox_failure("cannot make a network namespace: %s", strerror(errno));
    start_loopback();
}
