package evalx.queue;

import evalx.config.Settings;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

/** Which jobs of a queue are not those of one caller. */
@Singleton
public class CallerFilter {
  /** JMSXUserID, as the broker calls it. */
  private static final String ACCOUNT = "_AMQ_VALIDATED_USER";

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
   * The message filter for jobs of everybody but this caller. An outside producer is known by its
   * account; what it says of itself in a property can only keep its own jobs waiting.
   *
   * @param key of a caller
   */
  public String allBut(String key) {
    var others = isNot(MessageProperties.CALLER, key);
    return Callers.account(key)
        .filter(account -> !account.equals(application))
        .map(account -> others + " AND " + isNot(ACCOUNT, account))
        .orElse(others);
  }

  private static String isNot(String property, String value) {
    return "(%1$s IS NULL OR %1$s <> '%2$s')".formatted(property, value.replace("'", "''"));
  }
}
