package evalx.sandbox;

import java.nio.file.Path;
import java.util.UUID;

/** Folders for large outputs of tests, which are made only if there are such. */
public final class Spools {
  private Spools() {}

  public static Spool temporary() {
    return new Spool(Path.of(System.getProperty("java.io.tmpdir"), "spool-" + UUID.randomUUID()));
  }
}
