package evalx.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import evalx.FreePort;
import evalx.control.AdapterMXBean;
import jakarta.resource.spi.BootstrapContext;
import jakarta.resource.spi.ResourceAdapterInternalException;
import java.lang.management.ManagementFactory;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Map;
import javax.management.JMX;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JobResourceAdapterTest {
  private final MBeanServer beans = ManagementFactory.getPlatformMBeanServer();

  @TempDir Path folder;
  private Map<String, String> settings;
  private int port;
  private ObjectName name;

  @BeforeEach
  void set() throws Exception {
    port = FreePort.next();
    settings =
        Map.of(
            "DATA_DIR",
            folder.toString(),
            "BROKER_PORT",
            Integer.toString(port),
            "PRODUCER_PASSWORD",
            "of a test",
            "MAX_CONCURRENT_JOBS",
            "7");
    settings.forEach(System::setProperty);
    name = new ObjectName(AdapterMXBean.NAME);
  }

  @AfterEach
  void clear() {
    settings.keySet().forEach(System::clearProperty);
  }

  private void assertPortIsFree() throws Exception {
    new ServerSocket(port, 1, InetAddress.getLoopbackAddress()).close();
  }

  @Test
  void theApplicationSeesItOverJmx() throws Exception {
    var adapter = new JobResourceAdapter();
    adapter.start(context());
    try {
      var seen = JMX.newMXBeanProxy(beans, name, AdapterMXBean.class);
      seen.consume(Map.of("evalx.jobs.java", "evalx_version IS NULL", "evalx.jobs.c", ""));

      assertThat(seen.isBrokerEmbedded()).isTrue();
      assertThat(seen.isBrokerRunning()).isTrue();
      assertThat(seen.getBrokerProblem()).isEmpty();
      assertThat(seen.getPlaces()).isEqualTo(7);
      assertThat(seen.getBusyPlaces()).isZero();
      assertThat(seen.getDestinations()).isEmpty();
    } finally {
      adapter.stop();
    }
    assertThat(beans.isRegistered(name)).isFalse();
    assertPortIsFree();
  }

  /** A server's context that gives nothing. */
  private static BootstrapContext context() {
    return (BootstrapContext)
        Proxy.newProxyInstance(
            JobResourceAdapterTest.class.getClassLoader(),
            new Class<?>[] {BootstrapContext.class},
            (proxy, method, arguments) -> null);
  }

  @Test
  void aStartThatFailsInArtemisLeavesNothingBehind() throws Exception {
    assertThatThrownBy(() -> new JobResourceAdapter().start(null))
        .isInstanceOf(ResourceAdapterInternalException.class);

    assertThat(beans.isRegistered(name)).isFalse();
    assertPortIsFree();
  }

  @Test
  void aPortThatIsTakenIsNamed() throws Exception {
    try (var taken = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      assertThatThrownBy(() -> new JobResourceAdapter().start(context()))
          .hasMessageContaining("127.0.0.1:" + taken.getLocalPort());
    }
    assertThat(beans.isRegistered(name)).isFalse();
  }
}
