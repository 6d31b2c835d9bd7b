package evalx.config;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The file store.
 *
 * @param place where all nodes have their files; empty: in a folder of this node's own
 * @param own the folder of this node's files: all of them, or those it has taken from elsewhere
 * @param ttl how long a file is kept after its last use; at least as long as a job that names it
 *     may wait and run
 */
public record FileSettings(Optional<Place> place, Path own, Duration ttl, Bytes bytes) {
  private static final String S3 = "s3://";
  private static final Pattern BUCKET =
      Pattern.compile("s3://([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])/?([A-Za-z0-9_./-]{0,200})");
  private static final int MAX_FILE = 512 << 20;
  private static final int MAX_MIB = 1 << 24;

  /** A job is run this many times before it is given up. */
  private static final int ATTEMPTS = 3;

  /** A place that nodes share. */
  public sealed interface Place {
    /** A folder. */
    record Folder(Path path) implements Place {}

    /**
     * A bucket of a store that speaks S3.
     *
     * @param prefix of all keys
     * @param endpoint empty: that of AWS
     */
    record Bucket(
        String name, String prefix, Optional<URI> endpoint, String region, Account account)
        implements Place {}
  }

  /**
   * Bounds in bytes.
   *
   * @param file one file
   * @param store all files
   * @param cache those that a worker has taken from elsewhere
   */
  public record Bytes(int file, long store, long cache) {}

  static FileSettings read(SettingsReader reader, JobSettings jobs) {
    var asked = reader.seconds("FILE_TTL", 60, 31_536_000);
    var bucket =
        new Place.Bucket(
            "",
            "",
            reader
                .optional("S3_ENDPOINT")
                .map(uri -> reader.uri("S3_ENDPOINT", uri, "https", "http")),
            reader.text("S3_REGION"),
            new Account(reader.text("S3_ACCESS_KEY"), reader.text("S3_SECRET_KEY")));
    var needed = jobs.taskTtl().plus(jobs.maxTime().multipliedBy(ATTEMPTS));
    return new FileSettings(
        reader.optional("FILE_STORE").map(text -> place(text, bucket)),
        reader.path("DATA_DIR").resolve("files"),
        asked.compareTo(needed) < 0 ? needed : asked,
        new Bytes(
            reader.number("MAX_FILE_BYTES", 1024, MAX_FILE),
            mib(reader, "MAX_FILE_STORE_MIB"),
            mib(reader, "FILE_CACHE_MIB")));
  }

  /**
   * @param access to a bucket, if it is one
   */
  private static Place place(String text, Place.Bucket access) {
    if (!text.startsWith(S3)) {
      return new Place.Folder(Path.of(text).toAbsolutePath());
    }
    var bucket = BUCKET.matcher(text);
    if (!bucket.matches()) {
      throw new BadSetting("FILE_STORE", "must be a folder, or look like s3://bucket/prefix");
    }
    if (access.account().name().isEmpty() || access.account().password().isEmpty()) {
      throw new BadSetting("S3_ACCESS_KEY", "and S3_SECRET_KEY are needed for " + text);
    }
    return new Place.Bucket(
        bucket.group(1), bucket.group(2), access.endpoint(), access.region(), access.account());
  }

  private static long mib(SettingsReader reader, String name) {
    return (long) reader.number(name, 64, MAX_MIB) << 20;
  }
}
