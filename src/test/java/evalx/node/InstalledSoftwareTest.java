package evalx.node;

import static org.assertj.core.api.Assertions.assertThat;

import evalx.compilation.FakeSandbox;
import evalx.sandbox.SandboxFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InstalledSoftwareTest {
  @TempDir Path one;
  @TempDir Path two;
  private final FakeSandbox sandbox = new FakeSandbox();

  private static void database(Path root, String text, Instant time) throws IOException {
    var file = root.resolve("var/lib/dpkg/status");
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
    Files.setLastModifiedTime(file, FileTime.from(time));
  }

  @Test
  void nodesThatWereSetUpAlikeAreAlike() throws IOException {
    database(one, "numpy 1.24", Instant.ofEpochSecond(1));
    database(two, "numpy 1.24", Instant.ofEpochSecond(2));

    assertThat(new InstalledSoftware(one).fingerprint(sandbox))
        .isEqualTo(new InstalledSoftware(two).fingerprint(sandbox));
  }

  @Test
  void anUpdatedPackageCounts() throws IOException {
    var software = new InstalledSoftware(one);
    database(one, "numpy 1.24", Instant.ofEpochSecond(1));
    var stamp = software.stamp();
    var fingerprint = software.fingerprint(sandbox);
    database(one, "numpy 1.25", Instant.ofEpochSecond(2));

    assertThat(software.stamp()).isNotEqualTo(stamp);
    assertThat(software.fingerprint(sandbox)).isNotEqualTo(fingerprint);
  }

  @Test
  void filesInBoxesCount() {
    var software = new InstalledSoftware(one);
    var fingerprint = software.fingerprint(sandbox);
    sandbox.program = request -> FakeSandbox.exited(0, "/usr/local/lib/libnew.so 17");

    assertThat(software.fingerprint(sandbox)).isNotEqualTo(fingerprint);
  }

  @Test
  void aPythonPackageBesideThePackageManagerIsNoticed() throws IOException {
    var software = new InstalledSoftware(one);
    var packages = one.resolve("usr/local/lib/python3.11/dist-packages");
    Files.createDirectories(packages);
    Files.setLastModifiedTime(packages, FileTime.from(Instant.ofEpochSecond(1)));
    var stamp = software.stamp();
    Files.createDirectory(packages.resolve("numpy-1.24.dist-info"));

    assertThat(software.stamp()).isNotEqualTo(stamp);
  }

  @Test
  void aHostWithoutPackageManagerHasAFingerprintToo() {
    assertThat(new InstalledSoftware(one).fingerprint(sandbox)).isNotEmpty();
  }

  @Test
  void boxesWithoutToolsToListThemHaveAFingerprintToo() {
    sandbox.program =
        request -> {
          throw new SandboxFailure("/bin/sh could not be started: No such file or directory");
        };

    assertThat(new InstalledSoftware(one).fingerprint(sandbox)).isNotEmpty();
  }
}
