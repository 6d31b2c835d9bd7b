package evalx.dialect.judge0;

import evalx.api.Door;
import evalx.submission.FileId;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/** Stores the files of one request, which holds a thread, and begins none when that takes long. */
final class StoreInTime implements LargeData.Store {
  static final Duration MAX_TIME = Duration.ofSeconds(20);

  private final LargeData.Store store;
  private final LongSupplier nanoTime;
  private final long begin;

  StoreInTime(LargeData.Store store) {
    this(store, System::nanoTime);
  }

  StoreInTime(LargeData.Store store, LongSupplier nanoTime) {
    this.store = store;
    this.nanoTime = nanoTime;
    this.begin = nanoTime.getAsLong();
  }

  /** The time begins with the request. */
  @Override
  public Optional<FileId> add(InputStream content) throws IOException {
    if (nanoTime.getAsLong() - begin > MAX_TIME.toNanos()) {
      throw Door.later("File store slow", "the file store answers too slowly");
    }
    return store.add(content);
  }
}
