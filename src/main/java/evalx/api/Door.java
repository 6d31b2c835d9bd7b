package evalx.api;

import evalx.files.SpooledTexts;
import evalx.format.Problem;
import evalx.intake.RequestRate;
import evalx.intake.Reservation;
import evalx.submission.Caller;
import evalx.submission.SubmissionId;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.security.Principal;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.Supplier;

/**
 * What a dialect shares with this interface: who calls, how many requests and bytes may come, keys
 * of idempotence, and what a failure means.
 */
@Singleton
public class Door {
  /** Bytes of an answer that are written without waiting for the client. */
  public static final int MAX_SMALL = SendResult.MAX_SMALL;

  private final AcceptBody acceptBody;
  private final RequestRate rate;
  private final Origins origins;
  private final EndSubmission endSubmission;
  private final DialectAnswers answers;

  @Inject
  Door(
      AcceptBody acceptBody,
      RequestRate rate,
      Origins origins,
      EndSubmission endSubmission,
      DialectAnswers answers) {
    this.acceptBody = acceptBody;
    this.rate = rate;
    this.origins = origins;
    this.endSubmission = endSubmission;
    this.answers = answers;
  }

  /**
   * Uses a body that submits.
   *
   * @param <T> what comes of it
   */
  public interface Use<T> {
    /**
     * Uses it while its bytes are accounted for.
     *
     * @param reservations by the place of a submission in the request
     */
    T of(byte[] body, IntFunction<Reservation> reservations);
  }

  /**
   * Uses a body that submits, without its long texts.
   *
   * @param <T> what comes of it
   */
  public interface LargeUse<T> {
    /**
     * Uses it while its bytes are accounted for, and its texts are there.
     *
     * @param reservations by the place of a submission in the request
     */
    T of(byte[] body, SpooledTexts texts, IntFunction<Reservation> reservations);
  }

  /** The room that the answer to one request takes until it is written; small ones take none. */
  public interface Room extends AutoCloseable {
    /**
     * Makes a part, and holds its bytes.
     *
     * @throws RuntimeException that is 503 when there is no room for it, for all or for this caller
     */
    byte[] part(Supplier<byte[]> made);

    /**
     * Holds bytes that are there.
     *
     * @throws RuntimeException as {@link #part} does
     */
    void hold(int bytes);

    @Override
    void close();
  }

  /**
   * The caller of a request, who may do something.
   *
   * @throws evalx.intake.NotAllowed when the caller may not
   */
  public Caller caller(HttpServletRequest request, Caller.Scope scope) {
    return Authentication.caller(request, scope);
  }

  /** The caller of a request, whatever it may do. */
  public static Caller caller(HttpServletRequest request) {
    return Authentication.caller(request);
  }

  /** The administrator who is behind a request; empty where there is none. */
  public Optional<Caller> administrator(HttpServletRequest request) {
    return Authentication.administrator(request);
  }

  /**
   * Counts a request that submits against the rate of its caller, and reads its body.
   *
   * @throws RuntimeException as {@link Bodies#read} does, and when there were too many requests
   */
  public <T> T submit(HttpServletRequest request, HttpServletResponse response, Use<T> use) {
    count(request, response);
    return acceptBody.read(request, use);
  }

  /**
   * The same for a body of JSON that may be larger than the heap, whose long texts lie in files.
   *
   * @param max its bytes; those of every body count where they are more
   */
  public <T> T submitLarge(
      HttpServletRequest request, HttpServletResponse response, int max, LargeUse<T> use) {
    count(request, response);
    return acceptBody.readLarge(request, max, use);
  }

  /**
   * Reads a body that submits nothing, of any caller.
   *
   * @throws RuntimeException as {@link Bodies#read} does
   */
  public <T> T read(HttpServletRequest request, Function<byte[], T> use) {
    return acceptBody.bodyOf(request, use);
  }

  /**
   * The places of the submissions that a request may ask for with a body that was read, by the
   * place of a submission in it.
   *
   * @throws RuntimeException when its key of idempotence is none
   */
  public IntFunction<Reservation> reservations(HttpServletRequest request, byte[] body) {
    return acceptBody.reservations(request, body);
  }

  /**
   * Counts a request that submits against the rate of its caller.
   *
   * @throws RuntimeException when there were too many
   */
  public void count(HttpServletRequest request, HttpServletResponse response) {
    var count = rate.count(caller(request, Caller.Scope.SUBMIT));
    if (count.isPresent()) {
      LimitRate.headers(count.get()).forEach(response::setHeader);
      var retry = count.get().retryAfter();
      if (retry.isPresent()) {
        response.setHeader("Retry-After", Long.toString(LimitRate.seconds(retry.get())));
        throw new Refusal(LimitRate.tooMany(count.get()));
      }
    }
  }

  /**
   * Cancels a submission whose result nobody can ask for any more, unless it has ended.
   *
   * @throws evalx.redis.RedisAway during an outage
   */
  public void cancel(SubmissionId id, Caller caller) {
    endSubmission.cancel(id, caller);
  }

  /**
   * Removes the result of a submission that has ended. Where an administrator does so with one of
   * somebody else, it is written down first.
   *
   * @throws evalx.redis.RedisAway during an outage; nothing is changed where it is to be written
   *     down first
   */
  public void remove(SubmissionId id, Caller caller) {
    endSubmission.remove(id, caller);
  }

  /** Whether a request names a key by which it finds its submission again. */
  public static boolean isRepeatable(HttpServletRequest request) {
    return request.getHeader(AnswerOnce.HEADER) != null;
  }

  /** Whether a request comes from no browser, or from a page that may use this server. */
  public boolean allowsOrigin(HttpServletRequest request) {
    return origins.allows(request);
  }

  /**
   * A request for a WebSocket as its endpoint sees it.
   *
   * @param found its principal, which carries what a filter has found
   */
  public static HttpServletRequest handshake(HttpServletRequest request, Principal found) {
    return new HandshakeRequest(request, found);
  }

  /**
   * Cuts the connection that a request for a WebSocket comes over, with what waits to be sent, when
   * it is run. To be asked for while the server still has the request.
   */
  public static Runnable cut(HttpServletRequest request) {
    return ClientConnection.of(request)::end;
  }

  /** What a failure means to the client; the log is told of those that are ours. */
  public static Problem problem(Throwable failure) {
    return Problems.logged(failure);
  }

  /** Seconds after which to try again what has met a problem; empty where that is of no use. */
  public static Optional<Integer> retryAfter(Problem problem) {
    return Problems.retryAfter(problem);
  }

  /** Room for an answer that may be large; to be closed when it is written. */
  public Room room(Caller caller) {
    return answers.room(caller);
  }

  /**
   * Sends the body of an answer as fast as its client takes it, and ends the request; no thread
   * waits for that.
   *
   * @param context of a request whose status and headers are set
   * @param room that the body has, and that is closed when it is over
   */
  public void write(AsyncContext context, byte[] body, Room room) throws IOException {
    answers.write(context, body, room);
  }

  /** Does something after a time, unless its timer is completed before. */
  public void after(CompletableFuture<Void> timer, Duration time, Runnable action) {
    answers.after(timer, time, action);
  }

  /** A refusal for a moment only, 503. */
  public static RuntimeException later(String title, String detail) {
    return Refusal.later(title, detail);
  }

  /** Tells who counts that a request in a dialect was answered. */
  public void answered(String dialect, int status) {
    answers.count(dialect, status);
  }
}
