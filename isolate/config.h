/* What the command line of a daemon sets, and what the host has for it. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct channel;

#define EVALX_ISOLATE_VERSION "0.1.0"

enum { SHOWN_MAX = 16, CONNECTIONS_MAX = 4096 };

struct config {
    const char *socket_path;
    const char *store_path;
    const char *toolchain_path;
    const char *shown[SHOWN_MAX];  /* other folders of the host that boxes see at the same place */
    unsigned shown_count;
    uid_t client_uid;
    gid_t client_gid;
    uid_t first_uid;
    uid_t last_uid;
    unsigned connections;
    uint64_t store_bytes;
    unsigned store_artifacts;
    const char *cgroups;
    bool strict;          /* end rather than run without something that the host lacks */
    bool pin;             /* each run on one core */
    bool user_namespace;  /* started by an ordinary user: root only in its own user namespace */
    bool one_user;        /* and without subordinate users: boxes share the daemon's user */
    bool unshared;        /* no control group counts memory: processes may share it only through files in /box and /tmp */
    bool box_proc;        /* boxes have a /proc */
    bool internet;        /* boxes have TCP and UDP among themselves: a group bounds the buffers */
    bool answering;       /* the launcher answers what the filter asks it */
    bool own_inodes;      /* each slot has inodes of its own for shared files: locks and watches may be allowed */
    uint64_t instance;    /* random: by it a client tells a restarted daemon from a broken slot */
};

extern struct config config;

/* ---- uids.c: an unprivileged user for each slot, leased on this host ---- */

/* Chooses the range of box users if the command line names none. */
void uids_choose_range(void);

/* Returns an open, locked file that holds the lease, or -1 if the user is taken or the host has no file left. */
int uid_lease(uid_t uid);
/* Keeps the leases in a folder of an ordinary user. Called before the user namespace is entered. */
void leases_of_user(uid_t uid);

/* ---- userns.c ---- */

/* Makes the daemon of an ordinary user root in a user namespace of its own. */
void userns_enter(void);
/* The same for a slot if there are no subordinate users. `process` is the caller's own folder in /proc. */
void userns_for_slot(int process);

/* Finds the first range of a user, by name or number, in /etc/subuid or /etc/subgid. False if there is none. */
bool subid_range(const char *path, const char *user, const char *number, unsigned long *first, unsigned long *count);

/* ---- lacks.c ---- */

/* Called after all probes: logs what the host lacks, and ends a strict daemon if it lacks anything. */
void lacks_find(void);
/* The part of a HELLO frame that lists it. */
size_t lacks_size(void);
void lacks_reply(struct channel *channel);
