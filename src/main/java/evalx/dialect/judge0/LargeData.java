package evalx.dialect.judge0;

import evalx.submission.FileId;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Optional;

/**
 * Where the data of a submission goes that its job cannot carry.
 *
 * @param store empty where workers would not find it
 * @param maxHeap bytes that stay in the heap
 */
record LargeData(Optional<Store> store, int maxHeap) {
  /** The file store. */
  interface Store {
    /** Takes a file in. */
    FileId add(InputStream content) throws IOException;
  }

  /** Takes bytes in; there has to be a store. */
  FileId add(byte[] bytes) {
    try {
      return store.orElseThrow().add(new ByteArrayInputStream(bytes));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
