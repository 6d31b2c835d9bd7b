package evalx.redis;

import evalx.config.Account;
import evalx.config.RedisAddress;
import evalx.config.RedisAddress.Layout;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.ConnectionPool;
import redis.clients.jedis.ConnectionPoolConfig;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.JedisClientConfig;

/** How connections to the servers of one Redis are made. */
final class Connecting {
  private static final int MAX_CONNECTIONS = 100;
  private static final Duration IDLE = Duration.ofSeconds(30);

  /** Bounds a question about where servers are, of which several may be asked in turn. */
  private static final Duration MAX_QUESTION = Duration.ofSeconds(1);

  private final RedisAddress address;
  private final Deadlines deadlines;
  private final JedisClientConfig client;

  Connecting(RedisAddress address, Deadlines deadlines) {
    this.address = address;
    this.deadlines = deadlines;
    this.client = config(address.account(), deadlines).database(database(address.layout())).build();
  }

  private static int database(Layout layout) {
    if (layout instanceof Layout.Single single) {
      return single.database();
    }
    if (layout instanceof Layout.Sentinels sentinels) {
      return sentinels.database();
    }
    return 0;
  }

  private DefaultJedisClientConfig.Builder config(Account account, Deadlines limits) {
    var config =
        DefaultJedisClientConfig.builder()
            .user(given(account.name()))
            .password(given(account.password()))
            .connectionTimeoutMillis((int) limits.connect().toMillis())
            .socketTimeoutMillis((int) limits.reply().toMillis())
            .blockingSocketTimeoutMillis((int) limits.silence().toMillis());
    address.tls().ifPresent(tls -> config.sslOptions(TlsOptions.of(tls)));
    return config;
  }

  private static @Nullable String given(String text) {
    return text.isEmpty() ? null : text;
  }

  /** For connections to the servers. */
  JedisClientConfig client() {
    return client;
  }

  /** For short questions to Sentinels. */
  JedisClientConfig sentinel(String password) {
    return config(new Account("", password), asking()).build();
  }

  /** For short questions to servers. */
  JedisClientConfig question() {
    return config(address.account(), asking()).build();
  }

  private Deadlines asking() {
    return new Deadlines(
        deadlines.pool(), least(deadlines.connect()), least(deadlines.reply()), MAX_QUESTION);
  }

  private static Duration least(Duration limit) {
    return limit.compareTo(MAX_QUESTION) < 0 ? limit : MAX_QUESTION;
  }

  /** The hosts of the address. */
  List<HostAndPort> hosts() {
    return address.hosts().stream().map(host -> new HostAndPort(host.name(), host.port())).toList();
  }

  /** How long a caller may wait for others that look where the servers are. */
  Duration patience() {
    return deadlines.pool().plus(MAX_QUESTION);
  }

  /** A bounded pool of connections to one server, without one yet. */
  ConnectionPool pool(HostAndPort server) {
    var config = new ConnectionPoolConfig();
    config.setMaxTotal(MAX_CONNECTIONS);
    config.setMaxIdle(MAX_CONNECTIONS);
    config.setMinEvictableIdleDuration(IDLE);
    config.setTimeBetweenEvictionRuns(IDLE);
    config.setTestWhileIdle(true);
    config.setMaxWait(deadlines.pool());
    return new ConnectionPool(server, client, config);
  }

  /** The address for texts, without secrets. */
  @Override
  public String toString() {
    return address.toString();
  }
}
