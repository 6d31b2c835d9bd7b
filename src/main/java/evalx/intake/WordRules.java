package evalx.intake;

import evalx.format.Findings;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What a part of a command line may be. */
final class WordRules {
  private static final int MAX_WORDS = 32;
  private static final int MAX_LENGTH = 1024;

  /** A command line has to fit into one frame to the sandbox, with room for the rest. */
  private static final int MAX_BYTES = 24 << 10;

  private final Findings findings;

  WordRules(Findings findings) {
    this.findings = findings;
  }

  void check(String field, List<String> words) {
    if (words.size() > MAX_WORDS) {
      findings.error(field, "must have at most " + MAX_WORDS + " elements");
      return;
    }
    var bytes = 0;
    for (int i = 0; i < words.size(); i++) {
      var word = words.get(i);
      check(field + "[" + i + "]", word);
      bytes += word.getBytes(StandardCharsets.UTF_8).length;
    }
    if (bytes > MAX_BYTES) {
      findings.error(field, "must have at most " + MAX_BYTES + " bytes in all");
    }
  }

  private void check(String field, String word) {
    if (word.length() > MAX_LENGTH) {
      findings.error(field, "must have at most " + MAX_LENGTH + " characters");
    } else if (word.indexOf('\0') >= 0) {
      findings.error(field, "must not contain a NUL character");
    }
  }
}
