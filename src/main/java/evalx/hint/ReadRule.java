package evalx.hint;

import evalx.language.Entry;
import evalx.language.EntryFile;
import evalx.submission.Difference;
import evalx.submission.Verdict;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Makes a rule of its entry, in the form that {@code hints.schema.json} has. */
final class ReadRule {
  /** What an entry may have; {@code examples} are for tests and readers. */
  static final Set<String> MEMBERS =
      Set.of("id", "languages", "when", "general", "hint", "examples");

  /** What its condition may have. */
  static final Set<String> CONDITIONS =
      Set.of("status", "compile_output", "stderr", "exit_code", "signal", "usage", "difference");

  private static final Pattern ID = Pattern.compile("[a-z0-9-]{1,60}");
  private static final Pattern LANGUAGE = Pattern.compile("[a-z0-9]{1,32}");
  private static final Pattern SIGNAL = Pattern.compile("SIG[A-Z0-9]{2,8}");
  private static final Pattern PLACE = Pattern.compile("\\{(\\d)}");
  private static final Set<String> RESOURCES = Set.of("cpu", "wall", "memory");
  private static final int MAX_TEXT = 500;

  private final Entry entry;
  private final Entry when;

  private ReadRule(Entry entry) {
    this.entry = entry;
    this.when = entry.object("when", CONDITIONS);
  }

  /**
   * @throws IllegalArgumentException with the entry and the member that is wrong
   */
  static Rule of(EntryFile.Placed placed) {
    return new ReadRule(new Entry(placed.place(), placed.node(), MEMBERS)).rule();
  }

  private Rule rule() {
    var id = entry.text("id");
    if (!ID.matcher(id).matches()) {
      throw entry.wrong("id must be 1 to 60 small letters, digits and dashes");
    }
    var text = entry.text("hint");
    if (text.isBlank() || text.length() > MAX_TEXT) {
      throw entry.wrong("hint must have 1 to " + MAX_TEXT + " characters");
    }
    var texts = new Condition.Texts(patterns("compile_output"), patterns("stderr"));
    checkPlaces(text, texts);
    return new Rule(
        id,
        Set.copyOf(entry.matching("languages", LANGUAGE, "the id of a language")),
        new Condition(statuses(), texts, ends(), differences()),
        entry.flag("general"),
        text);
  }

  private List<String> statuses() {
    var statuses = when.texts("status");
    for (String status : statuses) {
      if (Stream.of(Verdict.values()).noneMatch(verdict -> verdict.label().startsWith(status))) {
        throw when.wrong("status has " + status + ", with which no status begins");
      }
    }
    return statuses;
  }

  private List<LinePattern> patterns(String member) {
    return when.texts(member).stream()
        .map(
            text -> {
              try {
                return LinePattern.parse(text);
              } catch (IllegalArgumentException e) {
                throw when.wrong("each of " + member + " " + e.getMessage());
              }
            })
        .toList();
  }

  private Condition.Ends ends() {
    var usage = when.optionalObject("usage", RESOURCES);
    return new Condition.Ends(
        Set.copyOf(when.numbers("exit_code")),
        Set.copyOf(when.matching("signal", SIGNAL, "the name of a signal")),
        usage.map(used -> shares(used, "cpu")).orElse(Condition.Shares.ALL),
        usage.map(used -> shares(used, "wall")).orElse(Condition.Shares.ALL),
        usage.map(used -> shares(used, "memory")).orElse(Condition.Shares.ALL));
  }

  private static Condition.Shares shares(Entry usage, String member) {
    return usage
        .optionalObject(member, Set.of("min", "max"))
        .map(
            bounds ->
                new Condition.Shares(
                    bounds.fraction("min", 0), bounds.fraction("max", Double.MAX_VALUE)))
        .orElse(Condition.Shares.ALL);
  }

  private Set<Difference.Kind> differences() {
    return when.texts("difference").stream()
        .map(
            label ->
                Difference.Kind.labelled(label)
                    .orElseThrow(
                        () ->
                            when.wrong(
                                "each of difference must be one of "
                                    + String.join(", ", Difference.Kind.labels()))))
        .collect(Collectors.toUnmodifiableSet());
  }

  /** Each pattern must have a star for each place in the text. */
  private void checkPlaces(String text, Condition.Texts texts) {
    var stars =
        Stream.concat(texts.compileOutput().stream(), texts.stderr().stream())
            .mapToInt(LinePattern::stars)
            .min()
            .orElse(0);
    PLACE
        .matcher(text)
        .results()
        .forEach(
            place -> {
              int number = Integer.parseInt(place.group(1));
              if (number < 1 || number > stars) {
                throw entry.wrong("hint has {" + number + "}, for which a pattern has no star");
              }
            });
  }
}
