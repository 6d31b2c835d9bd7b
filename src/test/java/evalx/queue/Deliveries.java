package evalx.queue;

import evalx.submission.SubmissionId;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;

/** Deliveries for tests. */
final class Deliveries {
  static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
  static final String BODY =
      "{\"language\":\"python\",\"code\":\"print(1)\",\"test_cases\":[{},{}]}";

  private Deliveries() {}

  static Delivery of(SubmissionId token) {
    return with(token, BODY, 1, 0, 1);
  }

  static Delivery with(SubmissionId token, String body, int format, int excused, int count) {
    return new Delivery(
        "ID:" + token,
        "evalx.jobs.python",
        "order-1",
        token,
        body.getBytes(StandardCharsets.UTF_8),
        Optional.empty(),
        Optional.of("evalx.replies.shop"),
        format,
        excused > 0,
        excused,
        count,
        7,
        NOW,
        Optional.of(NOW.plusSeconds(60)),
        Optional.empty(),
        true);
  }
}
