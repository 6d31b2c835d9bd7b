package evalx.execution;

import evalx.compilation.Program;
import evalx.compilation.Toolchain;
import evalx.language.Command;
import evalx.language.Language;
import evalx.sandbox.Content;
import evalx.sandbox.RunLimits;
import evalx.sandbox.RunRequest;
import evalx.submission.BoxLimits;
import evalx.submission.CheckerProgram;
import evalx.submission.Limits;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Runs of a checker's program in boxes of their own. A shell makes the files that it is given, of
 * the stdin of its box or as links to those that are stored, and then becomes it.
 */
record CheckerRuns(
    CheckerProgram checker,
    Language language,
    Toolchain toolchain,
    Program.Ready program,
    int processes) {
  /** After these, any program and its arguments. */
  private static final List<String> SHELL = List.of("/bin/sh", "-c");

  /** What a shell says that could not make the files: to each interface, that it failed. */
  private static final int FAILED = 3;

  private static final long MAX_STDERR = 64L << 10;

  /**
   * A run.
   *
   * @param limits of this run, beside which it may use the size of the files that are sent
   * @param maxStdout bytes of output
   * @param files in the order in which they are in stdin, or open beside it
   * @param script what a shell does then, with the words of the command as its arguments
   */
  RunRequest request(Limits limits, long maxStdout, List<GivenFile> files, String script) {
    var stdin = stdin(only(GivenFile.Sent.class, files));
    var stored = only(GivenFile.Stored.class, files).stream().map(GivenFile.Stored::content);
    // What the judged program printed must not be what the checker runs out of memory by.
    return new RunRequest(
        new RunRequest.Invocation(command(files, script), Command.environment(language)),
        Optional.of(program.artifact()),
        input(stdin, stored.toList()),
        new RunLimits(
            limits.cpu(),
            limits.wall(),
            processes,
            new RunLimits.Bytes(
                limits.memory() + stdin.length,
                maxStdout,
                MAX_STDERR,
                BoxLimits.MAX_DISK + stdin.length)),
        RunRequest.Folder.of(checker.source().hasFilesBeside(), false));
  }

  private static <T extends GivenFile> List<T> only(Class<T> kind, List<GivenFile> files) {
    return files.stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  private static RunRequest.Input input(byte[] stdin, List<Content> stored) {
    return stored.isEmpty()
        ? new RunRequest.Input.Bytes(stdin)
        : new RunRequest.Input.WithFiles(stdin, stored);
  }

  /** A byte more than the files, so that there is always something to open. */
  private static byte[] stdin(List<GivenFile.Sent> files) {
    var bytes = files.stream().mapToInt(file -> file.content().length).sum();
    var stdin = ByteBuffer.allocate(bytes + 1);
    files.forEach(file -> stdin.put(file.content()));
    return stdin.array();
  }

  private List<String> command(List<GivenFile> files, String script) {
    var make = new StringBuilder();
    int descriptor = RunRequest.FIRST_FILE;
    for (GivenFile file : files) {
      var made =
          file instanceof GivenFile.Sent sent
              ? "head -c %d >%s".formatted(sent.content().length, file.path())
              : "ln -s /proc/self/fd/%d %s".formatted(descriptor++, file.path());
      make.append("%s || exit %d\n".formatted(made, FAILED));
    }
    var words = new ArrayList<>(SHELL);
    words.add(script.formatted(make));
    words.add("sh");
    var source = checker.source();
    words.addAll(new Command(language, source, checker.limits().memory()).run(args()));
    return words;
  }

  /** The names of the files that its interface has, then its own arguments. */
  private List<String> args() {
    var args =
        new ArrayList<>(
            isIcpc()
                ? List.of(CheckerFiles.INPUT, CheckerFiles.ANSWER, CheckerFiles.FEEDBACK)
                : List.of(CheckerFiles.INPUT, CheckerFiles.OUTPUT, CheckerFiles.ANSWER));
    args.addAll(checker.args());
    return args;
  }

  boolean isIcpc() {
    return checker.protocol() == CheckerProgram.Interface.ICPC;
  }
}
