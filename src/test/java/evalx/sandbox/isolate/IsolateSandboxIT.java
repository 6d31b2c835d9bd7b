package evalx.sandbox.isolate;

import static org.assertj.core.api.Assertions.assertThat;

import evalx.sandbox.SandboxContract;
import evalx.sandbox.daemon.IsolateDaemon;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** The driver with the binary of our own, installed set-user-ID as the tests' user needs it. */
class IsolateSandboxIT extends SandboxContract {
  private static final int FIRST_BOX = 960;

  private Path folder;

  @BeforeEach
  void start() throws IOException {
    folder = Files.createTempDirectory(Path.of("/tmp"), "sbx-isolate-");
    sandbox = new IsolateSandbox(binaryIn(folder), FIRST_BOX, folder.resolve("state"), 2);
  }

  Path binaryIn(Path folder) throws IOException {
    var binary = folder.resolve("isolate");
    IsolateDaemon.asRootRun(
        "install", "-m", "4755", "-o", "root", "isolate/build/evalx-isolate", binary.toString());
    return binary;
  }

  @AfterEach
  void stop() {
    sandbox.close();
    IsolateDaemon.asRootRun("rm", "-rf", "--", folder.toString());
    for (int box = FIRST_BOX; box < FIRST_BOX + 2; box++) {
      assertThat(Path.of("/var/lib/evalx-isolate/boxes/" + box)).doesNotExist();
    }
  }

  @Override
  protected Map<String, String> notOrdinary() {
    return Map.of(
        "is refused a lock that is taken", "refused: boxes share the inodes of the host's files",
        "watches a folder", "refused, as locks are",
        "finds its host name", "its /etc has no hosts");
  }

  @Override
  protected String driver() {
    return "isolate";
  }
}
