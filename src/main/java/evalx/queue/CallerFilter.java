package evalx.queue;

import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toSet;

import evalx.config.Settings;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Set;

/** Which jobs of a queue are not those of some callers. */
@Singleton
public class CallerFilter {
  private final String application;

  @Inject
  CallerFilter(Settings settings) {
    this(settings.broker().user().name());
  }

  /**
   * @param application the account of EvalX itself at the broker, which sends for all callers
   */
  public CallerFilter(String application) {
    this.application = application;
  }

  /**
   * The message filter for jobs of everybody but these callers. An outside producer is known by its
   * account; what it says of itself in a property can only keep its own jobs waiting.
   *
   * @param keys of callers, at least one
   */
  public String allBut(Set<String> keys) {
    var others = isNone(MessageProperties.CALLER, keys);
    var accounts =
        keys.stream()
            .flatMap(key -> Callers.account(key).stream())
            .filter(account -> !account.equals(application))
            .collect(toSet());
    return accounts.isEmpty()
        ? others
        : others + " AND " + isNone(MessageProperties.ACCOUNT, accounts);
  }

  /** In order, so that the same callers make the same filter. */
  private static String isNone(String property, Set<String> values) {
    var list =
        values.stream()
            .sorted()
            .map(value -> "'" + value.replace("'", "''") + "'")
            .collect(joining(","));
    return "(%1$s IS NULL OR %1$s NOT IN (%2$s))".formatted(property, list);
  }
}
