package evalx.chaos;

import evalx.chaos.Judge.Finding;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a run came to.
 *
 * @param schedule what was to go wrong
 * @param made what went wrong: a process that did not run could not be killed
 * @param findings how many submissions each was found of
 * @param details a line about each that was not simply right
 * @param leaks what was left behind
 */
record Report(
    long seed,
    List<Fault> schedule,
    List<Fault> made,
    Map<Finding, Integer> findings,
    List<String> details,
    List<String> leaks) {
  private static final int BROKEN = 3;
  private static final int MAX_DETAILS = 40;

  /** 0 when every promise was kept, else 3. */
  int exitCode() {
    var broken =
        findings.entrySet().stream().anyMatch(e -> e.getKey().isBroken() && e.getValue() > 0);
    return broken || !leaks.isEmpty() ? BROKEN : 0;
  }

  private int submissions() {
    return findings.entrySet().stream()
        .filter(
            entry ->
                switch (entry.getKey()) {
                  case RIGHT, DEAD_LETTERED, LOST, WRONG -> true;
                  case REFUSED, TWICE, UNTOLD, ANSWERED_WRONGLY -> false;
                })
        .mapToInt(Map.Entry::getValue)
        .sum();
  }

  private Map<String, Integer> faults() {
    var kinds = new TreeMap<String, Integer>();
    made.forEach(
        fault -> kinds.merge(fault.target().toString().replaceAll("-[0-9]", ""), 1, Integer::sum));
    return kinds;
  }

  private static String name(Finding finding) {
    return finding.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** As people read it. */
  String table() {
    var text = new StringBuilder();
    faults().forEach((kind, count) -> line(text, kind, count));
    line(text, "faults", made.size());
    line(text, "accepted submissions", submissions());
    findings.forEach((finding, count) -> line(text, name(finding), count));
    line(text, "leaked", leaks.size());
    leaks.stream().limit(MAX_DETAILS).forEach(leak -> text.append(leak).append('\n'));
    details.stream().limit(MAX_DETAILS).forEach(detail -> text.append(detail).append('\n'));
    line(text, "seed " + seed + ", exit code", exitCode());
    return text.toString();
  }

  private static void line(StringBuilder text, String name, int figure) {
    text.append("%-28s %6d%n".formatted(name, figure));
  }

  /** As programs read it. */
  String json() {
    var root = Task.JSON.createObjectNode();
    root.put("seed", seed);
    var array = root.putArray("schedule");
    for (var fault : schedule) {
      array
          .addObject()
          .put("at", fault.at().toSeconds())
          .put("fault", fault.target().toString())
          .put("seconds", fault.lasts().toSeconds())
          .put("made", made.contains(fault));
    }
    root.put("faults", made.size()).put("submissions", submissions());
    findings.forEach((finding, count) -> root.put(finding.name().toLowerCase(Locale.ROOT), count));
    root.put("leaked", leaks.size()).put("exit_code", exitCode());
    leaks.forEach(root.putArray("leaks")::add);
    details.forEach(root.putArray("details")::add);
    return root.toPrettyString() + "\n";
  }
}
