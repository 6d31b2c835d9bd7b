package evalx.execution;

import evalx.files.FileContents;
import evalx.language.Command;
import evalx.language.Language;
import evalx.sandbox.ArtifactId;
import evalx.sandbox.RunLimits;
import evalx.sandbox.RunRequest;
import evalx.submission.BoxLimits;
import evalx.submission.Limits;
import evalx.submission.Submission;
import evalx.submission.TestCase;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** What a box is asked to run for the test cases of one job. */
final class CaseRequests {
  private static final long MAX_STDERR = 64L << 10;

  /** Becomes the command after it, with one file behind both outputs. */
  private static final List<String> STDERR_TO_STDOUT =
      List.of("/bin/sh", "-c", "exec \"$@\" 2>&1", "sh");

  private final Submission submission;
  private final Language language;
  private final int processes;
  private final FileContents files;
  private final boolean collects;
  private final Map<String, String> environment;
  private final Optional<List<String>> modules;

  /**
   * @param collects whether files that the runs write are wanted
   */
  CaseRequests(Submission submission, Language language, WorkerContext worker, boolean collects) {
    this.submission = submission;
    this.language = language;
    this.processes = worker.budget().processes();
    this.files = worker.files();
    this.collects = collects;
    this.environment = new HashMap<>(Command.environment(language));
    environment.putAll(submission.source().stages().environment());
    this.modules = modules();
  }

  /**
   * What an interpreter should have imported before it starts the program. Files beside the program
   * could be meant instead of what it has imported, files that are wanted need a box's own start,
   * and a shell that joins its outputs is not the interpreter.
   */
  private Optional<List<String>> modules() {
    var source = submission.source();
    return source.hasFilesBeside() || collects || source.stages().streams().stderrToStdout()
        ? Optional.empty()
        : language.setup().warm().modulesFor(source.files().get(0));
  }

  /** What is run where the job's budget is not near its end. */
  RunRequest of(ArtifactId program, TestCase testCase) {
    return of(program, testCase, submission.limits(testCase).wall());
  }

  RunRequest of(ArtifactId program, TestCase testCase, Duration wall) {
    var source = submission.source();
    var limits = submission.limits(testCase);
    var invocation =
        new RunRequest.Invocation(
            command(testCase, limits.memory()),
            environment,
            testCase.args().isEmpty() && !isCollected(testCase) ? modules : Optional.empty());
    var input = input(testCase);
    return new RunRequest(
        inputFile(testCase).map(invocation::withInputIn).orElse(invocation),
        Optional.of(program),
        input,
        new RunLimits(limits.cpu(), wall, processes(limits), bytes(testCase, input)),
        RunRequest.Folder.of(source.hasFilesBeside(), isCollected(testCase)));
  }

  /** Whether files that it writes are wanted. */
  private boolean isCollected(TestCase testCase) {
    return collects || submission.fileNames(testCase).output().isPresent();
  }

  private int processes(Limits limits) {
    return Math.min(processes, limits.box().processes().orElse(processes));
  }

  private RunLimits.Bytes bytes(TestCase testCase, RunRequest.Input input) {
    var limits = submission.limits(testCase);
    var inFile = inputFile(testCase).isPresent() ? input.size() : 0;
    var memory = limits.memory() + inFile;
    var disk =
        Math.min(BoxLimits.MAX_DISK, limits.box().disk().orElse(BoxLimits.MAX_DISK)) + inFile;
    return limits
        .box()
        .stack()
        .map(stack -> new RunLimits.Bytes(memory, limits.output(), MAX_STDERR, disk, stack))
        .orElseGet(() -> new RunLimits.Bytes(memory, limits.output(), MAX_STDERR, disk));
  }

  private List<String> command(TestCase testCase, long memory) {
    var source = submission.source();
    var command = new Command(language, source, memory).run(testCase.args());
    return source.stages().streams().stderrToStdout()
        ? Stream.concat(STDERR_TO_STDOUT.stream(), command.stream()).toList()
        : command;
  }

  private RunRequest.Input input(TestCase testCase) {
    return testCase
        .files()
        .stdin()
        .<RunRequest.Input>map(id -> new RunRequest.Input.Large(files.of(id)))
        .orElseGet(() -> new RunRequest.Input.Bytes(testCase.stdin()));
  }

  private Optional<String> inputFile(TestCase testCase) {
    return submission.fileNames(testCase).input();
  }
}
