package evalx.config;

import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Refuses parameters of a connection that mean nothing, and those that Artemis would take for
 * something else without a word, and then send the password in plain text. What is known of Artemis
 * here, tests compare with it: settings are read also where none of its classes are.
 */
final class BrokerParameters {
  /** All of an Artemis connector, but host and port. */
  static final Set<String> NAMES =
      Set.of(
          """
          activemq.passwordcodec activemq.usemaskedpassword activemqServerName batchDelay
          connect-timeout-millis crlPath enabledCipherSuites enabledProtocols
          forceSSLParameters handshake-timeout httpClientIdleScanPeriod httpClientIdleTime
          httpEnabled httpRequiresSessionId httpUpgradeEnabled httpUpgradeEndpoint
          keyStoreAlias keyStorePassword keyStorePath keyStoreProvider keyStoreType
          localAddress localPort nioRemotingThreads remotingThreads servletPath sniHost
          socksEnabled socksHost socksPassword socksPort socksRemoteDNS socksUsername
          socksVersion sslEnabled sslProvider tcpNoDelay tcpReceiveBufferSize
          tcpSendBufferSize trustAll trustManagerFactoryPlugin trustStorePassword
          trustStorePath trustStoreProvider trustStoreType useDefaultSslContext useEpoll
          useGlobalWorkerPool useKQueue useNio useNioGlobalWorkerPool useServlet verifyHost
          writeBufferHighWaterMark writeBufferLowWaterMark
          """
              .strip()
              .split("\\s+"));

  /** What Artemis takes for false when it is anything but true. */
  static final Set<String> SWITCHES =
      Set.of(
          "sslEnabled",
          "verifyHost",
          "trustAll",
          "forceSSLParameters",
          "useDefaultSslContext",
          "httpEnabled",
          "httpRequiresSessionId",
          "httpUpgradeEnabled",
          "socksEnabled",
          "socksRemoteDNS",
          "tcpNoDelay",
          "useEpoll",
          "useKQueue",
          "useServlet",
          "useNioGlobalWorkerPool",
          "useGlobalWorkerPool");

  private static final Pattern OF_TLS =
      Pattern.compile(
          "(trustStore|keyStore|ssl|enabled(Cipher|Prot)).*"
              + "|verifyHost|trustAll|forceSSLParameters|useDefaultSslContext|crlPath|sniHost"
              + "|trustManagerFactoryPlugin");

  private BrokerParameters() {}

  /**
   * Checks all parameters of one connection.
   *
   * @throws BadSetting naming one that is unclear, or would be without effect
   */
  static void check(Map<String, String> parameters) {
    parameters.forEach(BrokerParameters::check);
    if (!parameters.containsKey("sslEnabled")) {
      parameters.keySet().stream()
          .filter(name -> OF_TLS.matcher(name).matches())
          .findFirst()
          .ifPresent(
              name -> {
                throw refused(
                    name,
                    "counts over TLS alone: add sslEnabled=true, or sslEnabled=false to connect"
                        + " without TLS");
              });
    }
  }

  private static void check(String name, String value) {
    if (!NAMES.contains(name)) {
      throw refused(
          name, "is none of an Artemis connector: EvalX itself decides when it connects again");
    }
    if (SWITCHES.contains(name)
        && !value.equalsIgnoreCase("true")
        && !value.equalsIgnoreCase("false")) {
      throw refused(name, "must be true or false");
    }
  }

  private static BadSetting refused(String name, String reason) {
    return new BadSetting(
        "ARTEMIS_URL", "has the parameter '%s', which %s".formatted(name, reason));
  }
}
