package evalx.capacity;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/**
 * How much of the memory that programs share is in use: of the host, and of the control groups that
 * this process is in, whichever is scarcest. Memory that can be freed at once does not count.
 */
final class MemoryUse {
  /** Version 1 of control groups writes "no limit" as a number near this. */
  private static final double UNLIMITED = 1L << 60;

  private final Path proc;
  private final Path groups;

  MemoryUse() {
    this(Path.of("/proc"), Path.of("/sys/fs/cgroup"));
  }

  MemoryUse(Path proc, Path groups) {
    this.proc = proc;
    this.groups = groups;
  }

  /** A share, 0 to 1; 0 where the system says nothing. */
  double share() {
    return Math.max(ofHost(), Math.max(ofGroup(), ofGroupOfVersion1()));
  }

  private double ofHost() {
    var info = proc.resolve("meminfo");
    return share(
        value(info, "MemTotal:"),
        value(info, "MemAvailable:"),
        (total, available) -> (total - available) / total);
  }

  private double ofGroup() {
    return ofFullest("0::", groups, this::ofGroup);
  }

  private double ofGroup(Path folder) {
    var idle = value(folder.resolve("memory.stat"), "inactive_file").orElse(0.0);
    return share(
        value(folder.resolve("memory.max"), ""),
        value(folder.resolve("memory.current"), ""),
        (max, used) -> (used - idle) / max);
  }

  private double ofGroupOfVersion1() {
    return ofFullest(":memory:", groups.resolve("memory"), this::ofGroupOfVersion1);
  }

  private double ofGroupOfVersion1(Path folder) {
    var idle = value(folder.resolve("memory.stat"), "total_inactive_file").orElse(0.0);
    return share(
        value(folder.resolve("memory.limit_in_bytes"), "").filter(max -> max < UNLIMITED),
        value(folder.resolve("memory.usage_in_bytes"), ""),
        (max, used) -> (used - idle) / max);
  }

  /** Of this process' group and all above it, whose limits hold for it as well. */
  private double ofFullest(String mark, Path top, ToDoubleFunction<Path> share) {
    return Stream.iterate(
            group(mark, top), folder -> folder != null && folder.startsWith(top), Path::getParent)
        .mapToDouble(share)
        .max()
        .orElse(0);
  }

  private interface Ratio {
    double of(double max, double part);
  }

  private static double share(Optional<Double> max, Optional<Double> part, Ratio ratio) {
    return max.flatMap(m -> part.map(p -> Math.min(1, Math.max(0, ratio.of(m, p))))).orElse(0.0);
  }

  /** In a container the group's own path may not be visible: its files are at the top then. */
  private Path group(String mark, Path top) {
    return lines(proc.resolve("self/cgroup"))
        .filter(line -> line.contains(mark))
        .map(line -> top.resolve(line.substring(line.indexOf(mark) + mark.length() + 1)))
        .filter(Files::isDirectory)
        .findFirst()
        .orElse(top);
  }

  /** The number behind a word at the beginning of a line. */
  private static Optional<Double> value(Path file, String word) {
    return lines(file)
        .filter(line -> line.startsWith(word))
        .map(line -> line.substring(word.length()).strip().split(" ", 2)[0])
        .filter(number -> number.matches("[0-9]{1,19}"))
        .map(Double::valueOf)
        .findFirst();
  }

  private static Stream<String> lines(Path file) {
    try {
      return Files.readString(file, StandardCharsets.UTF_8).lines();
    } catch (IOException e) {
      return Stream.empty();
    }
  }
}
