/* The filter, rule by rule: a program for the kernel's virtual machine, run here. */
#include "seccomp.c"

#include <stdio.h>
#include <stdlib.h>

struct config config;
static unsigned wrong;

/* What seccomp.c calls besides, in other files. */
void sandbox_failure(const char *format, ...)
{
    puts(format);
    exit(1);
}

static uint32_t loaded(const struct seccomp_data *data, uint32_t offset)
{
    uint32_t word;
    memcpy(&word, (const char *)data + offset, sizeof word);
    return word;
}

static uint32_t answer_of(const struct seccomp_data *data)
{
    uint32_t word = 0;
    for (unsigned at = 0; at < program_length; at++) {
        const struct sock_filter *step = &program[at];
        switch (step->code) {
        case BPF_LD | BPF_W | BPF_ABS:
            word = loaded(data, step->k);
            break;
        case BPF_ALU | BPF_AND | BPF_K:
            word &= step->k;
            break;
        case BPF_JMP | BPF_JA:
            at += step->k;
            break;
        case BPF_JMP | BPF_JEQ | BPF_K:
            at += word == step->k ? step->jt : step->jf;
            break;
        case BPF_JMP | BPF_JGE | BPF_K:
            at += word >= step->k ? step->jt : step->jf;
            break;
        case BPF_JMP | BPF_JSET | BPF_K:
            at += word & step->k ? step->jt : step->jf;
            break;
        case BPF_RET | BPF_K:
            return step->k;
        default:
            printf("an instruction that is not expected: %x\n", step->code);
            exit(1);
        }
    }
    puts("the filter has no end");
    exit(1);
}

static void expect(const char *what, const struct seccomp_data *data, uint32_t expected)
{
    uint32_t answer = answer_of(data);
    if (answer == expected)
        return;
    printf("call %d (%llx, %llx, %llx): %x instead of %x: %s\n", data->nr, (unsigned long long)data->args[0],
           (unsigned long long)data->args[1], (unsigned long long)data->args[2], answer, expected, what);
    wrong++;
}

static void build_for(unsigned wanted)
{
    mode = wanted;
    cookie_low = 0x11111111;
    cookie_high = 0x22222222;
    machine_high = 6;
    build();
}

/* ---- each rule answers the calls that it is about, and only these ---- */

static bool passes(const struct test *test, const struct seccomp_data *data)
{
    uint64_t whole = data->args[test->argument];
    uint32_t low = (uint32_t)whole;
    switch (test->kind) {
    case EQUAL:
        return (low & test->mask) == test->value;
    case ANY_BIT:
        return low & test->mask;
    case ONE_OF:
        for (unsigned i = 0; i < test->count; i++)
            if (test->values[i] == low)
                return true;
        return false;
    case GIVEN:
        return whole != 0;
    case COOKIE:
        return whole == 0x2222222211111111;
    case BEYOND_MACHINE:
        return whole >= 0x600000000;
    case NO_TEST:
        break;
    }
    return true;
}

static uint32_t by_rules(const struct seccomp_data *data)
{
    for (size_t i = 0; i < RULES; i++) {
        bool fits = rules[i].number == (unsigned)data->nr && applies(&rules[i]);
        for (unsigned n = 0; fits && n < TESTS_MAX; n++)
            fits = passes(&rules[i].tests[n], data);
        if (fits)
            return rules[i].answer;
    }
    return listed((unsigned)data->nr);
}

/* An argument that passes the test for turn 0, and for others some that may not. */
static uint64_t sample(const struct test *test, unsigned turn)
{
    static const uint64_t others[] = {0, 1, 2, 0x1000000000000, UINT64_MAX, 0x2222222211111110, 0x2222222311111111};
    enum { OTHERS = sizeof others / sizeof others[0] };
    if (turn > 0 && turn <= OTHERS)
        return others[turn - 1];
    switch (test->kind) {
    case EQUAL:
        return test->value + (turn ? 1 : 0);
    case ANY_BIT:
        return turn ? ~(uint64_t)test->mask : test->mask & -test->mask;
    case ONE_OF:
        return turn > OTHERS && turn - OTHERS <= test->count ? test->values[turn - OTHERS - 1] : test->values[0];
    case GIVEN:
        return 0x100000000;
    case COOKIE:
        return 0x2222222211111111;
    case BEYOND_MACHINE:
        return turn ? 0x5ffffffff : 0x600000000;
    case NO_TEST:
        break;
    }
    return 0;
}

static void try_rule(const struct rule *rule)
{
    enum { TURNS = 40 };
    for (unsigned a = 0; a < TURNS; a++)
        for (unsigned b = 0; b < TURNS; b++)
            for (unsigned c = 0; c < (rule->tests[2].kind ? TURNS : 1); c++) {
                struct seccomp_data data = {.nr = rule->number, .arch = ARCHITECTURE};
                const unsigned turns[TESTS_MAX] = {a, b, c};
                for (unsigned n = 0; n < TESTS_MAX && rule->tests[n].kind; n++)
                    data.args[rule->tests[n].argument] = sample(&rule->tests[n], turns[n]);
                expect(rule->reason, &data, by_rules(&data));
            }
}

static void every_rule(void)
{
    static const unsigned modes[] = {
        DAEMON | OWN_INODES | INTERNET | ANY_PROCESSOR | ANSWERING, DAEMON | OWN_INODES | INTERNET, DAEMON | NO_LOCKS, DAEMON | NO_LOCKS | UNSHARED_MEMORY, COMMAND_LINE | OWN_INODES,
        COMMAND_LINE | NO_LOCKS | KEEP_PROCESSORS,
    };
    for (size_t m = 0; m < sizeof modes / sizeof modes[0]; m++) {
        build_for(modes[m]);
        for (size_t i = 0; i < RULES; i++)
            try_rule(&rules[i]);
        for (int number = 0; number < NUMBERS; number++) {
            struct seccomp_data data = {.nr = number, .arch = ARCHITECTURE};
            expect("without arguments", &data, by_rules(&data));
        }
    }
    for (size_t i = 0; i < RULES; i++)
        if (!rules[i].reason || strlen(rules[i].reason) < 10) {
            printf("rule %zu has no reason\n", i);
            wrong++;
        }
}

/* ---- and what the rules are meant to say ---- */

enum { SERVE = DAEMON | OWN_INODES | INTERNET, BARE = DAEMON | NO_LOCKS | UNSHARED_MEMORY, OURS = COMMAND_LINE | OWN_INODES,
       ASKING = SERVE | ANSWERING };

static const struct {
    unsigned mode;
    int number;
    uint64_t arguments[6];
    uint32_t answer;
} meant[] = {
    {SERVE, SYS_read, {0}, ALLOW},
    {SERVE, SYS_ptrace, {0}, REFUSE(EPERM)},
    {SERVE, SYS_sched_setattr, {0}, REFUSE(EPERM)},
    {SERVE, SYS_seccomp, {1}, REFUSE(EPERM)},
    {SERVE, 500, {0}, REFUSE(ENOSYS)},
    {SERVE, 0x40000000 + SYS_getpid, {0}, REFUSE(ENOSYS)},
    {SERVE, SYS_mount, {0}, REFUSE(EPERM)},
    {SERVE, SYS_umount2, {0}, REFUSE(EPERM)},
    {SERVE, SYS_move_mount, {0}, REFUSE(EPERM)},
    {SERVE, SYS_mount, {0, 0, 0, 0, 0, 0x2222222211111111}, ALLOW},
    {SERVE, SYS_umount2, {0, 0, 0, 0, 0, 0x2222222211111111}, ALLOW},
    {SERVE, SYS_move_mount, {0, 0, 0, 0, 0, 0x2222222211111111}, ALLOW},
    {SERVE, SYS_mount, {0, 0, 0, 0, 0, 0x11111111}, REFUSE(EPERM)},
    {SERVE, SYS_umount2, {0, 0, 0, 0, 0, 0x11111111}, REFUSE(EPERM)},
    {SERVE, SYS_move_mount, {0, 0, 0, 0, 0, 0x11111111}, REFUSE(EPERM)},
    {OURS, SYS_mount, {0, 0, 0, 0, 0, 0x2222222211111111}, REFUSE(EPERM)},
    {OURS, SYS_umount2, {0, 0, 0, 0, 0, 0x2222222211111111}, REFUSE(EPERM)},
    {OURS, SYS_move_mount, {0, 0, 0, 0, 0, 0x2222222211111111}, REFUSE(EPERM)},
    {OURS, SYS_clone, {CLONE_NEWNS, 0, 0, 0, 0, 0x2222222211111111}, REFUSE(EPERM)},
    {SERVE, SYS_clone, {CLONE_NEWNS, 0, 0, 0, 0, 0x2222222211111111}, ALLOW},
    {SERVE, SYS_clone, {CLONE_NEWUSER}, REFUSE(EPERM)},
    {SERVE, SYS_clone, {CLONE_VM | CLONE_THREAD}, ALLOW},
    {SERVE, SYS_socket, {AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC}, ALLOW},
    {SERVE, SYS_socket, {AF_INET, SOCK_STREAM | SOCK_NONBLOCK}, ALLOW},
    {SERVE, SYS_socket, {AF_INET6, SOCK_DGRAM, IPPROTO_UDP}, ALLOW},
    {SERVE, SYS_socket, {AF_INET, SOCK_RAW, IPPROTO_TCP}, REFUSE(EAFNOSUPPORT)},
    {SERVE, SYS_socket, {AF_INET, SOCK_DGRAM, IPPROTO_ICMP}, REFUSE(EAFNOSUPPORT)},
    {SERVE, SYS_socket, {AF_INET, SOCK_STREAM, 262 /* MPTCP */}, REFUSE(EAFNOSUPPORT)},
    {SERVE, SYS_socket, {AF_NETLINK, SOCK_RAW, NETLINK_ROUTE}, ALLOW},
    {ASKING, SYS_socket, {AF_NETLINK, SOCK_RAW, NETLINK_ROUTE}, ASK_LAUNCHER},
    {ASKING, SYS_socket, {AF_NETLINK, SOCK_RAW, NETLINK_ROUTE, 0, 0, 0x2222222211111111}, ALLOW},
    {ASKING, SYS_socket, {AF_NETLINK, SOCK_RAW, 4 /* SOCK_DIAG */, 0, 0, 0x2222222211111111}, REFUSE(EAFNOSUPPORT)},
    {ASKING, SYS_socket, {AF_UNIX, SOCK_STREAM}, ALLOW},
    {ASKING, SYS_setsockopt, {0, SOL_SOCKET, SO_RCVBUF}, SUCCEED},
    {ASKING, SYS_setsockopt, {0, SOL_SOCKET, SO_RCVBUF, 0, 0, 0x2222222211111111}, ALLOW},
    {ASKING, SYS_ioctl, {0, SECCOMP_IOCTL_NOTIF_SEND}, REFUSE(ENOTTY)},
    {ASKING, SYS_ioctl, {0, SECCOMP_IOCTL_NOTIF_SEND, 0, 0, 0, 0x2222222211111111}, ALLOW},
    {ASKING, SYS_ioctl, {0, TIOCSTI, 0, 0, 0, 0x2222222211111111}, REFUSE(ENOTTY)},
    {OURS, SYS_socket, {AF_NETLINK, SOCK_RAW, NETLINK_ROUTE}, ALLOW},
    {SERVE, SYS_socket, {AF_NETLINK, SOCK_RAW, 4 /* SOCK_DIAG */}, REFUSE(EAFNOSUPPORT)},
    {SERVE, SYS_socket, {AF_PACKET, SOCK_DGRAM}, REFUSE(EAFNOSUPPORT)},
    {BARE, SYS_socket, {AF_INET, SOCK_STREAM}, REFUSE(EAFNOSUPPORT)},
    {OURS, SYS_socket, {AF_INET, SOCK_RAW}, ALLOW},
    {SERVE, SYS_sendto, {0, 0, 0, MSG_OOB}, REFUSE(EOPNOTSUPP)},
    {SERVE, SYS_sendto, {0, 0, 0, MSG_NOSIGNAL}, ALLOW},
    {SERVE, SYS_recvmsg, {0, 0, MSG_OOB | MSG_DONTWAIT}, REFUSE(EOPNOTSUPP)},
    {SERVE, SYS_setsockopt, {0, SOL_SOCKET, SO_ATTACH_FILTER}, REFUSE(ENOPROTOOPT)},
    {SERVE, SYS_setsockopt, {0, SOL_SOCKET, SO_REUSEADDR}, ALLOW},
    {SERVE, SYS_setsockopt, {0, SOL_SOCKET, SO_RCVBUF}, SUCCEED},
    {SERVE, SYS_setsockopt, {0, SOL_SOCKET, SO_SNDBUF}, SUCCEED},
    {SERVE, SYS_setsockopt, {0, SOL_SOCKET, 37 /* TIMESTAMPING */}, SUCCEED},
    {SERVE, SYS_setsockopt, {0, IPPROTO_TCP, 1}, ALLOW},
    {SERVE, SYS_setsockopt, {0, IPPROTO_TCP, 31 /* ULP */}, REFUSE(ENOPROTOOPT)},
    {SERVE, SYS_setsockopt, {0, IPPROTO_IPV6, 32 /* FLOWLABEL_MGR */}, REFUSE(ENOPROTOOPT)},
    {SERVE, SYS_setsockopt, {0, IPPROTO_IPV6, 19 /* MULTICAST_LOOP */}, ALLOW},
    {SERVE, SYS_setsockopt, {0, IPPROTO_IPV6, 20 /* ADD_MEMBERSHIP */}, REFUSE(ENOPROTOOPT)},
    {SERVE, SYS_setsockopt, {0, 0, 34 /* IP_MULTICAST_LOOP */}, ALLOW},
    {SERVE, SYS_setsockopt, {0, 0, 35 /* IP_ADD_MEMBERSHIP */}, REFUSE(ENOPROTOOPT)},
    {SERVE, SYS_setsockopt, {0, 282 /* SOL_TLS */, 1}, REFUSE(ENOPROTOOPT)},
    {SERVE, SYS_ioctl, {0, FIONREAD}, ALLOW},
    {SERVE, SYS_ioctl, {0, TIOCSTI}, REFUSE(ENOTTY)},
    {SERVE, SYS_ioctl, {0, SIOCGIFCONF}, ALLOW},
    {SERVE, SYS_ioctl, {0, SIOCETHTOOL}, REFUSE(ENOTTY)},
    {SERVE, SYS_mmap, {0, 0, 0, MAP_PRIVATE | MAP_ANONYMOUS | MAP_HUGETLB}, REFUSE(ENOMEM)},
    {SERVE, SYS_mmap, {0, 0, 0, MAP_SHARED | MAP_ANONYMOUS}, ALLOW},
    {BARE, SYS_mmap, {0, 0, 0, MAP_SHARED | MAP_ANONYMOUS}, REFUSE(ENOMEM)},
    {BARE, SYS_mmap, {0, 0, 0, MAP_SHARED}, ALLOW},
    {ASKING, SYS_mmap, {0, 0x600000000, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS}, ASK_LAUNCHER},
    {ASKING, SYS_mmap, {0, 0x5ffffffff, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS}, ALLOW},
    {ASKING, SYS_mmap, {0, 0x600000000, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE}, ALLOW},
    {ASKING, SYS_mmap, {0, 0x600000000, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS}, ALLOW},
    {SERVE, SYS_mmap, {0, 0x600000000, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS}, ALLOW},
    {SERVE, SYS_memfd_create, {0, MFD_HUGETLB | MFD_CLOEXEC}, REFUSE(EINVAL)},
    {SERVE, SYS_shmget, {0, 0, IPC_CREAT | SHM_HUGETLB}, REFUSE(ENOMEM)},
    {SERVE, SYS_splice, {0, 0, 1}, REFUSE(EINVAL)},
    {SERVE, SYS_tee, {0, 1}, REFUSE(EINVAL)},
    {SERVE, SYS_sendfile, {1, 0}, REFUSE(EINVAL)},
    {OURS, SYS_sendfile, {1, 0}, REFUSE(EINVAL)},
    {SERVE, SYS_mlock, {4096, 4096}, SUCCEED},
    {SERVE, SYS_mlock2, {4096, 4096, 1}, SUCCEED},
    {SERVE, SYS_mlockall, {MCL_CURRENT}, SUCCEED},
    {SERVE, SYS_kill, {1, 12}, REFUSE(EPERM)},
    {SERVE, SYS_kill, {(uint64_t)-1, 9}, ALLOW},
    {SERVE, SYS_pidfd_open, {1}, REFUSE(EPERM)},
    {SERVE, SYS_setrlimit, {RLIMIT_CORE}, SUCCEED},
    {SERVE, SYS_prlimit64, {0, RLIMIT_CORE, 0x700000000}, SUCCEED},
    {SERVE, SYS_prlimit64, {0, RLIMIT_CORE, 0}, ALLOW},
    {SERVE, SYS_prlimit64, {1, RLIMIT_NOFILE, 8}, REFUSE(EPERM)},
    {SERVE, SYS_personality, {UINT32_MAX}, ALLOW},
    {SERVE, SYS_personality, {READ_IMPLIES_EXEC}, REFUSE(EPERM)},
    {SERVE, SYS_prctl, {PR_SET_SECCOMP}, REFUSE(EINVAL)},
    {SERVE, SYS_prctl, {PR_SET_NAME}, ALLOW},
    {SERVE, SYS_prctl, {PR_SET_TIMERSLACK, 1}, SUCCEED},
    {SERVE, SYS_sched_setaffinity, {0}, ALLOW},
    {SERVE | ANY_PROCESSOR, SYS_sched_setaffinity, {0}, SUCCEED},
    {SERVE | ANY_PROCESSOR, SYS_sched_setaffinity, {1}, REFUSE(EPERM)},
    {SERVE, SYS_flock, {3, 2}, ALLOW},
    {BARE, SYS_flock, {3, 2}, REFUSE(ENOLCK)},
    {BARE, SYS_fcntl, {3, F_SETLKW}, REFUSE(ENOLCK)},
    {SERVE, SYS_fcntl, {3, F_SETLEASE}, REFUSE(EPERM)},
    {SERVE, SYS_inotify_init1, {0}, ALLOW},
    {BARE, SYS_inotify_init1, {0}, REFUSE(EPERM)},
    {COMMAND_LINE | NO_LOCKS, SYS_inotify_init1, {0}, REFUSE(EPERM)},
    {SERVE, SYS_fsync, {3}, SUCCEED},
    {OURS, SYS_openat, {0, 0, O_CREAT, S_ISUID | 0755}, REFUSE(EPERM)},
    {OURS, SYS_openat, {0, 0, O_RDONLY, S_ISUID | 0755}, ALLOW},
    {SERVE, SYS_fchmodat, {0, 0, S_ISGID | 0755}, ALLOW},
};

static void what_is_meant(void)
{
    for (size_t i = 0; i < sizeof meant / sizeof meant[0]; i++) {
        struct seccomp_data data = {.nr = meant[i].number, .arch = ARCHITECTURE};
        memcpy(data.args, meant[i].arguments, sizeof data.args);
        build_for(meant[i].mode);
        expect("as meant", &data, meant[i].answer);
    }
    struct seccomp_data foreign = {.nr = 1, .arch = AUDIT_ARCH_I386};
    expect("calls of another architecture", &foreign, SECCOMP_RET_KILL_PROCESS);
}

static void modes_follow_the_host(void)
{
    mode = DAEMON;
    config.own_inodes = config.internet = config.answering = true;
    choose_mode();
    wrong += mode != (ASKING | ANY_PROCESSOR);
    config.pin = true;
    config.answering = false;
    choose_mode();
    wrong += mode != SERVE;
    config.own_inodes = config.internet = false;
    config.unshared = true;
    choose_mode();
    wrong += mode != BARE;
}

int main(void)
{
    modes_follow_the_host();
    every_rule();
    what_is_meant();
    printf("%zu rules, %u instructions, %u wrong answers\n", (size_t)RULES, program_length, wrong);
    return wrong != 0;
}
