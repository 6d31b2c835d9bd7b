package evalx.submission;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * What a submission earned of its points.
 *
 * @param groups in the order of the submission
 */
public record Score(double earned, double max, List<OfGroup> groups) {
  /** What a group earned. */
  public record OfGroup(String name, double earned, double max, int passed, int total) {}

  private record Scored(TestCase testCase, CaseResult result) {
    double points() {
      var terms = testCase.terms();
      return terms.points().orElse(terms.group().isPresent() ? 1.0 : 0.0);
    }

    boolean isAccepted() {
      return result.verdict() == Verdict.ACCEPTED;
    }

    boolean isIn(Optional<String> group) {
      return testCase.terms().group().equals(group);
    }
  }

  public Score {
    groups = List.copyOf(groups);
  }

  /**
   * The score of test cases; empty where nobody asked for points.
   *
   * @param results of all test cases of the submission, in their order
   */
  public static Optional<Score> of(Submission submission, List<CaseResult> results) {
    var groups = submission.judging().groups();
    var hasPoints =
        submission.testCases().stream().anyMatch(each -> each.terms().points().isPresent());
    if ((groups.isEmpty() && !hasPoints) || results.size() != submission.testCases().size()) {
      return Optional.empty();
    }
    var all = new ArrayList<Scored>();
    for (int i = 0; i < results.size(); i++) {
      all.add(new Scored(submission.testCases().get(i), results.get(i)));
    }
    var alone = all.stream().filter(each -> each.isIn(Optional.empty())).toList();
    var scores = groups.stream().map(group -> of(group, all)).toList();
    return Optional.of(
        new Score(
            earned(alone) + scores.stream().mapToDouble(OfGroup::earned).sum(),
            max(alone) + scores.stream().mapToDouble(OfGroup::max).sum(),
            scores));
  }

  /** The score of a submission of which nothing ran, because it does not compile. */
  public static Optional<Score> ofNothing(Submission submission) {
    var skipped = CaseResult.notRun(Verdict.SKIPPED, Optional.empty());
    return of(submission, Collections.nCopies(submission.testCases().size(), skipped));
  }

  private static OfGroup of(Group group, List<Scored> all) {
    var cases = all.stream().filter(each -> each.isIn(Optional.of(group.name()))).toList();
    double max = group.points().orElse(max(cases));
    var passed = (int) cases.stream().filter(Scored::isAccepted).count();
    return new OfGroup(
        group.name(), max * share(group.scoring(), cases), max, passed, cases.size());
  }

  private static double share(Group.Scoring scoring, List<Scored> cases) {
    return switch (scoring) {
      case ALL -> cases.stream().allMatch(Scored::isAccepted) ? 1 : 0;
      case SUM -> max(cases) > 0 ? earned(cases) / max(cases) : 0;
      case MIN -> cases.stream().mapToDouble(each -> each.result().share()).min().orElse(0);
    };
  }

  private static double earned(List<Scored> cases) {
    return cases.stream().mapToDouble(each -> each.points() * each.result().share()).sum();
  }

  private static double max(List<Scored> cases) {
    return cases.stream().mapToDouble(Scored::points).sum();
  }
}
