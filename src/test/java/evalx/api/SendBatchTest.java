package evalx.api;

import static org.assertj.core.api.Assertions.assertThat;

import evalx.config.MemoryPlan;
import evalx.config.Settings;
import evalx.result.Lookup;
import evalx.result.StoredResult;
import evalx.submission.Caller;
import evalx.submission.SubmissionId;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** How long clients may take for the answer to a long list. */
class SendBatchTest {
  private static final Caller CALLER = Caller.anonymous("192.0.2.7");

  /** As many as {@code /execute-parallel} takes. */
  private static final List<BatchItem> ITEMS =
      Collections.nCopies(250, new BatchItem.Accepted(SubmissionId.random()));

  private static final StoredResult LARGE =
      StoredResult.of(("\"" + "x".repeat(80 << 10) + "\"").getBytes(StandardCharsets.UTF_8));

  private final AtomicLong now = new AtomicLong();
  private final FakeLookup results =
      new FakeLookup(
          id -> new Lookup.FinishedLarge(LARGE.packed().length), id -> Optional.of(LARGE));

  private final FakeAsyncResponse response = new FakeAsyncResponse();

  /** A client that reads so many bytes in a second. */
  private void sendTo(long bytesPerSecond) {
    response.client =
        new ByteArrayOutputStream() {
          @Override
          public synchronized void write(byte[] from, int offset, int length) {
            now.addAndGet(Duration.ofSeconds(1).toNanos() * length / bytesPerSecond);
            super.write(from, offset, length);
          }
        };
    var budget = new AnswerBudget(MemoryPlan.of(Settings.of(name -> null), 0));
    new SendBatch(results, new SendResult(results, budget, Runnable::run), id -> {}, now::get)
        .send(ITEMS, CALLER, response);
  }

  @Test
  void aLongListIsSentWholeToWhoeverReadsAtTheLeastRate() {
    sendTo(Pace.MIN_BYTES_PER_SECOND);

    assertThat(response.brokenOff).isNull();
    assertThat(response.got())
        .asString(StandardCharsets.UTF_8)
        .hasSizeGreaterThan(250 * LARGE.plainLength())
        .endsWith("x\"]}");
    assertThat(Duration.ofNanos(now.get())).isGreaterThan(Duration.ofMinutes(3));
  }

  @Test
  void whoeverReadsMoreSlowlyIsGivenUp() {
    sendTo(Pace.MIN_BYTES_PER_SECOND / 2);

    assertThat(response.brokenOff).isInstanceOf(IOException.class).hasMessageContaining("slowly");
    assertThat(Duration.ofNanos(now.get()))
        .isBetween(Duration.ofMinutes(2), Duration.ofMinutes(2).plusSeconds(2));
  }

  @Test
  void whoeverReadsNothingIsGivenUpAfterAMinute() {
    sendTo(1 << 8);

    assertThat(response.brokenOff).isNotNull();
    assertThat(response.got().length).isLessThanOrEqualTo(1 << 14 << 1);
  }
}
