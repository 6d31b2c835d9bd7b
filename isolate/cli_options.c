/* The options of isolate(1). */
#include "cli.h"
#include "log.h"

#include <errno.h>
#include <getopt.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define KIB 1024ULL
#define KIB_MAX (1ULL << 50)
#define SECONDS_MAX 1e9
#define COUNT_MAX (1ULL << 30)

struct cli_options cli = {.open_files = 64, .processes = 1};

enum long_option {
    INIT = 256, RUN, CLEANUP, PRINT_CG_ROOT, CHECK_CONFIG, VERSION, HELP, AS_UID, AS_GID, CG, CG_MEM, CG_TIMING, CORE,
    INHERIT_FDS, SHARE_NET, SPECIAL_FILES, STDERR_TO_STDOUT, SYSCALLS, TTY_HACK, WAIT,
};

static const char short_options[] = "+b:c:d:DeE:f:i:k:m:M:n:o:p::q:r:st:vw:x:";

static const struct option long_options[] = {
    {"init", no_argument, NULL, INIT},
    {"run", no_argument, NULL, RUN},
    {"cleanup", no_argument, NULL, CLEANUP},
    {"print-cg-root", no_argument, NULL, PRINT_CG_ROOT},
    {"check-config", no_argument, NULL, CHECK_CONFIG},
    {"version", no_argument, NULL, VERSION},
    {"help", no_argument, NULL, HELP},
    {"as-uid", required_argument, NULL, AS_UID},
    {"as-gid", required_argument, NULL, AS_GID},
    {"box-id", required_argument, NULL, 'b'},
    {"cg", no_argument, NULL, CG},
    {"cg-mem", required_argument, NULL, CG_MEM},
    {"cg-timing", no_argument, NULL, CG_TIMING},
    {"no-cg-timing", no_argument, NULL, CG_TIMING},
    {"chdir", required_argument, NULL, 'c'},
    {"core", required_argument, NULL, CORE},
    {"dir", required_argument, NULL, 'd'},
    {"env", required_argument, NULL, 'E'},
    {"extra-time", required_argument, NULL, 'x'},
    {"fsize", required_argument, NULL, 'f'},
    {"full-env", no_argument, NULL, 'e'},
    {"inherit-fds", no_argument, NULL, INHERIT_FDS},
    {"mem", required_argument, NULL, 'm'},
    {"meta", required_argument, NULL, 'M'},
    {"no-default-dirs", no_argument, NULL, 'D'},
    {"open-files", required_argument, NULL, 'n'},
    {"processes", optional_argument, NULL, 'p'},
    {"quota", required_argument, NULL, 'q'},
    {"share-net", no_argument, NULL, SHARE_NET},
    {"silent", no_argument, NULL, 's'},
    {"special-files", no_argument, NULL, SPECIAL_FILES},
    {"stack", required_argument, NULL, 'k'},
    {"stderr", required_argument, NULL, 'r'},
    {"stderr-to-stdout", no_argument, NULL, STDERR_TO_STDOUT},
    {"stdin", required_argument, NULL, 'i'},
    {"stdout", required_argument, NULL, 'o'},
    {"syscalls", required_argument, NULL, SYSCALLS},
    {"time", required_argument, NULL, 't'},
    {"tty-hack", no_argument, NULL, TTY_HACK},
    {"verbose", no_argument, NULL, 'v'},
    {"wait", no_argument, NULL, WAIT},
    {"wall-time", required_argument, NULL, 'w'},
    {0},
};

static const char help_text[] =
    "usage: evalx-isolate [OPTION]... --init | --run -- PROGRAM [ARGUMENT]... | --cleanup\n"
    "       evalx-isolate --print-cg-root | --check-config | --version | --help\n"
    "       evalx-isolate --serve ...        (the daemon)\n"
    "\n"
    "  -b, --box-id=ID            the box, 0 without\n"
    "  -M, --meta=FILE            write what was measured to FILE\n"
    "  -i, --stdin=FILE           redirections, as seen in the box\n"
    "  -o, --stdout=FILE\n"
    "  -r, --stderr=FILE\n"
    "      --stderr-to-stdout\n"
    "  -c, --chdir=DIR            start in DIR, /box without\n"
    "  -t, --time=SECONDS         limit of CPU time\n"
    "  -w, --wall-time=SECONDS    limit of elapsed time\n"
    "  -x, --extra-time=SECONDS   let a run go on so long beyond --time\n"
    "  -m, --mem=KIB              limit of each process's address space\n"
    "  -k, --stack=KIB            limit of the stack\n"
    "  -n, --open-files=N         limit of open files, 64 without; 0: none\n"
    "  -f, --fsize=KIB            limit of each file's size\n"
    "  -q, --quota=BLOCKS,INODES  limit of the box's files, with --init\n"
    "      --core=KIB             limit of core files, 0 without\n"
    "  -p, --processes[=N]        allow N processes, or any number\n"
    "      --cg                   use control groups\n"
    "      --cg-mem=KIB           limit of the memory of all processes\n"
    "  -E, --env=NAME[=VALUE]     pass or set a variable\n"
    "  -e, --full-env             pass all variables\n"
    "  -d, --dir=IN[=OUT][:OPTION]...\n"
    "                             show a folder; options: rw dev noexec maybe fs tmp norec\n"
    "  -D, --no-default-dirs      show only what --dir names\n"
    "      --share-net            keep the caller's network\n"
    "      --inherit-fds          keep the caller's descriptors\n"
    "      --syscalls=FLAGS       4 in FLAGS: locks and watches of files are refused\n"
    "      --special-files        keep links and other special files in the box\n"
    "      --tty-hack             let the program use the terminal\n"
    "      --as-uid=UID --as-gid=GID\n"
    "                             on behalf of another user, for root\n"
    "      --wait                 wait while the box is busy\n"
    "  -v, --verbose              say what is done\n"
    "  -s, --silent               say nothing but failures\n";

void cli_print_help(void)
{
    fputs(help_text, stdout);
}

static uint64_t take_number(const char *name, uint64_t max)
{
    char *end;
    errno = 0;
    uint64_t value = strtoull(optarg, &end, 10);
    if (*optarg < '0' || *optarg > '9' || *end || errno || value > max)
        sandbox_failure("%s must be a number from 0 to %llu", name, (unsigned long long)max);
    return value;
}

static uint64_t take_kib(const char *name)
{
    return take_number(name, KIB_MAX / KIB) * KIB;
}

static uint64_t take_seconds(const char *name)
{
    char *end;
    double seconds = strtod(optarg, &end);
    if (end == optarg || *end || !isfinite(seconds) || seconds < 0 || seconds > SECONDS_MAX)
        sandbox_failure("%s must be a number of seconds", name);
    return (uint64_t)(seconds * 1e6 + 0.5);
}

static void take_quota(void)
{
    char *comma = strchr(optarg, ',');
    if (!comma)
        sandbox_failure("--quota must be BLOCKS,INODES");
    *comma = 0;
    cli.quota_blocks = take_number("--quota's blocks", KIB_MAX / KIB);
    optarg = comma + 1;
    cli.quota_inodes = take_number("--quota's inodes", COUNT_MAX);
    if (!cli.quota_blocks != !cli.quota_inodes)
        sandbox_failure("--quota limits both blocks and inodes: neither can be 0 alone");
}

static void take_command(enum cli_command command)
{
    if (cli.command != CLI_NONE && cli.command != command)
        sandbox_failure("only one of the commands can be done at a time");
    cli.command = command;
}

static bool take_command_option(int id)
{
    switch (id) {
    case INIT:
        take_command(CLI_INIT);
        return true;
    case RUN:
        take_command(CLI_RUN);
        return true;
    case CLEANUP:
        take_command(CLI_CLEANUP);
        return true;
    case PRINT_CG_ROOT:
        take_command(CLI_PRINT_CG_ROOT);
        return true;
    case CHECK_CONFIG:
        take_command(CLI_CHECK_CONFIG);
        return true;
    case VERSION:
        take_command(CLI_VERSION);
        return true;
    case HELP:
        take_command(CLI_HELP);
        return true;
    default:
        return false;
    }
}

static bool take_limit(int id)
{
    switch (id) {
    case 't':
        cli.time_us = take_seconds("--time");
        return true;
    case 'w':
        cli.wall_us = take_seconds("--wall-time");
        return true;
    case 'x':
        cli.extra_us = take_seconds("--extra-time");
        return true;
    case 'm':
        cli.address_space = take_kib("--mem");
        return true;
    case 'k':
        cli.stack = take_kib("--stack");
        return true;
    case 'f':
        cli.file_size = take_kib("--fsize");
        return true;
    case CORE:
        cli.core = take_kib("--core");
        return true;
    case CG_MEM:
        cli.group_memory = take_kib("--cg-mem");
        return true;
    case 'n':
        cli.open_files = take_number("--open-files", COUNT_MAX);
        return true;
    case 'p':
        cli.processes = optarg ? take_number("--processes", COUNT_MAX) : 0;
        return true;
    case 'q':
        take_quota();
        return true;
    default:
        return false;
    }
}

static bool take_switch(int id)
{
    switch (id) {
    case STDERR_TO_STDOUT:
        return cli.error_to_output = true;
    case WAIT:
        return cli.wait = true;
    case 's':
        return cli.silent = true;
    case 'v':
        return ++cli.verbose;
    case 'e':
        return cli.full_environment = true;
    case SHARE_NET:
        return cli.share_net = true;
    case INHERIT_FDS:
        return cli.inherit_fds = true;
    case SPECIAL_FILES:
        return cli.special_files = true;
    case TTY_HACK:
        return cli.tty_hack = true;
    case CG:
        return cli.groups = true;
    case CG_TIMING:
        return true;  /* an option of version 1, which --cg implies since then */
    default:
        return false;
    }
}

static bool take_value(int id)
{
    switch (id) {
    case 'b':
        cli.box = (unsigned)take_number("--box-id", COUNT_MAX);
        return true;
    case 'M':
        cli.meta = optarg;
        return true;
    case 'i':
        cli.input = optarg;
        return true;
    case 'o':
        cli.output = optarg;
        return true;
    case 'r':
        cli.error = optarg;
        return true;
    case 'c':
        cli.folder = optarg;
        return true;
    case 'E':
        environment_add(optarg);
        return true;
    case 'd':
        rules_add(optarg);
        return true;
    case SYSCALLS:
        cli.syscall_flags = (unsigned)take_number("--syscalls", SYSCALLS_ALL);
        return cli.given_syscall_flags = true;
    case AS_UID:
        cli.as_uid = (uid_t)take_number("--as-uid", UINT32_MAX - 1);
        return true;
    case AS_GID:
        cli.as_gid = (gid_t)take_number("--as-gid", UINT32_MAX - 1);
        return true;
    default:
        return false;
    }
}

static void check_options(unsigned as, char **rest)
{
    if (cli.command == CLI_NONE)
        sandbox_failure("no command; see --help");
    if (cli.command == CLI_RUN && !*rest)
        sandbox_failure("--run needs a program");
    if (cli.command != CLI_RUN && *rest)
        sandbox_failure("%s: an argument that is no option", *rest);
    if (cli.error && cli.error_to_output)
        sandbox_failure("--stderr and --stderr-to-stdout exclude each other");
    if (as == 1)
        sandbox_failure("--as-uid and --as-gid go together");
    cli.as_somebody = as;
    if (as && !caller_is_root())
        sandbox_failure("--as-uid and --as-gid are for root");
}

void cli_take_options(int argc, char **argv)
{
    bool defaults = true;
    unsigned as = 0;
    int id;
    while ((id = getopt_long(argc, argv, short_options, long_options, NULL)) != -1) {
        if (id == 'D')
            defaults = false;
        else if (!take_command_option(id) && !take_limit(id) && !take_switch(id) && !take_value(id))
            sandbox_failure("see --help");
        as |= (unsigned)(id == AS_UID) | (unsigned)(id == AS_GID) << 1;
    }
    cli.program = argv + optind;
    check_options(as == 3 ? 2 : as ? 1 : 0, cli.program);
    rules_finish(defaults);
}
