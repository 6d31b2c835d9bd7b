package evalx.execution;

import evalx.submission.CaseResult;
import evalx.submission.Group;
import evalx.submission.Submission;
import evalx.submission.TestCase;
import evalx.submission.Verdict;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Which test cases are skipped after a failure: those after it in the same series, of which each
 * test case is in one at most.
 *
 * @param series of each test case; -1: nothing stops it
 * @param anyFailure whether any verdict but Accepted stops; else only a test case without points
 */
record StopRules(List<Integer> series, boolean anyFailure) {
  private static final int NONE = -1;

  StopRules {
    series = List.copyOf(series);
  }

  static StopRules of(Submission submission) {
    var judging = submission.judging();
    var cases = submission.testCases();
    if (judging.stopOnFailure()) {
      return new StopRules(cases.stream().map(each -> 0).toList(), true);
    }
    var stopping =
        judging.groups().stream().filter(Group::stop).map(Group::name).collect(Collectors.toList());
    return new StopRules(cases.stream().map(each -> series(each, stopping)).toList(), false);
  }

  private static int series(TestCase testCase, List<String> stopping) {
    return testCase.terms().group().map(stopping::indexOf).orElse(NONE);
  }

  int size() {
    return series.size();
  }

  boolean isInSeries(int index) {
    return series.get(index) != NONE;
  }

  boolean stops(CaseResult result) {
    return anyFailure ? result.verdict() != Verdict.ACCEPTED : result.share() == 0;
  }
}
