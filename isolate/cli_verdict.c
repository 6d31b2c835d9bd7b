/* How a run ended, as lines of the meta file, a message and an exit code. */
#include "cli.h"

#include <stdarg.h>
#include <stdio.h>
#include <sys/wait.h>

enum { EXIT_FINE = 0, EXIT_PROGRAM_FAILED = 1 };

static struct cli_exchange *target;
static size_t length;

static void line(const char *format, ...) __attribute__((format(printf, 1, 2)));

static void line(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    length += (size_t)vsnprintf(target->meta + length, sizeof target->meta - length, format, arguments);
    va_end(arguments);
}

static void seconds(const char *key, uint64_t us)
{
    unsigned long long millis = (us + 500) / 1000;
    line("%s:%llu.%03llu\n", key, millis / 1000, millis % 1000);
}

static void figures(const struct verdict *verdict)
{
    uint64_t rss = (uint64_t)verdict->usage.ru_maxrss;
    seconds("time", verdict->cpu_us);
    seconds("time-wall", verdict->wall_us);
    line("max-rss:%llu\n", (unsigned long long)rss);
    line("csw-voluntary:%ld\ncsw-forced:%ld\n", verdict->usage.ru_nvcsw, verdict->usage.ru_nivcsw);
    if (!cli.groups)
        return;
    /* The group counts in large steps, so the resident set is more exact for a small program. But it also includes pages
     * that were not charged to the group. */
    uint64_t peak = verdict->group.peak_bytes / 1024, max = cli.group_memory / 1024;
    uint64_t used = peak > rss ? peak : rss;
    line("cg-mem:%llu\n", (unsigned long long)(max && used > max ? max : used));
    if (verdict->group.oom_killed || verdict->group.killed_outside)
        line("cg-oom-killed:1\n");
}

static void fault(const char *status)
{
    target->exit_code = EXIT_PROGRAM_FAILED;
    line("status:%s\nmessage:%s\n", status, target->message);
}

static void say(const char *format, ...) __attribute__((format(printf, 1, 2)));

static void say(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(target->message, sizeof target->message, format, arguments);
    va_end(arguments);
}

/* Also true of a run that ended by itself just before it would have been killed. */
static bool too_long(const struct verdict *verdict)
{
    bool cpu = cli.time_us && verdict->cpu_us > cli.time_us;
    bool wall = cli.wall_us && verdict->wall_us > cli.wall_us;
    if (cpu)
        say("Time limit exceeded");
    else if (wall)
        say("Time limit exceeded (wall clock)");
    return cpu || wall;
}

void verdict_draw_up(const struct verdict *verdict, struct cli_exchange *exchange)
{
    int status = verdict->wait_status;
    target = exchange;
    length = 0;
    figures(verdict);
    if (verdict->killed || verdict->interrupted)
        line("killed:1\n");
    else if (WIFEXITED(status))
        line("exitcode:%d\n", WEXITSTATUS(status));
    else
        line("exitsig:%d\n", WTERMSIG(status));
    if (too_long(verdict)) {
        fault("TO");
    } else if (verdict->interrupted) {
        line("exitsig:%d\n", verdict->interrupted);
        say("Interrupted");
        fault("SG");
    } else if (WIFSIGNALED(status)) {
        say("Caught fatal signal %d", WTERMSIG(status));
        fault("SG");
    } else if (WEXITSTATUS(status) != 0) {
        say("Exited with error status %d", WEXITSTATUS(status));
        fault("RE");
    } else {
        say("OK (%.3f sec real, %.3f sec wall)", (double)verdict->cpu_us / 1e6, (double)verdict->wall_us / 1e6);
        exchange->exit_code = EXIT_FINE;
    }
}
