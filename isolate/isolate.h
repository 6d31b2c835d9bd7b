/* Declarations that the mechanisms share. The theory of operation is in main.c. */
#pragma once

#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/resource.h>
#include <sys/types.h>

#define EVALX_ISOLATE_VERSION "0.1.0"

#define NANOS_PER_MICRO 1000ULL
#define NANOS_PER_MILLI 1000000ULL
#define NANOS_PER_SECOND 1000000000ULL

enum { SHOWN_MAX = 16 };

enum { NO_FD = -1 };

struct slot;

/* ---- log.c: messages about itself, and the one way to fail ---- */

/* Writes one line to stderr. */
void log_event(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* The sandbox failed. Logs the reason, tells the client if there is one (fail_through), and ends the process. */
_Noreturn void sandbox_failure(const char *format, ...) __attribute__((format(printf, 1, 2)));
void fail_through(void (*tell)(const char *message));

/* Nanoseconds on CLOCK_MONOTONIC. */
uint64_t now_ns(void);

/* Reads a small file from its start into a zero-terminated buffer. Returns -1 with errno on failure. */
ssize_t read_text(const char *path, char *buffer, size_t size);
ssize_t pread_text(int fd, char *buffer, size_t size);
uint64_t pread_number(int fd);
bool pwrite_number(int fd, uint64_t value);
/* Closes a descriptor if there is one, and sets it to NO_FD. */
void close_given(int *fd);

/* ---- write.c ---- */

/* Writes everything, at the file's offset or at a given one. False with a true errno, which a short write(2) does not set. */
bool write_all(int fd, const void *bytes, size_t size);
bool pwrite_all(int fd, const void *bytes, size_t size, off_t at);

/* ---- sha256.c ---- */

enum { SHA256_BYTES = 32, SHA256_HEX = 64 };

struct sha256 {
    uint32_t state[8];
    uint64_t length;
    uint8_t block[64];
};

void sha256_start(struct sha256 *hash);
void sha256_add(struct sha256 *hash, const void *data, size_t size);
void sha256_finish(struct sha256 *hash, uint8_t digest[SHA256_BYTES]);
void sha256_hex(const uint8_t digest[SHA256_BYTES], char hex[SHA256_HEX + 1]);

/* ---- configuration, from the command line ---- */

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
    bool count_netlink;   /* the launcher makes sockets of netlink for programs, up to a number */
    bool own_inodes;      /* each slot has inodes of its own for shared files: locks and watches may be allowed */
    uint64_t instance;    /* random: by it a client tells a restarted daemon from a broken slot */
};

extern struct config config;

/* ---- protocol.c: frames, as PROTOCOL.md specifies them ---- */

enum {
    PROTOCOL_VERSION = 7,
    CHUNK_MAX = 65536,
    FRAME_HEADER = 5,
    ARGUMENTS_MAX = 256,
    FILE_NAME_MAX = 512,
    ARTIFACT_FILES_MAX = 4096,
    LEASES_MAX = 1024,
    GIVES_FILES = 1,  /* abilities that HELLO tells */
    STARTS_WARM = 2,
    GIVEN_MAX = 2,  /* files of the store that a program has open beside its stdin */
};

#define STDIN_MAX (64ULL << 20)
#define CAPTURE_MAX (64ULL << 20)
#define ARTIFACT_BYTES_MAX (64ULL << 20)
#define STORED_BYTES_MAX (512ULL << 20)  /* of an artifact that a client sends, such as a stdin */
#define ERROR_FLOOD (16ULL << 20)

enum frame_type {
    FRAME_HELLO = 0x01,
    FRAME_DATA = 0x02,
    FRAME_FILE = 0x03,
    FRAME_STORE = 0x10,
    FRAME_RUN = 0x11,
    FRAME_LEASE = 0x12,
    FRAME_RELEASE = 0x13,
    FRAME_FETCH = 0x14,
    FRAME_INPUT = 0x15,
    FRAME_INPUT_END = 0x16,
    FRAME_SIGNAL = 0x17,
    FRAME_OK = 0x80,
    FRAME_REPORT = 0x81,
    FRAME_MISSING = 0x82,
    FRAME_FAILURE = 0x83,
    FRAME_BUSY = 0x84,
    FRAME_STORED = 0x85,
    FRAME_FILES = 0x86,
    FRAME_FULL = 0x87,
    FRAME_STDOUT = 0x88,
    FRAME_STDERR = 0x89,
};

/* The payload of one frame, read from the front. A field beyond its end or maximum makes the frame malformed. */
struct frame {
    uint8_t type;
    const uint8_t *at;
    const uint8_t *end;
};

/* Both directions of a connection: a socket, or two pipes, of which reply_fd must be non-blocking. */
struct channel {
    int fd;
    int reply_fd;
    uint8_t *in;
    size_t in_start, in_end;
    uint8_t *out;
    size_t out_end;
};

void channel_open(struct channel *channel, int fd);
/* False if the client closed the connection between two requests. */
bool channel_next_request(struct channel *channel, struct frame *frame);
void channel_next_part(struct channel *channel, struct frame *frame, uint8_t type);
/* Takes a frame that has come, without waiting. False if there is none, or only a part of one. */
bool channel_next_ready(struct channel *channel, struct frame *frame);

_Noreturn void malformed(const char *what);
uint8_t take_u8(struct frame *frame);
uint16_t take_u16(struct frame *frame);
uint32_t take_u32(struct frame *frame);
uint64_t take_u64(struct frame *frame);
uint64_t take_u64_between(struct frame *frame, uint64_t min, uint64_t max, const char *name);
const uint8_t *take_bytes(struct frame *frame, size_t size);
/* Takes a u16 length and that many bytes without NUL; copies them zero-terminated and returns the length. */
size_t take_string(struct frame *frame, char *buffer, size_t size);
void take_end(struct frame *frame);

/* Replies are buffered until reply_send, so that a small one takes one system call. */
void reply_start(struct channel *channel, uint8_t type, size_t payload);
void reply_u8(struct channel *channel, uint8_t value);
void reply_u16(struct channel *channel, uint16_t value);
void reply_u32(struct channel *channel, uint32_t value);
void reply_u64(struct channel *channel, uint64_t value);
void reply_bytes(struct channel *channel, const void *bytes, size_t size);
void reply_string(struct channel *channel, const char *text);
void reply_blob(struct channel *channel, const uint8_t *bytes, uint64_t size);
/* Sends the rest of a regular file as DATA frames; it must be exactly `size` bytes. */
void reply_file(struct channel *channel, int fd, uint64_t size);
void reply_send(struct channel *channel);
/* Bytes that can be added to a reply without sending. */
size_t channel_room(const struct channel *channel);
/* Sends what the client has room for. True if that was all. */
bool channel_send_ready(struct channel *channel);
/* Sends a reply that consists of a digest. */
void reply_digest(struct channel *channel, uint8_t type, const uint8_t digest[SHA256_BYTES]);

/* ---- store.c: artifacts, which are directories named by their content ---- */

struct artifact {
    uint8_t digest[SHA256_BYTES];
    int directory;    /* has a shared flock while leased, else -1 */
    uint32_t number;  /* of the lease, from 1: by it a box knows what it has mounted */
};

/* Called once, in the daemon: empties the store and shares its index with all slots. */
void store_prepare(void);
/* Keeps the directory until lease_end. False if there is no such artifact. */
bool lease_start(struct artifact *artifact, const uint8_t digest[SHA256_BYTES]);
void lease_end(struct artifact *artifact);
/* A draft is a folder that becomes an artifact or is discarded. Returns -1 with errno if the disk has no room for it. */
int store_draft(const char *draft);
/* False if leased artifacts leave no room. */
bool store_adopt(const char *draft, const uint8_t digest[SHA256_BYTES], uint64_t bytes);
/* Removes the least recently used artifact that is not leased. False if there is none. */
bool store_evict_one(void);
void store_discard(const char *draft);
/* Discards the drafts that a dead slot left. */
void store_discard_of(pid_t supervisor);

/* ---- artifact.c: writing an artifact ---- */

struct artifact_writer;

struct artifact_writer *artifact_begin(void);
/* Creates a file and its directories; artifact_name_valid must accept the name. */
void artifact_file(struct artifact_writer *writer, const char *name, bool executable);
void artifact_append(struct artifact_writer *writer, const void *bytes, size_t size);
/* Appends zeros that take no space in the store. */
void artifact_hole(struct artifact_writer *writer, uint64_t size);
/* Publishes the artifact under the digest of all names, modes and contents. False if the store or its disk has no room
 * for it, even without the artifacts that nobody leases; what was written is gone then. */
bool artifact_publish(struct artifact_writer *writer, uint8_t digest[SHA256_BYTES]);
void artifact_abandon(struct artifact_writer *writer);
bool artifact_name_valid(const char *name);

/* ---- input.c: stdin and other files from the store ---- */

/* The name of the only file of an artifact that is one of them. */
#define INPUT_NAME "stdin"

/* Opens it for a program. False if there is no such artifact. */
bool input_open(const uint8_t digest[SHA256_BYTES], int *input);
struct exchange;
/* Closes all that a run reads, or would have read. */
void input_close(struct exchange *exchange);

/* ---- tree.c: directory walks that use only descriptors ---- */

struct tree_file {
    const char *name;  /* relative to the root of the walk */
    int fd;            /* open for reading; closed by the walk */
    uint64_t size;
    bool executable;
};

/* Visits every regular file. False if the tree is too deep or the visitor returned false. */
bool tree_walk(int directory, bool (*visit)(void *context, const struct tree_file *file), void *context);
/* Deletes a directory that only this daemon has written to. False if there is none, or it cannot be opened. */
bool tree_remove(int parent, const char *name);
/* Opens a name below an open directory, following no link and crossing no mount. */
int tree_open(int directory, const char *name, uint64_t flags);

/* ---- cgroup.c: counters and limits of a slot ---- */

struct cgroup_usage {
    uint64_t peak_bytes;
    uint64_t oom_kills;
};

/* The files that tell a run's memory: those of the slot's group, or of the run's own group. */
struct cgroup_counters {
    int peak, usage, stat;
};

struct cgroup {
    int memory_limit, memory_swap_limit, memory_events;
    int pids_max, tasks, cpu;
    int folder;                          /* the slot's group if runs have groups of their own below it, else NO_FD */
    int usage, stat;                     /* memory of the whole group */
    struct cgroup_counters counters[2];  /* indexed by the run's last bit if runs have groups of their own, else the first */
    uint64_t base_bytes;                 /* what launcher and init use while nothing has run yet */
    uint64_t warm_bytes;                 /* what the warm interpreter uses while nothing runs */
    uint64_t warm_cache;                 /* page cache of the group then */
    uint64_t limit_set;
    uint64_t tasks_set;
    uint64_t usage_at_start;
    uint64_t oom_kills;  /* before the current run */
    uint64_t cache;      /* page cache in the group when its statistics were last read */
    bool spent;          /* a run could not start in it for the memory that is in use */
};

/* Finds out by trying which hierarchies are usable. */
void cgroup_probe(void);
/* The same, but only below this process's own group, so that its limits apply to all new groups. */
void cgroup_probe_below_own(void);
/* Removes the groups that dead daemons and commands left. */
void cgroup_remove_stale(void);
/* Uses a version 2 group that was delegated to us. False if no groups can be created in it. */
bool cgroup_use(const char *folder);
const char *cgroup_name(void);
bool cgroup_has_memory(void);
/* Whether its limit includes what the kernel moves to swap. */
bool cgroup_bounds_swap(void);
bool cgroup_has_pids(void);
bool cgroup_has_cpu(void);
/* Whether each slot has the same share of the processors, however many processes and sessions its box has. */
bool cgroup_has_shares(void);
bool cgroup_has_peak(void);
bool cgroup_resets_peak(void);
/* Whether buffers of Internet sockets are bounded for each slot, and not only for the whole host. */
bool cgroup_bounds_sockets(void);
/* Creates the group for many runs, which may need groups of their own below it, or for one run. */
void cgroup_create(struct cgroup *group, uid_t uid, bool one_run);
/* Closes the files of a group that has no processes any more. */
void cgroup_close(struct cgroup *group);
/* Moves the calling process into the groups; cgroup_enter_leaf, after it has made a cgroup namespace, into its leaf. */
void cgroup_enter(uid_t uid);
void cgroup_enter_leaf(const struct cgroup *group);
/* Called by init before its run: enters a group of its own if the memory peak cannot be reset. */
void cgroup_enter_run(struct cgroup *group, uint32_t run);
/* Called when the processes of the previous run are dead; `tasks` is the maximum number of processes and threads in the
 * group. False if earlier runs left so much kernel memory that the limit would not be exact: renew the group then. */
bool cgroup_start_run(struct cgroup *group, uint32_t run, uint64_t memory_bytes, uint64_t tasks);
/* Whether a group whose processes are dead may have a new launcher: what is left in it is too little to matter. */
bool cgroup_serves_on(struct cgroup *group, uid_t uid);
void cgroup_finish_run(struct cgroup *group, uint32_t run, struct cgroup_usage *usage);
/* Called by the supervisor before a run, so that earlier OOM kills do not count for it. */
void cgroup_forget_kills(struct cgroup *group);
/* Called by init while nothing runs: makes room for a warm interpreter that starts, and learns what it uses. */
void cgroup_make_room(struct cgroup *group, uint64_t bytes, uint64_t tasks);
void cgroup_count_warm(struct cgroup *group);
/* How many processes and threads the group has, with those that are dead but not reaped; 0 if nothing counts them. */
uint64_t cgroup_tasks(const struct cgroup *group);
/* CPU time of all processes that ever were in the group. Needs no capabilities. */
uint64_t cgroup_cpu_ns(const struct cgroup *group);
/* Removes the groups of a box user. False while a process is still in one of them. */
bool cgroup_remove(uid_t uid);
/* Undoes what the probe changed, after all groups have been removed. */
void cgroup_leave(void);

enum { CONNECTIONS_MAX = 4096 };

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

/* ---- lacks.c ---- */

/* Called after all probes: logs what the host lacks, and ends a strict daemon if it lacks anything. */
void lacks_find(void);
/* The part of a HELLO frame that lists it. */
size_t lacks_size(void);
void lacks_reply(struct channel *channel);

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

/* ---- netlink.c: sockets of netlink, which the launcher makes for programs ---- */

/* Whether the kernel lets it answer their calls. */
bool netlink_can_be_counted(void);
/* Answers one call that waits. */
void netlink_answer(const struct slot *slot);

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

/* ---- limits.c ---- */

struct limits {
    uint64_t cpu_us;
    uint64_t wall_us;
    uint64_t memory_bytes;
    uint64_t stdout_bytes;
    uint64_t stderr_bytes;
    uint64_t file_bytes;
    uint64_t stack_bytes;
    uint32_t processes;
};

enum exceeded { EXCEEDED_OUTPUT = 1, EXCEEDED_MEMORY = 2, EXCEEDED_CPU = 4, EXCEEDED_WALL = 8 };
enum ending { ENDING_EXITED, ENDING_SIGNALLED, ENDING_LIMIT, ENDING_NOT_STARTED };

/* Sets the soft and the hard limit, not above the current hard limit. */
void set_limit(int resource, uint64_t value);
void limits_take(struct frame *frame, struct limits *limits);
/* Keeps crashes of this process and its children from starting a core dump helper of the host. False if it cannot. */
bool limits_no_core_helper(void);
/* Sets the limits that are the same for all requests: once per slot. */
void limits_for_slot(void);
/* Sets the limits of a request: called in the program's process. */
void limits_for_run(const struct limits *limits);
/* The program may raise the limit of its stack again, because its memory is bounded anyway. */
void limits_of_stack(uint64_t bytes);
/* How the program's process ended: its wait(2) status, and the errno of exec, 0 if that succeeded. */
struct program_end {
    int wait_status;
    int exec_error;
};

/* The only function that decides how a run ended. Precedence: memory if exec ran out of it, a failed exec, output,
 * memory, CPU time, wall time, the program's own end. */
enum ending limits_verdict(unsigned exceeded, struct program_end end, uint32_t *value);

/* ---- enter.c: how a process of a box becomes that of a program ---- */

/* What it has to know about its run. */
struct program_start {
    struct limits limits;
    uid_t user;
    int nice;
    int core;  /* the program's only core, or ANY_CORE */
};

/* Leaves the process nothing that a program must not have: root's user, capabilities, priority, limits. */
void enter_as_user(const struct program_start *start);
/* stdin, stdout, stderr, and further ones that only some programs have (else NO_FD): what was sent, files of the store. */
enum { STREAM_SENT = 3, STREAM_GIVEN, STREAMS = STREAM_GIVEN + GIVEN_MAX };
/* Gives it its streams, closes all other descriptors, and lets signals in. False with errno. */
bool enter_with_streams(const struct program_start *start, const int streams[STREAMS]);

/* ---- the exchange: memory shared by supervisor, launcher and init of a slot ---- */

enum { ERROR_TEXT = 160, JOIN_NAME_BYTES = 16 };

/* Whether a run is one of a pair, and how it finds the other one. */
struct join_request {
    bool asked;
    bool listens;  /* one of the two; the other one connects */
    uint8_t name[JOIN_NAME_BYTES];
};

struct exchange {
    struct cgroup group;    /* opened by the supervisor; init starts runs in it */

    /* supervisor to init */
    _Atomic uint32_t go;    /* futex: number of the run that may start */
    _Atomic uint32_t stop;  /* number of the run that must end now */
    struct limits limits;
    int input, output, error;
    int given[GIVEN_MAX];   /* files of the store, the program's descriptors from STREAM_GIVEN on; else NO_FD */
    int talk;               /* stdin of a joined run, whose input is descriptor 3 then, or of a live one; else NO_FD */
    struct join_request join;
    bool live;              /* the client takes part, see live.c */
    _Atomic uint32_t signals;  /* that init is to send to the program, bit n for signal n */
    uint32_t artifact;      /* number of the lease, 0 for none */
    int artifact_mount;     /* of it, unless the box has it mounted already */
    bool collect;
    bool fill;              /* /box begins with the files of the artifact */
    int core;               /* the program's only core, or ANY_CORE */
    char *arguments[ARGUMENTS_MAX + 1];
    char *environment[ARGUMENTS_MAX + 1];
    bool warm;              /* the program may be started by an interpreter that runs already */
    char *modules[ARGUMENTS_MAX + 1];  /* which that has imported before */
    int interpreter[2];     /* sockets between init and the interpreter, made outside the box's network; or NO_FD */
    char strings[CHUNK_MAX];

    /* launcher and init to supervisor */
    int init_pidfd;
    int interpreter_watch;       /* pidfd of the box's warm interpreter */
    int cpu_counter;             /* see cpu.c; -1 if there is none or a group counts */
    int asked;                   /* by which the filter asks the launcher, or NO_FD: see netlink.c */
    int launcher_watch;          /* pidfd of the launcher, by which init notices its death */
    struct network network;      /* of the launcher, to find out what a run left in it */
    int last_pid;                /* file by which init has the kernel number processes from the start again, or NO_FD */
    int queues;                  /* folder of the box's POSIX message queues, or NO_FD */
    int box;                     /* /box, opened for collecting */
    _Atomic uint32_t mounted;    /* the artifact that the box has mounted */
    _Atomic uint32_t ready;      /* number of the run that the box waits for */
    _Atomic uint32_t entered;    /* number of the last run that init started on */
    _Atomic uint32_t done;       /* number of the last run that init reported */
    _Atomic uint32_t cleared;    /* number of the last run after which no socket was left */
    _Atomic uint32_t abandoned;  /* number of the last run whose init died without a report */
    _Atomic uint32_t refused;    /* number of the last run that needs a new launcher, and perhaps a new group */
    _Atomic uint64_t exec_at;    /* CLOCK_MONOTONIC, 0 before exec */
    _Atomic uint64_t cpu_at_start;
    uint64_t end_at;
    uint64_t cpu_ns;             /* of the whole process tree, from the group's counter if there is one */
    uint64_t largest_rss_kib;
    uint64_t files_kib;          /* of files that a cold start would have mapped into the program besides */
    bool started_warm;
    struct program_end program_end;
    char error_text[ERROR_TEXT]; /* why launcher or init failed */
};

/* ---- cpu.c ---- */

/* Whether the kernel lets this process count CPU time without a control group. */
bool cpu_counter_works(void);
/* Called by the launcher before it installs the filter: counts everything it is going to start. */
void cpu_count_launcher(struct exchange *exchange);
bool cpu_counted(const struct exchange *exchange);
/* CPU time of the launcher and of all processes that it ever started. */
uint64_t cpu_counted_ns(const struct exchange *exchange);

/* ---- pin.c ---- */

enum { ANY_CORE = -1 };

/* Called once, in the daemon. */
void pin_prepare(void);
/* Called by a supervisor for a run: returns ANY_CORE without --pin, or while other runs have all cores. */
int pin_take(void);
/* Gives back what a supervisor took. */
void pin_release(pid_t supervisor);
/* Called in the program's process, whose children inherit it. False if the core no longer exists. */
bool pin_to(int core);

/* ---- launcher.c and init.c ---- */

/* After this many runs the launcher is replaced, and with it the box, the network namespace and the kernel's counters in it. */
enum { RUNS_PER_LAUNCHER = 1000 };

struct slot {
    uid_t uid;             /* names its lease and its control groups */
    uid_t user;            /* the program's user: the same, or the daemon's with config.one_user */
    int nice;              /* of the programs; supervisor, launcher and init go first */
    int lease;
    struct exchange *exchange;
    int done_event;        /* eventfd: a run ended */
    int launcher_pidfd;
    uint64_t cookie;
    uint32_t run;          /* number of the current run */
};

/* Starts a launcher and waits until its first box is ready. */
void launcher_start(struct slot *slot);
/* Reaps a dead launcher, waits for the end of its boxes, and closes the files it had opened. */
void launcher_reap(struct slot *slot);

/* Steps by which the calling process isolates itself. */
void offer_to_oom_killer(void);
void default_signals(void);
void drop_bounding_set(void);

/* What the launcher passes to init. */
struct box_task {
    const struct slot *slot;
    uint32_t first;  /* the number of its first run */
    bool announce;   /* the launcher's first box: tell the supervisor that it is ready */
};

_Noreturn void init_main(const struct box_task *task);

enum { STACK_SIZE = 64 << 10 };

/* A system call that leaves errno alone: the result, or the error as a negative number. */
long call_without_errno(long number, long a, long b, long c, long d, long e, long f);
/* clone(2) onto a stack of its own of STACK_SIZE bytes, with the cookie as sixth argument. */
long clone_onto(unsigned long flags, void *stack_top, int *pidfd, uint64_t cookie,
                void (*start)(void *), void *argument);

/* ---- warm.c: interpreters that start programs without starting themselves; see there ---- */

/* Called once, in the daemon. */
void warm_prepare(void);
/* Whether this host has what interpreters need, so that any run may be started by one. */
bool warm_possible(void);
/* Called by a supervisor: makes what init and its interpreters talk through. */
void warm_connect(struct exchange *exchange);
/* Called by init before a run. Whether the run may be started by an interpreter, and by the one that is running. */
bool warm_wanted(const struct slot *slot);
bool warm_fits(const struct slot *slot);
/* Starts another one that fits, if it can. The run's group must have begun to count. */
void warm_begin(const struct slot *slot);
/* Whether the interpreter starts the program. */
bool warm_choose(const struct slot *slot);
enum { NO_PROGRAM = -1 };
/* Has it start the program. Returns the program's process; 0 if that ended, or has to end, before the program began; or
 * NO_PROGRAM if there was none, because the interpreter had ended. */
pid_t warm_start_program(const struct slot *slot, uint32_t run);
/* Called by init for a new box. */
void warm_forget(struct exchange *exchange);
/* Takes note of the end of a process. True if that was the interpreter, which is no part of a run. */
bool warm_ended(pid_t pid);
/* Whether nothing but launcher, init and interpreter is left in the slot's group. */
bool warm_alone(const struct slot *slot);
/* How many processes the interpreter is, and the CPU time that it has used. */
unsigned warm_tasks(void);
uint64_t warm_cpu_ns(void);

/* ---- run.c: a run from the supervisor's side ---- */

struct report {
    bool peer_was_first;  /* of a joined run: the other one had ended before */
    bool warm;            /* its interpreter was running already */
    enum ending ending;
    uint32_t value;
    unsigned exceeded;
    uint64_t cpu_us, wall_us, peak_kib;
    bool peak_by_group;
    const uint8_t *output, *error;
    uint64_t output_size, error_size;
    bool output_truncated, error_truncated;
    bool collected;
    bool store_full;  /* it would have been collected */
    uint8_t digest[SHA256_BYTES];
};

/* What a box wrote to one stream. */
struct capture {
    int fd;
    uint8_t *bytes;
    uint64_t size, limit, seen;
    bool closed;  /* set by the watcher when all writers are gone */
};

/* Reads what is available: all that a writer has written, which must have ended then, or what one that goes on had written
 * before, but no more than a pipe holds, so that the caller looks at its clocks in between. False if more than `max` bytes
 * came in all. */
bool capture_drain(struct capture *capture, uint64_t max, bool whole);
/* The pipe belongs to the writer, so that it can open it again as /dev/stdout or /dev/stderr. */
void capture_open(struct capture *capture, uint64_t limit, uid_t writer, int *write_end);
void capture_close(struct capture *capture);

/* Runs the program of the request. False if the client went away, which ends the run too. */
bool run_program(struct slot *slot, struct channel *client, const struct artifact *artifact, struct report *report);
/* Closes what run_program left open, after the report has been sent. */
void run_clean_up(struct slot *slot);

/* ---- join.c: two runs that talk to each other ---- */

struct join {
    int peer;             /* socket to the other supervisor, or NO_FD */
    int forward;          /* stdin of the other program, or NO_FD once nobody reads it or nothing more comes */
    uint64_t sent;        /* bytes of the output that were passed on */
    bool peer_ended;
    bool peer_was_first;
};

/* Waits for the other run, and makes this run's stdin, whose owner is the reader. False if the client has gone. */
bool join_meet(struct join *join, const struct join_request *request, uid_t reader, int client, int *input);
/* Whether there is output that was not passed on yet. */
bool join_pending(const struct join *join, const struct capture *output);
/* Passes on what the other program has room for. */
void join_forward(struct join *join, const struct capture *output);
/* Takes note if the other run has ended. */
void join_listen(struct join *join);
/* This run has ended: says so, passes on the rest, and closes the other program's stdin. False if the client has gone. */
bool join_end(struct join *join, const struct capture *output, int client);
void join_close(struct join *join);

/* ---- live.c: runs in which the client takes part ---- */

struct live {
    struct channel *channel;  /* to the client, or NULL */
    int input;                /* the program's stdin, or NO_FD after its end */
    struct frame pending;     /* input that the program had no room for; valid until the next frame is taken */
    uint64_t output_told, error_told;  /* bytes that are with the client, or on their way */
};

/* Makes the program's stdin, whose owner is the reader. */
void live_open(struct live *live, struct channel *channel, uid_t reader, int *input);
/* Whether there is input that the program had no room for: then nothing more is taken from the client. */
bool live_feeding(const struct live *live);
/* Gives the program the input that it has room for. */
void live_feed(struct live *live);
/* Takes a frame from the client; a signal that it wants is left in `number`. False if none has come. */
bool live_listen(struct live *live, int *number);
/* Whether there is output that the client had no room for. */
bool live_telling(const struct live *live);
/* Sends the client the output that it has room for. */
void live_tell(struct live *live, const struct capture *output, const struct capture *error);
/* Sends the rest after the end. */
void live_finish(struct live *live, const struct capture *output, const struct capture *error);
void live_close(struct live *live);

/* ---- request.c ---- */

/* What a request to run takes from the store. */
struct stored {
    bool artifact, input;
    unsigned given;
    uint8_t artifact_digest[SHA256_BYTES], input_digest[SHA256_BYTES], given_digests[GIVEN_MAX][SHA256_BYTES];
};

/* Reads a request to run, including its stdin unless that is in the store. */
void request_run(struct channel *channel, struct frame *frame, struct exchange *exchange, struct stored *stored);
void reply_report(struct channel *channel, const struct report *report);
/* Sends the regular files of a directory that nobody changes meanwhile. */
void reply_files(struct channel *channel, int directory);

/* ---- filing.c: requests about artifacts ---- */

void leases_prepare(void);
/* The answer to a request whose artifact finds no room. */
void reply_full(struct channel *channel);
void answer_store(struct channel *channel, struct frame *frame);
void answer_lease(struct channel *channel, struct frame *frame);
void answer_release(struct channel *channel, struct frame *frame);
void answer_fetch(struct channel *channel, struct frame *frame);
/* Makes the files of a box an artifact, if they are not too many or too large. All processes of the box are dead. */
void collect_box(int box, struct report *report);

/* ---- cli_*.c: the command line of isolate(1), except --serve ---- */

int command_line(int argc, char **argv);

/* ---- supervisor.c and serve.c ---- */

_Noreturn void supervise(uid_t uid, int lease, int client);
/* Answers requests until the client closes the connection. */
void supervisor_answer(int client);
int serve(void);
