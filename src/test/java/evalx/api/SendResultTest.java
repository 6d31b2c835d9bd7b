package evalx.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import evalx.config.MemoryPlan;
import evalx.config.Settings;
import evalx.redis.Packed;
import evalx.result.Lookup;
import evalx.result.StoredResult;
import evalx.submission.Caller;
import evalx.submission.SubmissionId;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class SendResultTest {
  private static final SubmissionId ID = SubmissionId.random();
  private static final Caller CALLER = Caller.anonymous("192.0.2.7");
  private static final Caller OTHER = Caller.anonymous("192.0.2.8");
  private static final List<Caller> EACH = List.of(CALLER, OTHER, Caller.anonymous("192.0.2.9"));
  private static final Settings SETTINGS = Settings.of(name -> null);
  private static final byte[] NULS = "\\u0000".repeat(700_000).getBytes(StandardCharsets.UTF_8);

  private final AnswerBudget budget = new AnswerBudget(MemoryPlan.of(SETTINGS, 0));
  private final List<Runnable> waiting = new ArrayList<>();
  private Optional<StoredResult> stored = Optional.of(packed(NULS));

  private final FakeLookup results = new FakeLookup(id -> new Lookup.Unknown(), id -> stored);

  private final SendResult send = new SendResult(results, budget, Runnable::run);
  private final FakeAsyncResponse response = new FakeAsyncResponse();

  private static StoredResult packed(byte[] json) {
    return new StoredResult(Packed.pack(json));
  }

  private static byte[] noise(int bytes) {
    var noise = new byte[bytes];
    new Random(1).nextBytes(noise);
    return noise;
  }

  private static Lookup.FinishedLarge large(int bytes) {
    return new Lookup.FinishedLarge(bytes);
  }

  @Test
  void aClientThatAcceptsGzipGetsTheResultAsItIsStored() throws IOException {
    send.send(packed(NULS), CALLER, true, response);

    assertThat(response.response().getHeaderString("Content-Encoding")).isEqualTo("gzip");
    assertThat(response.response().getHeaderString("Vary")).isEqualTo("Accept-Encoding");
    assertThat(response.got()).isEqualTo(packed(NULS).packed());
    assertThat(new GZIPInputStream(new ByteArrayInputStream(response.got())).readAllBytes())
        .isEqualTo(NULS);
  }

  @Test
  void anyOtherClientGetsItUnpacked() {
    send.send(packed(NULS), CALLER, false, response);

    assertThat(response.response().getHeaderString("Content-Encoding")).isNull();
    assertThat(response.response().getHeaderString("Vary")).isEqualTo("Accept-Encoding");
    assertThat(response.got()).isEqualTo(NULS);
  }

  @Test
  void aSmallResultIsPlainForAll() {
    send.send(packed("{}".getBytes(StandardCharsets.UTF_8)), CALLER, true, response);

    assertThat(response.response().getHeaderString("Content-Encoding")).isNull();
    assertThat(response.got()).asString().isEqualTo("{}");
  }

  @Test
  void aLargeResultIsLoadedOnlyWhenThereIsRoomForIt() {
    var slow = new SendResult(results, budget, waiting::add);
    for (int i = 0; i < 5; i++) {
      slow.send(ID, large(4 << 20), EACH.get(i % 3), true, new FakeAsyncResponse());
    }
    assertThat(results.loaded).isZero();

    assertBusy(() -> slow.send(ID, large(4 << 20), EACH.get(2), true, response));

    waiting.forEach(Runnable::run);
    assertThat(results.loaded).isEqualTo(5);
    var next = new FakeAsyncResponse();
    send.send(ID, large(4 << 20), CALLER, true, next);
    assertThat(next.response().getStatus()).isEqualTo(200);
  }

  /** What is packed small is much for a client that takes it unpacked, and as slow to read. */
  @Test
  void noMoreAreWrittenAtATimeThanThereAreThreads() {
    var slow = new SendResult(results, new AnswerBudget(roomy()), waiting::add);
    for (int i = 0; i < AnswerBudget.MAX_ANSWERS; i++) {
      slow.send(packed(NULS), i % 2 == 0 ? CALLER : OTHER, false, new FakeAsyncResponse());
    }

    assertBusy(() -> slow.send(packed(NULS), CALLER, false, response));

    var other = new FakeAsyncResponse();
    slow.send(packed(NULS), CALLER, true, other);
    assertThat(other.response().getStatus()).isEqualTo(200);
  }

  @Test
  void aCallerThatReadsSlowlyLeavesBytesToOthers() {
    var slow = new SendResult(results, budget, waiting::add);
    for (int i = 0; i < 3; i++) {
      slow.send(ID, large(5 << 20), CALLER, true, new FakeAsyncResponse());
    }

    assertBusy(() -> slow.send(ID, large(5 << 20), CALLER, true, response));

    send.send(ID, large(5 << 20), OTHER, true, response);
    assertThat(response.response().getStatus()).isEqualTo(200);
  }

  @Test
  void aCallerThatReadsSlowlyLeavesThreadsToOthers() {
    var slow = new SendResult(results, new AnswerBudget(roomy()), waiting::add);
    for (int i = 0; i < AnswerBudget.MAX_ANSWERS * 3 / 4; i++) {
      slow.send(packed(NULS), CALLER, false, new FakeAsyncResponse());
    }

    assertBusy(() -> slow.send(packed(NULS), CALLER, false, response));

    slow.send(packed(NULS), OTHER, false, response);
    assertThat(waiting).hasSize(AnswerBudget.MAX_ANSWERS * 3 / 4 + 1);
  }

  private static void assertBusy(ThrowingCallable sending) {
    assertThatThrownBy(sending)
        .isInstanceOfSatisfying(
            Refusal.class, refusal -> assertThat(refusal.problem().status()).isEqualTo(503));
  }

  private static MemoryPlan roomy() {
    return MemoryPlan.of(SETTINGS, 8L << 30);
  }

  @Test
  void aClientThatGoesAwayLeavesItsPlaceToOthers() {
    for (int i = 0; i < 200; i++) {
      var gone = new FakeAsyncResponse();
      gone.client =
          new OutputStream() {
            @Override
            public void write(int b) throws IOException {
              throw new IOException("the client is gone");
            }
          };
      send.send(ID, large(4 << 20), CALLER, true, gone);
      assertThat(gone.brokenOff).isNotNull();
    }
    send.send(ID, large(4 << 20), CALLER, true, response);
    assertThat(response.response().getStatus()).isEqualTo(200);
  }

  @Test
  void aResultThatExpiresMeanwhileIsUnknown() {
    stored = Optional.empty();

    send.send(ID, large(1 << 20), CALLER, true, response);

    assertThat(((Refusal) response.answer).problem().status()).isEqualTo(404);
    assertThat(noise(1)).hasSize(1);
  }
}
