package evalx.broker;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

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

  private static final String SEE = " (see artemis/broker.xml)";

  /** EvalX ends a job after three attempts; the broker must not give up before. */
  private static final int MIN_DELIVERIES = 10;

  private final Management management;
  private final Broker broker;
  private volatile BrokerFindings latest = BrokerFindings.NONE;

  @Inject
  public BrokerCheck(Management management, Broker broker) {
    this.management = management;
    this.broker = broker;
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
          var jobs = new Setting("evalx.jobs.#", management.addressSettings(A_JOB_QUEUE), findings);
          jobs.mustBe("deadLetterAddress", "dead-letter-address", DEAD);
          jobs.mustBe("expiryAddress", "expiry-address", EXPIRED);
          jobs.mustBe("addressFullMessagePolicy", "address-full-policy", "FAIL");
          jobs.must(
              "maxDeliveryAttempts",
              "max-delivery-attempts",
              value -> value.asInt() <= 0 || value.asInt() >= MIN_DELIVERIES,
              "at least " + MIN_DELIVERIES);
          jobs.must("maxSizeMessages", "max-size-messages", value -> value.asLong() > 0, "above 0");
          jobs.must("maxExpiryDelay", "max-expiry-delay", value -> value.asLong() > 0, "above 0");
          jobs.must("redeliveryDelay", "redelivery-delay", value -> value.asLong() > 0, "above 0");
          for (var address : List.of(DEAD, EXPIRED, PURGED)) {
            var kept = new Setting(address + ".#", management.addressSettings(address), findings);
            kept.must(
                "maxDeliveryAttempts",
                "max-delivery-attempts",
                value -> value.isNumber() && value.asInt() <= 0,
                "-1");
            kept.mustBe("addressFullMessagePolicy", "address-full-policy", "PAGE");
          }
          var webhooks = new Setting(WEBHOOKS, management.addressSettings(WEBHOOKS), findings);
          webhooks.must(
              "maxDeliveryAttempts",
              "max-delivery-attempts",
              value -> value.isNumber() && value.asInt() <= 0,
              "-1");
          webhooks.mustBe("addressFullMessagePolicy", "address-full-policy", "FAIL");
        });
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

  /** The settings of addresses, and what is wrong with them. */
  private record Setting(String match, JsonNode settings, List<String> findings) {
    void mustBe(String key, String name, String wanted) {
      must(key, name, value -> value.asText().equals(wanted), "'" + wanted + "'");
    }

    void must(String key, String name, Predicate<JsonNode> isRight, String wanted) {
      var value = settings.path(key);
      if (!isRight.test(value)) {
        var is = value.isMissingNode() ? "not set" : "'" + value.asText() + "'";
        findings.add(
            "address setting " + match + ": " + name + " is " + is + ", must be " + wanted + SEE);
      }
    }
  }
}
