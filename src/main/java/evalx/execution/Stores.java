package evalx.execution;

import evalx.cache.RunCache;
import evalx.files.FileContents;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

/** What a worker reads beside its jobs. */
@Singleton
public final class Stores {
  private final RunCache runs;
  private final FileContents files;

  @Inject
  public Stores(RunCache runs, FileContents files) {
    this.runs = runs;
    this.files = files;
  }

  RunCache runs() {
    return runs;
  }

  FileContents files() {
    return files;
  }
}
