package evalx.chaos;

import java.util.ArrayList;
import java.util.List;

/**
 * A network of this process: a bridge, at which each node has a network namespace of its own. The
 * process itself has one too ({@code unshare --net}), so nothing here is seen outside.
 */
final class Network implements AutoCloseable {
  /** The address of the bridge, where broker, Redis and clients are. */
  static final String HUB = "10.77.0.1";

  private static final String BRIDGE = "hub";
  private static final int FIRST_ADDRESS = 11;

  private final String prefix = "evalx-chaos-" + ProcessHandle.current().pid() + "-";
  private final List<String> nodes = new ArrayList<>();

  Network() {
    Command.run("ip", "link", "set", "lo", "up");
    Command.run("ip", "link", "add", BRIDGE, "type", "bridge");
    Command.run("ip", "addr", "add", HUB + "/24", "dev", BRIDGE);
    Command.run("ip", "link", "set", BRIDGE, "up");
  }

  /** Adds a node and gives its address. */
  String add(String node) {
    var address = "10.77.0." + (FIRST_ADDRESS + nodes.size());
    var space = namespace(node);
    Command.run("ip", "netns", "add", space);
    nodes.add(node);
    Command.run("ip", "link", "add", node, "type", "veth", "peer", "name", "eth0", "netns", space);
    Command.run("ip", "-n", space, "addr", "add", address + "/24", "dev", "eth0");
    for (String device : List.of("lo", "eth0")) {
      Command.run("ip", "-n", space, "link", "set", device, "up");
    }
    Command.run("ip", "link", "set", node, "up");
    heal(node);
    return address;
  }

  private String namespace(String node) {
    return prefix + node;
  }

  /** A command inside of a node's network; it sees the same control groups as outside. */
  List<String> inside(String node, List<String> command) {
    var words = new ArrayList<>(List.of("nsenter", "--net=/run/netns/" + namespace(node)));
    words.addAll(command);
    return words;
  }

  /** The processes in the networks of all nodes; not those in boxes, which have networks too. */
  List<String> processes() {
    return nodes.stream()
        .flatMap(node -> Command.run("ip", "netns", "pids", namespace(node)).lines())
        .toList();
  }

  /** From now on all packets of a node are lost, and its connections stay open. */
  void cut(String node) {
    Command.run("ip", "link", "set", node, "nomaster");
  }

  void heal(String node) {
    Command.run("ip", "link", "set", node, "master", BRIDGE);
  }

  @Override
  public void close() {
    nodes.forEach(node -> Command.run("ip", "netns", "delete", namespace(node)));
    nodes.clear();
  }
}
