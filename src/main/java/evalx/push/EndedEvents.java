package evalx.push;

import evalx.format.EventWriter;
import evalx.format.ResultEvents;
import evalx.result.EventId;
import evalx.result.LoggedEvent.Kind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.BitSet;
import java.util.Optional;
import java.util.Set;

/** The events of a submission that has ended which its log does not tell. */
final class EndedEvents implements AutoCloseable {
  private final ResultEvents result;
  private boolean ended;

  EndedEvents(ResultEvents result) {
    this.result = result;
  }

  static Step step(EventId id, Kind kind, byte[] json) {
    return new Step.Next(new StreamEvent(Optional.of(id), kind.word(), json));
  }

  /**
   * The next of them.
   *
   * @param last the id of the event before
   * @param told what has been told of this attempt, and is told now
   * @param cases that have been told
   * @throws IOException when the result cannot be read
   */
  Step next(EventId last, Set<Kind> told, BitSet cases) throws IOException {
    if (ended) {
      return new Step.End();
    }
    if (last.equals(EventId.START) && told.add(Kind.QUEUED)) {
      return step(EventId.QUEUED, Kind.QUEUED, EventWriter.queued(result.id(), result.queuedAt()));
    }
    var id = last.next(result.attempts());
    var started = told.add(Kind.STARTED) ? result.started() : Optional.<byte[]>empty();
    if (started.isPresent()) {
      return step(id, Kind.STARTED, started.get());
    }
    var compiled = told.add(Kind.COMPILED) ? result.compiled() : Optional.<byte[]>empty();
    return compiled.isPresent() ? step(id, Kind.COMPILED, compiled.get()) : caseOrEnd(id, cases);
  }

  private Step caseOrEnd(EventId id, BitSet told) throws IOException {
    while (result.hasCase()) {
      var isNew = !told.get(result.number());
      var json = result.testCase();
      if (isNew) {
        return step(id, Kind.CASE, json);
      }
    }
    ended = true;
    return step(id, Kind.FINISHED, result.finished());
  }

  @Override
  public void close() {
    ended = true;
    try {
      result.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
