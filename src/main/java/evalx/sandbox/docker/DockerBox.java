package evalx.sandbox.docker;

import evalx.sandbox.ArtifactId;
import evalx.sandbox.RunReport;
import evalx.sandbox.RunRequest;
import evalx.sandbox.SandboxInfo;
import evalx.sandbox.Spool;
import evalx.sandbox.artifacts.ArtifactDraft;
import evalx.sandbox.daemon.Connection;
import java.io.IOException;
import java.util.List;

/** A container whose box runs one program after another. */
final class DockerBox implements AutoCloseable {
  /** A box ignores the id: it only has the files of its last run. */
  private static final ArtifactId ANY = ArtifactId.of(List.of());

  private final DockerEngine engine;
  private final String id;
  private final ContainerShape shape;
  private final Connection connection;

  DockerBox(DockerEngine engine, String id, ContainerShape shape, Connection connection) {
    this.engine = engine;
    this.id = id;
    this.shape = shape;
    this.connection = connection;
  }

  ContainerShape shape() {
    return shape;
  }

  SandboxInfo info() {
    return connection.info();
  }

  RunReport run(RunRequest request, Spool spool) throws IOException {
    return connection.run(request, spool);
  }

  /**
   * Adds the files that the last run left in /box to an artifact.
   *
   * @throws ArtifactDraft.Refused when an artifact may not have them; the box is unusable then
   */
  void collect(ArtifactDraft draft) throws IOException {
    connection.fetch(ANY, draft);
  }

  boolean ranOutOfMemory() {
    return engine.ranOutOfMemory(id);
  }

  /** Kills what runs in it and removes the container. */
  @Override
  public void close() {
    connection.close();
    engine.remove(id);
  }
}
