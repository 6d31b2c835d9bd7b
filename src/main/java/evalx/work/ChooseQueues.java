package evalx.work;

import evalx.broker.BrokerAway;
import evalx.broker.BrokerCheck;
import evalx.broker.Management;
import evalx.broker.SendRefused;
import evalx.config.Settings;
import evalx.language.Language;
import evalx.language.Languages;
import evalx.queue.QueueNames;
import evalx.threads.PeriodicTasks;
import evalx.threads.PeriodicTasks.Task;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;

/**
 * Keeps the queues of all languages at the broker, and takes from them what this node can run now.
 */
@ApplicationScoped
class ChooseQueues {
  private static final Duration MAKE_PAUSE = Duration.ofSeconds(1);
  private static final Duration TAKE_PAUSE = Duration.ofMillis(200);

  /** A broker may come back without its queues: they are made again after this many looks. */
  private static final int LOOKS = 30;

  private static final Logger LOG = System.getLogger(ChooseQueues.class.getName());

  @Inject private PeriodicTasks tasks;

  private Settings settings;
  private Languages languages;
  private Management management;
  private BrokerCheck brokerCheck;
  private TakeJobs takeJobs;
  private int looks;

  /** Why the broker makes no queue, as the log has it; empty while it does. */
  private String refusal = "";

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
    tasks.begin(new Task("The look for missing queues", MAKE_PAUSE, this::make), Duration.ZERO);
    if (settings.node().role().works()) {
      tasks.begin(new Task("The choice of queues", TAKE_PAUSE, takeJobs::look), Duration.ZERO);
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
      accepted();
      return true;
    } catch (BrokerAway e) {
      LOG.log(Level.DEBUG, "the queues will be made when the broker is back", e);
    } catch (SendRefused e) {
      refused(String.valueOf(e.getMessage()));
    }
    return false;
  }

  private void accepted() {
    if (!refusal.isEmpty()) {
      LOG.log(Level.INFO, "The queues of all languages are there now");
    }
    refusal = "";
  }

  private void refused(String why) {
    if (!why.equals(refusal)) {
      LOG.log(
          Level.ERROR,
          "The broker refuses to make a queue, so jobs of its language can neither be sent nor"
              + " taken; trying every second: {0}",
          why);
    }
    refusal = why;
  }
}
