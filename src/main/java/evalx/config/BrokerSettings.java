package evalx.config;

import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The broker.
 *
 * @param url of a broker of its own; empty when it is embedded
 * @param user the account of EvalX itself
 * @param maxQueueDepth jobs that may wait in the queue of one language
 */
public record BrokerSettings(
    Optional<URI> url, Account user, int maxQueueDepth, Embedded embedded) {

  /**
   * The embedded broker.
   *
   * @param host where it listens for outside JMS producers
   * @param amqpPort where it listens for AMQP 1.0; empty when it does not
   * @param producer the account of both; empty when there is none, and then it listens nowhere
   * @param data folder of its journal
   */
  public record Embedded(
      String host, int port, OptionalInt amqpPort, Optional<Account> producer, Path data) {}

  static BrokerSettings read(SettingsReader reader) {
    var producer = new Account(reader.text("PRODUCER_USER"), reader.text("PRODUCER_PASSWORD"));
    var user = new Account(reader.text("ARTEMIS_USER"), reader.text("ARTEMIS_PASSWORD"));
    if (producer.name().equals(user.name())) {
      throw new BadSetting(
          "PRODUCER_USER", "must differ from ARTEMIS_USER: messages from that account are trusted");
    }
    return new BrokerSettings(
        reader.optional("ARTEMIS_URL").map(url -> reader.uri("ARTEMIS_URL", url, "tcp")),
        user,
        reader.number("MAX_QUEUE_DEPTH", 1, 10_000_000),
        new Embedded(
            reader.text("BROKER_HOST"),
            reader.number("BROKER_PORT", 1, 65535),
            reader.optionalNumber("AMQP_PORT", 1, 65535),
            Optional.of(producer).filter(account -> !account.password().isEmpty()),
            reader.path("DATA_DIR")));
  }
}
