package evalx.queue;

import evalx.submission.Caller;
import evalx.submission.Caller.Scope;
import java.util.Optional;
import java.util.Set;

/** Who submitted a job, as its message tells. */
final class Callers {
  private static final String NAME = "name:";
  private static final String ADDRESS = "address:";
  private static final Set<Scope> SCOPES = Set.of(Scope.SUBMIT, Scope.READ);

  private Callers() {}

  /** The caller with this key. */
  static Caller ofKey(String key, String queue) {
    if (key.startsWith(NAME)) {
      return new Caller(Optional.of(key.substring(NAME.length())), queue, SCOPES);
    }
    return Caller.anonymous(key.startsWith(ADDRESS) ? key.substring(ADDRESS.length()) : key);
  }

  /**
   * The account that an outside producer with this key has at the broker; empty for no producer.
   */
  static Optional<String> account(String key) {
    return key.startsWith(NAME) ? Optional.of(key.substring(NAME.length())) : Optional.empty();
  }

  /** An outside producer, by its account at the broker. */
  static Caller ofAccount(Optional<String> account, String queue) {
    return new Caller(account, queue, SCOPES);
  }
}
