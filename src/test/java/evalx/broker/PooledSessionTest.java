package evalx.broker;

import static org.assertj.core.api.Assertions.assertThat;

import evalx.adapter.TestBroker;
import jakarta.jms.ConnectionFactory;
import jakarta.resource.ResourceException;
import jakarta.resource.spi.ConnectionEvent;
import jakarta.resource.spi.ConnectionEventListener;
import jakarta.resource.spi.ConnectionManager;
import jakarta.resource.spi.ConnectionRequestInfo;
import jakarta.resource.spi.ManagedConnection;
import jakarta.resource.spi.ManagedConnectionFactory;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.apache.activemq.artemis.ra.ActiveMQRAManagedConnectionFactory;
import org.apache.activemq.artemis.ra.ActiveMQResourceAdapter;
import org.apache.activemq.artemis.ra.ConnectionFactoryProperties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PooledSessionTest {
  @TempDir Path folder;

  private final AtomicInteger packets = new AtomicInteger();

  /** A server's pool with one connection of Artemis's resource adapter. */
  private final class Pool implements ConnectionManager {
    private ManagedConnection connection;
    private int packetsWhenGivenBack;
    private int timesGivenBack;

    @Override
    public Object allocateConnection(ManagedConnectionFactory factory, ConnectionRequestInfo wanted)
        throws ResourceException {
      if (connection == null) {
        connection = factory.createManagedConnection(null, wanted);
        connection.addConnectionEventListener(listener());
      }
      return connection.getConnection(null, wanted);
    }

    private ConnectionEventListener listener() {
      return (ConnectionEventListener)
          Proxy.newProxyInstance(
              PooledSessionTest.class.getClassLoader(),
              new Class<?>[] {ConnectionEventListener.class},
              (proxy, method, arguments) -> {
                if (((ConnectionEvent) arguments[0]).getId() == ConnectionEvent.CONNECTION_CLOSED) {
                  connection.cleanup();
                  timesGivenBack++;
                  packetsWhenGivenBack = packets.get();
                }
                return null;
              });
    }
  }

  private ConnectionFactory pooled(ActiveMQConnectionFactory outbound, Pool pool) throws Exception {
    outbound
        .getServerLocator()
        .addOutgoingInterceptor(
            (packet, connection) -> {
              packets.incrementAndGet();
              return true;
            });
    var factory = new ActiveMQRAManagedConnectionFactory();
    var adapter =
        new ActiveMQResourceAdapter() {
          @Override
          public ActiveMQConnectionFactory newConnectionFactory(
              ConnectionFactoryProperties properties) {
            return outbound;
          }
        };
    adapter.setConnectorClassName(outbound.getStaticConnectors()[0].getFactoryClassName());
    factory.setResourceAdapter(adapter);
    return (ConnectionFactory) factory.createConnectionFactory(pool);
  }

  /** Another thread may have it by then. */
  @Test
  void nothingIsAskedOverASessionThatIsBackInThePool() throws Exception {
    var executor = Executors.newSingleThreadExecutor();
    try (var server = new TestBroker(folder, Map.of())) {
      var pool = new Pool();
      var broker = new Broker(pooled(server.outbound(), pool), executor, 1);
      var management = new Management(new AskBroker(broker));

      assertThat(management.depth("evalx.dlq")).isZero();
      assertThat(pool.timesGivenBack).isEqualTo(1);
      assertThat(packets.get()).isPositive().isEqualTo(pool.packetsWhenGivenBack);

      assertThat(broker.problem()).isEmpty();
      assertThat(pool.timesGivenBack).isEqualTo(2);
      assertThat(packets.get()).isEqualTo(pool.packetsWhenGivenBack);
      pool.connection.destroy();
    } finally {
      executor.shutdown();
    }
  }
}
