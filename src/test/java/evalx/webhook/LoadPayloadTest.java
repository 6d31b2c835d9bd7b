package evalx.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import evalx.config.MemoryPlan;
import evalx.config.Settings;
import evalx.result.Lookup;
import evalx.result.ResultLookup;
import evalx.result.StoredResult;
import evalx.submission.Caller;
import evalx.submission.SubmissionId;
import evalx.submission.WebhookShape;
import evalx.webhook.LoadPayload.Loaded;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How many results may be on their way to receivers, in memory and on the disk. */
class LoadPayloadTest {
  private static final MemoryPlan PLAN = MemoryPlan.of(Settings.of(name -> null), 0);
  private static final CallbackBody UNCHANGED = result -> result;
  private static final SubmissionId ID = SubmissionId.random();

  /** As others are told it, which no receiver is. */
  private static final Optional<byte[]> PENDING = Optional.of(json("{}"));

  /** Three quarters of the room of large ones. */
  private static final StoredResult LARGE =
      new StoredResult(StoredResult.of(noise(3 << 20)).packed(), PENDING);

  /** Small when it is packed, and as large as one with an output in the file store. */
  private static final StoredResult SHOWN =
      StoredResult.of(json("[\"" + "x".repeat(64 << 10) + "\"]"));

  private static final StoredResult SMALL =
      new StoredResult(StoredResult.of(json("{\"token\":1}")).packed(), PENDING);

  @TempDir Path data;

  private final List<Payload> open = new ArrayList<>();
  private StoredResult stored = LARGE;
  private Runnable loading = () -> {};

  private static byte[] json(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] noise(int bytes) {
    var noise = new byte[bytes];
    new Random(1).nextBytes(noise);
    return noise;
  }

  @AfterEach
  void close() throws IOException {
    for (Payload each : open) {
      each.close();
    }
  }

  private final class Found implements ResultLookup {
    @Override
    public Lookup find(SubmissionId id, Caller viewer) {
      var size = stored.packed().length;
      return size <= Payload.MAX_IN_MEMORY
          ? new Lookup.Finished(stored)
          : new Lookup.FinishedLarge(size);
    }

    @Override
    public Optional<StoredResult> load(SubmissionId id) {
      loading.run();
      return Optional.of(stored);
    }

    @Override
    public boolean remove(SubmissionId id) {
      throw new UnsupportedOperationException();
    }
  }

  private LoadPayload loader(CallbackBody callbackBody, Duration patience) {
    return new LoadPayload(new Found(), callbackBody, PLAN, folder(), patience);
  }

  /** Of which nothing waits. */
  private LoadPayload loader(CallbackBody callbackBody) {
    return loader(callbackBody, Duration.ZERO);
  }

  private Path folder() {
    return data.resolve("webhooks");
  }

  private Payload ready(Loaded loaded) {
    var payload = ((Loaded.Ready) loaded).payload();
    open.add(payload);
    return payload;
  }

  private Payload load(LoadPayload loader) {
    return ready(loader.load(ID, WebhookShape.OWN));
  }

  private static void assertSends(Payload payload, byte[] json) throws IOException {
    assertThat(payload.length()).isEqualTo(json.length);
    // Its signature is made of it first.
    for (int i = 0; i < 2; i++) {
      try (var in = payload.open()) {
        assertThat(in.readAllBytes()).isEqualTo(json);
      }
    }
  }

  private static byte[] alone(StoredResult result) {
    return result.withoutWebhook().json();
  }

  @Test
  void largeResultsThatAreSentLeaveTheirRoomToOthers() throws IOException {
    var loader = loader(UNCHANGED);
    for (int i = 0; i < 32; i++) {
      load(loader);
    }

    assertSends(open.get(0), alone(LARGE));
    assertSends(open.get(31), alone(LARGE));
  }

  @Test
  void aLargeResultOnTheDiskHasNoNameThatCouldStay() throws IOException {
    var payload = load(loader(UNCHANGED));

    assertThat(folder()).isEmptyDirectory();
    payload.close();
    assertThatThrownBy(payload::open).isInstanceOf(IOException.class);
  }

  @Test
  void aSmallResultNeedsNoDisk() throws IOException {
    stored = SMALL;

    assertSends(load(loader(UNCHANGED)), alone(SMALL));

    assertThat(folder()).doesNotExist();
  }

  @Test
  void largeResultsAreLoadedOneAfterTheOther() throws Exception {
    var loader = loader(UNCHANGED, Duration.ofSeconds(40));
    var second = new CompletableFuture<Payload>();
    var waiting = new Thread(() -> second.complete(load(loader)));
    loading =
        () -> {
          loading = () -> {};
          waiting.start();
          await().until(() -> waiting.getState() == Thread.State.TIMED_WAITING);
        };

    assertSends(load(loader), alone(LARGE));

    assertSends(second.get(40, TimeUnit.SECONDS), alone(LARGE));
  }

  /** It is put off, and a small one is not. */
  @Test
  void aLargeResultThatFindsNoRoomSaysSo() {
    var loader = loader(UNCHANGED);
    var inside = new ArrayList<Loaded>();
    loading =
        () -> {
          loading = () -> {};
          inside.add(loader.load(ID, WebhookShape.OWN));
          stored = SMALL;
          inside.add(loader.load(ID, WebhookShape.OWN));
        };

    load(loader);

    assertThat(inside.get(0)).isInstanceOf(Loaded.NoRoom.class);
    assertThat(ready(inside.get(1))).isInstanceOf(Payload.InMemory.class);
  }

  @Test
  void aDiskThatFailsLeavesTheRoom() throws IOException {
    Files.createFile(folder());
    var loader = loader(UNCHANGED);
    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(() -> loader.load(ID, WebhookShape.OWN))
          .isInstanceOf(UncheckedIOException.class);
    }

    Files.delete(folder());
    assertSends(load(loader), alone(LARGE));
  }

  /** A small result may have an output of a MiB in the file store. */
  @Test
  void aLargeCallbackLiesOnTheDiskToo() throws IOException {
    var callback = noise(1 << 20);
    stored = SHOWN;
    var made = new ArrayList<byte[]>();
    var loader =
        loader(
            result -> {
              made.add(result);
              return callback;
            });

    for (int i = 0; i < 32; i++) {
      var payload = ready(loader.load(ID, WebhookShape.JUDGE0));
      assertThat(payload).isInstanceOf(Payload.OnDisk.class);
    }
    assertSends(open.get(31), callback);
    assertThat(made).hasSize(32).containsOnly(alone(stored));
  }

  /** It takes several times its bytes. */
  @Test
  void oneCallbackIsMadeAtATimeUnlessItIsSmall() throws IOException {
    var loaders = new ArrayList<LoadPayload>();
    var meanwhile = new ArrayList<Loaded>();
    stored = SHOWN;
    loaders.add(
        loader(
            result -> {
              if (meanwhile.isEmpty()) {
                meanwhile.add(loaders.get(0).load(ID, WebhookShape.JUDGE0));
                stored = SMALL;
                meanwhile.add(loaders.get(0).load(ID, WebhookShape.JUDGE0));
              }
              return result;
            }));

    ready(loaders.get(0).load(ID, WebhookShape.JUDGE0));

    assertThat(meanwhile.get(0)).isInstanceOf(Loaded.NoRoom.class);
    assertSends(ready(meanwhile.get(1)), alone(SMALL));
  }
}
