package evalx.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Says of each submission whether what EvalX promises was kept. */
final class Judge {
  /** What became of submissions, or of the promises about them. */
  enum Finding {
    /** Never accepted, though its client tried until the end. */
    REFUSED(true),
    RIGHT(false),
    /** Internal Error with a reason, and its job among the dead letters. */
    DEAD_LETTERED(false),
    /** Accepted, and no end. */
    LOST(true),
    /** It ended in two ways, or ran under two tokens, or its webhook came under two ids. */
    TWICE(true),
    WRONG(true),
    /** It ended, and its client was not told by the way that it chose. */
    UNTOLD(true),
    /** A client got an answer that it may never get. */
    ANSWERED_WRONGLY(true);

    private final boolean broken;

    Finding(boolean broken) {
      this.broken = broken;
    }

    boolean isBroken() {
      return broken;
    }
  }

  private final Map<String, String> letters;
  private final Map<Finding, Integer> counts = new EnumMap<>(Finding.class);
  private final List<String> details = new ArrayList<>();

  /**
   * @param letters the reasons of the dead letters, by token
   */
  Judge(Map<String, String> letters) {
    this.letters = letters;
    for (var finding : Finding.values()) {
      counts.put(finding, 0);
    }
  }

  void judge(Story story) {
    found(fate(story), story);
    if (story.tokens().size() > 1 || story.ends().size() > 1 || story.webhooks().size() > 1) {
      found(Finding.TWICE, story);
    }
    if (story.result().isPresent() && !story.isTold()) {
      found(Finding.UNTOLD, story);
    }
    if (!story.complaints().isEmpty()) {
      found(Finding.ANSWERED_WRONGLY, story);
    }
  }

  private Finding fate(Story story) {
    if (story.tokens().isEmpty()) {
      return Finding.REFUSED;
    }
    return story.result().map(result -> fate(story, result)).orElse(Finding.LOST);
  }

  private Finding fate(Story story, JsonNode result) {
    if (story.task().isRight(result)) {
      return Finding.RIGHT;
    }
    var reasons = story.tokens().stream().map(token -> letters.getOrDefault(token, ""));
    return result.path("status").asText().equals("Internal Error")
            && !result.path("message").asText().isEmpty()
            && reasons.anyMatch(reason -> !reason.isEmpty())
        ? Finding.DEAD_LETTERED
        : Finding.WRONG;
  }

  private void found(Finding finding, Story story) {
    counts.merge(finding, 1, Integer::sum);
    if (finding != Finding.RIGHT) {
      details.add(
          "%s: submission %d (%s by %s), tokens %s, ends %s, webhooks %s %s %s"
              .formatted(
                  finding,
                  story.task().number(),
                  story.task().program(),
                  story.way(),
                  story.tokens(),
                  story.ends(),
                  story.webhooks(),
                  story.result().map(result -> result.path("webhook").toString()).orElse(""),
                  story.complaints()));
    }
  }

  /** How many submissions each was found of. */
  Map<Finding, Integer> counts() {
    return counts;
  }

  /** A line about each that was not simply right. */
  List<String> details() {
    return details;
  }
}
