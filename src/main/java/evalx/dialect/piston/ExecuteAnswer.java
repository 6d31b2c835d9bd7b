package evalx.dialect.piston;

import com.fasterxml.jackson.databind.node.ObjectNode;
import evalx.dialect.Answer;
import evalx.dialect.CompilerTimeout;
import evalx.dialect.NoOutcome;
import evalx.format.Json;
import evalx.submission.CaseResult;
import evalx.submission.Result;
import evalx.submission.Verdict;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;

/** Writes the answer to {@code POST /execute}. */
final class ExecuteAnswer {
  private static final int KIB = 1024;
  private static final String KILLED = "SIGKILL";
  private static final String LATE = "TO";

  /** Verdicts of limits; Piston has none for memory, whose end is a signal. */
  private static final Map<Verdict, String> LIMITS =
      new EnumMap<>(
          Map.of(
              Verdict.TIME_LIMIT_EXCEEDED, LATE,
              Verdict.MEMORY_LIMIT_EXCEEDED, "SG",
              Verdict.OUTPUT_LIMIT_EXCEEDED, "OL"));

  private ExecuteAnswer() {}

  /** The answer to a request whose submission has ended. */
  static Answer of(ExecuteRequest.Parsed asked, Result result) {
    var failed = result.verdict() == Verdict.COMPILATION_ERROR;
    if (NoOutcome.is(result)) {
      var message = result.remarks().message().orElse(result.verdict().label());
      return Answer.json(500, "message", message);
    }
    var answer = Json.MAPPER.createObjectNode();
    answer.put("language", asked.runtime().entry().name());
    answer.put("version", result.subject().version().orElse(asked.runtime().version()));
    answer.set("run", failed ? compile(result) : run(asked, result.cases().get(0)));
    if (asked.runtime().entry().compiled()) {
      answer.set("compile", compile(result));
    } else if (asked.grading().isPresent() || asked.called().startsWith("cf_")) {
      // Open-R1's client reads it whatever the language is.
      answer.set("compile", nothingCompiled());
    }
    return Answer.json(200, answer);
  }

  private static ObjectNode run(ExecuteRequest.Parsed asked, CaseResult run) {
    return asked.grading().map(grading -> GradedRun.stage(grading, run)).orElseGet(() -> run(run));
  }

  private static ObjectNode nothingCompiled() {
    var stage = stage("", "").put("code", 0).putNull("signal").putNull("message").putNull("status");
    return stage.put("cpu_time", 0).put("wall_time", 0).putNull("memory");
  }

  private static ObjectNode compile(Result result) {
    var failed = result.verdict() == Verdict.COMPILATION_ERROR;
    var output = result.compiled().output();
    var stage = stage("", output);
    if (CompilerTimeout.is(result)) {
      stage.putNull("code").put("signal", KILLED);
    } else {
      stage.put("code", failed ? 1 : 0).putNull("signal");
    }
    stage.put(
        "message", failed ? result.remarks().message().orElse("Exited with error status 1") : null);
    stage.put("status", CompilerTimeout.is(result) ? LATE : failed ? "RE" : null);
    stage.put("cpu_time", result.compiled().time().toMillis());
    stage.put("wall_time", result.compiled().time().toMillis());
    stage.putNull("memory");
    return stage;
  }

  /** What is told of a run. */
  static ObjectNode run(CaseResult run) {
    var stage =
        stage(
            new String(run.stdout().bytes(), StandardCharsets.UTF_8),
            new String(run.stderr().bytes(), StandardCharsets.UTF_8));
    var limit = LIMITS.get(run.verdict());
    if (limit != null) {
      stage.putNull("code").put("signal", KILLED);
      stage
          .put("message", run.notes().message().orElse(run.verdict().label()))
          .put("status", limit);
    } else if (run.exit().signal().isPresent()) {
      var signal = run.exit().signal().get();
      stage.putNull("code").put("signal", signal);
      stage.put("message", "Caught fatal signal " + signal).put("status", "SG");
    } else {
      ended(stage, run.exit().code().orElse(0), run);
    }
    return used(stage, run);
  }

  /** What is told of a run that another program has watched, and that has exited by itself. */
  static ObjectNode exited(String stdout, String stderr, int code, CaseResult run) {
    var stage = stage(stdout, stderr);
    ended(stage, code, run);
    return used(stage, run);
  }

  private static ObjectNode used(ObjectNode stage, CaseResult run) {
    stage.put("cpu_time", millis(run.usage().cpuTime()));
    stage.put("wall_time", millis(run.usage().wallTime()));
    return stage.put("memory", run.usage().peakKib() * KIB);
  }

  private static void ended(ObjectNode stage, int code, CaseResult run) {
    stage.put("code", code).putNull("signal");
    if (code == 0) {
      stage.put("message", run.notes().message().orElse(null)).putNull("status");
    } else {
      stage.put("message", "Exited with error status " + code).put("status", "RE");
    }
  }

  private static ObjectNode stage(String stdout, String stderr) {
    return Json.MAPPER
        .createObjectNode()
        .put("stdout", stdout)
        .put("stderr", stderr)
        .put("output", stdout + stderr);
  }

  private static long millis(Duration time) {
    return time.toMillis();
  }
}
