package evalx.config;

import java.net.InetAddress;
import java.net.UnknownHostException;

/**
 * What a node is, and how it tells of itself.
 *
 * @param worker names this node in results; no other node of the same Redis has the same
 */
public record NodeSettings(String worker, Role role, LogFormat logs, TraceSettings traces) {
  static NodeSettings read(SettingsReader reader) {
    return new NodeSettings(
        worker(reader),
        reader.choice("ROLE", Role.class),
        reader.choice("LOG_FORMAT", LogFormat.class),
        TraceSettings.read(reader));
  }

  private static String worker(SettingsReader reader) {
    var name = reader.optional("WORKER_ID").orElseGet(() -> hostName() + "-" + port(reader));
    if (!name.matches("[A-Za-z0-9._-]{1,64}")) {
      throw new BadSetting("WORKER_ID", "must be 1 to 64 letters, digits, '.', '_' and '-'");
    }
    return name;
  }

  /** That of the server, which need not be the setting where EvalX was deployed by hand. */
  private static int port(SettingsReader reader) {
    var setting = reader.number("PORT", 1, 65535);
    return ServerPort.find(reader::foreign).orElse(setting);
  }

  private static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "worker";
    }
  }
}
