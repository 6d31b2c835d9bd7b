/* The rules of the system call filter; included by seccomp.c. A rule says when it applies, of which call, for which
 * arguments, what is answered, and why that is safe or why it must be. */

/* Conditions: argument number, then what it must be. */
#define IS(argument, value) {EQUAL, argument, UINT32_MAX, value, NULL, 0}
#define MASKED(argument, mask, value) {EQUAL, argument, mask, value, NULL, 0}
#define HAS(argument, bits) {ANY_BIT, argument, bits, 0, NULL, 0}
#define AMONG(argument, list) {ONE_OF, argument, 0, 0, list, sizeof list / sizeof list[0]}
#define POINTS(argument) {GIVEN, argument, 0, 0, NULL, 0}
#define MORE_THAN_MACHINE(argument) {BEYOND_MACHINE, argument, 0, 0, NULL, 0}
#define WITH_COOKIE {COOKIE, 5, 0, 0, NULL, 0}

/* Missing in some versions of the C library. */
#ifndef F_SET_FILE_RW_HINT
#define F_SET_FILE_RW_HINT 1038
#endif
#ifndef PR_SCHED_CORE
#define PR_SCHED_CORE 62
#endif

enum {
    SET_ID = S_ISUID | S_ISGID,
    SHARED_ANONYMOUS = MAP_SHARED | MAP_ANONYMOUS,
    CREATING = O_CREAT | (O_TMPFILE & ~O_DIRECTORY),
    TYPE = 0xf,  /* of a socket, below its flags */
    INIT = 1,
};

#define NEW_NAMESPACES                                                                              \
    (CLONE_NEWNS | CLONE_NEWCGROUP | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNET)

static const uint32_t terminal_commands[] = {
    TCGETS, TCSETS, TCSETSW, TCSETSF, TCGETS2, TCSETS2, TCSETSW2, TCSETSF2, TIOCGWINSZ, TIOCSWINSZ, TIOCGPGRP, TIOCSPGRP,
    TIOCGSID, TIOCGPTN, TIOCSPTLCK, TCFLSH, TCSBRK, TIOCOUTQ, FIONREAD, FIONBIO, FIOASYNC, FIOCLEX, FIONCLEX,
};
static const uint32_t socket_commands[] = {
    FIOSETOWN, SIOCSPGRP, FIOGETOWN, SIOCGPGRP, SIOCATMARK, SIOCGIFNAME, SIOCGIFCONF, SIOCGIFFLAGS, SIOCGIFADDR,
    SIOCGIFBRDADDR, SIOCGIFNETMASK, SIOCGIFMTU, SIOCGIFHWADDR, SIOCGIFINDEX,
};
/* Numbers instead of names where the C library's headers and the kernel's cannot be included together. */
static const uint32_t programs_of_sockets[] = {SO_ATTACH_FILTER, 50 /* SO_ATTACH_BPF */, 51, 52 /* _REUSEPORT_CBPF, _EBPF */,
                                               60 /* SO_ZEROCOPY */};
static const uint32_t buffers_of_sockets[] = {SO_SNDBUF, SO_RCVBUF, 37, 65 /* SO_TIMESTAMPING_OLD, _NEW */};
static const uint32_t ip_options[] = {
    1 /* TOS */, 2 /* TTL */, 8 /* PKTINFO */, 10 /* MTU_DISCOVER */, 11 /* RECVERR */, 12, 13 /* RECVTTL, RECVTOS */,
    15 /* FREEBIND */, 24 /* BIND_ADDRESS_NO_PORT */, 32, 33, 34, 49 /* MULTICAST_ */,
};
static const uint32_t ipv6_options[] = {
    16 /* UNICAST_HOPS */, 17, 18, 19, 29 /* MULTICAST_ */, 23 /* MTU_DISCOVER */, 25 /* RECVERR */,
    26 /* V6ONLY */, 49, 51 /* RECVPKTINFO, RECVHOPLIMIT */, 66, 67 /* RECVTCLASS, TCLASS */,
};
static const uint32_t tcp_options[] = {
    1 /* NODELAY */, 2 /* MAXSEG */, 3 /* CORK */, 4, 5, 6, 7 /* KEEP*, SYNCNT */, 8 /* LINGER2 */, 9 /* DEFER_ACCEPT */,
    10 /* WINDOW_CLAMP */, 12 /* QUICKACK */, 13 /* CONGESTION */, 18 /* USER_TIMEOUT */, 23, 30 /* FASTOPEN */,
    25 /* NOTSENT_LOWAT */,
};
static const uint32_t listener_commands[] = {SECCOMP_IOCTL_NOTIF_RECV, SECCOMP_IOCTL_NOTIF_SEND, SECCOMP_IOCTL_NOTIF_ADDFD};
static const uint32_t marks_of_files[] = {F_SETLEASE, F_NOTIFY, F_SET_RW_HINT, F_SET_FILE_RW_HINT};
static const uint32_t lock_commands[] = {F_SETLK, F_SETLKW, F_OFD_SETLK, F_OFD_SETLKW};
static const uint32_t personalities[] = {0, ADDR_NO_RANDOMIZE, UINT32_MAX};

#define LOOPBACK(family, type, protocol)                                                            \
    {INTERNET, SYS_socket, {IS(0, family), MASKED(1, TYPE, type), IS(2, protocol)}, ALLOW,            \
     "TCP and UDP reach the box alone: its network namespace has a loopback device and no other; a group bounds buffers"}
#define NO_URGENT_DATA(call, flags)                                                                 \
    {ALWAYS, call, {HAS(flags, MSG_OOB)}, REFUSE(EOPNOTSUPP),                                       \
     "urgent data on Unix sockets has had exploitable bugs, and programs do not use it"}
#define NOT_INIT(call, argument)                                                                    \
    {ALWAYS, call, {IS(argument, INIT)}, REFUSE(EPERM), "init has the program's user if all boxes have one, but outlives it"}
#define NO_SET_ID(call, mode)                                                                       \
    {COMMAND_LINE, call, {HAS(mode, SET_ID)}, REFUSE(EPERM), "files of the box outlive it"}
#define NO_SET_ID_WHEN_OPENED(call, flags)                                                          \
    {COMMAND_LINE, call, {HAS(flags, CREATING), HAS(flags + 1, SET_ID)}, REFUSE(EPERM), "files of the box outlive it"}
#define NO_DISK(call)                                                                               \
    {ALWAYS, call, {{0}}, SUCCEED, "the box's files are in memory: it could only affect the host's disk and its cache"}
#define NO_SPLICING(call)                                                                           \
    {ALWAYS, call, {{0}}, REFUSE(EINVAL),                                                           \
     "what goes into a pipe or a socket without a copy is in no group, and pins files; programs copy instead"}
#define NO_LOCKED_MEMORY(call)                                                                      \
    {ALWAYS, call, {{0}}, SUCCEED,                                                                  \
     "a page locked of a shared file keeps all that is cached with it in the group of the box that read it"}
#define WATCHES(call)                                                                               \
    {OWN_INODES, call, {{0}}, ALLOW,                                                                \
     "a slot has inodes of its own, so that watches tell nothing of other boxes; they are charged to its group"}

static const struct rule rules[] = {
    /* Sockets */
    {ALWAYS, SYS_socket, {IS(0, AF_UNIX)}, ALLOW, "reaches sockets of the box's network namespace and file system alone"},
    LOOPBACK(AF_INET, SOCK_STREAM, 0),
    LOOPBACK(AF_INET, SOCK_STREAM, IPPROTO_TCP),
    LOOPBACK(AF_INET, SOCK_DGRAM, 0),
    LOOPBACK(AF_INET, SOCK_DGRAM, IPPROTO_UDP),
    LOOPBACK(AF_INET6, SOCK_STREAM, 0),
    LOOPBACK(AF_INET6, SOCK_STREAM, IPPROTO_TCP),
    LOOPBACK(AF_INET6, SOCK_DGRAM, 0),
    LOOPBACK(AF_INET6, SOCK_DGRAM, IPPROTO_UDP),
    {ANSWERING, SYS_socket, {IS(0, AF_NETLINK), IS(2, NETLINK_ROUTE), WITH_COOKIE}, ALLOW,
     "the launcher makes it for a program"},
    {ANSWERING, SYS_socket, {IS(0, AF_NETLINK), IS(2, NETLINK_ROUTE)}, ASK_LAUNCHER,
     "as in the next rule, but what nobody reads is in no group, so there may only be some of them"},
    {ALWAYS, SYS_socket, {IS(0, AF_NETLINK), IS(2, NETLINK_ROUTE)}, ALLOW,
     "lists the interfaces of the box's network namespace, for getifaddrs; without rights it changes nothing"},
    {COMMAND_LINE, SYS_socket, {IS(0, AF_INET)}, ALLOW, "its caller chooses between loopback and the host's network"},
    {COMMAND_LINE, SYS_socket, {IS(0, AF_INET6)}, ALLOW, "its caller chooses between loopback and the host's network"},
    {ALWAYS, SYS_socket, {{0}}, REFUSE(EAFNOSUPPORT), "each family is a large part of the kernel, and some load modules"},
    {ALWAYS, SYS_socketpair, {IS(0, AF_UNIX)}, ALLOW, "reaches nothing but itself"},
    {ALWAYS, SYS_socketpair, {{0}}, REFUSE(EAFNOSUPPORT), "as for socket"},
    NO_URGENT_DATA(SYS_sendto, 3),
    NO_URGENT_DATA(SYS_recvfrom, 3),
    NO_URGENT_DATA(SYS_sendmsg, 2),
    NO_URGENT_DATA(SYS_recvmsg, 2),
    NO_URGENT_DATA(SYS_sendmmsg, 3),
    NO_URGENT_DATA(SYS_recvmmsg, 3),
    {ALWAYS, SYS_setsockopt, {IS(1, SOL_SOCKET), AMONG(2, programs_of_sockets)}, REFUSE(ENOPROTOOPT),
     "images of BPF programs are charged to no group and count against a limit of the whole host; zero copy pins pages"},
    {ANSWERING, SYS_setsockopt, {IS(1, SOL_SOCKET), AMONG(2, buffers_of_sockets), WITH_COOKIE}, ALLOW,
     "the launcher makes buffers of netlink smaller"},
    {ALWAYS, SYS_setsockopt, {IS(1, SOL_SOCKET), AMONG(2, buffers_of_sockets)}, SUCCEED,
     "what a connection that nobody has accepted, netlink, and a queue of errors hold is in no group: no more than usual"},
    {ALWAYS, SYS_setsockopt, {IS(1, SOL_SOCKET)}, ALLOW, "changes one socket; the others need rights"},
    {ALWAYS, SYS_setsockopt, {IS(1, 0), AMONG(2, ip_options)}, ALLOW, "common, and changes one socket"},
    {ALWAYS, SYS_setsockopt, {IS(1, IPPROTO_IPV6), AMONG(2, ipv6_options)}, ALLOW, "common, and changes one socket"},
    {ALWAYS, SYS_setsockopt, {IS(1, IPPROTO_TCP), AMONG(2, tcp_options)}, ALLOW, "common, and changes one socket"},
    {ALWAYS, SYS_setsockopt, {{0}}, REFUSE(ENOPROTOOPT),
     "the rest loads modules (TCP_ULP), is left in the namespace (IPV6_FLOWLABEL_MGR, multicast groups), or is seldom used"},
    {ALWAYS, SYS_ioctl, {AMONG(1, terminal_commands)}, ALLOW, "terminals and descriptors, without input into a terminal"},
    {ALWAYS, SYS_ioctl, {AMONG(1, socket_commands)}, ALLOW, "asks a socket or an interface of the box's namespace"},
    {ANSWERING, SYS_ioctl, {AMONG(1, listener_commands), WITH_COOKIE}, ALLOW, "the launcher answers"},
    {ALWAYS, SYS_ioctl, {{0}}, REFUSE(ENOTTY), "reaches drivers and file systems, or loads a line discipline"},

    /* Memory */
    {ALWAYS, SYS_mmap, {HAS(3, MAP_HUGETLB)}, REFUSE(ENOMEM), "reserved huge pages are charged to no memory group"},
    {ALWAYS, SYS_memfd_create, {HAS(1, MFD_HUGETLB)}, REFUSE(EINVAL), "reserved huge pages are charged to no memory group"},
    {ALWAYS, SYS_shmget, {HAS(2, SHM_HUGETLB)}, REFUSE(ENOMEM), "reserved huge pages are charged to no memory group"},
    {UNSHARED_MEMORY, SYS_mmap, {MASKED(3, SHARED_ANONYMOUS, SHARED_ANONYMOUS)}, REFUSE(ENOMEM),
     "without a group, processes could share memory beyond the limit of each"},
    {ANSWERING, SYS_mmap, {HAS(2, PROT_WRITE), MASKED(3, MAP_NORESERVE, 0), MORE_THAN_MACHINE(1)}, ASK_LAUNCHER,
     "the kernel refuses it, and the report says that it was asked for, which a program cannot make believe"},
    {UNSHARED_MEMORY, SYS_shmget, {{0}}, REFUSE(ENOSYS), "as for mmap"},
    {UNSHARED_MEMORY, SYS_memfd_create, {{0}}, REFUSE(ENOSYS), "as for mmap"},

    NO_SPLICING(SYS_splice),
    NO_SPLICING(SYS_tee),
    NO_SPLICING(SYS_sendfile),  /* a filter cannot see where to */
    NO_LOCKED_MEMORY(SYS_mlock),
    NO_LOCKED_MEMORY(SYS_mlock2),
    NO_LOCKED_MEMORY(SYS_mlockall),

    /* Processes */
    {DAEMON, SYS_clone, {HAS(0, NEW_NAMESPACES), WITH_COOKIE}, ALLOW, "launcher and init make boxes"},
    {ALWAYS, SYS_clone, {HAS(0, NEW_NAMESPACES)}, REFUSE(EPERM), "a program has no namespaces of its own to attack the kernel from"},
    {ALWAYS, SYS_clone3, {{0}}, REFUSE(ENOSYS), "its flags are in memory, which a filter cannot read"},
    NOT_INIT(SYS_kill, 0),
    NOT_INIT(SYS_tkill, 0),
    NOT_INIT(SYS_tgkill, 0),
    NOT_INIT(SYS_tgkill, 1),
    NOT_INIT(SYS_rt_sigqueueinfo, 0),
    NOT_INIT(SYS_rt_tgsigqueueinfo, 0),
    NOT_INIT(SYS_rt_tgsigqueueinfo, 1),
    NOT_INIT(SYS_pidfd_open, 0),
    NOT_INIT(SYS_prlimit64, 0),
    NOT_INIT(SYS_sched_setparam, 0),
    NOT_INIT(SYS_sched_setscheduler, 0),
    NOT_INIT(SYS_sched_setaffinity, 0),
    NOT_INIT(SYS_setpriority, 1),
    {ALWAYS, SYS_setpriority, {IS(0, PRIO_PGRP)}, REFUSE(EPERM), "init and the launcher may be in that group"},
    {ALWAYS, SYS_setpriority, {IS(0, PRIO_USER)}, REFUSE(EPERM), "init may have that user"},
    {KEEP_PROCESSORS, SYS_sched_setaffinity, {{0}}, REFUSE(EPERM), "the configuration gives a box its processors"},
    {ANY_PROCESSOR, SYS_sched_setaffinity, {{0}}, SUCCEED,
     "threads that move between processors all the time keep the kernel's own threads busy there, and other boxes waiting"},
    {ALWAYS, SYS_prctl, {IS(0, PR_SET_TIMERSLACK)}, SUCCEED, "many short sleeps would be more interrupts than others have time for"},
    {ALWAYS, SYS_setrlimit, {IS(0, RLIMIT_CORE)}, SUCCEED,
     "the limit must stay 1, with which no helper of the host is started; sanitizers and graders insist on setting it"},
    {ALWAYS, SYS_prlimit64, {IS(1, RLIMIT_CORE), POINTS(2)}, SUCCEED, "as for setrlimit"},
    {ALWAYS, SYS_personality, {AMONG(0, personalities)}, ALLOW,
     "asks, or gives up random addresses of the program's own memory, which ThreadSanitizer needs"},
    {ALWAYS, SYS_prctl, {IS(0, PR_SCHED_CORE)}, REFUSE(EPERM), "would keep other boxes off a processor"},
    {ALWAYS, SYS_prctl, {IS(0, PR_SET_SECCOMP)}, REFUSE(EINVAL), "loads BPF programs, as setsockopt does"},

    /* Files */
    {ALWAYS, SYS_fcntl, {AMONG(1, marks_of_files)}, REFUSE(EPERM), "boxes that run at the same time would see them on a shared file"},
    {NO_LOCKS, SYS_fcntl, {AMONG(1, lock_commands)}, REFUSE(ENOLCK),
     "locks would be attached to the host's inode of a shared file, seen in other boxes, and slow down every close of it"},
    {NO_LOCKS, SYS_flock, {{0}}, REFUSE(ENOLCK), "as for fcntl"},
    WATCHES(SYS_inotify_init1),
    WATCHES(SYS_inotify_add_watch),
    WATCHES(SYS_inotify_rm_watch),
    NO_DISK(SYS_sync),
    NO_DISK(SYS_syncfs),
    NO_DISK(SYS_fsync),
    NO_DISK(SYS_fdatasync),
    NO_DISK(SYS_sync_file_range),
    NO_DISK(SYS_fadvise64),
    {DAEMON, SYS_mount, {WITH_COOKIE}, ALLOW, "init makes the box"},
    {DAEMON, SYS_move_mount, {WITH_COOKIE}, ALLOW, "init makes the box"},
    {DAEMON, SYS_umount2, {WITH_COOKIE}, ALLOW, "init makes the box as new"},

    /* Modes of files that outlive a box */
    NO_SET_ID(SYS_fchmod, 1),
    NO_SET_ID(SYS_fchmodat, 2),
    NO_SET_ID(SYS_mknodat, 2),
    NO_SET_ID_WHEN_OPENED(SYS_openat, 2),
    {COMMAND_LINE, SYS_openat2, {{0}}, REFUSE(ENOSYS), "its mode is in memory, which a filter cannot read"},
#ifdef SYS_fchmodat2
    NO_SET_ID(SYS_fchmodat2, 2),
#endif
#ifdef __x86_64__
    WATCHES(SYS_inotify_init),
    NO_SET_ID(SYS_chmod, 1),
    NO_SET_ID(SYS_creat, 1),
    NO_SET_ID(SYS_mknod, 1),
    NO_SET_ID_WHEN_OPENED(SYS_open, 1),
#endif
};

enum { RULES = sizeof rules / sizeof rules[0] };
