package evalx.cache;

import java.io.IOException;

/** What Redis holds is nothing that we have written: as good as nothing. */
final class BrokenEntry extends IOException {
  private static final long serialVersionUID = 1L;

  BrokenEntry(String message) {
    super(message);
  }
}
