package evalx.api;

import evalx.config.Settings;
import evalx.files.FileStore;
import evalx.files.SpooledTexts;
import evalx.format.LongTexts;
import evalx.limit.FairShare;
import evalx.submission.Caller;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.servlet.http.HttpServletRequest;
import java.io.InputStream;
import java.time.Duration;
import java.util.function.BiFunction;

/**
 * Reads bodies of JSON that may be larger than the heap: their long texts lie in files meanwhile,
 * which are gone when the request has been answered for, or its client has left.
 */
@Singleton
final class LargeBodies {
  /** Each may take its limit of the disk, and a copy of that. */
  private static final int MAX_BODIES = 8;

  /** 512 MiB in this time are 900 KB/s. */
  private static final Duration MAX_TIME = Duration.ofMinutes(10);

  private final Bodies bodies;
  private final FileStore files;
  private final Settings settings;
  private final FairShare places = new FairShare(MAX_BODIES);

  @Inject
  LargeBodies(Bodies bodies, FileStore files, Settings settings) {
    this.bodies = bodies;
    this.files = files;
    this.settings = settings;
  }

  /**
   * Reads a body, of which a small one is read as any other.
   *
   * @param max its bytes
   * @param use of the body without its long texts, and of these
   * @throws Refusal as {@link Bodies#read} does, and 503 where workers could not find the texts
   * @throws evalx.format.NotJson when a long text is none of JSON's
   */
  <T> T read(
      HttpServletRequest http, InputStream in, int max, BiFunction<byte[], SpooledTexts, T> use) {
    var encoding = http.getHeader("Content-Encoding");
    var announced = http.getContentLengthLong();
    var isUsual = announced >= 0 && announced <= settings.http().maxBodyBytes();
    if (isUsual || max <= settings.http().maxBodyBytes() || encoding != null) {
      try (var none = files.spool()) {
        return bodies.read(in, Bodies.Sent.with(http), body -> use.apply(body, none));
      }
    }
    if (announced > max) {
      throw Bodies.tooLarge(max);
    }
    if (!settings.findsFilesEverywhere()) {
      throw new Refusal(FilesResource.NOT_SHARED);
    }
    return spooled(new ArrivingBody(in, max, MAX_TIME), Authentication.caller(http), use);
  }

  private <T> T spooled(
      InputStream arriving, Caller caller, BiFunction<byte[], SpooledTexts, T> use) {
    if (!places.take(caller, 1)) {
      throw Refusal.later(
          "Busy", "Too many large bodies, or too many of yours, are being read; try again.");
    }
    try (var texts = files.spool()) {
      return bodies.readRest(
          new LongTexts(arriving, texts::keep), caller, body -> use.apply(body, texts));
    } finally {
      places.release(caller, 1);
    }
  }
}
