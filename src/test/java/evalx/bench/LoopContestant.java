package evalx.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A sandbox that a C loop of {@code isolate/bench} uses.
 *
 * @param before the words before the number of places and the runs of each
 * @param after those after them
 */
record LoopContestant(String name, int runs, int parallel, List<String> before, List<String> after)
    implements Contestant {
  static LoopContestant daemon(Path socket, int parallel) {
    return new LoopContestant(
        "native, from C",
        2000,
        parallel,
        List.of(SpawnLoop.BUILD.resolve("daemon_loop").toString(), socket.toString()),
        List.of(SpawnLoop.NULL.toString()));
  }

  /**
   * The command line of isolate: init, copy, run, cleanup.
   *
   * @param config ours reads it; upstream's has one fixed place for its own
   */
  static LoopContestant cycle(
      String name, Path isolate, Path config, Optional<String> option, int parallel) {
    return new LoopContestant(
        name,
        100,
        parallel,
        List.of(
            "/usr/bin/env",
            "ISOLATE_CONFIG_FILE=" + config,
            SpawnLoop.BUILD.resolve("cycle_loop").toString()),
        Stream.concat(Stream.of(SpawnLoop.NULL.toString(), isolate.toString()), option.stream())
            .toList());
  }

  @Override
  public double rate(int runs) {
    var words = new ArrayList<>(before);
    words.add(Integer.toString(parallel));
    words.add(Integer.toString(Math.max(1, runs / parallel)));
    words.addAll(after);
    var lines = SpawnLoop.output(words, SpawnLoop.BUILD);
    return Double.parseDouble(lines.get(lines.size() - 1));
  }

  @Override
  public void close() {}
}
