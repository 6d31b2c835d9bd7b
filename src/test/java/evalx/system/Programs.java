package evalx.system;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Programs of every language under {@code programs/<language>/<what it does>}, and submissions of
 * them.
 */
final class Programs {
  static final List<String> LANGUAGES = List.of("c", "cpp", "java", "python", "javascript", "bash");

  private static final Pattern OPTIONS = Pattern.compile("\\W+ options: (.*)");

  private Programs() {}

  /** The source that does this; empty where the language has none. */
  static Optional<String> find(String language, String what) {
    try {
      var url = Objects.requireNonNull(Programs.class.getResource("/programs/" + language));
      try (var files = Files.newDirectoryStream(Path.of(url.toURI()), what + ".*")) {
        var file = files.iterator();
        return file.hasNext()
            ? Optional.of(Files.readString(file.next(), StandardCharsets.UTF_8))
            : Optional.empty();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A submission of a program, without test cases. */
  static ObjectNode submission(String language, String what) {
    return submissionOf(language, find(language, what).orElseThrow());
  }

  /** A submission of some code, with the options that a comment names on its first line. */
  static ObjectNode submissionOf(String language, String code) {
    var submission = Client.JSON.createObjectNode().put("language", language).put("code", code);
    var options = OPTIONS.matcher(code);
    if (options.lookingAt()) {
      Stream.of(options.group(1).split(" ")).forEach(submission.putArray("compiler_options")::add);
    }
    return submission;
  }

  /** One that adds two numbers, with a test case for each sum, in which it must come out so. */
  static ObjectNode sums(String language, int... expected) {
    var submission = submission(language, "accepted");
    var cases = submission.putArray("test_cases");
    for (int i = 0; i < expected.length; i++) {
      cases
          .addObject()
          .put("stdin", i + " " + 2 * i + "\n")
          .put("expected_output", expected[i] + "\n");
    }
    return submission;
  }
}
