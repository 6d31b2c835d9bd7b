package evalx.queue;

import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Which jobs of a queue a worker can run: those that ask for no version, or for one it has. */
public final class VersionFilter {
  private VersionFilter() {}

  /**
   * The message filter of a worker that has these exact versions, such as 17.0.15: it matches 17,
   * 17.0 and 17.0.15.
   */
  public static String of(Set<String> versions) {
    var wanted = new TreeSet<String>();
    versions.forEach(version -> addBeginnings(version, wanted));
    var list = wanted.stream().map(v -> "'" + v + "'").collect(Collectors.joining(","));
    return "%1$s IS NULL OR %1$s IN (%2$s)".formatted(MessageProperties.VERSION, list);
  }

  private static void addBeginnings(String version, Set<String> to) {
    for (int dot = version.indexOf('.'); dot >= 0; dot = version.indexOf('.', dot + 1)) {
      to.add(version.substring(0, dot));
    }
    to.add(version);
  }
}
