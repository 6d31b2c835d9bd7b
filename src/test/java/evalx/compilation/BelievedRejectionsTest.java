package evalx.compilation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import evalx.sandbox.Ending;
import evalx.sandbox.Limit;
import evalx.sandbox.RunReport;
import evalx.sandbox.SandboxFailure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import redis.clients.jedis.Jedis;

/** What rejects all sources is a broken compiler, and no source is wrong because of it. */
class BelievedRejectionsTest extends CompileSetup {
  private static final RunReport NO_CC1 =
      FakeSandbox.ended(new Ending.Exited(1), "", "g++: fatal error: cannot execute 'cc1plus'");

  private static RunReport wrong() {
    return FakeSandbox.ended(new Ending.Exited(1), "", "main.cpp:1: error: no");
  }

  static Stream<RunReport> ofABrokenCompiler() {
    return Stream.of(
        NO_CC1,
        FakeSandbox.ended(new Ending.Exited(4), "", "internal compiler error"),
        FakeSandbox.ended(new Ending.Signalled(7), "", ""),
        FakeSandbox.ended(new Ending.LimitExceeded(Limit.CPU), "", ""));
  }

  @ParameterizedTest
  @MethodSource("ofABrokenCompiler")
  void aCompilerThatRejectsItsSelfTestTooIsAFailureAndNotShared(RunReport report) {
    one.sandbox.compiler = request -> report;
    one.sandbox.selfTest = Optional.of(request -> report);

    assertThatThrownBy(() -> one.program("right"))
        .isInstanceOf(SandboxFailure.class)
        .hasMessageContaining("does not compile the self-test of C++");

    assertThat(one.builds.seenToFail).contains("cpp");
    try (var direct = new Jedis(server.uri())) {
      assertThat(direct.keys("*")).isEmpty();
    }
    assertThat(two.program("right")).isInstanceOf(Program.Ready.class);
  }

  @Test
  void aCheckThatRejectsItsSelfTestTooIsAFailure() {
    var javascript = languages.find("javascript").orElseThrow();
    one.sandbox.program = request -> wrong();
    one.sandbox.selfTest = Optional.of(request -> wrong());

    assertThatThrownBy(() -> one.compileOnce.program(job("javascript", "1"), javascript))
        .isInstanceOf(SandboxFailure.class);

    one.sandbox.selfTest = Optional.of(request -> FakeSandbox.exited(0, ""));
    assertThat(one.compileOnce.program(job("javascript", "1"), javascript))
        .isInstanceOf(Program.Rejected.class);
  }

  @Test
  void aFloodOfWrongSourcesCostsOneSelfTest() throws Exception {
    one.sandbox.compiler = request -> wrong();
    var programs = new ArrayList<Future<Program>>();
    for (int i = 0; i < 50; i++) {
      var code = "wrong " + i;
      programs.add(threads.submit(() -> one.program(code)));
    }
    for (Future<Program> program : programs) {
      assertThat(program.get(30, TimeUnit.SECONDS)).isInstanceOf(Program.Rejected.class);
    }

    // Each counts for 8 s, as it takes 400 ms.
    assertThat(one.sandbox.selfTests).hasSize(1);
  }

  @Test
  void aCompilerThatHasJustMadeAProgramIsBelieved() {
    one.program("right");
    one.sandbox.compiler = request -> wrong();

    assertThat(one.program("wrong")).isInstanceOf(Program.Rejected.class);

    assertThat(one.sandbox.selfTests).isEmpty();
  }

  @Test
  void theLimitsOfASubmissionAreNotThoseOfTheSelfTest() {
    one.sandbox.compiler = request -> wrong();
    one.program("wrong", "-O3");

    var selfTest = one.sandbox.selfTests.get(0);
    assertThat(selfTest.limits()).isEqualTo(Compiler.LIMITS);
    assertThat(selfTest.command()).doesNotContain("-O3");
  }

  @Test
  void theEndOfTheJobThatLooksIsNotTheEndOfTheOthers() throws Exception {
    var looking = new CountDownLatch(1);
    one.sandbox.compiler = request -> wrong();
    one.sandbox.selfTest =
        Optional.of(
            request -> {
              looking.countDown();
              return FakeSandbox.interrupted();
            });
    var cancelled = threads.submit(() -> one.program("wrong"));
    await50(looking);
    var other = threads.submit(() -> one.program("wrong too"));
    await().atMost(Duration.ofSeconds(30)).until(() -> one.sandbox.compilations.size() == 2);
    one.sandbox.selfTest = Optional.of(request -> FakeSandbox.compiled());
    cancelled.cancel(true);

    assertThat(other.get(30, TimeUnit.SECONDS)).isInstanceOf(Program.Rejected.class);
  }
}
