package evalx.intake;

import evalx.config.Settings;
import evalx.files.FileStore;
import evalx.format.Findings;
import evalx.format.SubmissionRequest;
import evalx.language.Language;
import evalx.language.Languages;
import evalx.submission.Caller;
import evalx.submission.Checker;
import evalx.submission.Encoding;
import evalx.submission.Limits;
import evalx.submission.Priority;
import evalx.submission.Submission;
import evalx.submission.TestCase;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;

/** What a submission may be, and what it is where the request does not say. */
@Singleton
public class SubmissionRules {
  private static final int DEFAULT_PRIORITY = 5;
  private static final int MAX_PATTERNS = 16;
  private static final TestCase EMPTY_CASE = new TestCase(new byte[0], Optional.empty(), List.of());

  private final Languages languages;
  private final FileStore files;
  private final int maxTestCases;
  private final int maxBytes;
  private final WebhookRules webhookRules;

  @Inject
  public SubmissionRules(Languages languages, FileStore files, Settings settings) {
    this.languages = languages;
    this.files = files;
    this.maxTestCases = settings.http().maxTestCases();
    this.maxBytes = settings.http().maxBodyBytes();
    this.webhookRules = new WebhookRules(settings.webhooks());
  }

  /**
   * Applies every rule and fills in every default.
   *
   * @throws NotAllowed when the caller may not submit
   * @throws evalx.format.InvalidSubmission with everything that is wrong, which includes what could
   *     not be read
   */
  public Submission check(SubmissionRequest request, Caller caller) {
    if (!caller.may(Caller.Scope.SUBMIT)) {
      throw new NotAllowed(Caller.Scope.SUBMIT);
    }
    var findings = new Findings(request.noticed());
    var language = new LanguageRules(languages, findings).language(request.program().language());
    var source = new SourceRules(findings).check(request.program(), language);
    var testCases = testCases(request.testCases(), source.stages(), findings);
    var limits = new LimitRules(findings).check(request.limits(), language);
    ownLimits(testCases, language, findings);
    var judging = new JudgingRules(languages, findings).check(request.judging(), testCases);
    new FileNameRules(findings, source).check(testCases, judging.checker());
    checkFiles(request, source, judging, caller, findings);
    requireHeldOutput(judging, limits, findings);
    var handling = handling(request.handling(), findings);
    warnOfKeeping(handling.keeping(), judging, findings);
    var submission =
        new Submission(source, testCases, limits, judging, handling, findings.warnings());
    if (bytes(submission) > maxBytes) {
      findings.error("", "must have at most " + maxBytes + " bytes of files and test cases");
    }
    findings.refuseErrors();
    return submission;
  }

  private static void warnOfKeeping(
      Submission.Keeping keeping, Submission.Judging judging, Findings findings) {
    if (judging.checker() instanceof Checker.Interactive) {
      var why = " means nothing: of a program that talks to an interactor nothing is kept";
      if (keeping.output()) {
        findings.warn("keep_output" + why);
      }
      if (!keeping.files().isEmpty()) {
        findings.warn("output_files" + why);
      }
    }
  }

  private void checkFiles(
      SubmissionRequest request,
      Submission.Source source,
      Submission.Judging judging,
      Caller caller,
      Findings findings) {
    var rules = new FileRules(files, caller, findings);
    rules.checkProgram(request.program(), source);
    if (request.testCases().size() <= maxTestCases) {
      rules.checkTestCases(request.testCases());
    }
    var judge = request.judging().checker().flatMap(check -> check.program().program());
    if (judge.isPresent() && judging.program().isPresent()) {
      new FileRules(files, caller, findings.within("checker.program"))
          .checkProgram(judge.get(), judging.program().get().source());
    }
  }

  /** A program that judges is sent the output, which is then held in memory. */
  private static void requireHeldOutput(
      Submission.Judging judging, Limits limits, Findings findings) {
    if (judging.program().isPresent() && limits.output() > Limits.DEFAULT_OUTPUT) {
      findings.error("output_limit", "must be at most 16m where a program judges");
    }
  }

  private static long bytes(Submission submission) {
    long bytes = submission.sources().stream().mapToLong(SubmissionRules::bytes).sum();
    for (TestCase testCase : submission.testCases()) {
      bytes += testCase.stdin().length + testCase.expectedOutput().map(e -> e.length).orElse(0);
    }
    return bytes;
  }

  private static long bytes(Submission.Source source) {
    return source.files().stream().mapToLong(file -> file.content().length).sum();
  }

  private static void ownLimits(List<TestCase> cases, Language language, Findings findings) {
    for (int i = 0; i < cases.size(); i++) {
      new LimitRules(findings.within("test_cases[" + i + "]"))
          .check(cases.get(i).terms().limits(), language);
    }
  }

  private List<TestCase> testCases(
      List<TestCase> cases, Submission.Stages stages, Findings findings) {
    if (stages.compileOnly()) {
      if (!cases.isEmpty()) {
        findings.error("test_cases", "cannot be combined with a stage that runs nothing");
      }
      return List.of();
    }
    if (cases.isEmpty()) {
      return List.of(EMPTY_CASE);
    }
    if (cases.size() > maxTestCases) {
      findings.error("test_cases", "must have at most " + maxTestCases + " elements");
    } else {
      for (int i = 0; i < cases.size(); i++) {
        new WordRules(findings).check("test_cases[" + i + "].args", cases.get(i).args());
      }
    }
    return cases;
  }

  private static List<String> outputFiles(List<String> patterns, Findings findings) {
    if (patterns.size() > MAX_PATTERNS) {
      findings.error("output_files", "must have at most " + MAX_PATTERNS + " elements");
    }
    for (int i = 0; i < patterns.size(); i++) {
      var field = "output_files[" + i + "]";
      FileName.fault(patterns.get(i)).ifPresent(why -> findings.error(field, why));
    }
    return patterns;
  }

  private Submission.Handling handling(SubmissionRequest.Handling handling, Findings findings) {
    int priority = handling.priority().orElse(DEFAULT_PRIORITY);
    if (priority < 1 || priority > Priority.LAST) {
      findings.error("priority", "must be a whole number from 1 to " + Priority.LAST);
    }
    return new Submission.Handling(
        handling.encoding().orElse(Encoding.UTF8),
        priority,
        handling.cache().orElse(true),
        handling.webhook().flatMap(webhook -> webhookRules.check(webhook, findings)),
        new Submission.Keeping(
            handling.keepOutput().orElse(false), outputFiles(handling.outputFiles(), findings)));
  }
}
