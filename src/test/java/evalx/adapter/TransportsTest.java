package evalx.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import evalx.config.Account;
import evalx.config.BrokerAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.activemq.artemis.api.core.TransportConfiguration;
import org.apache.qpid.jms.JmsConnectionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How brokers are reached: over TLS, and one of several. */
class TransportsTest {
  private static final String PASSWORD = "of a; test&";
  private static final Account PRODUCER = new Account("producer", "of a test");

  private static final int TLS_ALERT = 0x15;

  @TempDir static Path folder;
  private static Path keyStore;
  private static TestBroker broker;

  @BeforeAll
  static void start() throws Exception {
    keyStore = folder.resolve("keys.p12");
    var keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
    var made =
        new ProcessBuilder(
                keytool,
                "-genkeypair",
                "-keyalg",
                "EC",
                "-alias",
                "broker",
                "-validity",
                "365",
                "-dname",
                "CN=localhost",
                "-ext",
                "SAN=IP:127.0.0.1,DNS:localhost",
                "-storetype",
                "PKCS12",
                "-keystore",
                keyStore.toString(),
                "-storepass",
                PASSWORD)
            .inheritIO()
            .start();
    assertThat(made.waitFor()).isZero();
    broker =
        new TestBroker(
            folder.resolve("broker"),
            Map.of("BROKER_KEYSTORE", keyStore.toString(), "BROKER_KEYSTORE_PASSWORD", PASSWORD));
  }

  @AfterAll
  static void stop() {
    broker.close();
  }

  private static BrokerAddress address(Map<String, String> parameters) {
    return new BrokerAddress("127.0.0.1", broker.port(), parameters);
  }

  private static Map<String, String> tls() {
    return Map.of(
        "sslEnabled",
        "true",
        "trustStorePath",
        keyStore.toString(),
        "trustStorePassword",
        PASSWORD);
  }

  private static TransportConfiguration[] to(BrokerAddress... addresses) {
    return Transports.of(List.of(addresses)).toArray(TransportConfiguration[]::new);
  }

  private static void connect(BrokerAddress... addresses) throws Exception {
    try (var factory = new Outbound(PRODUCER, to(addresses));
        var context = factory.createContext()) {
      context.createTemporaryQueue().delete();
    }
    var inbound = new Inbound(PRODUCER, to(addresses));
    try (var link = inbound.connect(new Arrivals());
        var session = inbound.session(link)) {
      assertThat(session.isClosed()).isFalse();
    }
  }

  @Test
  void tlsIsSpokenWhereTheUrlSaysSo() throws Exception {
    connect(address(tls()));
  }

  /** Payara names one, and Artemis would prefer it. */
  @Test
  void theTrustStoreOfAUrlCountsAlsoWhereTheJvmHasOneOfItsOwn() throws Exception {
    var property = "javax.net.ssl.trustStore";
    var before = Optional.ofNullable(System.getProperty(property));
    System.setProperty(property, folder.resolve("none.p12").toString());
    try {
      connect(address(tls()));
    } finally {
      before.ifPresentOrElse(
          path -> System.setProperty(property, path), () -> System.clearProperty(property));
    }
  }

  @Test
  void aBrokerWithAKeyStoreSpeaksNothingElse() throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), broker.port())) {
      socket.setSoTimeout(20_000);
      socket.getOutputStream().write("ARTEMIS".getBytes(StandardCharsets.US_ASCII));

      assertThat(socket.getInputStream().read()).isIn(-1, TLS_ALERT);
    }
  }

  @Test
  void anAmqpClientConnectsOverTls() {
    var url =
        broker.amqpUrl().replace("amqp:", "amqps:")
            + "?transport.trustStoreLocation="
            + keyStore
            + "&transport.trustStorePassword=of%20a%3B%20test%26";
    try (var context =
        new JmsConnectionFactory(PRODUCER.name(), PRODUCER.password(), url).createContext()) {
      assertThat(context.createTemporaryQueue()).isNotNull();
    }
  }

  @Test
  void ofSeveralTheOneThatListensIsFound() throws Exception {
    var nobody = new BrokerAddress("127.0.0.1", freePort(), Map.of());
    connect(nobody, address(tls()));
    connect(address(tls()), nobody);
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
