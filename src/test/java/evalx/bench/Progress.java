package evalx.bench;

import java.io.PrintStream;

/** A bar that shows how far a measurement is; nothing without a terminal. */
final class Progress {
  private static final int WIDTH = 30;
  private static final long PAUSE_NANOS = 100_000_000;
  private static final String ERASE = "\r\u001b[K";

  private final PrintStream terminal;
  private String label = "";
  private long total = 1;
  private long done;
  private long drawn;

  private Progress(PrintStream terminal) {
    this.terminal = terminal;
  }

  static Progress on(PrintStream terminal) {
    return new Progress(terminal);
  }

  static Progress nowhere() {
    return new Progress(null);
  }

  /** Begins a measurement with this number of steps. */
  synchronized void begin(String name, long steps) {
    label = name;
    total = Math.max(1, steps);
    done = 0;
    drawn = 0;
    draw();
  }

  /** One step more. */
  synchronized void step() {
    done++;
    draw();
  }

  synchronized void erase() {
    if (terminal != null) {
      terminal.print(ERASE);
      terminal.flush();
    }
  }

  private void draw() {
    var now = System.nanoTime();
    if (terminal == null || (drawn != 0 && now - drawn < PAUSE_NANOS && done < total)) {
      return;
    }
    drawn = now;
    terminal.print(ERASE + bar());
    terminal.flush();
  }

  private String bar() {
    var full = (int) (Math.min(done, total) * WIDTH / total);
    return "[%s%s] %d/%d  %s"
        .formatted("#".repeat(full), ".".repeat(WIDTH - full), done, total, label);
  }
}
