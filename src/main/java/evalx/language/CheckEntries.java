package evalx.language;

import jakarta.enterprise.inject.Vetoed;
import java.nio.file.Path;
import java.util.Set;

/**
 * Reads the entries of languages as a server does, for {@code ./evalx doctor --languages}, and ends
 * with status 1 after saying what is wrong with one.
 */
@Vetoed
public final class CheckEntries {
  private CheckEntries() {}

  /**
   * Reads the table of this build and those of a folder.
   *
   * @param arguments the folder
   */
  public static void main(String[] arguments) {
    try {
      Languages.of(Path.of(arguments[0]), Set.of("all"));
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage());
      System.exit(1);
    }
  }
}
