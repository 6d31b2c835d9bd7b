package evalx.config;

import java.lang.management.ManagementFactory;
import java.util.Optional;
import java.util.function.UnaryOperator;
import javax.management.JMException;
import javax.management.ObjectName;

/** The port at which this server listens for HTTP, which no standard tells. */
final class ServerPort {
  private static final String OF_PAYARA = "payara.instance.http.port";
  private static final String OF_LIBERTY =
      "WebSphere:feature=channelfw,type=endpoint,name=defaultHttpEndpoint";

  private ServerPort() {}

  /**
   * Finds it; empty on other servers.
   *
   * @param lookup what the server has set
   */
  static Optional<Integer> find(UnaryOperator<String> lookup) {
    return Optional.ofNullable(lookup.apply(OF_PAYARA))
        .or(ServerPort::ofLiberty)
        .filter(port -> port.matches("[1-9][0-9]{0,4}"))
        .map(Integer::valueOf);
  }

  private static Optional<String> ofLiberty() {
    try {
      var beans = ManagementFactory.getPlatformMBeanServer();
      return Optional.of(String.valueOf(beans.getAttribute(new ObjectName(OF_LIBERTY), "Port")));
    } catch (JMException e) {
      return Optional.empty();
    }
  }
}
