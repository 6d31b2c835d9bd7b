package evalx.dialect.judge0;

import com.fasterxml.jackson.databind.node.ObjectNode;
import evalx.api.Door;
import evalx.format.Json;
import evalx.history.HistoryFilter;
import evalx.history.Statistics;
import evalx.history.SubmissionHistory;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Judge0's statistics: what the history counts, or zeros where none is kept. */
@Singleton
class Counts {
  private static final int DAYS = 30;

  /** All of the history is counted, by whoever asks; Judge0 keeps it for ten minutes. */
  private static final Duration KEPT = Duration.ofSeconds(10);

  private final SubmissionHistory history;
  private final KnownLanguages languages;
  private final Clock clock;
  private final AtomicBoolean counting = new AtomicBoolean();
  private volatile @Nullable Kept kept;

  /** What was counted. */
  private record Kept(ObjectNode json, Instant until) {}

  @Inject
  Counts(SubmissionHistory history, KnownLanguages languages) {
    this(history, languages, Clock.systemUTC());
  }

  Counts(SubmissionHistory history, KnownLanguages languages, Clock clock) {
    this.history = history;
    this.languages = languages;
    this.clock = clock;
  }

  /**
   * Of a few seconds ago. One request counts at a time; the others are told what was counted
   * before.
   *
   * @throws RuntimeException that is 503 when nothing was
   */
  ObjectNode json() {
    var last = kept;
    var now = clock.instant();
    if (last != null && now.isBefore(last.until())) {
      return last.json();
    }
    if (!counting.compareAndSet(false, true)) {
      if (last == null) {
        throw Door.later("Being counted", "the submissions are being counted");
      }
      return last.json();
    }
    try {
      var counted = new Kept(counted(now), now.plus(KEPT));
      kept = counted;
      return counted.json();
    } finally {
      counting.set(false);
    }
  }

  private ObjectNode counted(Instant now) {
    var days =
        history.isOn() ? history.statistics(HistoryFilter.ALL).days() : List.<Statistics.Day>of();
    var json = Json.MAPPER.createObjectNode();
    json.put("created_at", View.time(now)).put("cached_until", View.time(now.plus(KEPT)));
    submissions(json.putObject("submissions"), days, LocalDate.ofInstant(now, ZoneOffset.UTC));
    languages(json, days);
    statuses(json, days);
    json.putObject("database").put("size_pretty", "0 bytes").put("size_in_bytes", 0);
    return json;
  }

  private static void submissions(ObjectNode json, List<Statistics.Day> days, LocalDate today) {
    var byDay = new TreeMap<LocalDate, Long>(Comparator.reverseOrder());
    days.forEach(day -> byDay.merge(day.date(), day.submissions(), Long::sum));
    json.put("total", byDay.values().stream().mapToLong(Long::longValue).sum());
    json.put("today", byDay.getOrDefault(today, 0L));
    var last = json.putObject("last_30_days");
    byDay.headMap(today.minusDays(DAYS)).forEach((day, n) -> last.put(day.toString(), n));
  }

  private void languages(ObjectNode json, List<Statistics.Day> days) {
    var counts =
        days.stream()
            .collect(
                Collectors.groupingBy(
                    Statistics.Day::language, Collectors.summingLong(Statistics.Day::submissions)));
    var list = json.putArray("languages");
    descending(counts)
        .forEach(
            count -> {
              var item = list.addObject();
              item.set("language", languages.named(count.getKey(), Optional.empty()));
              item.put("count", count.getValue());
            });
  }

  private static void statuses(ObjectNode json, List<Statistics.Day> days) {
    var counts =
        days.stream()
            .flatMap(day -> day.statuses().entrySet().stream())
            .collect(
                Collectors.groupingBy(
                    status -> Status.of(status.getKey()),
                    Collectors.summingLong(Map.Entry::getValue)));
    var list = json.putArray("statuses");
    descending(counts)
        .forEach(
            count -> {
              var item = list.addObject();
              var status = count.getKey();
              item.putObject("status").put("id", status.id()).put("name", status.description());
              item.put("count", count.getValue());
            });
  }

  private static <K> Stream<Map.Entry<K, Long>> descending(Map<K, Long> counts) {
    Function<Map.Entry<K, Long>, Long> count = Map.Entry::getValue;
    return counts.entrySet().stream().sorted(Comparator.comparing(count).reversed());
  }
}
