package evalx.compilation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import evalx.sandbox.Ending;
import evalx.sandbox.SandboxFailure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;

class CompileOnceTest extends CompileSetup {
  @Test
  void fiftyAtOnceOnTwoNodesCompileOnce() throws Exception {
    var begun = new CountDownLatch(50);
    for (Node node : List.of(one, two)) {
      node.sandbox.compiler =
          request -> {
            await50(begun);
            return FakeSandbox.compiled();
          };
    }

    var cached = 0;
    for (Future<Program> future : fifty(begun)) {
      var program = (Program.Ready) future.get(30, TimeUnit.SECONDS);
      assertThat(program.artifact()).isEqualTo(FakeSandbox.PROGRAM);
      assertThat(program.compiled().time()).isEqualTo(Duration.ofMillis(400));
      assertThat(program.compiled().output()).isEqualTo("note");
      cached += program.compiled().cached() ? 1 : 0;
      program.close();
    }

    assertThat(compilations()).isEqualTo(1);
    assertThat(cached).isEqualTo(49);
    assertThat(one.sandbox.leases).hasValue(0);
    assertThat(two.sandbox.leases).hasValue(0);
  }

  /** Whether it compiles itself, or another of its node does, or one of another node. */
  @Test
  void whoWaitsForAProgramDoesMeanwhileWhatItHasTo() throws Exception {
    var waiting = ConcurrentHashMap.<Thread>newKeySet();
    for (Node node : List.of(one, two)) {
      node.sandbox.compiler =
          request -> {
            await().atMost(Duration.ofSeconds(30)).until(() -> waiting.size() == 3);
            return FakeSandbox.compiled();
          };
    }
    var cpp = languages.find("cpp").orElseThrow();
    var programs = new ArrayList<Future<Program>>();
    for (Node node : List.of(one, one, two)) {
      programs.add(
          threads.submit(
              () ->
                  node.compileOnce.program(
                      job("cpp", "same"), cpp, () -> waiting.add(Thread.currentThread()))));
    }

    for (Future<Program> program : programs) {
      assertThat(program.get(60, TimeUnit.SECONDS)).isInstanceOf(Program.Ready.class);
    }
    assertThat(compilations()).isEqualTo(1);
  }

  @Test
  void aCompilationErrorIsFoundOnceToo() throws Exception {
    var begun = new CountDownLatch(50);
    for (Node node : List.of(one, two)) {
      node.sandbox.compiler =
          request -> {
            await50(begun);
            return FakeSandbox.ended(new Ending.Exited(1), "", "1: no");
          };
    }

    for (Future<Program> future : fifty(begun)) {
      var program = (Program.Rejected) future.get(30, TimeUnit.SECONDS);
      assertThat(program.compiled().output()).isEqualTo("1: no");
      assertThat(program.message()).isEqualTo("the program does not compile");
    }

    assertThat(compilations()).isEqualTo(1);
    assertThat(two.program("same").compiled().cached()).isTrue();
    assertThat(compilations()).isEqualTo(1);
    try (var direct = new Jedis(server.uri())) {
      assertThat(direct.ttl(shared())).isBetween(11L, 60L);
    }
  }

  @Test
  void aSandboxFailureFailsOnlyItsOwnCaller() throws Exception {
    var failures = new AtomicInteger();
    var begun = new CountDownLatch(50);
    one.sandbox.compiler =
        request -> {
          await50(begun);
          if (failures.incrementAndGet() <= 3) {
            throw new SandboxFailure("no box");
          }
          return FakeSandbox.compiled();
        };
    two.sandbox.compiler = one.sandbox.compiler;

    var broken = 0;
    for (Future<Program> future : fifty(begun)) {
      try {
        ((Program.Ready) future.get(30, TimeUnit.SECONDS)).close();
      } catch (ExecutionException e) {
        assertThat(e).hasCauseInstanceOf(SandboxFailure.class);
        broken++;
      }
    }

    assertThat(broken).isBetween(0, 1);
    assertThat(failures).hasValue(4);
  }

  @Test
  void everyDifferenceIsCompiled() {
    one.program("same");
    one.program("other");
    one.program("same", "-O3");
    one.builds.works("cpp", "12.2.0", "another build of g++ 12.2.0");
    one.program("same");

    assertThat(compilations()).isEqualTo(4);
  }

  @Test
  void aLanguageThatHasNotProvedToWorkIsCompiledAlways() {
    one.builds.fails("cpp");
    assertThat(one.program("same").compiled().cached()).isFalse();
    assertThat(one.program("same").compiled().cached()).isFalse();
    assertThat(compilations()).isEqualTo(2);
  }

  @Test
  void sourcesThatOnlyHaveToBeWellFormedAreCheckedOnce() {
    var javascript = languages.find("javascript").orElseThrow();
    for (Node node : List.of(one, two, one)) {
      assertThat(node.compileOnce.program(job("javascript", "1"), javascript))
          .isInstanceOf(Program.Ready.class);
    }

    assertThat(one.sandbox.runs.size() + two.sandbox.runs.size()).isEqualTo(1);
  }

  @Test
  void anInterruptEndsTheWaiting() {
    var never = new CountDownLatch(1);
    one.sandbox.compiler =
        request -> {
          await50(never);
          return FakeSandbox.compiled();
        };
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> one.program("same")).isInstanceOf(SandboxFailure.class);
    assertThat(Thread.interrupted()).isTrue();
    never.countDown();
  }

  @Test
  void aSubmissionThatRefusesCachesIsCompiledAgain() {
    one.sandbox.compiler = request -> FakeSandbox.ended(new Ending.Exited(1), "", "1: no");
    assertThat(one.program("same")).isInstanceOf(Program.Rejected.class);
    one.sandbox.compiler = request -> FakeSandbox.compiled();
    var cpp = languages.find("cpp").orElseThrow();
    for (int i = 0; i < 2; i++) {
      var program = one.compileOnce.program(job("cpp", false, "same"), cpp);
      assertThat(program).isInstanceOf(Program.Ready.class);
      assertThat(program.compiled().cached()).isFalse();
    }
    assertThat(compilations()).isEqualTo(3);
  }

  @Test
  void aCompilerThatDoesNotStartIsNotACompilationError() {
    one.sandbox.compiler =
        request -> FakeSandbox.ended(new Ending.Exited(127), "", "g++: not found");
    assertThatThrownBy(() -> one.program("same")).isInstanceOf(SandboxFailure.class);

    assertThat(one.builds.doubted).contains("cpp");
    assertThat(two.program("same")).isInstanceOf(Program.Ready.class);
  }

  @Test
  void aCancelledCompilationIsLeftToTheNextCaller() throws Exception {
    var begun = new CountDownLatch(1);
    one.sandbox.compiler =
        request -> {
          begun.countDown();
          return FakeSandbox.interrupted();
        };
    var cancelled = threads.submit(() -> one.program("same"));
    await50(begun);
    one.sandbox.compiler = request -> FakeSandbox.compiled();
    var next = threads.submit(() -> one.program("same"));
    cancelled.cancel(true);

    assertThat(next.get(30, TimeUnit.SECONDS)).isInstanceOf(Program.Ready.class);
    await().atMost(Duration.ofSeconds(30)).until(() -> one.sandbox.running.get() == 0);
  }
}
