package evalx.node;

import evalx.compilation.Compiler;
import evalx.language.Command;
import evalx.language.Language;
import evalx.language.Languages;
import evalx.sandbox.Ending;
import evalx.sandbox.RunRequest;
import evalx.sandbox.Sandbox;
import evalx.sandbox.SandboxFailure;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The compilers and interpreters that are in the boxes of a sandbox: one run looks for those of all
 * languages, so that a language that is not installed costs nothing.
 */
final class InstalledTools {
  /** Prints each pattern, each path that it matches, and the file that the path leads to. */
  private static final String LIST =
      """
      for pattern in "$@"; do
        for path in $pattern; do
          [ ! -e "$path" ] || printf '%s\\t%s\\t%s\\n' "$pattern" "$path" "$(readlink -f "$path")"
        done
      done
      """;

  private static final byte[] NOTHING = {};

  private final Map<String, List<Found>> byPattern = new HashMap<>();

  private record Found(String path, String file) {}

  private InstalledTools(String listing) {
    for (String line : listing.lines().toList()) {
      var parts = line.split("\t", -1);
      if (parts.length == 3) {
        byPattern
            .computeIfAbsent(parts[0], pattern -> new ArrayList<>())
            .add(new Found(parts[1], parts[2]));
      }
    }
  }

  /**
   * @throws SandboxFailure where boxes cannot be looked into
   */
  static InstalledTools in(Sandbox sandbox, Languages languages) {
    var command = new ArrayList<>(List.of("/bin/sh", "-c", LIST, "tools"));
    languages.offered().stream()
        .flatMap(language -> languages.editions(language).stream())
        .flatMap(edition -> edition.setup().tools().stream())
        .distinct()
        .forEach(command::add);
    var report =
        sandbox.run(
            new RunRequest(
                new RunRequest.Invocation(command, Command.ENVIRONMENT),
                Optional.empty(),
                NOTHING,
                Compiler.LIMITS,
                RunRequest.Folder.EMPTY));
    if (!report.ending().equals(new Ending.Exited(0))) {
      throw new SandboxFailure("the tools in a box could not be listed: " + report.ending());
    }
    return new InstalledTools(new String(report.stdout(), StandardCharsets.UTF_8));
  }

  /** The editions of a language with each of its tools; of several paths to one file the first. */
  List<Language> of(List<Language> editions) {
    var files = new HashSet<String>();
    return editions.stream()
        .flatMap(
            edition ->
                edition.setup().tools().stream()
                    .flatMap(this::found)
                    .filter(tool -> files.add(tool.file()))
                    .map(tool -> edition.with(tool.path())))
        .toList();
  }

  private Stream<Found> found(String pattern) {
    return byPattern.getOrDefault(pattern, List.of()).stream();
  }
}
