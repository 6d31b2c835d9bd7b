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
  CaseResult judge(TestCase testCase, RunReport report, Judge judge) {
    var name = submission.fileNames(testCase).output();
    return name.isPresent() && report.ending().equals(new Ending.Exited(0))
        ? judgeFile(name.get(), testCase, report, judge)
        : judgeStdout(testCase, report, judge);
  }

  private CaseResult judgeStdout(TestCase testCase, RunReport report, Judge judge) {
    return kept.keep(judge.judge(testCase, submission.limits(testCase).memory(), report), report);
  }

  private CaseResult judgeFile(String name, TestCase testCase, RunReport report, Judge judge) {
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
          .orElseGet(() -> judgeStdout(testCase, printing, judge));
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
