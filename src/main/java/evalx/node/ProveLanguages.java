package evalx.node;

import evalx.execution.RunSubmission;
import evalx.language.Language;
import evalx.language.Languages;
import evalx.node.Capabilities.Working;
import evalx.node.ProveEdition.Failure;
import evalx.sandbox.Sandbox;
import evalx.sandbox.SandboxDied;
import evalx.sandbox.SandboxUnavailable;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Proves the languages, so that a node offers only what it has seen to work; and looks again now
 * and then whether that still holds.
 */
final class ProveLanguages {
  /** How long a language that works is left alone unless something suggests a change. */
  private static final Duration PERIOD = Duration.ofMinutes(5);

  /** The same for a language in doubt: any program can exit as if its interpreter were missing. */
  private static final Duration PERIOD_IN_DOUBT = Duration.ofSeconds(30);

  /** The same for a language outside the core, of which there are many. */
  private static final Duration PERIOD_OF_OTHERS = Duration.ofHours(1);

  private static final Logger LOG = System.getLogger(ProveLanguages.class.getName());

  private final Languages languages;
  private final Sandbox sandbox;
  private final Capabilities capabilities;
  private final ProveEdition proveEdition;
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
    this.proveEdition = new ProveEdition(sandbox, capabilities, runSubmission, clock);
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
          : Optional.of(Failure.lack(sandbox.driver(), missing));
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
        || (!fails && capabilities.wasSeenToFail(id))) {
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
        var outcome = proveEdition.prove(edition, doubted, () -> seen.fingerprint(edition));
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
}
