package evalx.node;

import evalx.compilation.Compiler;
import evalx.compilation.SelfTestSubmission;
import evalx.execution.RunHandle;
import evalx.execution.RunListener;
import evalx.execution.RunSubmission;
import evalx.language.Command;
import evalx.language.Language;
import evalx.language.Languages;
import evalx.node.Capabilities.Working;
import evalx.sandbox.Ending;
import evalx.sandbox.RunReport;
import evalx.sandbox.RunRequest;
import evalx.sandbox.Sandbox;
import evalx.sandbox.SandboxDied;
import evalx.sandbox.SandboxFailure;
import evalx.sandbox.SandboxUnavailable;
import evalx.submission.Job;
import evalx.submission.Result;
import evalx.submission.SubmissionId;
import evalx.submission.Verdict;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Runs each language's self-test at its smallest memory, the way any submission is run, so that a
 * node offers only what it has seen to work; and looks again now and then whether that still holds.
 */
final class ProveLanguages {
  /** How long a language that works is left alone unless something suggests a change. */
  private static final Duration PERIOD = Duration.ofMinutes(5);

  /** The same for a language in doubt: any program can exit as if its interpreter were missing. */
  private static final Duration PERIOD_IN_DOUBT = Duration.ofSeconds(30);

  /** The same for a language outside the core, of which there are many. */
  private static final Duration PERIOD_OF_OTHERS = Duration.ofHours(1);

  /** A name and a version. */
  private static final Pattern LIBRARY = Pattern.compile("[\\w.-]{1,64} [\\w.+-]{1,64}");

  private static final int MAX_LIBRARIES = 100;

  /** A first release may have one number, in quotation marks. */
  private static final Pattern VERSION = Pattern.compile("[0-9]+(\\.[0-9]+)+|(?<=\")[0-9]+(?=\")");

  private static final byte[] NOTHING = {};
  private static final Logger LOG = System.getLogger(ProveLanguages.class.getName());

  private final Languages languages;
  private final Sandbox sandbox;
  private final Capabilities capabilities;
  private final RunSubmission runSubmission;
  private final Clock clock;
  private final InstalledSoftware software;
  private final Map<String, Instant> proved = new HashMap<>();
  private String lastStamp = "";

  ProveLanguages(
      Languages languages,
      Sandbox sandbox,
      Capabilities capabilities,
      RunSubmission runSubmission,
      Clock clock) {
    this.languages = languages;
    this.sandbox = sandbox;
    this.capabilities = capabilities;
    this.runSubmission = runSubmission;
    this.clock = clock;
    this.software = new InstalledSoftware();
  }

  /**
   * Proves languages that do not work yet, and those that work when it is time, when their compiler
   * or interpreter did not start, or when software was installed on this host. A node waits for the
   * core alone, so that is first.
   *
   * @throws SandboxUnavailable when the sandbox is away, which proves nothing
   */
  synchronized void prove() {
    var stamp = software.stamp();
    var seen = new Seen();
    for (Language language : languages.offered()) {
      if (!stamp.equals(lastStamp) || isDue(language)) {
        tryToProve(language, seen);
      }
    }
    lastStamp = stamp;
  }

  /** What was found in boxes in this round, by the sandbox, as each image may have its own. */
  private final class Seen {
    private final Map<Sandbox, InstalledTools> tools = new HashMap<>();
    private final Map<Sandbox, String> fingerprints = new HashMap<>();

    List<Language> editions(Language language) {
      return tools(language).of(languages.editions(language));
    }

    private InstalledTools tools(Language language) {
      return tools.computeIfAbsent(
          sandbox.forLanguage(language.id()), boxes -> InstalledTools.in(boxes, languages));
    }

    /** What boxes do not have that a language says it needs; empty where they have all. */
    Optional<Failure> lack(Language language) {
      var missing = tools(language).missingRoots(language);
      return missing.isEmpty()
          ? Optional.empty()
          : Optional.of(
              new Failure(
                  "boxes of the sandbox %s lack folders that it needs: %s"
                      .formatted(sandbox.driver(), String.join(" and ", missing)),
                  "roots of its entry; the sandbox native shows them"));
    }

    String fingerprint(Language language) {
      return fingerprints.computeIfAbsent(
          sandbox.forLanguage(language.id()), software::fingerprint);
    }
  }

  /**
   * One of the core that fails is tried again each time, and one that was just seen to fail now.
   */
  private boolean isDue(Language language) {
    var id = language.id();
    var last = proved.get(id);
    var fails = capabilities.version(id).isEmpty();
    if (last == null
        || (fails && language.setup().core())
        || (!fails && capabilities.isRefuted(id))) {
      return true;
    }
    var period =
        capabilities.isDoubted(id)
            ? PERIOD_IN_DOUBT
            : language.setup().core() || fails ? PERIOD : PERIOD_OF_OTHERS;
    return !clock.instant().isBefore(last.plus(period));
  }

  private void tryToProve(Language language, Seen seen) {
    var id = language.id();
    var doubted = capabilities.isDoubted(id);
    capabilities.forgetDoubt(id);
    try {
      var works = new ArrayList<Working>();
      Optional<Failure> first = Optional.empty();
      var editions = seen.editions(language);
      for (Language edition : editions) {
        var outcome = proved(edition, doubted, seen);
        outcome.working().ifPresent(works::add);
        first = first.or(() -> outcome.failure().map(why -> seen.lack(edition).orElse(why)));
      }
      note(language, works, first.orElse(Failure.NOT_INSTALLED));
      proved.put(id, clock.instant());
    } catch (SandboxUnavailable | SandboxDied e) {
      capabilities.doubt(id);
      throw e;
    }
  }

  private void note(Language language, List<Working> works, Failure failure) {
    if (works.isEmpty()) {
      fails(language, failure);
      return;
    }
    var versions = works.stream().map(Working::version).toList();
    if (!versions.equals(capabilities.versions().get(language.id()))) {
      LOG.log(
          Level.INFO,
          "{0} {1} works with {2}",
          language.name(),
          String.join(", ", versions),
          sandbox.driver());
    }
    capabilities.works(language.id(), works);
  }

  /** What became of an edition; one of the two is there. */
  private record Outcome(Optional<Working> working, Optional<Failure> failure) {}

  /**
   * Why a language does not work.
   *
   * @param reason that clients may read
   * @param detail for the log
   */
  private record Failure(String reason, String detail) {
    static final Failure NOT_INSTALLED =
        new Failure(
            Capabilities.NOT_INSTALLED, "./evalx doctor --languages says which packages it needs");
  }

  private Outcome proved(Language edition, boolean doubted, Seen seen) {
    try {
      var build = build(edition, seen);
      var known = capabilities.find(edition);
      if (!doubted && known.isPresent() && build.equals(known.map(Working::build))) {
        return new Outcome(known, Optional.empty());
      }
      return selfTest(edition, build);
    } catch (SandboxFailure e) {
      var detail = edition.tool() + ": " + e.getMessage();
      return failed(new Failure("its self-test could not be run", detail));
    }
  }

  private static Outcome failed(Failure failure) {
    return new Outcome(Optional.empty(), Optional.of(failure));
  }

  private Outcome selfTest(Language edition, Optional<String> build) {
    var job = new Job(SubmissionId.random(), SelfTestSubmission.of(edition), clock.instant(), 1);
    var result = runSubmission.run(job, edition, RunListener.NONE, new RunHandle());
    if (result.verdict() != Verdict.ACCEPTED) {
      return failed(
          new Failure("its self-test ended with " + result.verdict().label(), detail(result)));
    } else if (build.isEmpty()) {
      return failed(
          new Failure(
              "its version could not be determined",
              String.join(" ", edition.commands().version()) + " printed none"));
    }
    var matcher = VERSION.matcher(build.get());
    var version = matcher.find() ? matcher.group() : "";
    return new Outcome(
        Optional.of(new Working(edition, version, build.get(), libraries(edition))),
        Optional.empty());
  }

  /** The log is told at once of what is broken, and in the language's own words. */
  private void fails(Language language, Failure failure) {
    var reason = failure.reason();
    if (!reason.equals(capabilities.failures().get(language.id()))) {
      LOG.log(
          failure.equals(Failure.NOT_INSTALLED) && !language.setup().core()
              ? Level.DEBUG
              : Level.WARNING,
          "{0} is not offered with {1}: {2}: {3}",
          language.name(),
          sandbox.driver(),
          reason,
          failure.detail());
    }
    capabilities.fails(language.id(), reason);
  }

  /** The first line that the self-test or its compiler printed, or else what the result says. */
  private static String detail(Result result) {
    var printed =
        result.cases().stream()
            .flatMap(c -> Stream.of(c.stderr().bytes(), c.stdout().bytes()))
            .map(ProveLanguages::text);
    return Stream.of(
            printed, Stream.of(result.compiled().output()), result.remarks().message().stream())
        .flatMap(texts -> texts)
        .flatMap(String::lines)
        .filter(line -> !line.isBlank())
        .findFirst()
        .orElse("it printed nothing");
  }

  /**
   * What the version command prints and what is installed beside it; empty when the command fails
   * or prints no version.
   */
  private Optional<String> build(Language edition, Seen seen) {
    var report = run(edition, edition.commands().version());
    var printed = text(report.stdout()) + text(report.stderr());
    if (!report.ending().equals(new Ending.Exited(0)) || !VERSION.matcher(printed).find()) {
      return Optional.empty();
    }
    return Optional.of(printed + "\n" + seen.fingerprint(edition));
  }

  /** The lines that its command for them prints; none where it fails. */
  private List<String> libraries(Language edition) {
    if (edition.setup().libraries().isEmpty()) {
      return List.of();
    }
    var report = run(edition, edition.setup().libraries());
    return report.ending().equals(new Ending.Exited(0))
        ? text(report.stdout())
            .lines()
            .filter(line -> LIBRARY.matcher(line).matches())
            .limit(MAX_LIBRARIES)
            .toList()
        : List.of();
  }

  private RunReport run(Language edition, List<String> command) {
    return sandbox
        .forLanguage(edition.id())
        .run(
            new RunRequest(
                new RunRequest.Invocation(
                    Command.bare(edition).of(command), Command.environment(edition)),
                Optional.empty(),
                NOTHING,
                Compiler.LIMITS,
                RunRequest.Folder.EMPTY));
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
