package evalx.execution;

import evalx.compilation.Toolchain;
import evalx.sandbox.Ending;
import evalx.sandbox.OutputDraft;
import evalx.sandbox.RunReport;
import evalx.submission.CaseResult;
import evalx.submission.Submission;
import evalx.submission.TestCase;
import evalx.submission.Verdict;
import evalx.verdict.Judge;
import java.util.Optional;

/** Judges what a run gave as its output: on stdout, or in the file that its test case names. */
record JudgeOutput(Submission submission, Toolchain toolchain, KeptOutputs kept) {
  /**
   * Of several runs of a test case, only the output of the one that becomes its result is kept.
   *
   * @param isLast whether no run comes after it, even if it is accepted
   */
  CaseResult judge(TestCase testCase, RunReport report, Judge judge, boolean isLast) {
    var name = submission.fileNames(testCase).output();
    return name.isPresent() && report.ending().equals(new Ending.Exited(0))
        ? judgeFile(name.get(), testCase, report, judge, isLast)
        : judgeStdout(testCase, report, judge, isLast);
  }

  private CaseResult judgeStdout(TestCase testCase, RunReport report, Judge judge, boolean isLast) {
    var result = judge.judge(testCase, submission.limits(testCase).memory(), report);
    return isLast || result.verdict() != Verdict.ACCEPTED ? kept.keep(result, report) : result;
  }

  private CaseResult judgeFile(
      String name, TestCase testCase, RunReport report, Judge judge, boolean isLast) {
    if (report.collected().isEmpty()) {
      return judge.failed(
          report,
          Verdict.OUTPUT_LIMIT_EXCEEDED,
          "the program left more than 64 MiB or 4096 files in its working folder");
    }
    var written = toolchain.sandbox().fetchFile(report.collected().get(), name);
    if (written.isEmpty()) {
      return judge.failed(
          report, Verdict.WRONG_ANSWER, "the program did not write the file " + name);
    }
    var printing = report.printing(written.get());
    try {
      return fault(name, testCase, written.get())
          .map(why -> judge.failed(report, Verdict.OUTPUT_LIMIT_EXCEEDED, why))
          .orElseGet(() -> judgeStdout(testCase, printing, judge, isLast));
    } finally {
      printing.discard();
    }
  }

  private Optional<String> fault(String name, TestCase testCase, OutputDraft.Received written) {
    var max = submission.limits(testCase).output();
    return Optional.of(name + " has more than " + max + " bytes")
        .filter(why -> written.size() > max);
  }
}
