/* Programs whose times are known: every process writes its own clocks to stdout, one record for each quarter of a
 * millisecond that it burnt and one before it ends, so the sum of the last ones is the truth about CPU time. The
 * program itself also writes one when it begins, so its last less its first is the truth about wall time. */
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { MS = 1000000, RECORD_EVERY = MS / 4, FOREVER = 3600 * 1000 };

static uint64_t clock_ns(clockid_t clock)
{
    struct timespec time;
    clock_gettime(clock, &time);
    return (uint64_t)time.tv_sec * 1000 * MS + (uint64_t)time.tv_nsec;
}

static void record(void)
{
    struct { int64_t process; uint64_t cpu_ns, wall_ns; } record = {
        getpid(), clock_ns(CLOCK_PROCESS_CPUTIME_ID), clock_ns(CLOCK_MONOTONIC)};
    if (write(1, &record, sizeof record) != sizeof record)
        _exit(9);
}

static void burn(clockid_t clock, uint64_t ms)
{
    uint64_t start = clock_ns(clock), written = start, now;
    while ((now = clock_ns(clock)) < start + ms * MS)
        if (now - written >= RECORD_EVERY) {
            written = now;
            record();
        }
    record();
}

static void *burn_thread(void *ms)
{
    burn(CLOCK_THREAD_CPUTIME_ID, *(uint64_t *)ms);
    return NULL;
}

static void threads(int count, uint64_t ms)
{
    pthread_t started[16];
    for (int i = 0; i < count; i++)
        pthread_create(&started[i], NULL, burn_thread, &ms);
    for (int i = 0; i < count; i++)
        pthread_join(started[i], NULL);
}

static void child(uint64_t ms)
{
    if (fork() == 0) {
        burn(CLOCK_PROCESS_CPUTIME_ID, ms);
        _exit(0);
    }
}

/* A grandchild in a session of its own whose parent is gone; it holds the pipe open until it ends. */
static void orphan(uint64_t ms, int hold)
{
    if (fork() == 0) {
        setsid();
        child(ms);
        _exit(0);
    }
    wait(NULL);
    close(hold);
}

static void chain(char **arguments, int length, uint64_t ms)
{
    char left[16], time[16];
    snprintf(left, sizeof left, "%d", length - 1);
    snprintf(time, sizeof time, "%d", (int)ms);
    char *next[] = {arguments[0], arguments[1], time, left, NULL}, *none[] = {NULL};
    burn(CLOCK_PROCESS_CPUTIME_ID, ms);
    if (length == 0)
        return;
    if (vfork() == 0) {
        execve(next[0], next, none);
        _exit(9);
    }
    wait(NULL);
    record();
}

int main(int count, char **arguments)
{
    const char *way = arguments[1];
    uint64_t ms = strcmp(arguments[2], "forever") ? strtoull(arguments[2], NULL, 10) : FOREVER;
    int number = count > 3 ? atoi(arguments[3]) : 1, ends[2];
    char end;
    record();
    if (!strcmp(way, "sleep"))
        usleep((useconds_t)(ms * 1000));
    else if (!strcmp(way, "burn"))
        burn(CLOCK_PROCESS_CPUTIME_ID, ms);
    else if (!strcmp(way, "threads"))
        threads(number, ms);
    else if (!strcmp(way, "chain"))
        chain(arguments, number, ms);
    else if (!strcmp(way, "short"))
        for (int i = 0; i < number; i++, wait(NULL))
            child(ms);
    else if (!strcmp(way, "unreaped")) {
        signal(SIGCHLD, SIG_IGN);
        for (int i = 0; i < number; i++, wait(NULL))
            child(ms);
    } else if (!strcmp(way, "together")) {
        for (int i = 0; i < number; i++)
            child(ms);
        record();
        while (wait(NULL) > 0)
            ;
    } else if (!strcmp(way, "orphan") && pipe(ends) == 0) {
        orphan(ms, ends[1]);
        if (read(ends[0], &end, 1) != 0)
            return 9;
    } else if (!strcmp(way, "leave")) {
        orphan(FOREVER, -1);
        usleep((useconds_t)(ms * 1000));
    } else if (!strcmp(way, "stall")) {  /* just below a limit, then asleep */
        burn(CLOCK_PROCESS_CPUTIME_ID, ms);
        sleep(3600);
    } else
        return 9;
    record();
    return 0;
}
