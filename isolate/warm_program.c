/* A warm start from init's side: asks the interpreter for a program and learns how that began. */
#include "log.h"
#include "slot.h"
#include "warm.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum { CHECK_MS = 20 };

static bool send_start(const struct slot *slot)
{
    const struct exchange *exchange = slot->exchange;
    struct program_start start = {exchange->limits, slot->user, slot->nice, exchange->core};
    int nothing = exchange->input < 0 ? open("/dev/null", O_RDONLY | O_CLOEXEC) : NO_FD;
    int streams[WARM_STREAMS] = {nothing >= 0 ? nothing : exchange->input, exchange->output, exchange->error};
    char room[CMSG_SPACE(sizeof streams)] __attribute__((aligned(8))) = {0};
    struct iovec data = {&start, sizeof start};
    struct msghdr packet = {.msg_iov = &data, .msg_iovlen = 1, .msg_control = room, .msg_controllen = sizeof room};
    struct cmsghdr *header = CMSG_FIRSTHDR(&packet);
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(sizeof streams);
    memcpy(CMSG_DATA(header), streams, sizeof streams);
    bool sent = sendmsg(exchange->interpreter[0], &packet, MSG_NOSIGNAL) == (ssize_t)sizeof start;
    close_given(&nothing);
    return sent;
}

enum awaited { COMES, ENDED, NEVER };

/* Whether word of the program will come: not if its process has ended, or if the interpreter has without having forked. The
 * two are the only children of init. */
static enum awaited look(void)
{
    siginfo_t ended = {0};
    if (interpreter.process && waitpid(interpreter.process, NULL, WNOHANG | __WALL) != 0)
        interpreter.process = 0;
    if (waitid(P_ALL, 0, &ended, WEXITED | WNOHANG | WNOWAIT) < 0)
        return NEVER;
    return ended.si_pid != 0 ? ENDED : COMES;
}

pid_t warm_start_program(const struct slot *slot, uint32_t run)
{
    struct exchange *exchange = slot->exchange;
    struct warm_message message = {.process = 0};
    interpreter.runs++;
    bool started = false;
    enum awaited next = send_start(slot) ? COMES : NEVER;
    while (!started && next == COMES && exchange->stop != run) {
        next = look();
        started = warm_await_message(exchange, next == COMES ? CHECK_MS : 0, &message);
    }
    if (started && message.kind == WARM_FAILED)
        sandbox_failure("the interpreter cannot start a program: %s", message.text);
    if (!started && next == NEVER)
        return NO_PROGRAM;
    exchange->cpu_at_start += message.cpu_ns;
    exchange->exec_at = started ? message.at : now_ns();
    return started ? message.process : 0;
}
