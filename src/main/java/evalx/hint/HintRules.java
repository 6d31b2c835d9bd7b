package evalx.hint;

import evalx.config.Settings;
import evalx.language.EntryFile;
import evalx.submission.Hint;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The rules of hints: those of a folder of the operator's own, which come first, and those of
 * {@code hints.json}, in their order.
 */
@Singleton
public final class HintRules {
  /** Hints on one failure. */
  static final int MAX = 3;

  private static final String BUILT_IN = "hints.json";

  private final List<Rule> rules;

  /** Ends the start where a rule is wrong. */
  @Inject
  HintRules(Settings settings) {
    this(EntryFile.inFolder(settings.runs().hints().folder()));
  }

  /** The rules of this build. */
  public HintRules() {
    this(List.of());
  }

  /**
   * @throws IllegalArgumentException with the file, the rule and the member that is wrong
   */
  HintRules(List<EntryFile> own) {
    var all = new ArrayList<Rule>();
    var ids = new HashSet<String>();
    Stream.concat(own.stream(), Stream.of(EntryFile.builtIn(BUILT_IN)))
        .flatMap(file -> file.entries().stream())
        .forEach(
            entry -> {
              var rule = ReadRule.of(entry);
              if (!ids.add(rule.id())) {
                throw new IllegalArgumentException(
                    entry.place() + ": id is already that of another rule");
              }
              all.add(rule);
            });
    this.rules = List.copyOf(all);
  }

  /** Rules in a folder that need not exist. */
  public static HintRules of(Path folder) {
    return new HintRules(EntryFile.inFolder(folder));
  }

  /**
   * What may lie behind a failure, by the first rules that apply: at most three hints, or one of a
   * general rule.
   */
  public List<Hint> hints(Symptoms symptoms) {
    var hints = hints(symptoms, rule -> !rule.general(), MAX);
    return hints.isEmpty() ? hints(symptoms, Rule::general, 1) : hints;
  }

  private List<Hint> hints(Symptoms symptoms, Predicate<Rule> wanted, int max) {
    return rules.stream()
        .filter(wanted)
        .filter(rule -> rule.isFor(symptoms.language()))
        .flatMap(rule -> rule.hint(symptoms).stream())
        .limit(max)
        .toList();
  }
}
