package evalx.submission;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

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

  private static final String ADDRESS = "address:";
  private static final Pattern IPV6 = Pattern.compile("[0-9a-fA-F.]*:[0-9a-fA-F:.]*(%.*)?");
  private static final int IPV4_BYTES = 4;
  private static final int NETWORK_BYTES = 8;

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

  /** Who that is: the name, or the address of an anonymous client. */
  public String key() {
    return name.map(n -> "name:" + n).orElse(ADDRESS + address);
  }

  /**
   * What limits and quotas count by: the key, but of an anonymous client with an IPv6 address its
   * network of 64 bits, because one client has all addresses there.
   */
  public String limitKey() {
    return limitKey(key());
  }

  /** The same of a caller with this key. */
  public static String limitKey(String key) {
    var address = key.startsWith(ADDRESS) ? key.substring(ADDRESS.length()) : "";
    return IPV6.matcher(address).matches() ? ADDRESS + network(address) : key;
  }

  private static String network(String ipv6) {
    try {
      // No name is looked up: it is an address.
      var bytes = InetAddress.getByName(ipv6.replaceFirst("%.*", "")).getAddress();
      return bytes.length == IPV4_BYTES
          ? InetAddress.getByAddress(bytes).getHostAddress()
          : HexFormat.of().formatHex(bytes, 0, NETWORK_BYTES) + "/64";
    } catch (UnknownHostException e) {
      return ipv6;
    }
  }
}
