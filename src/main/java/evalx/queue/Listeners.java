package evalx.queue;

import evalx.broker.Adapter;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;

/**
 * Whether the server has activated the listeners of this package. One that was not given what it
 * wants for that starts without a word, and then nobody takes jobs, or ends tokens of dead letters.
 */
@Singleton
public class Listeners {
  /** What an operator can do about one that is missing. */
  public static final String REMEDY =
      "deploy artemis-rar.rar under this name before evalx.war; on Open Liberty, server.xml also"
          + " needs the jmsQueue and jmsActivationSpec elements of"
          + " src/main/liberty/config/server.xml";

  private static final List<String> DESTINATIONS =
      List.of(
          QueueNames.JOBS + "*",
          QueueNames.DEAD_LETTERS_TO_END,
          QueueNames.EXPIRED_TO_END,
          QueueNames.PURGED_TO_END,
          QueueNames.WEBHOOKS);

  private final Supplier<Collection<String>> activated;

  @Inject
  Listeners(Adapter adapter) {
    this(adapter::getDestinations);
  }

  /**
   * @param activated the destinations that are listened to
   */
  public Listeners(Supplier<Collection<String>> activated) {
    this.activated = activated;
  }

  /** The destinations that nobody listens to. */
  public List<String> missing() {
    var there = activated.get();
    return DESTINATIONS.stream().filter(destination -> !there.contains(destination)).toList();
  }
}
