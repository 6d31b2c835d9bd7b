package evalx.dialect.judge0;

import evalx.submission.FileId;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Optional;

/**
 * Where the data of a submission goes that its job cannot carry.
 *
 * @param store empty where workers would not find it
 * @param maxHeap bytes that stay in the heap
 * @param maxFile bytes of a file
 */
record LargeData(Optional<Store> store, int maxHeap, int maxFile) {
  /** The file store. */
  interface Store {
    /** Takes a file in; empty where it is only read, to know what there is. */
    Optional<FileId> add(InputStream content) throws IOException;
  }

  /** Keeps nothing, and knows whether there was anything to keep. */
  static final class Nowhere implements Store {
    private boolean asked;

    @Override
    public Optional<FileId> add(InputStream content) throws IOException {
      asked = true;
      content.transferTo(OutputStream.nullOutputStream());
      return Optional.empty();
    }

    boolean wasAsked() {
      return asked;
    }
  }

  /** With the same bounds. */
  LargeData in(Store other) {
    return new LargeData(Optional.of(other), maxHeap, maxFile);
  }

  /** Takes bytes in; there has to be a store. */
  Optional<FileId> add(byte[] bytes) {
    try {
      return store.orElseThrow().add(new ByteArrayInputStream(bytes));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
