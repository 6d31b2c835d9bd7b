package evalx.chaos;

import evalx.system.OutsideBroker;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

/** The broker: one, or one and a backup that goes on with its journal, as artemis/examples says. */
final class ChaosBroker implements AutoCloseable {
  private static final Path CONFIGURATION = Path.of("artemis/broker.xml");
  private static final int PORT = 61616;
  private static final int BACKUP_PORT = 61617;

  private final Path folder;
  private final List<Integer> ports;
  private final String password = UUID.randomUUID().toString();
  private final String pairPassword = UUID.randomUUID().toString();
  private final Map<Integer, Supervised> processes = new LinkedHashMap<>();

  /**
   * @param folder has the folder journal, whose disk may be filled
   */
  ChaosBroker(Path folder, boolean pair) {
    this.folder = folder;
    ports = pair ? List.of(PORT, BACKUP_PORT) : List.of(PORT);
  }

  void start() {
    try {
      startAll();
    } catch (UncheckedIOException e) {
      throw new ChaosFailure("the broker cannot be started", e);
    }
  }

  private void startAll() {
    if (ports.size() == 1) {
      launch(PORT, Supervised.SOON, CONFIGURATION, List.of());
      Hub.await("the broker", this::serves);
    } else {
      launchOfPair("primary.xml", PORT, BACKUP_PORT);
      Hub.await("the broker", this::serves);
      launchOfPair("backup.xml", BACKUP_PORT, PORT);
    }
  }

  /** It comes back later than the other needs to take its place. */
  private void launchOfPair(String example, int port, int other) {
    var options =
        List.of(
            "-Devalx.other=" + Network.HUB + ":" + other,
            "-Devalx.cluster-password=" + pairPassword);
    launch(port, Supervised.LATER, OutsideBroker.configuration(folder, example), options);
  }

  private void launch(int port, Duration pause, Path configuration, List<String> options) {
    var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    var command = new ArrayList<>(List.of(java, "-Xmx256m", "-Devalx.port=" + port));
    command.add("-Devalx.host=" + Network.HUB);
    command.add("-Devalx.data=" + folder.resolve("journal"));
    command.addAll(options);
    command.addAll(List.of("-cp", OutsideBroker.classPath(), OutsideBroker.Main.class.getName()));
    command.addAll(List.of(configuration.toUri().toString(), password));
    var log = folder.resolve("broker-" + port + ".log");
    processes.put(port, new Supervised(log, command, this::serves, pause));
  }

  /** A backup that waits listens nowhere. */
  private boolean serves() {
    return ports.stream().anyMatch(Hub::listens);
  }

  /** The process that has the journal. */
  long pid() {
    var port = ports.stream().filter(Hub::listens).findFirst().orElse(PORT);
    return processes.get(port).pid();
  }

  Map<String, String> settings() {
    var url =
        ports.stream()
            .map(port -> "tcp://" + Network.HUB + ":" + port)
            .collect(Collectors.joining(","));
    return Map.of(
        "ARTEMIS_URL",
        ports.size() == 1 ? url : "(" + url + ")",
        "ARTEMIS_USER",
        "evalx",
        "ARTEMIS_PASSWORD",
        password);
  }

  @Override
  public void close() {
    processes.values().forEach(Supervised::close);
  }
}
