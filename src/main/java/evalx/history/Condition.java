package evalx.history;

import evalx.submission.Phase;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.StringJoiner;

/** A filter as SQL: the texts are fixed, and every value is bound. */
final class Condition {
  private final StringJoiner sql = new StringJoiner(" AND ", "WHERE ", "").setEmptyValue("");
  private final Map<String, Object> values = new LinkedHashMap<>();

  static Condition of(HistoryFilter filter) {
    var condition = new Condition();
    filter.language().ifPresent(l -> condition.and("language = :language", "language", clean(l)));
    filter.caller().ifPresent(c -> condition.and("caller = :caller", "caller", clean(c)));
    filter.status().ifPresent(condition::status);
    filter.period().from().ifPresent(t -> condition.time("queued_at >= :from", "from", t));
    filter.period().to().ifPresent(t -> condition.time("queued_at < :to", "to", t));
    return condition;
  }

  private static String clean(String text) {
    return CleanText.of(text, Noted.MAX_CALLER_CHARS);
  }

  private void status(String label) {
    if (label.equals(Phase.IN_QUEUE.label()) || label.equals(Phase.PROCESSING.label())) {
      sql.add("verdict IS NULL");
    } else {
      and("verdict = :verdict", "verdict", clean(label));
    }
  }

  /** That rows come after a position, newest first; the first part is for the index. */
  Condition after(Cursor cursor) {
    time(
        "queued_at <= :last_queued AND (queued_at, token) < (:last_queued, :last_token)",
        "last_queued",
        cursor.queued());
    values.put("last_token", cursor.id().value());
    return this;
  }

  Condition and(String fixed) {
    sql.add(fixed);
    return this;
  }

  private void time(String text, String name, Instant time) {
    and(text, name, Micros.of(time).atOffset(ZoneOffset.UTC));
  }

  private void and(String text, String name, Object value) {
    sql.add(text);
    values.put(name, value);
  }

  String sql() {
    return sql.toString();
  }

  Map<String, Object> values() {
    return values;
  }
}
