package evalx.language;

import evalx.submission.SourceFile;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a language needs on a machine, and what its programs find there.
 *
 * @param core whether a node is ready only when the language was tried
 * @param tools patterns of paths in a box, such as {@code /usr/lib/jvm/*}{@code /bin/javac}: each
 *     path that exists is a version of the language; several that lead to one file are one
 * @param environment variables of its compiler and its programs, beside those of every language
 * @param libraries the command that prints the libraries that programs may use, a name and a
 *     version on each line; empty for none
 * @param roots folders beside /usr that must be in its boxes
 * @param warm how interpreters that run already start its programs; the first that fits counts
 */
public record Setup(
    boolean core,
    List<String> tools,
    Map<String, String> environment,
    List<String> libraries,
    List<String> roots,
    List<WarmStart> warm) {
  public Setup {
    tools = List.copyOf(tools);
    environment = Map.copyOf(environment);
    libraries = List.copyOf(libraries);
    roots = List.copyOf(roots);
    warm = List.copyOf(warm);
  }

  /** What an interpreter should have imported before it starts this program; empty for none. */
  public Optional<List<String>> modulesFor(SourceFile program) {
    return warm.stream().filter(start -> start.fits(program)).map(WarmStart::modules).findFirst();
  }
}
