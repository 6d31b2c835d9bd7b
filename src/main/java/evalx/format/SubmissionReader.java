package evalx.format;

import com.fasterxml.jackson.databind.JsonNode;
import evalx.config.Settings;
import evalx.language.Language;
import evalx.language.Languages;
import evalx.language.MemorySize;
import evalx.submission.Checker;
import evalx.submission.Encoding;
import evalx.submission.Limits;
import evalx.submission.SourceFile;
import evalx.submission.Submission;
import evalx.submission.TestCase;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads a submission, checks every member and fills in the language's defaults. */
@Singleton
public class SubmissionReader {
  private static final Set<String> MEMBERS =
      Set.of(
          "language",
          "version",
          "code",
          "files",
          "encoding",
          "test_cases",
          "timeout",
          "wall_timeout",
          "memory",
          "compiler_options",
          "checker",
          "stop_on_failure",
          "priority",
          "webhook_url",
          "cache");
  private static final Pattern FILE_NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]{0,63}");
  private static final Pattern VERSION = Pattern.compile("[0-9A-Za-z][0-9A-Za-z.+-]{0,31}");
  private static final int MOST_FILES = 20;
  private static final int MOST_WORDS = 32;
  private static final int WORD_LENGTH = 1024;
  private static final long LEAST_MEMORY = 16L << 20;
  private static final long MOST_MEMORY = 1L << 30;
  private static final double LEAST_TIMEOUT = 0.1;
  private static final double MOST_TIMEOUT = 60;
  private static final double MOST_WALL_TIMEOUT = 2 * MOST_TIMEOUT + 1;
  private static final int DEFAULT_PRIORITY = 5;
  private static final double DEFAULT_TOLERANCE = 1e-6;

  private final Languages languages;
  private final int maxTestCases;
  private final int maxBytes;

  @Inject
  public SubmissionReader(Languages languages, Settings settings) {
    this.languages = languages;
    this.maxTestCases = settings.http().maxTestCases();
    this.maxBytes = settings.http().maxBodyBytes();
  }

  /**
   * Reads the JSON of {@code POST /submissions}.
   *
   * @throws NotJson when it is no JSON
   * @throws InvalidSubmission with everything that is wrong with it
   */
  public Submission read(byte[] body, UnknownMembers unknownMembers) {
    if (body.length > maxBytes) {
      throw new InvalidSubmission(
          List.of(new FieldError("", "must have at most " + maxBytes + " bytes")));
    }
    var findings = new Findings(unknownMembers);
    var members = new Members(Json.parse(body), "", findings);
    members.allow(MEMBERS);
    var language = language(members);
    findings.refuseErrors();
    var submission = submission(members, language.orElseThrow(), findings);
    findings.refuseErrors();
    return submission;
  }

  private Optional<Language> language(Members members) {
    var name = members.text("language", 64);
    if (name.isEmpty()) {
      if (!members.has("language")) {
        members.error("language", "is required");
      }
      return Optional.empty();
    }
    var language = languages.find(name.get());
    if (language.isEmpty()) {
      members.error(
          "language",
          "must be one of "
              + String.join(", ", languages.all().stream().map(Language::id).toList()));
    }
    return language;
  }

  private Submission submission(Members members, Language language, Findings findings) {
    var encoding = encoding(members).orElse(Encoding.UTF8);
    if (members.has("webhook_url")) {
      members.error("webhook_url", "must be null: this version sends no webhooks");
    }
    return new Submission(
        new Submission.Source(
            language.id(),
            version(members),
            files(members, language, encoding),
            compilerOptions(members)),
        testCases(members, encoding),
        limits(members, language),
        new Submission.Judging(checker(members), members.flag("stop_on_failure").orElse(false)),
        new Submission.Handling(
            encoding,
            members.integer("priority", 1, 10).orElse(DEFAULT_PRIORITY),
            members.flag("cache").orElse(true)),
        findings.warnings());
  }

  private Optional<Encoding> encoding(Members members) {
    var name = members.text("encoding", 16);
    if (name.isEmpty()) {
      return Optional.empty();
    }
    for (Encoding encoding : Encoding.values()) {
      if (encoding.name().toLowerCase(Locale.ROOT).equals(name.get())) {
        return Optional.of(encoding);
      }
    }
    members.error("encoding", "must be utf8 or base64");
    return Optional.empty();
  }

  private Optional<String> version(Members members) {
    var version = members.text("version", 32);
    if (version.isPresent() && !VERSION.matcher(version.get()).matches()) {
      members.error("version", "must look like 12 or 12.2.0");
    }
    return version;
  }

  private List<SourceFile> files(Members members, Language language, Encoding encoding) {
    if (members.has("code") == members.has("files")) {
      members.error("code", members.has("code") ? "and files exclude each other" : "is required");
      return List.of();
    }
    if (members.has("code")) {
      var code = members.bytes("code", encoding, maxBytes).orElse(new byte[0]);
      return List.of(new SourceFile(language.file(), code));
    }
    return files(members);
  }

  private List<SourceFile> files(Members members) {
    var files = new ArrayList<SourceFile>();
    var names = new HashSet<String>();
    for (JsonNode node : members.elements("files", MOST_FILES)) {
      var file = members.element("files", files.size(), node);
      file.allow(Set.of("name", "content", "encoding"));
      var name = file.text("name", 64).orElse("");
      if (!FILE_NAME.matcher(name).matches()) {
        file.error("name", "must be 1 to 64 letters, digits, '_', '-' and '.', no folders");
      } else if (!names.add(name)) {
        file.error("name", "stands twice");
      }
      var content = file.bytes("content", encoding(file).orElse(Encoding.UTF8), maxBytes);
      if (!file.has("content")) {
        file.error("content", "is required");
      }
      files.add(new SourceFile(name, content.orElse(new byte[0])));
    }
    if (files.isEmpty()) {
      members.error("files", "must have at least one element");
    }
    return files;
  }

  private List<TestCase> testCases(Members members, Encoding encoding) {
    var cases = new ArrayList<TestCase>();
    for (JsonNode node : members.elements("test_cases", maxTestCases)) {
      var testCase = members.element("test_cases", cases.size(), node);
      testCase.allow(Set.of("stdin", "expected_output", "args"));
      cases.add(
          new TestCase(
              testCase.bytes("stdin", encoding, maxBytes).orElse(new byte[0]),
              testCase.bytes("expected_output", encoding, maxBytes),
              testCase.words("args", MOST_WORDS, WORD_LENGTH)));
    }
    return cases.isEmpty()
        ? List.of(new TestCase(new byte[0], Optional.empty(), List.of()))
        : cases;
  }

  private Limits limits(Members members, Language language) {
    var cpu =
        members
            .number("timeout", LEAST_TIMEOUT, MOST_TIMEOUT)
            .map(SubmissionReader::seconds)
            .orElse(language.timeout());
    var wall =
        members
            .number("wall_timeout", LEAST_TIMEOUT, MOST_WALL_TIMEOUT)
            .map(SubmissionReader::seconds)
            .orElse(cpu.multipliedBy(2).plusSeconds(1));
    return new Limits(cpu, wall, memory(members, language));
  }

  private static Duration seconds(double seconds) {
    return Duration.ofMillis(Math.round(seconds * 1000));
  }

  private long memory(Members members, Language language) {
    var text = members.text("memory", 16);
    if (text.isEmpty()) {
      return language.memory();
    }
    var bytes = MemorySize.parse(text.get()).orElse(-1);
    if (bytes < LEAST_MEMORY || bytes > MOST_MEMORY) {
      members.error("memory", "must be from 16m to 1g, such as 256m");
    } else if (bytes < language.smallestMemory()) {
      members.error(
          "memory",
          "must be at least %dm for %s".formatted(language.smallestMemory() >> 20, language.id()));
    }
    return bytes;
  }

  private List<String> compilerOptions(Members members) {
    var options = members.words("compiler_options", MOST_WORDS, WORD_LENGTH);
    for (int i = 0; i < options.size(); i++) {
      if (!options.get(i).startsWith("-")) {
        members.error("compiler_options[" + i + "]", "must begin with '-'");
      }
    }
    return options;
  }

  private Checker checker(Members members) {
    var node = members.member("checker");
    if (node.isEmpty()) {
      return new Checker.Lines();
    }
    var checker = members.object("checker", node.get());
    checker.allow(Set.of("type", "tolerance"));
    var tolerance = checker.number("tolerance", 0, 1);
    var type = checker.text("type", 16).orElse("");
    if (tolerance.isPresent() && !type.equals("float")) {
      checker.error("tolerance", "belongs to float only");
    }
    return switch (type) {
      case "lines" -> new Checker.Lines();
      case "exact" -> new Checker.Exact();
      case "tokens" -> new Checker.Tokens();
      case "float" -> new Checker.Numbers(tolerance.orElse(DEFAULT_TOLERANCE));
      default -> {
        checker.error("type", "must be lines, exact, tokens or float");
        yield new Checker.Lines();
      }
    };
  }
}
