package evalx.compilation;

import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedExecutorDefinition;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.inject.Singleton;
import java.util.concurrent.Executor;

/** The server's thread that shares programs with other nodes, one at a time. */
@ManagedExecutorDefinition(name = "java:app/evalx/sharing", maxAsync = 1)
@Singleton
class SharingThread implements Executor {
  @Resource(lookup = "java:app/evalx/sharing")
  private ManagedExecutorService executor;

  @Override
  public void execute(Runnable task) {
    executor.execute(task);
  }
}
