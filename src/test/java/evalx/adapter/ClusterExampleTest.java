package evalx.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import evalx.FreePort;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.activemq.artemis.api.core.QueueConfiguration;
import org.apache.activemq.artemis.api.core.RoutingType;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.api.core.client.ActiveMQClient;
import org.apache.activemq.artemis.api.core.client.ClientSession;
import org.apache.activemq.artemis.core.config.FileDeploymentManager;
import org.apache.activemq.artemis.core.config.impl.FileConfiguration;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.impl.ActiveMQServerImpl;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two brokers as artemis/examples/cluster.xml says. */
class ClusterExampleTest {
  private static final String JOBS = "evalx.jobs.python";
  private static final Duration LIMIT = Duration.ofSeconds(60);

  @TempDir Path folder;

  private ActiveMQServer broker(int port, int other) throws Exception {
    EmbeddedBroker.turnAuditLogOff();
    var configuration = new FileConfiguration();
    new FileDeploymentManager(file(port, other).toUri().toString())
        .addDeployable(configuration)
        .readConfiguration();
    configuration.setSecurityEnabled(false);
    var server = new ActiveMQServerImpl(configuration);
    server.start();
    return server;
  }

  /** broker.xml with the example, and with values in the place of system properties. */
  private Path file(int port, int other) throws IOException {
    var core = Files.readString(Path.of("artemis/broker.xml"));
    var added = Files.readString(Path.of("artemis/examples/cluster.xml"));
    var all = core.replace("  </core>", added + "  </core>");
    var values =
        Map.of(
            "${evalx.port:61616}",
            Integer.toString(port),
            "${evalx.host:127.0.0.1}",
            "127.0.0.1",
            "${evalx.other}",
            "127.0.0.1:" + other,
            "${evalx.data:data}",
            folder.resolve("data-" + port).toString(),
            "${evalx.cluster-password}",
            "secret");
    for (var value : values.entrySet()) {
      all = all.replace(value.getKey(), value.getValue());
    }
    return Files.writeString(folder.resolve(port + ".xml"), all);
  }

  private interface Use {
    void with(ClientSession session) throws Exception;
  }

  private static void at(int port, Use use) throws Exception {
    try (var locator = ActiveMQClient.createServerLocator("tcp://127.0.0.1:" + port);
        var factory = locator.createSessionFactory();
        var session = factory.createSession()) {
      session.start();
      use.with(session);
    }
  }

  @Test
  void aJobGoesToTheBrokerWhereAWorkerIs() throws Exception {
    var first = FreePort.next();
    var second = FreePort.next();
    var one = broker(first, second);
    var two = broker(second, first);
    try {
      for (int port : List.of(first, second)) {
        at(
            port,
            session -> {
              session.createAddress(SimpleString.of(JOBS), RoutingType.ANYCAST, false);
              session.createQueue(QueueConfiguration.of(JOBS).setRoutingType(RoutingType.ANYCAST));
            });
      }
      at(
          second,
          worker -> {
            var consumer = worker.createConsumer(JOBS);
            await()
                .atMost(LIMIT)
                .until(
                    () -> {
                      at(first, node -> node.createProducer(JOBS).send(node.createMessage(true)));
                      return consumer.receive(500) != null;
                    });
          });
      assertThat(one.isActive()).isTrue();
    } finally {
      one.stop();
      two.stop();
    }
  }
}
