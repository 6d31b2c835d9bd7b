package evalx.bench;

import java.util.List;

/** No sandbox: what all others are measured by. */
record BareContestant(int parallel) implements Contestant {
  @Override
  public String name() {
    return "bare";
  }

  @Override
  public int runs() {
    return 2000;
  }

  @Override
  public double rate(int runs) {
    return SpawnLoop.rate(parallel, runs, List.of(), List.of(SpawnLoop.NULL.toString()));
  }

  @Override
  public void close() {}
}
