/* evalx-isolate: runs untrusted programs in boxes.
 *
 * Theory of operation
 *
 * The daemon (serve.c) listens on a Unix socket. A connection is a slot: it has a process of its own, the
 * supervisor (supervisor.c), and a box user that is leased on the whole host (uids.c). The daemon itself
 * never reads a byte from a client, and only the daemon releases users and groups.
 *
 *     daemon ── supervisor ── launcher ── init (PID 1 of the box) ── program
 *               per slot      per slot    per box                   per run: their code
 *
 * The supervisor stays outside the slot's control groups and keeps all privileges: it reads requests
 * (protocol.c), stores artifacts (store.c, artifact.c), and watches runs (run.c, capture.c, limits.c).
 * The launcher (launcher.c) enters the slot's control groups (cgroup.c), an empty network namespace
 * (network.c), the boxes' read-only root (mounts.c) and the system call filter (seccomp.c) once, and then
 * clones an init, and another when that one ends. Meanwhile it answers what the filter asks it about calls of programs
 * (asking.c). It may be OOM-killed at any time and has no state.
 * Init (init.c) turns new PID, mount and IPC namespaces into a box with /proc, /box and /tmp *before* a run
 * is requested, so that no client waits for that. It sleeps on a futex until the supervisor has filled in
 * the exchange, the memory that the three share. Then it binds the artifact to /app and starts the program
 * as the box user, and at the end it kills and reaps everything else in the box. After the report, it makes
 * the box as new (scratch.c, ipc.c): most runs leave nothing, and so the next one has the same box. Where
 * init cannot prove that the box is as new, it ends; if it is the network namespace or the group's memory,
 * so does the launcher.
 *
 * A program in Python may also be started by an interpreter that init has started before in the same box: it forks a
 * sibling, which becomes the program's process by the same code (enter.c) as one that init starts. See warm.c.
 *
 * Supervisor, launcher and init share one descriptor table: pipes, stdin and artifact mounts are known by
 * number and never passed. The program gets a copy of the table in which only 0, 1 and 2 are open.
 *
 * Each process is tied to its parent by a death signal, and the end of PID 1 ends its namespace. So SIGKILL
 * of any of them leaves nothing behind except control groups, which the daemon removes; those of a killed
 * daemon are removed by the next one.
 *
 * There are two ways to fail. If the program in the box fails, that is a report. If the sandbox fails,
 * sandbox_failure() tells the client and ends the slot. */
#include "cli.h"
#include "config.h"
#include "run.h"

#include <fcntl.h>
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct config config = {
    .client_uid = (uid_t)-1,
    .client_gid = (gid_t)-1,
    .connections = 16,
    .store_bytes = 1ULL << 30,
    .store_artifacts = 4096,
    .cgroups = "auto",
};

static const char usage_text[] =
    "usage: evalx-isolate --serve --socket PATH --store DIR --client-uid UID --client-gid GID\n"
    "                     [--uids FIRST-LAST] [--connections N] [--store-bytes N] [--store-artifacts N]\n"
    "                     [--toolchain DIR] [--show DIR]... [--cgroups auto|v1|v2|none] [--strict] [--pin]\n"
    "       evalx-isolate --help\n";

static _Noreturn void usage_error(const char *problem)
{
    fprintf(stderr, "evalx-isolate: %s\n%s", problem, usage_text);
    exit(2);
}

static uint64_t number(const char *text, uint64_t min, uint64_t max, const char *name)
{
    char *end, problem[128];
    uint64_t value = strtoull(text, &end, 10);
    if (*text < '0' || *text > '9' || *end || value < min || value > max) {
        snprintf(problem, sizeof problem, "--%s must be a number from %llu to %llu", name, (unsigned long long)min,
                 (unsigned long long)max);
        usage_error(problem);
    }
    return value;
}

static void take_uids(char *text)
{
    char *dash = strchr(text, '-');
    if (!dash)
        usage_error("--uids must be FIRST-LAST");
    *dash = 0;
    config.first_uid = (uid_t)number(text, 1000, UINT32_MAX - 2, "uids");
    config.last_uid = (uid_t)number(dash + 1, config.first_uid, UINT32_MAX - 2, "uids");
}

enum option_id {
    SERVE = 1, SOCKET, STORE, CLIENT_UID, CLIENT_GID, UIDS, CONNECTIONS, STORE_BYTES, STORE_ARTIFACTS, TOOLCHAIN, SHOW, CGROUPS,
    STRICT, PIN,
};

static const struct option options[] = {
    {"serve", no_argument, NULL, SERVE},
    {"socket", required_argument, NULL, SOCKET},
    {"store", required_argument, NULL, STORE},
    {"client-uid", required_argument, NULL, CLIENT_UID},
    {"client-gid", required_argument, NULL, CLIENT_GID},
    {"uids", required_argument, NULL, UIDS},
    {"connections", required_argument, NULL, CONNECTIONS},
    {"store-bytes", required_argument, NULL, STORE_BYTES},
    {"store-artifacts", required_argument, NULL, STORE_ARTIFACTS},
    {"toolchain", required_argument, NULL, TOOLCHAIN},
    {"show", required_argument, NULL, SHOW},
    {"cgroups", required_argument, NULL, CGROUPS},
    {"strict", no_argument, NULL, STRICT},
    {"pin", no_argument, NULL, PIN},
    {0},
};

static void take_shown(const char *folder)
{
    if (folder[0] != '/' || config.shown_count == SHOWN_MAX)
        usage_error("--show must be an absolute path, and be given no more than 16 times");
    config.shown[config.shown_count++] = folder;
}

static void take_option(int id)
{
    switch (id) {
    case SOCKET:
        config.socket_path = optarg;
        break;
    case STORE:
        config.store_path = optarg;
        break;
    case CLIENT_UID:
        config.client_uid = (uid_t)number(optarg, 0, UINT32_MAX - 2, "client-uid");
        break;
    case CLIENT_GID:
        config.client_gid = (gid_t)number(optarg, 0, UINT32_MAX - 2, "client-gid");
        break;
    case UIDS:
        take_uids(optarg);
        break;
    case CONNECTIONS:
        config.connections = (unsigned)number(optarg, 1, CONNECTIONS_MAX, "connections");
        break;
    case STORE_BYTES:
        config.store_bytes = number(optarg, 1 << 20, 1ULL << 40, "store-bytes");
        break;
    case STORE_ARTIFACTS:
        config.store_artifacts = (unsigned)number(optarg, 1, 1 << 20, "store-artifacts");
        break;
    case TOOLCHAIN:
        config.toolchain_path = optarg;
        break;
    case SHOW:
        take_shown(optarg);
        break;
    case CGROUPS:
        config.cgroups = optarg;
        break;
    case STRICT:
        config.strict = true;
        break;
    case PIN:
        config.pin = true;
        break;
    default:
        usage_error("unknown option");
    }
}

static void check_config(void)
{
    if (!config.socket_path || !config.store_path || config.client_uid == (uid_t)-1 || config.client_gid == (gid_t)-1)
        usage_error("--socket, --store, --client-uid and --client-gid are needed");
    if (config.socket_path[0] != '/' || config.store_path[0] != '/')
        usage_error("--socket and --store must be absolute paths");
    if (config.toolchain_path && config.toolchain_path[0] != '/')
        usage_error("--toolchain must be an absolute path");
    if (!config.last_uid)
        uids_choose_range();
    if (config.client_uid >= config.first_uid && config.client_uid <= config.last_uid)
        usage_error("the client's user must not be a box user");
    if (config.last_uid - config.first_uid + 1 < config.connections)
        usage_error("--uids must hold at least as many users as --connections");
    if (strcmp(config.cgroups, "auto") != 0 && strcmp(config.cgroups, "v1") != 0 && strcmp(config.cgroups, "v2") != 0
        && strcmp(config.cgroups, "none") != 0)
        usage_error("--cgroups must be auto, v1, v2 or none");
}

/* Descriptors 0 to 2 must be in use, or a pipe of a run could get one of these numbers. */
static void take_standard_descriptors(void)
{
    int fd;
    do {
        fd = open("/dev/null", O_RDWR);
    } while (fd >= 0 && fd <= 2);
    close(fd);
}

int main(int argc, char **argv)
{
    bool serving = false;
    int id;
    take_standard_descriptors();
    signal(SIGCHLD, SIG_DFL);  /* if the parent ignored it, no child could be waited for */
    if (argc < 2 || strcmp(argv[1], "--serve") != 0)
        return command_line(argc, argv);
    if (getuid() != geteuid())
        usage_error("a program that is set-user-ID does not serve");
    umask(022);
    signal(SIGPIPE, SIG_IGN);  /* the reader of the log may be gone */
    while ((id = getopt_long(argc, argv, "", options, NULL)) != -1) {
        if (id == SERVE)
            serving = true;
        else
            take_option(id);
    }
    if (!serving || optind != argc)
        usage_error("nothing to do");
    check_config();
    if (geteuid() != 0)
        userns_enter();
    return serve();
}
