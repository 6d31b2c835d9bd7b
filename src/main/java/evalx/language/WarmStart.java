package evalx.language;

import evalx.submission.SourceFile;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * How an interpreter that runs already may start programs, and which of them.
 *
 * @param imports programs that import this module; empty for all
 * @param modules what the interpreter has imported before
 */
public record WarmStart(Optional<String> imports, List<String> modules) {
  public WarmStart {
    modules = List.copyOf(modules);
  }

  /** Whether a source seems to import it; that it does not costs no more than some memory. */
  boolean fits(SourceFile source) {
    var text = new String(source.content(), StandardCharsets.ISO_8859_1); // as it is, by bytes
    return imports.isEmpty() || imports.stream().anyMatch(name -> importing(name, text));
  }

  private static boolean importing(String name, String text) {
    return Pattern.compile(
            "^[ \\t]*(?:import|from)[ \\t][^\\n#]*\\b" + Pattern.quote(name) + "\\b",
            Pattern.MULTILINE)
        .matcher(text)
        .find();
  }
}
