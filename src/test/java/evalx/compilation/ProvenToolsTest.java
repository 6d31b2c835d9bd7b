package evalx.compilation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import evalx.compilation.ProvenTools.Look;
import evalx.language.FakeBuilds;
import evalx.language.Language;
import evalx.language.Languages;
import evalx.sandbox.SandboxFailure;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProvenToolsTest {
  private final Language java = new Languages().find("java").orElseThrow().with("/jdk17/bin/javac");
  private final FakeBuilds builds = new FakeBuilds();
  private final AtomicInteger looks = new AtomicInteger();
  private Look look = new Look(true, Duration.ofMillis(500), "");
  private long now;
  private final ProvenTools tools = new ProvenTools(builds, () -> now);

  private int looksFor(Language language, boolean byServer) {
    looks.set(0);
    tools.confirm(
        language,
        byServer,
        () -> {
          looks.incrementAndGet();
          return look;
        });
    return looks.get();
  }

  @ParameterizedTest
  @CsvSource({"20, 1000", "500, 10000", "3200, 60000"})
  void aLookCountsForTwentyTimesItsCostWithinBounds(int cpu, int trust) {
    look = new Look(true, Duration.ofMillis(cpu), "");

    assertThat(looksFor(java, false)).isEqualTo(1);
    now += Duration.ofMillis(trust).toNanos();
    assertThat(looksFor(java, false)).isZero();
    now += 1;
    assertThat(looksFor(java, false)).isEqualTo(1);
  }

  @Test
  void aProgramThatWasMadeCountsAsALook() {
    tools.worked(java, false);

    assertThat(looksFor(java, false)).isZero();
  }

  @Test
  void eachVersionIsLookedAt() {
    tools.worked(java, false);

    assertThat(looksFor(java.with("/jdk21/bin/javac"), false)).isEqualTo(1);
  }

  /** It runs since before, whatever has become of the compiler. */
  @Test
  void aProgramMadeByAServerSpeaksForServersAlone() {
    tools.worked(java, true);

    assertThat(looksFor(java, true)).isZero();
    assertThat(looksFor(java, false)).isEqualTo(1);
  }

  @Test
  void aCompilerThatFailsIsProvedAgainAndLookedAtEachTime() {
    look = new Look(false, Duration.ofMillis(20), "cannot execute 'cc1'\nmore");

    for (int i = 1; i <= 2; i++) {
      assertThatThrownBy(() -> looksFor(java, false))
          .isInstanceOf(SandboxFailure.class)
          .hasMessage(
              "/jdk17/bin/javac does not compile the self-test of Java (OpenJDK): cannot execute 'cc1'");
      assertThat(looks).hasValue(1);
    }
    assertThat(builds.seenToFail).hasSize(2);
  }
}
