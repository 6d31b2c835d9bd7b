package evalx.chaos;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** What all nodes share: a broker and Redis, whose processes are started again when they die. */
final class Hub implements AutoCloseable {
  private static final Duration START = Duration.ofSeconds(90);

  private final ChaosBroker broker;
  private final ChaosRedis redis;

  Hub(ChaosBroker broker, ChaosRedis redis) {
    this.broker = broker;
    this.redis = redis;
  }

  static Hub of(Path folder, boolean pair, boolean sentinels) {
    return new Hub(new ChaosBroker(folder, pair), new ChaosRedis(folder, sentinels));
  }

  void start() {
    redis.start();
    broker.start();
  }

  /** Waits for something that has been started. */
  static void await(String what, BooleanSupplier serves) {
    var deadline = Instant.now().plus(START);
    while (!serves.getAsBoolean()) {
      if (Instant.now().isAfter(deadline)) {
        throw new ChaosFailure(what + " does not serve after " + START.toSeconds() + " s");
      }
      pause();
    }
  }

  /** Whether something takes connections at a port of the hub. */
  static boolean listens(int port) {
    try (var socket = new Socket()) {
      socket.connect(new InetSocketAddress(Network.HUB, port), 1_000);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(200);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ChaosFailure("interrupted");
    }
  }

  /** How nodes reach it. */
  Map<String, String> settings() {
    var settings = new HashMap<>(broker.settings());
    settings.putAll(redis.settings());
    return settings;
  }

  /** The process that serves: of several, the one that a fault would hurt. */
  long pid(String name) {
    return name.equals("broker") ? broker.pid() : redis.pid();
  }

  /** Where Redis takes what is written. */
  int redisPort() {
    return redis.port();
  }

  @Override
  public void close() {
    broker.close();
    redis.close();
  }
}
