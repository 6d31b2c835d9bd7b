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
  RecordHistory(Settings settings, Database database, ResultWriter results, Counters counters) {
    if (settings.stores().history().isOn()) {
      recorder = Optional.of(recorder(settings, database, results, counters));
    }
  }

  private static Recorder recorder(
      Settings settings, Database database, ResultWriter results, Counters counters) {
    var folder = settings.broker().embedded().data().resolve("history").resolve("spool");
    try {
      return new Recorder(
          new Spool(folder, MAX_SPOOL_BYTES, SEGMENT_BYTES),
          database,
          new Retention(database, settings.stores().history().kept(), Clock.systemUTC()),
          new PackResult(results),
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
