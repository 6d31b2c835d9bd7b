package evalx.sandbox;

/** Protects an artifact from eviction until it is closed. */
public interface Lease extends AutoCloseable {
  @Override
  void close();
}
