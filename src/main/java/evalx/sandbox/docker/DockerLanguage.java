package evalx.sandbox.docker;

import evalx.sandbox.ArtifactFile;
import evalx.sandbox.ArtifactId;
import evalx.sandbox.LargeFile;
import evalx.sandbox.Lease;
import evalx.sandbox.OutputDraft;
import evalx.sandbox.RunReport;
import evalx.sandbox.RunRequest;
import evalx.sandbox.Sandbox;
import evalx.sandbox.SandboxInfo;
import java.util.List;
import java.util.Optional;

/** A view of the Docker sandbox that runs programs in the image of one language. */
final class DockerLanguage implements Sandbox {
  private final DockerSandbox all;
  private final String language;

  DockerLanguage(DockerSandbox all, String language) {
    this.all = all;
    this.language = language;
  }

  @Override
  public String driver() {
    return all.driver();
  }

  @Override
  public SandboxInfo info() {
    return all.info();
  }

  @Override
  public ArtifactId store(List<ArtifactFile> files) {
    return all.store(files);
  }

  @Override
  public ArtifactId store(List<ArtifactFile> files, List<LargeFile> large) {
    return all.store(files, large);
  }

  @Override
  public Lease lease(ArtifactId id) {
    return all.lease(id);
  }

  @Override
  public Optional<List<ArtifactFile>> fetch(ArtifactId id, long maxBytes) {
    return all.fetch(id, maxBytes);
  }

  @Override
  public Optional<OutputDraft.Received> fetchFile(ArtifactId id, String name) {
    return all.fetchFile(id, name);
  }

  @Override
  public RunReport run(RunRequest request) {
    return all.run(language, request);
  }

  /** Does nothing: the sandbox behind this view is closed by its owner. */
  @Override
  public void close() {}
}
