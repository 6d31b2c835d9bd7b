package evalx.files;

import evalx.config.Settings;
import evalx.sandbox.Content;
import evalx.submission.FileId;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.util.Optional;

/**
 * The contents of files, as a worker reads them: from the store itself where that is a folder of
 * this node, else through a cache.
 */
@Singleton
public final class FileContents {
  private final Blobs blobs;
  private final Optional<FileCache> cache;

  @Inject
  FileContents(Blobs blobs, Settings settings) {
    this(
        blobs,
        settings
            .stores()
            .files()
            .place()
            .map(
                elsewhere ->
                    new FileCache(
                        blobs,
                        settings.stores().files().own().resolve("cache"),
                        settings.stores().files().bytes().cache())));
  }

  FileContents(Blobs blobs, Optional<FileCache> cache) {
    this.blobs = blobs;
    this.cache = cache;
  }

  /**
   * The content of a file, which is looked for when it is used.
   *
   * <p>Its methods throw {@link FileMissing} when the file is not in the store, and {@link
   * FilesAway} when the store does not answer.
   */
  public Content of(FileId id) {
    return new Content() {
      @Override
      public String sha256() {
        return id.sha256();
      }

      @Override
      public long size() {
        return FileContents.this.size(id);
      }

      @Override
      public InputStream open() {
        return FileContents.this.open(id);
      }
    };
  }

  private long size(FileId id) {
    try {
      return cache.isPresent()
          ? cache.get().size(id)
          : blobs.find(id.sha256()).orElseThrow(() -> new FileMissing(id)).size();
    } catch (NoSuchFileException e) {
      throw new FileMissing(id);
    } catch (IOException e) {
      throw new FilesAway(e);
    }
  }

  private InputStream open(FileId id) {
    try {
      return cache.isPresent() ? cache.get().open(id) : blobs.open(id.sha256());
    } catch (NoSuchFileException e) {
      throw new FileMissing(id);
    } catch (IOException e) {
      throw new FilesAway(e);
    }
  }
}
