package evalx.submission;

import java.util.Optional;
import java.util.Set;

/**
 * Who makes a request: found once for each request, and asked by everything that depends on it.
 *
 * @param name of the API token or the JMS account; empty for an anonymous client
 * @param address the client's network address, or the name of the queue of a JMS producer
 * @param trace that the request belongs to; empty where its sender names none
 */
public record Caller(
    Optional<String> name, String address, Set<Scope> scopes, Optional<TraceContext> trace) {

  /** What a caller may do. */
  public enum Scope {
    SUBMIT,
    READ,
    ADMIN
  }

  public Caller {
    scopes = Set.copyOf(scopes);
  }

  /** One whose request belongs to no trace. */
  public Caller(Optional<String> name, String address, Set<Scope> scopes) {
    this(name, address, scopes, Optional.empty());
  }

  /** The same with a request of this trace. */
  public Caller within(Optional<TraceContext> of) {
    return new Caller(name, address, scopes, of);
  }

  /** A client without an API token, where none is needed: it may do all but administer. */
  public static Caller anonymous(String address) {
    return new Caller(Optional.empty(), address, Set.of(Scope.SUBMIT, Scope.READ));
  }

  public boolean may(Scope scope) {
    return scopes.contains(scope);
  }

  /**
   * Whether the submissions of others are shown too: to an administrator, and where no API tokens
   * are needed, to everybody who has their tokens.
   */
  public boolean seesAll() {
    return name.isEmpty() || may(Scope.ADMIN);
  }

  /** What limits and quotas count by: the name, or the address of an anonymous client. */
  public String key() {
    return name.map(n -> "name:" + n).orElse("address:" + address);
  }
}
