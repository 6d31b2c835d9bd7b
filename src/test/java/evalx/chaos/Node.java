package evalx.chaos;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** A node: {@code ./evalx up} in a network and a state of its own, with its own supervisor. */
final class Node {
  private static final Duration START = Duration.ofMinutes(5);
  private static final Duration STOP = Duration.ofMinutes(2);
  private static final int PORT = 3000;

  private final String name;
  private final String address;
  private final Path state;
  private final Network network;

  Node(String name, Path state, Network network) {
    this.name = name;
    this.state = state;
    this.network = network;
    address = network.add(name);
  }

  String name() {
    return name;
  }

  Path state() {
    return state;
  }

  URI url() {
    return URI.create("http://" + address + ":" + PORT);
  }

  /** Starts it and waits until it is ready. */
  void up(Map<String, String> settings) {
    var environment = new java.util.HashMap<>(settings);
    environment.put("HOST", address);
    environment.put("PORT", Integer.toString(PORT));
    environment.put("WORKER_ID", name);
    script(START, environment, "up", "--detach");
  }

  void down() {
    script(STOP, Map.of(), "down", "--wipe");
  }

  private void script(Duration limit, Map<String, String> environment, String... words) {
    var command = new java.util.ArrayList<>(List.of("./evalx"));
    command.addAll(List.of(words));
    command.addAll(List.of("--state", state.toString()));
    Command.run(environment, limit, network.inside(name, command));
  }

  /** The process of a part, while it lives. */
  OptionalLong pid(String part) {
    try {
      var words = Files.readString(state.resolve("run/" + part + ".pid")).strip().split(" ", -1);
      var pid = Long.parseLong(words[0]);
      return words[1].equals(startTime(pid)) ? OptionalLong.of(pid) : OptionalLong.empty();
    } catch (IOException e) {
      return OptionalLong.empty();
    }
  }

  /** In ticks since the machine's start: with its pid it names a process for good. */
  private static String startTime(long pid) throws IOException {
    var line = Files.readString(Path.of("/proc/" + pid + "/stat"));
    return line.substring(line.lastIndexOf(')') + 2).split(" ", -1)[19];
  }
}
