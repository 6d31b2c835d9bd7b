package evalx.intake;

import evalx.format.Findings;
import evalx.format.SubmissionRequest;
import evalx.language.Language;
import evalx.language.Languages;
import evalx.submission.Checker;
import evalx.submission.CheckerProgram;
import evalx.submission.Submission;
import java.util.List;
import java.util.Optional;

/** What a checker may be. */
final class CheckerRules {
  private static final double DEFAULT_TOLERANCE = 1e-6;

  private final Languages languages;
  private final Findings findings;

  CheckerRules(Languages languages, Findings findings) {
    this.languages = languages;
    this.findings = findings;
  }

  Checker check(SubmissionRequest.Check check) {
    var kind = check.type().flatMap(Checker.Kind::labelled);
    if (kind.isEmpty()) {
      findings.error("checker.type", "must be one of " + String.join(", ", Checker.Kind.labels()));
    }
    kind.ifPresent(known -> members(known, check));
    return switch (kind.orElse(Checker.Kind.LINES)) {
      case LINES -> new Checker.Lines();
      case EXACT -> new Checker.Exact();
      case UNORDERED -> new Checker.Unordered();
      case LENIENT -> new Checker.Lenient();
      case NONE -> new Checker.None();
      case TOKENS -> new Checker.Tokens(check.ignoreCase().orElse(false), tolerance(check));
      case FLOAT ->
          new Checker.Tokens(
              check.ignoreCase().orElse(false),
              tolerance(check)
                  .or(
                      () ->
                          Optional.of(
                              new Checker.Tokens.Tolerance(DEFAULT_TOLERANCE, DEFAULT_TOLERANCE))));
      case CUSTOM -> new Checker.Custom(program(check.program()));
      case INTERACTIVE -> new Checker.Interactive(program(check.program()));
    };
  }

  /** A member that means nothing with a type is a mistake. */
  private void members(Checker.Kind kind, SubmissionRequest.Check check) {
    var numbers = check.tolerance();
    var program = check.program();
    boolean compares = kind.takesTolerance();
    allow("tolerance", numbers.both().isEmpty() || compares);
    allow("absolute_tolerance", numbers.absolute().isEmpty() || compares);
    allow("relative_tolerance", numbers.relative().isEmpty() || compares);
    allow("ignore_case", check.ignoreCase().isEmpty() || compares);
    allow("program", program.program().isEmpty() || kind.isProgram());
    allow("interface", program.protocol().isEmpty() || kind.isProgram());
    allow("args", program.args().isEmpty() || kind.isProgram());
    allow("timeout", program.limits().timeout().isEmpty() || kind.isProgram());
    allow("wall_timeout", program.limits().wallTimeout().isEmpty() || kind.isProgram());
    allow("memory", program.limits().memory().isEmpty() || kind.isProgram());
  }

  private void allow(String member, boolean allowed) {
    if (!allowed) {
      findings.error("checker." + member, "is not allowed with this type");
    }
  }

  /** Empty where numbers are to be as they are expected, character by character. */
  private Optional<Checker.Tokens.Tolerance> tolerance(SubmissionRequest.Check check) {
    var given = check.tolerance();
    var both = part("tolerance", given.both());
    var absolute = part("absolute_tolerance", given.absolute());
    var relative = part("relative_tolerance", given.relative());
    if (both.isPresent() && (absolute.isPresent() || relative.isPresent())) {
      findings.error(
          "checker.tolerance", "cannot be combined with absolute_tolerance or relative_tolerance");
    }
    if (both.or(() -> absolute).or(() -> relative).isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Checker.Tokens.Tolerance(
            absolute.or(() -> both).orElse(0.0), relative.or(() -> both).orElse(0.0)));
  }

  private Optional<Double> part(String member, Optional<Double> tolerance) {
    if (tolerance.isPresent() && !(tolerance.get() >= 0 && tolerance.get() <= 1)) {
      findings.error("checker." + member, "must be a number from 0 to 1");
    }
    return tolerance;
  }

  private CheckerProgram program(SubmissionRequest.CheckProgram checker) {
    var own = findings.within("checker");
    var ofProgram = findings.within("checker.program");
    if (checker.program().isEmpty()) {
      own.error("program", "is required");
    }
    var language =
        new LanguageRules(languages, ofProgram)
            .language(checker.program().flatMap(SubmissionRequest.Program::language));
    if (checker.protocol().isPresent() && protocol(checker).isEmpty()) {
      own.error("interface", "must be testlib or icpc");
    }
    new WordRules(own).check("args", checker.args());
    return new CheckerProgram(
        source(checker.program(), language, ofProgram),
        protocol(checker).orElse(CheckerProgram.Interface.TESTLIB),
        checker.args(),
        new LimitRules(own).checkProgram(checker.limits(), language));
  }

  private static Submission.Source source(
      Optional<SubmissionRequest.Program> program, Language language, Findings findings) {
    return program
        .map(given -> new SourceRules(findings).check(given, language))
        .orElseGet(
            () -> new Submission.Source(language.id(), Optional.empty(), List.of(), List.of()));
  }

  private static Optional<CheckerProgram.Interface> protocol(
      SubmissionRequest.CheckProgram checker) {
    return checker.protocol().flatMap(CheckerProgram.Interface::labelled);
  }
}
