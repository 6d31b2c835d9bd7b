/* Programs without a sandbox: posix_spawn and wait, a given number at a time. Prints the runs per second.
 *
 * If STDIN files are given, the runs use them in turn as their input, and their output is dropped. "{}" in the command
 * is replaced by the number of the place it runs at, from 0. --each prints the nanoseconds of every run first. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static void run(char **command, const char *input)
{
    char *environment[] = {NULL};
    posix_spawn_file_actions_t files;
    pid_t pid;
    int status;
    posix_spawn_file_actions_init(&files);
    if (input) {
        posix_spawn_file_actions_addopen(&files, STDIN_FILENO, input, O_RDONLY, 0);
        posix_spawn_file_actions_addopen(&files, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    }
    errno = posix_spawn(&pid, command[0], &files, NULL, command, environment);
    if (errno != 0) {
        perror(command[0]);
        _exit(1);
    }
    if (waitpid(pid, &status, 0) != pid || status != 0) {
        fprintf(stderr, "%s ended with wait status %d\n", command[0], status);
        _exit(1);
    }
    posix_spawn_file_actions_destroy(&files);
}

/* One of the places where programs run. */
static void run_share(char **command, char **inputs, long input_count, long place, long step, long runs, int each)
{
    char number[24];
    snprintf(number, sizeof number, "%ld", place);
    for (char **word = command; *word; word++)
        if (strcmp(*word, "{}") == 0)
            *word = number;
    for (long i = place; i < runs; i += step) {
        double start = now();
        run(command, input_count ? inputs[i % input_count] : NULL);
        if (each)
            printf("%.0f\n", (now() - start) * 1e9);
    }
    fflush(stdout);
}

static _Noreturn void usage(void)
{
    fputs("usage: spawn_loop [--each] AT_A_TIME RUNS [STDIN]... -- COMMAND [WORD]...\n", stderr);
    exit(2);
}

int main(int argc, char **argv)
{
    int each = argc > 1 && strcmp(argv[1], "--each") == 0, first = 1 + each, dashes = first + 2;
    while (dashes < argc && strcmp(argv[dashes], "--") != 0)
        dashes++;
    if (dashes + 1 >= argc)
        usage();
    long places = strtol(argv[first], NULL, 10), runs = strtol(argv[first + 1], NULL, 10);
    if (places < 1 || runs < 1 || (each && places != 1))
        usage();
    double start = now();
    for (long place = 0; place < places; place++)
        if (fork() == 0) {
            prctl(PR_SET_PDEATHSIG, SIGKILL);
            run_share(argv + dashes + 1, argv + first + 2, dashes - first - 2, place, places, runs, each);
            _exit(0);
        }
    int status, failed = 0;
    while (wait(&status) > 0)
        failed |= status;
    printf("%.3f\n", (double)runs / (now() - start));
    return failed != 0;
}
