package evalx.system.hook;

import evalx.config.Settings;
import evalx.sandbox.ArtifactFile;
import evalx.sandbox.ArtifactId;
import evalx.sandbox.Drivers;
import evalx.sandbox.Lease;
import evalx.sandbox.RunReport;
import evalx.sandbox.RunRequest;
import evalx.sandbox.Sandbox;
import evalx.sandbox.SandboxInfo;
import evalx.sandbox.Spools;
import evalx.sandbox.daemon.NativeSandbox;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * The real sandbox, except that a program with the mark in it ends the whole app server at once.
 */
public final class KillingSandbox implements Sandbox {
  public static final String MARK = "evalx-test: kill the worker";

  private final Sandbox sandbox;

  private KillingSandbox(Sandbox sandbox) {
    this.sandbox = sandbox;
  }

  /** Takes the place of the product's own producer in a WAR that holds this class. */
  @Alternative
  @Priority(1)
  @ApplicationScoped
  public static class Producer {
    @Produces
    @Singleton
    Drivers drivers(Settings settings) {
      var slots = settings.runs().sandboxes();
      var sandbox = new NativeSandbox(slots.socket(), slots.maxConcurrent(), Spools.temporary());
      return new Drivers(List.of(new KillingSandbox(sandbox)));
    }
  }

  @Override
  public ArtifactId store(List<ArtifactFile> files) {
    for (ArtifactFile file : files) {
      if (new String(file.content(), StandardCharsets.UTF_8).contains(MARK)) {
        Runtime.getRuntime().halt(137);
      }
    }
    return sandbox.store(files);
  }

  @Override
  public String driver() {
    return sandbox.driver();
  }

  @Override
  public SandboxInfo info() {
    return sandbox.info();
  }

  @Override
  public Lease lease(ArtifactId id) {
    return sandbox.lease(id);
  }

  @Override
  public Optional<List<ArtifactFile>> fetch(ArtifactId id, long mostBytes) {
    return sandbox.fetch(id, mostBytes);
  }

  @Override
  public RunReport run(RunRequest request) {
    return sandbox.run(request);
  }

  @Override
  public void close() {
    sandbox.close();
  }
}
