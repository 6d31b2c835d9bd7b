/* A slot has no network.
 *
 * Its namespace is empty and kept for many runs, because a new one costs as much as the rest of a box. The filter
 * refuses sockets other than AF_UNIX. What remains is /proc/PID/net, whose counters would tell one run about
 * another. The files there belong to the namespace, so removing their mode bits once makes them unreadable in
 * every mount of /proc that shows this namespace.
 *
 * A socket outlives all processes if it is on its way through itself. One file, opened before it is hidden, counts
 * the namespace's sockets: a run that leaves any is the last one in it. */
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

int network_close(void)
{
    if (unshare(CLONE_NEWNET) < 0)
        sandbox_failure("cannot make a network namespace: %s", strerror(errno));
    int directory = open("/proc/thread-self/net", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (directory < 0)
        sandbox_failure("cannot open /proc/net: %s", strerror(errno));
    int sockets = openat(directory, "sockstat", O_RDONLY | O_CLOEXEC);
    if (sockets < 0)
        sandbox_failure("cannot count sockets: %s", strerror(errno));
    hide_entries(directory);
    return sockets;
}

static bool says_zero(const char *text, const char *name)
{
    const char *at = strstr(text, name);
    return at && strtoul(at + strlen(name), NULL, 10) == 0;
}

bool network_unused(int sockets)
{
    char text[1024];
    if (pread_text(sockets, text, sizeof text) < 0)
        sandbox_failure("cannot count sockets: %s", strerror(errno));
    return says_zero(text, "sockets: used ") && says_zero(text, " tw ");  /* tw: closed, but still has its port */
}

void network_loopback(void)
{
    struct ifreq request = {.ifr_name = "lo", .ifr_flags = IFF_UP | IFF_RUNNING};
    if (unshare(CLONE_NEWNET) < 0)
        sandbox_failure("cannot make a network namespace: %s", strerror(errno));
    int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (fd < 0 || ioctl(fd, SIOCSIFFLAGS, &request) < 0)
        sandbox_failure("cannot bring the loopback device up: %s", strerror(errno));
    close(fd);
}
