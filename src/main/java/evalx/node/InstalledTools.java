package evalx.node;

import evalx.compilation.Compiler;
import evalx.language.Command;
import evalx.language.Language;
import evalx.language.Languages;
import evalx.sandbox.Ending;
import evalx.sandbox.RunRequest;
import evalx.sandbox.Sandbox;
import evalx.sandbox.SandboxFailure;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The compilers and interpreters that are in the boxes of a sandbox: one run looks for those of all
 * languages, so that a language that is not installed costs nothing.
 */
final class InstalledTools {
  /** Prints each pattern, each path that it matches, and the file that the path leads to. */
  private static final String LIST =
      """
      set -f
      for pattern in $1; do
        set +f
        for path in $pattern; do
          [ ! -e "$path" ] || printf '%s\\t%s\\t%s\\n' "$pattern" "$path" "$(readlink -f "$path")"
        done
        set -f
      done
      """;

  private static final byte[] NOTHING = {};
  private static final Logger LOG = System.getLogger(InstalledTools.class.getName());

  private final Map<String, List<Found>> byPattern = new HashMap<>();

  private record Found(String path, String file) {}

  private InstalledTools() {}

  /** The tools of the languages that a node offers; see the class. */
  static InstalledTools in(Sandbox sandbox, Languages languages) {
    var patterns =
        languages.offered().stream()
            .flatMap(language -> languages.editions(language).stream())
            .flatMap(InstalledTools::paths)
            .distinct()
            .toList();
    var tools = new InstalledTools();
    listing(sandbox, patterns)
        .ifPresentOrElse(tools::read, () -> patterns.forEach(path -> tools.add(path, path, path)));
    return tools;
  }

  private static Stream<String> paths(Language edition) {
    return Stream.concat(edition.setup().tools().stream(), edition.setup().roots().stream());
  }

  /** Folders that a language needs in its boxes and that are not in these. */
  List<String> missingRoots(Language language) {
    return language.setup().roots().stream().filter(root -> !byPattern.containsKey(root)).toList();
  }

  /** Empty where boxes have nothing to list files with, as an image of one language may not. */
  private static Optional<String> listing(Sandbox sandbox, List<String> patterns) {
    var command = List.of("/bin/sh", "-c", LIST, "tools", String.join(" ", patterns));
    try {
      var report =
          sandbox.run(
              new RunRequest(
                  new RunRequest.Invocation(command, Command.ENVIRONMENT),
                  Optional.empty(),
                  NOTHING,
                  Compiler.LIMITS,
                  RunRequest.Folder.EMPTY));
      if (report.ending().equals(new Ending.Exited(0))) {
        return Optional.of(new String(report.stdout(), StandardCharsets.UTF_8));
      }
      warn(sandbox, report.ending().toString());
    } catch (SandboxFailure e) {
      warn(sandbox, e.getMessage());
    }
    return Optional.empty();
  }

  private static void warn(Sandbox sandbox, @Nullable String reason) {
    LOG.log(
        Level.WARNING,
        "The tools in the boxes of {0} could not be listed ({1}), so each is tried by its usual"
            + " path alone",
        sandbox.driver(),
        reason);
  }

  private void read(String listing) {
    for (String line : listing.lines().toList()) {
      var parts = line.split("\t", -1);
      if (parts.length == 3) {
        add(parts[0], parts[1], parts[2].isEmpty() ? parts[1] : parts[2]);
      }
    }
  }

  private void add(String pattern, String path, String file) {
    byPattern.computeIfAbsent(pattern, absent -> new ArrayList<>()).add(new Found(path, file));
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
