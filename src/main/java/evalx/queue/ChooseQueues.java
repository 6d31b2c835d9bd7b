package evalx.queue;

import evalx.broker.BrokerAway;
import evalx.broker.Management;
import evalx.broker.SendRefused;
import evalx.config.Settings;
import evalx.language.Language;
import evalx.language.Languages;
import evalx.node.Capabilities;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorDefinition;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

/**
 * Makes the queues of all languages, and tells the resource adapter from which of them this node
 * takes jobs: those of the languages that work here, and none during an outage.
 */
@ManagedScheduledExecutorDefinition(name = "java:app/evalx/intake", maxAsync = 1)
@ApplicationScoped
class ChooseQueues {
  private static final int SECONDS = 1;

  /**
   * A broker may come back without its queues: they are made again each time after so many looks.
   */
  private static final int LOOKS = 30;

  private static final Logger LOG = System.getLogger(ChooseQueues.class.getName());

  @Resource(lookup = "java:app/evalx/intake")
  private ManagedScheduledExecutorService executor;

  private Settings settings;
  private Languages languages;
  private Capabilities capabilities;
  private Outages outages;
  private Management management;
  private AdapterIntake adapter;
  private int looks;
  private Set<String> consumed = Set.of();

  ChooseQueues() {}

  @Inject
  ChooseQueues(
      Settings settings,
      Languages languages,
      Capabilities capabilities,
      Outages outages,
      Management management,
      AdapterIntake adapter) {
    this.settings = settings;
    this.languages = languages;
    this.capabilities = capabilities;
    this.outages = outages;
    this.management = management;
    this.adapter = adapter;
  }

  void start(@Observes @Initialized(ApplicationScoped.class) Object event) {
    executor.scheduleWithFixedDelay(this::look, 0, SECONDS, TimeUnit.SECONDS);
  }

  private void look() {
    try {
      if (looks == 0) {
        makeQueues();
      }
      looks = (looks + 1) % LOOKS;
      if (settings.role().works()) {
        consume();
      }
    } catch (BrokerAway | SendRefused e) {
      LOG.log(Level.DEBUG, "the queues will be made when the broker is back", e);
    } catch (RuntimeException | Error e) {
      // A scheduled task that throws is never run again.
      LOG.log(Level.ERROR, "The intake could not be changed; tried again in a second", e);
    }
  }

  private void makeQueues() {
    for (Language language : languages.all()) {
      management.ensureQueue(Wire.jobs(language.id()));
    }
  }

  private void consume() {
    var outage = outages.current();
    var wanted = new TreeSet<String>();
    if (outage.isEmpty()) {
      capabilities.working().forEach(language -> wanted.add(Wire.jobs(language)));
    }
    if (!wanted.equals(consumed)) {
      adapter.consume(wanted);
      consumed = wanted;
      LOG.log(
          Level.INFO, "Taking jobs from {0}{1}", wanted, outage.map(why -> ": " + why).orElse(""));
    }
  }
}
