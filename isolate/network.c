/* A slot has a loopback device and no other network.
 *
 * Its namespace is kept for many runs, because a new one costs as much as the rest of a box. What remains is
 * /proc/PID/net, whose counters would tell one run about another. The files there belong to the namespace, so removing
 * their mode bits once makes them unreadable in every mount of /proc that shows this namespace.
 *
 * A socket outlives all processes if it is on its way through itself, and a connection keeps its port for a minute. Netlink
 * tells the device's counters. Files that were opened before they were hidden count the same: a run that leaves a socket, or
 * a trace in a counter, is the last one in the namespace. Nothing may be sent after its end, so the filter refuses to
 * join multicast groups, which the kernel reports for seconds. */
#include "box.h"
#include "log.h"

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

/* A connection that was not accepted is in no group: a few of them, with little that was sent. Where the host's settings
 * cannot be written the usual bounds hold. */
static void bound_waiting_connections(void)
{
    static const char *const settings[][2] = {
        {"/proc/sys/net/core/somaxconn", "16"},
        {"/proc/sys/net/ipv4/tcp_rmem", "4096 16384 65536"},
    };
    for (size_t i = 0; i < sizeof settings / sizeof settings[0]; i++) {
        int setting = open(settings[i][0], O_WRONLY | O_CLOEXEC);
        if (setting < 0)
            continue;
        if (!write_all(setting, settings[i][1], strlen(settings[i][1])))
            log_event("%s cannot be set: %s", settings[i][0], strerror(errno));
        close(setting);
    }
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
    network->protocols = open_counter(directory, "protocols");
    network->ipv6 = openat(directory, "dev_snmp6/lo", O_RDONLY | O_CLOEXEC);
    if (network->ipv6 < 0 && errno != ENOENT)  /* a kernel without IPv6 has none */
        sandbox_failure("cannot open /proc/net/dev_snmp6/lo: %s", strerror(errno));
    hide_entries(directory);
    bound_waiting_connections();
    start_loopback();
}

static bool says_zero(const char *text, const char *name)
{
    const char *at = strstr(text, name);
    return at && strtoul(at + strlen(name), NULL, 10) == 0;
}

/* All columns, because a packet that was dropped counts in another one than a packet that arrived. */
static bool sent_nothing(const char *text)
{
    const char *at = strstr(text, "lo:");
    return at && at[3 + strspn(at + 3, " 0")] == '\n';
}

/* What failed before it was sent counts only here. Each line is a name, a tab and a number; the first is the device's. */
static bool tried_nothing(const char *text)
{
    const char *at = strchr(text, '\n');
    while (at && (at = strchr(at, '\t'))) {
        if (at[1] != '0' || at[2] != '\n')
            return false;
        at++;
    }
    return true;
}

static void look(int counter, char *text, size_t size)
{
    if (pread_text(counter, text, size) < 0)
        sandbox_failure("cannot look at what a run left in its network: %s", strerror(errno));
}

bool network_unused(const struct network *network)
{
    char sockets[1024], traffic[1024], ipv6[8192] = "";
    look(network->sockets, sockets, sizeof sockets);
    look(network->traffic, traffic, sizeof traffic);
    if (network->ipv6 >= 0)
        look(network->ipv6, ipv6, sizeof ipv6);
    return says_zero(sockets, "sockets: used ") && says_zero(sockets, " tw ")  /* tw: closed, but still has its port */
           && sent_nothing(traffic) && tried_nothing(ipv6);
}

void network_leave(struct network *network)
{
    close_given(&network->protocols);
    close_given(&network->sockets);
    close_given(&network->traffic);
    close_given(&network->ipv6);
}

void network_loopback(void)
{
    if (unshare(CLONE_NEWNET) < 0)
        sandbox_failure("cannot make a network namespace: %s", strerror(errno));
    start_loopback();
}
