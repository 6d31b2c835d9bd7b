/* Warm starts: a program of an interpreted language is a fork of an interpreter that has started already.
 *
 * The interpreter is a process of the box, a child of init. It executes the command of a run itself, with the run's
 * environment; a preloaded file (warm/python.c) stops it before it looks at the program. For each run of the same command
 * it forks, as a sibling of itself, so that the program is a child of init with the number that a cold start would give it.
 * The fork becomes the program's process by the same code as a cold start (enter.c), and only then looks at the program.
 *
 * What makes this as closed as a cold start:
 * - The box is the same: made by init, with all its namespaces, the slot's groups and the filter, before the interpreter starts.
 * - The interpreter was executed, so it has neither the cookie nor the exchange nor any descriptor but its socket. It is
 *   root without any capability but CAP_SETUID, which the fork gives up. Programs, other users, cannot signal it.
 * - It opens files of the host's read-only folders alone: while it starts, no file of a submission is in the box. Should it
 *   start without what is preloaded, its first argument has it end before it looks at the others.
 * - A program inherits its memory, in which nothing is worth hiding, and no descriptor.
 * - init kills it with everything else whenever anything but the three of them is left of a run.
 *
 * It is started when a run asks for it, and serves a bounded number of runs, because its forks have the seed of hashes and
 * the places of memory in common. A run that it does not fit starts cold. */
#include "box.h"
#include "cgroup.h"
#include "config.h"
#include "log.h"
#include "protocol.h"
#include "run_limits.h"
#include "slot.h"
#include "warm.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { RUNS_MAX = 100, START_MS = 10000 };

/* Its number is far from those of programs, which begin at 2. */
#define NUMBER_BEFORE "30000"
/* While it starts, the group's limits are this much higher than those of the run that asked for it: its libraries have
 * threads then. */
#define ROOM (256ULL << 20)
#define TASKS_ROOM 512
#define PRELOAD "LD_PRELOAD=/proc/self/fd/4"

_Static_assert(WARM_PRELOADED == 4, "named in PRELOAD");

/* The built file is part of this program, because boxes see no folder of ours. */
#ifdef WARM_PYTHON
__asm__(".section .rodata\n"
        "warm_python:\n"
        ".incbin \"" WARM_PYTHON "\"\n"
        "warm_python_end:\n"
        ".previous\n");
extern const char warm_python[], warm_python_end[];
#else
static const char warm_python[1], *warm_python_end = warm_python;  /* for analyzers */
#endif

static int preloaded = NO_FD;

struct interpreter interpreter;

void warm_prepare(void)
{
    size_t size = (size_t)(warm_python_end - warm_python);
    int fd = memfd_create("evalx-warm", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    if (fd < 0 || !write_all(fd, warm_python, size)
        || fcntl(fd, F_ADD_SEALS, F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE) < 0) {
        log_event("no warm starts: %s", strerror(errno));
        close_given(&fd);
    }
    preloaded = fd;
}

void warm_connect(struct exchange *exchange)
{
    int ends[2] = {NO_FD, NO_FD};
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) < 0)
        sandbox_failure("cannot make a socket for interpreters: %s", strerror(errno));
    exchange->interpreter[0] = ends[0];
    exchange->interpreter[1] = ends[1];
}

static bool begins_with(const char *text, const char *const *beginnings)
{
    for (; *beginnings; beginnings++)
        if (strncmp(text, *beginnings, strlen(*beginnings)) == 0)
            return true;
    return false;
}

/* Without variables that make loader, interpreter or libraries start in another way, but for those that are known to work; at
 * home where nothing is before the program begins; and with none that names a file of the submission, as LOCPATH or TZ may,
 * because an interpreter does not find it. */
static bool is_usual(char *const *environment)
{
    static const char *const odd[] = {"LD_", "PYTHON", "GLIBC_", "MALLOC_", "OPENBLAS_", "GOTO_", "OMP_", "BLIS_", "MKL_", NULL};
    static const char *const known[] = {"PYTHONHASHSEED=", "PYTHONIOENCODING=", "PYTHONINTMAXSTRDIGITS=", NULL};
    static const char *const home[] = {"HOME=", NULL};
    for (; *environment; environment++)
        if ((begins_with(*environment, odd) && !begins_with(*environment, known))
            || (begins_with(*environment, home) && strcmp(*environment, "HOME=/box") != 0) || strstr(*environment, "/app"))
            return false;
    return true;
}

static bool is_python(const char *command)
{
    return strncmp(strrchr(command, '/'), "/python3", strlen("/python3")) == 0;
}

/* A group must show that nothing is left beside the interpreter, count what that uses, and tell each run's peak from it. */
bool warm_possible(void)
{
    return preloaded >= 0 && config.box_proc && !config.one_user && cgroup_resets_peak() && cgroup_has_pids();
}

static void put(char *bytes, size_t *size, char *const *texts)
{
    for (; *texts; texts++) {
        size_t length = strlen(*texts) + 1;
        memcpy(bytes + *size, *texts, length);
        *size += length;
    }
    bytes[(*size)++] = '\n';
}

static bool has_ended(const struct exchange *exchange)
{
    struct pollfd watch = {.fd = exchange->interpreter_watch, .events = POLLIN};
    return poll(&watch, 1, 0) != 0;
}

/* All strings of a request fit, because they came in one frame. */
static size_t describe(const struct exchange *exchange, char *bytes)
{
    size_t size = 0;
    put(bytes, &size, exchange->arguments);
    put(bytes, &size, exchange->environment);
    put(bytes, &size, exchange->modules);
    return size;
}

static char wanted[sizeof interpreter.made_for];

static bool given_up(const struct exchange *exchange)
{
    return warm_any_failed() && warm_given_up(wanted, describe(exchange, wanted), &exchange->limits);
}

/* Only runs that are like a cold one in everything that the interpreter cannot do. */
bool warm_wanted(const struct slot *slot)
{
    const struct exchange *exchange = slot->exchange;
    return exchange->warm && !exchange->fill && !exchange->join.asked && !exchange->live && exchange->given[0] < 0
           && warm_possible() && exchange->last_pid >= 0 && is_python(exchange->arguments[0])
           && is_usual(exchange->environment) && !given_up(exchange);
}

bool warm_fits(const struct slot *slot)
{
    const struct exchange *exchange = slot->exchange;
    if (!interpreter.process || interpreter.runs >= RUNS_MAX || exchange->limits.stack_bytes != interpreter.stack_bytes
        || has_ended(exchange))
        return false;
    size_t size = describe(exchange, wanted);
    return size == interpreter.size && memcmp(wanted, interpreter.made_for, size) == 0;
}

bool warm_ended(pid_t pid)
{
    if (pid <= 0 || pid != interpreter.process)
        return false;
    interpreter.process = 0;
    return true;
}

void warm_forget(struct exchange *exchange)
{
    interpreter.process = 0;
    close_given(&exchange->interpreter_watch);
    exchange->group.warm_bytes = exchange->group.warm_cache = 0;
}

unsigned warm_tasks(void)
{
    return interpreter.process != 0;
}

uint64_t warm_cpu_ns(void)
{
    clockid_t clock;
    return interpreter.process && clock_getcpuclockid(interpreter.process, &clock) == 0 ? clock_ns(clock) : 0;
}

bool warm_alone(const struct slot *slot)
{
    enum { LAUNCHER_INIT_AND_INTERPRETER = 3 };
    return interpreter.process && cgroup_tasks(&slot->exchange->group) == LAUNCHER_INIT_AND_INTERPRETER;
}

/* Takes what a dead interpreter left unread or unsaid; descriptors that nobody takes are closed. */
static void empty_sockets(const struct exchange *exchange)
{
    char bytes[1];
    for (int i = 0; i < 2; i++)
        while (recv(exchange->interpreter[i], bytes, sizeof bytes, MSG_DONTWAIT | MSG_TRUNC) >= 0)
            ;
}

static void end_interpreter(struct exchange *exchange)
{
    if (interpreter.process) {
        kill(interpreter.process, SIGKILL);
        while (waitpid(interpreter.process, NULL, __WALL) < 0 && errno == EINTR)
            ;
    }
    warm_forget(exchange);
    empty_sockets(exchange);
}

/* In the interpreter's process before exec, in init's memory with a copy of its descriptors. */
static void execute(void *argument)
{
    enum { OUT_OF_THE_WAY = 64 };
    const struct slot *slot = argument;
    struct exchange *exchange = slot->exchange;
    static char *environment[ARGUMENTS_MAX + 2], *arguments[ARGUMENTS_MAX + 2];
    sigset_t none;
    int ends[2], last = 0;
    sigemptyset(&none);
    for (; exchange->environment[last]; last++)
        environment[last] = exchange->environment[last];
    environment[last] = (char *)PRELOAD;
    environment[last + 1] = NULL;
    arguments[0] = exchange->arguments[0];
    arguments[1] = (char *)WARM_GUARD;
    memcpy(arguments + 2, exchange->arguments + 1, (ARGUMENTS_MAX - 1 + 1) * sizeof *arguments);
    limits_of_stack(exchange->limits.stack_bytes);
    /* Streams of the kinds that programs have: one that can be read again, and pipes. Nobody reads what it prints. */
    int socket = fcntl(exchange->interpreter[1], F_DUPFD, OUT_OF_THE_WAY);
    int file = fcntl(preloaded, F_DUPFD, OUT_OF_THE_WAY);
    int nothing = open("/dev/null", O_RDONLY);
    if (pipe(ends) < 0)
        _exit(1);
    int pipe_end = fcntl(ends[1], F_DUPFD, OUT_OF_THE_WAY);
    if (dup2(nothing, 0) == 0 && dup2(pipe_end, 1) == 1 && dup2(pipe_end, 2) == 2 && dup2(socket, WARM_SOCKET) == WARM_SOCKET
        && dup2(file, WARM_PRELOADED) == WARM_PRELOADED && syscall(SYS_close_range, WARM_PRELOADED + 1, ~0U, 0) == 0
        && sigprocmask(SIG_SETMASK, &none, NULL) == 0)
        execve(arguments[0], arguments, environment);
    _exit(1);
}

static bool send_modules(const struct exchange *exchange)
{
    char names[WARM_MODULES_MAX] = "";
    size_t size = 1;  /* a packet is not empty */
    for (char *const *module = exchange->modules; *module; module++) {
        size_t length = strlen(*module) + 1;
        if (size + length > sizeof names)
            return false;
        memcpy(names + size, *module, length);
        size += length;
    }
    return send(exchange->interpreter[0], names, size, MSG_NOSIGNAL) == (ssize_t)size;
}

bool warm_await_message(const struct exchange *exchange, int timeout_ms, struct warm_message *message)
{
    struct pollfd watches[] = {{.fd = exchange->interpreter[0], .events = POLLIN},
                               {.fd = exchange->interpreter_watch, .events = POLLIN}};
    poll(watches, interpreter.process ? 2 : 1, timeout_ms);
    ssize_t size = recv(exchange->interpreter[0], message, sizeof *message, MSG_DONTWAIT);
    message->text[sizeof message->text - 1] = 0;
    return size == sizeof *message;
}

static bool begin_numbers_after(const struct exchange *exchange, const char *last)
{
    return pwrite(exchange->last_pid, last, strlen(last), 0) == (ssize_t)strlen(last);
}

static bool start_interpreter(const struct slot *slot)
{
    static char stack[STACK_SIZE] __attribute__((aligned(16)));
    struct exchange *exchange = slot->exchange;
    if (!begin_numbers_after(exchange, NUMBER_BEFORE) || !send_modules(exchange))
        return false;
    long process = clone_onto(CLONE_VM | CLONE_PIDFD | SIGCHLD, stack + STACK_SIZE, &exchange->interpreter_watch, 0, execute,
                              (void *)slot);
    if (process < 0)
        return false;
    interpreter.process = (pid_t)process;
    interpreter.runs = 0;
    interpreter.stack_bytes = exchange->limits.stack_bytes;
    interpreter.size = describe(exchange, interpreter.made_for);
    return true;
}

/* While it starts, no file of a submission is in the box: /box and /tmp are as new, and /app is covered. */
static bool start_and_wait(const struct slot *slot, struct warm_message *message)
{
    bool covered = slot->exchange->mounted;
    if (covered)
        mount_with_cookie(slot, "tmpfs", "/app", MS_RDONLY | MS_NOSUID | MS_NODEV | MS_NOEXEC, "size=4k,nr_inodes=2");
    bool ready = start_interpreter(slot) && warm_await_message(slot->exchange, START_MS, message)
                 && message->kind == WARM_READY && begin_numbers_after(slot->exchange, "1");
    if (!ready)
        end_interpreter(slot->exchange);
    if (covered && syscall(SYS_umount2, "/app", MNT_DETACH, 0, 0, 0, slot->cookie) < 0)
        sandbox_failure("init cannot uncover the artifact: %s", strerror(errno));
    return ready;
}

void warm_begin(const struct slot *slot)
{
    struct exchange *exchange = slot->exchange;
    struct warm_message message = {.text = "it ended or took too long"};
    end_interpreter(exchange);
    cgroup_make_room(&exchange->group, ROOM, TASKS_ROOM);
    bool started = start_and_wait(slot, &message);
    warm_remember(wanted, describe(exchange, wanted), &exchange->limits, started);
    if (started) {
        interpreter.files_kib = message.files_kib;
        cgroup_count_warm(&exchange->group);
    } else {
        log_event("%s starts cold: %s", exchange->arguments[0], message.text);
    }
    cgroup_forget_kills(&exchange->group);  /* of the interpreter, if it needed too much memory */
}

bool warm_choose(const struct slot *slot)
{
    bool warm = warm_wanted(slot) && warm_fits(slot);
    slot->exchange->files_kib = warm ? interpreter.files_kib : 0;
    return warm;
}
