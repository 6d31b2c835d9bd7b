package evalx.dialect.sandboxfusion;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import evalx.dialect.Answer;
import evalx.dialect.CompilerTimeout;
import evalx.dialect.NoOutcome;
import evalx.dialect.Signals;
import evalx.format.Json;
import evalx.submission.CaseResult;
import evalx.submission.Result;
import evalx.submission.Verdict;
import java.time.Duration;

/** Writes the answer to run_code, which is 200 whatever became of the program. */
final class RunCodeAnswer {
  private static final double NANOS = 1e9;

  private RunCodeAnswer() {}

  static Answer of(RunCode asked, Result result, FetchedFiles fetchedFiles) {
    var answer = ofCase(asked.compiled(), result, 0);
    if (!result.cases().isEmpty()) {
      answer.set("files", fetchedFiles.of(asked.fetched(), result.cases().get(0)));
    }
    return Answer.json(200, answer);
  }

  /**
   * What is told of one run.
   *
   * @param compiled whether it has a result of compilation
   * @param index of the run among those of the result
   */
  static ObjectNode ofCase(boolean compiled, Result result, int index) {
    var failed = result.verdict() == Verdict.COMPILATION_ERROR;
    var answer = Json.MAPPER.createObjectNode();
    if (NoOutcome.is(result)) {
      answer.put("status", "SandboxError").put("message", reason(result));
      answer.putNull("compile_result").putNull("run_result");
    } else {
      var success = !failed && endedWell(result.cases().get(index));
      answer.put("status", success ? "Success" : "Failed").put("message", "");
      answer.set("compile_result", compiled ? compiled(result) : null);
      if (!failed) {
        answer.set("run_result", run(result.cases().get(index)));
      } else {
        // A check without a run is the run's failure there.
        answer.set("run_result", compiled ? null : compiled(result));
      }
    }
    answer.putNull("executor_pod_name").putObject("files");
    return answer;
  }

  /** Why nothing ran. */
  static String reason(Result result) {
    return result.remarks().message().orElse(result.verdict().label());
  }

  private static boolean endedWell(CaseResult run) {
    return run.verdict() == Verdict.ACCEPTED || run.verdict() == Verdict.WRONG_ANSWER;
  }

  private static ObjectNode compiled(Result result) {
    var failed = result.verdict() == Verdict.COMPILATION_ERROR;
    var compiler =
        CompilerTimeout.is(result)
            ? late(result.compiled().time())
            : command("Finished", result.compiled().time()).put("return_code", failed ? 1 : 0);
    return compiler.put("stdout", "").put("stderr", result.compiled().output());
  }

  private static ObjectNode run(CaseResult run) {
    var time = run.usage().wallTime();
    var ended =
        run.verdict() == Verdict.TIME_LIMIT_EXCEEDED
            ? late(time)
            : command("Finished", time).put("return_code", code(run));
    return ended
        .put("stdout", new String(run.stdout().bytes(), UTF_8))
        .put("stderr", new String(run.stderr().bytes(), UTF_8));
  }

  /** As Python has it: the number of a signal below zero. */
  private static int code(CaseResult run) {
    if (run.verdict() == Verdict.MEMORY_LIMIT_EXCEEDED
        || run.verdict() == Verdict.OUTPUT_LIMIT_EXCEEDED) {
      return -Signals.KILL;
    }
    var signal = run.exit().signal();
    return signal.isPresent()
        ? -Signals.number(signal.get()).orElse(Signals.KILL)
        : run.exit().code().orElse(0);
  }

  private static ObjectNode late(Duration time) {
    return command("TimeLimitExceeded", time).putNull("return_code");
  }

  private static ObjectNode command(String status, Duration time) {
    return Json.MAPPER
        .createObjectNode()
        .put("status", status)
        .put("execution_time", time.toNanos() / NANOS);
  }
}
