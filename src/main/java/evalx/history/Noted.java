package evalx.history;

import evalx.format.ResultReader;
import evalx.submission.Caller;
import evalx.submission.Encoding;
import evalx.submission.Result;
import evalx.submission.SourceFile;
import evalx.submission.SubmissionEvent;
import evalx.submission.SubmissionId;
import java.util.List;
import java.util.Optional;

/**
 * What was heard of a submission, as it waits in memory: only what the history needs of it, so that
 * test cases are not held.
 */
sealed interface Noted {
  int MAX_CALLER_CHARS = 256;

  SubmissionId id();

  /** About how many bytes of memory it holds. */
  long bytes();

  /** What is written of it; compresses, which takes time. */
  Row row(PackResult packResult);

  /** What is known of it at once and nowhere else, for the log. */
  Row logged();

  /** A submission was accepted. */
  record Accepted(SubmissionId id, Origin origin, String caller, List<SourceFile> files)
      implements Noted {
    @Override
    public long bytes() {
      return OVERHEAD + files.stream().mapToLong(f -> f.content().length).sum();
    }

    @Override
    public Row row(PackResult packResult) {
      return new Row.Accepted(id, origin, caller, PackedSource.pack(files));
    }

    @Override
    public Row logged() {
      return new Row.Accepted(id, origin, caller, PackedSource.wrap(files));
    }
  }

  /**
   * A submission ended.
   *
   * @param json the stored result, where it was read from there: it may say more
   * @param caller who submitted it; empty where that is not known here
   */
  record Ended(Result result, Optional<byte[]> json, String caller) implements Noted {

    @Override
    public SubmissionId id() {
      return result.id();
    }

    @Override
    public long bytes() {
      return OVERHEAD * (1 + result.cases().size())
          + PackResult.outputBytes(result)
          + json.map(bytes -> bytes.length).orElse(0);
    }

    @Override
    public Row row(PackResult packResult) {
      return new Row.Ended(
          result.id(),
          origin(),
          caller,
          ending(),
          json.filter(bytes -> bytes.length <= PackResult.MAX_BYTES)
              .map(Gzip::pack)
              .or(() -> packResult.pack(result))
              .orElse(Row.NO_BYTES));
    }

    /** The rest is among the results, where {@link MissedEnds} finds it. */
    @Override
    public Row logged() {
      return new Row.Heard(result.id(), origin(), caller);
    }

    private Origin origin() {
      var subject = result.subject();
      var queued = result.provenance().timeline().queued();
      return new Origin(subject.language(), subject.testCases(), queued);
    }

    private Ending ending() {
      var provenance = result.provenance();
      var timeline = provenance.timeline();
      return new Ending(
          result.verdict().label(),
          result.subject().version(),
          (int) result.passed(),
          use(),
          new Ending.Execution(
              provenance.worker(), provenance.attempts(), timeline.started(), timeline.finished()));
    }

    private Optional<Ending.Use> use() {
      boolean ran =
          result.cases().stream()
              .anyMatch(c -> c.notes().cached() || !c.usage().wallTime().isZero());
      return ran
          ? Optional.of(new Ending.Use(result.runTime(), result.peakKib()))
          : Optional.empty();
    }
  }

  /** A guess of what an object with its texts takes beside the bytes that are counted. */
  long OVERHEAD = 512;

  /** The largest share of one entry in memory; a result over it is kept without outputs. */
  long MAX_BYTES = 4 << 20;

  /** What is kept of an event; empty for one that the history does not keep. */
  static Optional<Noted> of(SubmissionEvent event) {
    if (event instanceof SubmissionEvent.Queued queued) {
      return Optional.of(accepted(queued));
    }
    if (event instanceof SubmissionEvent.Finished finished) {
      var caller = text(finished.caller());
      return Optional.of(bounded(new Ended(finished.result(), Optional.empty(), caller)));
    }
    return Optional.empty();
  }

  private static Accepted accepted(SubmissionEvent.Queued event) {
    var submission = event.submission();
    return new Accepted(
        event.id(),
        new Origin(submission.language(), submission.testCases().size(), event.at()),
        text(Optional.of(event.caller())),
        submission.source().files());
  }

  private static String text(Optional<Caller> caller) {
    return caller.map(known -> CleanText.of(known.key(), MAX_CALLER_CHARS)).orElse("");
  }

  /**
   * What is kept of a result that is stored. It is read as text whatever its outputs are, and
   * written as it is.
   */
  static Noted ended(byte[] json, Optional<Caller> caller) {
    var result = ResultReader.read(json, Encoding.UTF8);
    return bounded(new Ended(result, Optional.of(json), text(caller)));
  }

  private static Ended bounded(Ended whole) {
    return whole.bytes() <= MAX_BYTES
        ? whole
        : new Ended(PackResult.keeping(whole.result(), 0), Optional.empty(), whole.caller());
  }
}
