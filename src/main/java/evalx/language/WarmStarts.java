package evalx.language;

import evalx.submission.SourceFile;
import java.util.List;
import java.util.Optional;

/**
 * What interpreters that run already may start of a language.
 *
 * @param programs how they start its programs; the first that fits counts
 * @param compiler what one has imported before that is its compiler; empty for none
 */
public record WarmStarts(List<WarmStart> programs, Optional<List<String>> compiler) {
  public WarmStarts {
    programs = List.copyOf(programs);
    compiler = compiler.map(List::copyOf);
  }

  /** What an interpreter should have imported before it starts this program; empty for none. */
  public Optional<List<String>> modulesFor(SourceFile program) {
    return programs.stream()
        .filter(start -> start.fits(program))
        .map(WarmStart::modules)
        .findFirst();
  }
}
