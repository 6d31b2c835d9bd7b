package evalx.sandbox;

import java.io.IOException;
import java.util.List;

/** A container with a box in it, which runs one program after another. */
final class DockerBox implements AutoCloseable {
  private final DockerEngine engine;
  private final String id;
  private final DockerEngine.Shape shape;
  private final Connection connection;

  DockerBox(DockerEngine engine, String id, DockerEngine.Shape shape, Connection connection) {
    this.engine = engine;
    this.id = id;
    this.shape = shape;
    this.connection = connection;
  }

  DockerEngine.Shape shape() {
    return shape;
  }

  SandboxInfo info() {
    return connection.info();
  }

  RunReport run(RunRequest request) throws IOException {
    return connection.run(request);
  }

  /** The files that the last run left in /box, when they are no more than an artifact may have. */
  List<ArtifactFile> collect() throws IOException {
    return connection
        .fetch(ArtifactId.of(List.of()), ArtifactFolder.MOST_ARTIFACT_BYTES)
        .orElseThrow(() -> new IOException("more files than an artifact may have"));
  }

  boolean ranOutOfMemory() {
    return engine.ranOutOfMemory(id);
  }

  /** Ends what runs in it. */
  @Override
  public void close() {
    connection.close();
    engine.remove(id);
  }
}
