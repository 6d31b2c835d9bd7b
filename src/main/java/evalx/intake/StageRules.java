package evalx.intake;

import evalx.format.Findings;
import evalx.format.SubmissionRequest;
import evalx.language.Language;
import evalx.submission.Limits;
import evalx.submission.Submission;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** How the stages of a submission may differ from the usual ones. */
final class StageRules {
  private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,63}");
  private static final int MAX_VARIABLES = 32;

  /** A part begins with no digit, and no name begins like an option. */
  private static final Pattern CLASS_NAME =
      Pattern.compile("[\\p{L}_$][\\p{L}\\p{M}\\p{N}_$]*(\\.[\\p{L}_$][\\p{L}\\p{M}\\p{N}_$]*)*");

  private static final int MAX_CLASS_NAME = 255;

  /** They go to the sandbox in the frame that has the arguments and options too. */
  private static final int MAX_BYTES = 8 << 10;

  private final Findings findings;

  StageRules(Findings findings) {
    this.findings = findings;
  }

  Submission.Stages check(SubmissionRequest.Stages stages, Language language) {
    var last = stages.last();
    if (last.isPresent() && !last.get().equals("compile") && !last.get().equals("run")) {
      findings.error("stage", "must be compile or run");
    }
    environment(stages.environment());
    stages.mainClass().ifPresent(name -> mainClass(name, language));
    return new Submission.Stages(
        compileLimits(stages.compile()),
        stages.environment(),
        stages.isCompileOnly(),
        stages.mainClass(),
        stages.streams());
  }

  private void mainClass(String name, Language language) {
    if (!language.takesMainClass()) {
      findings.error("main_class", "means nothing for " + language.name());
    } else if (name.length() > MAX_CLASS_NAME || !CLASS_NAME.matcher(name).matches()) {
      findings.error("main_class", "must be the full name of a class, such as org.example.Main");
    }
  }

  private void environment(Map<String, String> variables) {
    if (variables.size() > MAX_VARIABLES) {
      findings.error("env", "must have at most " + MAX_VARIABLES + " members");
      return;
    }
    var bytes = 0;
    for (var variable : variables.entrySet()) {
      var value = variable.getValue();
      bytes += variable.getKey().length() + value.getBytes(StandardCharsets.UTF_8).length;
      if (!VARIABLE.matcher(variable.getKey()).matches()) {
        findings.error("env", "must have names of 1 to 64 letters, digits and '_'");
      } else if (value.indexOf('\0') >= 0) {
        findings.error("env." + variable.getKey(), "must not contain a NUL character");
      }
    }
    if (bytes > MAX_BYTES) {
      findings.error("env", "must have at most " + MAX_BYTES + " bytes in all");
    }
  }

  private Optional<Limits> compileLimits(SubmissionRequest.Limits limits) {
    var given =
        limits.timeout().isPresent()
            || limits.wallTimeout().isPresent()
            || limits.memory().isPresent();
    return given
        ? Optional.of(new LimitRules(findings.within("compile")).checkCompiler(limits))
        : Optional.empty();
  }
}
