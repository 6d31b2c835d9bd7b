package evalx.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import evalx.language.Language;
import evalx.language.Languages;
import evalx.node.ProvedLanguages;
import evalx.submission.SampleResults;
import evalx.submission.SubmissionEvent;
import evalx.submission.SubmissionId;
import evalx.submission.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DurationsTest {
  private static final String ACCEPTED = "language=\"cpp\",status=\"Accepted\"";
  private final Languages languages = new Languages();
  private final Metrics metrics = new Metrics();
  private final Durations durations =
      new Durations(metrics, languages, ProvedLanguages.of(List.of()));

  private String text() {
    return Scraped.text(metrics);
  }

  @Test
  void fiveThousandObservationsAddUp() {
    for (int i = 0; i < 5000; i++) {
      durations.observe(Lasting.finished("cpp", Duration.ofMillis(40), Duration.ofMillis(i)));
    }

    assertThat(text())
        .contains(
            "evalx_end_to_end_seconds_count{" + ACCEPTED + "} 5000",
            "evalx_end_to_end_seconds_bucket{" + ACCEPTED + ",le=\"0.001\"} 2\n",
            "evalx_end_to_end_seconds_bucket{" + ACCEPTED + ",le=\"2.0\"} 2001\n",
            "evalx_end_to_end_seconds_bucket{" + ACCEPTED + ",le=\"60.0\"} 5000\n",
            "evalx_queue_wait_seconds_bucket{" + ACCEPTED + ",le=\"0.05\"} 5000\n",
            "evalx_compile_seconds_count{" + ACCEPTED + "} 5000",
            "evalx_execution_seconds_bucket{language=\"cpp\",status=\"Runtime Error"
                + " (SIGSEGV)\",le=\"0.0025\"} 5000\n");
  }

  @Test
  void aNameThatAClientMadeUpIsNoLabel() {
    durations.observe(Lasting.finished("\"}made-up", Duration.ZERO, Duration.ZERO));

    assertThat(text())
        .contains("evalx_end_to_end_seconds_count{language=\"unknown\",status=\"Accepted\"} 1")
        .doesNotContain("made-up");
  }

  @Test
  void whatNeverRanIsNeitherCompiledNorRun() {
    var expired = SampleResults.of(SubmissionId.random(), Verdict.EXPIRED);
    durations.observe(new SubmissionEvent.Finished(expired, Optional.empty()));

    assertThat(text())
        .contains("evalx_end_to_end_seconds_count{language=\"python\",status=\"Expired\"} 1")
        .doesNotContain("evalx_compile_seconds_count{", "evalx_execution_seconds_count{");
  }

  /** rate() of Prometheus sees no increase in what a series begins with. */
  @Test
  void aLanguageThatWorksHasItsSeriesBeforeItsFirstSubmission() {
    var fresh = new Metrics();
    var unused = new Durations(fresh, languages, ProvedLanguages.of(List.of("cpp", "java")));

    assertThat(Scraped.text(fresh))
        .contains(
            "evalx_end_to_end_seconds_bucket{" + ACCEPTED + ",le=\"0.001\"} 0\n",
            "evalx_queue_wait_seconds_count{" + ACCEPTED + "} 0\n",
            "evalx_compile_seconds_count{" + ACCEPTED + "} 0\n",
            "evalx_execution_seconds_count{language=\"java\",status=\"Accepted\"} 0\n")
        .doesNotContain("_seconds_count{language=\"python\"");
  }

  /** All statuses of all languages would be 40,000 lines each time that metrics are read. */
  @Test
  void theSeriesBeforeSubmissionsAreFew() {
    var all = languages.all().stream().map(Language::id).toList();
    var fresh = new Metrics();
    var unused = new Durations(fresh, languages, ProvedLanguages.of(all));

    assertThat(Scraped.text(fresh).lines().filter(line -> line.contains("_seconds_")))
        .hasSizeLessThan(4000);
  }
}
