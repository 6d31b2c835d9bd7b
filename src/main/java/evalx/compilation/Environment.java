package evalx.compilation;

import java.util.Map;

/** The environment variables that programs see: these and no others. */
public final class Environment {
  public static final Map<String, String> OF_EVERY_RUN =
      Map.of(
          "PATH",
          "/usr/local/bin:/usr/bin:/bin",
          "HOME",
          "/box",
          "TMPDIR",
          "/tmp",
          "LANG",
          "C.UTF-8");

  private Environment() {}
}
