package evalx.sandbox.isolate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import evalx.sandbox.RunLimits;
import evalx.sandbox.RunRequest;
import evalx.sandbox.SandboxUnavailable;
import evalx.sandbox.Spools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Scripts that behave as isolate does note how they were called. */
class IsolateToolTest {
  private static final String VERSION_1 = "The process isolator 1.10.1";
  private static final String VERSION_2 = "The process isolator 2.0";
  private static final String NO_GROUPS = "Cannot open /run/isolate/cgroup: No such file";

  @TempDir private Path folder;
  private ExecutorService readers;
  private IsolateCommand command;

  @BeforeEach
  void start() {
    readers = Executors.newCachedThreadPool();
    command = new IsolateCommand(readers, Spools.temporary());
  }

  @AfterEach
  void stop() {
    readers.shutdownNow();
  }

  private IsolateTool find(String version, String refusal) throws IOException {
    return IsolateTool.find(script(version, refusal), command, 7);
  }

  /**
   * @param refusal of calls with --cg; empty to take them
   */
  private Path script(String version, String refusal) throws IOException {
    var script =
        """
        #!/bin/sh
        echo "$*" >>%1$s/calls
        case "$*" in
          *--version*) echo '%2$s'; exit ;;
        esac
        case "$*" in
          *--cg*) if [ -n '%3$s' ]; then echo '%3$s' >&2; exit 2; fi ;;
        esac
        case "$*" in
          *--init*) echo %1$s/7 ;;
        esac
        """
            .formatted(folder, version, refusal);
    return Files.writeString(
        Files.createFile(
            folder.resolve("isolate"),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))),
        script);
  }

  private List<String> calls() throws IOException {
    return Files.readAllLines(folder.resolve("calls"));
  }

  @Test
  void tellsVersionOneFromTwo() throws IOException {
    assertThat(find(VERSION_1, "").version()).isEqualTo("1.10.1");
    Files.delete(folder.resolve("isolate"));
    assertThat(find(VERSION_2, "").version()).isEqualTo("2.0");
  }

  @ParameterizedTest
  @CsvSource({
    "The process isolator 1.10.1, true",
    "The process isolator 2.0, false",
    "evalx-isolate 1.0.3, false"
  })
  void onlyUpstreamsFirstVersionNeedsTheFirstControlGroups(String version, boolean needs)
      throws IOException {
    assertThat(find(version, "").needsFirstGroups()).isEqualTo(needs);
  }

  @Test
  void usesControlGroupsIfTheyWork() throws IOException {
    var tool = find(VERSION_2, "");
    assertThat(tool.hasGroups()).isTrue();
    assertThat(tool.init(7)).isEqualTo(folder.resolve("7/box"));
    assertThat(calls())
        .filteredOn(call -> call.contains("--box-id"))
        .allMatch(call -> call.startsWith("--cg --box-id=7 "));
    run(tool);
    assertThat(calls().get(calls().size() - 1))
        .contains("--cg --box-id=7")
        .contains("--cg-mem=65536")
        .contains("--time=1.000 --wall-time=10.000")
        .doesNotContain(" --mem=");
  }

  @Test
  void limitsEachProcessWithoutControlGroups() throws IOException {
    var tool = find(VERSION_1, NO_GROUPS);
    assertThat(tool.hasGroups()).isFalse();
    run(tool);
    assertThat(calls().get(calls().size() - 1)).contains("--mem=65536").doesNotContain("--cg");
  }

  @ParameterizedTest
  @CsvSource({"8, 1024", "128, 1024", "200, 655", "256, 512", "4096, 512"})
  void boundsDescriptorsOfAllProcesses(int processes, int each) throws IOException {
    var small = RunLimits.SMALL;
    run(find(VERSION_2, ""), new RunLimits(small.cpu(), small.wall(), processes, small.bytes()));
    assertThat(calls().get(calls().size() - 1)).contains("--open-files=" + each);
  }

  private void run(IsolateTool tool) {
    run(tool, RunLimits.SMALL);
  }

  private void run(IsolateTool tool, RunLimits limits) {
    tool.run(
        7,
        folder.resolve("meta"),
        null,
        Path.of("/dev/null"),
        new RunRequest(
            new RunRequest.Invocation(List.of("/bin/true"), Map.of()),
            Optional.empty(),
            new byte[0],
            limits,
            RunRequest.Folder.EMPTY));
  }

  @Test
  void refusesOtherBinaries() {
    assertThatThrownBy(() -> IsolateTool.find(Path.of("/bin/false"), command, 7))
        .isInstanceOf(SandboxUnavailable.class)
        .hasMessageContaining("not isolate");
    assertThatThrownBy(() -> IsolateTool.find(folder.resolve("none"), command, 7))
        .isInstanceOf(SandboxUnavailable.class)
        .hasMessageContaining("cannot be started");
  }
}
