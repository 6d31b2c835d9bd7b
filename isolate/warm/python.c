/* Preloaded into CPython, makes it an interpreter that starts programs without starting itself (warm.c).
 *
 * It takes the place of main, does what that does before it looks at the program, and waits. Each time init asks, it forks;
 * the fork becomes the program's process (enter.c) and does the rest of what main does. So there is no frame, no module and
 * no name in it that the program would not find after a cold start, but for the modules that were imported before.
 *
 * It calls what every version since 3.8 exports and needs no header of one: configurations are opaque. */
#include "config.h"
#include "log.h"
#include "warm/python.h"

#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* ---- of the interpreter ---- */

typedef struct object PyObject;
typedef struct {
    int kind;
    const char *function, *message;
    int exit_code;
} PyStatus;

enum { CONFIGURATION_BYTES = 16384 };  /* some 500 in known versions */

void PyConfig_InitPythonConfig(void *config);
PyStatus PyConfig_SetBytesArgv(void *config, ssize_t count, char *const *arguments);
PyStatus Py_InitializeFromConfig(const void *config);
void PyConfig_Clear(void *config);
int PyStatus_Exception(PyStatus status);
int Py_RunMain(void);
PyObject *PyImport_ImportModule(const char *name);
PyObject *PyImport_GetModuleDict(void);
PyObject *PyDict_GetItemString(PyObject *dictionary, const char *key);
PyObject *PyObject_CallMethod(PyObject *object, const char *name, const char *format, ...);
void Py_DecRef(PyObject *object);
void PyErr_Clear(void);
int Py_FinalizeEx(void);
int PyRun_SimpleStringFlags(const char *text, void *flags);
void PyOS_BeforeFork(void);
void PyOS_AfterFork_Parent(void);
void PyOS_AfterFork_Child(void);

/* ---- of the daemon: warm starts need groups that count memory and processes ---- */

struct config config;

bool cgroup_has_memory(void)
{
    return true;
}

bool cgroup_has_pids(void)
{
    return true;
}

/* ---- what init is told ---- */

static void tell(const struct warm_message *message)
{
    if (send(WARM_SOCKET, message, sizeof *message, MSG_NOSIGNAL) < 0)
        _exit(1);
}

static void tell_failure(const char *text)
{
    struct warm_message message = {.kind = WARM_FAILED};
    snprintf(message.text, sizeof message.text, "%s", text);
    tell(&message);
}

void check(bool good, const char *what)
{
    if (!good)
        sandbox_failure("an interpreter cannot %s: %s", what, strerror(errno));
}

/* ---- start ---- */

/* Programs find the environment of their run, also in /proc. The variable is the last of it. */
static void forget_preloading(char **environment)
{
    char **last = environment;
    while (*last && last[1])
        last++;
    if (!*last)
        return;
    memset(*last, 0, strlen(*last));
    *last = NULL;
}

/* Programs find the arguments of their command, also in /proc. */
static void forget_guard(int *count, char **arguments)
{
    enum { BYTES = sizeof WARM_GUARD };
    check(*count > 1 && strcmp(arguments[1], WARM_GUARD) == 0, "find its guard");
    char *end = arguments[*count - 1] + strlen(arguments[*count - 1]) + 1;
    memmove(arguments[1], arguments[1] + BYTES, (size_t)(end - arguments[1]) - BYTES);
    memset(end - BYTES, 0, BYTES);
    for (int i = 1; i + 1 < *count; i++)
        arguments[i] = arguments[i + 1] - BYTES;
    arguments[--*count] = NULL;
}

static void initialize(int count, char **arguments)
{
    static char configuration[CONFIGURATION_BYTES] __attribute__((aligned(16)));
    PyConfig_InitPythonConfig(configuration);
    check(!PyStatus_Exception(PyConfig_SetBytesArgv(configuration, count, arguments)), "take its arguments");
    check(!PyStatus_Exception(Py_InitializeFromConfig(configuration)), "start");
    PyConfig_Clear(configuration);
}

static bool import_modules(void)
{
    char names[WARM_MODULES_MAX];
    ssize_t size = recv(WARM_SOCKET, names, sizeof names, 0);
    check(size > 0 && names[size - 1] == 0, "learn its modules");
    for (const char *name = names + 1; name < names + size; name += strlen(name) + 1) {
        PyObject *module = PyImport_ImportModule(name);
        check(module, "import a module");
        Py_DecRef(module);
    }
    return size > 1;
}

static int count_threads(void)
{
    int count = 0;
    DIR *tasks = opendir("/proc/self/task");
    struct dirent *entry;
    while (tasks && (entry = readdir(tasks)))
        count += entry->d_name[0] != '.';
    if (tasks)
        closedir(tasks);
    return count;
}

/* Generators of random numbers that do not notice a fork by themselves. */
static void be_random(void)
{
    PyObject *module = PyDict_GetItemString(PyImport_GetModuleDict(), "numpy.random");
    PyObject *done = module ? PyObject_CallMethod(module, "seed", NULL) : NULL;
    if (done)
        Py_DecRef(done);
    else
        PyErr_Clear();
}

/* What most programs do. */
static const char usual_program[] =
    "import sys\n"
    "def solve(lines, *, base=10):\n"
    "    found = {}\n"
    "    for at, line in enumerate(lines):\n"
    "        for word in line.split():\n"
    "            found.setdefault(int(word, base), []).append(f'{at}')\n"
    "    return sorted(found.items(), key=lambda pair: pair[0])\n"
    "class Text(str):\n"
    "    pass\n"
    "try:\n"
    "    print(*solve([*sys.stdin, Text('1 2 3')]), sep=',', end='\\n')\n"
    "    [][1:][0]\n"
    "except IndexError as error:\n"
    "    sys.stdout.write('%s %.2f' % (error, 2 ** 0.5))\n";

/* A program that is thrown away tells what it had in memory. */
static _Noreturn void rehearse(int told)
{
    take_own_memory();
    PyOS_AfterFork_Child();
    be_random();
    PyRun_SimpleStringFlags(usual_program, NULL);
    Py_FinalizeEx();
    uint64_t largest = largest_kib();
    _exit(write(told, &largest, sizeof largest) != sizeof largest);
}

/* Libraries that have threads end them before a fork and start them again when they need them. Forks of programs are not
 * made by the C library, so this one is made for them. Returns what a fork has in memory. */
static uint64_t fork_once(void)
{
    int ends[2], status;
    uint64_t largest = 0;
    check(pipe(ends) == 0, "make a pipe");
    PyOS_BeforeFork();
    pid_t pid = fork();
    if (pid == 0)
        rehearse(ends[1]);
    PyOS_AfterFork_Parent();
    close(ends[1]);
    check(pid > 0 && read(ends[0], &largest, sizeof largest) == sizeof largest && waitpid(pid, &status, 0) == pid, "fork");
    close(ends[0]);
    check(count_threads() == 1, "end its threads");
    return largest;
}

/* What is there is not looked at by the collector any more, which would copy all of it in every program. */
static void freeze(void)
{
    PyObject *collector = PyImport_ImportModule("gc");
    check(collector && PyObject_CallMethod(collector, "freeze", NULL), "freeze its objects");
    Py_DecRef(collector);
}

/* ---- a program ---- */

/* What the C library's fork tells the kernel, for a fork that is a child of init. */
static long fork_sibling(void)
{
    int *thread = NULL;
    void *locks = NULL;
    size_t size = 0;
    unsigned long flags = CLONE_PARENT | CLONE_CHILD_SETTID | CLONE_CHILD_CLEARTID | SIGCHLD;
    check(prctl(PR_GET_TID_ADDRESS, &thread) == 0 && syscall(SYS_get_robust_list, 0, &locks, &size) == 0, "look at itself");
#if defined(__x86_64__)
    long pid = syscall(SYS_clone, flags, NULL, NULL, thread, NULL);
#else
    long pid = syscall(SYS_clone, flags, NULL, NULL, NULL, thread);
#endif
    if (pid == 0)
        syscall(SYS_set_robust_list, locks, size);
    return pid;
}

static _Noreturn void become_program(const struct program_start *start, const int *received)
{
    int streams[STREAMS] = {received[0], received[1], received[2]};
    for (unsigned i = WARM_STREAMS; i < STREAMS; i++)
        streams[i] = NO_FD;
    enter_as_user(start);
    take_own_memory();
    struct warm_message message = {.kind = WARM_STARTED, .process = getpid(), .at = now_ns(),
                                   .cpu_ns = clock_ns(CLOCK_PROCESS_CPUTIME_ID)};
    tell(&message);
    fail_through(NULL);
    check(enter_with_streams(start, streams), "take its streams");
    check(prctl(PR_SET_DUMPABLE, 1, 0, 0, 0) == 0, "be as it would be after exec");
    PyOS_AfterFork_Child();
    be_random();
    exit(Py_RunMain());
}

static void take_start(struct program_start *start, int *streams)
{
    char room[CMSG_SPACE(WARM_STREAMS * sizeof *streams)] __attribute__((aligned(8)));
    struct iovec data = {start, sizeof *start};
    struct msghdr packet = {.msg_iov = &data, .msg_iovlen = 1, .msg_control = room, .msg_controllen = sizeof room};
    ssize_t size = recvmsg(WARM_SOCKET, &packet, MSG_CMSG_CLOEXEC);
    struct cmsghdr *header = CMSG_FIRSTHDR(&packet);
    check(size == sizeof *start && header && header->cmsg_type == SCM_RIGHTS
              && header->cmsg_len == CMSG_LEN(WARM_STREAMS * sizeof *streams),
          "understand init");
    memcpy(streams, CMSG_DATA(header), WARM_STREAMS * sizeof *streams);
}

static void start_program(void)
{
    struct program_start start;
    int streams[WARM_STREAMS];
    take_start(&start, streams);
    PyOS_BeforeFork();
    long pid = fork_sibling();
    if (pid == 0)
        become_program(&start, streams);
    if (pid < 0)
        tell_failure(strerror(errno));
    PyOS_AfterFork_Parent();
    for (int i = 0; i < WARM_STREAMS; i++)
        close(streams[i]);
}

static __attribute__((noreturn)) int interpret(int count, char **arguments, char **environment)
{
    fail_through(tell_failure);
    check(prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == 0, "hide its memory");
    forget_preloading(environment);
    forget_guard(&count, arguments);
    initialize(count, arguments);
    if (import_modules())
        freeze();
    uint64_t started = largest_kib();
    remember_own_memory();
    uint64_t forked = fork_once();
    struct warm_message ready = {.kind = WARM_READY, .files_kib = started > forked ? started - forked : 0};
    close(WARM_PRELOADED);
    tell(&ready);
    for (;;)
        start_program();
}

/* Called by the program's first instructions with its main. */
typedef int c_start(int (*program)(int, char **, char **), int count, char **arguments, void (*init)(void), void (*fini)(void),
                  void (*loader_fini)(void), void *stack_end);
__attribute__((visibility("default"))) c_start __libc_start_main;

int __libc_start_main(int (*program)(int, char **, char **), int count, char **arguments, void (*init)(void),
                      void (*fini)(void), void (*loader_fini)(void), void *stack_end)
{
    (void)program;
    c_start *next = (c_start *)dlsym(RTLD_NEXT, "__libc_start_main");
    return next(interpret, count, arguments, init, fini, loader_fini, stack_end);
}
