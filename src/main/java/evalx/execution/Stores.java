package evalx.execution;

import evalx.cache.RunCache;
import evalx.files.FileContents;
import evalx.files.FileStore;
import evalx.hint.HintRules;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

/** What a worker reads beside its jobs. */
@Singleton
final class Stores {
  private final RunCache runs;
  private final FileContents files;
  private final FileStore store;
  private final HintRules hints;

  @Inject
  Stores(RunCache runs, FileContents files, FileStore store, HintRules hints) {
    this.runs = runs;
    this.files = files;
    this.store = store;
    this.hints = hints;
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

  HintRules hints() {
    return hints;
  }
}
