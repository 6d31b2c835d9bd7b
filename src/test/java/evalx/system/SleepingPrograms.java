package evalx.system;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;

/** Programs that sleep, each to be found among the processes of the host. */
final class SleepingPrograms {
  private SleepingPrograms() {}

  /** A program whose process has a name of its own among those of the host. */
  static ObjectNode sleeper(String seconds) {
    return Client.JSON
        .createObjectNode()
        .put("language", "bash")
        .put("code", "sleep " + seconds + "\necho awake")
        .put("timeout", 40)
        .put("cache", false);
  }

  /** Seconds that no other process sleeps. */
  static String someSeconds() {
    return "50." + Long.toUnsignedString(UUID.randomUUID().getMostSignificantBits());
  }

  static boolean sleeps(String seconds) {
    try (var processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
      for (var process : processes) {
        if (commandLine(process).equals("sleep\0" + seconds + "\0")) {
          return true;
        }
      }
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String commandLine(Path process) {
    try {
      return Files.readString(process.resolve("cmdline"), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      // It has ended meanwhile.
      return "";
    }
  }
}
