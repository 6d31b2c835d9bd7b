package evalx.api;

import evalx.admin.AuditLog;
import evalx.admin.LogPage;
import evalx.format.Problem;
import evalx.format.ViewWriter;
import evalx.intake.IdempotencyKeys;
import evalx.language.Language;
import evalx.language.Languages;
import evalx.queue.DeadLetterQueue.Filter;
import evalx.queue.Position;
import evalx.submission.Caller;
import evalx.submission.SubmissionId;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.core.UriInfo;
import java.io.InputStream;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** What the requests of operators have in common: who may make them, and how they are read. */
@Singleton
class AdminRequest {
  private static final int DEFAULT_LIMIT = 50;
  private static final int MAX_LIMIT = 100;
  private static final String CURSOR = "must be the next of a page before";
  private static final Problem NO_LANGUAGE =
      Problem.of(404, "Not found", "No language has this id or alias.");

  private final Languages languages;
  private final AuditLog audit;
  private final AnswerOnce once;

  @Inject
  AdminRequest(Languages languages, AuditLog audit, AnswerOnce once) {
    this.languages = languages;
    this.audit = audit;
    this.once = once;
  }

  /**
   * The operator who makes a request.
   *
   * @throws evalx.intake.NotAllowed when it is none
   */
  static Caller operator(HttpServletRequest http) {
    return Authentication.caller(http, Caller.Scope.ADMIN);
  }

  /**
   * The same of a request whose URI has no parameters.
   *
   * @throws Refusal 422 when it has
   */
  static Caller operator(HttpServletRequest http, UriInfo uri) {
    var who = operator(http);
    new Query(uri.getQueryParameters()).refuseErrors();
    return who;
  }

  /** Answers a request, with an idempotency key once. */
  byte[] once(HttpServletRequest http, Supplier<byte[]> answer) {
    return once.answer(http, answer);
  }

  /** The same for one whose body says what is wanted. */
  <T> byte[] once(
      HttpServletRequest http,
      InputStream in,
      Function<byte[], T> reader,
      Function<T, byte[]> answer) {
    return once.answer(http, in, reader, answer, IdempotencyKeys.TTL);
  }

  /**
   * Makes a change that a request without a body asks for, with an idempotency key once, and writes
   * it down. There is nothing to say of what came of it.
   */
  <T> byte[] change(HttpServletRequest http, AuditLog.Change change, Supplier<T> work) {
    return once(http, () -> recorded(change, work, done -> "yes"));
  }

  /** Makes a change that is written down, and gives what came of it as JSON. */
  <T> byte[] recorded(AuditLog.Change change, Supplier<T> work, Function<T, String> outcome) {
    return ViewWriter.write(audit.record(change, work, outcome));
  }

  /**
   * The id of a language that a path names.
   *
   * @throws Refusal 404 when it names none
   */
  String language(String name) {
    return languages.find(name).map(Language::id).orElseThrow(() -> new Refusal(NO_LANGUAGE));
  }

  /** The id of a language that a request may name; a wrong one is an error of the query. */
  Optional<String> language(Query query) {
    return query.parsed(
        "language",
        name -> languages.find(name).map(Language::id),
        "must be the id or an alias of a language");
  }

  /** Which dead letters a request asks for. */
  Filter letters(Query query) {
    var language = language(query);
    return new Filter(
        language, query.parsed("token", SubmissionId::parse, "must be the token of a submission"));
  }

  static Optional<Position> position(Query query) {
    return query.parsed("cursor", Position::parse, CURSOR);
  }

  static int limit(Query query) {
    return query.number("limit", 1, MAX_LIMIT, DEFAULT_LIMIT);
  }

  /** A cursor of its own kind. */
  static <T> Optional<T> cursor(Query query, Function<String, Optional<T>> parse) {
    return query.parsed("cursor", parse, CURSOR);
  }

  /** Which entries of a log a request asks for. */
  static LogPage.Wanted entries(Query query) {
    var before =
        query.parsed(
            "cursor",
            text -> Optional.of(text).filter(t -> t.matches("[0-9]{1,15}")).map(Long::valueOf),
            CURSOR);
    return new LogPage.Wanted(before, limit(query));
  }
}
