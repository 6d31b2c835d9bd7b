package evalx.sandbox.isolate;

import evalx.sandbox.ArtifactId;
import evalx.sandbox.Ending;
import evalx.sandbox.Limit;
import evalx.sandbox.RunLimits;
import evalx.sandbox.RunReport;
import evalx.sandbox.RunRequest;
import evalx.sandbox.SandboxFailure;
import evalx.sandbox.SandboxUnavailable;
import evalx.sandbox.artifacts.ArtifactFolder;
import evalx.sandbox.artifacts.BoxFiles;
import evalx.sandbox.artifacts.Folders;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;

/**
 * One run in a box of its own.
 *
 * @param folder for its input and what isolate says of it; emptied before and removed afterwards
 */
record IsolateRun(IsolateTool tool, ArtifactFolder artifacts, int box, Path folder) {
  private static final Path NOTHING = Path.of("/dev/null");
  private static final Logger LOG = System.getLogger(IsolateRun.class.getName());

  /**
   * Makes the box, runs the command in it and removes it.
   *
   * @param largeStdin the file that is its stdin; empty: what the request has
   * @throws SandboxFailure when the sandbox broke
   */
  RunReport run(RunRequest request, Optional<Path> largeStdin) {
    try {
      Folders.delete(folder);
      Files.createDirectory(folder);
      var files = tool.init(box);
      var stdin = largeStdin.isPresent() ? largeStdin.get() : stdin(request.stdin());
      var artifact = request.artifact().map(artifacts::path).orElse(null);
      if (artifact != null
          && request.folder().filled()
          && !BoxFiles.fill(files, artifact, request.limits().diskBytes())) {
        return RunReport.ranOutOfRoom();
      }
      var meta = folder.resolve("meta");
      var output = tool.run(box, meta, artifact, stdin, request);
      return report(request, output, meta, files);
    } catch (IOException e) {
      throw new SandboxFailure("a run in isolate failed: " + e.getMessage(), e);
    } finally {
      cleanUp();
    }
  }

  private Path stdin(byte[] bytes) throws IOException {
    return bytes.length == 0 ? NOTHING : Files.write(folder.resolve("stdin"), bytes);
  }

  /** Clears the interrupt meanwhile, because a box that is left would hold up the next run. */
  private void cleanUp() {
    boolean interrupted = Thread.interrupted();
    try {
      tool.cleanUp(box);
      Folders.delete(folder);
    } catch (IOException | SandboxFailure | SandboxUnavailable e) {
      LOG.log(Level.WARNING, "cannot remove box {0}; its next run will: {1}", box, e.getMessage());
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private RunReport report(RunRequest request, IsolateCommand.Output output, Path meta, Path files)
      throws IOException {
    var measured = meta(meta);
    var ending = ending(request.limits(), output, measured);
    Optional<ArtifactId> collected =
        request.folder().collected() && ending.equals(new Ending.Exited(0))
            ? artifacts.collect(draft -> BoxFiles.collect(files, draft))
            : Optional.empty();
    return new RunReport(ending, measured.usage(), output.kept(), collected);
  }

  private static Ending ending(
      RunLimits limits, IsolateCommand.Output output, IsolateMeta measured) {
    if (output.flooded()) {
      return new Ending.LimitExceeded(Limit.OUTPUT);
    }
    if (output.exitCode() > 1 && measured.text("status").isEmpty()) {
      throw new SandboxFailure("isolate failed: " + output.words());
    }
    return measured.ending(limits);
  }

  /** Only root and this process can write it: its folder is not visible in the box. */
  private static IsolateMeta meta(Path meta) throws IOException {
    if (!Files.isRegularFile(meta, LinkOption.NOFOLLOW_LINKS)) {
      return IsolateMeta.parse("");
    }
    if (Files.size(meta) > IsolateMeta.MAX_BYTES) {
      throw new SandboxFailure("isolate's meta file is too long");
    }
    return IsolateMeta.parse(Files.readString(meta, StandardCharsets.UTF_8));
  }
}
