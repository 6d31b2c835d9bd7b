package evalx.files;

import evalx.threads.PeriodicTasks;
import evalx.threads.PeriodicTasks.Task;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;

/** Deletes expired files at regular times. */
@ApplicationScoped
class SweepFiles {
  private static final Duration PAUSE = Duration.ofMinutes(1);
  private static final Logger LOG = System.getLogger(SweepFiles.class.getName());

  @Inject private PeriodicTasks tasks;

  private FileStore store;

  @SuppressWarnings("NullAway.Init")
  SweepFiles() {}

  @Inject
  SweepFiles(FileStore store) {
    this.store = store;
  }

  void start(@Observes @Initialized(ApplicationScoped.class) Object event) {
    tasks.begin(new Task("A sweep of expired files", PAUSE, this::sweep), Duration.ofSeconds(1));
  }

  private void sweep() {
    try {
      store.sweep();
    } catch (FilesAway e) {
      LOG.log(
          Level.WARNING,
          "Expired files stay until the next sweep in a minute: {0}",
          e.getMessage());
    }
  }
}
