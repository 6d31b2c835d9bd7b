package evalx.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import evalx.config.Settings;
import evalx.submission.SampleResults;
import evalx.submission.SubmissionEvent;
import evalx.submission.SubmissionId;
import evalx.submission.TraceContext;
import evalx.submission.Verdict;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The traces of submissions that are on this node. */
class LogSubmissionsTest {
  private static final String ID = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final Optional<TraceContext> TRACE =
      TraceContext.of(Optional.of("00-" + ID + "-00f067aa0ba902b7-01"), Optional.empty());

  private final SubmissionId id = SubmissionId.random();

  private LogSubmissions logging(String format) {
    var log = new LogSubmissions(Settings.of(Map.of("LOG_FORMAT", format)::get));
    log.observe(new SubmissionEvent.Started(id, "here", 1, Instant.EPOCH, TRACE));
    return log;
  }

  @Test
  void aTraceIsKnownUntilItsSubmissionHasEnded() {
    var log = logging("json");
    assertThat(log.trace(id.toString())).contains(ID);

    log.observe(
        new SubmissionEvent.Finished(SampleResults.of(id, Verdict.ACCEPTED), Optional.empty()));
    assertThat(log.trace(id.toString())).isEmpty();
  }

  @Test
  void whereLogsAreTextNoneIsKept() {
    assertThat(logging("text").trace(id.toString())).isEmpty();
  }
}
