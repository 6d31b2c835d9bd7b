package evalx.execution;

import evalx.compilation.Program;
import evalx.compilation.Toolchain;
import evalx.language.Command;
import evalx.language.Language;
import evalx.sandbox.RunLimits;
import evalx.sandbox.RunReport;
import evalx.sandbox.RunRequest;
import evalx.submission.CheckerProgram;
import evalx.submission.TestCase;
import evalx.verdict.Check;
import evalx.verdict.CheckerExit;
import evalx.verdict.Opinion;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Runs a checker's program on what a submission's program printed, in a box of its own after that
 * program has ended: the files it is given are out of the program's reach.
 */
final class RunChecker implements Check {
  /** A shell makes the files of the stdin that a box is given, and becomes the checker. */
  private static final List<String> TESTLIB = shell("exec \"$@\" </dev/null");

  /** Messages are files, of which the first kilobytes are passed on. */
  private static final List<String> ICPC =
      shell(
          """
          mkdir /tmp/feedback && "$@" </tmp/output
          code=$?
          for message in /tmp/feedback/teammessage.txt /tmp/feedback/judgemessage.txt; do
            [ ! -f $message ] || head -c 4096 $message >&2
          done
          [ $code -le 128 ] || kill -$((code - 128)) $$
          exit $code\
          """);

  private static final long MAX_STDOUT = 1L << 20;
  private static final long MAX_STDERR = 64L << 10;
  private static final long MAX_DISK = 64L << 20;

  private final CheckerProgram checker;
  private final Language language;
  private final Toolchain toolchain;
  private final Program.Ready program;
  private final int processes;

  /**
   * @param processes and threads that it may have at one time
   */
  RunChecker(
      CheckerProgram checker,
      Language language,
      Toolchain toolchain,
      Program.Ready program,
      int processes) {
    this.checker = checker;
    this.language = language;
    this.toolchain = toolchain;
    this.program = program;
    this.processes = processes;
  }

  private static List<String> shell(String then) {
    var script =
        "head -c \"$1\" >/tmp/input && head -c \"$2\" >/tmp/output && head -c \"$3\" >/tmp/answer"
            + " || exit 3\nshift 3\n"
            + then;
    return List.of("/bin/sh", "-c", script, "sh");
  }

  @Override
  public Opinion check(TestCase testCase, RunReport report) {
    var files =
        List.of(testCase.stdin(), report.stdout(), testCase.expectedOutput().orElse(new byte[0]));
    return CheckerExit.of(
        "the checker", checker.protocol(), testCase, toolchain.run(language, request(files)));
  }

  private RunRequest request(List<byte[]> files) {
    var bytes = files.stream().mapToInt(file -> file.length).sum();
    var stdin = ByteBuffer.allocate(bytes);
    files.forEach(stdin::put);
    // What the checked program printed must not be what the checker runs out of memory by.
    var limits = checker.limits();
    return new RunRequest(
        new RunRequest.Invocation(command(files), Command.ENVIRONMENT),
        Optional.of(program.artifact()),
        stdin.array(),
        new RunLimits(
            limits.cpu(),
            limits.wall(),
            processes,
            new RunLimits.Bytes(limits.memory() + bytes, MAX_STDOUT, MAX_STDERR, MAX_DISK + bytes)),
        RunRequest.Folder.of(checker.source().hasFilesBeside(), false));
  }

  private List<String> command(List<byte[]> files) {
    var isIcpc = checker.protocol() == CheckerProgram.Interface.ICPC;
    var words = new ArrayList<>(isIcpc ? ICPC : TESTLIB);
    files.forEach(file -> words.add(Integer.toString(file.length)));
    var args = new ArrayList<String>();
    args.add("/tmp/input");
    if (!isIcpc) {
      args.add("/tmp/output");
    }
    args.add("/tmp/answer");
    if (isIcpc) {
      args.add("/tmp/feedback/");
    }
    args.addAll(checker.args());
    var source = checker.source();
    words.addAll(
        new Command(language, source.files(), source.compilerOptions(), checker.limits().memory())
            .of(language.commands().run(), args));
    return words;
  }
}
