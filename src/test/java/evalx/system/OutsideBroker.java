package evalx.system;

import static org.awaitility.Awaitility.await;

import evalx.FreePort;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.apache.activemq.artemis.core.config.FileDeploymentManager;
import org.apache.activemq.artemis.core.config.impl.FileConfiguration;
import org.apache.activemq.artemis.core.config.impl.SecurityConfiguration;
import org.apache.activemq.artemis.core.server.impl.ActiveMQServerImpl;
import org.apache.activemq.artemis.spi.core.security.ActiveMQJAASSecurityManager;
import org.apache.activemq.artemis.spi.core.security.jaas.InVMLoginModule;

/** An Artemis in a process of its own that reads artemis/broker.xml, for the product to use. */
public final class OutsideBroker implements AutoCloseable {
  private static final String USER = "evalx";

  private final int port = FreePort.next();
  private String password = UUID.randomUUID().toString();
  private final Path folder;
  private final Path configuration;
  private final List<String> options = new ArrayList<>();
  private Process process;

  OutsideBroker(Path folder) {
    this(folder, Path.of("artemis/broker.xml"));
    start();
  }

  /**
   * One that is not started yet.
   *
   * @param configuration its broker.xml
   */
  OutsideBroker(Path folder, Path configuration) {
    this.folder = folder;
    this.configuration = configuration;
  }

  /** Where it listens. */
  String address() {
    return "127.0.0.1:" + port;
  }

  /** Gives it the accounts of another. */
  void accountsOf(OutsideBroker other) {
    password = other.password;
  }

  /** Gives the account of EvalX another password from the next start on, and returns its last. */
  String password(String next) {
    var last = password;
    password = next;
    return last;
  }

  /** Adds an option of its JVM. */
  void option(String option) {
    options.add(option);
  }

  /** What the product needs to know to use it. */
  Map<String, String> settings() {
    return Map.of(
        "ARTEMIS_URL", "tcp://" + address(), "ARTEMIS_USER", USER, "ARTEMIS_PASSWORD", password);
  }

  /** Starts it, or starts it again on the same journal. */
  void start() {
    launch();
    await("the broker").atMost(Duration.ofSeconds(60)).until(this::listens);
  }

  /** Starts it; a backup does not listen yet. */
  void launch() {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx256m", "-Devalx.port=" + port));
    command.addAll(options);
    try {
      command.addAll(List.of("-cp", classPath(), Main.class.getName()));
      command.addAll(List.of(configuration.toUri().toString(), password));
      process =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("log").toFile()))
              .start();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The classes that a broker of its own needs, of which {@link Main} is started. */
  public static String classPath() {
    try (Stream<Path> jars = Files.list(Path.of("target/adapter"))) {
      var all = Stream.concat(Stream.of(Path.of("target/test-classes")), jars);
      var api = System.getProperty("java.class.path").split(File.pathSeparator);
      var jms = Stream.of(api).filter(path -> path.contains("jakarta")).map(Path::of);
      return String.join(
          File.pathSeparator,
          Stream.concat(all, jms).map(path -> path.toAbsolutePath().toString()).toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The configuration of one of several brokers, with what an example adds, in a file. */
  public static Path configuration(Path folder, String example) {
    try {
      var core = Files.readString(Path.of("artemis/broker.xml"));
      var added = Files.readString(Path.of("artemis/examples", example));
      return Files.writeString(
          folder.resolve(example), core.replace("  </core>", added + "  </core>"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  boolean listens() {
    try (var socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** Ends it as a crash would. */
  void kill() {
    process.destroyForcibly();
    try {
      if (!process.waitFor(20, TimeUnit.SECONDS)) {
        throw new IllegalStateException("the broker does not die");
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    kill();
  }

  /** The broker's process: its configuration, the password of its user. */
  public static final class Main {
    /**
     * The audit loggers ask who is logged in, which newer JDKs cannot tell; loggers are weakly
     * held.
     */
    private static final List<Logger> QUIET =
        Stream.of("audit.base", "audit.resource", "audit.message")
            .map(name -> Logger.getLogger("org.apache.activemq." + name))
            .toList();

    private Main() {}

    public static void main(String[] arguments) throws Exception {
      QUIET.forEach(logger -> logger.setLevel(Level.OFF));
      var configuration = new FileConfiguration();
      new FileDeploymentManager(arguments[0]).addDeployable(configuration).readConfiguration();
      var accounts = new SecurityConfiguration();
      accounts.addUser(USER, arguments[1]);
      accounts.addRole(USER, "evalx");
      accounts.setDefaultUser(null);
      var security = new ActiveMQJAASSecurityManager(InVMLoginModule.class.getName(), accounts);
      new ActiveMQServerImpl(configuration, null, security).start();
    }
  }
}
