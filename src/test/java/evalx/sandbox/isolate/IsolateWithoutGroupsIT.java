package evalx.sandbox.isolate;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import evalx.sandbox.Ending;
import evalx.sandbox.RunReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The driver where isolate cannot use control groups: with a binary that refuses {@code --cg}. */
@Tag("slow")
class IsolateWithoutGroupsIT extends IsolateSandboxIT {
  @Override
  Path binaryIn(Path folder) throws IOException {
    var script =
        """
        #!/bin/sh
        case " $* " in *" --cg "*) echo "no control groups here" >&2; exit 2 ;; esac
        exec %s "$@"
        """;
    var refusing = folder.resolve("refusing");
    Files.writeString(refusing, script.formatted(super.binaryIn(folder)), UTF_8);
    return Files.setPosixFilePermissions(refusing, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  @Test
  void saysWhatIsLacking() {
    assertThat(sandbox.info().cgroup()).isEqualTo("none");
    assertThat(sandbox.info().degraded())
        .anyMatch(lack -> lack.startsWith("memory: no control group"))
        .anyMatch(lack -> lack.startsWith("CPU time: counted for each process"));
  }

  /** Only the wall time ends it. */
  @Test
  @Override
  protected void countsTheCpuTimeOfUnreapedChildren() {
    var limits = limits(Duration.ofMillis(500), Duration.ofSeconds(2));
    var orphan = "(while :; do :; done) & sleep 15";
    assertThat(sandbox.run(shell(orphan, Optional.empty(), new byte[0], limits, false)))
        .extracting(RunReport::ending)
        .isInstanceOf(Ending.LimitExceeded.class);
  }

  /** The program is refused the memory, and says so itself. */
  @Test
  @Override
  protected void namesTheMemoryLimit() {
    var report = sandbox.run(shell("head -c 300m /dev/zero | tail -c 299m | wc -c"));
    assertThat(report.stderr()).asString(UTF_8).contains("memory exhausted");
    assertThat(report.stdout()).asString(UTF_8).isEqualTo("0\n");
  }
}
