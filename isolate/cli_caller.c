/* The caller: the real user of a set-user-ID program. Files that the caller names are opened with the caller's
 * permissions only, including those of the supplementary groups, which the process has kept. */
#include "cli.h"
#include "log.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

static uid_t uid;
static gid_t gid;

void caller_remember(void)
{
    uid = getuid();
    gid = getgid();
}

bool caller_is_root(void)
{
    return uid == 0;
}

uid_t caller_uid(void)
{
    return cli.as_somebody ? cli.as_uid : uid;
}

gid_t caller_gid(void)
{
    return cli.as_somebody ? cli.as_gid : gid;
}

static void become(uid_t user, gid_t group, bool user_first)
{
    if ((user_first && setresuid((uid_t)-1, user, (uid_t)-1) < 0) || setresgid((gid_t)-1, group, (gid_t)-1) < 0
        || (!user_first && setresuid((uid_t)-1, user, (uid_t)-1) < 0))
        sandbox_failure("cannot change the user: %s", strerror(errno));
}

/* Becomes root again and keeps errno. */
static int as_root_again(int result)
{
    int error = errno;
    become(0, 0, true);
    errno = error;
    return result;
}

int caller_open(int directory, const char *path, int flags, mode_t mode)
{
    become(uid, gid, false);
    return as_root_again(openat(directory, path, flags | O_CLOEXEC, mode));
}

int caller_step(int folder, const char *name)
{
    become(uid, gid, false);
    return as_root_again(folder_step(folder, name));
}
