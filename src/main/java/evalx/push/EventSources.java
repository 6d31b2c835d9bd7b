package evalx.push;

import evalx.format.ResultEvents;
import evalx.result.EventLog;
import evalx.result.Lookup;
import evalx.result.ResultLookup;
import evalx.result.StoredResult;
import evalx.submission.Caller;
import evalx.submission.SubmissionId;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;

/** Where cursors read from. */
@Singleton
final class EventSources {
  /** What reading a result takes beside its packed bytes: two buffers and a test case. */
  private static final int BUFFERS = 128 << 10;

  private final EventLog log;
  private final ResultLookup results;
  private final HeldBytes held;

  @Inject
  EventSources(EventLog log, ResultLookup results, HeldBytes held) {
    this.log = log;
    this.results = results;
    this.held = held;
  }

  EventLog log() {
    return log;
  }

  HeldBytes held() {
    return held;
  }

  /** What came of opening a result. */
  sealed interface Opened {
    record Result(ResultEvents events) implements Opened {}

    record NoRoom() implements Opened {}

    record Unknown() implements Opened {}
  }

  /**
   * Opens a result that is there, or was a moment ago.
   *
   * @param share holds its bytes afterwards
   */
  Opened open(SubmissionId id, Caller viewer, HeldBytes.Share share) {
    var lookup = results.find(id, viewer);
    Optional<StoredResult> result = Optional.empty();
    if (lookup instanceof Lookup.Finished finished) {
      if (!share.hold(finished.result().packed().length + BUFFERS)) {
        return new Opened.NoRoom();
      }
      result = Optional.of(finished.result());
    } else if (lookup instanceof Lookup.FinishedLarge large) {
      if (!share.hold(large.bytes() + BUFFERS)) {
        return new Opened.NoRoom();
      }
      result = results.load(id);
    }
    return result.isPresent() ? opened(id, result.get()) : new Opened.Unknown();
  }

  private static Opened opened(SubmissionId id, StoredResult result) {
    try {
      return new Opened.Result(new ResultEvents(id, result.open()));
    } catch (IOException e) {
      throw new UncheckedIOException("the result of " + id + " is damaged", e);
    }
  }
}
