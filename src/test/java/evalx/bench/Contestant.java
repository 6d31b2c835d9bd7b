package evalx.bench;

/** A sandbox, or none, that runs the null program. */
interface Contestant extends AutoCloseable {
  String name();

  /** Runs of a round: about a second of a quiet core. */
  int runs();

  /** Runs a second, as many at a time as there are cores. */
  double rate(int runs);

  @Override
  void close();
}
