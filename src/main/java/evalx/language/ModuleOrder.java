package evalx.language;

import evalx.submission.SourceFile;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The order of sources for a compiler that must have compiled a module before it compiles what uses
 * it. Names of modules are compared without case.
 *
 * @param makes matches the line that begins a module, whose name is its first group
 * @param uses matches a line that uses one, in the same way
 */
public record ModuleOrder(Pattern makes, Pattern uses) {
  /** The sources in the order in which they are given, but each after those of what it uses. */
  List<SourceFile> sorted(List<SourceFile> sources) {
    return sources.size() < 2 ? sources : new Sorting(sources).sorted();
  }

  private static Stream<String> names(Pattern pattern, SourceFile source) {
    var text = new String(source.content(), StandardCharsets.ISO_8859_1); // as it is, by bytes
    return pattern.matcher(text).results().map(found -> found.group(1).toLowerCase(Locale.ROOT));
  }

  /** Sources that use each other stay as they are given: the compiler says what is wrong. */
  private final class Sorting {
    private final List<SourceFile> sources;
    private final Map<String, SourceFile> makers = new HashMap<>();
    private final Set<SourceFile> seen = new HashSet<>();
    private final List<SourceFile> sorted = new ArrayList<>();

    Sorting(List<SourceFile> sources) {
      this.sources = sources;
      sources.forEach(source -> names(makes, source).forEach(name -> makers.put(name, source)));
    }

    List<SourceFile> sorted() {
      sources.forEach(this::add);
      return sorted;
    }

    private void add(SourceFile source) {
      if (seen.add(source)) {
        names(uses, source).filter(makers::containsKey).map(makers::get).forEach(this::add);
        sorted.add(source);
      }
    }
  }
}
