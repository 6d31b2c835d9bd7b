package evalx.compilation;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import evalx.language.FakeBuilds;
import evalx.language.Language;
import evalx.language.Languages;
import evalx.submission.SourceFile;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a compile server does not compile as usual is for a compiler of its own. */
@Timeout(60)
class CompileServersTest {
  private static final Duration SOON = Duration.ofMillis(300);

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final FakeSandbox sandbox = new FakeSandbox();
  private final FakeBuilds builds = new FakeBuilds();
  private final Toolchain toolchain = new Toolchain(sandbox, builds);
  private final ScriptedServer server = new ScriptedServer();
  private final Language java = new Languages().find("java").orElseThrow();
  private CompileServers servers;

  @BeforeEach
  void start() {
    builds.works("java", "17", "17.0.1");
    sandbox.server = Optional.of(server);
    servers = new CompileServers(threads, 2, SOON);
  }

  @AfterEach
  void stop() {
    servers.close();
    await().until(() -> server.alive.get() == 0);
    threads.shutdownNow();
  }

  private Optional<CompileAnswer> compile(byte[] source) {
    return servers.compile(toolchain, java, new SourceFile("Main.java", source));
  }

  private Optional<CompileAnswer> compile(String source) {
    return compile(source.getBytes(UTF_8));
  }

  private CompileAnswer compiled(String source) {
    return await().until(() -> compile(source), Optional::isPresent).orElseThrow();
  }

  @Test
  void aServerIsBegunWhenItIsMissedAndKept() {
    assertThat(compile("first")).isEmpty();

    for (int i = 0; i < 20; i++) {
      assertThat(compiled("class " + i).files().get(0).content())
          .asString()
          .isEqualTo("class " + i);
    }
    assertThat(server.begun).hasValue(1);
  }

  @Test
  void errorsAreToldAsTheyAre() {
    compiled("right");
    server.answers =
        source -> Optional.of(ScriptedServer.answer(false, "Main.java:1: error", Map.of()));

    var answer = compile("wrong").orElseThrow();

    assertThat(answer.compiled()).isFalse();
    assertThat(answer.said()).asString().isEqualTo("Main.java:1: error");
    assertThat(answer.cpu()).isEqualTo(Duration.ofMillis(30));
  }

  @Test
  void thereAreNoMoreThanAllowed() {
    compiled("first");
    var all =
        IntStream.range(0, 40)
            .mapToObj(i -> CompletableFuture.supplyAsync(() -> compile("class " + i), threads))
            .toList();
    all.forEach(CompletableFuture::join);

    assertThat(server.most).hasValueLessThanOrEqualTo(2);
  }

  private void endsItsServer(Function<String, Optional<byte[]>> answers) {
    compiled("first");
    server.answers = answers;

    assertThat(compile("second")).isEmpty();

    await().until(() -> server.alive.get() == 0);
    server.answers = source -> Optional.of(ScriptedServer.answer(true, "", Map.of()));
    assertThat(compile("third")).isEmpty();
    assertThat(server.begun).as("servers that sources end are not begun at once").hasValue(1);
  }

  @Test
  void oneThatHangsIsEnded() {
    endsItsServer(source -> Optional.empty());
  }

  @Test
  void oneThatAnswersSomethingElseIsEnded() {
    endsItsServer(source -> Optional.of(ScriptedServer.framed(new byte[] {1, 2, 3})));
  }

  @ParameterizedTest
  @ValueSource(strings = {"../Main.class", "/etc/passwd", "a//b", "", "."})
  void oneThatNamesAFileElsewhereIsEnded(String name) {
    endsItsServer(source -> Optional.of(ScriptedServer.answer(true, "", Map.of(name, "x"))));
  }

  @Test
  void oneThatAnswersWithoutEndIsEnded() {
    endsItsServer(source -> Optional.of(new byte[CompileAnswer.MAX_BYTES + 1]));
  }

  @Test
  void oneThatAnswersTwiceIsEnded() {
    compiled("first");
    var answer = ScriptedServer.answer(true, "", Map.of());
    server.answers =
        source -> Optional.of(new String(answer, ISO_8859_1).repeat(2).getBytes(ISO_8859_1));

    compile("second");

    await().until(() -> server.alive.get() == 0);
  }

  @Test
  void oneThatDoesNotWorkIsTriedOnceAndNoMore() {
    server.answers = source -> Optional.of(ScriptedServer.answer(false, "no compiler", Map.of()));

    assertThat(compile("first")).isEmpty();

    await().until(() -> server.begun.get() == 1 && server.alive.get() == 0);
    assertThat(compile("second")).isEmpty();
    assertThat(server.begun).hasValue(1);
    assertThat(server.sources).doesNotContain("first", "second");
  }

  /** Another build may make other programs. */
  @Test
  void oneOfAnotherBuildIsNotAsked() {
    compiled("first");
    builds.works("java", "17", "17.0.2");

    assertThat(compile("second")).isEmpty();
    compiled("third");

    assertThat(server.begun).hasValue(2);
    assertThat(server.sources).doesNotContain("second");
  }

  @Test
  void whatItCouldTakeAmissIsNotSent() {
    compiled("first");

    assertThat(compile("\u00e9".getBytes(ISO_8859_1))).isEmpty();
    assertThat(compile(" ".repeat((64 << 10) + 1))).isEmpty();
  }

  @Test
  void aLanguageThatIsNotProvedHasNone() {
    builds.fails("java");

    assertThat(compile("first")).isEmpty();
    assertThat(server.begun).hasValue(0);
  }

  @Test
  void anInterruptEndsTheWait() throws InterruptedException {
    compiled("first");
    server.answers = source -> Optional.empty();
    var failure = new CompletableFuture<Throwable>();
    var job =
        new Thread(
            () -> {
              try {
                servers.compile(
                    toolchain, java, new SourceFile("Main.java", "second".getBytes(UTF_8)));
              } catch (RuntimeException e) {
                failure.complete(e);
              }
            });
    job.start();
    await().until(() -> server.sources.contains("second"));

    job.interrupt();

    assertThat(failure.join()).hasMessage("interrupted");
    job.join();
  }
}
