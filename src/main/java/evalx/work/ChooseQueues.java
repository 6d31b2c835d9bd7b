package evalx.work;

import evalx.broker.Adapter;
import evalx.config.Settings;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorDefinition;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Keeps the queues of all languages at the broker, and tells the resource adapter which jobs this
 * node takes from them: those of the languages and versions that work here, and none during an
 * outage.
 */
@ManagedScheduledExecutorDefinition(name = "java:app/evalx/intake", maxAsync = 1)
@ApplicationScoped
class ChooseQueues {
  private static final int SECONDS = 1;

  /** A broker may come back without its queues: they are made again after this many looks. */
  private static final int LOOKS = 30;

  private static final Logger LOG = System.getLogger(ChooseQueues.class.getName());

  @Resource(lookup = "java:app/evalx/intake")
  private ManagedScheduledExecutorService executor;

  private Settings settings;
  private MakeQueues makeQueues;
  private WantedQueues wantedQueues;
  private OutageMonitor outages;
  private Adapter adapter;
  private int looks;
  private Optional<Map<String, String>> consumed = Optional.empty();

  @SuppressWarnings("NullAway.Init")
  ChooseQueues() {}

  @Inject
  ChooseQueues(
      Settings settings,
      MakeQueues makeQueues,
      WantedQueues wantedQueues,
      OutageMonitor outages,
      Adapter adapter) {
    this.settings = settings;
    this.makeQueues = makeQueues;
    this.wantedQueues = wantedQueues;
    this.outages = outages;
    this.adapter = adapter;
  }

  void start(@Observes @Initialized(ApplicationScoped.class) Object event) {
    var unused = executor.scheduleWithFixedDelay(this::look, 0, SECONDS, TimeUnit.SECONDS);
  }

  private void look() {
    try {
      if (looks > 0 || makeQueues.make()) {
        looks = (looks + 1) % LOOKS;
      }
      if (settings.role().works()) {
        consume();
      }
    } catch (RuntimeException | Error e) {
      // A scheduled task that throws is never run again.
      LOG.log(Level.ERROR, "The queues could not be chosen; trying again in 1 s", e);
    }
  }

  private void consume() {
    var outage = outages.current();
    Map<String, String> wanted = outage.isPresent() ? Map.of() : wantedQueues.byVersion();
    if (consumed.filter(wanted::equals).isEmpty()) {
      adapter.consume(wanted);
      consumed = Optional.of(wanted);
      LOG.log(
          Level.INFO,
          "Taking jobs from {0}{1}",
          wanted.keySet(),
          outage.map(why -> ": " + why).orElse(""));
    }
  }
}
