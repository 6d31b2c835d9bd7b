package evalx.intake;

import evalx.format.Findings;
import evalx.format.SubmissionRequest;
import evalx.language.Languages;
import evalx.submission.Checker;
import evalx.submission.Group;
import evalx.submission.Submission;
import evalx.submission.TestCase;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** How a submission may be judged. */
final class JudgingRules {
  private static final double MAX_POINTS = 1e6;
  private static final int MAX_GROUPS = 100;
  private static final int MAX_NAME = 64;
  private static final int MAX_RUNS = 20;

  private final Languages languages;
  private final Findings findings;

  JudgingRules(Languages languages, Findings findings) {
    this.languages = languages;
    this.findings = findings;
  }

  Submission.Judging check(SubmissionRequest.Judging judging, List<TestCase> cases) {
    groups(judging.groups(), cases);
    var names = judging.groups().stream().map(Group::name).collect(Collectors.toSet());
    for (int i = 0; i < cases.size(); i++) {
      terms("test_cases[" + i + "].", cases.get(i).terms(), names);
    }
    var checker =
        judging
            .checker()
            .map(new CheckerRules(languages, findings)::check)
            .orElse(new Checker.Lines());
    if (judging.checker().isPresent()
        && checker instanceof Checker.Comparison
        && cases.stream().noneMatch(TestCase::isCompared)) {
      findings.warn("checker means nothing: no test case has an expected_output");
    }
    return new Submission.Judging(
        checker,
        judging.stopOnFailure().orElse(false),
        judging.groups(),
        judging.hints().orElse(false));
  }

  private void groups(List<Group> groups, List<TestCase> cases) {
    if (groups.size() > MAX_GROUPS) {
      findings.error("groups", "must have at most " + MAX_GROUPS + " elements");
      return;
    }
    var used =
        cases.stream().flatMap(each -> each.terms().group().stream()).collect(Collectors.toSet());
    var names = new HashSet<String>();
    for (int i = 0; i < groups.size(); i++) {
      group("groups[" + i + "].", groups.get(i), names, used);
    }
  }

  private void group(String path, Group group, Set<String> names, Set<String> used) {
    if (group.name().isEmpty() || group.name().length() > MAX_NAME) {
      findings.error(path + "name", "must have 1 to " + MAX_NAME + " characters");
    } else if (!names.add(group.name())) {
      findings.error(path + "name", "is already used by another group");
    } else if (!used.contains(group.name())) {
      findings.error(path + "name", "must be the group of a test case");
    }
    points(path + "points", group.points());
  }

  private void terms(String path, TestCase.Terms terms, Set<String> groups) {
    points(path + "points", terms.points());
    if (terms.runs() < 1 || terms.runs() > MAX_RUNS) {
      findings.error(path + "runs", "must be a whole number from 1 to " + MAX_RUNS);
    }
    if (terms.group().isPresent() && !groups.contains(terms.group().get())) {
      findings.error(path + "group", "must be the name of one of groups");
    }
  }

  private void points(String field, Optional<Double> points) {
    if (points.isPresent() && !(points.get() >= 0 && points.get() <= MAX_POINTS)) {
      findings.error(field, "must be a number from 0 to " + (int) MAX_POINTS);
    }
  }
}
