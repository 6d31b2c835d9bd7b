package evalx.sandbox.artifacts;

import java.io.IOException;

/** Takes a value and may fail to read or write. */
@FunctionalInterface
public interface IoConsumer<T> {
  void accept(T value) throws IOException;
}
