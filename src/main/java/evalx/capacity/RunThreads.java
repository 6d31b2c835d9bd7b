package evalx.capacity;

import evalx.cache.ArtifactCache;
import evalx.compilation.SharePrograms;
import evalx.config.Settings;
import evalx.language.Languages;
import evalx.threads.KeptThreads;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedExecutorDefinition;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/**
 * The server's threads: those on which programs run, behind the one gate of this node, and one that
 * shares programs with other nodes.
 */
@ManagedExecutorDefinition(name = "java:app/evalx/runs", maxAsync = RunThreads.MAX)
@ManagedExecutorDefinition(name = "java:app/evalx/sharing", maxAsync = 1)
@ApplicationScoped
class RunThreads {
  /** As many as MAX_CONCURRENT_SANDBOXES may ask for; the server keeps this many at the most. */
  static final int MAX = 256;

  @Resource(lookup = "java:app/evalx/runs")
  private ManagedExecutorService executor;

  @Resource(lookup = "java:app/evalx/sharing")
  private ManagedExecutorService sharing;

  private KeptThreads threads;

  @PostConstruct
  void keepThreads() {
    threads = new KeptThreads(executor, MAX, MAX);
  }

  @PreDestroy
  void close() {
    threads.close();
  }

  @Produces
  @Singleton
  SandboxGate gate(Settings settings, Languages languages) {
    return new SandboxGate(
        settings.sandboxes().maxConcurrent(),
        language -> languages.find(language).orElseThrow().bounds().parallel(),
        threads);
  }

  @Produces
  @Singleton
  SharePrograms share(ArtifactCache cache) {
    return new SharePrograms(cache, sharing);
  }
}
