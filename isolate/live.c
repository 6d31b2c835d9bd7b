/* A live run: while it goes on, its client writes to the program's stdin, is sent what it writes, and sends it signals.
 *
 * What the program writes is captured and counted as that of any run, and sent on from there as the client reads it. What
 * the client sends for stdin is taken one frame at a time: the next one when the program has had room for all of the one
 * before. So neither can fill more memory than the limits of the program's output and a frame, and neither keeps the
 * supervisor from watching the limits of time. */
#include "log.h"
#include "protocol.h"
#include "run.h"

#include <errno.h>
#include <unistd.h>

enum { MAX_SIGNAL = 31 };

void live_open(struct live *live, struct channel *channel, uid_t reader, int *input)
{
    int ends[2];
    stream_open(ends, 0, reader);
    *live = (struct live){.channel = channel, .input = ends[1]};
    *input = ends[0];
}

bool live_feeding(const struct live *live)
{
    return live->pending.at < live->pending.end;
}

void live_feed(struct live *live)
{
    while (live_feeding(live)) {
        ssize_t count = write(live->input, live->pending.at, (size_t)(live->pending.end - live->pending.at));
        if (count > 0)
            live->pending.at += count;
        else if (count < 0 && errno != EINTR)
            return;
    }
}

bool live_listen(struct live *live, int *number)
{
    struct frame frame;
    *number = 0;
    if (live_feeding(live) || !channel_next_ready(live->channel, &frame))
        return false;
    if (frame.type == FRAME_INPUT && live->input >= 0) {
        live->pending = frame;
        live_feed(live);
    } else if (frame.type == FRAME_INPUT_END) {
        take_end(&frame);
        close_given(&live->input);
    } else if (frame.type == FRAME_SIGNAL) {
        *number = take_u8(&frame);
        take_end(&frame);
        if (*number < 1 || *number > MAX_SIGNAL)
            malformed("no such signal");
    } else if (frame.type != FRAME_INPUT) {
        malformed("unexpected frame within a live run");
    }
    return true;
}

static void put(struct channel *channel, uint8_t type, const struct capture *from, uint64_t *told)
{
    while (*told < from->size && channel_room(channel) > FRAME_HEADER) {
        size_t room = channel_room(channel) - FRAME_HEADER, part = (size_t)(from->size - *told);
        part = part < room ? part : room;
        part = part < CHUNK_MAX ? part : CHUNK_MAX;
        reply_start(channel, type, part);
        reply_bytes(channel, from->bytes + *told, part);
        *told += part;
    }
}

static bool put_all(struct live *live, const struct capture *output, const struct capture *error)
{
    put(live->channel, FRAME_STDOUT, output, &live->output_told);
    put(live->channel, FRAME_STDERR, error, &live->error_told);
    return live->output_told == output->size && live->error_told == error->size;
}

bool live_telling(const struct live *live)
{
    return live->channel && live->channel->out_end > 0;
}

void live_tell(struct live *live, const struct capture *output, const struct capture *error)
{
    bool all;
    do
        all = put_all(live, output, error);
    while (channel_send_ready(live->channel) && !all);
}

void live_finish(struct live *live, const struct capture *output, const struct capture *error)
{
    bool all;
    do {
        all = put_all(live, output, error);
        reply_send(live->channel);
    } while (!all);
}

void live_close(struct live *live)
{
    if (live->channel)
        close_given(&live->input);
    *live = (struct live){.input = NO_FD};
}
