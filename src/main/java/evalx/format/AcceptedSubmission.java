package evalx.format;

import evalx.submission.Checker;
import evalx.submission.CheckerProgram;
import evalx.submission.Limits;
import evalx.submission.SourceFile;
import evalx.submission.Submission;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/** Turns the JSON of an accepted submission into the submission: every member must be there. */
final class AcceptedSubmission {
  private final SubmissionRequest request;
  private final Findings findings;

  private AcceptedSubmission(SubmissionRequest request, Findings findings) {
    this.request = request;
    this.findings = findings;
  }

  static Submission of(SubmissionRequest request, Findings findings) {
    return new AcceptedSubmission(request, findings).submission();
  }

  private Submission submission() {
    var program = request.program();
    var handling = request.handling();
    return new Submission(
        new Submission.Source(
            required("language", program.language()),
            program.version(),
            files(required("files", program.files())),
            program.compilerOptions(),
            stages(program.stages())),
        request.testCases(),
        limits(request.limits()),
        new Submission.Judging(
            checker(required("checker", request.judging().checker())),
            required("stop_on_failure", request.judging().stopOnFailure()),
            request.judging().groups(),
            request.judging().hints().orElse(false)),
        new Submission.Handling(
            required("encoding", handling.encoding()),
            required("priority", handling.priority()),
            required("cache", handling.cache()),
            handling.webhook().map(webhook -> URI.create(webhook.url())),
            new Submission.Keeping(handling.keepOutput().orElse(false), handling.outputFiles())),
        findings.warnings());
  }

  /** In the order in which they were accepted, the main one first. */
  private static List<SourceFile> files(List<SubmissionRequest.GivenFile> files) {
    return files.stream()
        .map(
            file ->
                new SourceFile(
                    file.name(),
                    file.content(),
                    file.file(),
                    file.role() == SubmissionRequest.Role.DATA))
        .toList();
  }

  private Submission.Stages stages(SubmissionRequest.Stages stages) {
    var compile = stages.compile();
    return new Submission.Stages(
        compile.timeout().isPresent() ? Optional.of(limits(compile)) : Optional.empty(),
        stages.environment(),
        stages.last().isPresent(),
        stages.mainClass(),
        stages.streams());
  }

  private Limits limits(SubmissionRequest.Limits limits) {
    return new Limits(
        ReadLimits.duration(required("timeout", limits.timeout())),
        ReadLimits.duration(required("wall_timeout", limits.wallTimeout())),
        required("memory", limits.memory()),
        limits.output().orElse(Limits.DEFAULT_OUTPUT),
        limits.box());
  }

  private Checker checker(SubmissionRequest.Check checker) {
    return required("checker.type", checker.type().flatMap(Checker.Kind::labelled))
        .make(new Parts(checker));
  }

  private final class Parts implements Checker.Parts {
    private final SubmissionRequest.Check checker;

    Parts(SubmissionRequest.Check checker) {
      this.checker = checker;
    }

    @Override
    public boolean ignoresCase() {
      return checker.ignoreCase().orElse(false);
    }

    /** Earlier versions wrote one tolerance. */
    @Override
    public Optional<Checker.Tokens.Tolerance> tolerance() {
      var tolerance = checker.tolerance();
      return tolerance
          .absolute()
          .or(tolerance::both)
          .map(
              absolute ->
                  new Checker.Tokens.Tolerance(absolute, tolerance.relative().orElse(absolute)));
    }

    @Override
    public CheckerProgram program() {
      return AcceptedSubmission.this.program(checker.program());
    }
  }

  private CheckerProgram program(SubmissionRequest.CheckProgram checker) {
    var program = required("checker.program", checker.program());
    return new CheckerProgram(
        new Submission.Source(
            required("checker.program.language", program.language()),
            program.version(),
            files(required("checker.program.files", program.files())),
            program.compilerOptions(),
            stages(program.stages())),
        required(
            "checker.interface", checker.protocol().flatMap(CheckerProgram.Interface::labelled)),
        checker.args(),
        limits(checker.limits()));
  }

  private <T> T required(String field, Optional<T> value) {
    return value.orElseThrow(
        () -> {
          findings.error(field, "is required");
          findings.refuseErrors();
          return new IllegalStateException(field);
        });
  }
}
