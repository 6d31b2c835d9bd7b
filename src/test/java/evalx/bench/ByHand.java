package evalx.bench;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/** A program as somebody with a shell has it: compiled in a folder, inputs in files. */
final class ByHand implements AutoCloseable {
  private static final int INPUTS = 20;

  private final Folder folder = Folder.make();
  private final List<String> command;
  private final List<Path> inputs;

  ByHand(Program program) {
    folder.write(program.file(), program.source());
    if (!program.compile().isEmpty()) {
      SpawnLoop.output(program.compile(), folder.path());
    }
    command =
        program.run().stream()
            .map(word -> word.replace("FOLDER", folder.path().toString()))
            .toList();
    inputs =
        IntStream.range(0, INPUTS)
            .mapToObj(i -> folder.write("input-" + i, Cases.input(i)))
            .toList();
  }

  /** Runs per second with this number of runs at a time. */
  double rate(int parallel, int runs) {
    return SpawnLoop.rate(parallel, runs, inputs, command);
  }

  /** Nanoseconds of each run, one after the other. */
  long[] each(int runs) {
    return SpawnLoop.each(runs, inputs, command);
  }

  @Override
  public void close() {
    folder.close();
  }
}
