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
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CountEventsTest {
  private final Languages languages = new Languages();
  private final Metrics metrics = new Metrics();
  private final CountEvents counts = new CountEvents(metrics, languages);

  private List<String> lines() {
    return Scraped.text(metrics).lines().toList();
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
    assertThat(lines())
        .contains(
            "evalx_replies_refused_total 0.0",
            "evalx_driver_fallbacks_total{from=\"native\",to=\"isolate\"} 0.0",
            "evalx_driver_fallbacks_total{from=\"native\",to=\"docker\"} 0.0",
            "evalx_driver_fallbacks_total{from=\"isolate\",to=\"docker\"} 0.0");
  }

  @Test
  void countsWhatEnds() {
    var id = SubmissionId.random();
    counts.observe(
        new SubmissionEvent.Finished(SampleResults.of(id, Verdict.ACCEPTED), Optional.empty()));
    counts.observe(
        new SubmissionEvent.Finished(SampleResults.of(id, Verdict.EXPIRED), Optional.empty()));
    counts.replyRefused(id);
    counts.count(new DriverFellBack("native", "docker"));
    counts.count(new DriverFailed("native", DriverFailed.Kind.DIED));

    assertThat(lines())
        .contains(
            "evalx_submissions_finished_total{language=\"python\",status=\"Accepted\"} 1.0",
            "evalx_submissions_finished_total{language=\"python\",status=\"Expired\"} 1.0",
            "evalx_driver_fallbacks_total{from=\"native\",to=\"docker\"} 1.0",
            "evalx_sandbox_failures_total{driver=\"native\",kind=\"died\"} 1.0",
            "evalx_replies_refused_total 1.0");
  }
}
