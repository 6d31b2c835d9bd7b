/* What a box is made of. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct slot;

/* ---- mounts.c ---- */

#define BOX_PROC_FLAGS (MS_RDONLY | MS_NOSUID | MS_NODEV | MS_NOEXEC)
#define BOX_PROC_OPTIONS "hidepid=ptraceable"

/* Finds out what a root can have, in a mount namespace of the daemon's own. */
void mounts_prepare_root(void);
/* Called by a supervisor: gives its slot a root of its own, as the host is now. */
void mounts_own_root(void);
/* Whether the slot has none yet, or packages of the host have changed since. */
bool mounts_outdated(void);
/* Moves the caller to a mount namespace that contains only the root. */
void mounts_enter_root(void);
/* Makes a minimal dev in the current directory. */
void mounts_make_dev(void);
/* Returns a detached read-only mount of an artifact's directory. */
int mounts_artifact(int directory);

/* ---- etc.c ---- */

/* Makes the boxes' /etc in the current folder. */
void etc_make(void);

/* ---- overlay.c ---- */

/* Returns a detached read-only mount that shows a folder under inodes of its own; `empty` is any folder without files.
 * Returns -1 with errno if the kernel cannot make one. */
int overlay_of(const char *folder, const char *empty, uint64_t attributes);
/* Whether an overlay of a folder would show all of it: nothing else is mounted below it. */
bool overlay_covers(const char *path);

/* ---- fill.c ---- */

/* Puts the files of /app into /box: in the program's process, as the box user. */
void fill_work_folder(void);

/* ---- network.c ---- */

/* Open files that count what a namespace has. */
struct network {
    int sockets, traffic, ipv6;
    int protocols;  /* and how many sockets of each kind */
};

/* No files are open. */
#define NO_NETWORK ((struct network){NO_FD, NO_FD, NO_FD, NO_FD})

/* Enters a new network namespace with a loopback device, nothing else, and an unreadable /proc/net. */
void network_close(struct network *network);
/* Whether it looks to a program as on its first day; called when all processes there are dead. */
bool network_unused(const struct network *network);
/* Closes the files. */
void network_leave(struct network *network);
/* Enters a new network namespace with a loopback device and nothing else. */
void network_loopback(void);

/* ---- asking.c: what the filter asks the launcher ---- */

/* Whether the kernel lets it answer. */
bool launcher_can_answer(void);
/* Answers one call that waits. */
void launcher_answer(const struct slot *slot);

/* ---- netlink.c: sockets of netlink, which the launcher makes for programs ---- */

/* Returns the socket or a negative error. */
long netlink_socket(const struct slot *slot, int type);

/* ---- ipc.c ---- */

/* Called by init for a new box, and after each run, when all other processes of the box are dead. False if System V objects
 * were made since the last call; they are removed. */
bool ipc_unused(void);
/* Removes all System V objects of the namespace, whatever their modes. */
void ipc_remove_all(void);

/* ---- scratch.c: what a program may write to ---- */

void mount_with_cookie(const struct slot *slot, const char *kind, const char *target, unsigned long flags, const char *options);
/* Called by init: mounts /box and /tmp, with the limit of the last request. */
void scratch_make(const struct slot *slot);
void scratch_resize(const struct slot *slot, uint64_t bytes);
/* Makes the folders as new. False if the run used message queues, which only a new namespace makes as new. */
bool scratch_renew(const struct slot *slot);

/* ---- seccomp.c ---- */

/* Called before seccomp_install for a box of the command line: it may use Internet sockets of any kind, optionally locks and
 * watches, and optionally keeps its processors. No file may get a set-user-ID or set-group-ID bit, because its files outlive
 * it. */
void seccomp_for_command_line(bool locks, bool keep_processors);
/* Installs the filter. Afterwards, privileged set-up calls need the cookie as their sixth argument. Returns the descriptor
 * by which the launcher is asked, or NO_FD if the filter asks nobody. */
int seccomp_install(uint64_t cookie);
