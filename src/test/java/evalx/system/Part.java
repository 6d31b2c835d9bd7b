package evalx.system;

import java.util.Locale;

/** The processes of a running EvalX, as their pid files name them. */
enum Part {
  SUPERVISOR,
  SERVER,
  SANDBOX,
  REDIS,
  CACHE,
  BROKER;

  String file() {
    return name().toLowerCase(Locale.ROOT);
  }
}
