package evalx.sandbox;

/** Keeps an artifact from being evicted until it is closed. */
public interface Lease extends AutoCloseable {
  @Override
  void close();
}
