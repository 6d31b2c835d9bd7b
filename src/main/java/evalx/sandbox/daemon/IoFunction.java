package evalx.sandbox.daemon;

import java.io.IOException;

/** Makes one value of another and may fail to read or write. */
@FunctionalInterface
interface IoFunction<T, R> {
  R apply(T value) throws IOException;
}
