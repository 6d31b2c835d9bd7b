package evalx.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a machine lacks is said in one sentence, and nothing is started. */
class UnfitMachineIT {
  private static final Duration LIMIT = Duration.ofMinutes(1);

  /** A copy of the script that everybody can read, and all commands but two. */
  private static final String WITHOUT_SUDO_AND_APT =
      "mount -t tmpfs -o mode=755 none /mnt; cp -r evalx script /mnt; chmod -R a+rX /mnt;"
          + " mkdir /mnt/bin; ln -sf /usr/bin/* /usr/sbin/* /mnt/bin;"
          + " rm -f /mnt/bin/sudo /mnt/bin/apt-get; export PATH=/mnt/bin; ";

  private static final String UP = " bash /mnt/evalx up --detach --state $0";

  private static void assertRefused(Script.Outcome outcome, String sentence) {
    assertThat(outcome.output()).isEqualTo("evalx: " + sentence + "\n");
    assertThat(outcome.status()).isNotZero();
  }

  private static void assertRefused(String how, String sentence) {
    try (var product = Product.prepare(Map.of())) {
      var outcome =
          Script.inMountsOfItsOwn(LIMIT, WITHOUT_SUDO_AND_APT + how, product.state().toString());
      assertRefused(outcome, sentence);
      ScriptIT.assertNothingRuns(product);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "true,'Missing: default-jdk-headless (Debian''s names)."
        + " Install them with this system''s package manager.'",
    "mkdir -p $(dirname $(readlink -m /usr/bin/javac)) && touch /usr/bin/javac,"
        + "'No JDK 17 or newer under /usr/lib/jvm;"
        + " run: sudo apt-get install -y default-jdk-headless'"
  })
  void aMissingJdk(String instead, String sentence) {
    assertRefused("mount -t tmpfs none /usr/lib/jvm; " + instead + "; exec" + UP, sentence);
  }

  @Test
  void neitherRootNorSudo() {
    assertRefused(
        "exec setpriv --reuid nobody --regid nogroup --clear-groups" + UP,
        "Starting sandboxes needs root: run this as root, or install sudo.");
  }

  @Test
  void aFullDisk() throws IOException {
    try (var product = Product.prepare(Map.of())) {
      var state = Files.createDirectory(product.state()).toString();
      var size = "size=50m,mode=755";
      assertThat(Script.asRoot("mount", "-t", "tmpfs", "-o", size, "none", state)).isZero();
      try {
        var outcome = product.script(LIMIT, "up", "--detach");
        assertRefused(outcome, "The disk of " + state + " is full: 50 MiB free, 400 MiB needed.");
      } finally {
        assertThat(Script.asRoot("umount", state)).isZero();
        Files.delete(product.state());
      }
      ScriptIT.assertNothingRuns(product);
    }
  }
}
