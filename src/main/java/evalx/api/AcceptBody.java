package evalx.api;

import evalx.format.InvalidSubmission;
import evalx.format.SubmissionRequest;
import evalx.intake.AcceptSubmission;
import evalx.intake.IdempotencyKeys;
import evalx.intake.Reservation;
import evalx.submission.Caller;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.UnaryOperator;

/** Reads the body of a request that submits, and accepts what it asks for. */
@Singleton
class AcceptBody {
  private final Bodies bodies;
  private final IdempotencyKeys idempotencyKeys;
  private final AcceptSubmission acceptSubmission;
  private final AcceptAll acceptAll;
  private final LargeBodies largeBodies;

  @Inject
  AcceptBody(
      Bodies bodies,
      IdempotencyKeys idempotencyKeys,
      AcceptSubmission acceptSubmission,
      AcceptAll acceptAll,
      LargeBodies largeBodies) {
    this.bodies = bodies;
    this.idempotencyKeys = idempotencyKeys;
    this.acceptSubmission = acceptSubmission;
    this.acceptAll = acceptAll;
    this.largeBodies = largeBodies;
  }

  /**
   * What a body may be.
   *
   * @param reader of the body
   * @param names the names of members in errors, as the client knows them
   */
  record Format<T>(Function<byte[], T> reader, UnaryOperator<InvalidSubmission> names) {
    static <T> Format<T> of(Function<byte[], T> reader) {
      return new Format<>(reader, UnaryOperator.identity());
    }
  }

  /**
   * Accepts one submission.
   *
   * @throws RuntimeException as {@link Bodies#read} and {@link AcceptSubmission#accept} do
   */
  LongPoll.Accepted one(HttpServletRequest http, InputStream in, Format<SubmissionRequest> format) {
    return readSubmissions(
        http,
        in,
        (body, reservations) -> {
          var request = format.reader().apply(body);
          var caller = Authentication.caller(http);
          try {
            var id = acceptSubmission.accept(request, caller, reservations.apply(0));
            return new LongPoll.Accepted(id, Math.max(1, request.testCases().size()), caller);
          } catch (InvalidSubmission e) {
            throw format.names().apply(e);
          }
        });
  }

  /**
   * Accepts each of several submissions, or says why not.
   *
   * @throws RuntimeException as {@link Bodies#read} and {@link AcceptAll#accept} do
   */
  List<BatchItem> all(
      HttpServletRequest http, InputStream in, Format<List<SubmissionRequest>> format) {
    return readSubmissions(
        http,
        in,
        (body, reservations) -> {
          var requests = format.reader().apply(body);
          var request = new AcceptAll.Request(requests, reservations, format.names());
          return acceptAll.accept(request, Authentication.caller(http));
        });
  }

  /**
   * Reads a body with the places of the submissions that it asks for.
   *
   * @throws RuntimeException as {@link Bodies#read} does
   */
  <T> T read(HttpServletRequest http, Door.Use<T> use) {
    return readSubmissions(http, stream(http), use);
  }

  /**
   * The same for a body that may be larger than the heap.
   *
   * @param max its bytes
   * @throws RuntimeException as {@link LargeBodies#read} does
   */
  <T> T readLarge(HttpServletRequest http, int max, Door.LargeUse<T> use) {
    Authentication.caller(http, Caller.Scope.SUBMIT);
    AnswerOnce.key(http); // a wrong one is refused before the body is read
    return largeBodies.read(
        http, stream(http), max, (body, texts) -> use.of(body, texts, reservations(http, body)));
  }

  /**
   * Reads a body that submits nothing, of any caller.
   *
   * @throws RuntimeException as {@link Bodies#read} does
   */
  <T> T bodyOf(HttpServletRequest http, Function<byte[], T> use) {
    return read(http, stream(http), use);
  }

  private static InputStream stream(HttpServletRequest http) {
    try {
      return http.getInputStream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private <T> T readSubmissions(HttpServletRequest http, InputStream in, Door.Use<T> use) {
    Authentication.caller(http, Caller.Scope.SUBMIT);
    AnswerOnce.key(http); // a wrong one is refused before the body is read
    return read(http, in, body -> use.of(body, reservations(http, body)));
  }

  /**
   * The places of the submissions that a request may ask for with a body that was read.
   *
   * @throws Refusal when its key is none
   */
  IntFunction<Reservation> reservations(HttpServletRequest http, byte[] body) {
    return AnswerOnce.keyed(http, body)
        .map(idempotencyKeys::reservations)
        .orElse(index -> Reservation.NEW);
  }

  private <T> T read(HttpServletRequest http, InputStream in, Function<byte[], T> use) {
    return bodies.read(in, Bodies.Sent.with(http), use);
  }
}
