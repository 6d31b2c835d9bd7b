package evalx.work;

import evalx.broker.BrokerAway;
import evalx.broker.BrokerCheck;
import evalx.broker.Management;
import evalx.broker.SendRefused;
import evalx.language.Language;
import evalx.language.Languages;
import evalx.queue.QueueNames;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/** Makes the queues of all languages at the broker, and looks whether it is set up for EvalX. */
@Singleton
class MakeQueues {
  private static final Logger LOG = System.getLogger(MakeQueues.class.getName());

  private final Languages languages;
  private final Management management;
  private final BrokerCheck brokerCheck;

  @Inject
  MakeQueues(Languages languages, Management management, BrokerCheck brokerCheck) {
    this.languages = languages;
    this.management = management;
    this.brokerCheck = brokerCheck;
  }

  /** Makes those that are not there; says whether all are there now. */
  boolean make() {
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
