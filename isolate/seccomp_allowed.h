/* The system calls that a program may use, by what makes them safe; included by seccomp.c. Rules restrict some further.
 * Not listed, and so refused: mounts, namespaces, memory of other processes, keys, BPF, performance counters, io_uring,
 * userfaultfd, fanotify, kernel modules, setting clocks, scheduling attributes (whose time slices delay others). */

    /* Its own memory, which the memory group counts. */
    SYS_mmap, SYS_mprotect, SYS_munmap, SYS_brk, SYS_mremap, SYS_msync, SYS_mincore, SYS_madvise, SYS_munlock,
    SYS_munlockall, SYS_get_mempolicy, SYS_memfd_create, SYS_pkey_mprotect, SYS_pkey_alloc, SYS_pkey_free, SYS_membarrier,

    /* Descriptors that it has, and the files of the box: what may be opened and written, the mounts decide. */
    SYS_read, SYS_write, SYS_close, SYS_fstat, SYS_lseek, SYS_pread64, SYS_pwrite64, SYS_readv, SYS_writev, SYS_dup,
    SYS_fcntl, SYS_flock, SYS_truncate, SYS_ftruncate, SYS_getcwd, SYS_chdir, SYS_fchdir, SYS_fchmod, SYS_fchown, SYS_umask,
    SYS_statfs, SYS_fstatfs, SYS_readahead, SYS_getdents64, SYS_openat, SYS_mkdirat, SYS_mknodat,
    SYS_fchownat, SYS_newfstatat, SYS_unlinkat, SYS_renameat, SYS_linkat, SYS_symlinkat, SYS_readlinkat, SYS_fchmodat,
    SYS_faccessat, SYS_utimensat, SYS_fallocate, SYS_dup3, SYS_pipe2, SYS_preadv, SYS_pwritev, SYS_renameat2,
    SYS_copy_file_range, SYS_preadv2, SYS_pwritev2, SYS_statx, SYS_close_range, SYS_openat2, SYS_faccessat2,

    /* Extended attributes of the box's files, which the memory group counts; those that carry rights need rights. */
    SYS_setxattr, SYS_lsetxattr, SYS_fsetxattr, SYS_getxattr, SYS_lgetxattr, SYS_fgetxattr, SYS_listxattr, SYS_llistxattr,
    SYS_flistxattr, SYS_removexattr, SYS_lremovexattr, SYS_fremovexattr,

    /* Waiting for descriptors of its own. */
    SYS_epoll_ctl, SYS_pselect6, SYS_ppoll, SYS_epoll_pwait, SYS_epoll_pwait2, SYS_epoll_create1, SYS_signalfd4, SYS_eventfd2,

    /* Processes of the box, which a namespace confines and the pids group counts; no_new_privs takes rights from exec. */
    SYS_clone, SYS_execve, SYS_execveat, SYS_exit, SYS_exit_group, SYS_wait4, SYS_waitid, SYS_getpid, SYS_getppid, SYS_gettid,
    SYS_setpgid, SYS_getpgid, SYS_setsid, SYS_getsid, SYS_set_tid_address, SYS_pidfd_open, SYS_prctl, SYS_futex,
    SYS_futex_waitv, SYS_set_robust_list, SYS_get_robust_list, SYS_rseq, SYS_restart_syscall, SYS_getcpu,

    /* Signals to processes of the box; init blocks them. */
    SYS_rt_sigaction, SYS_rt_sigprocmask, SYS_rt_sigreturn, SYS_rt_sigpending, SYS_rt_sigtimedwait, SYS_rt_sigqueueinfo,
    SYS_rt_sigsuspend, SYS_rt_tgsigqueueinfo, SYS_sigaltstack, SYS_kill, SYS_tkill, SYS_tgkill, SYS_pidfd_send_signal,

    /* Its users, groups and rights: it has one user and group, no rights, and cannot get any. */
    SYS_getuid, SYS_getgid, SYS_geteuid, SYS_getegid, SYS_getgroups, SYS_setgroups, SYS_setuid, SYS_setgid, SYS_setreuid,
    SYS_setregid, SYS_setresuid, SYS_getresuid, SYS_setresgid, SYS_getresgid, SYS_setfsuid, SYS_setfsgid, SYS_capget,
    SYS_capset,

    /* Limits and priorities, which without rights only get lower. */
    SYS_getrlimit, SYS_setrlimit, SYS_prlimit64, SYS_getrusage, SYS_getpriority, SYS_setpriority, SYS_ioprio_get,
    SYS_sched_yield, SYS_sched_setparam, SYS_sched_getparam, SYS_sched_setscheduler, SYS_sched_getscheduler,
    SYS_sched_get_priority_max, SYS_sched_get_priority_min, SYS_sched_rr_get_interval, SYS_sched_setaffinity,
    SYS_sched_getaffinity, SYS_sched_getattr,

    /* Clocks, which it may read, and timers: RLIMIT_SIGPENDING bounds those of timer_create, descriptors those of timerfd. */
    SYS_nanosleep, SYS_getitimer, SYS_setitimer, SYS_gettimeofday, SYS_times, SYS_timer_create, SYS_timer_settime,
    SYS_timer_gettime, SYS_timer_getoverrun, SYS_timer_delete, SYS_clock_gettime, SYS_clock_getres, SYS_clock_nanosleep,
    SYS_timerfd_create, SYS_timerfd_settime, SYS_timerfd_gettime,

    /* The host's name, random numbers, and load, of which THREATS.md promises no secrecy. */
    SYS_uname, SYS_sysinfo, SYS_getrandom,

    /* Sockets of the families that rules allow, within the network namespace. */
    SYS_connect, SYS_accept, SYS_accept4, SYS_sendto, SYS_recvfrom, SYS_sendmsg, SYS_recvmsg, SYS_sendmmsg, SYS_recvmmsg,
    SYS_shutdown, SYS_bind, SYS_listen, SYS_getsockname, SYS_getpeername, SYS_getsockopt,

    /* System V objects and POSIX queues of the IPC namespace; init removes what is left. */
    SYS_shmget, SYS_shmat, SYS_shmctl, SYS_shmdt, SYS_semget, SYS_semop, SYS_semctl, SYS_semtimedop, SYS_msgget, SYS_msgsnd,
    SYS_msgrcv, SYS_msgctl, SYS_mq_open, SYS_mq_unlink, SYS_mq_timedsend, SYS_mq_timedreceive, SYS_mq_notify,
    SYS_mq_getsetattr,

#ifdef __x86_64__
    /* Old forms of the above that newer architectures do not have. */
    SYS_open, SYS_stat, SYS_lstat, SYS_poll, SYS_access, SYS_pipe, SYS_select, SYS_dup2, SYS_pause, SYS_alarm, SYS_fork,
    SYS_vfork, SYS_getdents, SYS_rename, SYS_mkdir, SYS_rmdir, SYS_creat, SYS_link, SYS_unlink, SYS_symlink,
    SYS_readlink, SYS_chmod, SYS_chown, SYS_lchown, SYS_getpgrp, SYS_utime, SYS_mknod, SYS_arch_prctl,
    SYS_time, SYS_epoll_create, SYS_epoll_wait, SYS_utimes, SYS_futimesat, SYS_signalfd, SYS_eventfd,
#endif

    /* New forms of the above, as far as the C library knows their numbers. */
#ifdef SYS_fchmodat2
    SYS_fchmodat2,
#endif
#ifdef SYS_map_shadow_stack
    SYS_map_shadow_stack,
#endif
#ifdef SYS_futex_wake
    SYS_futex_wake,
#endif
#ifdef SYS_futex_wait
    SYS_futex_wait,
#endif
#ifdef SYS_futex_requeue
    SYS_futex_requeue,
#endif
#ifdef SYS_mseal
    SYS_mseal,
#endif
