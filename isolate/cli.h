/* Declarations that the files of the command line share. The theory of operation is in cli_main.c. */
#pragma once

#include "cgroup.h"

#include <limits.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/resource.h>
#include <sys/types.h>

/* ---- cli_options.c: what the caller asks for ---- */

enum cli_command { CLI_NONE, CLI_INIT, CLI_RUN, CLI_CLEANUP, CLI_PRINT_CG_ROOT, CLI_CHECK_CONFIG, CLI_VERSION, CLI_HELP };

struct cli_options {
    enum cli_command command;
    unsigned box;
    const char *meta, *input, *output, *error, *folder;
    bool error_to_output, wait, silent, special_files, share_net, inherit_fds, tty_hack, full_environment, groups;
    unsigned verbose;
    uint64_t time_us, wall_us, extra_us;                                /* 0: no limit */
    uint64_t address_space, stack, file_size, core, group_memory;       /* bytes; 0: no limit, for core none */
    uint64_t open_files, processes;                                     /* 0: no limit */
    uint64_t quota_blocks, quota_inodes;                                /* 0: no quota */
    bool given_syscall_flags;
    unsigned syscall_flags;
    bool as_somebody;
    uid_t as_uid;
    gid_t as_gid;
    char **program;
};

extern struct cli_options cli;

void cli_take_options(int argc, char **argv);
void cli_print_help(void);

/* ---- cli_processors.c ---- */

enum { NUMBERS_MAX = 1024 };

/* A set of processors or memory nodes in the form that the kernel takes. */
struct number_set {
    bool given;
    unsigned long words[NUMBERS_MAX / (8 * sizeof(unsigned long))];
};

void numbers_take(struct number_set *set, const char *key, const char *list);
/* Called in the program's process while it still has its privileges. */
void processors_settle(void);

/* ---- cli_config.c: what the administrator set ---- */

enum { SYSCALLS_ALL = 65535, SYSCALLS_LOCKS = 4 };

struct cli_config {
    char box_root[PATH_MAX / 4], lock_root[PATH_MAX / 4], cg_root[PATH_MAX / 4];
    uid_t first_uid;
    gid_t first_gid;
    unsigned boxes;
    bool restricted_init;
    char subid_user[64];            /* empty: first_uid and first_gid are used */
    unsigned syscall_flags;         /* each bit refuses something; SYSCALLS_LOCKS can be cleared */
    struct number_set processors, nodes;  /* of the current box */
    uint64_t tmp_bytes;       /* of all temporary folders of a run together */
    uint64_t quota_max;       /* blocks and inodes that callers other than root may ask for */
};

extern struct cli_config cli_config;

void cli_read_config(void);
/* Finds the control groups that the configuration names, or those that the probe finds. */
void cli_find_groups(void);

/* ---- cli_caller.c: the calling user ---- */

/* Remembers the caller. Called before anything else. */
void caller_remember(void);
bool caller_is_root(void);
uid_t caller_uid(void);
gid_t caller_gid(void);
/* Like openat(2), with the caller's permissions only. */
int caller_open(int directory, const char *path, int flags, mode_t mode);
/* Opens a folder by its name in another, following no link, with the caller's permissions. */
int caller_step(int folder, const char *name);

/* ---- cli_box.c: boxes, their locks and folders ---- */

struct box {
    unsigned id;
    uid_t uid;                      /* the program's */
    gid_t gid;
    char path[PATH_MAX / 2];
    int lock;
    bool initialised;
    bool groups;                    /* was with --cg */
    uid_t owner_uid;                /* who may use it */
    gid_t owner_gid;
};

/* Locks the box, waiting only with --wait, and reads who owns it. */
void box_lock(struct box *box);
void box_create(struct box *box);
void box_remove(struct box *box);
/* Gives its files to the program's user, and back to the owner when the program is dead. */
void box_take(const struct box *box);
void box_give_back(const struct box *box);

/* ---- cli_tree.c: files that untrusted code has written ---- */

/* The caller can move files of other users into a box. These, and everything in their folders, stay as they are, except
 * in root's own boxes, to which only root can have moved anything. */
struct tree_owners {
    uid_t from, to;
    gid_t to_gid;
    bool roots_box;
    bool keep_special;  /* otherwise only regular files and folders are kept */
};

/* Gives all files in a directory to a user. */
void tree_give(int directory, const struct tree_owners *owners);
/* Deletes everything in a directory. False with errno if something could not be deleted: EACCES for another user's
 * folder that is not empty. */
bool tree_empty(int directory, const struct tree_owners *owners);

/* ---- cli_rules.c: what a box shows of the host ---- */

enum rule_flag {
    RULE_WRITE = 1,
    RULE_DEVICES = 2,
    RULE_NO_EXEC = 4,
    RULE_MAYBE = 8,
    RULE_FILE_SYSTEM = 16,
    RULE_TEMPORARY = 32,
    RULE_NOT_RECURSIVE = 64,
    RULE_OWN = 128,  /* made for the box instead of the host's */
};

struct rule {
    const char *inside;   /* relative to the box's root, without . and .. */
    const char *outside;  /* NULL: the rule was revoked */
    unsigned flags;
};

/* Called for each --dir in order; rules_finish inserts the default rules before them. */
void rules_add(char *text);
void rules_finish(bool defaults);
const struct rule *rules_list(unsigned *count);

/* ---- cli_environment.c ---- */

void environment_add(char *text);
char **environment_build(void);

/* ---- cli_mounts.c: the root of a box, from its rules ---- */

/* Called in the program's process: builds the box's root in a new mount namespace; box_mounts_enter enters it. */
void box_mounts_build(const struct box *box);
void box_mounts_enter(void);
/* Opens a folder by its name in another, following no link, even if something is mounted on it. */
int folder_step(int folder, const char *name);

/* ---- cli_program.c and cli_keeper.c: a run ---- */

/* Memory shared by the command, its keeper and the program's process. */
struct cli_exchange {
    _Atomic uint64_t exec_at;   /* CLOCK_MONOTONIC, 0 before exec */
    _Atomic int interrupted;    /* the signal that the command received */
    uint64_t cpu_at_start;
    struct cgroup group;
    char failure[512];          /* why the sandbox failed; empty: it did not */
    char meta[1024];            /* lines of the meta file */
    char message[160];          /* for the caller; empty: none */
    int exit_code;
    bool finished;
};

struct cli_run {
    struct box box;
    struct cli_exchange *exchange;
    int standard[3];            /* the caller's stdin, stdout and stderr */
    char **environment;
    pid_t keeper;
};

_Noreturn void program_main(const struct cli_run *run);
/* Runs the program; ends the run if the other end of `alive` is closed. */
_Noreturn void keeper_main(struct cli_run *run, int alive);

/* ---- cli_verdict.c: what the caller is told ---- */

struct verdict {
    int wait_status;
    uint64_t cpu_us, wall_us;
    bool killed;
    int interrupted;            /* the signal that the command received; 0: none */
    struct rusage usage;
    struct cgroup_usage group;
};

void verdict_draw_up(const struct verdict *verdict, struct cli_exchange *exchange);

/* ---- cli_main.c ---- */

/* The command line of isolate(1), which is everything except --serve. */
int command_line(int argc, char **argv);
