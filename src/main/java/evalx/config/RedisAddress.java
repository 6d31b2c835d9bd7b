package evalx.config;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where a Redis is, and how to enter it.
 *
 * @param hosts of its servers, or of its Sentinels
 * @param account with an empty name for the default user, and an empty password where none is
 *     needed
 * @param tls empty where connections are plain
 */
public record RedisAddress(Layout layout, List<Host> hosts, Account account, Optional<Tls> tls) {
  private static final Pattern URL =
      Pattern.compile("redis(s?)(-sentinel|-cluster)?://(?:([^@/]*)@)?([^@/?#]+)(?:/([^?#]*))?");
  private static final Pattern HOST =
      Pattern.compile("(?:\\[([0-9A-Fa-f:.]+)\\]|([^\\[\\]:\\s]+))(?::([0-9]{1,5}))?");
  private static final Pattern MASTER = Pattern.compile("([A-Za-z0-9._-]+)(?:/([0-9]{1,5}))?");
  private static final int PORT = 6379;
  private static final int SENTINEL_PORT = 26379;
  private static final int MAX_PORT = 65535;

  public RedisAddress {
    hosts = List.copyOf(hosts);
  }

  /** How its servers belong together. */
  public sealed interface Layout {
    /** One server. */
    record Single(int database) implements Layout {}

    /**
     * A master and its replicas, one of which takes its place when it fails.
     *
     * @param master the name by which Sentinels know it
     * @param password of the Sentinels; empty where they need none
     */
    record Sentinels(String master, int database, String password) implements Layout {
      @Override
      public String toString() {
        return master;
      }
    }

    /** A Redis Cluster. */
    record Cluster() implements Layout {}
  }

  /** A host and a port. */
  public record Host(String name, int port) {
    @Override
    public String toString() {
      return name + ":" + port;
    }
  }

  /**
   * What secures connections.
   *
   * @param authorities certificates, in PEM, of those who may sign that of a server; empty: those
   *     that Java knows
   * @param own the certificate and key to show to a server; empty: none
   */
  public record Tls(Optional<Authorities> authorities, Optional<KeyStoreFile> own) {}

  /** Reads a setting that is a URL. */
  static RedisAddress read(SettingsReader reader, String name) {
    return new Reading(reader, name).address(reader.text(name));
  }

  /** Its first host, for texts. */
  @Override
  public String toString() {
    return hosts.get(0).toString();
  }

  /** A URL may hold a password, so that a wrong one is not repeated. */
  private record Reading(SettingsReader reader, String name) {
    RedisAddress address(String url) {
      var parts = URL.matcher(url);
      if (!parts.matches()) {
        throw bad();
      }
      var path = Optional.ofNullable(parts.group(5)).orElse("");
      var layout = layout(Optional.ofNullable(parts.group(2)).orElse(""), path);
      var port = layout instanceof Layout.Sentinels ? SENTINEL_PORT : PORT;
      var hosts = Stream.of(parts.group(4).split(",", -1)).map(text -> host(text, port)).toList();
      if (layout instanceof Layout.Single && hosts.size() > 1) {
        throw bad();
      }
      var tls = Optional.of(tls()).filter(files -> !parts.group(1).isEmpty());
      return new RedisAddress(layout, hosts, account(parts.group(3)), tls);
    }

    private Layout layout(String kind, String path) {
      var password = reader.text("REDIS_SENTINEL_PASSWORD");
      if (kind.isEmpty()) {
        return new Layout.Single(database(path));
      }
      if (kind.equals("-sentinel")) {
        return sentinels(path, password);
      }
      if (database(path) != 0) {
        throw new BadSetting(name, "must name no database: a cluster has one only");
      }
      return new Layout.Cluster();
    }

    private Layout sentinels(String path, String password) {
      var parts = MASTER.matcher(path);
      if (!parts.matches()) {
        throw bad();
      }
      var database = database(Optional.ofNullable(parts.group(2)).orElse(""));
      return new Layout.Sentinels(parts.group(1), database, password);
    }

    private int database(String text) {
      if (!text.matches("[0-9]{0,5}")) {
        throw bad();
      }
      return text.isEmpty() ? 0 : Integer.parseInt(text);
    }

    private Host host(String text, int standardPort) {
      var parts = HOST.matcher(text.strip());
      if (!parts.matches()) {
        throw bad();
      }
      var port = parts.group(3) == null ? standardPort : Integer.parseInt(parts.group(3));
      if (port < 1 || port > MAX_PORT) {
        throw bad();
      }
      return new Host(Optional.ofNullable(parts.group(1)).orElse(parts.group(2)), port);
    }

    private Account account(@Nullable String userInfo) {
      if (userInfo == null || userInfo.isEmpty()) {
        return new Account("", "");
      }
      var parts = userInfo.split(":", 2);
      return new Account(decoded(parts[0]), parts.length < 2 ? "" : decoded(parts[1]));
    }

    private String decoded(String text) {
      try {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
      } catch (IllegalArgumentException e) {
        throw bad();
      }
    }

    private Tls tls() {
      return new Tls(reader.authorities("REDIS_CA"), KeyStoreFile.read(reader, "REDIS_KEYSTORE"));
    }

    private BadSetting bad() {
      return new BadSetting(
          name,
          "must look like redis://host:port, redis-sentinel://host:port,host:port/NAME or"
              + " redis-cluster://host:port,host:port (rediss for TLS)");
    }
  }
}
