/* The network of a slot: none.
 *
 * The namespace is empty and kept for all runs of the slot, for a new one costs as much as the rest
 * of a box. Sockets other than AF_UNIX are refused by the filter; what is left is /proc/PID/net,
 * whose counters would tell one run of another. The files there belong to the namespace, so taking
 * their mode away once hides them in every mount of /proc that shows this namespace. */
#include "isolate.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <string.h>
#include <sys/stat.h>

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

void network_close(void)
{
    if (unshare(CLONE_NEWNET) < 0)
        sandbox_failure("cannot make a network namespace: %s", strerror(errno));
    int directory = open("/proc/thread-self/net", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (directory < 0)
        sandbox_failure("cannot open /proc/net: %s", strerror(errno));
    hide_entries(directory);
}
