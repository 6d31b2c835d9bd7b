package evalx.work;

import evalx.broker.BrokerAway;
import evalx.broker.BrokerCheck;
import evalx.broker.Management;
import evalx.broker.SendRefused;
import evalx.config.Settings;
import evalx.language.Language;
import evalx.language.Languages;
import evalx.queue.QueueNames;
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

/**
 * Keeps the queues of all languages at the broker, and takes from them what this node can run now.
 */
@ApplicationScoped
class ChooseQueues {
  private static final int MAKE_MILLIS = 1000;
  private static final int TAKE_MILLIS = 200;

  /** One for each task: while the broker is away, making queues takes seconds. */
  private static final int THREADS = 2;

  /** A broker may come back without its queues: they are made again after this many looks. */
  private static final int LOOKS = 30;

  private static final Logger LOG = System.getLogger(ChooseQueues.class.getName());

  @Resource private ManagedThreadFactory threads;

  /** Not one of the server's: Payara leaves those of an application that is deployed again. */
  private Optional<ScheduledExecutorService> executor = Optional.empty();

  private Settings settings;
  private Languages languages;
  private Management management;
  private BrokerCheck brokerCheck;
  private TakeJobs takeJobs;
  private int looks;

  @SuppressWarnings("NullAway.Init")
  ChooseQueues() {}

  @Inject
  ChooseQueues(
      Settings settings,
      Languages languages,
      Management management,
      BrokerCheck brokerCheck,
      TakeJobs takeJobs) {
    this.settings = settings;
    this.languages = languages;
    this.management = management;
    this.brokerCheck = brokerCheck;
    this.takeJobs = takeJobs;
  }

  void start(@Observes @Initialized(ApplicationScoped.class) Object event) {
    var made = new ScheduledThreadPoolExecutor(THREADS, threads);
    executor = Optional.of(made);
    schedule(made, this::make, MAKE_MILLIS);
    if (settings.role().works()) {
      schedule(made, takeJobs::look, TAKE_MILLIS);
    }
  }

  @PreDestroy
  void close() {
    executor.ifPresent(ScheduledExecutorService::shutdownNow);
  }

  private void schedule(ScheduledExecutorService executor, Runnable look, int millis) {
    var unused =
        executor.scheduleWithFixedDelay(
            () -> lookWithoutFail(look), 0, millis, TimeUnit.MILLISECONDS);
  }

  private void lookWithoutFail(Runnable look) {
    try {
      look.run();
    } catch (RuntimeException | Error e) {
      // A scheduled task that throws is never run again.
      LOG.log(Level.ERROR, "The queues could not be chosen; trying again within 1 s", e);
    }
  }

  /** Makes the queues that are missing, on the first look and on some of those that follow. */
  synchronized void make() {
    if (looks > 0 || makeQueues()) {
      looks = (looks + 1) % LOOKS;
    }
  }

  /** Makes those that are not there; says whether all are there now. */
  private boolean makeQueues() {
    try {
      brokerCheck.look();
      for (Language language : languages.all()) {
        management.ensureQueue(QueueNames.jobs(language.id()));
      }
      return true;
    } catch (BrokerAway e) {
      LOG.log(Level.DEBUG, "the queues will be made when the broker is back", e);
    } catch (SendRefused e) {
      LOG.log(
          Level.ERROR,
          "The broker refuses to make a queue, so jobs of its language can neither be sent nor"
              + " taken; trying again in 1 s: {0}",
          e.getMessage());
    }
    return false;
  }
}
