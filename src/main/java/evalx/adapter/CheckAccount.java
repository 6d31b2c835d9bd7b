package evalx.adapter;

import evalx.config.BadSetting;
import evalx.config.BrokerSettings;
import evalx.config.Settings;
import java.io.PrintStream;
import org.apache.activemq.artemis.api.core.ActiveMQSecurityException;
import org.apache.activemq.artemis.api.core.TransportConfiguration;

/**
 * Connects to a broker of its own with the account in the settings, and ends with status 3 after
 * saying that the settings or the account cannot be used, with status 2 where the broker is away.
 * It says so on stdout, because libraries log to stderr. {@code ./evalx up} asks before it starts
 * anything, and before it ends a node that runs.
 */
public final class CheckAccount {
  /** None of those with which a JVM ends by itself. */
  static final int REFUSED = 3;

  static final int AWAY = 2;

  private CheckAccount() {}

  public static void main(String[] arguments) {
    System.exit(status());
  }

  private static int status() {
    try {
      return check(Settings.of(System::getenv).broker(), System.out);
    } catch (BadSetting e) {
      System.out.println("a setting cannot be used: " + e.getMessage());
      return REFUSED;
    }
  }

  static int check(BrokerSettings broker, PrintStream out) {
    var to = Transports.of(broker.outside()).toArray(TransportConfiguration[]::new);
    var inbound = new Inbound(broker.user(), to);
    try (var link = inbound.connect(new Arrivals());
        var session = inbound.session(link)) {
      return session.isClosed() ? AWAY : 0;
    } catch (Exception e) {
      out.println(inbound.problem().orElseGet(e::toString));
      return e instanceof ActiveMQSecurityException ? REFUSED : AWAY;
    }
  }
}
