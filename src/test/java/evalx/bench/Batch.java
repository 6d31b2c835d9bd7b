package evalx.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Many submissions of one program at once, until the last result is there; its artifact is cached
 * from the warm-up, results are not.
 */
final class Batch {
  private static final int CLIENTS = 8;

  private final Setup setup;
  private final Program program;
  private final CpuMeter cpu;

  Batch(Setup setup, String language) {
    this.setup = setup;
    this.program = Program.small(language);
    this.cpu = new CpuMeter(setup.parts());
  }

  Program program() {
    return program;
  }

  /** Runs a second, from the first POST to the last result. */
  double rate(String label, int submissions) {
    var tests = setup.options().tests();
    setup.progress().begin(label, 2L * submissions);
    cpu.start();
    var start = System.nanoTime();
    sendAndCollect(submissions, tests);
    var seconds = (System.nanoTime() - start) / 1e9;
    cpu.stop((long) submissions * tests);
    return submissions * tests / seconds;
  }

  private void sendAndCollect(int submissions, int tests) {
    var tokens = new String[submissions];
    try (var crew = new Crew(CLIENTS)) {
      crew.each(
          submissions,
          i -> {
            tokens[i] = setup.server().submit(Cases.submission(program, tests));
            setup.progress().step();
          });
      crew.each(
          submissions,
          i -> {
            setup.server().accepted(tokens[i]);
            setup.progress().step();
          });
    }
  }

  /** CPU time of each part for one run, in microseconds, over all rates so far. */
  Map<String, Double> cpuOfARun() {
    return cpu.ofOne("run");
  }

  /** Rounds beside bare runs of the same program, half of them before and half after. */
  List<Round> rounds(int submissions) {
    var name = "batch " + program.language();
    var rounds = new ArrayList<Round>();
    try (var hand = new ByHand(program)) {
      warmUp(name, hand, submissions);
      cpu.forget();
      for (int i = 1; i <= setup.options().rounds(); i++) {
        rounds.add(round(name + ", round " + i, hand, submissions));
      }
    }
    return rounds;
  }

  void warmUp(String name, ByHand hand, int submissions) {
    rate(name + ", warm-up", Math.max(1, submissions / 4));
    hand.rate(setup.cores(), setup.options().tests());
  }

  Round round(String label, ByHand hand, int submissions) {
    var bareRuns = Math.max(setup.cores(), submissions * setup.options().tests() / 4);
    var before = hand.rate(setup.cores(), bareRuns);
    var value = rate(label, submissions);
    var after = hand.rate(setup.cores(), bareRuns);
    return Round.of(value, (before + after) / 2);
  }
}
