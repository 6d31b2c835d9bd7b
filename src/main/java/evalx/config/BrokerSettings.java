package evalx.config;

import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The broker.
 *
 * @param url of a broker of its own; empty when it is embedded
 * @param user the account of EvalX itself
 * @param producer the account of outside JMS producers at the embedded broker; empty when there is
 *     none, and then it does not listen
 * @param host where the embedded broker listens
 * @param data folder of the embedded broker's journal
 * @param maxQueueDepth jobs that may wait in the queue of one language
 */
public record BrokerSettings(
    Optional<URI> url,
    Account user,
    Optional<Account> producer,
    String host,
    int port,
    Path data,
    int maxQueueDepth) {

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
        Optional.of(producer).filter(account -> !account.password().isEmpty()),
        reader.text("BROKER_HOST"),
        reader.number("BROKER_PORT", 1, 65535),
        reader.path("DATA_DIR"),
        reader.number("MAX_QUEUE_DEPTH", 1, 10_000_000));
  }
}
