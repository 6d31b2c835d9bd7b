package evalx.files;

import evalx.config.Settings;
import evalx.submission.Caller;
import evalx.submission.FileId;
import evalx.submission.Sha256;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Takes files in and finds them again by their content. A caller finds what it has sent itself: for
 * each a mark lies beside the file. Both expire some time after their last use.
 */
@Singleton
public final class FileStore {
  /** A file that is used again within this part of its time is not touched again. */
  private static final int PARTS_OF_TTL = 10;

  private static final int OWNER_DIGITS = 32;

  private final Blobs blobs;
  private final ArrivingFiles arriving;
  private final Duration ttl;
  private final long maxBytes;
  private final Clock clock;

  /** As of the last sweep, and what this node has added since. */
  private final AtomicLong bytes = new AtomicLong();

  private volatile Optional<String> outage = Optional.empty();

  /**
   * A file that was taken in.
   *
   * @param added whether it was not there before
   */
  public record Added(FileId id, long size, boolean added) {}

  @Inject
  FileStore(Blobs blobs, Settings settings) {
    this(
        blobs,
        settings.stores().files().own().resolve("uploads"),
        settings.stores().files().ttl(),
        settings.stores().files().bytes().store(),
        Clock.systemUTC());
  }

  /**
   * @param uploads folder of files that are still arriving
   */
  FileStore(Blobs blobs, Path uploads, Duration ttl, long maxBytes, Clock clock) {
    this.blobs = blobs;
    this.arriving = new ArrivingFiles(uploads);
    this.ttl = ttl;
    this.maxBytes = maxBytes;
    this.clock = clock;
  }

  /**
   * Takes a file in. The same file again is only marked as used.
   *
   * @param content whose bytes are bounded by the caller
   * @throws FileStoreFull when it, or the disk, has no room
   * @throws FilesAway when it does not answer
   * @throws IOException when the content cannot be read
   */
  public Added add(InputStream content, Caller caller) throws IOException {
    var file = arriving.create();
    try {
      var received = ArrivingFiles.receive(content, file);
      return add(new FileId(received.sha256()), file, received.size(), caller);
    } finally {
      ArrivingFiles.discard(file);
    }
  }

  /** A place for texts of a request that may never become files. */
  public SpooledTexts spool() {
    return new SpooledTexts(arriving);
  }

  private Added add(FileId id, Path file, long size, Caller caller) {
    try {
      var known = blobs.find(id.sha256());
      if (known.isPresent()) {
        touch(known.get());
      } else {
        put(id.sha256(), file, size);
      }
      if (!caller.seesAll() && !use(mark(id, caller)).isPresent()) {
        blobs.put(mark(id, caller), arriving.create());
      }
      outage = Optional.empty();
      return new Added(id, size, known.isEmpty());
    } catch (IOException e) {
      throw away(e);
    }
  }

  private void put(String name, Path file, long size) throws IOException {
    if (bytes.addAndGet(size) > maxBytes) {
      bytes.addAndGet(-size);
      throw new FileStoreFull();
    }
    blobs.put(name, file);
  }

  /**
   * The size of a file that a caller may use, which counts as a use of it; empty where there is
   * none.
   *
   * @throws FilesAway when the store does not answer
   */
  public OptionalLong size(FileId id, Caller caller) {
    try {
      var visible = caller.seesAll() || use(mark(id, caller)).isPresent();
      var found = visible ? use(id.sha256()) : Optional.<Blobs.Entry>empty();
      outage = Optional.empty();
      return found.isPresent() ? OptionalLong.of(found.get().size()) : OptionalLong.empty();
    } catch (IOException e) {
      throw away(e);
    }
  }

  /**
   * Opens a file; empty where it is not there.
   *
   * @throws FilesAway when the store does not answer
   */
  public Optional<InputStream> find(FileId id) {
    try {
      return Optional.of(open(id));
    } catch (FileMissing e) {
      return Optional.empty();
    }
  }

  /**
   * Opens a file.
   *
   * @throws FileMissing when it is not there
   * @throws FilesAway when the store does not answer
   */
  public InputStream open(FileId id) {
    try {
      return blobs.open(id.sha256());
    } catch (NoSuchFileException e) {
      throw new FileMissing(id);
    } catch (IOException e) {
      throw away(e);
    }
  }

  private Optional<Blobs.Entry> use(String name) throws IOException {
    var found = blobs.find(name);
    if (found.isPresent()) {
      touch(found.get());
    }
    return found;
  }

  private void touch(Blobs.Entry entry) throws IOException {
    if (entry.used().isBefore(clock.instant().minus(ttl.dividedBy(PARTS_OF_TTL)))) {
      blobs.touch(entry.name());
    }
  }

  /**
   * Deletes what was not used for its time, and counts what is left.
   *
   * @throws FilesAway when the store does not answer
   */
  void sweep() {
    var expired = clock.instant().minus(ttl).minus(ttl.dividedBy(PARTS_OF_TTL));
    var left = new AtomicLong();
    var old = new ArrayList<String>();
    try {
      arriving.sweep(clock.instant());
      blobs.list(
          entry -> {
            if (entry.used().isBefore(expired)) {
              old.add(entry.name());
            } else {
              left.addAndGet(entry.size());
            }
          });
      for (String name : old) {
        blobs.delete(name);
      }
      bytes.set(left.get());
      outage = Optional.empty();
    } catch (IOException e) {
      throw away(e);
    }
  }

  private FilesAway away(IOException failure) {
    var away = new FilesAway(failure);
    outage = Optional.ofNullable(away.getMessage());
    return away;
  }

  /**
   * Why the store did not answer this node, where it did not the last time that it was looked at.
   */
  public Optional<String> outage() {
    return outage;
  }

  /** The name of the mark that says that a caller has sent a file. */
  private static String mark(FileId id, Caller caller) {
    var owner = Sha256.of(caller.key().getBytes(StandardCharsets.UTF_8));
    return id + "-" + HexFormat.of().formatHex(owner).substring(0, OWNER_DIGITS);
  }
}
