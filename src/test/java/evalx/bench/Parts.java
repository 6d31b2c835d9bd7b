package evalx.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The processes of an EvalX on this machine, as the kernel sees them.
 *
 * @param run the folder of its pid files; empty: it runs elsewhere
 */
record Parts(Optional<Path> run) {
  private static final List<String> NAMES = List.of("server", "sandbox", "redis");
  private static final int UTIME = 11; // fields of /proc/PID/stat after the name, from 0
  private static final int CSTIME = 14;
  private static final double TICKS = 100;
  private static final double KIB = 1024;

  /** Memory of the app server that is in use now, in MiB. */
  OptionalDouble serverMib() {
    return pid("server")
        .flatMap(pid -> read("/proc/" + pid + "/status"))
        .map(Parts::residentMib)
        .map(OptionalDouble::of)
        .orElse(OptionalDouble.empty());
  }

  private static double residentMib(String status) {
    return number(status, "VmRSS:") / KIB;
  }

  private static double number(String status, String name) {
    return status
        .lines()
        .filter(line -> line.startsWith(name))
        .mapToDouble(line -> Double.parseDouble(line.replaceAll("[^0-9]", "")))
        .findFirst()
        .orElseThrow();
  }

  /** Threads of the app server now; 0 where it runs elsewhere. */
  double serverThreads() {
    return pid("server")
        .flatMap(pid -> read("/proc/" + pid + "/status"))
        .map(status -> number(status, "Threads:"))
        .orElse(0.0);
  }

  /** CPU seconds of each part so far, with its children, and of this client. */
  Map<String, Double> cpuSeconds() {
    var seconds = new TreeMap<String, Double>();
    for (var name : NAMES) {
      pid(name).ifPresent(pid -> seconds.put(name, withChildren(pid)));
    }
    ProcessHandle.current()
        .info()
        .totalCpuDuration()
        .ifPresent(time -> seconds.put("client", time.toNanos() / 1e9));
    return seconds;
  }

  private static double withChildren(long pid) {
    return ProcessHandle.of(pid).stream()
        .flatMap(process -> Stream.concat(Stream.of(process), process.descendants()))
        .mapToDouble(process -> cpuSeconds(process.pid()))
        .sum();
  }

  private static double cpuSeconds(long pid) {
    return read("/proc/" + pid + "/stat").map(Parts::cpuSeconds).orElse(0.0);
  }

  private static double cpuSeconds(String stat) {
    var fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    double ticks = 0;
    for (int i = UTIME; i <= CSTIME; i++) {
      ticks += Double.parseDouble(fields[i]);
    }
    return ticks / TICKS;
  }

  private Optional<Long> pid(String part) {
    return run.flatMap(folder -> read(folder.resolve(part + ".pid").toString()))
        .map(text -> Long.valueOf(text.strip().split(" ", 2)[0]));
  }

  /** Empty for what is not there any more. */
  private static Optional<String> read(String file) {
    try {
      return Optional.of(Files.readString(Path.of(file)));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      if (file.startsWith("/proc/")) {
        return Optional.empty(); // it ended while it was read
      }
      throw new UncheckedIOException(e);
    }
  }
}
