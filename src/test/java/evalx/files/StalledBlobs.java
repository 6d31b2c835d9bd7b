package evalx.files;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A store that has every file, and whose readers wait until they are interrupted. */
record StalledBlobs(Runnable opened) implements Blobs {
  @Override
  public Optional<Entry> find(String name) {
    return Optional.of(new Entry(name, 1, Instant.EPOCH));
  }

  /** Ends as a file of a folder does. */
  @Override
  public InputStream open(String name) throws IOException {
    opened.run();
    try {
      throw new AssertionError(
          "was not interrupted: " + new CountDownLatch(1).await(1, TimeUnit.MINUTES));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    }
  }

  @Override
  public void put(String name, Path file) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void touch(String name) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void delete(String name) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void list(Consumer<Entry> each) {
    throw new UnsupportedOperationException();
  }
}
