package evalx.api;

import evalx.config.Settings;
import evalx.files.FileStore;
import evalx.format.Problem;
import evalx.limit.FairShare;
import evalx.submission.Caller;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;

/** Receives files: each within a limit of bytes and time, and only some at the same time. */
@Singleton
final class ReceiveFile {
  /** Fewer than the server has threads, so that clients who send slowly do not hold all of them. */
  private static final int MAX_UPLOADS = 32;

  /** The largest file in this time is 112 KB/s. */
  private static final Duration MAX_TIME = Duration.ofMinutes(10);

  private final FileStore files;
  private final int maxBytes;
  private final FairShare places = new FairShare(MAX_UPLOADS);

  @Inject
  ReceiveFile(FileStore files, Settings settings) {
    this.files = files;
    this.maxBytes = settings.stores().files().bytes().file();
  }

  /**
   * Takes a file from a request's body.
   *
   * @throws Refusal 413 when it has too many bytes, 415 when it is encoded, 503 when too many files
   *     are being received, 400 when the client breaks off, 408 when it is sent too slowly
   * @throws RuntimeException as {@link FileStore#add} does
   */
  FileStore.Added receive(InputStream in, HttpServletRequest http, Caller caller) {
    var encoding = http.getHeader("Content-Encoding");
    if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
      throw new Refusal(
          Problem.of(415, "Unknown encoding", "A file is sent as it is, without encoding."));
    }
    if (http.getContentLengthLong() > maxBytes) {
      throw Bodies.tooLarge(maxBytes);
    }
    if (!places.take(caller, 1)) {
      throw Refusal.later(
          "Busy", "Too many files, or too many of yours, are being received; try again.");
    }
    try {
      return files.add(new ArrivingBody(in, maxBytes, MAX_TIME), caller);
    } catch (IOException e) {
      throw Bodies.incomplete();
    } finally {
      places.release(caller, 1);
    }
  }
}
