package evalx.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/** The sandbox daemon of a product, killed whenever it runs a certain program. */
final class Victim {
  /** What the program calls itself. */
  static final String NAME = "evalx-test-daemon-killer";

  private final Product product;

  Victim(Product product) {
    this.product = product;
  }

  /** How many times it had to be killed. */
  int killDaemonUntilEnd(String token, Duration limit) {
    var client = product.client();
    var deadline = Instant.now().plus(limit);
    Set<Long> seen = new HashSet<>();
    while (client.find(token, 0).statusCode() != 200) {
      assertThat(Instant.now()).as("the end of %s, %s", token, seen).isBefore(deadline);
      program().filter(seen::add).ifPresent(pid -> product.crash(Part.SANDBOX));
      LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
    }
    return seen.size();
  }

  /** The process of the killer's program, as the host sees it. */
  private static Optional<Long> program() {
    try (var processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
      for (Path process : processes) {
        if (isProgram(process)) {
          return Optional.of(Long.parseLong(process.getFileName().toString()));
        }
      }
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isProgram(Path process) {
    try {
      return Files.readString(process.resolve("cmdline")).startsWith(NAME + "\0");
    } catch (IOException e) {
      // It has ended meanwhile.
      return false;
    }
  }
}
