package evalx.node;

import evalx.config.Settings;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;

/** The disk of DATA_DIR: of the embedded broker's journal, and of what else this node keeps. */
@Singleton
public class DataDisk {
  /** Below it neither the journal nor the sandbox can be sure to write what a job needs. */
  private static final long MIN_FREE_BYTES = 100L << 20;

  private final Path data;

  @Inject
  DataDisk(Settings settings) {
    this(settings.broker().embedded().data());
  }

  public DataDisk(Path data) {
    this.data = data;
  }

  /** The folder, which need not exist yet. */
  public Path data() {
    return data;
  }

  /** Bytes that this process may still write; 0 when the system does not say. */
  public long freeBytes() {
    try {
      return store().getUsableSpace();
    } catch (IOException e) {
      return 0;
    }
  }

  /** Bytes in all; 0 when the system does not say. */
  public long sizeBytes() {
    try {
      return store().getTotalSpace();
    } catch (IOException e) {
      return 0;
    }
  }

  /** Whether too little is free for another job. */
  public boolean isFull() {
    return freeBytes() < MIN_FREE_BYTES;
  }

  /** Of the folder, or of where it will be made. */
  private FileStore store() throws IOException {
    var folder = data.toAbsolutePath();
    while (!Files.exists(folder) && folder.getParent() != null) {
      folder = folder.getParent();
    }
    return Files.getFileStore(folder);
  }
}
