/* The command line of isolate(1).
 *
 * Theory of operation
 *
 *     command ── keeper ─┬─ init (PID 1 of the box)
 *     the caller's  root └─ program, with its own kind of everything
 *
 * The command is what the caller starts, possibly set-user-ID. It reads the options (cli_options.c) and the
 * administrator's configuration (cli_config.c), locks the box (cli_box.c) and opens the meta file as the caller
 * (cli_caller.c). For a run it starts a keeper (cli_keeper.c) and drops all privileges. The caller cannot signal or
 * trace the keeper. It leases the box's user, as the daemon's slots do, creates a control group, gives the box's files
 * to the user (cli_tree.c), and clones a PID 1 that only reaps. Next to that it clones the program's process
 * (cli_program.c), which makes its namespaces and root (cli_mounts.c), drops its privileges and executes the program.
 * So the keeper is the program's parent and gets its figures from the kernel, and the program is not PID 1.
 *
 * Both kinds of failure reach the command through shared memory, and only the command writes to the caller's files: a
 * pipe that nobody reads can block the command, which its caller can kill, but never the keeper. When the command dies,
 * the keeper notices that its pipe is closed, ends the run and cleans up. When the keeper dies, PID 1 dies with it, and
 * so does the whole namespace. */
#include "cgroup_roots.h"
#include "cgroup_roots.h"
#include "cli.h"
#include "config.h"
#include "log.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { EXIT_BROKEN = 2 };

static int meta = NO_FD;
static mode_t callers_umask;
static volatile int alive = NO_FD;
static struct cli_exchange *running;

static void write_meta(const char *text)
{
    size_t length = strlen(text);
    while (meta >= 0 && length > 0) {
        ssize_t written = write(meta, text, length);
        if (written < 0 && errno != EINTR) {
            perror("evalx-isolate: cannot write the meta file");
            _exit(EXIT_BROKEN);
        }
        text += written > 0 ? written : 0;
        length -= written > 0 ? (size_t)written : 0;
    }
}

/* A name in a message may contain line feeds, which would become lines of the meta file. */
static void broken(const char *message)
{
    char text[600];
    int start = snprintf(text, sizeof text, "status:XX\nmessage:");
    int end = start + snprintf(text + start, sizeof text - (size_t)start, "%s\n", message) - 1;
    for (int i = start; i < end; i++)
        if ((unsigned char)text[i] < ' ' || text[i] == 0x7f)
            text[i] = '?';
    write_meta(text);
    _exit(EXIT_BROKEN);
}

static void open_meta(void)
{
    if (!cli.meta)
        return;
    umask(callers_umask);
    meta = strcmp(cli.meta, "-") == 0 ? fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3)
                                      : caller_open(AT_FDCWD, cli.meta, O_WRONLY | O_CREAT | O_TRUNC | O_NOCTTY, 0666);
    umask(022);
    if (meta < 0)
        sandbox_failure("cannot open %s: %s", cli.meta, strerror(errno));
}

static void init_box(void)
{
    struct box box;
    if (cli_config.restricted_init && !caller_is_root())
        sandbox_failure("new boxes are for root only");
    box_lock(&box);
    if (cli.groups) {
        cli_find_groups();
        cgroup_remove_stale();  /* not for every run, which replaces its own group anyway */
    }
    box_create(&box);
    cgroup_leave();
    puts(box.path);
    if (fflush(stdout) != 0)
        sandbox_failure("cannot print the box's name: %s", strerror(errno));
}

static void clean_up_box(void)
{
    struct box box;
    box_lock(&box);
    box_remove(&box);
}

/* The keeper notices it and ends the run; then the command ends too. */
static void interrupt(int number)
{
    int fd = alive;
    alive = NO_FD;
    running->interrupted = number;
    if (fd >= 0)
        close(fd);
}

static void catch_signals(void)
{
    static const int numbers[] = {SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGXCPU, SIGALRM};
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
        sigaction(numbers[i], &(struct sigaction){.sa_handler = interrupt}, NULL);
    signal(SIGUSR1, SIG_IGN);
    signal(SIGUSR2, SIG_IGN);
}

static void give_rights_up(void)
{
    uid_t uid = getuid();
    gid_t gid = getgid();
    if (setresgid(gid, gid, gid) < 0 || setresuid(uid, uid, uid) < 0 || prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) < 0)
        sandbox_failure("cannot give its rights up: %s", strerror(errno));
}

static int await_keeper(pid_t keeper, const struct cli_exchange *exchange)
{
    while (waitpid(keeper, NULL, 0) < 0)
        if (errno != EINTR)
            sandbox_failure("cannot wait for the keeper: %s", strerror(errno));
    if (!exchange->finished)
        sandbox_failure("%s", exchange->failure[0] ? exchange->failure : "the keeper was killed");
    write_meta(exchange->meta);
    if (!cli.silent)
        dprintf(STDERR_FILENO, "%s\n", exchange->message);
    return exchange->exit_code;
}

static void tell_rules(const struct box *box)
{
    unsigned count;
    const struct rule *rules = rules_list(&count);
    for (unsigned i = 0; cli.verbose && i < count; i++)
        if (rules[i].outside)
            dprintf(STDERR_FILENO, "box %u: /%s is %s\n", box->id, rules[i].inside,
                    *rules[i].outside ? rules[i].outside : "temporary");
}

static int run_program_in_its_box(void)
{
    int ends[2];
    struct cli_run run = {.environment = environment_build()};
    open_meta();
    run.exchange = mmap(NULL, sizeof *run.exchange, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (run.exchange == MAP_FAILED || pipe2(ends, O_CLOEXEC) < 0)
        sandbox_failure("cannot prepare the run: %s", strerror(errno));
    box_lock(&run.box);
    if (!run.box.initialised)
        sandbox_failure("box %u is not initialised", run.box.id);
    if (run.box.groups != cli.groups)
        sandbox_failure("box %u was initialised %s --cg", run.box.id, run.box.groups ? "with" : "without");
    tell_rules(&run.box);
    signal(SIGPIPE, SIG_IGN);
    pid_t keeper = fork();
    if (keeper < 0)
        sandbox_failure("cannot start a keeper: %s", strerror(errno));
    if (keeper == 0) {
        close(ends[1]);
        close_given(&meta);
        keeper_main(&run, ends[0]);
    }
    close(ends[0]);
    alive = ends[1];
    running = run.exchange;
    catch_signals();
    give_rights_up();
    return await_keeper(keeper, run.exchange);
}

static void print_cg_root(void)
{
    cli_find_groups();
    puts(cgroups.root[MEMORY]);
    cgroup_leave();
}

static void print_config(void)
{
    printf("box_root = %s\nlock_root = %s\ncg_root = %s\nfirst_uid = %u\nfirst_gid = %u\nnum_boxes = %u\n"
           "restricted_init = %d\ntmp_size = %llu\nquota_max = %llu\nsyscall_flags = %u\n",
           cli_config.box_root, cli_config.lock_root, cli_config.cg_root, cli_config.first_uid, cli_config.first_gid,
           cli_config.boxes, cli_config.restricted_init, (unsigned long long)cli_config.tmp_bytes / 1024,
           (unsigned long long)cli_config.quota_max, cli_config.syscall_flags);
}

static int obey(void)
{
    switch (cli.command) {
    case CLI_INIT:
        init_box();
        return 0;
    case CLI_RUN:
        return run_program_in_its_box();
    case CLI_CLEANUP:
        clean_up_box();
        return 0;
    case CLI_PRINT_CG_ROOT:
        print_cg_root();
        return 0;
    default:
        print_config();
        return 0;
    }
}

int command_line(int argc, char **argv)
{
    fail_through(broken);
    caller_remember();
    callers_umask = umask(022);
    cli_take_options(argc, argv);
    if (cli.command == CLI_HELP) {
        cli_print_help();
        return 0;
    }
    if (cli.command == CLI_VERSION) {
        puts("evalx-isolate " EVALX_ISOLATE_VERSION "\nthe command line of isolate 2.6");
        return 0;
    }
    if (geteuid() != 0)
        sandbox_failure("must be run by root, or be set-user-ID root");
    cli_read_config();
    return obey();
}
