package evalx.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import evalx.format.ShorterEncoding;
import evalx.history.Cursor;
import evalx.history.Ending;
import evalx.history.HistoryFilter;
import evalx.history.HistoryItem;
import evalx.history.HistoryPage;
import evalx.history.Statistics;
import evalx.history.StoredSource;
import evalx.history.StoredSubmission;
import evalx.submission.Encoding;
import evalx.submission.SourceFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Writes what is answered from the history. */
final class HistoryWriter {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final RawValue NULL = new RawValue("null");
  private static final double MICROS_PER_SECOND = 1e6;

  private HistoryWriter() {}

  static byte[] page(HistoryPage page) {
    var root = JSON.createObjectNode();
    var list = root.putArray("submissions");
    page.items().forEach(item -> item(list.addObject(), item));
    root.put("next", page.next().map(Cursor::text).orElse(null));
    return bytes(root);
  }

  /** A submission with its source and result, null where the history does not have them. */
  static byte[] stored(StoredSubmission stored) {
    var root = JSON.createObjectNode();
    item(root, stored.item());
    root.putNull("source");
    stored.source().ifPresent(source -> source(root.putObject("source"), source));
    root.putRawValue("result", stored.result().map(HistoryWriter::raw).orElse(NULL));
    return bytes(root);
  }

  private static RawValue raw(byte[] json) {
    return new RawValue(new String(json, StandardCharsets.UTF_8));
  }

  private static void source(ObjectNode node, StoredSource source) {
    var files = node.putArray("files");
    for (SourceFile file : source.files()) {
      var encoding = ShorterEncoding.of(file.content());
      files
          .addObject()
          .put("name", file.name())
          .put(
              "content",
              encoding == Encoding.BASE64
                  ? Base64.getEncoder().encodeToString(file.content())
                  : new String(file.content(), StandardCharsets.UTF_8))
          .put("encoding", encoding.name().toLowerCase(Locale.ROOT));
    }
    node.put("truncated", source.truncated());
  }

  private static void item(ObjectNode node, HistoryItem item) {
    var ending = item.ending();
    var use = ending.flatMap(Ending::use);
    var execution = ending.map(Ending::execution);
    node.put("token", item.id().toString());
    node.put("status", item.status());
    node.put("language", item.origin().language());
    node.put("version", ending.flatMap(Ending::version).orElse(null));
    node.put("caller", item.caller().orElse(null));
    node.put("passed", ending.map(Ending::passed).orElse(null));
    node.put("total", item.origin().testCases());
    node.put("run_time", seconds(use.map(Ending.Use::runTime)));
    node.put("space", use.map(Ending.Use::peakKib).orElse(null));
    node.put("queued_at", item.origin().queued().toString());
    node.put("started_at", time(execution.flatMap(Ending.Execution::started)));
    node.put("finished_at", time(execution.map(Ending.Execution::finished)));
    node.put(
        "worker", execution.map(Ending.Execution::worker).filter(w -> !w.isEmpty()).orElse(null));
    node.put("attempts", execution.map(Ending.Execution::attempts).orElse(null));
  }

  static byte[] statistics(Statistics statistics, HistoryFilter.Period period) {
    var root = JSON.createObjectNode();
    root.put("from", time(period.from()));
    root.put("to", time(period.to()));
    var days = root.putArray("days");
    statistics.days().forEach(day -> day(days.addObject(), day));
    root.put("truncated", statistics.truncated());
    return bytes(root);
  }

  private static void day(ObjectNode node, Statistics.Day day) {
    node.put("date", day.date().toString());
    node.put("language", day.language());
    node.put("submissions", day.submissions());
    var statuses = node.putArray("statuses");
    new TreeMap<>(day.statuses())
        .forEach(
            (status, count) ->
                statuses.addObject().put("status", status).put("submissions", count));
    var times = day.runTimes();
    node.put("average_run_time", seconds(times.map(Statistics.RunTimes::average)));
    node.put("median_run_time", seconds(times.map(Statistics.RunTimes::median)));
    node.put("percentile_95_run_time", seconds(times.map(Statistics.RunTimes::percentile95)));
  }

  private static @Nullable String time(Optional<Instant> time) {
    return time.map(Instant::toString).orElse(null);
  }

  /** The history is exact to the microsecond. */
  private static @Nullable Double seconds(Optional<Duration> time) {
    return time.map(
            duration -> TimeUnit.NANOSECONDS.toMicros(duration.toNanos()) / MICROS_PER_SECOND)
        .orElse(null);
  }

  private static byte[] bytes(ObjectNode tree) {
    try {
      return JSON.writeValueAsBytes(tree);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }
}
