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

/* ---- log.c: what the daemon says of itself, and its one way to fail ---- */

/* One line on stderr. */
void log_event(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* The sandbox broke. Tells the client when there is one (fail_through), logs, and ends the process. */
_Noreturn void sandbox_failure(const char *format, ...) __attribute__((format(printf, 1, 2)));
void fail_through(void (*tell)(const char *message));

/* Nanoseconds on CLOCK_MONOTONIC. */
uint64_t now_ns(void);

/* Reads a whole small file or descriptor from its start into a zero-terminated buffer; -1 with errno. */
ssize_t read_text(const char *path, char *buffer, size_t size);
ssize_t pread_text(int fd, char *buffer, size_t size);
uint64_t pread_number(int fd);
bool pwrite_number(int fd, uint64_t value);
/* Closes a descriptor unless there is none, and forgets its number. */
void close_given(int *fd);

/* ---- write.c ---- */

/* Writes everything, at the file's own offset or at another; false with errno, which a short write(2) does not set. */
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
    uid_t client_uid;
    gid_t client_gid;
    uid_t first_uid;
    uid_t last_uid;
    unsigned connections;
    uint64_t store_bytes;
    unsigned store_artifacts;
    const char *cgroups;
    bool strict;          /* rather end than go without something */
    bool pin;             /* each run on one core */
    bool user_namespace;  /* an ordinary user's daemon: root in its own namespace only */
    bool one_user;        /* there without subordinate users: boxes have the daemon's */
    bool unshared;        /* no group counts memory: none may be shared but files in /box and /tmp */
    bool box_proc;        /* boxes have a /proc */
    uint64_t instance;  /* random: lets a client tell a new daemon from a slot that broke */
};

extern struct config config;

/* ---- protocol.c: frames; PROTOCOL.md is their specification ---- */

enum {
    PROTOCOL_VERSION = 2,
    CHUNK_MAX = 65536,
    FRAME_HEADER = 5,
    ARGUMENTS_MAX = 256,
    FILE_NAME_MAX = 512,
    ARTIFACT_FILES_MAX = 4096,
    LEASES_MAX = 1024,
};

#define STDIN_MAX (64ULL << 20)
#define CAPTURE_MAX (64ULL << 20)
#define ARTIFACT_BYTES_MAX (256ULL << 20)
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
    FRAME_OK = 0x80,
    FRAME_REPORT = 0x81,
    FRAME_MISSING = 0x82,
    FRAME_FAILURE = 0x83,
    FRAME_BUSY = 0x84,
    FRAME_STORED = 0x85,
    FRAME_FILES = 0x86,
};

/* One frame's payload, read from the front. A field beyond its end or maximum is a malformed frame. */
struct frame {
    uint8_t type;
    const uint8_t *at;
    const uint8_t *end;
};

/* Both directions of one connection: a socket, or two pipes, of which the one for replies must not block. */
struct channel {
    int fd;
    int reply_fd;
    uint8_t *in;
    size_t in_start, in_end;
    uint8_t *out;
    size_t out_end;
};

void channel_open(struct channel *channel, int fd);
/* False when the client closed the connection between two requests. */
bool channel_next_request(struct channel *channel, struct frame *frame);
void channel_next_part(struct channel *channel, struct frame *frame, uint8_t type);

_Noreturn void malformed(const char *what);
uint8_t take_u8(struct frame *frame);
uint16_t take_u16(struct frame *frame);
uint32_t take_u32(struct frame *frame);
uint64_t take_u64(struct frame *frame);
uint64_t take_u64_between(struct frame *frame, uint64_t least, uint64_t most, const char *name);
const uint8_t *take_bytes(struct frame *frame, size_t size);
/* A u16 length and that many bytes without NUL, copied zero-terminated to buffer; returns the length. */
size_t take_string(struct frame *frame, char *buffer, size_t size);
void take_end(struct frame *frame);

/* Replies are collected and leave with reply_send, in one system call when they are small. */
void reply_start(struct channel *channel, uint8_t type, size_t payload);
void reply_u8(struct channel *channel, uint8_t value);
void reply_u16(struct channel *channel, uint16_t value);
void reply_u32(struct channel *channel, uint32_t value);
void reply_u64(struct channel *channel, uint64_t value);
void reply_bytes(struct channel *channel, const void *bytes, size_t size);
void reply_string(struct channel *channel, const char *text);
void reply_blob(struct channel *channel, const uint8_t *bytes, uint64_t size);
/* The rest of a regular file as DATA frames; its size must be exactly `size`. */
void reply_file(struct channel *channel, int fd, uint64_t size);
void reply_send(struct channel *channel);
/* A whole reply that holds nothing but a digest. */
void reply_digest(struct channel *channel, uint8_t type, const uint8_t digest[SHA256_BYTES]);

/* ---- store.c: artifacts, directories named by their content ---- */

struct artifact {
    uint8_t digest[SHA256_BYTES];
    int directory;  /* holds a shared flock while leased; -1 when there is none */
};

/* Makes the store empty and shared by all slots; once, in the daemon. */
void store_prepare(void);
/* Leases: the directory stays until lease_end. False when there is no such artifact. */
bool lease_start(struct artifact *artifact, const uint8_t digest[SHA256_BYTES]);
void lease_end(struct artifact *artifact);
/* A draft is a folder that becomes an artifact, or is thrown away. */
int store_draft(const char *draft);
bool store_adopt(const char *draft, const uint8_t digest[SHA256_BYTES], uint64_t bytes);
void store_discard(const char *draft);
/* What a slot's process that is dead may have left. */
void store_discard_of(pid_t supervisor);

/* ---- artifact.c: writing one ---- */

struct artifact_writer;

struct artifact_writer *artifact_begin(void);
/* Opens a new file for writing, its directories made; the name must satisfy artifact_name_valid. */
void artifact_file(struct artifact_writer *writer, const char *name, bool executable);
void artifact_append(struct artifact_writer *writer, const void *bytes, size_t size);
/* Publishes under the digest of all names, modes and contents. False when the store is full of leases. */
bool artifact_publish(struct artifact_writer *writer, uint8_t digest[SHA256_BYTES]);
void artifact_abandon(struct artifact_writer *writer);
bool artifact_name_valid(const char *name);

/* ---- tree.c: walks over directories, by descriptors only ---- */

struct tree_file {
    const char *name;  /* relative to the root of the walk */
    int fd;            /* open for reading; closed by the walk */
    uint64_t size;
    bool executable;
};

/* Visits every regular file; false when the walk is too deep or the visitor returned false. */
bool tree_walk(int directory, bool (*visit)(void *context, const struct tree_file *file), void *context);
/* Deletes a directory that only this daemon ever wrote. */
void tree_remove(int parent, const char *name);
/* Opens a name beneath an open directory, through no link and onto no other mount. */
int tree_open(int directory, const char *name, uint64_t flags);

/* ---- cgroup.c: counters and limits of a slot ---- */

struct cgroup_usage {
    uint64_t peak_bytes;
    uint64_t oom_kills;
};

/* What tells one run's memory: files of the slot's group, or of a group of the run's own. */
struct cgroup_counters {
    int peak, usage, stat;
};

struct cgroup {
    int memory_limit, memory_swap_limit, memory_events;
    int pids_max, cpu;
    int folder;                          /* where runs have groups of their own, else NO_FD */
    int usage, stat;                     /* memory of the whole group */
    struct cgroup_counters counters[2];  /* by the run's last bit where each has its own, else the first */
    uint64_t base_bytes;                 /* what launcher and init use while nothing has run yet */
    uint64_t limit_set;
    uint64_t tasks_set;
    uint64_t usage_at_start;
    uint64_t oom_kills;  /* ever, before the run in hand */
    uint64_t cache;      /* page cache in the group when its statistics were last read */
};

/* Finds out by trying which hierarchies can be used. */
void cgroup_probe(void);
/* Only below this process's own group, whose limits then hold for all that is made. */
void cgroup_probe_below_own(void);
/* What dead daemons and commands left in what the probe found. */
void cgroup_remove_stale(void);
/* A folder of version 2 that was handed over to us; false when groups cannot be made there. */
bool cgroup_use(const char *folder);
const char *cgroup_name(void);
bool cgroup_has_memory(void);
bool cgroup_has_pids(void);
bool cgroup_has_cpu(void);
bool cgroup_has_peak(void);
/* With groups below it for each run, or for one run only. */
void cgroup_create(struct cgroup *group, uid_t uid, bool one_run);
/* Closes the files of a group that no process is in any more. */
void cgroup_close(struct cgroup *group);
/* Puts the calling process into the groups, and after it has made a namespace of groups, into its leaf there. */
void cgroup_enter(uid_t uid);
void cgroup_enter_leaf(const struct cgroup *group);
/* By init, ahead of its run: a group for it alone where a peak cannot be reset. */
void cgroup_enter_run(struct cgroup *group, uint32_t run);
/* When the processes of the run before are dead; `tasks` is the maximum number of processes and threads in the group.
 * False when earlier runs left so much kernel memory that the limit would not be exact: the group must be renewed. */
bool cgroup_start_run(struct cgroup *group, uint32_t run, uint64_t memory_bytes, uint64_t tasks);
void cgroup_finish_run(struct cgroup *group, uint32_t run, struct cgroup_usage *usage);
/* By the supervisor, before a run: kills up to now are no business of that run. */
void cgroup_forget_kills(struct cgroup *group);
/* CPU time of all processes ever in the group; safe without capabilities. */
uint64_t cgroup_cpu_ns(const struct cgroup *group);
/* False while a process is still in one of the groups. */
bool cgroup_remove(uid_t uid);
/* Gives back what the probe changed, when all slots' groups are removed. */
void cgroup_leave(void);

enum { CONNECTIONS_MAX = 4096 };

/* ---- uids.c: one unprivileged user per slot, leased on this host ---- */

/* Chooses the box users when the command line names none. */
void uids_choose_range(void);

/* An open, locked file that holds the lease, or -1 when the user is taken or the host is out of files. */
int uid_lease(uid_t uid);
/* An ordinary user's leases lie in a folder of his. Before the user namespace. */
void leases_of_user(uid_t uid);

/* ---- userns.c ---- */

/* Makes an ordinary user's daemon root in a namespace of its own. */
void userns_enter(void);
/* The same once more for a slot, without subordinate users; `process` is its own folder in /proc. */
void userns_for_slot(int process);

/* ---- lacks.c ---- */

/* After all probes: logs what the host lacks; the end of a strict daemon. */
void lacks_find(void);
/* Their part of a HELLO frame. */
size_t lacks_size(void);
void lacks_reply(struct channel *channel);

/* ---- mounts.c ---- */

#define BOX_PROC_FLAGS (MS_RDONLY | MS_NOSUID | MS_NODEV | MS_NOEXEC)
#define BOX_PROC_OPTIONS "hidepid=ptraceable,subset=pid"

/* Builds the read-only root that all boxes share, in a private mount namespace of the daemon. */
void mounts_prepare_root(void);
/* Leaves the host's mounts: the caller's namespace then holds the shared root only. */
void mounts_enter_root(void);
/* A small dev in the current directory. */
void mounts_make_dev(void);
/* A detached read-only mount of an artifact's directory. */
int mounts_artifact(int directory);

/* ---- network.c ---- */

/* A new network namespace without interfaces that are up, and with an unreadable /proc/net. */
void network_close(void);
/* A new network namespace that has a loopback device and nothing else. */
void network_loopback(void);

/* ---- ipc.c ---- */

/* By init, as the box user, when everybody else in the box is dead. */
void ipc_remove_all(void);

/* ---- seccomp.c ---- */

/* Before seccomp_install: a box of the command line has sockets of the Internet families, may have locks that work
 * and processors that stay; and as its files outlive it, none gets a set-user-ID or set-group-ID bit. */
void seccomp_for_command_line(bool locks, bool keep_processors);
/* Installs the filter for good. Privileged set-up calls pass only with the cookie as sixth argument. */
void seccomp_install(uint64_t cookie);

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

/* Soft and hard, never above the hard limit that there is. */
void set_limit(int resource, uint64_t value);
void limits_take(struct frame *frame, struct limits *limits);
/* Whether a crash in a box starts no core dump helper of the host; sees to it for this process and its children. */
bool limits_no_core_helper(void);
/* What no request changes: once per slot. */
void limits_for_slot(void);
/* What this request asks for: in init, inherited by the program. */
void limits_for_run(const struct limits *limits);
/* How the program's process ended: its status for wait(2), and the errno of a failed exec, 0 after a successful one. */
struct program_end {
    int wait_status;
    int exec_error;
};

/* The one place that says how a run ended. Precedence: memory where exec itself ran out of it, a failed exec, output,
 * memory, CPU time, wall time, the program. */
enum ending limits_verdict(unsigned exceeded, struct program_end end, uint32_t *value);

/* ---- the exchange: memory that supervisor, launcher and init of a slot share ---- */

enum { NO_FD = -1, ERROR_TEXT = 160 };

struct exchange {
    struct cgroup group;    /* the supervisor opens it, init begins a run in it */

    /* supervisor to init */
    _Atomic uint32_t go;    /* futex: the number of the run that may start */
    _Atomic uint32_t stop;  /* the number of the run that is to end now */
    struct limits limits;
    int input, output, error;
    int artifact_mount;
    bool collect;
    int core;               /* the only one for the program, or ANY_CORE */
    char *arguments[ARGUMENTS_MAX + 1];
    char *environment[ARGUMENTS_MAX + 1];
    char strings[CHUNK_MAX];

    /* launcher and init to supervisor */
    int init_pidfd[2];           /* by the number's last bit: the next box is made while a run is reported */
    int cpu_counter;             /* see cpu.c; -1 when there is none or a group counts */
    int launcher_watch;          /* pidfd of the launcher, by which init sees it die */
    int box;                     /* /box, opened for collecting */
    _Atomic uint32_t entered;    /* the number of the last run that init took up */
    _Atomic uint32_t done;       /* the number of the last run that init reported */
    _Atomic uint32_t abandoned;  /* the number of the last run whose init died without a report */
    _Atomic uint32_t refused;    /* the number of the last run that needs a new group: see cgroup_start_run */
    _Atomic uint64_t exec_at;    /* CLOCK_MONOTONIC, 0 before exec */
    _Atomic uint64_t cpu_at_start;
    uint64_t end_at;
    uint64_t cpu_ns;             /* of the whole tree, from the group's counter when there is one */
    uint64_t largest_rss_kib;
    struct program_end program_end;
    char error_text[ERROR_TEXT]; /* why the box could not be made */
};

/* ---- cpu.c ---- */

/* Whether the kernel lets this process count without a control group. */
bool cpu_counter_works(void);
/* By the launcher, before its filter: counts what it is about to start. */
void cpu_count_launcher(struct exchange *exchange);
bool cpu_counted(const struct exchange *exchange);
/* Of the launcher and all processes that it ever started. */
uint64_t cpu_counted_ns(const struct exchange *exchange);

/* ---- pin.c ---- */

enum { ANY_CORE = -1 };

/* In the daemon, once. */
void pin_prepare(void);
/* By a supervisor, for a run: ANY_CORE without --pin, or while other runs have all cores. */
int pin_take(void);
/* What a supervisor took. */
void pin_release(pid_t supervisor);
/* By the program's process, which hands it down. False when that core is gone. */
bool pin_to(int core);

/* ---- launcher.c and init.c ---- */

/* Then launcher and network namespace are made anew, and with them what the kernel counts in them. */
enum { RUNS_PER_LAUNCHER = 1000 };

struct slot {
    uid_t uid;             /* names its lease and its control groups */
    uid_t user;            /* what a program has: the same, or the daemon's where there is one only */
    int lease;
    struct exchange *exchange;
    int done_event;        /* eventfd: a run ended */
    int launcher_pidfd;
    uint64_t cookie;
    uint32_t run;          /* number of the run in hand */
};

/* Returns when the first box is ready. */
void launcher_start(struct slot *slot);
/* Waits for the end of its boxes, and closes what it had open. */
void launcher_reap(struct slot *slot);

/* Steps on the way into a box, of the calling process. */
void offer_to_oom_killer(void);
void default_signals(void);
void drop_bounding_set(void);

/* What init is given by the launcher. */
struct box_task {
    const struct slot *slot;
    uint32_t run;
    bool announce;  /* tell the supervisor that the box is ready: the launcher's first */
};

_Noreturn void init_main(const struct box_task *task);

enum { STACK_SIZE = 64 << 10 };

/* clone(2) onto a stack of its own of that size, with the cookie as sixth argument. */
long clone_onto(unsigned long flags, void *stack_top, int *pidfd, uint64_t cookie,
                void (*entry)(void *), void *argument);

/* ---- run.c: one run as the supervisor sees it ---- */

struct report {
    enum ending ending;
    uint32_t value;
    unsigned exceeded;
    uint64_t cpu_us, wall_us, peak_kib;
    bool peak_by_group;
    const uint8_t *output, *error;
    uint64_t output_size, error_size;
    bool output_truncated, error_truncated;
    bool collected;
    uint8_t digest[SHA256_BYTES];
};

/* What the box wrote on one stream. */
struct capture {
    int fd;
    uint8_t *bytes;
    uint64_t size, limit, seen;
    bool closed;  /* for who watches it: its writers are gone */
};

/* Reads all that is there; false when more came in than `most` bytes. */
bool capture_drain(struct capture *capture, uint64_t most);
void capture_open(struct capture *capture, uint64_t limit, int *write_end);
void capture_close(struct capture *capture);

/* False when the client went away; the run is then ended all the same. */
bool run_program(struct slot *slot, int client, const struct artifact *artifact, struct report *report);
/* Ends what run_program left open, after the report has gone out. */
void run_clean_up(struct slot *slot);

/* ---- request.c ---- */

/* Reads a request to run, its stdin too; true when it names an artifact. */
bool request_run(struct channel *channel, struct frame *frame, struct exchange *exchange, uint8_t digest[SHA256_BYTES]);
void reply_report(struct channel *channel, const struct report *report);
/* The regular files in a directory that nobody changes meanwhile. */
void reply_files(struct channel *channel, int directory);

/* ---- filing.c: requests about artifacts ---- */

void leases_prepare(void);
void answer_store(struct channel *channel, struct frame *frame);
void answer_lease(struct channel *channel, struct frame *frame);
void answer_release(struct channel *channel, struct frame *frame);
void answer_fetch(struct channel *channel, struct frame *frame);
/* Everybody who could write in the box is dead. Too many or too large files make no artifact. */
void collect_box(int box, struct report *report);

/* ---- cli_*.c: the command line of isolate(1), all but --serve ---- */

int command_line(int argc, char **argv);

/* ---- supervisor.c and serve.c ---- */

_Noreturn void supervise(uid_t uid, int lease, int client);
/* Answers requests until the client leaves between two of them. */
void supervisor_answer(int client);
int serve(void);
