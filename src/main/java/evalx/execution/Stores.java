package evalx.execution;

import evalx.cache.RunCache;
import evalx.files.FileContents;
import evalx.files.FileStore;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

/** What a worker reads beside its jobs. */
@Singleton
public final class Stores {
  private final RunCache runs;
  private final FileContents files;
  private final FileStore store;

  @Inject
  public Stores(RunCache runs, FileContents files, FileStore store) {
    this.runs = runs;
    this.files = files;
    this.store = store;
  }

  RunCache runs() {
    return runs;
  }

  FileContents files() {
    return files;
  }

  /** Where outputs are kept. */
  FileStore store() {
    return store;
  }
}
