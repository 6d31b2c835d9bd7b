package evalx.dialect.mcp;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import evalx.format.Json;
import evalx.submission.CaseResult;
import evalx.submission.Output;
import evalx.submission.Result;
import evalx.submission.Verdict;
import java.util.Optional;

/** Tells a result in few words: what a model reads costs, and crowds out what it knew. */
final class Report {
  private static final int MAX_STDOUT = 8 << 10;
  private static final int MAX_STDERR = 4 << 10;

  /** Of each test case that failed. */
  private static final int MAX_GOT = 1 << 10;

  private static final int MAX_FAILED = 5;

  private Report() {}

  /** What came of run_code. */
  static ObjectNode single(Result result) {
    var report = head(result);
    if (!result.cases().isEmpty() && result.verdict() != Verdict.COMPILATION_ERROR) {
      run(report, result.cases().get(0), MAX_STDOUT, MAX_STDERR);
    }
    return report;
  }

  /** What came of run_tests: of the test cases that failed, the first ones. */
  static ObjectNode tested(Result result) {
    var report = head(result);
    report.put("passed", result.passed()).put("total", result.subject().testCases());
    var failed = report.putArray("failed");
    var cases = result.cases();
    for (int i = 0; i < cases.size() && failed.size() < MAX_FAILED; i++) {
      if (cases.get(i).verdict() != Verdict.ACCEPTED) {
        var item = failed.addObject().put("test", i + 1);
        item.put("status", cases.get(i).verdict().label());
        run(item, cases.get(i), MAX_GOT, MAX_GOT);
      }
    }
    return report;
  }

  private static ObjectNode head(Result result) {
    var report = Json.MAPPER.createObjectNode().put("status", result.verdict().label());
    result.subject().version().ifPresent(version -> report.put("version", version));
    text(
        report,
        "compiler",
        new Output(result.compiled().output().getBytes(UTF_8), false),
        MAX_STDERR);
    result.remarks().message().ifPresent(message -> report.put("message", message));
    return report;
  }

  private static void run(ObjectNode report, CaseResult run, int maxStdout, int maxStderr) {
    report.put("stdout", shortened(run.stdout(), maxStdout));
    text(report, "stderr", run.stderr(), maxStderr);
    run.exit().code().ifPresent(code -> report.put("exit_code", code));
    run.exit().signal().ifPresent(signal -> report.put("signal", signal));
    run.notes().message().ifPresent(message -> report.put("message", message));
    report.put("cpu_ms", run.usage().cpuTime().toMillis()).put("memory_kib", run.usage().peakKib());
  }

  private static void text(ObjectNode report, String name, Output output, int max) {
    Optional.of(shortened(output, max))
        .filter(text -> !text.isEmpty())
        .ifPresent(text -> report.put(name, text));
  }

  /** The beginning of an output, and that there is more. */
  static String shortened(Output output, int max) {
    var text = new String(output.first(max).bytes(), UTF_8);
    var isCut = output.truncated() || output.bytes().length > max;
    return isCut ? text + "\n[cut: the program printed more]" : text;
  }
}
