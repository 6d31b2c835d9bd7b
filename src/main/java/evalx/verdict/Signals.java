package evalx.verdict;

import java.util.Map;

/** The names of signals on Linux. */
public final class Signals {
  static final int SIGABRT = 6;
  static final int SIGFPE = 8;
  static final int SIGSEGV = 11;
  static final int SIGXFSZ = 25;

  private static final Map<Integer, String> NAMES =
      Map.ofEntries(
          Map.entry(1, "SIGHUP"),
          Map.entry(2, "SIGINT"),
          Map.entry(3, "SIGQUIT"),
          Map.entry(4, "SIGILL"),
          Map.entry(5, "SIGTRAP"),
          Map.entry(SIGABRT, "SIGABRT"),
          Map.entry(7, "SIGBUS"),
          Map.entry(SIGFPE, "SIGFPE"),
          Map.entry(9, "SIGKILL"),
          Map.entry(10, "SIGUSR1"),
          Map.entry(SIGSEGV, "SIGSEGV"),
          Map.entry(12, "SIGUSR2"),
          Map.entry(13, "SIGPIPE"),
          Map.entry(14, "SIGALRM"),
          Map.entry(15, "SIGTERM"),
          Map.entry(24, "SIGXCPU"),
          Map.entry(SIGXFSZ, "SIGXFSZ"),
          Map.entry(31, "SIGSYS"));

  private Signals() {}

  public static String name(int signal) {
    return NAMES.getOrDefault(signal, "signal " + signal);
  }
}
