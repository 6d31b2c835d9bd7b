package evalx.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The broker.
 *
 * @param outside a broker of its own and its backups, any of which may be the active one; empty
 *     when it is embedded
 * @param user the account of EvalX itself
 * @param producers accounts of outside producers, each of which sees its own replies only
 * @param maxQueueDepth jobs that may wait in the queue of one language
 */
public record BrokerSettings(
    List<BrokerAddress> outside,
    Account user,
    Producers producers,
    int maxQueueDepth,
    Embedded embedded) {

  /**
   * The embedded broker.
   *
   * @param producer the account that outside producers share; empty when there is none
   * @param data folder of its journal
   */
  public record Embedded(Listening listening, Optional<Account> producer, Path data) {}

  /**
   * Where the embedded broker listens for outside producers.
   *
   * @param amqpPort for AMQP 1.0; empty when it does not
   * @param keyStore with which it speaks TLS alone; empty when it speaks none
   */
  public record Listening(
      String host, int port, OptionalInt amqpPort, Optional<KeyStoreFile> keyStore) {}

  static BrokerSettings read(SettingsReader reader) {
    var producer = new Account(reader.text("PRODUCER_USER"), reader.text("PRODUCER_PASSWORD"));
    var user = new Account(reader.text("ARTEMIS_USER"), reader.text("ARTEMIS_PASSWORD"));
    if (producer.name().equals(user.name())) {
      throw new BadSetting(
          "PRODUCER_USER", "must differ from ARTEMIS_USER: messages from that account are trusted");
    }
    var producers = Producers.parse(reader.list("PRODUCERS"));
    producers.needOthersThan(List.of(producer.name(), user.name()));
    return new BrokerSettings(
        reader.optional("ARTEMIS_URL").map(BrokerAddress::parse).orElse(List.of()),
        user,
        producers,
        reader.number("MAX_QUEUE_DEPTH", 1, 10_000_000),
        new Embedded(
            new Listening(
                reader.text("BROKER_HOST"),
                reader.number("BROKER_PORT", 1, 65535),
                reader.optionalNumber("AMQP_PORT", 1, 65535),
                KeyStoreFile.read(reader, "BROKER_KEYSTORE")),
            Optional.of(producer).filter(account -> !account.password().isEmpty()),
            reader.path("DATA_DIR")));
  }

  /** Whether outside producers have an account: the embedded broker listens only then. */
  public boolean hasProducers() {
    return embedded.producer().isPresent() || !producers.accounts().isEmpty();
  }
}
