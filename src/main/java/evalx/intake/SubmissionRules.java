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
import evalx.submission.SourceFile;
import evalx.submission.Submission;
import evalx.submission.TestCase;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** What a submission may be, and what it is where the request does not say. */
@Singleton
public class SubmissionRules {
  private static final int DEFAULT_PRIORITY = 5;
  private static final int LAST_PRIORITY = 10;
  private static final int MAX_PATTERNS = 16;
  private static final Pattern PATTERN =
      Pattern.compile("[A-Za-z0-9_*?.-][A-Za-z0-9_*?./-]{0,127}");
  private static final double DEFAULT_TOLERANCE = 1e-6;
  private static final TestCase EMPTY_CASE = new TestCase(new byte[0], Optional.empty(), List.of());

  private final Languages languages;
  private final FileStore files;
  private final int maxTestCases;
  private final int maxBytes;

  @Inject
  public SubmissionRules(Languages languages, FileStore files, Settings settings) {
    this.languages = languages;
    this.files = files;
    this.maxTestCases = settings.http().maxTestCases();
    this.maxBytes = settings.http().maxBodyBytes();
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
    var language = language(request.program().language(), findings);
    var source = new SourceRules(findings).check(request.program(), language);
    var testCases = testCases(request.testCases(), findings);
    checkFiles(source, testCases, caller, findings);
    var limits = new LimitRules(findings).check(request.limits(), language);
    var judging = judging(request.judging(), findings);
    warnOfIdleChecker(request.judging(), testCases, findings);
    var handling = handling(request.handling(), findings);
    var submission =
        new Submission(source, testCases, limits, judging, handling, findings.warnings());
    if (bytes(submission) > maxBytes) {
      findings.error("", "must have at most " + maxBytes + " bytes of files and test cases");
    }
    findings.refuseErrors();
    return submission;
  }

  private void checkFiles(
      Submission.Source source, List<TestCase> cases, Caller caller, Findings findings) {
    var rules = new FileRules(files, caller, findings);
    rules.checkProgram(source.files());
    if (cases.size() <= maxTestCases) {
      rules.checkTestCases(cases);
    }
  }

  private static long bytes(Submission submission) {
    long bytes = 0;
    for (SourceFile file : submission.source().files()) {
      bytes += file.content().length;
    }
    for (TestCase testCase : submission.testCases()) {
      bytes += testCase.stdin().length + testCase.expectedOutput().map(e -> e.length).orElse(0);
    }
    return bytes;
  }

  /**
   * The language; without one, an error is noted and the least demanding language is used instead.
   */
  private Language language(Optional<String> name, Findings findings) {
    if (name.isEmpty()) {
      findings.error("language", "is required");
    }
    var language = name.flatMap(languages::find);
    if (language.isEmpty()) {
      var ids = languages.all().stream().map(Language::id).toList();
      findings.error("language", "must be one of " + String.join(", ", ids));
    }
    return language.orElseGet(
        () -> Collections.min(languages.all(), Comparator.comparingLong(Language::smallestMemory)));
  }

  private List<TestCase> testCases(List<TestCase> cases, Findings findings) {
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

  private static Submission.Judging judging(SubmissionRequest.Judging judging, Findings findings) {
    return new Submission.Judging(
        judging.checker().map(check -> checker(check, findings)).orElse(new Checker.Lines()),
        judging.stopOnFailure().orElse(false));
  }

  private static void warnOfIdleChecker(
      SubmissionRequest.Judging judging, List<TestCase> cases, Findings findings) {
    if (judging.checker().isPresent() && cases.stream().noneMatch(TestCase::isCompared)) {
      findings.warn("checker means nothing: no test case has an expected_output");
    }
  }

  private static Checker checker(SubmissionRequest.Check check, Findings findings) {
    var kind = check.type().flatMap(Checker.Kind::labelled);
    var tolerance = check.tolerance();
    if (kind.isEmpty()) {
      findings.error("checker.type", "must be one of " + String.join(", ", Checker.Kind.labels()));
    }
    if (tolerance.isPresent() && !kind.map(Checker.Kind::takesTolerance).orElse(true)) {
      findings.error("checker.tolerance", "is not allowed with this type");
    } else if (tolerance.isPresent() && !(tolerance.get() >= 0 && tolerance.get() <= 1)) {
      findings.error("checker.tolerance", "must be a number from 0 to 1");
    }
    return kind.orElse(Checker.Kind.LINES).checker(tolerance.orElse(DEFAULT_TOLERANCE));
  }

  private static List<String> outputFiles(List<String> patterns, Findings findings) {
    if (patterns.size() > MAX_PATTERNS) {
      findings.error("output_files", "must have at most " + MAX_PATTERNS + " elements");
    }
    for (int i = 0; i < patterns.size(); i++) {
      if (!PATTERN.matcher(patterns.get(i)).matches()) {
        findings.error(
            "output_files[" + i + "]",
            "must be a path of 1 to 128 letters, digits, '_', '-', '.', '/', '*' and '?'");
      }
    }
    return patterns;
  }

  private static Submission.Handling handling(
      SubmissionRequest.Handling handling, Findings findings) {
    int priority = handling.priority().orElse(DEFAULT_PRIORITY);
    if (priority < 1 || priority > LAST_PRIORITY) {
      findings.error("priority", "must be a whole number from 1 to " + LAST_PRIORITY);
    }
    if (handling.webhookUrl().isPresent()) {
      findings.error("webhook_url", "must be null: this version sends no webhooks");
    }
    return new Submission.Handling(
        handling.encoding().orElse(Encoding.UTF8),
        priority,
        handling.cache().orElse(true),
        handling.keepOutput().orElse(false),
        outputFiles(handling.outputFiles(), findings));
  }
}
