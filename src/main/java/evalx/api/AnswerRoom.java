package evalx.api;

import evalx.limit.FairShare;
import evalx.submission.Caller;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The room that the answer to one request takes in the {@link AnswerBudget}, as its parts are made
 * and until it is written. Small answers take none.
 */
final class AnswerRoom implements Door.Room {
  /** The bytes of a part, and their copy in the answer. */
  private static final int COPIES = 2;

  /** A request thread is held meanwhile. */
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final AnswerBudget budget;
  private final FairShare making;
  private final Caller caller;
  private ByteBudget.@Nullable Permit permit;
  private long size;

  /**
   * @param making what is made at a time: a part takes several times its bytes until it is made
   */
  AnswerRoom(AnswerBudget budget, FairShare making, Caller caller) {
    this.budget = budget;
    this.making = making;
    this.caller = caller;
  }

  @Override
  public byte[] part(Supplier<byte[]> made) {
    acquire();
    try {
      var bytes = made.get();
      hold(bytes.length);
      return bytes;
    } finally {
      making.release(caller, 1);
    }
  }

  private void acquire() {
    try {
      if (!making.take(caller, 1, PATIENCE)) {
        throw SendResult.busy();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw SendResult.busy();
    }
  }

  @Override
  public void hold(int bytes) {
    var more = (long) COPIES * bytes;
    size += more;
    if (permit != null) {
      if (!permit.grow(more)) {
        throw SendResult.busy();
      }
    } else if (size > SendResult.MAX_SMALL) {
      permit = budget.take(caller, size).orElseThrow(SendResult::busy);
    }
  }

  @Override
  public void close() {
    if (permit != null) {
      permit.close();
    }
  }
}
