package evalx.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import evalx.language.Language;
import evalx.language.Languages;
import evalx.node.DriverFailed;
import evalx.node.DriverFellBack;
import evalx.submission.SampleResults;
import evalx.submission.SubmissionEvent;
import evalx.submission.SubmissionId;
import evalx.submission.Verdict;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class MetricsTest {
  private final Languages languages = new Languages();
  private final Metrics metrics = new Metrics(languages);

  private List<String> lines() {
    var text = new ByteArrayOutputStream();
    try {
      metrics.write(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString(StandardCharsets.UTF_8).lines().toList();
  }

  @Test
  void countersExistBeforeTheirFirstEvent() {
    for (Language language : languages.all()) {
      for (Verdict verdict : Verdict.values()) {
        var labels = "{language=\"" + language.id() + "\",status=\"" + verdict.label() + "\"} 0.0";
        assertThat(lines())
            .contains(
                "evalx_submissions_finished_total" + labels, "evalx_test_cases_total" + labels);
      }
      assertThat(lines())
          .contains(
              "evalx_programs_total{cached=\"true\",language=\"" + language.id() + "\"} 0.0",
              "evalx_runs_total{cached=\"false\",language=\"" + language.id() + "\"} 0.0");
    }
    assertThat(lines()).contains("evalx_replies_refused_total 0.0");
  }

  @Test
  void countsWhatEnds() {
    var id = SubmissionId.random();
    metrics.observe(new SubmissionEvent.Finished(SampleResults.of(id, Verdict.ACCEPTED)));
    metrics.observe(new SubmissionEvent.Finished(SampleResults.of(id, Verdict.EXPIRED)));
    metrics.replyRefused(id);
    metrics.count(new DriverFellBack("native", "docker"));
    metrics.count(new DriverFailed("native", DriverFailed.Kind.DIED));

    assertThat(lines())
        .contains(
            "evalx_submissions_finished_total{language=\"python\",status=\"Accepted\"} 1.0",
            "evalx_submissions_finished_total{language=\"python\",status=\"Expired\"} 1.0",
            "evalx_driver_fallbacks_total{from=\"native\",to=\"docker\"} 1.0",
            "evalx_sandbox_failures_total{driver=\"native\",kind=\"died\"} 1.0",
            "evalx_replies_refused_total 1.0");
  }
}
