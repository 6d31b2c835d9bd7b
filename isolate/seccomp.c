/* The system call filter: compiles the list of allowed calls (seccomp_allowed.h) and the table of rules
 * (seccomp_rules.h) to a binary tree over the calls' numbers.
 *
 * It is installed once per slot, in the launcher, and inherited by all processes after it, because loading a
 * filter takes a tenth of the time of a run. Launcher and init still have to mount and to make namespaces. These
 * calls are allowed if their unused sixth argument is a random number, the cookie, which is only in the
 * launcher's memory. A program starts with new memory and cleared registers, so it cannot know the cookie. */
#include "box.h"
#include "config.h"
#include "log.h"

#include <errno.h>
#include <fcntl.h>
#include <asm/termbits.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/netlink.h>
#include <linux/seccomp.h>
#include <linux/sockios.h>
#include <netinet/in.h>
#include <sched.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/ipc.h>
#include <sys/mman.h>
#include <sys/personality.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/shm.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysinfo.h>
#include <unistd.h>

#if defined(__x86_64__)
#define ARCHITECTURE AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define ARCHITECTURE AUDIT_ARCH_AARCH64
#else
#error "no system call list for this architecture"
#endif

enum { NUMBERS = 512, JUMPS_MAX = 48, TESTS_MAX = 3 };

/* What a call is answered with. */
#define ALLOW SECCOMP_RET_ALLOW
#define REFUSE(error) (SECCOMP_RET_ERRNO | (error))
#define SUCCEED (SECCOMP_RET_ERRNO | 0) /* without effect */
#define ASK_LAUNCHER SECCOMP_RET_USER_NOTIF /* asking.c */

enum kind { NO_TEST, EQUAL, ANY_BIT, ONE_OF, GIVEN, COOKIE, BEYOND_MACHINE };

/* A condition on one argument, of which only the lower half is looked at, where the kernel reads no more of it. */
struct test {
    enum kind kind;
    uint8_t argument;
    uint32_t mask, value;
    const uint32_t *values;
    unsigned count;
};

/* When a rule applies: always, or only to the filters named. */
enum when {
    ALWAYS,
    DAEMON = 1,
    COMMAND_LINE = 2,
    OWN_INODES = 4,
    NO_LOCKS = 8,
    INTERNET = 16,          /* a group bounds the buffers of its sockets */
    KEEP_PROCESSORS = 32,
    UNSHARED_MEMORY = 64,
    ANY_PROCESSOR = 128,    /* the daemon's, where runs are not pinned */
    ANSWERING = 256,        /* the launcher answers what the filter asks it */
};

/* A call that passes all tests of a rule is answered. The first such rule of a call counts; without one, a call is
 * allowed if it is listed, else refused. */
struct rule {
    enum when when;
    uint16_t number;
    struct test tests[TESTS_MAX];
    uint32_t answer;
    const char *reason;
};

#include "seccomp_rules.h"

static const uint16_t allowed[] = {
#include "seccomp_allowed.h"
};

/* A place in the filter that is known only after the jumps to it have been emitted. */
struct label {
    struct {
        unsigned at;
        bool if_true;
    } jumps[JUMPS_MAX];
    unsigned count;
};

static struct sock_filter program[BPF_MAXINSNS];
static unsigned program_length;
static uint32_t cookie_low, cookie_high;
static uint32_t machine_high;  /* the upper half of the first number of bytes of which the machine has not as many */
static unsigned mode = DAEMON;

static unsigned emit(uint16_t code, uint32_t value)
{
    if (program_length == BPF_MAXINSNS)
        sandbox_failure("the system call filter is too long");
    program[program_length] = (struct sock_filter){.code = code, .k = value};
    return program_length++;
}

static void emit_return(uint32_t value)
{
    emit(BPF_RET | BPF_K, value);
}

static void emit_load_argument(unsigned index, unsigned word)
{
    emit(BPF_LD | BPF_W | BPF_ABS, (uint32_t)(offsetof(struct seccomp_data, args) + 8 * index + 4 * word));
}

static void add_jump(struct label *label, unsigned at, bool if_true)
{
    if (!label)
        return;  /* to the next instruction */
    if (label->count == JUMPS_MAX)
        sandbox_failure("the system call filter has too many jumps to one place");
    label->jumps[label->count].at = at;
    label->jumps[label->count++].if_true = if_true;
}

static void emit_jump(uint16_t comparison, uint32_t value, struct label *if_true, struct label *if_false)
{
    unsigned at = emit(BPF_JMP | comparison | BPF_K, value);
    add_jump(if_true, at, true);
    add_jump(if_false, at, false);
}

/* Lets the jumps to a label lead to the next instruction. */
static void place(const struct label *label)
{
    for (unsigned i = 0; i < label->count; i++) {
        unsigned distance = program_length - label->jumps[i].at - 1;
        if (distance > UINT8_MAX)
            sandbox_failure("the system call filter has too long a jump");
        struct sock_filter *jump = &program[label->jumps[i].at];
        *(label->jumps[i].if_true ? &jump->jt : &jump->jf) = (uint8_t)distance;
    }
}

static void emit_one_of(const struct test *test, struct label *otherwise)
{
    struct label found = {0};
    for (unsigned i = 0; i + 1 < test->count; i++)
        emit_jump(BPF_JEQ, test->values[i], &found, NULL);
    emit_jump(BPF_JEQ, test->values[test->count - 1], NULL, otherwise);
    place(&found);
}

/* A pointer, of which both halves count. */
static void emit_given(unsigned argument, struct label *otherwise)
{
    struct label found = {0};
    emit_jump(BPF_JEQ, 0, NULL, &found);
    emit_load_argument(argument, 1);
    emit_jump(BPF_JEQ, 0, otherwise, NULL);
    place(&found);
}

static void emit_test(const struct test *test, struct label *otherwise)
{
    emit_load_argument(test->argument, 0);
    switch (test->kind) {
    case EQUAL:
        if (test->mask != UINT32_MAX)
            emit(BPF_ALU | BPF_AND | BPF_K, test->mask);
        emit_jump(BPF_JEQ, test->value, NULL, otherwise);
        break;
    case ANY_BIT:
        emit_jump(BPF_JSET, test->mask, NULL, otherwise);
        break;
    case ONE_OF:
        emit_one_of(test, otherwise);
        break;
    case GIVEN:
        emit_given(test->argument, otherwise);
        break;
    case COOKIE:
        emit_jump(BPF_JEQ, cookie_low, NULL, otherwise);
        emit_load_argument(test->argument, 1);
        emit_jump(BPF_JEQ, cookie_high, NULL, otherwise);
        break;
    case BEYOND_MACHINE:
        emit_load_argument(test->argument, 1);
        emit_jump(BPF_JGE, machine_high, NULL, otherwise);
        break;
    case NO_TEST:
        break;
    }
}

/* To the next 4 GiB above all memory and swap, which the kernel compares with as well. */
static void measure_machine(void)
{
    struct sysinfo machine;
    if (sysinfo(&machine) < 0)
        sandbox_failure("cannot tell how much memory the machine has: %s", strerror(errno));
    machine_high = (uint32_t)((machine.totalram + machine.totalswap) * machine.mem_unit >> 32) + 1;
}

static bool applies(const struct rule *rule)
{
    return rule->when == ALWAYS || (mode & rule->when);
}

static bool has_rules(unsigned number)
{
    for (size_t i = 0; i < RULES; i++)
        if (rules[i].number == number && applies(&rules[i]))
            return true;
    return false;
}

/* The answer of a call that no rule answers. */
static uint32_t listed(unsigned number)
{
    for (size_t i = 0; i < sizeof allowed / sizeof allowed[0]; i++)
        if (allowed[i] == number)
            return ALLOW;
    return REFUSE(number <= SYS_futex_waitv ? EPERM : ENOSYS);  /* ENOSYS: the C library falls back from a new call */
}

static void emit_call(unsigned number)
{
    for (size_t i = 0; i < RULES; i++) {
        const struct rule *rule = &rules[i];
        if (rule->number != number || !applies(rule))
            continue;
        struct label next = {0};
        for (unsigned n = 0; n < TESTS_MAX && rule->tests[n].kind != NO_TEST; n++)
            emit_test(&rule->tests[n], &next);
        emit_return(rule->answer);
        place(&next);
        if (rule->tests[0].kind == NO_TEST)
            return;
    }
    emit_return(listed(number));
}

/* Emits a balanced tree of comparisons for the ranges from first to last; all calls of a range are answered the same. */
static void emit_tree(const unsigned *starts, unsigned first, unsigned last)
{
    if (first == last) {
        emit_call(starts[first]);
        return;
    }
    unsigned middle = (first + last + 1) / 2;
    struct label left = {0};
    emit_jump(BPF_JGE, starts[middle], NULL, &left);
    unsigned far = emit(BPF_JMP | BPF_JA, 0);  /* reaches farther than a comparison */
    place(&left);
    emit_tree(starts, first, middle - 1);
    program[far].k = program_length - far - 1;
    emit_tree(starts, middle, last);
}

static void build(void)
{
    static unsigned starts[NUMBERS];
    unsigned ranges = 0;
    for (unsigned number = 0; number < NUMBERS; number++)
        if (number == 0 || has_rules(number) || has_rules(number - 1) || listed(number) != listed(number - 1))
            starts[ranges++] = number;
    program_length = 0;
    struct label native = {0}, known = {0};
    emit(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, arch));
    emit_jump(BPF_JEQ, ARCHITECTURE, &native, NULL);
    emit_return(SECCOMP_RET_KILL_PROCESS);
    place(&native);
    emit(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr));
    emit_jump(BPF_JGE, NUMBERS, NULL, &known);  /* includes x32 numbers */
    emit_return(REFUSE(ENOSYS));
    place(&known);
    emit_tree(starts, 0, ranges - 1);
}

void seccomp_for_command_line(bool locks, bool keep_processors)
{
    mode = COMMAND_LINE | (locks ? OWN_INODES : NO_LOCKS) | (keep_processors ? KEEP_PROCESSORS : 0);
}

static void choose_mode(void)
{
    if (mode & COMMAND_LINE)
        return;
    mode = DAEMON | (config.own_inodes ? OWN_INODES : NO_LOCKS) | (config.unshared ? UNSHARED_MEMORY : 0)
           | (config.internet ? INTERNET : 0) | (config.pin ? 0 : ANY_PROCESSOR) | (config.answering ? ANSWERING : 0);
}

int seccomp_install(uint64_t cookie)
{
    unsigned flags = SECCOMP_FILTER_FLAG_SPEC_ALLOW;  /* without it, kernels before 5.16 slow every filtered program down */
    cookie_low = (uint32_t)cookie;
    cookie_high = (uint32_t)(cookie >> 32);
    choose_mode();
    measure_machine();
    build();
    struct sock_fprog filter = {.len = (unsigned short)program_length, .filter = program};
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
        sandbox_failure("cannot set no_new_privs: %s", strerror(errno));
    if (mode & ANSWERING)
        flags |= SECCOMP_FILTER_FLAG_NEW_LISTENER;
    long listener = syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, flags, &filter);
    if (listener < 0)
        sandbox_failure("cannot install the system call filter: %s", strerror(errno));
    memset(program, 0, sizeof program);  /* it contains the cookie */
    return mode & ANSWERING ? (int)listener : NO_FD;
}
