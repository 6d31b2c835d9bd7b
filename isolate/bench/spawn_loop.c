/* Runs a second of a program started bare: posix_spawn and wait, so many at a time. */
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static void spawn_many(char *program, long count)
{
    char *arguments[] = {program, NULL}, *environment[] = {NULL};
    for (long i = 0; i < count; i++) {
        pid_t pid;
        int status;
        if (posix_spawn(&pid, program, NULL, NULL, arguments, environment) != 0 || waitpid(pid, &status, 0) != pid
            || status != 0)
            _exit(1);
    }
}

int main(int argc, char **argv)
{
    if (argc != 4) {
        fprintf(stderr, "usage: spawn_loop PROGRAM AT_A_TIME RUNS_EACH\n");
        return 2;
    }
    long parallel = strtol(argv[2], NULL, 10), count = strtol(argv[3], NULL, 10);
    struct timespec start, end;
    clock_gettime(CLOCK_MONOTONIC, &start);
    for (long i = 0; i < parallel; i++)
        if (fork() == 0) {
            spawn_many(argv[1], count);
            _exit(0);
        }
    int status, failed = 0;
    while (wait(&status) > 0)
        failed |= status;
    clock_gettime(CLOCK_MONOTONIC, &end);
    double seconds = (double)(end.tv_sec - start.tv_sec) + (double)(end.tv_nsec - start.tv_nsec) / 1e9;
    printf("%.0f\n", (double)(parallel * count) / seconds);
    return failed != 0;
}
