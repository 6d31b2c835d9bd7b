package evalx.language;

import evalx.submission.SourceFile;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * What processes that run already may start or compile of a language.
 *
 * @param programs how they start its programs; the first that fits counts
 * @param compiler what one has imported before that is its compiler; empty for none
 * @param server the command of a compiler that takes one source after another; empty for none
 */
public record WarmStarts(
    List<WarmStart> programs, Optional<List<String>> compiler, List<String> server) {
  public WarmStarts {
    programs = List.copyOf(programs);
    compiler = compiler.map(List::copyOf);
    server = List.copyOf(server);
  }

  WarmStarts with(UnaryOperator<String> change) {
    return new WarmStarts(programs, compiler, server.stream().map(change).toList());
  }

  /** What an interpreter should have imported before it starts this program; empty for none. */
  public Optional<List<String>> modulesFor(SourceFile program) {
    return programs.stream()
        .filter(start -> start.fits(program))
        .map(WarmStart::modules)
        .findFirst();
  }
}
