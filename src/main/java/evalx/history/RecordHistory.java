package evalx.history;

import evalx.config.Settings;
import evalx.events.SubmissionObserver;
import evalx.format.ResultWriter;
import evalx.submission.Caller;
import evalx.submission.SubmissionEvent;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.Optional;

/** Hears what happens to submissions, and has it recorded where a history is kept. */
@ApplicationScoped
class RecordHistory implements SubmissionObserver {
  private static final long MAX_SPOOL_BYTES = 256L << 20;
  private static final long SEGMENT_BYTES = 8L << 20;

  @Resource private ManagedThreadFactory threads;

  private Optional<Recorder> recorder = Optional.empty();

  RecordHistory() {}

  @Inject
  RecordHistory(
      Settings settings,
      Database database,
      ResultWriter results,
      Counters counters,
      KnownEnds knownEnds) {
    if (settings.stores().history().isOn()) {
      recorder = Optional.of(recorder(settings, database, results, counters, knownEnds));
    }
  }

  private static Recorder recorder(
      Settings settings,
      Database database,
      ResultWriter results,
      Counters counters,
      KnownEnds knownEnds) {
    var folder = settings.broker().embedded().data().resolve("history").resolve("spool");
    var clock = Clock.systemUTC();
    var packResult = new PackResult(results);
    var kept = settings.stores().history().kept();
    try {
      return new Recorder(
          Backlog.open(folder, MAX_SPOOL_BYTES, SEGMENT_BYTES),
          database,
          new Upkeep(
              new Retention(database, kept, clock),
              new MissedEnds(database, knownEnds, packResult, counters, clock)),
          packResult,
          counters);
    } catch (IOException e) {
      throw new UncheckedIOException("the history needs the folder " + folder, e);
    }
  }

  void start(@Observes @Initialized(ApplicationScoped.class) Object event) {
    recorder.ifPresent(r -> r.start(threads));
  }

  @Override
  public void observe(SubmissionEvent event) {
    recorder.ifPresent(r -> Noted.of(event).ifPresent(r::note));
  }

  @Override
  public void endRepeated(byte[] json, Optional<Caller> caller) {
    recorder.ifPresent(r -> r.note(Noted.ended(json, caller)));
  }

  @PreDestroy
  void close() {
    recorder.ifPresent(Recorder::close);
  }
}
