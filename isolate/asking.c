/* What the filter asks the launcher (seccomp_unotify(2)), which has nothing else to do while there is a box: for sockets of
 * netlink, which it makes (netlink.c), and about mappings of more memory than the machine has. These it takes note of, for the
 * report, and the kernel goes on with them as with others.
 *
 * What this takes of CPU time is the program's, whose group the launcher is in. It may have to wait for the program's process,
 * but init waits for neither. Init runs in the same memory meanwhile, so errno is left alone. */
#include "box.h"
#include "slot.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
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

bool launcher_can_answer(void)
{
    int status = -1;
    pid_t child = fork();
    if (child == 0)
        _exit(!try_listener());
    while (child > 0 && waitpid(child, &status, 0) < 0 && errno == EINTR)
        ;
    return child > 0 && status == 0;
}

static long listener(const struct slot *slot, unsigned long command, void *argument)
{
    return call_without_errno(SYS_ioctl, slot->exchange->asked, (long)command, (long)argument, 0, 0, (long)slot->cookie);
}

static void answer(const struct slot *slot, struct seccomp_notif_resp answer)
{
    listener(slot, SECCOMP_IOCTL_NOTIF_SEND, &answer);
}

static void give_socket(const struct slot *slot, const struct seccomp_notif *call)
{
    int type = (int)call->data.args[1];
    long fd = netlink_socket(slot, type), error = fd;
    if (fd >= 0) {
        struct seccomp_notif_addfd made = {.id = call->id, .flags = SECCOMP_ADDFD_FLAG_SEND, .srcfd = (uint32_t)fd,
                                           .newfd_flags = type & SOCK_CLOEXEC ? O_CLOEXEC : 0};
        error = listener(slot, SECCOMP_IOCTL_NOTIF_ADDFD, &made);  /* also EMFILE, if the program has no descriptor left */
        call_without_errno(SYS_close, fd, 0, 0, 0, 0, 0);
    }
    if (error < 0)
        answer(slot, (struct seccomp_notif_resp){.id = call->id, .error = (int)error});
}

void launcher_answer(const struct slot *slot)
{
    struct seccomp_notif call = {0};
    if (listener(slot, SECCOMP_IOCTL_NOTIF_RECV, &call) < 0)
        return;  /* whoever asked has ended, or a signal has interrupted it */
    if (call.data.nr == SYS_mmap) {
        slot->exchange->beyond_machine = true;
        answer(slot, (struct seccomp_notif_resp){.id = call.id, .flags = SECCOMP_USER_NOTIF_FLAG_CONTINUE});
    } else {
        give_socket(slot, &call);
    }
}
