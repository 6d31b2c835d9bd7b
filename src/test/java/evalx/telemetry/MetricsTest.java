package evalx.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import evalx.language.Language;
import evalx.language.Languages;
import evalx.node.DriverFellBack;
import evalx.submission.SampleResults;
import evalx.submission.SubmissionEvent;
import evalx.submission.SubmissionId;
import evalx.submission.Verdict;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class MetricsTest {
  private final Languages languages = new Languages();
  private final Metrics metrics = new Metrics(languages);

  private List<String> lines() {
    return metrics.text().lines().toList();
  }

  @Test
  void whatCanBeCountedIsThereBeforeItHappens() {
    for (Language language : languages.all()) {
      for (Verdict verdict : Verdict.values()) {
        var labels = "{language=\"" + language.id() + "\",status=\"" + verdict.label() + "\"} 0";
        assertThat(lines())
            .contains(
                "evalx_submissions_finished_total" + labels, "evalx_test_cases_total" + labels);
      }
      assertThat(lines())
          .contains(
              "evalx_programs_total{language=\"" + language.id() + "\",cached=\"true\"} 0",
              "evalx_runs_total{language=\"" + language.id() + "\",cached=\"false\"} 0",
              "evalx_turnaround_seconds_count{language=\"" + language.id() + "\"} 0");
    }
    assertThat(lines()).contains("evalx_replies_refused_total 0");
  }

  @Test
  void countsWhatEnds() {
    var id = SubmissionId.random();
    metrics.observe(new SubmissionEvent.Finished(SampleResults.of(id, Verdict.ACCEPTED)));
    metrics.observe(new SubmissionEvent.Finished(SampleResults.of(id, Verdict.EXPIRED)));
    metrics.replyRefused(id);
    metrics.count(new DriverFellBack("native", "docker"));

    assertThat(lines())
        .contains(
            "evalx_submissions_finished_total{language=\"python\",status=\"Accepted\"} 1",
            "evalx_submissions_finished_total{language=\"python\",status=\"Expired\"} 1",
            "evalx_turnaround_seconds_count{language=\"python\"} 2",
            "evalx_driver_fallbacks_total{from=\"native\",to=\"docker\"} 1",
            "evalx_replies_refused_total 1");
  }

  @Test
  void aTimeIsCountedInSecondsByEveryBoundThatItKeeps() {
    var durations = new Durations("wait_seconds", "How long it took", "language");
    durations.add("c", Duration.ofMillis(200));
    durations.add("c", Duration.ofHours(1));
    var text = new MetricsText();
    durations.write(text);

    assertThat(text.toString().lines())
        .startsWith("# HELP wait_seconds How long it took", "# TYPE wait_seconds histogram")
        .contains(
            "wait_seconds_bucket{language=\"c\",le=\"0.1\"} 0",
            "wait_seconds_bucket{language=\"c\",le=\"0.25\"} 1",
            "wait_seconds_bucket{language=\"c\",le=\"600.0\"} 1",
            "wait_seconds_bucket{language=\"c\",le=\"+Inf\"} 2",
            "wait_seconds_sum{language=\"c\"} 3600.200000",
            "wait_seconds_count{language=\"c\"} 2");
  }

  @Test
  void everyLineIsOneThatPrometheusReads() {
    metrics.count(new DriverFellBack("a\"b\\c\nd", "docker"));

    assertThat(lines())
        .contains("evalx_driver_fallbacks_total{from=\"a\\\"b\\\\c\\nd\",to=\"docker\"} 1")
        .allMatch(
            line ->
                line.matches("# (HELP|TYPE) [a-z_]+ .+")
                    || line.matches("[a-z_]+(\\{.+})? -?[0-9.]+"));
    assertThat(lines().stream().filter(line -> line.startsWith("# TYPE"))).doesNotHaveDuplicates();
  }
}
