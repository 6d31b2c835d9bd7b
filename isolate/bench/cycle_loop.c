/* Runs of a program by a command line such as isolate's: init, copy, run and cleanup for each; a given number at a
 * time, each with a box of its own. Prints the runs per second. */
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static char *isolate, *program, *groups;
static char box_id[32];
enum { BOXES = 1000 };  /* uses the last ones, because people use the first */

static _Noreturn void fail(const char *what)
{
    perror(what);
    _exit(1);
}

/* Starts one command and reads its first line when there is room for it. */
static void command(const char *verb, char *line, size_t size)
{
    char *words[] = {isolate, box_id, groups, (char *)verb, "--", "./program", NULL};
    if (strcmp(verb, "--run") != 0)
        words[4] = NULL;
    int ends[2], status;
    pid_t pid;
    posix_spawn_file_actions_t files;
    if (pipe2(ends, O_CLOEXEC) < 0)
        fail("pipe");
    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_adddup2(&files, ends[1], 1);
    posix_spawn_file_actions_addopen(&files, 2, "/dev/null", O_WRONLY, 0);
    if (posix_spawn(&pid, isolate, &files, NULL, words, environ) != 0)
        fail(isolate);
    close(ends[1]);
    ssize_t count = line ? read(ends[0], line, size - 1) : 0;
    if (line)
        line[count > 0 ? count : 0] = 0;
    if (waitpid(pid, &status, 0) != pid || status != 0) {
        fprintf(stderr, "%s ended with wait status %d\n", verb, status);
        _exit(1);
    }
    close(ends[0]);
    posix_spawn_file_actions_destroy(&files);
}

static void copy_into(const char *box)
{
    char path[4200];
    struct stat status;
    snprintf(path, sizeof path, "%s/box/program", box);
    int from = open(program, O_RDONLY), to = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0755);
    if (from < 0 || to < 0 || fstat(from, &status) < 0
        || sendfile(to, from, NULL, (size_t)status.st_size) != status.st_size)
        fail(path);
    close(from);
    close(to);
}

static _Noreturn void place(long box_number, long runs)
{
    char box[4096];
    snprintf(box_id, sizeof box_id, "--box-id=%ld", box_number);
    for (long i = 0; i < runs; i++) {
        command("--init", box, sizeof box);
        box[strcspn(box, "\n")] = 0;
        copy_into(box);
        command("--run", NULL, 0);
        command("--cleanup", NULL, 0);
    }
    _exit(0);
}

int main(int argc, char **argv)
{
    if (argc < 5) {
        fputs("usage: cycle_loop AT_A_TIME RUNS_EACH PROGRAM ISOLATE [--cg]\n", stderr);
        return 2;
    }
    long places = strtol(argv[1], NULL, 10), runs = strtol(argv[2], NULL, 10);
    program = argv[3];
    isolate = argv[4];
    groups = argc > 5 ? argv[5] : "--silent";
    struct timespec from, to;
    int status, failed = 0;
    clock_gettime(CLOCK_MONOTONIC, &from);
    for (long i = 0; i < places; i++)
        if (fork() == 0)
            place(BOXES - places + i, runs);
    while (wait(&status) > 0)
        failed |= status;
    clock_gettime(CLOCK_MONOTONIC, &to);
    double seconds = (double)(to.tv_sec - from.tv_sec) + (double)(to.tv_nsec - from.tv_nsec) / 1e9;
    printf("%.0f\n", (double)(places * runs) / seconds);
    return failed != 0;
}
