package evalx.broker;

import evalx.config.Settings;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;

/**
 * Looks whether the broker is set up as EvalX needs it, and makes the addresses and queues that are
 * missing. Without them tokens would be lost without a word: a dead letter at an address without
 * queues is dropped, and a delivery count that is not on disk forgets what kills the broker's
 * machine.
 */
@Singleton
public class BrokerCheck {
  private static final Logger LOG = System.getLogger(BrokerCheck.class.getName());
  private static final String DEAD = "evalx.dead";
  private static final String EXPIRED = "evalx.expired";
  private static final String PURGED = "evalx.purged";
  private static final String PURGED_QUEUE = PURGED + ".end";
  private static final String REJECTED = "evalx.rejected";
  private static final String WEBHOOKS = "evalx.webhooks";

  /** Messages in {@code evalx.rejected}, as broker.xml has it. */
  private static final int MAX_REJECTED = 1000;

  /** Any language's; its settings are those of {@code evalx.jobs.#}. */
  private static final String A_JOB_QUEUE = "evalx.jobs.any";

  static final String SEE = " (see artemis/broker.xml)";

  /**
   * The broker must not give up before EvalX, which does so after 50, and knows which of them do
   * not count.
   */
  private static final int MIN_DELIVERIES = 51;

  private final Management management;
  private final Broker broker;
  private final Settings settings;
  private volatile BrokerFindings latest = BrokerFindings.NONE;

  @Inject
  public BrokerCheck(Management management, Broker broker, Settings settings) {
    this.management = management;
    this.broker = broker;
    this.settings = settings;
  }

  /** What the last look found. */
  public BrokerFindings latest() {
    return latest;
  }

  /**
   * Looks, and logs what has changed since the last look.
   *
   * @throws BrokerAway when the broker does not answer
   */
  public synchronized BrokerFindings look() {
    var findings = new ArrayList<String>();
    topicQueue(DEAD, "evalx.dlq", findings);
    topicQueue(DEAD, "evalx.dead.end", findings);
    topicQueue(EXPIRED, "evalx.expired.end", findings);
    attempt("queue " + PURGED_QUEUE, findings, () -> management.ensureQueue(PURGED_QUEUE));
    attempt("queue " + REJECTED, findings, () -> management.ensureRing(REJECTED, MAX_REJECTED));
    attempt("queue " + WEBHOOKS, findings, () -> management.ensureQueue(WEBHOOKS));
    addressSettings(findings);
    server(findings);
    report(findings);
    latest = new BrokerFindings(findings);
    return latest;
  }

  private void topicQueue(String address, String queue, List<String> findings) {
    attempt(
        "queue " + queue + " of address " + address,
        findings,
        () -> management.ensureTopicQueue(address, queue));
  }

  private void addressSettings(List<String> findings) {
    attempt(
        "address settings",
        findings,
        () -> {
          var jobs =
              new CheckSettings("evalx.jobs.#", management.addressSettings(A_JOB_QUEUE), findings);
          jobs.mustBe("deadLetterAddress", "dead-letter-address", DEAD);
          jobs.mustBe("expiryAddress", "expiry-address", EXPIRED);
          jobs.mustBe("addressFullMessagePolicy", "address-full-policy", "FAIL");
          jobs.must(
              "maxDeliveryAttempts",
              "max-delivery-attempts",
              value -> value.asInt() <= 0 || value.asInt() >= MIN_DELIVERIES,
              "at least " + MIN_DELIVERIES);
          jobs.must("redeliveryDelay", "redelivery-delay", value -> value.asLong() > 0, "above 0");
          limits(jobs);
          for (var address : List.of(DEAD, EXPIRED, PURGED)) {
            var kept =
                new CheckSettings(address + ".#", management.addressSettings(address), findings);
            kept.must(
                "maxDeliveryAttempts",
                "max-delivery-attempts",
                value -> value.isNumber() && value.asInt() <= 0,
                "-1");
            kept.mustBe("addressFullMessagePolicy", "address-full-policy", "PAGE");
          }
          var webhooks =
              new CheckSettings(WEBHOOKS, management.addressSettings(WEBHOOKS), findings);
          webhooks.must(
              "maxDeliveryAttempts",
              "max-delivery-attempts",
              value -> value.isNumber() && value.asInt() <= 0,
              "-1");
          webhooks.mustBe("addressFullMessagePolicy", "address-full-policy", "FAIL");
        });
  }

  /** A node reckons with its own: how full a queue is, and how long the state of a job is kept. */
  private void limits(CheckSettings jobs) {
    jobs.mustBe(
        "maxSizeMessages",
        "max-size-messages",
        new CheckSettings.Limit(
            "MAX_QUEUE_DEPTH", settings.broker().maxQueueDepth(), "max-queue-depth"));
    jobs.mustBe(
        "maxExpiryDelay",
        "max-expiry-delay",
        new CheckSettings.Limit(
            "TASK_TTL", settings.runs().jobs().taskTtl().toMillis(), "task-ttl-millis"));
  }

  private void server(List<String> findings) {
    attempt(
        "persist-delivery-count-before-delivery",
        findings,
        () -> {
          if (!management.isDeliveryCountPersisted()) {
            findings.add("persist-delivery-count-before-delivery is false, must be true" + SEE);
          }
        });
    attempt(
        "populate-validated-user",
        findings,
        () -> {
          if (!marksSenders()) {
            findings.add("populate-validated-user is false, must be true" + SEE);
          }
        });
  }

  /** No management operation tells, but a message does. */
  private boolean marksSenders() {
    return broker.call(
        pooled -> {
          var queue = pooled.session().createTemporaryQueue();
          try (var consumer = pooled.consume(queue)) {
            pooled.send(queue, pooled.session().createMessage());
            var message = consumer.receive(AskBroker.ANSWER_MILLIS);
            return message != null && message.getStringProperty("JMSXUserID") != null;
          }
        });
  }

  private static void attempt(String what, List<String> findings, Runnable look) {
    try {
      look.run();
    } catch (SendRefused e) {
      findings.add(what + ": " + e.getMessage() + SEE);
    }
  }

  private void report(List<String> findings) {
    for (String finding : findings) {
      if (!latest.sentences().contains(finding)) {
        LOG.log(
            Level.ERROR,
            "The broker is not set up for EvalX, so submissions may end without an answer: {0}",
            finding);
      }
    }
    if (findings.isEmpty() && !latest.sentences().isEmpty()) {
      LOG.log(Level.INFO, "The broker is set up as EvalX needs it now");
    }
  }
}
