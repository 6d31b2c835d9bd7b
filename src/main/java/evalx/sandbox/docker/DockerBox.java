package evalx.sandbox.docker;

import evalx.sandbox.ArtifactId;
import evalx.sandbox.RunReport;
import evalx.sandbox.RunRequest;
import evalx.sandbox.SandboxInfo;
import evalx.sandbox.artifacts.ArtifactDraft;
import evalx.sandbox.daemon.Connection;
import java.io.IOException;
import java.util.List;

/** A container with a box in it, which runs one program after another. */
final class DockerBox implements AutoCloseable {
  /** A box has the files of its last run only, whatever it is asked for. */
  private static final ArtifactId ANY = ArtifactId.of(List.of());

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

  /**
   * Adds the files that the last run left in /box to an artifact.
   *
   * @throws ArtifactDraft.Refused when they are more than an artifact may have; the box is of no
   *     further use then
   */
  void collect(ArtifactDraft draft) throws IOException {
    connection.fetch(ANY, draft);
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
