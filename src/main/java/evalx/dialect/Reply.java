package evalx.dialect;

import evalx.api.Door;
import evalx.submission.Caller;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;

/** What comes of a request: an answer now, or one that is waited for without a thread. */
public sealed interface Reply {
  /** An answer that is there. */
  record Now(Answer answer) implements Reply {}

  /**
   * An answer that may be large, whose room is taken as it is made and given back when it is
   * written.
   *
   * @param made may throw as {@link DialectServlet#handle} does
   */
  record Large(Caller caller, Function<Door.Room, Answer> made) implements Reply {}

  /**
   * An answer that comes.
   *
   * @param maxWait how long it is waited for
   * @param instead what is answered when it has not come by then
   */
  record Later(CompletableFuture<Answer> answer, Duration maxWait, Supplier<Answer> instead)
      implements Reply {}

  /**
   * An answer that comes after messages, as the last of them.
   *
   * @param later which is JSON with the status 200
   */
  record Streamed(Later later, EventMessages messages) implements Reply {}

  static Reply now(Answer answer) {
    return new Now(answer);
  }
}
