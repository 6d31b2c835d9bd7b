/* Runs of a program through the daemon, a given number at a time, each over a connection of its own: what the daemon
 * costs without Java. Prints the runs per second. Without a program it sends HELLO instead: the protocol's cost alone. */
#include <endian.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { HELLO = 0x01, DATA = 0x02, FILE_FRAME = 0x03, STORE = 0x10, RUN = 0x11, REPORT = 0x81, STORED = 0x85 };
enum { VERSION = 7, CHUNK = 65536, HEADER = 5, DIGEST = 32, WITH_ARTIFACT = 2 };

static uint8_t out[1 << 20], in[HEADER + CHUNK];
static size_t length, frame_at;

static _Noreturn void fail(const char *what)
{
    perror(what);
    exit(1);
}

static void put(const void *bytes, size_t size)
{
    if (length + size > sizeof out)
        fail("the program is too large");
    memcpy(out + length, bytes, size);
    length += size;
}

static void put_number(uint64_t number, size_t size)
{
    uint64_t big = htobe64(number);
    put((uint8_t *)&big + 8 - size, size);
}

static void begin(uint8_t type)
{
    frame_at = length;
    put_number(0, 4);
    put_number(type, 1);
}

static void end(void)
{
    uint32_t size = htobe32((uint32_t)(length - frame_at - HEADER));
    memcpy(out + frame_at, &size, sizeof size);
}

static void put_string(const char *text)
{
    put_number(strlen(text), 2);
    put(text, strlen(text));
}

static void transmit(int slot)
{
    if (send(slot, out, length, MSG_NOSIGNAL) != (ssize_t)length)
        fail("send");
}

/* Receives one frame; its payload is after the header in `in`. */
static uint8_t receive(int slot)
{
    uint32_t size;
    size_t have = 0, need = HEADER;
    while (have < need) {
        ssize_t count = recv(slot, in + have, need - have, 0);
        if (count <= 0)
            fail("recv");
        have += (size_t)count;
        if (have >= HEADER) {
            memcpy(&size, in, sizeof size);
            need = HEADER + be32toh(size);
        }
    }
    return in[4];
}

static void store(int slot, const char *program)
{
    static uint8_t content[sizeof out / 2];
    FILE *file = fopen(program, "rb");
    if (!file)
        fail(program);
    size_t size = fread(content, 1, sizeof content, file);
    fclose(file);
    length = 0;
    begin(STORE);
    put_number(1, 4);
    end();
    begin(FILE_FRAME);
    put_string("program");
    put_number(1, 1);
    put_number(size, 8);
    end();
    for (size_t at = 0; at < size; at += CHUNK) {
        begin(DATA);
        put(content + at, size - at < CHUNK ? size - at : CHUNK);
        end();
    }
    transmit(slot);
    if (receive(slot) != STORED)
        fail("store");
}

/* The limits of a usual test case: CPU and wall time, memory, output, files, stack, processes. */
static void prepare_run(void)
{
    static const uint64_t limits[] = {2000000, 5000000, 256 << 20, 16 << 20, 64 << 10, 64 << 20, 64 << 20, 16};
    length = 0;
    begin(RUN);
    for (size_t i = 0; i < sizeof limits / sizeof limits[0]; i++)
        put_number(limits[i], 8);
    put_number(WITH_ARTIFACT, 1);
    put(in + HEADER, DIGEST);
    put_number(0, 8);
    put_number(1, 2);
    put_string("/app/program");
    put_number(0, 2);
    end();
}

static void prepare_hello(void)
{
    length = 0;
    begin(HELLO);
    put_number(VERSION, 2);
    end();
}

static int connect_to(const char *path)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    snprintf(address.sun_path, sizeof address.sun_path, "%s", path);
    int slot = socket(AF_UNIX, SOCK_STREAM, 0);
    if (slot < 0 || connect(slot, (struct sockaddr *)&address, sizeof address) < 0 || receive(slot) != HELLO)
        fail(path);
    return slot;
}

static _Noreturn void place(const char *path, const char *program, long runs, int ready, int start)
{
    int slot = connect_to(path);
    if (program) {
        store(slot, program);
        prepare_run();
    } else {
        prepare_hello();
    }
    char go = 0;
    for (long i = -1; i < runs; i++) {  /* the first makes the slot's processes */
        if (i == 0 && (write(ready, "", 1) != 1 || read(start, &go, 1) != 0))
            fail("wait for the others");
        transmit(slot);
        uint8_t answer = receive(slot);
        if (program ? answer != REPORT || in[HEADER] != 0 : answer != HELLO)
            fail("a run that did not end well");
    }
    _exit(0);
}

int main(int argc, char **argv)
{
    if (argc < 4) {
        fputs("usage: daemon_loop SOCKET AT_A_TIME RUNS_EACH [PROGRAM]\n", stderr);
        return 2;
    }
    long places = strtol(argv[2], NULL, 10), runs = strtol(argv[3], NULL, 10);
    int ready[2], start[2], status, failed = 0;
    char word;
    if (pipe(ready) < 0 || pipe(start) < 0)
        fail("pipe");
    for (long i = 0; i < places; i++)
        if (fork() == 0) {
            close(start[1]);
            place(argv[1], argc > 4 ? argv[4] : NULL, runs, ready[1], start[0]);
        }
    close(ready[1]);
    for (long i = 0; i < places; i++)
        if (read(ready[0], &word, 1) != 1)
            return 1;
    struct timespec from, to;
    clock_gettime(CLOCK_MONOTONIC, &from);
    close(start[1]);
    while (wait(&status) > 0)
        failed |= status;
    clock_gettime(CLOCK_MONOTONIC, &to);
    double seconds = (double)(to.tv_sec - from.tv_sec) + (double)(to.tv_nsec - from.tv_nsec) / 1e9;
    printf("%.0f\n", (double)(places * runs) / seconds);
    return failed != 0;
}
