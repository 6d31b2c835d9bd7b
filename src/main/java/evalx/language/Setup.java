package evalx.language;

import java.util.List;
import java.util.Map;

/**
 * What a language needs on a machine, and what its programs find there.
 *
 * @param core whether a node is ready only when the language was tried
 * @param packages what operators install for it, by the names that Debian, Maven Central or npm
 *     have
 * @param tools patterns of paths in a box, such as {@code /usr/lib/jvm/*}{@code /bin/javac}: each
 *     path that exists is a version of the language; several that lead to one file are one
 * @param environment variables of its compiler and its programs, beside those of every language
 * @param libraries the command that prints the libraries that programs may use, a name and a
 *     version on each line; empty for none
 * @param roots folders beside /usr that must be in its boxes
 * @param unixLines whether it takes no carriage return before the end of a line
 * @param warm what interpreters that run already may start
 */
public record Setup(
    boolean core,
    List<String> packages,
    List<String> tools,
    Map<String, String> environment,
    List<String> libraries,
    List<String> roots,
    boolean unixLines,
    WarmStarts warm) {
  public Setup {
    packages = List.copyOf(packages);
    tools = List.copyOf(tools);
    environment = Map.copyOf(environment);
    libraries = List.copyOf(libraries);
    roots = List.copyOf(roots);
  }
}
