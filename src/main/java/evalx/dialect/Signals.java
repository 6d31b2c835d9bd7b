package evalx.dialect;

import java.util.List;
import java.util.OptionalInt;

/** The numbers of signals on Linux, which other engines tell instead of names. */
public final class Signals {
  public static final int KILL = 9;
  public static final int FILE_SIZE = 25;

  /** By number, from 1. */
  private static final List<String> NAMES =
      List.of(
          "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1", "SEGV", "USR2",
          "PIPE", "ALRM", "TERM", "STKFLT", "CHLD", "CONT", "STOP", "TSTP", "TTIN", "TTOU", "URG",
          "XCPU", "XFSZ", "VTALRM", "PROF", "WINCH", "IO", "PWR", "SYS");

  private Signals() {}

  /** The number of a signal such as SIGSEGV; empty for one that has no name here. */
  public static OptionalInt number(String name) {
    var index = NAMES.indexOf(name.replaceFirst("^SIG", ""));
    return index < 0 ? OptionalInt.empty() : OptionalInt.of(index + 1);
  }
}
