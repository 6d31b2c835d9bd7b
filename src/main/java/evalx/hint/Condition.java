package evalx.hint;

import evalx.submission.Difference;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * When a rule applies: all of what it names must be there. An empty part means anything.
 *
 * @param statuses labels, or what several begin with, such as Runtime Error
 */
record Condition(List<String> statuses, Texts texts, Ends ends, Set<Difference.Kind> differences) {
  /** Texts of which one must be found. */
  record Texts(List<LinePattern> compileOutput, List<LinePattern> stderr) {}

  /** Ways to end. */
  record Ends(Set<Integer> exitCodes, Set<String> signals, Shares cpu, Shares wall, Shares memory) {
    private boolean include(Symptoms.End end) {
      var code = end.exit().code();
      return (exitCodes.isEmpty() || (code.isPresent() && exitCodes.contains(code.getAsInt())))
          && (signals.isEmpty() || end.exit().signal().filter(signals::contains).isPresent())
          && cpu.include(end.use().cpu())
          && wall.include(end.use().wall())
          && memory.include(end.use().memory());
    }
  }

  /** Shares of a limit, from one to another. */
  record Shares(double min, double max) {
    static final Shares ALL = new Shares(0, Double.MAX_VALUE);

    private boolean include(double share) {
      return share >= min && share <= max;
    }
  }

  /** What the stars of its patterns stand for; empty where it does not apply. */
  Optional<List<String>> match(Symptoms symptoms) {
    var label = symptoms.verdict().label();
    var applies =
        (statuses.isEmpty() || statuses.stream().anyMatch(label::startsWith))
            && ends.include(symptoms.end())
            && (differences.isEmpty()
                || symptoms.difference().filter(differences::contains).isPresent());
    return applies
        ? find(texts.compileOutput(), symptoms.printed().compileOutput())
            .flatMap(
                inOutput ->
                    find(texts.stderr(), symptoms.printed().stderr())
                        .map(inStderr -> inOutput.isEmpty() ? inStderr : inOutput))
        : Optional.empty();
  }

  private static Optional<List<String>> find(List<LinePattern> patterns, String text) {
    return patterns.isEmpty()
        ? Optional.of(List.of())
        : patterns.stream().flatMap(pattern -> pattern.find(text).stream()).findFirst();
  }
}
