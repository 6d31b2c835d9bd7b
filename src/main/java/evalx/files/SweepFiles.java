package evalx.files;

import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Deletes expired files at regular times. */
@ApplicationScoped
class SweepFiles {
  private static final int SECONDS = 60;
  private static final Logger LOG = System.getLogger(SweepFiles.class.getName());

  @Resource private ManagedThreadFactory threads;

  /** Not one of the server's: Payara leaves those of an application that is deployed again. */
  private Optional<ScheduledExecutorService> executor = Optional.empty();

  private FileStore store;

  @SuppressWarnings("NullAway.Init")
  SweepFiles() {}

  @Inject
  SweepFiles(FileStore store) {
    this.store = store;
  }

  void start(@Observes @Initialized(ApplicationScoped.class) Object event) {
    var made = new ScheduledThreadPoolExecutor(1, threads);
    executor = Optional.of(made);
    var unused = made.scheduleWithFixedDelay(this::sweep, 1, SECONDS, TimeUnit.SECONDS);
  }

  @PreDestroy
  void close() {
    executor.ifPresent(ScheduledExecutorService::shutdownNow);
  }

  /** Nothing may leave: a scheduled task that throws is never run again. */
  private void sweep() {
    try {
      store.sweep();
    } catch (FilesAway e) {
      LOG.log(
          Level.WARNING,
          "Expired files stay until the next sweep in a minute: {0}",
          e.getMessage());
    } catch (RuntimeException | Error e) {
      LOG.log(Level.ERROR, "Expired files stay until the next sweep in a minute", e);
    }
  }
}
