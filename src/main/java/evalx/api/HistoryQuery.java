package evalx.api;

import evalx.history.Cursor;
import evalx.history.HistoryFilter;
import evalx.history.SubmissionHistory;
import evalx.intake.NotAllowed;
import evalx.language.Language;
import evalx.language.Languages;
import evalx.submission.Caller;
import evalx.submission.Phase;
import evalx.submission.Verdict;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;

/** What a request asks of the history. */
final class HistoryQuery {
  private static final int DEFAULT_LIMIT = 50;
  private static final int DEFAULT_DAYS = 30;
  private static final String TIME = "must be a time such as 2026-01-31T00:00:00Z";

  private final Query query;
  private final Languages languages;

  HistoryQuery(Query query, Languages languages) {
    this.query = query;
    this.languages = languages;
  }

  /**
   * Some submissions, newest first.
   *
   * @param after where a page before ended
   * @param limit how many
   */
  record Page(HistoryFilter filter, Optional<Cursor> after, int limit) {}

  /**
   * The page that is asked for. A token is all that is needed to read a submission, so only an
   * administrator is told those of others.
   *
   * @throws Refusal 422 with every parameter that is wrong
   * @throws NotAllowed for submissions of others
   */
  Page page(Caller caller) {
    var filter = filter(period(query));
    var after = query.parsed("cursor", Cursor::parse, "must be the next of a page before");
    var limit = query.number("limit", 1, SubmissionHistory.MAX_PAGE, DEFAULT_LIMIT);
    query.refuseErrors();
    if (caller.may(Caller.Scope.ADMIN)) {
      return new Page(filter, after, limit);
    }
    requireOwn(filter, caller);
    var own = Optional.of(caller.key());
    return new Page(
        new HistoryFilter(filter.language(), own, filter.status(), filter.period()), after, limit);
  }

  /**
   * The submissions that statistics are asked of: those of the last 30 days, whole days in UTC,
   * where nothing is said of their time. Counts tell no tokens, so they may be of all callers.
   *
   * @throws Refusal 422 with every parameter that is wrong
   * @throws NotAllowed for submissions of another caller
   */
  HistoryFilter statistics(Caller caller, Clock clock) {
    var period = period(query);
    if (period.from().isEmpty()) {
      var end = period.to().orElseGet(clock::instant);
      var start = end.truncatedTo(ChronoUnit.DAYS).minus(DEFAULT_DAYS - 1, ChronoUnit.DAYS);
      period = new HistoryFilter.Period(Optional.of(start), period.to());
    }
    var filter = filter(period);
    query.refuseErrors();
    if (!caller.may(Caller.Scope.ADMIN)) {
      requireOwn(filter, caller);
    }
    return filter;
  }

  private static void requireOwn(HistoryFilter filter, Caller caller) {
    if (filter.caller().isPresent() && !filter.caller().get().equals(caller.key())) {
      throw new NotAllowed(Caller.Scope.ADMIN);
    }
  }

  private HistoryFilter filter(HistoryFilter.Period period) {
    var ids = languages.all().stream().map(Language::id).toList();
    var language =
        query.parsed(
            "language",
            name -> languages.find(name).map(Language::id),
            "must be one of " + String.join(", ", ids));
    var status =
        query.parsed(
            "status",
            label -> statuses().filter(label::equals).findFirst(),
            "must be a status such as Accepted or In Queue");
    return new HistoryFilter(language, query.text("caller"), status, period);
  }

  /** Those that a submission in the history can have. */
  private static Stream<String> statuses() {
    return Stream.concat(
        Stream.of(Phase.IN_QUEUE.label(), Phase.PROCESSING.label()),
        Arrays.stream(Verdict.values()).map(Verdict::label));
  }

  /** When submissions were queued that a request asks for. */
  static HistoryFilter.Period period(Query query) {
    var from = query.parsed("from", HistoryQuery::time, TIME);
    var to = query.parsed("to", HistoryQuery::time, TIME);
    if (from.isPresent() && to.isPresent() && !from.get().isBefore(to.get())) {
      query.error("to", "must be after from");
    }
    return new HistoryFilter.Period(from, to);
  }

  /** Databases know no time beyond some thousands of years. */
  private static Optional<Instant> time(String text) {
    try {
      var time = OffsetDateTime.parse(text).withOffsetSameInstant(ZoneOffset.UTC);
      return Optional.of(time)
          .filter(t -> t.getYear() >= 1970 && t.getYear() <= 9999)
          .map(OffsetDateTime::toInstant);
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }
}
