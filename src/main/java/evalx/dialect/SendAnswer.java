package evalx.dialect;

import evalx.api.Door;
import evalx.format.Problem;
import jakarta.servlet.AsyncContext;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * Sends the answers of a dialect. A small one fits into the buffers of server and socket and is
 * written at once; a large one goes out as its client takes it, and no thread waits for that.
 */
final class SendAnswer {
  private static final Logger LOG = System.getLogger(SendAnswer.class.getName());

  private final String dialect;
  private final Door door;
  private final Function<Problem, Answer> refuse;

  /**
   * @param refuse a problem in the shape that the dialect's clients know
   */
  SendAnswer(String dialect, Door door, Function<Problem, Answer> refuse) {
    this.dialect = dialect;
    this.door = door;
    this.refuse = refuse;
  }

  /** What a failure comes to. */
  Answer failed(Call call, Throwable failure) {
    var problem = Door.problem(failure);
    if (call.response().getHeader("Retry-After") == null) {
      Door.retryAfter(problem)
          .ifPresent(seconds -> call.response().setHeader("Retry-After", seconds.toString()));
    }
    return refuse.apply(problem);
  }

  /** Sends an answer that is there. */
  void now(Call call, Answer answer) throws IOException {
    if (isSmall(call, answer.body())) {
      write(call, answer);
    } else {
      large(call, new Reply.Large(Door.caller(call.request()), room -> held(answer, room)));
    }
  }

  private static Answer held(Answer answer, Door.Room room) {
    room.hold(answer.body().length);
    return answer;
  }

  private void write(Call call, Answer answer) throws IOException {
    begin(call, answer);
    call.response().getOutputStream().write(answer.body());
  }

  private void begin(Call call, Answer answer) {
    door.answered(dialect, answer.status());
    var response = call.response();
    response.setStatus(answer.status());
    if (!answer.type().isEmpty()) {
      response.setContentType(answer.type());
    }
    response.setContentLength(answer.body().length);
  }

  /** Makes an answer that may be large, and sends it. */
  void large(Call call, Reply.Large large) throws IOException {
    var room = door.room(large.caller());
    var isSent = false;
    try {
      var answer = made(call, large, room);
      if (isSmall(call, answer.body())) {
        write(call, answer);
      } else {
        var async = call.request().startAsync(call.request(), call.response());
        async.setTimeout(0);
        isSent = true;
        paced(answer.body(), async, room, () -> begin(call, answer));
      }
    } finally {
      if (!isSent) {
        room.close();
      }
    }
  }

  private Answer made(Call call, Reply.Large large, Door.Room room) {
    try {
      return large.made().apply(room);
    } catch (RuntimeException e) {
      return failed(call, e);
    }
  }

  /** The body of an answer to HEAD stays with the server. */
  private static boolean isSmall(Call call, byte[] body) {
    return body.length <= Door.MAX_SMALL || call.request().getMethod().equals("HEAD");
  }

  /**
   * Sends a body, and ends its request.
   *
   * @param room of the body, which is closed when that is over, whatever comes of it
   * @param begin what is before the body
   */
  private void paced(byte[] body, AsyncContext async, Door.Room room, Runnable begin) {
    var isOnItsWay = false;
    try {
      begin.run();
      door.write(async, body, room);
      isOnItsWay = true;
    } catch (IOException | RuntimeException e) {
      left(e);
    } finally {
      if (!isOnItsWay) {
        room.close();
        complete(async);
      }
    }
  }

  /** Sends an answer to a request that is asynchronous, and ends it. */
  void late(Call call, Answer answer, AsyncContext async) {
    if (isSmall(call, answer.body())) {
      lateNow(call, answer, async);
      return;
    }
    Door.Room room;
    try {
      room = room(call, answer.body());
    } catch (RuntimeException e) {
      lateNow(call, failed(call, e), async);
      return;
    }
    paced(answer.body(), async, room, () -> begin(call, answer));
  }

  private Door.Room room(Call call, byte[] body) {
    var room = door.room(Door.caller(call.request()));
    room.hold(body.length);
    return room;
  }

  private void lateNow(Call call, Answer answer, AsyncContext async) {
    try {
      write(call, answer);
    } catch (IOException | RuntimeException e) {
      left(e);
    } finally {
      complete(async);
    }
  }

  /**
   * Sends an answer that is the last event of a stream, and ends it. One that there is no room for
   * is not sent: its client sees that the stream has ended without it.
   */
  void lastEvent(Call call, Answer answer, byte[] event, AsyncContext async) {
    door.answered(dialect, answer.status());
    try {
      if (!isSmall(call, event)) {
        paced(event, async, room(call, event), () -> {});
        return;
      }
      call.response().getOutputStream().write(event);
    } catch (IOException | RuntimeException e) {
      left(e);
    }
    complete(async);
  }

  /** Ends a request that the server may have ended already, since its client has left. */
  void complete(AsyncContext async) {
    try {
      async.complete();
    } catch (RuntimeException e) {
      left(e);
    }
  }

  private void left(Exception why) {
    LOG.log(Level.DEBUG, "a client of {0} has no answer: {1}", dialect, why.toString());
  }

  /** Does something after a time, unless its timer is completed before. */
  void after(CompletableFuture<Void> timer, Duration time, Runnable action) {
    door.after(timer, time, action);
  }
}
