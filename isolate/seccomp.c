/* The system call filter: a list of allowed calls, compiled to a binary tree over their numbers.
 *
 * It is installed once per slot, in the launcher, and inherited by all processes after it, because loading a
 * filter takes a tenth of the time of a run. Launcher and init still have to mount and to make namespaces. These
 * calls are allowed if their unused sixth argument is a random number, the cookie, which is only in the
 * launcher's memory. A program starts with new memory and cleared registers, so it cannot know the cookie. */
#include "isolate.h"

#include <errno.h>
#include <fcntl.h>
#include <asm/termbits.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#if defined(__x86_64__)
#define ARCHITECTURE AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define ARCHITECTURE AUDIT_ARCH_AARCH64
#else
#error "no system call list for this architecture"
#endif

/* F_SET_FILE_RW_HINT and PR_SCHED_CORE are missing in some versions of the C library. */
#ifndef F_SET_FILE_RW_HINT
#define F_SET_FILE_RW_HINT 1038
#endif
#ifndef PR_SCHED_CORE
#define PR_SCHED_CORE 62
#endif

enum { NUMBERS = 512, PROGRAM_MAX = 1024, SOCKET_COMMANDS = 0x89 << 8, SET_ID = S_ISUID | S_ISGID };

#define NEW_NAMESPACES                                                                              \
    (CLONE_NEWNS | CLONE_NEWCGROUP | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNET)

enum action {
    REFUSE,       /* EPERM */
    ALLOW,
    UNKNOWN,      /* ENOSYS: the C library falls back */
    NOTHING,      /* success without effect */
    SOCKET,       /* the first argument must be an allowed family */
    CLONE,        /* no namespaces, or with the cookie */
    SET_LIMIT,    /* except that of core dumps: see limits_for_slot */
    ANY_LIMIT,    /* that of core dumps may only be read */
    COOKIE,       /* only with the cookie */
    NOT_INIT,     /* the first argument must not be PID 1, which has the program's user but must outlive it */
    PRIORITY,     /* of a single process, and not of PID 1 */
    UNSHARED,     /* no memory that several processes could share beyond the limit of each */
    DESCRIPTOR,   /* nothing that stays with a file shared by other boxes: see emit_descriptor_check */
    CONTROL,      /* ioctl of sockets and terminals only: others reach drivers and file systems */
    MODE_SECOND,  /* chmod, creat: no set-user-ID or set-group-ID bit in the second argument; mkdir ignores them */
    MODE_THIRD,   /* the same in the third argument: fchmodat, mknodat */
    OPEN_SECOND,  /* open: no such bit in the mode of a new file; the flags are the second argument */
    OPEN_THIRD,   /* openat: the flags are the third argument */
    PROCESS,      /* prctl except core scheduling, which keeps other boxes off a processor */
};

static const uint16_t allowed[] = {
#include "seccomp_allowed.h"
};

static struct sock_filter program[PROGRAM_MAX];
static unsigned program_length;
static uint32_t cookie_low, cookie_high;
static const uint32_t families[] = {AF_UNIX, AF_INET, AF_INET6};
static unsigned families_allowed = 1;
static bool refuse_set_id, allow_locks, keep_processors;

static void emit(uint16_t code, uint32_t value, uint8_t if_true, uint8_t if_false)
{
    if (program_length == PROGRAM_MAX)
        sandbox_failure("the system call filter is too long");
    program[program_length++] = (struct sock_filter){code, if_true, if_false, value};
}

static void emit_return(uint32_t value)
{
    emit(BPF_RET | BPF_K, value, 0, 0);
}

static void emit_load_argument(unsigned index, unsigned word)
{
    emit(BPF_LD | BPF_W | BPF_ABS, (uint32_t)(offsetof(struct seccomp_data, args) + 8 * index + 4 * word), 0, 0);
}

static void emit_cookie_check(void)
{
    emit_load_argument(5, 0);
    emit(BPF_JMP | BPF_JEQ | BPF_K, cookie_low, 0, 3);
    emit_load_argument(5, 1);
    emit(BPF_JMP | BPF_JEQ | BPF_K, cookie_high, 0, 1);
    emit_return(SECCOMP_RET_ALLOW);
    emit_return(SECCOMP_RET_ERRNO | EPERM);
}

static void emit_answer_argument(unsigned index, uint32_t value, uint32_t error)
{
    emit_load_argument(index, 0);
    emit(BPF_JMP | BPF_JEQ | BPF_K, value, 0, 1);
    emit_return(SECCOMP_RET_ERRNO | error);
}

static void emit_refuse_argument(unsigned index, uint32_t value)
{
    emit_answer_argument(index, value, EPERM);
}

/* prlimit(pid, resource, new, old) */
static void emit_any_limit_check(void)
{
    emit_refuse_argument(0, 1);
    emit_load_argument(1, 0);
    emit(BPF_JMP | BPF_JEQ | BPF_K, RLIMIT_CORE, 0, 4);
    emit_load_argument(2, 0);
    emit(BPF_JMP | BPF_JEQ | BPF_K, 0, 0, 3);
    emit_load_argument(2, 1);
    emit(BPF_JMP | BPF_JEQ | BPF_K, 0, 0, 1);
    emit_return(SECCOMP_RET_ALLOW);
    emit_return(SECCOMP_RET_ERRNO | EPERM);
}

/* fcntl: no leases, directory watches or write hints, which boxes running at the same time would see. Locks succeed
 * without effect, because they would be attached to the host's inode of a shared file and slow down every close of it. */
static void emit_descriptor_check(void)
{
    static const uint32_t refused[] = {F_SETLEASE, F_NOTIFY, F_SET_RW_HINT, F_SET_FILE_RW_HINT};
    static const uint32_t without_effect[] = {F_SETLK, F_SETLKW, F_OFD_SETLK, F_OFD_SETLKW};
    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++)
        emit_answer_argument(1, refused[i], EPERM);
    for (size_t i = 0; !allow_locks && i < sizeof without_effect / sizeof without_effect[0]; i++)
        emit_answer_argument(1, without_effect[i], 0);
    emit_return(SECCOMP_RET_ALLOW);
}

/* ioctl(fd, command): the second byte of socket commands is 0x89. A program may not insert input into a terminal or
 * change its line discipline, which would load a kernel module. */
static void emit_control_check(void)
{
    static const uint32_t commands[] = {
        TCGETS, TCSETS, TCSETSW, TCSETSF, TCGETS2, TCSETS2, TCSETSW2, TCSETSF2, TIOCGWINSZ, TIOCSWINSZ, TIOCGPGRP,
        TIOCSPGRP, TIOCGSID, TIOCGPTN, TIOCSPTLCK, TCFLSH, TCSBRK, TIOCOUTQ, FIONREAD, FIONBIO, FIOCLEX, FIONCLEX,
    };
    enum { COUNT = sizeof commands / sizeof commands[0] };
    emit_load_argument(1, 0);
    for (uint8_t i = 0; i < COUNT; i++)
        emit(BPF_JMP | BPF_JEQ | BPF_K, commands[i], COUNT - i + 2, 0);
    emit(BPF_ALU | BPF_AND | BPF_K, 0xff00, 0, 0);
    emit(BPF_JMP | BPF_JEQ | BPF_K, SOCKET_COMMANDS, 1, 0);
    emit_return(SECCOMP_RET_ERRNO | ENOTTY);
    emit_return(SECCOMP_RET_ALLOW);
}

static void emit_mode_check(unsigned index)
{
    emit_load_argument(index, 0);
    emit(BPF_JMP | BPF_JSET | BPF_K, SET_ID, 1, 0);
    emit_return(SECCOMP_RET_ALLOW);
    emit_return(SECCOMP_RET_ERRNO | EPERM);
}

static void emit_open_check(unsigned flags)
{
    emit_load_argument(flags, 0);
    emit(BPF_JMP | BPF_JSET | BPF_K, O_CREAT | (O_TMPFILE & ~O_DIRECTORY), 1, 0);
    emit_return(SECCOMP_RET_ALLOW);
    emit_mode_check(flags + 1);
}

static void emit_action(enum action action)
{
    switch (action) {
    case ALLOW:
        emit_return(SECCOMP_RET_ALLOW);
        break;
    case REFUSE:
        emit_return(SECCOMP_RET_ERRNO | EPERM);
        break;
    case UNKNOWN:
        emit_return(SECCOMP_RET_ERRNO | ENOSYS);
        break;
    case UNSHARED:
        emit_load_argument(3, 0);
        emit(BPF_ALU | BPF_AND | BPF_K, MAP_SHARED | MAP_ANONYMOUS, 0, 0);
        emit(BPF_JMP | BPF_JEQ | BPF_K, MAP_SHARED | MAP_ANONYMOUS, 0, 1);
        emit_return(SECCOMP_RET_ERRNO | ENOMEM);
        emit_return(SECCOMP_RET_ALLOW);
        break;
    case NOTHING:
        emit_return(SECCOMP_RET_ERRNO | 0);
        break;
    case SOCKET:
        emit_load_argument(0, 0);
        for (unsigned i = 0; i < families_allowed; i++) {
            emit(BPF_JMP | BPF_JEQ | BPF_K, families[i], 0, 1);
            emit_return(SECCOMP_RET_ALLOW);
        }
        emit_return(SECCOMP_RET_ERRNO | EAFNOSUPPORT);
        break;
    case CLONE:
        emit_load_argument(0, 0);
        emit(BPF_JMP | BPF_JSET | BPF_K, NEW_NAMESPACES, 1, 0);
        emit_return(SECCOMP_RET_ALLOW);
        emit_cookie_check();
        break;
    case SET_LIMIT:
        emit_load_argument(0, 0);
        emit(BPF_JMP | BPF_JEQ | BPF_K, RLIMIT_CORE, 0, 1);
        emit_return(SECCOMP_RET_ERRNO | EPERM);
        emit_return(SECCOMP_RET_ALLOW);
        break;
    case ANY_LIMIT:
        emit_any_limit_check();
        break;
    case COOKIE:
        emit_cookie_check();
        break;
    case NOT_INIT:
        emit_refuse_argument(0, 1);
        emit_return(SECCOMP_RET_ALLOW);
        break;
    case PRIORITY:
        emit_refuse_argument(0, PRIO_PGRP);
        emit_refuse_argument(0, PRIO_USER);
        emit_refuse_argument(1, 1);
        emit_return(SECCOMP_RET_ALLOW);
        break;
    case DESCRIPTOR:
        emit_descriptor_check();
        break;
    case CONTROL:
        emit_control_check();
        break;
    case MODE_SECOND:
    case MODE_THIRD:
        emit_mode_check(action == MODE_SECOND ? 1 : 2);
        break;
    case OPEN_SECOND:
    case OPEN_THIRD:
        emit_open_check(action == OPEN_SECOND ? 1 : 2);
        break;
    case PROCESS:
        emit_refuse_argument(0, PR_SCHED_CORE);
        emit_return(SECCOMP_RET_ALLOW);
        break;
    }
}

/* Emits a balanced tree of comparisons for the numbers from first to last, in ranges with the same action. */
static void emit_tree(const enum action *actions, const unsigned *starts, unsigned first, unsigned last)
{
    if (first == last) {
        emit_action(actions[starts[first]]);
        return;
    }
    unsigned middle = (first + last + 1) / 2, at = program_length;
    emit(BPF_JMP | BPF_JGE | BPF_K, starts[middle], 0, 0);
    emit_tree(actions, starts, first, middle - 1);
    unsigned distance = program_length - at - 1;
    if (distance > UINT8_MAX)
        sandbox_failure("the system call filter has too long a jump");
    program[at].jt = (uint8_t)distance;
    emit_tree(actions, starts, middle, last);
}

static void decide_set_id(enum action actions[NUMBERS])
{
    actions[SYS_fchmod] = MODE_SECOND;
    actions[SYS_fchmodat] = MODE_THIRD;
    actions[SYS_mknodat] = MODE_THIRD;
    actions[SYS_openat] = OPEN_THIRD;
    actions[SYS_openat2] = UNKNOWN;  /* its mode is in memory */
#ifdef SYS_fchmodat2
    actions[SYS_fchmodat2] = MODE_THIRD;
#endif
#ifdef __x86_64__
    actions[SYS_chmod] = MODE_SECOND;
    actions[SYS_creat] = MODE_SECOND;
    actions[SYS_mknod] = MODE_SECOND;
    actions[SYS_open] = OPEN_SECOND;
#endif
}

static void decide(enum action actions[NUMBERS])
{
    for (unsigned number = 0; number < NUMBERS; number++)
        actions[number] = REFUSE;
    for (size_t i = 0; i < sizeof allowed / sizeof allowed[0]; i++)
        actions[allowed[i]] = ALLOW;
    actions[SYS_socket] = SOCKET;
    actions[SYS_socketpair] = SOCKET;
    actions[SYS_clone] = CLONE;
    actions[SYS_clone3] = UNKNOWN;  /* its flags are in memory, which a filter cannot read */
    actions[SYS_setrlimit] = SET_LIMIT;
    actions[SYS_prlimit64] = ANY_LIMIT;
    actions[SYS_sched_setparam] = NOT_INIT;
    actions[SYS_sched_setscheduler] = NOT_INIT;
    actions[SYS_sched_setattr] = NOT_INIT;
    actions[SYS_sched_setaffinity] = NOT_INIT;
    actions[SYS_setpriority] = PRIORITY;
    actions[SYS_fcntl] = DESCRIPTOR;
    if (!allow_locks)
        actions[SYS_flock] = NOTHING;  /* a lock on a shared file would be visible in other boxes */
    if (keep_processors)
        actions[SYS_sched_setaffinity] = REFUSE;
    if (refuse_set_id)
        decide_set_id(actions);
    if (config.unshared) {
        actions[SYS_mmap] = UNSHARED;
        actions[SYS_shmget] = UNKNOWN;
        actions[SYS_memfd_create] = UNKNOWN;
    }
    actions[SYS_mount] = COOKIE;
    actions[SYS_umount2] = COOKIE;
    actions[SYS_move_mount] = COOKIE;
    actions[SYS_ioctl] = CONTROL;
    actions[SYS_prctl] = PROCESS;
    /* The files of a box are in memory, so these calls could only affect the host's disk and its cache. */
    actions[SYS_sync] = NOTHING;
    actions[SYS_syncfs] = NOTHING;
    actions[SYS_fsync] = NOTHING;
    actions[SYS_fdatasync] = NOTHING;
    actions[SYS_sync_file_range] = NOTHING;
    actions[SYS_fadvise64] = NOTHING;
    for (unsigned number = SYS_futex_waitv + 1; number < NUMBERS; number++)
        if (actions[number] == REFUSE)
            actions[number] = UNKNOWN;
}

static void build(void)
{
    static enum action actions[NUMBERS];
    static unsigned starts[NUMBERS];
    unsigned runs = 0;
    decide(actions);
    for (unsigned number = 0; number < NUMBERS; number++)
        if (number == 0 || actions[number] != actions[number - 1])
            starts[runs++] = number;
    emit(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, arch), 0, 0);
    emit(BPF_JMP | BPF_JEQ | BPF_K, ARCHITECTURE, 1, 0);
    emit_return(SECCOMP_RET_KILL_PROCESS);
    emit(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr), 0, 0);
    emit(BPF_JMP | BPF_JGE | BPF_K, NUMBERS, 0, 1);  /* includes x32 numbers */
    emit_return(SECCOMP_RET_ERRNO | ENOSYS);
    emit_tree(actions, starts, 0, runs - 1);
}

void seccomp_for_command_line(bool locks, bool keep)
{
    families_allowed = sizeof families / sizeof families[0];
    refuse_set_id = true;
    allow_locks = locks;
    keep_processors = keep;
}

void seccomp_install(uint64_t cookie)
{
    cookie_low = (uint32_t)cookie;
    cookie_high = (uint32_t)(cookie >> 32);
    program_length = 0;
    build();
    struct sock_fprog filter = {.len = (unsigned short)program_length, .filter = program};
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
        sandbox_failure("cannot set no_new_privs: %s", strerror(errno));
    /* Without SPEC_ALLOW, kernels before 5.16 slow every filtered program down. */
    if (syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_SPEC_ALLOW, &filter) < 0)
        sandbox_failure("cannot install the system call filter: %s", strerror(errno));
    memset(program, 0, sizeof program);  /* it contains the cookie */
}
